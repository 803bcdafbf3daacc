"""Looking at real processes: those that a test has started, and what still lives when it should not."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def until(what: Callable[[], object], seconds: float, every: float = 0.1) -> bool:
    """Whether something comes true in time; looked at every so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(every)
    return bool(what())


def of_folder(data: Path) -> list[int]:
    """Living processes whose environment names this data folder, other than this one."""
    needle, found = str(data).encode(), []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and needle in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue  # it has ended
    return [pid for pid in found if pid != os.getpid()]


def end(pids: list[int]) -> None:
    """Kill what a failed test has left."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
