"""What the desk's board asks: few questions, each about many stories. Ids have no index: a question scans."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from core.decision import Decision
from core.record import Channel, Claim, ClaimMatch, Place, Role, RoleName, Signal, Span, Stance
from pipeline.extraction.claimreview import says_true
from pipeline.store.batch import ids, pairs
from pipeline.store.database import Connection, registered
from pipeline.store.decisions import decision_of
from pipeline.store.reading import fetch, read_claim, read_signal


@dataclass(frozen=True, slots=True)
class StoredItem:
    """One item of a story in its latest revision, without what it says."""

    item_id: str
    story_id: str
    revision: int
    source_id: str
    channel: Channel
    content_hash: str
    published_at: datetime | None
    fetched_at: datetime  # of the latest revision
    first_fetched: datetime  # of the first one
    role: str
    priority: float | None
    parts: Mapping[str, float]
    flagged: Mapping[str, int]  # signal -> severity
    unsure: Mapping[str, int]  # flagged or not
    matched: bool  # automatically, with a claim that was rated true or false

    @property
    def gravity(self) -> dict[str, int]:
        """The flagged signals with their severity, 0 where the model is unsure (pipeline.decisions)."""
        return {name: 0 if name in self.unsure else severity for name, severity in self.flagged.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One revision of an item with all that was said of it."""

    item_id: str
    revision: int
    source_id: str
    channel: Channel
    title: str
    text: str
    language: str
    published_at: datetime | None
    fetched_at: datetime
    advertorial: bool
    role: Role | None
    signals: tuple[Signal, ...]  # with spans, and reasons for and against
    matches: tuple[ClaimMatch, ...]
    places: tuple[Place, ...]
    revisions: int = 1  # how many the item has


def items_of_stories(db: Connection, story_ids: Collection[str]) -> dict[str, list[tuple[StoredItem, int]]]:
    """Per story its items, the first stored first, and how many revisions each has."""
    with registered(db, wanted=ids(story_ids)):
        rows = list(fetch(db, _ITEMS))
    latest: dict[str, dict[str, Any]] = {}
    firsts: dict[str, datetime] = {}
    for row in rows:  # by revision
        firsts.setdefault(row["id"], row["fetched_at"])
        latest[row["id"]] = row
    with registered(db, wanted=pairs([(row["id"], row["revision"]) for row in latest.values()])):
        annotated = {row[0]: row[1:] for row in db.execute(_ANNOTATED).fetchall()}
        marks = db.execute(_MARKED).fetchall()
        matched = {
            item_id
            for item_id, false, rating in db.execute(_MATCHED).fetchall()
            if false or (rating and says_true(rating))  # one left open says nothing of what goes round
        }
    flagged: dict[str, dict[str, int]] = defaultdict(dict)
    unsure: dict[str, dict[str, int]] = defaultdict(dict)
    for item_id, name, is_flagged, is_unsure, severity in marks:
        for found_so, marked in ((is_flagged, flagged), (is_unsure, unsure)):
            if found_so:
                marked[item_id][name] = severity
    found: dict[str, list[tuple[StoredItem, int]]] = {}
    for row in sorted(latest.values(), key=lambda row: (firsts[row["id"]], row["id"])):
        item = _stored_item(
            row,
            firsts[row["id"]],
            annotated.get(row["id"], (None, None, None)),
            flagged.get(row["id"], {}),
            unsure.get(row["id"], {}),
            row["id"] in matched,
        )
        found.setdefault(row["story_id"], []).append((item, row["revision"] + 1))
    return found


_ITEMS: Final = """
    SELECT story_id, id, revision, source_id, channel, content_hash, published_at, fetched_at
    FROM items WHERE story_id IN (SELECT id FROM wanted)
    ORDER BY revision
"""
# Joined with few rows, an inner join is told to the scan and skips most of it; a semi join or an outer one on
# two columns is not, and reads ten times as long.
_ANNOTATED: Final = """
    SELECT item_id, role, priority, priority_parts FROM annotations JOIN wanted USING (item_id, revision)
"""
_MARKED: Final = """
    SELECT item_id, name, flagged, unsure, severity
    FROM signals JOIN wanted USING (item_id, revision) WHERE flagged OR unsure
"""
_MATCHED: Final = """
    SELECT m.item_id, c.is_false, c.rating
    FROM matches m JOIN wanted USING (item_id, revision) JOIN claims c ON c.id = m.claim_id
    WHERE m.automatic
"""


def _stored_item(
    row: Mapping[str, Any],
    first: datetime,
    annotated: Sequence[Any],
    flagged: Mapping[str, int],
    unsure: Mapping[str, int],
    matched: bool,
) -> StoredItem:
    role, priority, parts = annotated
    return StoredItem(
        item_id=row["id"],
        story_id=row["story_id"],
        revision=row["revision"],
        source_id=row["source_id"],
        channel=Channel(row["channel"]),
        content_hash=row["content_hash"],
        published_at=row["published_at"],
        fetched_at=row["fetched_at"],
        first_fetched=first,
        role=role or "",
        priority=priority,
        parts=json.loads(parts or "{}"),
        flagged=flagged,
        unsure=unsure,
        matched=matched,
    )


def copies(db: Connection, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Copy]:
    """These revisions of items, each with all that was said of it."""
    with registered(db, wanted=pairs(wanted)):
        rows = list(fetch(db, _COPIES))
        roles = _grouped(fetch(db, _ROLES))
        signals = _grouped(fetch(db, _SIGNALS))
        matches = _grouped(fetch(db, _MATCHES))
        places = _grouped(fetch(db, _PLACES))
    return {
        key: Copy(
            item_id=row["item_id"],
            revision=row["revision"],
            source_id=row["source_id"],
            channel=Channel(row["channel"]),
            title=row["title"],
            text=row["text"],
            language=row["language"],
            published_at=row["published_at"],
            fetched_at=row["fetched_at"],
            advertorial=row["advertorial"],
            role=_role(roles.get(key, ())),
            signals=tuple(read_signal(one) for one in signals.get(key, ())),
            matches=tuple(_match(one) for one in matches.get(key, ())),
            places=tuple(_place(one) for one in places.get(key, ())),
        )
        for row in rows
        for key in ((row["item_id"], row["revision"]),)
    }


_COPIES: Final = """
    SELECT i.id AS item_id, i.revision, i.source_id, i.channel, i.title, i.text, i.language, i.published_at,
        i.fetched_at, i.advertorial
    FROM items i JOIN wanted w ON w.item_id = i.id AND w.revision = i.revision
"""
_ROLES: Final = """
    SELECT item_id, revision, role, role_probability, role_model
    FROM annotations JOIN wanted USING (item_id, revision) WHERE role IS NOT NULL
"""
_SIGNALS: Final = """
    SELECT s.* FROM signals s JOIN wanted USING (item_id, revision)
    ORDER BY s.item_id, s.flagged DESC, s.probability DESC, s.name
"""
_MATCHES: Final = """
    SELECT m.* FROM matches m JOIN wanted USING (item_id, revision)
    ORDER BY m.item_id, m.automatic DESC, m.score DESC, m.claim_id
"""
_PLACES: Final = """
    SELECT p.* FROM places p JOIN wanted USING (item_id, revision)
    ORDER BY p.item_id, p.confidence DESC, p.span_start, p.code
"""


def revisions_of(db: Connection, item_id: str) -> tuple[Copy, ...]:
    """All revisions of one item, the first one first."""
    rows = db.execute("SELECT revision FROM items WHERE id = ? ORDER BY revision", [item_id]).fetchall()
    found = copies(db, [(item_id, row[0]) for row in rows])
    return tuple(found[item_id, row[0]] for row in rows)


def claims_by_id(db: Connection, claim_ids: Collection[str]) -> dict[str, Claim]:
    """Those of these claims that the store has."""
    if not claim_ids:
        return {}
    with registered(db, wanted=ids(claim_ids)):
        rows = list(fetch(db, "SELECT * FROM claims WHERE id IN (SELECT id FROM wanted)"))
    return {row["id"]: read_claim(row) for row in rows}


def stories_with_words(db: Connection, words: Sequence[str], limit: int) -> list[str]:
    """Stories with an item whose title or text holds all these words, the latest first. Scans all texts."""
    if not words:
        return []
    holds = " AND ".join("contains(lower(concat(title, ' ', text)), lower(?))" for _ in words)
    rows = db.execute(
        f"SELECT story_id FROM items WHERE {holds} "  # noqa: S608 (question marks only)
        "GROUP BY story_id ORDER BY max(fetched_at) DESC, story_id LIMIT ?",
        [*words, limit],
    ).fetchall()
    return [row[0] for row in rows]


def headings(db: Connection, item_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Story id and latest title of these items; a post has "" for a title, an erased item is left out."""
    if not item_ids:
        return {}
    with registered(db, wanted=ids(item_ids)):
        rows = db.execute(
            "SELECT id, arg_max(story_id, revision), arg_max(title, revision) FROM items "
            "WHERE id IN (SELECT id FROM wanted) GROUP BY id"
        ).fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}


def decisions_of(db: Connection, story_ids: Collection[str]) -> dict[str, list[Decision]]:
    """All decisions about these stories, by story, the oldest first; none for a story without."""
    found: dict[str, list[Decision]] = {}
    with registered(db, wanted=ids(story_ids)):
        for row in fetch(
            db, "SELECT * FROM decisions WHERE story_id IN (SELECT id FROM wanted) ORDER BY number"
        ):
            found.setdefault(row["story_id"], []).append(decision_of(row))
    return found


def commented(db: Connection, story_ids: Collection[str]) -> set[str]:
    """Those of these stories that have a comment, or a claim of our own that was opened from them."""
    with registered(db, wanted=ids(story_ids)):
        rows = db.execute(
            "SELECT story_id FROM comments WHERE story_id IN (SELECT id FROM wanted) "
            "UNION SELECT data->>'story_id' FROM claim_events "
            "WHERE kind = 'opened' AND (data->>'story_id') IN (SELECT id FROM wanted)"
        ).fetchall()
    return {row[0] for row in rows}


def _grouped(rows: Iterator[dict[str, Any]]) -> dict[tuple[str, int], list[dict[str, Any]]]:
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["item_id"], row["revision"]), []).append(row)
    return found


def _role(rows: Sequence[Mapping[str, Any]]) -> Role | None:
    if not rows:
        return None
    row = rows[0]
    return Role(
        name=RoleName(row["role"]),
        probability=row["role_probability"] or 0.0,
        model_version=row["role_model"] or "",
    )


def _match(row: Mapping[str, Any]) -> ClaimMatch:
    return ClaimMatch(
        claim_id=row["claim_id"],
        score=row["score"],
        automatic=row["automatic"],
        stance=Stance(row["stance"]),
        agree=tuple(row["agree"]),
        differ=tuple(row["differ"]),
    )


def _place(row: Mapping[str, Any]) -> Place:
    start, end = row["span_start"], row["span_end"]
    return Place(
        code=row["code"],
        name=row["name"],
        span=None if start is None else Span(start=start, end=end),
        confidence=row["confidence"],
    )
