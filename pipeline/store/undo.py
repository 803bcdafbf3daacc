"""What a checkpoint overwrites in place, kept beside the file until it has ended.

DuckDB 1.5 adds to its tables of contents in blocks that the file as it was uses too, and Linux cuts a write
short where a process is killed: half of such a block, and the file could not be opened any more. All other
blocks are written beside the old ones, and a header of one page says at last which count. So whoever opens
the file to write first copies the blocks that may be added to, and the headers. If the headers are still the
same when somebody has the turn, the checkpoint had not ended: the blocks are put back, and what was committed
is in DuckDB's log (docs/decisions/007-the-store.md).
"""

import fcntl
import os
from pathlib import Path
from typing import IO, Final

import duckdb

from core.files import new_file

_HEADERS: Final = 12_288
"""bytes of a file before its blocks: three headers of a page"""
_WORD: Final = 8
"""bytes of a number"""
_NOT_FULL: Final = "SELECT block_id FROM pragma_metadata_info() WHERE free_blocks > 0"
_SIZE: Final = "SELECT block_size FROM pragma_database_size()"


def undo_of(path: Path) -> Path:
    """Where the blocks are kept: only while somebody writes, or when he was killed at it."""
    return path.with_name(path.name + ".undo")


def keep(path: Path, file: IO[bytes], db: duckdb.DuckDBPyConnection) -> None:
    """Copy what the checkpoint of this opening may overwrite. Raises OSError.

    `file`: the same, opened without a buffer before the database and closed after it, since a process that
    closes a file lets go of all its locks on it, DuckDB's too.
    """
    numbers = [int(row[0]) for row in db.execute(_NOT_FULL).fetchall()]
    ((size,),) = db.execute(_SIZE).fetchall()
    draft = undo_of(path).with_name(undo_of(path).name + ".draft")
    draft.unlink(missing_ok=True)
    # not brought to disk: who is killed has written it all the same, and each write would wait
    with new_file(draft, to_disk=False) as kept:
        kept.write(os.pread(file.fileno(), _HEADERS, 0) + size.to_bytes(_WORD))
        for number in numbers:
            kept.write(number.to_bytes(_WORD) + os.pread(file.fileno(), size, _HEADERS + number * size))
    draft.replace(undo_of(path))


def heal(path: Path) -> None:
    """Make the file what it was if a checkpoint was cut short, and forget what was kept.

    In the writer's turn, with the file closed. Raises OSError where it cannot be written, a program that does
    not know our lock has it open, or it is gone.
    """
    left = [part.name for part in (undo_of(path), log_of(path)) if part.exists()]
    if left and not path.exists():
        raise FileNotFoundError(f"it is gone, but {' and '.join(left)} lies there")
    if undo_of(path).exists():
        with undo_of(path).open("rb") as kept, path.open("r+b", buffering=0) as file:
            _put_back(kept, file.fileno())
        undo_of(path).unlink()


def log_of(path: Path) -> Path:
    """DuckDB's log of what was committed and is not in the file."""
    return path.with_name(path.name + ".wal")


def _put_back(kept: IO[bytes], file: int) -> None:
    headers = kept.read(_HEADERS)
    if os.pread(file, _HEADERS, 0) != headers:  # the checkpoint has ended, or this is another file
        return
    size = int.from_bytes(kept.read(_WORD))
    blocks = {}
    while number := kept.read(_WORD):
        blocks[_HEADERS + int.from_bytes(number) * size] = kept.read(size)
    if all(os.pread(file, size, place) == block for place, block in blocks.items()):
        return
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # as DuckDB does
    if os.pread(file, _HEADERS, 0) != headers:
        return
    for place, block in blocks.items():
        os.pwrite(file, block, place)
    os.fsync(file)
