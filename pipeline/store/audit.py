"""The audit trail: who did, read, exported what. Appended; ids and codes, no texts and no names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from pipeline.store.batch import TIME, table
from pipeline.store.database import Connection, registered
from pipeline.store.notes import next_number
from pipeline.store.reading import fetch

NOBODY: Final = "-"
"""asks for what was done by nobody who had logged in"""
_FILTER: Final = f"""
    ($by_user = '' OR by_user = $by_user OR ($by_user = '{NOBODY}' AND by_user = ''))
    AND ($action = '' OR action = $action)
    AND ($object = '' OR starts_with(object, $object) OR split_part(object, ':', 2) = $object)
    AND ($since::TIMESTAMPTZ IS NULL OR made_at >= $since::TIMESTAMPTZ)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing that somebody did, read or exported."""

    id: str
    made_at: datetime
    by_user: str  # "" before login
    action: str
    object: str  # "story:0a1b...", "user:...", "" where there is none
    detail: Mapping[str, Any]


def write_audit(db: Connection, entries: Sequence[AuditEntry]) -> int:
    """Append these entries, in their order; how many were new. One with a known id changes nothing."""
    if not entries:
        return 0
    first = next_number(db, "audit")
    rows = [
        (first + place, one.id, one.made_at, one.by_user, one.action, one.object, _json(one.detail))
        for place, one in enumerate({entry.id: entry for entry in entries}.values())
    ]
    text = pa.string()
    new = table(
        rows, number=pa.int64(), id=text, made_at=TIME, by_user=text, action=text, object=text, detail=text
    )
    with registered(db, new=new):
        added = db.execute("SELECT count(*) FROM new ANTI JOIN audit USING (id)").fetchone()
        db.execute("INSERT INTO audit BY NAME SELECT * FROM new ANTI JOIN audit USING (id)")
    return int(added[0]) if added else 0


def audit_entries(
    db: Connection,
    *,
    by_user: str = "",
    action: str = "",
    object: str = "",
    since: datetime | None = None,
    limit: int = 100,
    offset: int = 0,
) -> tuple[AuditEntry, ...]:
    """Entries under these filters, the latest first. `by_user` NOBODY: before login. `object` also takes a
    beginning: "story:", and an id alone."""
    asked = {**_asked(by_user, action, object, since), "limit": limit, "offset": offset}
    rows = fetch(
        db,
        f"SELECT * FROM audit WHERE {_FILTER} ORDER BY number DESC LIMIT $limit OFFSET $offset",  # noqa: S608
        asked,
    )
    return tuple(
        AuditEntry(
            id=row["id"],
            made_at=row["made_at"],
            by_user=row["by_user"],
            action=row["action"],
            object=row["object"],
            detail=json.loads(row["detail"]),
        )
        for row in rows
    )


def audit_count(
    db: Connection, *, by_user: str = "", action: str = "", object: str = "", since: datetime | None = None
) -> int:
    """How many entries there are under these filters."""
    row = db.execute(
        f"SELECT count(*) FROM audit WHERE {_FILTER}",  # noqa: S608 (our own words)
        _asked(by_user, action, object, since),
    ).fetchone()
    return int(row[0]) if row else 0


def _asked(by_user: str, action: str, about: str, since: datetime | None) -> dict[str, Any]:
    return {"by_user": by_user, "action": action, "object": about, "since": since}


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False)
