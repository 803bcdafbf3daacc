"""Where stories stand now: their decisions, with the copies and revisions that the store has today."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from core.decision import Answer, Decision
from pipeline.decisions import Situation, story_state
from pipeline.revised import READ, Said, last_material
from pipeline.store.batch import ids
from pipeline.store.database import Connection, registered
from pipeline.store.reading import KNOWN, spread


def situations(db: Connection, decisions: Sequence[Decision], now: datetime) -> dict[str, Situation]:
    """Of each story that these decisions are about; they must be all of its decisions."""
    by_story: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions:
        by_story[one.story_id].append(one)
    spreads = spread(db, set(by_story))
    revisions = material_revisions(db, {item for one in decisions for item, _ in one.items})
    flagged, fallen = _flagged_copies(db, by_story), unfounded(db, decisions)
    return {
        story_id: story_state(
            several,
            now=now,
            copies=spreads[story_id].copies if story_id in spreads else 1,
            revisions=revisions,
            flagged=flagged.get(story_id),
            unfounded=fallen,
        )
        for story_id, several in by_story.items()
    }


def unfounded(
    db: Connection, decisions: Collection[Decision], until: datetime | None = None
) -> frozenset[str]:
    """Ids of those of these decisions that say "hoax" by a claim which is found false no more: rated
    otherwise or taken out since. One that did not write down its claims rests on any false one that its
    story matches now, by the copies and revisions that were fetched before `until`.
    """
    hoaxes = [one for one in decisions if one.answers.get("hoax") is Answer.YES]
    if not hoaxes:
        return frozenset()
    rests = {one.id: _claims_of(one) for one in hoaxes}
    wanted = {claim for claims in rests.values() for claim in claims}
    with registered(db, wanted=ids(wanted)):
        false = {row[0] for row in db.execute(_FALSE_CLAIMS).fetchall()}
    bare = [one.story_id for one in hoaxes if not rests[one.id]]
    with registered(db, wanted=ids(bare)):
        matched = {row[0] for row in db.execute(_MATCH_FALSE, {"closes": until}).fetchall()}
    return frozenset(
        one.id for one in hoaxes if not (rests[one.id] <= false if rests[one.id] else one.story_id in matched)
    )


def _claims_of(decision: Decision) -> frozenset[str]:
    claims = decision.shown.get("hoax", {}).get("claims")
    return frozenset(map(str, claims)) if isinstance(claims, list) else frozenset()


_FALSE_CLAIMS: Final = "SELECT id FROM claims SEMI JOIN wanted USING (id) WHERE is_false"
_MATCH_FALSE: Final = f"""
    WITH {KNOWN}
    SELECT DISTINCT k.story_id
    FROM known k JOIN wanted w ON w.id = k.story_id
        JOIN matches m ON m.item_id = k.id AND m.revision = k.revision
        JOIN claims c ON c.id = m.claim_id
    WHERE c.is_false AND m.stance <> 'debunks'
"""  # noqa: S608 (our own words)


def _flagged_copies(db: Connection, story_ids: Collection[str]) -> dict[str, dict[str, dict[str, int]]]:
    """By story and item the signals flagged now, with their severity: 0 where the model is unsure."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    with registered(db, wanted=ids(story_ids)):
        rows = db.execute(_FLAGGED_COPIES).fetchall()
    for story_id, item_id, name, severity in rows:
        found.setdefault(story_id, {}).setdefault(item_id, {})[name] = severity
    return found


def material_revisions(db: Connection, item_ids: Collection[str]) -> dict[str, int]:
    """The latest revision that says something else (pipeline.revised), of those items that have one.

    The board and the terminal's queue both ask here, so that they agree on what opens a story again.
    """
    revised = _revised(db, item_ids)
    if not revised:
        return {}
    with registered(db, wanted=ids(revised)):
        rows = db.execute(_SAID, {"read": READ}).fetchall()
        flags = db.execute(_FLAGGED).fetchall()
    flagged: dict[tuple[str, int], set[str]] = defaultdict(set)
    for item_id, revision, name in flags:
        flagged[item_id, revision].add(name)
    said: dict[str, list[Said]] = defaultdict(list)
    for item_id, revision, title, text in rows:
        said[item_id].append(Said(revision, title, text, frozenset(flagged[item_id, revision])))
    found = {item_id: last_material(several) for item_id, several in said.items()}
    return {item_id: revision for item_id, revision in found.items() if revision}


def _revised(db: Connection, item_ids: Collection[str]) -> list[str]:
    if not item_ids:
        return []
    with registered(db, wanted=ids(item_ids)):
        rows = db.execute("SELECT id FROM latest_revisions SEMI JOIN wanted USING (id)").fetchall()
    return [str(row[0]) for row in rows]


_FLAGGED_COPIES: Final = """
    SELECT i.story_id, s.item_id, s.name, if(s.unsure, 0, s.severity)
    FROM signals s
        JOIN items i ON i.id = s.item_id AND i.revision = s.revision
        JOIN wanted w ON w.id = i.story_id
        LEFT JOIN latest_revisions r ON r.id = s.item_id
    WHERE s.flagged AND s.revision = coalesce(r.revision, 0)
"""
_SAID: Final = """
    SELECT id, revision, title, left(text, $read) FROM items JOIN wanted USING (id) ORDER BY id, revision
"""
_FLAGGED: Final = """
    SELECT s.item_id, s.revision, s.name FROM signals s JOIN wanted w ON w.id = s.item_id WHERE s.flagged
"""
