"""What the map shows of each kecamatan in a period: stories by signal, confirmed incidents.

What is counted, and when it belongs to a period:

- A story is counted where any of its copies, in its latest revision, names the kecamatan or one of its desa,
  as geotagging found it (the desk's filter by place asks the same). Once for each kecamatan, however often it
  is named and however many copies there are; a story that names two counts in both, so the areas do not add
  up to the number of stories.
- It belongs to the period if one of its copies was said in it: published, else fetched for the first time. A
  source's clock may run ahead, so what is dated after its fetching counts from its fetching.
- It is flagged by a signal if any of its copies is, in its latest revision. Whether a person agreed is
  another question, which decisions answer.
- An incident counts only once a person has confirmed it, on the day it happened.
- Covered means that silence tells something: a copy of the period names the kecamatan, an incident was
  confirmed there, or a source that has written about it in the last 90 days was heard in the period. Else
  there is no data, which is not calm.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from core.record import IncidentType
from pipeline.geotag import gazetteer
from pipeline.store import ConfirmedIncident, Connection, confirmed_incidents

_HEARD_OF: Final = timedelta(days=90)
_KECAMATAN: Final = len("64.08.01")


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


@cache
def kecamatan() -> Mapping[str, str]:
    """Names of the 18 by code, in the order of the codes."""
    found = {entry.code: entry.name for entry in gazetteer() if entry.level == "kecamatan"}
    return dict(sorted(found.items()))


def areas(db: Connection, first: date, last: date, zone: ZoneInfo) -> tuple[Area, ...]:
    """The 18 kecamatan in the order of their codes; both days inclusive, by the local calendar.

    Raises ValueError if `last` lies before `first`.
    """
    since, until = _moments(first, last, zone)
    values = {"since": since, "until": until}
    stories = dict(db.execute(f"{_SAID} {_STORIES}", values).fetchall())
    marked = dict(db.execute(f"{_SAID} {_MARKED}", values).fetchall())
    signals: dict[str, dict[str, int]] = {}
    for code, name, number in db.execute(f"{_SAID} {_FLAGGED}", values).fetchall():
        signals.setdefault(code, {})[name] = number
    heard = _heard(db, since, until)
    incidents = _incidents(confirmed_incidents(db, first), last)
    return tuple(
        Area(
            code=code,
            name=name,
            stories=stories.get(code, 0),
            signals=signals.get(code, {}),
            incidents=incidents.get(code, {}),
            covered=code in heard or code in incidents,
            marked=marked.get(code, 0),
        )
        for code, name in kecamatan().items()
    )


def without_place(db: Connection, first: date, last: date, zone: ZoneInfo) -> tuple[int, int]:
    """How many stories of the period name none of the 18, and how many stories there are in all."""
    since, until = _moments(first, last, zone)
    row = db.execute(f"{_SAID} {_WITHOUT}", {"since": since, "until": until}).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def _moments(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    if last < first:
        raise ValueError(f"the period ends ({last}) before it begins ({first})")
    return (
        datetime.combine(first, time(), zone),
        datetime.combine(last + timedelta(days=1), time(), zone),
    )


def _heard(db: Connection, since: datetime, until: datetime) -> frozenset[str]:
    """Kecamatan about which silence would tell something."""
    values = {"since": since, "until": until, "before": since - _HEARD_OF}
    return frozenset(row[0] for row in db.execute(f"{_SAID} {_HEARD}", values).fetchall())


def _incidents(confirmed: tuple[ConfirmedIncident, ...], last: date) -> dict[str, dict[IncidentType, int]]:
    found: dict[str, Counter[IncidentType]] = {}
    for one in confirmed:
        if one.happened_on <= last and one.place[:_KECAMATAN] in kecamatan():
            found.setdefault(one.place[:_KECAMATAN], Counter())[one.type] += 1
    return {code: dict(sorted(types.items())) for code, types in found.items()}


# Each item in its latest revision with the moment it was said; stories with a copy of the period; the
# kecamatan that any copy of these names.
_SAID: Final = f"""
    WITH firsts AS (SELECT id, min(fetched_at) AS first FROM items GROUP BY id),
    said AS (
        SELECT c.id AS item_id, c.revision, c.story_id, c.source_id,
            least(coalesce(c.published_at, f.first), f.first) AS said_at
        FROM current_items c JOIN firsts f ON f.id = c.id
    ),
    told AS (SELECT DISTINCT story_id FROM said WHERE said_at >= $since AND said_at < $until),
    copies AS (SELECT s.* FROM said s SEMI JOIN told USING (story_id)),
    named AS (
        SELECT DISTINCT c.story_id, left(p.code, {_KECAMATAN}) AS code
        FROM copies c JOIN places p ON p.item_id = c.item_id AND p.revision = c.revision
        WHERE length(p.code) >= {_KECAMATAN}
    )
"""  # noqa: S608 (our own numbers)
_STORIES: Final = "SELECT code, count(*) FROM named GROUP BY code"
_MARKED: Final = """
    SELECT n.code, count(DISTINCT n.story_id)
    FROM named n JOIN copies c USING (story_id)
        JOIN signals g ON g.item_id = c.item_id AND g.revision = c.revision
    WHERE g.flagged OR g.unsure GROUP BY n.code
"""
_FLAGGED: Final = """
    SELECT n.code, g.name, count(DISTINCT n.story_id)
    FROM named n JOIN copies c USING (story_id)
        JOIN signals g ON g.item_id = c.item_id AND g.revision = c.revision
    WHERE g.flagged GROUP BY n.code, g.name ORDER BY n.code, g.name
"""
_WITHOUT: Final = """
    SELECT count(*) FILTER (WHERE n.story_id IS NULL), count(*)
    FROM told t LEFT JOIN (SELECT DISTINCT story_id FROM named) n USING (story_id)
"""
# A source was heard if it brought something said in the period, or fared well in a round within it.
_HEARD: Final = f""",
    heard AS (
        SELECT source_id FROM said WHERE said_at >= $since AND said_at < $until
        UNION SELECT source_id FROM source_reports
        WHERE status IN ('healthy', 'empty') AND reported_at >= $since AND reported_at < $until
    )
    SELECT code FROM named
    UNION
    SELECT left(p.code, {_KECAMATAN})
    FROM said s SEMI JOIN heard USING (source_id)
        JOIN places p ON p.item_id = s.item_id AND p.revision = s.revision
    WHERE s.said_at >= $before AND s.said_at < $until AND length(p.code) >= {_KECAMATAN}
"""  # noqa: S608
