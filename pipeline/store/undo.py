"""What a checkpoint overwrites in place, kept beside the file until it has ended.

DuckDB 1.5 adds to its tables of contents in blocks that the file as it was uses too, and Linux cuts a write
short where a process is killed: half of such a block, and the file could not be opened any more. All other
blocks are written beside the old ones, and a header of one page says at last which count. So before a
transaction the blocks that may be added to are copied, with the headers; where these still stand when
somebody has the turn, the blocks are put back, and what was committed meanwhile is in DuckDB's log
(docs/decisions/007-the-store.md).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Final

import duckdb

from core.files import FILE_MODE, folder_to_disk, new_file

_HEADERS: Final = 12_288
"""bytes of a file before its blocks: three headers of a page"""
_MAGIC: Final = slice(8, 12)
"""where "DUCK" stands in a file"""
_WORD: Final = 8
"""bytes of a number"""
_NOT_FULL: Final = "SELECT block_id FROM pragma_metadata_info() WHERE free_blocks > 0"
_SIZE: Final = "SELECT block_size FROM pragma_database_size()"


def undo_of(path: Path) -> Path:
    """Where the blocks are kept: only while somebody writes, or when he was killed at it."""
    return path.with_name(path.name + ".undo")


@contextmanager
def held_open(path: Path) -> Iterator[IO[bytes]]:
    """The file, to be opened before the database and closed after it: a process that closes a file lets go of
    all its locks on it, DuckDB's too. Nothing where there is none yet. Raises OSError."""
    if not path.exists():
        yield BytesIO()
        return
    with path.open("rb", buffering=0) as file:  # what DuckDB has written since is read too
        yield file


def keep(path: Path, file: IO[bytes], db: duckdb.DuckDBPyConnection) -> None:
    """Copy what a commit may overwrite in place; nothing is written yet. Raises OSError."""
    numbers = [int(row[0]) for row in db.execute(_NOT_FULL).fetchall()]
    ((size,),) = db.execute(_SIZE).fetchall()
    draft = undo_of(path).with_name(undo_of(path).name + ".draft")
    draft.unlink(missing_ok=True)
    with new_file(draft) as kept:
        file.seek(0)
        kept.write(file.read(_HEADERS) + size.to_bytes(_WORD))
        for number in numbers:
            file.seek(_HEADERS + number * size)
            kept.write(number.to_bytes(_WORD) + file.read(size))
    draft.replace(undo_of(path))
    folder_to_disk(path.parent)


def heal(path: Path) -> None:
    """Make the file what it was if a checkpoint was cut short, and forget what was kept.

    In the writer's turn, with the file closed. Raises OSError where it cannot be written, a program that does
    not know our lock has it open, or the file is gone that the blocks belong to.
    """
    if _half_made(path):
        path.unlink()
    if log_of(path).exists():
        log_of(path).chmod(FILE_MODE)  # DuckDB made it for everybody's eyes
    try:
        kept = undo_of(path).read_bytes()
    except FileNotFoundError:
        return
    if not path.exists():
        raise FileNotFoundError(f"the file is gone, and {undo_of(path).name} belongs to it: delete that too")
    _put_back(path, kept)
    undo_of(path).unlink()


def log_of(path: Path) -> Path:
    """DuckDB's log of what was committed and is not in the file."""
    return path.with_name(path.name + ".wal")


def cut_short(path: Path) -> bool:
    """Whether a writer was killed and `heal` has something to do; asked by who has the turn."""
    return undo_of(path).exists() or _half_made(path)


def _half_made(path: Path) -> bool:
    """A file whose maker was killed before it had its headers: it holds nothing, and DuckDB refuses it."""
    if not path.exists() or path.stat().st_size >= _HEADERS:
        return False
    start = path.read_bytes()
    return not start or start[_MAGIC] == b"DUCK"


def _put_back(path: Path, kept: bytes) -> None:
    headers, blocks = kept[:_HEADERS], kept[_HEADERS + _WORD :]
    size = int.from_bytes(kept[_HEADERS : _HEADERS + _WORD])
    with path.open("r+b") as file:
        if file.read(_HEADERS) != headers:  # the checkpoint has ended, or this is another file
            return
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # as DuckDB does
        file.seek(0)
        if file.read(_HEADERS) != headers:
            return
        for start in range(0, len(blocks), _WORD + size):
            place = _HEADERS + int.from_bytes(blocks[start : start + _WORD]) * size
            block = blocks[start + _WORD : start + _WORD + size]
            file.seek(place)
            if file.read(size) != block:
                file.seek(place)
                file.write(block)
        file.flush()
        os.fsync(file.fileno())
