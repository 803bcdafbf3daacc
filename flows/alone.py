"""One `pantau serve` a data folder: two would run each source twice and take each other's runs for dead.

The lock is the kernel's, which lets go of it however its process ends.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TextIO

from core import clock
from core.errors import PantauError
from core.settings import Settings

LOCK: Final = "serve.lock"
_LOOK: Final = 0.05  # seconds; for longer nobody who only looks holds the lock


@dataclass(frozen=True, slots=True)
class Served:
    """The `pantau serve` that has a folder."""

    process: int
    since: datetime


class ServedAlreadyError(PantauError):
    """Another `pantau serve` has the folder."""

    def __init__(self, process: int) -> None:
        """By its process."""
        super().__init__(
            f"pantau serve sudah berjalan pada folder ini (proses {process}); hentikan itu dulu, atau pakai "
            "folder data lain (PANTAU_DATA)"
        )


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the data folder for this `pantau serve`. Raises ServedAlreadyError."""
    with (settings.data / LOCK).open("a+", encoding="ascii") as file:
        _take(file, settings)
        file.truncate(0)
        file.write(f"{os.getpid()} {clock.now().isoformat()}")
        file.flush()
        yield


def _take(file: TextIO, settings: Settings) -> None:
    """Lock the file, also where somebody who looks at it (`served_by`) holds it just now."""
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            refuse_second(settings)
            time.sleep(_LOOK)
        else:
            return


def refuse_second(settings: Settings) -> None:
    """Tell that the folder is taken before anything else is looked at. Raises ServedAlreadyError."""
    if served := served_by(settings):
        raise ServedAlreadyError(served.process)


def served_by(settings: Settings) -> Served | None:
    """The `pantau serve` that has this folder; None where none does, or one just starts. Makes nothing."""
    path = settings.data / LOCK
    if not path.exists():
        return None
    with path.open(encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            process, _, since = file.read().partition(" ")
            return Served(int(process), datetime.fromisoformat(since)) if since else None
    return None


def was_served(settings: Settings) -> bool:
    """Whether `pantau serve` has ever run on this folder."""
    return (settings.data / LOCK).exists()
