"""What could not pass, for the page of rejections: counts and rows from one question, so that they agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.store.database import Connection
from pipeline.store.reading import fetch

BY: Final = ("round_id", "source_id", "kind", "stage", "reason")
"""what the list may be narrowed to"""

# Candidates have their stage and detail; a response was refused where it came in. Both are small beside what
# passed, and what a source offered (`what`) is private: the page decides what of it is shown.
_ALL: Final = """
    SELECT round_id, source_id, 'candidate' AS kind, stage, reason, what, detail, key_hash
    FROM private.rejections
    UNION ALL
    SELECT round_id, source_id, 'response' AS kind, 'fetch' AS stage, reason, url AS what,
        'status ' || status AS detail, '' AS key_hash
    FROM private.responses WHERE use = 'rejected'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """One thing that could not pass."""

    round_id: str
    started_at: datetime | None
    source_id: str
    kind: str  # "candidate", "response"
    stage: str
    reason: str
    what: str  # private: an address or a native id
    detail: str
    key_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedCount:
    """How many of one round, source, kind, stage and reason."""

    round_id: str
    started_at: datetime | None
    source_id: str
    kind: str
    stage: str
    reason: str
    number: int


def rejected_counts(db: Connection) -> list[RejectedCount]:
    """All counts, the newest round first."""
    rows = fetch(
        db,
        f"""
        SELECT a.round_id, r.started_at, a.source_id, a.kind, a.stage, a.reason, count(*) AS number
        FROM ({_ALL}) a LEFT JOIN rounds r ON r.id = a.round_id
        GROUP BY a.round_id, r.started_at, r.number, a.source_id, a.kind, a.stage, a.reason
        ORDER BY r.number DESC, a.source_id, a.kind, number DESC, a.reason
        """,  # noqa: S608 - no words from outside
    )
    return [RejectedCount(**row) for row in rows]


def rejected_rows(
    db: Connection, narrowed: Mapping[str, str], *, limit: int = 50, offset: int = 0
) -> list[RejectedRow]:
    """A page of the list, the newest round first. `narrowed`: keys of BY to their value."""
    chosen = {key: value for key, value in narrowed.items() if key in BY and value}
    where = " AND ".join(f"a.{key} = ${key}" for key in chosen) or "true"
    rows = fetch(
        db,
        f"""
        SELECT a.*, r.started_at FROM ({_ALL}) a LEFT JOIN rounds r ON r.id = a.round_id
        WHERE {where}
        ORDER BY r.number DESC, a.source_id, a.kind, a.stage, a.reason, a.what
        LIMIT $limit OFFSET $offset
        """,  # noqa: S608 - names from BY only
        {**chosen, "limit": limit, "offset": offset},
    )
    return [RejectedRow(**row) for row in rows]
