"""Migrations: numbered SQL files, applied in order by the first writer that finds the database older.

A file is applied once, in one transaction, and never edited afterwards: the next change is the next number.
"""

import re
import shutil
from pathlib import Path
from typing import Final

import duckdb

from core import clock
from pipeline.store.undo import log_of

_FOLDER = Path(__file__).resolve().parent.parent / "migrations"
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


class MigrationError(Exception):
    """A migration that cannot be applied; names the file and the remedy."""


def migrations(folder: Path = _FOLDER) -> list[tuple[int, Path]]:
    """(number, file), 1, 2, 3 ... Raises MigrationError if a number is missing, doubled or misspelt."""
    found: list[tuple[int, Path]] = []
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None or int(match[1]) != len(found) + 1:
            raise MigrationError(
                f"{path}: migrations are numbered 0001_name.sql, 0002_name.sql, without gaps"
            )
        found.append((int(match[1]), path))
    return found


CURRENT: Final = len(migrations())
"""The schema version that this code reads and writes."""


def schema_version(db: duckdb.DuckDBPyConnection) -> int:
    """The schema version of an open database; 0 for an empty one."""
    try:
        row = db.execute("SELECT max(version) FROM schema_versions").fetchone()
    except duckdb.CatalogException:
        return 0
    return int(row[0]) if row and row[0] else 0


def copy_before_migrating(path: Path, version: int) -> Path:
    """Copy the closed database (and the log of a killed writer, if any) to `backups/`; the copy's path."""
    stamp = clock.now().strftime("%Y%m%dT%H%M%SZ")
    copy = path.parent / "backups" / f"{path.stem}-v{version:04d}-{stamp}{path.suffix}"
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, copy)
    if log_of(path).exists():
        shutil.copy2(log_of(path), log_of(copy))
    return copy


def apply_migrations(db: duckdb.DuckDBPyConnection, folder: Path = _FOLDER) -> None:
    """Bring an open database to the newest version. Each file is one transaction. Raises MigrationError."""
    done = schema_version(db)
    for number, path in migrations(folder)[done:]:
        db.begin()
        try:
            if number == 1:
                db.execute(
                    "CREATE TABLE schema_versions "
                    "(version INTEGER NOT NULL, name VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"
                )
            db.execute(path.read_text(encoding="utf-8"))
            db.execute("INSERT INTO schema_versions VALUES (?, ?, ?)", [number, path.stem, clock.now()])
        except duckdb.Error as error:
            db.rollback()
            reason = str(error).splitlines()[0]
            raise MigrationError(
                f"{path.name} failed ({reason}); the database is as before, and copied in backups/"
            ) from error
        db.commit()
