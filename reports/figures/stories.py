"""Stories and their copies as reports count them. Each question to the store stands here, once.

As on the map (reports.area_map), a copy belongs to the day on which it was said: published, else fetched; a
source's clock may run ahead, so never after it was fetched. Its date is that of its first revision for good:
one that moved with a later revision would make its story new twice, or never. A story is *active* in every
week in which a copy was said, and *new* in the first of these. A copy that came only after the close of the
week in which it was said is in no count of that week, so a story is new in one week and in no other. It
carries a signal if the latest revision of one of its copies, in time or not, is flagged or too close to tell:
both wait for a person.

A period that has closed is told as the store knew it then: what was said in it but fetched later, and what a
source wrote anew later, changes nothing of it any more. Nor do decisions (reports.figures.closed). What does:
a fact check that comes later and is matched with what was said then (pipeline.match_back: its claim, the hoax
signal and the priority), an incident confirmed later, whatever the stages find when they are run again, what
a round had fetched before the close and stored only when it was finished later, and the files of sources of
today: one taken away is no longer named where it had neither a round nor a copy, and its id stands for its
title; one made an upload leaves the comparison.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from pipeline.geotag import CODE_LENGTH, SURE
from pipeline.store import Connection
from pipeline.store.database import registered
from pipeline.store.reading import KNOWN, fetch
from reports.area_map.areas import said_at
from reports.period import Period
from reports.words import SIGNALS

_REASONS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One item, without its words."""

    item_id: str
    revision: int  # the latest, or that of when the period closed
    story_id: str
    source_id: str
    channel: str
    stored_at: datetime
    said_at: datetime
    marks: Mapping[str, int]  # signal that a person should look at -> severity
    flagged: frozenset[str]
    priority: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story by all its copies, in the order in which they were said."""

    id: str
    copies: tuple[Copy, ...]
    kecamatan: tuple[str, ...]  # codes that its copies surely name

    @property
    def marks(self) -> Mapping[str, int]:
        """Signals of its copies with the gravest severity, in the desk's order."""
        found: dict[str, int] = {}
        for one in self.copies:
            for name, severity in one.marks.items():
                found[name] = max(severity, found.get(name, 0))
        return {name: found[name] for name in SIGNALS if name in found}

    @property
    def doubtful(self) -> frozenset[str]:
        """Signals that none of its copies is flagged with: too close to tell."""
        return frozenset(self.marks) - frozenset(name for one in self.copies for name in one.flagged)

    @property
    def first_stored(self) -> datetime:
        """When we could know of it."""
        return min(one.stored_at for one in self.copies)

    @property
    def priority(self) -> float:
        """The highest of its copies that carry a signal, else of all."""
        marked = [one.priority for one in self.copies if one.marks]
        return max(marked or [one.priority for one in self.copies])

    def within(self, period: Period) -> tuple[Copy, ...]:
        """Its copies that were said then."""
        return tuple(one for one in self.copies if period.holds(one.said_at))

    def timely(self, period: Period) -> tuple[Copy, ...]:
        """Its copies that are in the count of the period of this kind in which they were said."""
        return tuple(one for one in self.copies if in_time(one, period))


_SAID: Final = f"""
    WITH {KNOWN}, said AS (
        SELECT c.id, c.revision, c.story_id, c.source_id, c.channel, f.fetched_at AS stored_at,
            {said_at("f.published_at", "f.fetched_at")} AS said_at
        FROM known c JOIN items f ON f.id = c.id AND f.revision = 0
    )
"""  # noqa: S608 (our own words)
_COPIES: Final = f"""
    {_SAID}
    SELECT s.* FROM said s
        SEMI JOIN (SELECT DISTINCT story_id FROM said WHERE said_at >= $since AND said_at < $until)
            USING (story_id)
    ORDER BY s.said_at, s.id
"""  # noqa: S608 (our own words)
_COPIES_OF: Final = f"""
    {_SAID}
    SELECT s.* FROM said s WHERE s.story_id IN (SELECT id FROM wanted) ORDER BY s.said_at, s.id
"""  # noqa: S608 (our own words)
_MARKS: Final = """
    SELECT s.item_id, s.name, s.flagged, s.severity
    FROM wanted w JOIN signals s ON s.item_id = w.id AND s.revision = w.revision
    WHERE s.flagged OR s.unsure
"""
_PRIORITIES: Final = """
    SELECT w.id, a.priority
    FROM wanted w JOIN annotations a ON a.item_id = w.id AND a.revision = w.revision
    WHERE a.priority IS NOT NULL
"""
_PLACES: Final = """
    SELECT DISTINCT w.story_id, left(p.code, $length) AS code
    FROM wanted w JOIN places p ON p.item_id = w.id AND p.revision = w.revision
    WHERE length(p.code) >= $length AND p.confidence >= $sure
"""
_WHY: Final = """
    SELECT w.story_id, s.name, s.reasons
    FROM wanted w JOIN signals s ON s.item_id = w.id AND s.revision = w.revision
    WHERE s.flagged OR s.unsure
    ORDER BY s.flagged DESC, s.probability DESC
"""


def stories(
    db: Connection, since: datetime, until: datetime, closes: datetime | None = None
) -> tuple[Story, ...]:
    """Every story with a copy said in [since, until), with all its copies; of what was fetched before the
    period `closes` only, so that no copy or revision which comes later changes an old week."""
    return _told(db, list(fetch(db, _COPIES, {"since": since, "until": until, "closes": closes})))


def stories_of(db: Connection, story_ids: Sequence[str]) -> tuple[Story, ...]:
    """These stories in this order, with all their copies."""
    with registered(db, wanted=pa.table({"id": pa.array(list(story_ids), pa.string())})):
        rows = list(fetch(db, _COPIES_OF, {"closes": None}))
    found = {one.id: one for one in _told(db, rows)}
    return tuple(found[story_id] for story_id in story_ids if story_id in found)


def in_revisions(copies: Sequence[Copy]) -> pa.Table:
    """These copies, each in its revision: what signals, places and claims are asked for."""
    return _wanted((one.item_id, one.revision, one.story_id) for one in copies)


def _wanted(rows: Iterable[tuple[str, int, str]]) -> pa.Table:
    names = ("id", "revision", "story_id")
    schema = pa.schema({"id": pa.string(), "revision": pa.int32(), "story_id": pa.string()})
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema=schema)


def _told(db: Connection, rows: Sequence[dict[str, Any]]) -> tuple[Story, ...]:
    with registered(db, wanted=_wanted((row["id"], row["revision"], row["story_id"]) for row in rows)):
        marks, flagged = _marks(fetch(db, _MARKS))
        priorities = dict(db.execute(_PRIORITIES).fetchall())
        places: dict[str, list[str]] = defaultdict(list)
        for row in fetch(db, _PLACES, {"length": CODE_LENGTH, "sure": SURE}):
            places[row["story_id"]].append(row["code"])
    by_story: dict[str, list[Copy]] = defaultdict(list)
    for row in rows:
        by_story[row["story_id"]].append(
            Copy(
                item_id=row["id"],
                revision=row["revision"],
                story_id=row["story_id"],
                source_id=row["source_id"],
                channel=row["channel"],
                stored_at=row["stored_at"],
                said_at=row["said_at"],
                marks=marks.get(row["id"], {}),
                flagged=frozenset(flagged.get(row["id"], ())),
                priority=priorities.get(row["id"], 0.0),
            )
        )
    return tuple(
        Story(
            id=story_id,
            copies=tuple(copies),
            kecamatan=tuple(sorted(places.get(story_id, ()))),
        )
        for story_id, copies in by_story.items()
    )


def _marks(rows: Iterator[dict[str, object]]) -> tuple[dict[str, dict[str, int]], dict[str, set[str]]]:
    marks: dict[str, dict[str, int]] = defaultdict(dict)
    flagged: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        item, name = str(row["item_id"]), str(row["name"])
        marks[item][name] = int(str(row["severity"]))
        if row["flagged"]:
            flagged[item].add(name)
    return marks, flagged


def why_of(db: Connection, copies: Sequence[Copy]) -> dict[str, tuple[str, ...]]:
    """By story why these copies carry their signals: the kinds of words found, never the words themselves."""
    with registered(db, wanted=in_revisions(copies)):
        rows = list(fetch(db, _WHY))
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        if row["name"] == "hoax":  # its reason is the claim, which has a table of its own
            continue
        for reason in sorted(json.loads(row["reasons"]), key=lambda one: -one["weight"]):
            if reason["weight"] > 0 and reason["span"] is not None:
                found[row["story_id"]].update(
                    dict.fromkeys(note.strip() for note in reason["note"].split(";") if note.strip())
                )
    return {story_id: tuple(notes)[:_REASONS] for story_id, notes in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCount:
    """New stories of one week, and of these how many carry which signal."""

    code: str
    stories: int
    copies: int
    marked: int  # stories with any signal
    signals: Mapping[str, int]

    def metric(self, name: str) -> int:
        """ "stories", "copies", "marked" or the name of a signal."""
        return self.signals[name] if name in self.signals else int(getattr(self, name))


def in_time(copy: Copy, period: Period) -> bool:
    """Whether it was fetched before the close of the period of this kind in which it was said. What was not
    is in no count of that period, nor makes its story an old one later."""
    return copy.stored_at < period.around(copy.said_at).gathered


def is_new(copies: Sequence[Copy], period: Period) -> bool:
    """Whether a story is new in the period by these copies, all fetched before its close."""
    if not any(period.holds(copy.said_at) for copy in copies):
        return False
    return not any(copy.said_at < period.begins and in_time(copy, period) for copy in copies)


def count(every: Sequence[Story], period: Period, sources: frozenset[str] | None = None) -> WeekCount:
    """The stories that are new in this period; with `sources` only by the copies from these. By the copies
    that were fetched before its own close, so that those of an earlier week beside this one count as in its
    own report; their revisions, and so their signals, are those of which `every` tells."""
    new, copies = [], 0
    for one in every:
        kept = [
            copy
            for copy in one.copies
            if copy.stored_at < period.gathered and (sources is None or copy.source_id in sources)
        ]
        copies += sum(period.holds(copy.said_at) for copy in kept)
        if is_new(kept, period):
            new.append(frozenset(name for copy in kept for name in copy.marks))
    return WeekCount(
        code=period.code,
        stories=len(new),
        copies=copies,
        marked=sum(bool(names) for names in new),
        signals={name: sum(name in names for names in new) for name in SIGNALS},
    )
