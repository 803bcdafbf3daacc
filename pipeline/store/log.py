"""The log of what was committed, and moving it into the file, so that no kill and no power cut breaks both.

DuckDB 1.5 rewrites blocks in place when it moves its log (`pantau.duckdb.wal`) into the file: half of such a
write, and the file can no longer be opened. So a commit goes to the log alone, of which half a write only
loses what was not committed; and before a log that has grown is moved, file and log are copied. A copy that
is still there when somebody has the turn tells that the moving was cut short: it takes their place
(docs/decisions/007-the-store.md).
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from core.files import FILE_MODE, folder_to_disk

LONGEST: Final = 4_000_000
"""bytes of a log, from which on it is moved; each million costs who opens the store some 5 ms"""


def log_of(path: Path) -> Path:
    """Where DuckDB keeps the log of a database."""
    return path.with_name(path.name + ".wal")


def _copy_of(path: Path) -> Path:
    return path.with_name(path.name + ".before")


def cut_short(path: Path) -> bool:
    """Whether moving the log was begun and not ended; asked by who has the turn."""
    return _copy_of(path).exists()


def put_back(path: Path) -> None:
    """Let the copy take the place of file and log, if there is one; in the writer's turn."""
    copy = _copy_of(path)
    if not copy.exists():
        return
    for log in path.parent.glob(f"{log_of(path).name}.*"):  # DuckDB's own, of the moving that was cut short
        log.unlink()
    if log_of(copy).exists():  # else it is in its place already, and who put it there was killed
        log_of(copy).replace(log_of(path))
    copy.replace(path)


def move_log(path: Path, checkpoint: Callable[[], None]) -> None:
    """Let `checkpoint` move the log into the file, with copies of both beside them until it has; in the
    writer's turn, with the file closed.

    Where it raises, or there is no room for copies (OSError), all stays as it was: nothing is lost by that,
    what is committed is in the log.
    """
    copy = _copy_of(path)
    try:
        _copy(log_of(path), log_of(copy))
        _copy(path, copy)
        folder_to_disk(path.parent)
    except OSError:
        for part in (copy, log_of(copy)):
            part.unlink(missing_ok=True)
        raise
    try:
        checkpoint()
    except BaseException:
        put_back(path)
        raise
    copy.unlink()
    log_of(copy).unlink()


def _copy(source: Path, target: Path) -> None:
    """On disk, whole and for the owner's eyes, before it has its name."""
    draft = target.with_name(target.name + ".draft")
    try:
        shutil.copyfile(source, draft)
        draft.chmod(FILE_MODE)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
