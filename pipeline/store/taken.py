"""What was taken along by hand: a text or a picture, by whom, where to. Never to whom: no person is named."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from core import clock
from pipeline.store.batch import ids
from pipeline.store.database import Connection, registered
from pipeline.store.notes import new_id, next_number
from pipeline.store.reading import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One row."""

    id: str
    object: str  # "claim:ID", "story:ID", "report:ID"
    whereto: str  # code of a short list
    by_user: str
    made_at: datetime


def write_taken(db: Connection, about: str, whereto: Sequence[str], by_user: str) -> tuple[Taken, ...]:
    """Append a row for each place, all of one moment; as they were stored."""
    now = clock.now()
    made = tuple(
        Taken(id=new_id(), object=about, whereto=place, by_user=by_user, made_at=now) for place in whereto
    )
    for one in made:
        db.execute(
            "INSERT INTO taken_along (number, id, object, whereto, by_user, made_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [next_number(db, "taken_along"), one.id, one.object, one.whereto, one.by_user, one.made_at],
        )
    return made


def taken_of(db: Connection, objects: Collection[str]) -> tuple[Taken, ...]:
    """What was taken along of these objects, the latest first."""
    if not objects:
        return ()
    with registered(db, wanted=ids(objects, "object")):
        rows = list(
            fetch(db, "SELECT * FROM taken_along SEMI JOIN wanted USING (object) ORDER BY number DESC")
        )
    return tuple(
        Taken(
            id=row["id"],
            object=row["object"],
            whereto=row["whereto"],
            by_user=row["by_user"],
            made_at=row["made_at"],
        )
        for row in rows
    )
