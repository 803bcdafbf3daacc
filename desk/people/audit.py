"""The audit trail: who did, read, exported what. Append-only rows in the store.

Reads are many small writes, so an entry waits in `desk.sqlite` first; the background thread (and the end of
the desk) moves what waits into the store. Nothing is lost when the desk is killed in between.
"""

import json
import secrets
from collections.abc import Mapping

from core import clock
from desk.people.database import Database


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
