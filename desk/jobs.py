"""Work that takes longer than a page may: a thread of its own, with a progress that the page asks for."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from core.console import Report
from core.errors import PantauError
from desk.desk import Desk

_KEPT: Final = 200
"""finished jobs that are remembered"""


class JobState(StrEnum):
    """Where a job stands."""

    RUNS = "runs"
    DONE = "done"
    FAILED = "failed"


@dataclass(slots=True)
class Job:
    """One piece of work, as far as it has come."""

    state: JobState = JobState.RUNS
    done: int = 0
    total: int = 0  # 0: not known yet
    result: object = None
    problem: str = ""  # one line, where it failed
    ended: threading.Event = field(default_factory=threading.Event)

    def report(self, done: int, total: int) -> None:
        """Told by the work how far it is."""
        self.done, self.total = done, total


_jobs: Final[dict[tuple[str, str], Job]] = {}
_turn: Final = threading.Lock()


def start(desk: Desk, name: str, work: Callable[[Report], object]) -> Job:
    """Begin the work of this name, unless it is running already; the job."""
    key = _key(desk, name)
    with _turn:
        job = _jobs.get(key)
        if job is not None and job.state is JobState.RUNS:
            return job
        _forget_old()
        job = _jobs[key] = Job()
    threading.Thread(target=_run, args=(job, work), name=name, daemon=True).start()
    return job


def find(desk: Desk, name: str) -> Job | None:
    """The latest job of this name; None where there was none since the desk was started."""
    return _jobs.get(_key(desk, name))


def _key(desk: Desk, name: str) -> tuple[str, str]:
    return str(desk.settings.data), name


def _forget_old() -> None:
    ended = [key for key, job in _jobs.items() if job.state is not JobState.RUNS]
    for key in ended[: max(0, len(ended) - _KEPT)]:
        del _jobs[key]


def _run(job: Job, work: Callable[[Report], object]) -> None:
    state = JobState.FAILED
    try:
        job.result = work(job.report)
        state = JobState.DONE
    except (PantauError, OSError) as error:
        job.problem = str(error)
    finally:  # whatever else went wrong is raised in its thread, but the page must not wait for ever
        job.state = state
        job.ended.set()
