"""Where stories stood when a period closed: by what people had decided, and what the store held, by then."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

import pyarrow as pa

from core.decision import Decision
from pipeline.decisions import story_state
from pipeline.revised import READ, Said, last_material
from pipeline.store import Connection, unfounded
from pipeline.store.database import registered
from pipeline.store.reading import fetch
from reports.figures.decided import Standing

_COPIES: Final = """
    SELECT story_id, count(*) AS copies FROM items JOIN wanted w ON w.id = story_id
    WHERE revision = 0 AND fetched_at < $until GROUP BY story_id
"""
_FLAGGED: Final = """
    WITH known AS (
        SELECT i.id, max(i.revision) AS revision FROM items i JOIN wanted w ON w.id = i.story_id
        WHERE i.fetched_at < $until GROUP BY i.id
    )
    SELECT i.story_id, s.item_id, s.name, if(s.unsure, 0, s.severity) AS severity
    FROM known k JOIN items i ON i.id = k.id AND i.revision = k.revision
        JOIN signals s ON s.item_id = k.id AND s.revision = k.revision
    WHERE s.flagged
"""
_SAID: Final = """
    SELECT i.id, i.revision, i.title, left(i.text, $read) AS text
    FROM items i JOIN wanted w ON w.id = i.id SEMI JOIN latest_revisions r ON r.id = i.id
    WHERE i.fetched_at < $until ORDER BY i.id, i.revision
"""
_NAMES: Final = """
    SELECT s.item_id, s.revision, s.name
    FROM signals s JOIN wanted w ON w.id = s.item_id SEMI JOIN latest_revisions r ON r.id = s.item_id
    WHERE s.flagged
"""


def as_of(db: Connection, states: Standing, until: datetime) -> Standing:
    """Where stories stood then. What is decided or taken back later is no part of it, nor are copies and
    revisions that were fetched later, whenever they were said. Of claims the store keeps only what is found
    of them now: a decision that rests on one which fell since is corrected."""
    before = tuple(one for one in states.decisions if one.at < until)
    by_story: dict[str, list[Decision]] = defaultdict(list)
    for one in before:
        by_story[one.story_id].append(one)
    copies, flagged = _copies(db, by_story, until), _flagged(db, by_story, until)
    revisions = _material(db, {item for one in before for item, _ in one.items}, until)
    fallen = unfounded(db, before, until)
    found = {
        story_id: story_state(
            several,
            now=until,
            copies=copies.get(story_id, 1),
            revisions=revisions,
            flagged=flagged.get(story_id),
            unfounded=fallen,
        )
        for story_id, several in by_story.items()
    }
    return replace(states, decisions=before, situations=found)


def _wanted(ids: Collection[str]) -> pa.Table:
    return pa.table({"id": pa.array(sorted(ids), pa.string())})


def _copies(db: Connection, story_ids: Collection[str], until: datetime) -> dict[str, int]:
    with registered(db, wanted=_wanted(story_ids)):
        return {row["story_id"]: row["copies"] for row in fetch(db, _COPIES, {"until": until})}


def _flagged(
    db: Connection, story_ids: Collection[str], until: datetime
) -> Mapping[str, dict[str, dict[str, int]]]:
    """By story and item the signals flagged then, with their severity: 0 where the model is unsure."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    with registered(db, wanted=_wanted(story_ids)):
        for row in fetch(db, _FLAGGED, {"until": until}):
            of_story = found.setdefault(row["story_id"], {})
            of_story.setdefault(row["item_id"], {})[row["name"]] = row["severity"]
    return found


def _material(db: Connection, item_ids: Collection[str], until: datetime) -> dict[str, int]:
    """The latest revision by then that says something else, of the items that have one."""
    flagged: dict[tuple[str, int], set[str]] = defaultdict(set)
    said: dict[str, list[Said]] = defaultdict(list)
    with registered(db, wanted=_wanted(item_ids)):
        for row in fetch(db, _NAMES):
            flagged[row["item_id"], row["revision"]].add(row["name"])
        for row in fetch(db, _SAID, {"until": until, "read": READ}):
            marks = frozenset(flagged[row["id"], row["revision"]])
            said[row["id"]].append(Said(row["revision"], row["title"], row["text"], marks))
    return {item: last_material(several) for item, several in said.items()}
