"""What many tests share: one round over the sample, without Prefect, run once a session.

Rooms are imported where they are needed: most tests need one room only, and should not wait for all.
"""

import fcntl
import os
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core import clock
from core.settings import Settings
from core.settings import settings as own_settings

if TYPE_CHECKING:
    from flows.workspace import Workspace
    from pipeline.store import RoundSummary


@dataclass(frozen=True)
class Sampled:
    """A data folder after one round over the sample. It is shared: copy it to change it."""

    data: Path
    summary: "RoundSummary"

    def copy(self, to: Path) -> Path:
        return Path(shutil.copytree(self.data, to))


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    """The round is run by the worker that asks first; the others wait for it and take a copy."""
    from flows.rounds import run_round

    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made, data = base / "sampled-once", tmp_path_factory.mktemp("sampled") / "data"
    with (base / "sampled-once.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "summary").exists():
            shutil.rmtree(made, ignore_errors=True)  # of a worker whose round failed
            try:
                summary = run_round(opened(made / "data"))
            finally:
                clock.fix(None)
            (made / "summary").write_bytes(pickle.dumps(summary))
    shutil.copytree(made / "data", data)
    return Sampled(data, pickle.loads((made / "summary").read_bytes()))  # noqa: S301 - our own


@pytest.fixture(scope="session")
def boarded(sampled: Sampled, tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    """The sampled folder with the desk's board made: a test's copy of it needs no building."""
    from desk.board.board import Board

    data = sampled.copy(tmp_path_factory.mktemp("boarded") / "data")
    try:
        workspace = opened(data)
        Board(data / "board.sqlite", workspace.store, workspace.settings.zone).refresh()
    finally:
        clock.fix(None)
    return Sampled(data, sampled.summary)


@pytest.fixture(autouse=True)
def _as_found() -> Iterator[None]:
    """The clock stands as it stood, and no settings are kept, whatever a test did."""
    before = clock.now() if clock.is_fixed() else None
    yield
    clock.fix(before)
    own_settings.cache_clear()


def opened(data: Path) -> "Workspace":
    """The sample's workspace in this data folder."""
    from flows.workspace import open_workspace

    # No test draws pages that has not asked for it (Chromium takes a second each), and no decision is drawn
    # for a second opinion where a test is about something else.
    return open_workspace(Settings(data=data, chromium="tidak-ada", second_share=0.0), "sample")
