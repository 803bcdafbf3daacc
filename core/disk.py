"""A full disk, and what can be done about it, in the team's words."""

import errno
import shutil
from pathlib import Path
from typing import Final

_LEAST: Final = 32e6  # bytes; with less, Prefect's files, the store's log or a report no longer fit
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def free(path: Path) -> int:
    """Bytes left where this path lies, or would lie."""
    return shutil.disk_usage(next(one for one in (path, *path.absolute().parents) if one.exists())).free


def full(path: Path) -> bool:
    """Whether so little is left there that whatever failed has most likely failed for that."""
    return free(path) < _LEAST


def remedy(path: Path) -> str:
    """What to do about a full disk, in the team's words. `path`: somewhere on that disk."""
    return (
        f"disk penuh: kosongkan ruang pada disk tempat {path} (sisa {free(path) / 1e6:.0f} MB), lalu ulangi"
    )


def os_error(error: OSError, path: Path) -> str:
    """What the system refused, where, and the remedy. `path`: the data folder, whose disk may be full."""
    if error.errno in _FULL or full(path):
        return remedy(path)
    where = error.filename or "input or output"
    what = f"{where}: {error.strerror or error}"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{what}; check the path and its owner"
    return f"{what}; check the path" if error.filename else what
