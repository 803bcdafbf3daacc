"""Where stories stand now: their decisions, with the copies and revisions that the store has today."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

import pyarrow as pa

from core.record import Decision
from pipeline.decisions import Situation, story_state
from pipeline.store.database import Connection, registered
from pipeline.store.reading import spread


def situations(db: Connection, decisions: Sequence[Decision], now: datetime) -> dict[str, Situation]:
    """Of each story that these decisions are about; they must be all of its decisions."""
    by_story: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions:
        by_story[one.story_id].append(one)
    spreads = spread(db, set(by_story))
    revisions = latest_revisions(db, {item for one in decisions for item, _ in one.items})
    return {
        story_id: story_state(
            several,
            now=now,
            copies=spreads[story_id].copies if story_id in spreads else 1,
            revisions=revisions,
        )
        for story_id, several in by_story.items()
    }


def latest_revisions(db: Connection, item_ids: Collection[str]) -> dict[str, int]:
    """The latest revision of those items that have more than the first."""
    if not item_ids:
        return {}
    with registered(db, wanted=pa.table({"id": pa.array(list(item_ids), pa.string())})):
        rows = db.execute("SELECT id, revision FROM latest_revisions SEMI JOIN wanted USING (id)").fetchall()
    return {str(item_id): int(revision) for item_id, revision in rows}
