"""What the desk's board asks of what is new: stories that were touched, and those worth a look."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from models.incident import LEAD
from pipeline.event.words import event_words
from pipeline.store.batch import ids
from pipeline.store.database import Connection, registered


@dataclass(frozen=True, slots=True)
class RoundSoFar:
    """How many items a round has stored until now."""

    id: str
    number: int
    finished: bool
    items: int


@dataclass(frozen=True, slots=True)
class Marks:
    """The highest number of each list that is only appended to: what lies above is new."""

    decisions: int
    comments: int
    changes: int


def marks(db: Connection) -> Marks:
    """Where the lists of decisions, comments and changes end."""
    row = db.execute(
        """
        SELECT
            (SELECT coalesce(max(number), 0) FROM decisions),
            (SELECT coalesce(max(number), 0) FROM comments),
            (SELECT coalesce(max(number), 0) FROM story_changes)
        """
    ).fetchone()
    return Marks(*row) if row else Marks(0, 0, 0)


def rounds_after(db: Connection, number: int) -> list[RoundSoFar]:
    """Rounds with a higher number, in their order."""
    rounds = db.execute(
        "SELECT id, number, finished_at IS NOT NULL FROM rounds WHERE number > ? ORDER BY number", [number]
    ).fetchall()
    if not rounds:
        return []
    with registered(db, wanted=ids([row[0] for row in rounds])):
        counts = dict(
            db.execute(
                "SELECT round_id, count(*) FROM items WHERE round_id IN (SELECT id FROM wanted) GROUP BY ALL"
            ).fetchall()
        )
    return [RoundSoFar(row[0], row[1], row[2], counts.get(row[0], 0)) for row in rounds]


def stories_of_rounds(db: Connection, round_ids: Collection[str]) -> list[str]:
    """Stories that these rounds brought an item or a revision of."""
    with registered(db, wanted=ids(round_ids)):
        rows = db.execute(
            "SELECT DISTINCT story_id FROM items WHERE round_id IN (SELECT id FROM wanted) ORDER BY ALL"
        ).fetchall()
    return [row[0] for row in rows]


def touched_since(db: Connection, since: Marks) -> list[str]:
    """Stories with a decision, a comment or a change above these marks."""
    rows = db.execute(
        """
        SELECT story_id FROM decisions WHERE number > $1 UNION SELECT story_id FROM comments WHERE number > $2
        UNION SELECT story_id FROM story_changes WHERE number > $3 ORDER BY ALL
        """,
        [since.decisions, since.comments, since.changes],
    ).fetchall()
    return [row[0] for row in rows]


def changed_since(db: Connection, since: Marks) -> list[str]:
    """Stories that changed otherwise than by a round or a decision."""
    rows = db.execute(
        "SELECT DISTINCT story_id FROM story_changes WHERE number > ? ORDER BY ALL", [since.changes]
    ).fetchall()
    return [row[0] for row in rows]


def with_items_of(db: Connection, story_ids: Collection[str], round_ids: Collection[str]) -> list[str]:
    """Those of these stories that one of these rounds brought an item or a revision of."""
    if not round_ids:
        return []
    with registered(db, wanted=ids(story_ids), rounds_asked=ids(round_ids)):
        rows = db.execute(
            "SELECT DISTINCT story_id FROM items WHERE story_id IN (SELECT id FROM wanted) "
            "AND round_id IN (SELECT id FROM rounds_asked) ORDER BY ALL"
        ).fetchall()
    return [row[0] for row in rows]


def worth_a_look(
    db: Connection,
    round_ids: Collection[str] | None = None,
    *,
    channels: Collection[str],
    copies: int,
    spread_after: datetime,
    incidents_after: datetime,
) -> list[str]:
    """The stories that the desk may have to look at, the most urgent first.

    `round_ids`: only of those that these brought something of.

    With a marked item, a decision or comment, an entry by hand; with at least so many `copies` in these
    `channels` and one of them after `spread_after`; with news after `incidents_after` that reports, and whose
    title or lead holds words of an event.
    """
    asked = {
        "copies": copies,
        "spread": spread_after,
        "incidents": incidents_after,
        "words": event_words(),
        "lead": LEAD,
    }
    fresh, tables = _ALL, {"spreading": ids(channels)}
    if round_ids is not None:
        fresh, tables["wanted"] = _OF_ROUNDS, ids(round_ids)
    with registered(db, **tables):
        rows = db.execute(fresh + _WORTHY, asked).fetchall()
    return [row[0] for row in rows]


_ALL: Final = "WITH fresh AS NOT MATERIALIZED (SELECT * FROM items),"
_OF_ROUNDS: Final = """
    WITH fresh AS MATERIALIZED (SELECT * FROM items WHERE round_id IN (SELECT id FROM wanted)),
"""
_WORTHY: Final = """
    marked AS (
        SELECT DISTINCT s.item_id AS id, s.revision
        FROM signals s LEFT JOIN latest_revisions r ON r.id = s.item_id
        WHERE (s.flagged OR s.unsure) AND s.revision = coalesce(r.revision, 0)
    ),
    reports AS (
        SELECT i.story_id, i.title, i.text FROM fresh i
            JOIN annotations a ON a.item_id = i.id AND a.revision = i.revision
        WHERE i.channel = 'news' AND a.role = 'report'
            AND coalesce(i.published_at, i.fetched_at) > $incidents
    ),
    worthy AS (
        SELECT i.story_id, max(a.priority) AS urgency
        FROM marked m JOIN fresh i USING (id, revision)
            JOIN annotations a ON a.item_id = m.id AND a.revision = m.revision
        GROUP BY ALL
        UNION ALL SELECT story_id, 0.5 FROM decisions SEMI JOIN fresh USING (story_id)
        UNION ALL SELECT story_id, 0.5 FROM comments SEMI JOIN fresh USING (story_id)
        UNION ALL SELECT story_id, 0.5 FROM fresh WHERE channel = 'field'
        UNION ALL (
            SELECT story_id, 0.1 FROM items
            WHERE revision = 0 AND channel IN (SELECT id FROM spreading)
                AND story_id IN (SELECT story_id FROM fresh)
            GROUP BY story_id
            HAVING count(*) >= $copies
                AND max(least(coalesce(published_at, fetched_at), fetched_at)) > $spread
        )
        UNION ALL
        SELECT story_id, 0 FROM reports
        WHERE regexp_matches(lower(concat(title, ' ', left(text, $lead))), $words)
    )
    SELECT story_id FROM worthy GROUP BY story_id ORDER BY max(urgency) DESC NULLS LAST, story_id
"""
