"""New files that are on disk when they are said to be, and files replaced whole; all for their user alone."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700


@contextmanager
def new_file(path: Path, to_disk: bool = True) -> Iterator[IO[bytes]]:
    """A file that was not there, to write into; on disk when the block is left, if asked. Raises OSError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
        yield file
        file.flush()
        if to_disk:
            os.fsync(file.fileno())


def write_new(path: Path, content: bytes) -> None:
    """Write a file that was not there, and bring it to disk. Raises OSError."""
    with new_file(path) as file:
        file.write(content)


def replace_text(path: Path, text: str) -> None:
    """Write a text whole or not at all: who reads meanwhile, or after a kill, finds what was there before.

    Raises OSError, and leaves no draft behind then.
    """
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")  # two threads may write at once
    try:
        with new_file(draft, to_disk=False) as file:
            file.write(text.encode())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def folder_to_disk(folder: Path) -> None:
    """What a folder holds is on disk only when the folder is. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
