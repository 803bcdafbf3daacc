"""The audit trail: who did, read, exported what. Append-only rows in the store.

Reads are many small writes, so an entry waits in `desk.sqlite` first; the background thread (and the end of
the desk) moves what waits into the store. Nothing is lost when the desk is killed in between.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from core import clock
from desk.people.database import Database
from pipeline.store import AuditEntry, Store, write_audit

_AT_ONCE: Final = 1000  # entries moved in one turn at the store, so that nobody waits long for it


def note(people: Database, by_user: str, action: str, about: str, detail: Mapping[str, object]) -> None:
    """Write one entry: ids and codes only, never a text and never a name."""
    with people.writing() as db:
        db.execute(
            "INSERT INTO audit_waiting VALUES (?, ?, ?, ?, ?, ?)",
            (
                secrets.token_hex(8),
                clock.now().isoformat(),
                by_user,
                action,
                about,
                json.dumps(dict(detail), ensure_ascii=False),
            ),
        )


def flush(people: Database, store: Store) -> int:
    """Move what waits into the store, the oldest first; how many that were.

    Killed between the two files, it writes the same entries again next time: the store knows their ids.
    """
    moved = 0
    while waiting := people.read("SELECT * FROM audit_waiting ORDER BY rowid LIMIT ?", (_AT_ONCE,)):
        entries = [
            AuditEntry(
                id=row["id"],
                made_at=datetime.fromisoformat(row["at"]),
                by_user=row["by_user"],
                action=row["action"],
                object=row["object"],
                detail=json.loads(row["detail"]),
            )
            for row in waiting
        ]
        with store.writing() as db:
            write_audit(db, entries)
        with people.writing() as lines:
            lines.executemany("DELETE FROM audit_waiting WHERE id = ?", [(one.id,) for one in entries])
        moved += len(entries)
    return moved
