"""What the map shows of each kecamatan in a period: stories by signal, confirmed incidents.

What is counted, and when it belongs to a period:

- A story is counted where any of its copies, in its latest revision, names the kecamatan or one of its desa,
  as geotagging surely found it (the desk's filter by place asks the same). Once for each kecamatan, however
  often it is named and however many copies there are; a story that names two counts in both, so the areas do
  not add up to the number of stories.
- It belongs to the period if one of its copies was said in it: published, by its first revision, else fetched
  for the first time. A source's clock may run ahead, so what is dated after its fetching counts from its
  fetching.
- A period that has closed is told as the store knew it then: by the copies and revisions that were fetched
  before the close. What was said in it but brought later (an old export, the archive of a feed) changes
  nothing any more; what still does, reports.figures.stories lists.
- It is flagged by a signal if any of its copies is, in its latest revision. Whether a person agreed is
  another question, which decisions answer.
- An incident counts only once a person has confirmed it, on the day it happened.
- Covered means that silence tells something: a copy of the period names the kecamatan, an incident was
  confirmed there, or a source that has written about it in the last 90 days was heard in the period. Uploads
  are never heard: they come when somebody brings them; nor is a source by a round that held nothing at all.
  Else there is no data, which is not calm.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from core.record import IncidentType
from pipeline.geotag import CODE_LENGTH, SURE, kecamatan
from pipeline.store import ConfirmedIncident, Connection, confirmed_incidents
from pipeline.store.database import registered
from pipeline.store.reading import KNOWN

_HEARD_OF: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One kecamatan in a period."""

    code: str  # Kemendagri
    name: str
    stories: int  # that name it, decided or not
    signals: Mapping[str, int] = field(default_factory=dict)  # stories flagged, by signal
    incidents: Mapping[IncidentType, int] = field(default_factory=dict)  # confirmed
    covered: bool = False  # else silence tells nothing
    marked: int = 0  # stories with a copy that is flagged or unsure: those that the desk's queue had
    vulnerability: float | None = None  # 0 to 100, the team's estimate (reports.vulnerability); None: no data


def areas(
    db: Connection,
    first: date,
    last: date,
    zone: ZoneInfo,
    uploads: Collection[str],
    closes: datetime | None = None,
) -> tuple[Area, ...]:
    """The 18 kecamatan in the order of their codes; both days inclusive, by the local calendar.
    `uploads`: the sources of what people bring; `closes`: what was fetched from then on, copy or revision, is
    left out, so that it changes no old week (what still does: reports.figures.stories).

    Raises ValueError if `last` lies before `first`.
    """
    since, until = _moments(first, last, zone)
    copies = _copies(db, since, until, closes)
    with registered(db, copies=copies):
        named: dict[str, set[str]] = {}
        for story, code in db.execute(_NAMED).fetchall():
            named.setdefault(code, set()).add(story)
        marks = db.execute(_MARKS).fetchall()
    marked = {story for story, _, _ in marks}
    flagged: dict[str, set[str]] = {}
    for story, name, is_flagged in sorted(marks):
        if is_flagged:
            flagged.setdefault(name, set()).add(story)
    heard = _heard(db, since, until, uploads, closes) | named.keys()
    incidents = _incidents(confirmed_incidents(db, first), last)
    return tuple(
        _area(code, named.get(code, set()), flagged, marked, incidents.get(code, {}), heard)
        for code in kecamatan()
    )


def _area(
    code: str,
    stories: Set[str],
    flagged: Mapping[str, Set[str]],
    marked: Set[str],
    incidents: Mapping[IncidentType, int],
    heard: Set[str],
) -> Area:
    counts = {name: len(several & stories) for name, several in flagged.items()}
    return Area(
        code=code,
        name=kecamatan()[code],
        stories=len(stories),
        signals={name: number for name, number in counts.items() if number},
        incidents=incidents,
        covered=code in heard or bool(incidents),
        marked=len(marked & stories),
    )


def without_place(
    db: Connection, first: date, last: date, zone: ZoneInfo, closes: datetime | None = None
) -> tuple[int, int]:
    """How many stories of the period name none of the 18, and how many stories there are in all."""
    since, until = _moments(first, last, zone)
    copies = _copies(db, since, until, closes)
    with registered(db, copies=copies):
        named = {story for story, _ in db.execute(_NAMED).fetchall()}
    every = set(copies["story_id"].to_pylist())
    return len(every - named), len(every)


def _copies(db: Connection, since: datetime, until: datetime, closes: datetime | None) -> pa.Table:
    """The copies, in the latest revision known by the close, of the stories with one said in the period."""
    return db.execute(_COPIES, {"since": since, "until": until, "closes": closes}).to_arrow_table()


def _moments(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    if last < first:
        raise ValueError(f"the period ends ({last}) before it begins ({first})")
    return (
        datetime.combine(first, time(), zone),
        datetime.combine(last + timedelta(days=1), time(), zone),
    )


def _heard(
    db: Connection, since: datetime, until: datetime, uploads: Collection[str], closes: datetime | None
) -> frozenset[str]:
    """Kecamatan about which silence would tell something."""
    values = {
        "since": since,
        "until": until,
        "before": since - _HEARD_OF,
        "by_hand": sorted(uploads),
        "closes": closes,
    }
    return frozenset(row[0] for row in db.execute(_HEARD, values).fetchall())


def _incidents(confirmed: tuple[ConfirmedIncident, ...], last: date) -> dict[str, dict[IncidentType, int]]:
    found: dict[str, Counter[IncidentType]] = {}
    for one in confirmed:
        if one.happened_on <= last and one.place[:CODE_LENGTH] in kecamatan():
            found.setdefault(one.place[:CODE_LENGTH], Counter())[one.type] += 1
    return {code: dict(sorted(types.items())) for code, types in found.items()}


def said_at(published: str, stored: str) -> str:
    """When a copy was said, in SQL: published, else first stored; never after that, for clocks run ahead."""
    return f"least(coalesce({published}, {stored}), {stored})"


# What was said after a moment was fetched after it too, so older items need not be looked at.
_COPIES: Final = f"""
    WITH {KNOWN}, firsts AS (
        SELECT id, published_at, fetched_at FROM items WHERE revision = 0 AND fetched_at >= $since
    ),
    told AS (
        SELECT DISTINCT c.story_id FROM known c JOIN firsts f ON f.id = c.id
        WHERE {said_at("f.published_at", "f.fetched_at")} >= $since
            AND {said_at("f.published_at", "f.fetched_at")} < $until
    )
    SELECT c.id AS item_id, c.revision, c.story_id
    FROM known c SEMI JOIN told ON told.story_id = c.story_id
"""  # noqa: S608 (our own words)
_NAMED: Final = f"""
    SELECT DISTINCT c.story_id, left(p.code, {CODE_LENGTH})
    FROM copies c JOIN places p ON p.item_id = c.item_id AND p.revision = c.revision
    WHERE length(p.code) >= {CODE_LENGTH} AND p.confidence >= {SURE}
"""  # noqa: S608 (our own numbers)
_MARKS: Final = """
    SELECT c.story_id, g.name, bool_or(g.flagged)
    FROM copies c JOIN signals g ON g.item_id = c.item_id AND g.revision = c.revision
    WHERE g.flagged OR g.unsure GROUP BY c.story_id, g.name
"""
# A source was heard if it brought something said in the period, or fared well in a round within it. Whatever
# revision names a place, it counts by the date of the first, as everywhere.
_HEARD: Final = f"""
    WITH firsts AS (
        SELECT id, {said_at("published_at", "fetched_at")} AS said_at
        FROM items WHERE revision = 0 AND fetched_at >= $before
            AND source_id NOT IN (SELECT unnest($by_hand::VARCHAR[]))
    ),
    lately AS (
        SELECT i.id, i.revision, i.source_id, f.said_at FROM items i JOIN firsts f ON f.id = i.id
        WHERE i.fetched_at >= $before AND ($closes IS NULL OR i.fetched_at < $closes)
    ),
    heard AS (
        SELECT source_id FROM lately WHERE said_at >= $since AND said_at < $until
        UNION SELECT source_id FROM source_reports
        WHERE (status = 'healthy' OR (status = 'empty' AND offered > 0))
            AND reported_at >= $since AND reported_at < $until
    )
    SELECT DISTINCT left(p.code, {CODE_LENGTH})
    FROM (SELECT * FROM lately SEMI JOIN heard USING (source_id)) l
        JOIN places p ON p.item_id = l.id AND p.revision = l.revision
    WHERE l.said_at >= $before AND l.said_at < $until AND length(p.code) >= {CODE_LENGTH}
        AND p.confidence >= {SURE}
"""  # noqa: S608
