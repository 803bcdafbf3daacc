"""Sources of posts, switched on and off at the desk; and stories that changed by other ways than a round."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa

from core import clock
from pipeline.store.batch import TIME, table
from pipeline.store.database import Connection, registered
from pipeline.store.notes import keep_note, next_number
from pipeline.store.reading import fetch

_TEXT: Final = pa.string()
_NUMBER: Final = pa.int64()


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """Somebody switched a source on or off. On needs two people: who counts them is the reader."""

    number: int
    source_id: str
    on: bool
    note_id: str
    by_user: str
    made_at: datetime


def write_switch(db: Connection, source_id: str, *, on: bool, by_user: str, note: str = "") -> Switch:
    """Append a switch; as it was stored."""
    switch = Switch(
        number=next_number(db, "source_switches"),
        source_id=source_id,
        on=on,
        note_id=keep_note(db, note),
        by_user=by_user,
        made_at=clock.now(),
    )
    db.execute(
        """
        INSERT INTO source_switches (number, source_id, switched, note_id, by_user, made_at)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [switch.number, source_id, "on" if on else "off", switch.note_id, by_user, switch.made_at],
    )
    return switch


def source_switches(db: Connection, source_id: str = "") -> tuple[Switch, ...]:
    """All switches in the order of writing; of one source, or of all."""
    rows = fetch(
        db,
        "SELECT * FROM source_switches WHERE source_id = $source OR $source = '' ORDER BY number",
        {"source": source_id},
    )
    return tuple(
        Switch(
            number=row["number"],
            source_id=row["source_id"],
            on=row["switched"] == "on",
            note_id=row["note_id"],
            by_user=row["by_user"],
            made_at=row["made_at"],
        )
        for row in rows
    )


def write_change(db: Connection, story_ids: Collection[str]) -> None:
    """Say that these stories changed, so that the board takes them in anew."""
    first, moment = next_number(db, "story_changes"), clock.now()
    rows = [(first + place, story_id, moment) for place, story_id in enumerate(sorted(set(story_ids)))]
    if rows:
        new = table(rows, number=_NUMBER, story_id=_TEXT, made_at=TIME)
        with registered(db, new=new):
            db.execute("INSERT INTO story_changes BY NAME SELECT * FROM new")
