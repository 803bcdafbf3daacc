"""What people typed: masked, in `private.notes`, so that it can be erased apart; and the order of writing."""

import secrets
from collections.abc import Collection

from core.text import mask
from pipeline.store.batch import ids
from pipeline.store.database import Connection, registered


def new_id() -> str:
    """A name for a row: random, so that two desks never give the same."""
    return secrets.token_hex(8)


def next_number(db: Connection, *tables: str) -> int:
    """The next number in the order of writing. Tables named together share one order."""
    highest = [db.execute(f"SELECT max(number) FROM {name}").fetchone() for name in tables]  # noqa: S608 (our own names)
    return 1 + max((int(row[0]) for row in highest if row and row[0] is not None), default=0)


def keep_note(db: Connection, text: str) -> str:
    """Keep what a person typed, masked; the note's id, "" for nothing typed."""
    text = mask(text.strip())
    if not text:
        return ""
    note_id = new_id()
    db.execute("INSERT INTO private.notes VALUES (?, ?)", [note_id, text])
    return note_id


def note_texts(db: Connection, note_ids: Collection[str]) -> dict[str, str]:
    """The words of these notes, by id. An erased one is missing."""
    wanted = [note_id for note_id in set(note_ids) if note_id]
    if not wanted:
        return {}
    with registered(db, wanted=ids(wanted)):
        rows = db.execute("SELECT id, text FROM private.notes SEMI JOIN wanted USING (id)").fetchall()
    return {str(note_id): str(text) for note_id, text in rows}
