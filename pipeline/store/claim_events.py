"""Claims of the desk's own: each step of checking one is a row. What they add up to, the desk says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.decision import ClaimStep
from core.text import mask
from pipeline.store.database import Connection
from pipeline.store.notes import keep_note, new_id, next_number
from pipeline.store.reading import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEvent:
    """A step in checking a claim; what `data` holds depends on `kind` (core.decision.ClaimStep)."""

    number: int
    id: str
    claim_id: str
    kind: ClaimStep
    data: Mapping[str, object]
    note_id: str
    by_user: str
    made_at: datetime


def write_claim_event(
    db: Connection,
    claim_id: str,
    kind: ClaimStep,
    data: Mapping[str, object],
    by_user: str,
    note: str = "",
) -> ClaimEvent:
    """Append a step; as it was stored. What is asserted (`data["text"]`) is masked, like a note."""
    kept = {name: mask(str(value)) if name == "text" else value for name, value in data.items()}
    event = ClaimEvent(
        number=next_number(db, "claim_events"),
        id=new_id(),
        claim_id=claim_id,
        kind=kind,
        data=kept,
        note_id=keep_note(db, note),
        by_user=by_user,
        made_at=clock.now(),
    )
    db.execute(
        """
        INSERT INTO claim_events (number, id, claim_id, kind, data, note_id, by_user, made_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            event.number, event.id, claim_id, kind.value, json.dumps(kept, ensure_ascii=False),
            event.note_id, by_user, event.made_at,
        ],
    )  # fmt: skip
    return event


def withdrawn_claims(db: Connection) -> dict[str, Mapping[str, object]]:
    """Claims that were taken back for good, by id; of those of the library what they were."""
    rows = db.execute("SELECT claim_id, data FROM claim_events WHERE kind = 'withdrawn'").fetchall()
    return {row[0]: json.loads(row[1]) for row in rows}


def claim_events(db: Connection, claim_id: str = "") -> tuple[ClaimEvent, ...]:
    """All steps in the order of writing; of one claim, or of all."""
    rows = fetch(
        db,
        "SELECT * FROM claim_events WHERE claim_id = $claim OR $claim = '' ORDER BY number",
        {"claim": claim_id},
    )
    return tuple(
        ClaimEvent(
            number=row["number"],
            id=row["id"],
            claim_id=row["claim_id"],
            kind=ClaimStep(row["kind"]),
            data=json.loads(row["data"]),
            note_id=row["note_id"],
            by_user=row["by_user"],
            made_at=row["made_at"],
        )
        for row in rows
    )
