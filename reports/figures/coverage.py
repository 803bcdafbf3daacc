"""Which sources a period rests on: healthy, silent, new, failed. A gap must not read as a trend."""

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from statistics import fmean
from typing import Final
from zoneinfo import ZoneInfo

from crawlers.source import Kind, Source
from pipeline.store import Connection
from pipeline.store.reading import fetch
from reports.figures.compare import BASE
from reports.figures.stories import Story, in_time, is_new
from reports.period import Period, midnight

_REPORTS: Final = """
    SELECT source_id, count(*) FILTER (WHERE status <> 'refused') AS rounds,
        count(*) FILTER (WHERE status IN ('healthy', 'empty')) AS fine,
        count(*) FILTER (WHERE status = 'empty' AND offered = 0) AS nothing,
        last(status ORDER BY reported_at) AS status
    FROM source_reports WHERE reported_at >= $since AND reported_at < $until GROUP BY source_id
"""
_ASK_NOBODY: Final = """
    SELECT source_id FROM source_reports GROUP BY source_id
        HAVING max(requests) = 0
            AND (bool_or(status IN ('healthy', 'empty')) OR source_id IN (SELECT source_id FROM items))
    UNION SELECT source_id FROM items WHERE source_id NOT IN (SELECT source_id FROM source_reports)
"""
_FIRSTS: Final = "SELECT source_id, min(reported_at) AS first FROM source_reports GROUP BY source_id"
_ISSUED: Final = """
    SELECT figures, made_at >= $until AS whole FROM report_editions
    WHERE kind = $kind AND period = $code
    QUALIFY NOT whole OR row_number() OVER (PARTITION BY edition, whole ORDER BY number) = 1
"""
"""what is told of a period: while it ran, and in the first of each edition of the whole; what is set up later
was no gap of it"""
_LISTED: Final = r"(?:: |, | dan )(NAMES)(?=, | dan |\. |\.$| \([0-9])"  # in the sentences of the box
BOX: Final = "Cakupan dan celah"
"""the box of every report that names its sources"""
_MOST: Final = 0.5
"""share of rounds that must go well for a week to count as covered"""
_WATCHED: Final = """
    SELECT DISTINCT floor(epoch(reported_at) / $part)::BIGINT AS part FROM source_reports
    WHERE status IN ('healthy', 'empty') AND reported_at >= $since AND reported_at < $until
        AND source_id NOT IN (SELECT unnest($by_hand::VARCHAR[]))
"""
_PART: Final = 900  # seconds; no time zone begins its day within a quarter of an hour
LEAST_DAYS: Final = 5
"""watched days without which a week is told as incomplete and compared with none. A feed still holds what was
said one or two days ago, so that the next round brings it; a longer gap is a hole, and would read as calm."""


class Mark(StrEnum):
    """How a source fared."""

    FINE = "fine"
    NEW = "new"  # first heard of in the period, while others are older, or later and brought what is older
    SILENT = "silent"  # ran well and brought nothing, though it did before
    FAILED = "failed"
    EMPTY = "empty"  # answered, and held nothing at all in any round
    ABSENT = "absent"  # did not run, or was not allowed to
    BY_HAND = "by_hand"  # what people enter or upload: comes when somebody brings it


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """One source in a period."""

    source_id: str
    title: str
    kind: str
    mark: Mark
    status: str  # of its last round in the period; "" without one
    rounds: int
    fine: int
    copies: int
    before: float | None  # copies a week in the earlier weeks compared; None without one
    stories: int  # active stories with a copy of it
    marked: int  # of these with a signal
    only: int  # new stories with a signal that no other source has brought


def by_hand(db: Connection, sources: Mapping[str, Source]) -> frozenset[str]:
    """Sources of what people upload or enter: it comes when somebody brings it, so it is never a trend.

    One whose file is broken or gone is known by its rounds, which ask nobody for anything: that they went
    well, or brought something though one file of several failed.
    """
    asks_nobody = frozenset(str(row["source_id"]) for row in fetch(db, _ASK_NOBODY)) - sources.keys()
    return asks_nobody | frozenset(name for name, one in sources.items() if one.kind is Kind.FILE)


def covered(db: Connection, period: Period, uploads: frozenset[str]) -> frozenset[str]:
    """Sources that ran in the period, mostly well; not those of uploads."""
    rows = fetch(db, _REPORTS, {"since": period.begins, "until": period.ends})
    return frozenset(row["source_id"] for row in rows if _ran_well(row)) - uploads


def _ran_well(row: Mapping[str, int]) -> bool:
    return row["fine"] >= _MOST * row["rounds"] > 0 and row["nothing"] < row["fine"]


def watched_days(
    db: Connection, since: datetime, until: datetime, zone: ZoneInfo, uploads: frozenset[str]
) -> frozenset[date]:
    """The days on which a round reached at least one source; taking in an upload is no monitoring."""
    asked = {"since": since, "until": until, "part": _PART, "by_hand": sorted(uploads)}
    parts = [row["part"] for row in fetch(db, _WATCHED, asked)]
    return frozenset(datetime.fromtimestamp(part * _PART, UTC).astimezone(zone).date() for part in parts)


def missed_days(period: Period, watched: Collection[date], now: datetime) -> tuple[date, ...]:
    """Its days that are over and had no round."""
    over = (day for day in period.days if midnight(day + timedelta(days=1), period.zone) <= now)
    return tuple(day for day in over if day not in watched)


def too_few_days(period: Period, watched: Collection[date], now: datetime) -> bool:
    """Whether a week has so many days without a round that its figures tell little."""
    return period.kind == "week" and len(missed_days(period, watched, now)) > len(period.days) - LEAST_DAYS


def first_reports(db: Connection) -> dict[str, datetime]:
    """When each source was first heard of."""
    return {row["source_id"]: row["first"] for row in fetch(db, _FIRSTS)}


def source_counts(
    db: Connection,
    stories: Sequence[Story],
    period: Period,
    sources: Mapping[str, Source],
    unusable: Collection[str],
    uploads: frozenset[str],
    earlier: int,
    closed: bool,
) -> tuple[SourceCount, ...]:
    """Every source that is configured, usable or not, or has brought something, those to be named first.

    `uploads`: those that are brought by hand; `earlier`: complete weeks of monitoring before this one, at
    most the four that are compared with; `closed`: whether the period is. Then, and once an edition tells of
    the whole period, a source that never ran and brought nothing is left out: it may have been set up since,
    and would be a gap of every old week. So is at any time one that first ran later. Unless an edition of the
    period has named it: it was there then.
    """
    rows = {
        row["source_id"]: row for row in fetch(db, _REPORTS, {"since": period.begins, "until": period.ends})
    }
    firsts = first_reports(db)
    old = any(first < period.begins for name, first in firsts.items() if name not in uploads)
    brought = {copy.source_id for one in stories for copy in one.copies if copy.said_at < period.ends}
    by_week = [_copies(stories, period.earlier(back)) for back in range(min(earlier, BASE) + 1)]
    active = [(one, {copy.source_id for copy in one.within(period)}) for one in stories]
    found = []
    later = {name for name, first in firsts.items() if first >= period.ends} - by_week[0].keys()
    issued = list(fetch(db, _ISSUED, {"kind": period.kind, "code": period.code, "until": period.ends}))
    told = closed or any(row["whole"] for row in issued)
    unheard = {*sources, *unusable} - firsts.keys() - brought if told else set()
    known = {*sources, *unusable, *firsts}
    titles = {name: sources[name].title if name in sources else name for name in known}
    left_out = (later | unheard) - _named(issued, titles)
    for source_id in sorted({*sources, *unusable, *rows, *brought} - left_out):
        row, source = rows.get(source_id), sources.get(source_id)
        copies = [week[source_id] for week in by_week]
        first = None if source_id in later else firsts.get(source_id)
        fresh = first is not None and first >= (period.begins if old else period.ends)
        mine = [one for one, spoke in active if source_id in spoke]
        found.append(
            SourceCount(
                source_id=source_id,
                title=source.title if source else source_id,
                kind=source.kind.value if source else "",
                mark=Mark.BY_HAND
                if source_id in uploads and (source or copies[0] or (row and row["fine"]))
                else _mark(row, fresh, copies if period.kind == "week" else copies[:1]),
                status=row["status"] if row else "",
                rounds=row["rounds"] if row else 0,
                fine=row["fine"] if row else 0,
                copies=copies[0],
                before=fmean(copies[1:]) if len(copies) > 1 else None,
                stories=len(mine),
                marked=sum(bool(one.marks) for one in mine),
                only=sum(
                    bool(one.marks)
                    and {copy.source_id for copy in one.timely(period)} == {source_id}
                    and is_new(one.copies, period)
                    for one in mine
                ),
            )
        )
    return tuple(sorted(found, key=lambda one: (list(Mark).index(one.mark) == 0, -one.copies, one.title)))


def _named(issued: Sequence[Mapping[str, str]], titles: Mapping[str, str]) -> frozenset[str]:
    """Those of these sources (id -> title) that the box of an edition lists, by either. Given all that are
    known: a title may be a part of a longer one ("Radar" of "Radar dan Warta")."""
    facts = [fact for row in issued for fact in json.loads(row["figures"]).items()]
    told = " ".join(line for name, line in facts if name.startswith(BOX))
    names = sorted({*titles.keys(), *titles.values()}, key=len, reverse=True)  # the longest is meant
    listed = set(re.findall(_LISTED.replace("NAMES", "|".join(map(re.escape, names))), told))
    return frozenset(one for one, title in titles.items() if listed & {one, title})


def _copies(stories: Sequence[Story], period: Period) -> Counter[str]:
    """By source what was said then and fetched before the close, as the counts of stories have it."""
    copies = (copy for one in stories for copy in one.within(period))
    return Counter(copy.source_id for copy in copies if in_time(copy, period))


def _mark(row: Mapping[str, int] | None, fresh: bool, copies: Sequence[int]) -> Mark:
    if row is None:
        return Mark.NEW if fresh else Mark.ABSENT
    if not row["rounds"]:  # none may ask: its file is switched off
        return Mark.ABSENT
    if row["fine"] < _MOST * row["rounds"]:
        return Mark.FAILED
    if not _ran_well(row):
        return Mark.EMPTY
    if fresh:
        return Mark.NEW
    return Mark.SILENT if not copies[0] and any(copies[1:]) else Mark.FINE
