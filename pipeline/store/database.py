"""Opening the DuckDB file: briefly, under the fair lock, never with a schema that is not ours.

DuckDB lets one process write a file, or several read it. So every use opens it, works and closes it, in its
turn (pipeline/lock.py); opening costs about 12 ms. Do nothing slow inside the `with` block: others wait.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from core.errors import PantauError
from pipeline.lock import FairLock, LockBusyError
from pipeline.store.migrate import (
    CURRENT,
    MigrationError,
    apply_migrations,
    copy_before_migrating,
    schema_version,
)
from pipeline.store.undo import cut_short, heal, held_open, keep

Connection = duckdb.DuckDBPyConnection

_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": 1,  # the work is small; starting threads would cost more than they save
    "memory_limit": "1GB",
    "default_block_size": "65536",  # bytes, of new files: a write touches 60 columns, each at least a block
    # Nothing is fetched at run time, and a name in SQL never means a Python variable.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}
# What is committed goes to the file at once, without waiting for a log to grow: 12 % faster. FSST
# learns a table for each column of text at each write: a fifth of its time, for 9 % of the size.
_SETTINGS: Final = """
    SET TimeZone = 'UTC';
    SET checkpoint_threshold = '1KB';
    SET disabled_compression_methods = 'fsst';
"""
_LOCKED: Final = "Could not set lock"  # "lock" alone stands in "block" too, of a damaged file
_RETRY = 0.05  # seconds, while a program that does not know our lock has the file open

_BROKEN: Final = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException)

_open_here = threading.local()


class StoreError(PantauError):
    """The store cannot be used; one line with the file and the remedy."""


class StoreBusyError(StoreError):
    """The turn to read or write did not come in time."""


@dataclass(frozen=True, slots=True)
class Store:
    """The database at `path`, made at first use. `timeout`: seconds to wait for a turn."""

    path: Path
    timeout: float = 30.0

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open it to read; others may read too. Raises StoreBusyError, StoreError."""
        while True:
            if self.path.exists():
                with self._turn(writer=False):
                    if not cut_short(self.path):
                        with self._open(read_only=True) as db:
                            if self._version(db) == CURRENT:
                                yield db
                                return
            self.migrate()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open it to write, alone: one transaction, kept if the block ends well, undone if it raises.

        Raises StoreBusyError, StoreError.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._turn(writer=True), self._healed():
            with self._opened() as (db, _):
                version = self._version(db)
                if version == CURRENT:
                    with _transaction(db):
                        yield db
                    return
            self._migrate(version)
            with self._opened() as (db, _), _transaction(db):
                yield db

    def migrate(self) -> None:
        """Make the database, or bring its schema up to date after copying the file to `backups/`."""
        with self.writing():
            pass

    def _migrate(self, version: int) -> None:
        if version:
            copy_before_migrating(self.path, version)  # closed: a copy of an open file may be torn
        with self._opened() as (db, keep_again):
            try:
                apply_migrations(db, keep_again)
            except MigrationError as error:
                raise StoreError(f"{self.path}: {error}") from error
        self.path.chmod(0o600)  # it holds what the masking took away

    def _version(self, db: Connection) -> int:
        version = schema_version(db)
        if version > CURRENT:
            raise StoreError(
                f"{self.path}: written by a newer Pantau (schema {version}, this one knows {CURRENT}); "
                "update Pantau, or restore the copy in backups/"
            )
        return version

    @contextmanager
    def _opened(self) -> Iterator[tuple[Connection, Callable[[], None]]]:
        """To write; what the next checkpoint overwrites is kept, and by the function for the one after."""
        with held_open(self.path) as file, self._open(read_only=False) as db:

            def keep_again() -> None:
                try:
                    keep(self.path, file, db)
                except OSError as error:
                    db.execute("PRAGMA disable_checkpoint_on_shutdown")
                    raise StoreError(
                        f"{self.path}: cannot be written ({error}); look whether the disk is full"
                    ) from error

            keep_again()
            yield db, keep_again

    @contextmanager
    def _healed(self) -> Iterator[None]:
        """Before and after the block, nothing is left of a checkpoint that was cut short."""
        process = os.getpid()
        self._heal()
        try:
            yield
        finally:
            if os.getpid() == process:  # a fork's end is not ours
                self._heal()

    def _heal(self) -> None:
        try:
            heal(self.path)
        except OSError as error:
            raise StoreError(
                f"{self.path}: a write was cut short and cannot be undone ({error}); "
                "close other programs that have it open, or free the disk, and try again"
            ) from error

    @contextmanager
    def _turn(self, writer: bool) -> Iterator[None]:
        """Wait for the turn. A thread that has the store open and asks again would wait for itself."""
        here: set[Path] = _open_here.__dict__.setdefault("paths", set())
        if self.path in here:
            raise RuntimeError(
                f"{self.path}: this thread has it open already; close it before opening it again"
            )
        lock = FairLock(self.path.with_name(self.path.name + ".lock"))
        turn = lock.exclusive(self.timeout) if writer else lock.shared(self.timeout)
        with _as_store_busy(self.path, self.timeout), turn:
            here.add(self.path)
            try:
                yield
            finally:
                here.discard(self.path)

    @contextmanager
    def _open(self, read_only: bool) -> Iterator[Connection]:
        db = self._connect(read_only)
        try:
            db.execute(_SETTINGS)
            with suppress(duckdb.InvalidInputException):  # in Jupyter without ipywidgets there is no bar
                db.execute("SET enable_progress_bar = false")
            yield db
        except _BROKEN as error:
            reason = str(error).splitlines()[0]
            raise StoreError(
                f"{self.path}: cannot be read or written ({reason}); "
                "look whether the disk is full, else restore a copy of it"
            ) from error
        finally:
            with suppress(*_BROKEN):  # of a damaged file closing fails too, after the first error was told
                db.close()

    def _connect(self, read_only: bool) -> Connection:
        deadline = time.monotonic() + self.timeout
        while True:
            try:
                return duckdb.connect(self.path, read_only=read_only, config=_CONFIG)
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                if _LOCKED not in reason:
                    raise StoreError(
                        f"{self.path}: cannot be opened ({reason}); move it away, or restore a copy of it"
                    ) from error
                if time.monotonic() >= deadline:
                    raise StoreBusyError(
                        f"{self.path}: another program has it open ({reason}); close that program"
                    ) from error
            time.sleep(_RETRY)


@contextmanager
def registered(db: Connection, **tables: Any) -> Iterator[None]:
    """Let SQL see Arrow tables under these names."""
    for name, table in tables.items():
        db.register(name, table)
    try:
        yield
    finally:
        for name in tables:
            db.unregister(name)


@contextmanager
def _transaction(db: Connection) -> Iterator[None]:
    db.begin()
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


@contextmanager
def _as_store_busy(path: Path, timeout: float) -> Iterator[None]:
    try:
        yield
    except LockBusyError as error:
        raise StoreBusyError(
            f"{path}: busy, waited {timeout:g} s ({error}); try again, or look what that process does"
        ) from error
