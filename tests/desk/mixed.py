"""What a careless restore leaves: an older `desk.sqlite` under the log of a newer one."""

import shutil
from pathlib import Path

from desk.people.database import Database


def mixed(folder: Path) -> Path:
    """The file. Its pages can be read; its indexes miss rows."""
    there, path = folder / "machine" / "desk.sqlite", folder / "desk.sqlite"
    people = Database(there)

    def add(first: int, last: int) -> None:
        with people.writing() as db:
            db.executemany(
                "INSERT INTO users (id, name, role, password, must_change, made_at) "
                "VALUES (?, ?, 'analyst', ?, 0, 0)",
                [(f"u-{n}", f"nama {n}", "x" * 90) for n in range(first, last)],
            )

    add(0, 3)
    people.read("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(there, path)  # the backup
    add(3, 200)
    people.read("PRAGMA wal_checkpoint(TRUNCATE)")
    add(200, 201)
    shutil.copy(f"{there}-wal", f"{path}-wal")  # left where the backup is put
    return path
