"""`desk.sqlite`: accounts, sessions, holds, login attempts, what waits to go into the audit trail.

Many small writes, answered in a millisecond or two. Write-ahead logging: readers never wait for a writer.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from core.errors import PantauError
from core.sqlite import fault

_SCHEMA: Final = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PATIENCE: Final = 5.0  # seconds a writer waits for another


class DatabaseError(PantauError):
    """The file is no whole database; one line with the file and the remedy."""


class Database:
    """A SQLite file with one connection a thread. `schema`: statements that may run again at each opening.

    Opening, reading and writing raise DatabaseError where the file is damaged.
    """

    def __init__(self, path: Path, schema: str = _SCHEMA) -> None:
        self.path = path
        self._here = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)
        # Before SQLite opens it: the files beside it (-wal, -shm) take over its mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            if (file := path.with_name(name)).exists():
                file.chmod(0o600)
        with self._told():
            self._connection().executescript(schema)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            # the low byte: what kind of error it is; none where Python itself raised it
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise
            raise self._damaged(str(error)) from error

    def _damaged(self, why: str) -> DatabaseError:
        name = self.path.name
        return DatabaseError(
            f"{self.path}: damaged ({why}); delete {name}-wal and {name}-shm, then restore it from a backup "
            "(docs/operating.md)"
        )

    def check(self) -> None:
        """Read all of it: an older copy under a newer log opens as if it were whole."""
        with self._told():
            why = fault(self._connection())
        if why:
            raise self._damaged(why)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._here, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._here.connection = connection
        return connection

    def read(self, sql: str, values: tuple[object, ...] | dict[str, object] = ()) -> list[sqlite3.Row]:
        """The rows that a question gives."""
        with self._told():
            return self._connection().execute(sql, values).fetchall()

    def one(self, sql: str, values: tuple[object, ...] | dict[str, object] = ()) -> sqlite3.Row | None:
        """The first row, or None."""
        with self._told():
            row: sqlite3.Row | None = self._connection().execute(sql, values).fetchone()
            return row

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone: kept if the block ends well, undone if it raises."""
        with self._told():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
