"""Whether an SQLite file is whole."""

import sqlite3


def fault(db: sqlite3.Connection) -> str:
    """The first thing that is not whole in it, in SQLite's words; "" where all is. Reads the whole file.

    A log (-wal) left beside an older copy mixes both: pages that can be read, and indexes that miss rows,
    which `quick_check` passes over. Raises sqlite3.Error.
    """
    found = str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
    if found != "ok":
        return found
    orphan = db.execute("PRAGMA foreign_key_check").fetchone()
    return f"a row of {orphan[0]} names one of {orphan[2]} that is not there" if orphan else ""
