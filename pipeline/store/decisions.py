"""Decisions and comments of the team: appended, never changed. Both share one order of writing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from core import clock
from core.decision import Answer, Decision, DecisionKind
from pipeline.decisions import refused_undo
from pipeline.store.batch import as_json
from pipeline.store.database import Connection
from pipeline.store.notes import keep_note, new_id, next_number, note_texts
from pipeline.store.reading import fetch

_ORDER: Final = ("decisions", "comments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody of the team wrote about a story. `number` is in one order with the decisions."""

    id: str
    story_id: str
    by_user: str
    made_at: datetime
    text: str  # masked; "" if it was erased
    number: int


def write_decision(db: Connection, decision: Decision, note: str = "") -> Decision:
    """Append a decision; as it was stored, with its number, id and note.

    Raises ValueError for an undo of what cannot be taken back (see pipeline.decisions.refused_undo).
    """
    if decision.kind is DecisionKind.UNDO:
        reason = refused_undo(story_decisions(db, decision.story_id), decision.refers_to)
        if reason:
            raise ValueError(f"decision {decision.refers_to!r} cannot be taken back: {reason}")
    stored = replace(
        decision,
        id=decision.id or new_id(),
        number=next_number(db, *_ORDER),
        note_id=keep_note(db, note) or decision.note_id,
    )
    db.execute(
        """
        INSERT INTO decisions (
            number, id, story_id, kind, items, answers, severity, reason, note_id, by_user, made_at, seconds,
            until, to_user, refers_to, copies, shown
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        _values(stored),
    )
    return stored


def _values(d: Decision) -> list[object]:
    return [
        d.number, d.id, d.story_id, d.kind.value, as_json([list(item) for item in d.items]),
        as_json({name: answer.value for name, answer in d.answers.items()}), d.severity, d.reason, d.note_id,
        d.by_user, d.at, d.seconds, d.until, d.to_user, d.refers_to, d.copies,
        as_json({name: dict(shown) for name, shown in d.shown.items()}),
    ]  # fmt: skip


def story_decisions(db: Connection, story_id: str) -> tuple[Decision, ...]:
    """All decisions about a story, the oldest first; those taken back, and the undos, too."""
    rows = fetch(db, "SELECT * FROM decisions WHERE story_id = ? ORDER BY number", [story_id])
    return tuple(decision_of(row) for row in rows)


def decisions_since(db: Connection, number: int) -> tuple[Decision, ...]:
    """Decisions with a higher number, in order."""
    rows = fetch(db, "SELECT * FROM decisions WHERE number > ? ORDER BY number", [number])
    return tuple(decision_of(row) for row in rows)


def decision_of(row: Mapping[str, Any]) -> Decision:
    """A row of the table as a record."""
    return Decision(
        id=row["id"],
        story_id=row["story_id"],
        kind=DecisionKind(row["kind"]),
        items=tuple((item, revision) for item, revision in json.loads(row["items"])),
        answers={name: Answer(answer) for name, answer in json.loads(row["answers"]).items()},
        severity=row["severity"],
        reason=row["reason"],
        by_user=row["by_user"],
        at=row["made_at"],
        number=row["number"],
        note_id=row["note_id"],
        seconds=row["seconds"],
        until=row["until"],
        to_user=row["to_user"],
        refers_to=row["refers_to"],
        copies=row["copies"],
        shown=json.loads(row["shown"]),
    )


def write_comment(db: Connection, story_id: str, by_user: str, text: str) -> Comment:
    """Append a comment. Raises ValueError for an empty one."""
    note_id = keep_note(db, text)
    if not note_id:
        raise ValueError("an empty comment")
    comment = Comment(
        id=new_id(),
        story_id=story_id,
        by_user=by_user,
        made_at=clock.now(),
        text=note_texts(db, [note_id])[note_id],
        number=next_number(db, *_ORDER),
    )
    db.execute(
        "INSERT INTO comments (number, id, story_id, note_id, by_user, made_at) VALUES (?, ?, ?, ?, ?, ?)",
        [comment.number, comment.id, story_id, note_id, by_user, comment.made_at],
    )
    return comment


def story_comments(db: Connection, story_id: str) -> tuple[Comment, ...]:
    """What the team wrote about a story, the oldest first."""
    rows = list(fetch(db, "SELECT * FROM comments WHERE story_id = ? ORDER BY number", [story_id]))
    texts = note_texts(db, [row["note_id"] for row in rows])
    return tuple(
        Comment(
            id=row["id"],
            story_id=row["story_id"],
            by_user=row["by_user"],
            made_at=row["made_at"],
            text=texts.get(row["note_id"], ""),
            number=row["number"],
        )
        for row in rows
    )
