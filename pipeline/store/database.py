"""Opening the DuckDB file: briefly, under the fair lock, never with a schema that is not ours.

DuckDB lets one process write a file, or several read it. So every use opens it, works and closes it, in its
turn (lock.py); opening costs about 12 ms. Do nothing slow inside the `with` block: others wait.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

import duckdb

from core.errors import PantauError
from core.files import FILE_MODE
from pipeline.store.lock import FairLock, LockBusyError
from pipeline.store.migrate import (
    CURRENT,
    MigrationError,
    apply_migrations,
    copy_before_migrating,
    schema_version,
)
from pipeline.store.undo import heal, keep, log_of, undo_of

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
# What is committed goes to the log, and from there to the file when it is closed, once what that overwrites
# is kept: a checkpoint that fails at a commit would make one that stands look undone. FSST learns a table for
# each column of text at each write: a fifth of its time, for 9 % of the size.
_SETTINGS: Final = """
    SET TimeZone = 'UTC';
    SET checkpoint_threshold = '1TB';
    PRAGMA disable_checkpoint_on_shutdown;
    SET disabled_compression_methods = 'fsst';
"""
_CHECKPOINT: Final = "PRAGMA enable_checkpoint_on_shutdown"
_LOCKED: Final = "Could not set lock"  # "lock" alone stands in "block" too, of a damaged file
_RETRY = 0.05  # seconds, while a program that does not know our lock has the file open

_BROKEN: Final = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.TransactionException,  # a log that cannot be written
)

_RESTORE: Final = (
    "restore it from a backup (pulihkan dari cadangan, docs/operating.md); without one all that it holds is "
    "lost (items, decisions, custody logs, hashes of reports, audit trail): begin anew in another folder "
    "(PANTAU_DATA)"
)
_DENIED: Final = "Permission denied"
_OWN: Final = "give it back to the account that runs Pantau (chown)"

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
                    if not undo_of(self.path).exists():
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
        with self._turn(writer=True):
            self._heal()
            if not self.path.exists():
                self._make()
            with self._open_to_write() as db:
                version = self._version(db)
                if version == CURRENT:
                    with _transaction(db):
                        yield db
                    return
            self._migrate(version)
            with self._open_to_write() as db, _transaction(db):
                yield db

    def check(self) -> None:
        """Open it once, and make it if it is not there. Raises StoreBusyError, StoreError."""
        with self.reading():
            pass

    def migrate(self) -> None:
        """Make the database, or bring its schema up to date after copying the file to `backups/`."""
        with self.writing():
            pass

    def _make(self) -> None:
        """An empty store, whole before it has its name."""
        new = replace(self, path=self.path.with_name(self.path.name + ".new"))
        for left in (new.path, log_of(new.path)):
            left.unlink(missing_ok=True)
        with new._open(read_only=False) as db:
            db.execute(_CHECKPOINT)
            new._apply(db)
        if log_of(new.path).exists():  # closing could not move it
            raise StoreError(f"{self.path}: cannot be made; look whether the disk is full")
        new.path.chmod(FILE_MODE)  # it holds what the masking took away
        new.path.replace(self.path)

    def _migrate(self, version: int) -> None:
        copy_before_migrating(self.path, version)  # closed: a copy of an open file may be torn
        with self._open_to_write() as db:
            self._apply(db)

    def _apply(self, db: Connection) -> None:
        try:
            apply_migrations(db)
        except MigrationError as error:
            raise StoreError(f"{self.path}: {error}") from error

    def _version(self, db: Connection) -> int:
        version = schema_version(db)
        if version > CURRENT:
            raise StoreError(
                f"{self.path}: written by a newer Pantau (schema {version}, this one knows {CURRENT}); "
                "update Pantau, or restore the copy in backups/"
            )
        return version

    @contextmanager
    def _open_to_write(self) -> Iterator[Connection]:
        """What the checkpoint at closing overwrites is kept beside it, and put back if that was cut short."""
        try:
            with self._raw() as file, self._open(read_only=False) as db:
                try:
                    keep(self.path, file, db)
                except OSError as error:
                    raise StoreError(
                        f"{self.path}: cannot be written ({error}); look whether the disk is full"
                    ) from error
                db.execute(_CHECKPOINT)
                yield db
        finally:
            self._heal()

    @contextmanager
    def _raw(self) -> Iterator[IO[bytes]]:
        try:
            file = self.path.open("rb", buffering=0)
        except OSError as error:
            raise StoreError(f"{self.path}: cannot be opened ({error.strerror}); {_OWN}") from error
        with file:
            yield file

    def _heal(self) -> None:
        try:
            heal(self.path)
        except FileNotFoundError as error:
            raise StoreError(f"{self.path}: {error}; put it back, or delete that too") from error
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
            remedy = _OWN if _DENIED in reason else f"look whether the disk is full, else {_RESTORE}"
            raise StoreError(f"{self.path}: cannot be read or written ({reason}); {remedy}") from error
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
                    remedy = _OWN if _DENIED in reason else _RESTORE
                    raise StoreError(f"{self.path}: cannot be opened ({reason}); {remedy}") from error
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
