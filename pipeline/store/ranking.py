"""The queue: one row an open story, its best item, ranked by priority. A quiet day gives none."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from core import clock
from core.decision import StoryState
from core.record import Channel, Priority
from pipeline.decisions import Situation
from pipeline.geotag import SURE
from pipeline.prioritise import aged, weights
from pipeline.store.batch import ids, pairs
from pipeline.store.database import Connection, registered
from pipeline.store.decisions import decisions_since
from pipeline.store.reading import fetch, spread
from pipeline.store.situations import situations

_WORDS: Final = 4  # that say why a story is there
_EXCERPT: Final = 100  # characters of the text that stand for the title of a post


@dataclass(frozen=True, slots=True)
class QueueSignal:
    """One signal of the item that stands for the story."""

    name: str
    probability: float
    flagged: bool
    unsure: bool
    severity: int
    why: tuple[str, ...]  # words that speak for it, the weightiest first


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A story that needs review, by the item of it that has the highest priority."""

    story_id: str
    item_id: str
    revision: int
    source_id: str
    channel: Channel
    title: str  # masked; of a post the beginning of its text
    role: str
    signals: tuple[QueueSignal, ...]  # all of the item, the most probable first
    priority: Priority
    place: str  # most certain place of the item, "" if none
    first_seen: datetime
    last_seen: datetime
    copies: int
    sources: tuple[str, ...]
    state: StoryState


def queue(db: Connection, limit: int) -> list[QueueRow]:
    """The `limit` stories that need review most: with an item that is flagged or too close to tell, or that
    somebody brought by hand, or that people keep (pipeline.decisions).

    Only open ones: what is decided, known to be harmless or held until later is left out. An item's priority
    is the one it got when it was scored, with the recency of now.
    """
    now, weighed = clock.now(), weights()
    asked = {
        "limit": limit,
        "now": now,
        "recency": weighed.importance.recency,
        "half_life": weighed.recency.half_life_hours,
    }
    with _candidates(db, now) as stand:
        best = list(fetch(db, _BEST, asked))
    with registered(db, wanted=pairs([(row["id"], row["revision"]) for row in best])):
        signals = list(fetch(db, _SIGNALS))
        places = {row["item_id"]: row["name"] for row in fetch(db, _PLACES, {"sure": SURE})}
    spreads = spread(db, {row["story_id"] for row in best})
    return [
        QueueRow(
            story_id=row["story_id"],
            item_id=row["id"],
            revision=row["revision"],
            source_id=row["source_id"],
            channel=Channel(row["channel"]),
            title=row["title"] or _excerpt(row["text"]),
            role=row["role"] or "",
            signals=tuple(_signal(one) for one in signals if one["item_id"] == row["id"]),
            priority=aged(
                row["priority"],
                json.loads(row["priority_parts"] or "{}"),
                row["published_at"] or row["fetched_at"],
                now,
            ),
            place=places.get(row["id"], ""),
            first_seen=spreads[row["story_id"]].first_seen,
            last_seen=spreads[row["story_id"]].last_seen,
            copies=spreads[row["story_id"]].copies,
            sources=tuple(sorted(spreads[row["story_id"]].sources)),
            state=stand[row["story_id"]].state if row["story_id"] in stand else StoryState.NEW,
        )
        for row in best
    ]


def queue_length(db: Connection) -> int:
    """How many stories `queue` would give without a limit."""
    with _candidates(db, clock.now()):
        row = db.execute(f"SELECT count(DISTINCT i.story_id) {_OPEN}").fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _candidates(db: Connection, now: datetime) -> Iterator[Mapping[str, Situation]]:
    """The items that may stand for a story, and which stories are left out, as tables; where these stand."""
    stand = situations(db, decisions_since(db, 0), now)
    kept = ids([story_id for story_id, one in stand.items() if one.kept], "story_id")
    closed = ids([story_id for story_id, one in stand.items() if not one.open], "story_id")
    with registered(db, kept=kept, **_partly_open(stand)):
        marked = db.execute(_MARKED).to_arrow_table()
    with registered(db, marked=marked, closed=closed):
        yield stand


def _partly_open(stand: Mapping[str, Situation]) -> dict[str, pa.Table]:
    """Stories that are open for some copies only, and these copies."""
    partly = {story_id: one.waiting for story_id, one in stand.items() if one.waiting}
    copies = [item for waiting in partly.values() for item in waiting]
    return {
        "partly": ids(partly, "story_id"),
        "waiting": ids(copies, "item_id"),
    }


# The few flagged rows are found first, so that the cost follows them and not the size of the store. For a
# story brought by hand or kept by people any of its items may stand, where none is flagged. Where a story is
# open for some copies only, one of these stands for it, flagged or not.
_MARKED: Final = """
    WITH flagged AS (
        SELECT DISTINCT i.story_id, s.item_id, s.revision
        FROM signals s
            JOIN items i ON i.id = s.item_id AND i.revision = s.revision
            LEFT JOIN latest_revisions r ON r.id = s.item_id
        WHERE (s.flagged OR s.unsure) AND s.revision = coalesce(r.revision, 0)
            AND (i.story_id NOT IN (SELECT story_id FROM partly) OR i.id IN (SELECT item_id FROM waiting))
    ),
    unflagged AS (
        (SELECT story_id FROM items WHERE channel = 'field' UNION SELECT story_id FROM kept)
        EXCEPT SELECT story_id FROM flagged
    )
    SELECT item_id, revision FROM flagged
    UNION ALL SELECT c.id, c.revision FROM current_items c JOIN unflagged USING (story_id)
        WHERE story_id NOT IN (SELECT story_id FROM partly) OR c.id IN (SELECT item_id FROM waiting)
"""

_OPEN: Final = """
    FROM marked m
        JOIN items i ON i.id = m.item_id AND i.revision = m.revision
        JOIN annotations a ON a.item_id = m.item_id AND a.revision = m.revision
    WHERE i.story_id NOT IN (SELECT story_id FROM closed)
"""

_BEST: Final = f"""
    SELECT i.id, i.revision, i.story_id, i.source_id, i.channel, i.title, i.text,
        i.published_at, i.fetched_at, a.role, a.priority, a.priority_parts,
        -- what `pipeline.prioritise.combine` gives with the recency of now
        coalesce(a.priority - (a.priority_parts->>'probability')::DOUBLE * $recency
        * (1 - coalesce((a.priority_parts->>'stage')::DOUBLE, 0)) * (
            (a.priority_parts->>'recency')::DOUBLE - 0.5 ** (
                greatest(0, epoch($now::TIMESTAMPTZ) - epoch(coalesce(i.published_at, i.fetched_at)))
                / 3600 / $half_life
            )
        ), a.priority) AS aged
    {_OPEN}
    QUALIFY row_number() OVER (
        PARTITION BY i.story_id ORDER BY aged DESC NULLS LAST, i.fetched_at, i.id
    ) = 1
    ORDER BY aged DESC NULLS LAST, i.fetched_at, i.id
    LIMIT $limit
"""

_SIGNALS: Final = """
    SELECT s.item_id, s.name, s.probability, s.flagged, s.unsure, s.severity, s.reasons
    FROM signals s SEMI JOIN wanted USING (item_id, revision)
    ORDER BY s.item_id, s.flagged DESC, s.probability DESC, s.name
"""

_PLACES: Final = """
    SELECT p.item_id, p.name
    FROM places p SEMI JOIN wanted USING (item_id, revision)
    WHERE p.confidence >= $sure
    QUALIFY row_number() OVER (PARTITION BY p.item_id ORDER BY p.confidence DESC, p.span_start, p.code) = 1
"""


def _signal(row: Mapping[str, Any]) -> QueueSignal:
    reasons = sorted(json.loads(row["reasons"]), key=lambda one: one["weight"], reverse=True)
    return QueueSignal(
        row["name"],
        row["probability"],
        row["flagged"],
        row["unsure"],
        row["severity"],
        tuple([one["words"] for one in reasons if one["weight"] > 0 and one["words"]][:_WORDS]),
    )


def _excerpt(text: str) -> str:
    """The beginning of a text, cut at a word."""
    flat = " ".join(text.split())
    if len(flat) <= _EXCERPT:
        return flat
    return flat[:_EXCERPT].rsplit(" ", 1)[0] + " …"
