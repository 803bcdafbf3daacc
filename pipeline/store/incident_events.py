"""What a person made of candidate incidents: confirmed, merged, dismissed. Only confirmed ones count."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.record import IncidentType
from pipeline.store.database import Connection
from pipeline.store.notes import keep_note, new_id, next_number
from pipeline.store.reading import fetch


class IncidentStep(StrEnum):
    """What was done with a candidate incident."""

    CONFIRM = "confirm"
    MERGE = "merge"  # another report of an incident: `into_incident`
    DISMISS = "dismiss"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEvent:
    """One row. An incident is named by the id of its first item; an entered one by an id of its own."""

    incident_id: str
    kind: IncidentStep
    by_user: str
    made_at: datetime
    items: tuple[str, ...] = ()  # of the reports
    type: IncidentType | None = None
    place: str = ""  # Kemendagri code
    happened_on: date | None = None
    into_incident: str = ""
    reason: str = ""  # dismiss: code of the short list
    refers_to: str = ""  # undo: the event taken back
    note_id: str = ""
    id: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedIncident:
    """An event that a person confirmed, with the items that report it."""

    id: str
    type: IncidentType
    place: str  # Kemendagri code of a kecamatan or desa
    happened_on: date
    items: tuple[str, ...]
    by_user: str
    made_at: datetime


def write_incident_event(db: Connection, event: IncidentEvent, note: str = "") -> IncidentEvent:
    """Append an event; as it was stored, with its number, id and note.

    Raises ValueError for an undo of what does not stand: unknown, an undo, or taken back already.
    """
    if event.kind is IncidentStep.UNDO and event.refers_to not in {
        one.id for one in standing_events(incident_events(db))
    }:
        raise ValueError(f"incident event {event.refers_to!r} does not stand: nothing to take back")
    stored = replace(
        event,
        id=event.id or new_id(),
        number=next_number(db, "incident_events"),
        note_id=keep_note(db, note) or event.note_id,
    )
    db.execute(
        """
        INSERT INTO incident_events (
            number, id, incident_id, kind, items, type, place, happened_on, into_incident, reason,
            refers_to, note_id, by_user, made_at
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            stored.number, stored.id, stored.incident_id, stored.kind.value, json.dumps(list(stored.items)),
            stored.type.value if stored.type else "", stored.place, stored.happened_on, stored.into_incident,
            stored.reason, stored.refers_to, stored.note_id, stored.by_user, stored.made_at,
        ],
    )  # fmt: skip
    return stored


def incident_events(db: Connection) -> tuple[IncidentEvent, ...]:
    """All events in the order of writing; undone ones, and the undos, too."""
    return tuple(_event(row) for row in fetch(db, "SELECT * FROM incident_events ORDER BY number"))


def standing_events(events: Sequence[IncidentEvent]) -> tuple[IncidentEvent, ...]:
    """Those that were not taken back."""
    undone = {one.refers_to for one in events if one.kind is IncidentStep.UNDO}
    return tuple(one for one in events if one.kind is not IncidentStep.UNDO and one.id not in undone)


def confirmed(events: Sequence[IncidentEvent]) -> tuple[ConfirmedIncident, ...]:
    """Incidents that stand confirmed, the latest first. A later row about one replaces the earlier."""
    latest: dict[str, IncidentEvent] = {}
    for one in standing_events(events):
        latest[one.incident_id] = one
    found = [
        ConfirmedIncident(
            id=one.incident_id,
            type=one.type,
            place=one.place,
            happened_on=one.happened_on,
            items=_reports(one, latest),
            by_user=one.by_user,
            made_at=one.made_at,
        )
        for one in latest.values()
        if one.kind is IncidentStep.CONFIRM and one.type and one.happened_on
    ]
    return tuple(sorted(found, key=lambda one: (one.happened_on, one.id), reverse=True))


def _reports(into: IncidentEvent, latest: Mapping[str, IncidentEvent]) -> tuple[str, ...]:
    """The items of an incident and of those merged into it."""
    merged = [
        item
        for one in latest.values()
        if one.kind is IncidentStep.MERGE and one.into_incident == into.incident_id
        for item in one.items
    ]
    return tuple(dict.fromkeys([*into.items, *merged]))


def confirmed_incidents(db: Connection, since: date | None = None) -> tuple[ConfirmedIncident, ...]:
    """Confirmed incidents that happened on that day or later, the latest first. Only these count."""
    return tuple(one for one in confirmed(incident_events(db)) if since is None or one.happened_on >= since)


def _event(row: Mapping[str, Any]) -> IncidentEvent:
    return IncidentEvent(
        incident_id=row["incident_id"],
        kind=IncidentStep(row["kind"]),
        by_user=row["by_user"],
        made_at=row["made_at"],
        items=tuple(json.loads(row["items"])),
        type=IncidentType(row["type"]) if row["type"] else None,
        place=row["place"],
        happened_on=row["happened_on"],
        into_incident=row["into_incident"],
        reason=row["reason"],
        refers_to=row["refers_to"],
        note_id=row["note_id"],
        id=row["id"],
        number=row["number"],
    )
