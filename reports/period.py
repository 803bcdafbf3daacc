"""The span that a report is about: a week after ISO 8601, a day, a quarter; whole days of the desk's zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.errors import UsageError
from pipeline.store import Connection
from reports.words import day, span

_WEEK: Final = re.compile(r"([0-9]{4})-W([0-9]{2})")
_QUARTER: Final = re.compile(r"([0-9]{4})-Q([1-4])")
_YEARS: Final = range(2000, 2101)
"""of which a period may be asked for: far from where the calendar of Python ends"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole days, both inclusive."""

    kind: str  # "week", "day", "transparency"
    code: str  # "2026-W47", "2026-11-23", "2026-Q4"
    first: date
    last: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        """The first moment of it, UTC."""
        return midnight(self.first, self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment after it, UTC."""
        return midnight(self.last + timedelta(days=1), self.zone)

    @property
    def closes(self) -> datetime:
        """Until when what waits belongs to it: of a day its end, of what is longer that of the next one."""
        after = self.last + timedelta(days=1)
        if self.kind == "week":
            return midnight(after + timedelta(days=7), self.zone)
        return midnight(_next_quarter(after), self.zone) if self.kind == "transparency" else self.ends

    @property
    def gathered(self) -> datetime:
        """What is stored from then on is no part of it. When it closes; of a day that of the next one, since
        much of what is said on a day is fetched after its midnight."""
        return self.closes if self.kind != "day" else midnight(self.last + timedelta(days=2), self.zone)

    @property
    def days(self) -> tuple[date, ...]:
        """Each of its days."""
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    def complete(self, now: datetime) -> bool:
        """Whether it is over."""
        return now >= self.ends

    def holds(self, moment: datetime | None) -> bool:
        """Whether it happened within."""
        return moment is not None and self.begins <= moment < self.ends

    def words(self) -> str:
        """Its days in words."""
        return day(self.first) if self.first == self.last else span(self.first, self.last)

    def earlier(self, number: int) -> "Period":
        """The span of the same length so many before this one."""
        length = (self.last - self.first) + timedelta(days=1)
        first, last = self.first - number * length, self.last - number * length
        code = week_code(first) if self.kind == "week" else last.isoformat()
        return Period(kind=self.kind, code=code, first=first, last=last, zone=self.zone)

    def around(self, moment: datetime) -> "Period":
        """The period of this kind that a moment lies in; of the two pages of days the later one."""
        on = moment.astimezone(self.zone).date()
        if self.kind == "transparency":  # quarters differ in length
            first = date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
            last = _next_quarter(first) - timedelta(days=1)
            return replace(self, code=f"{on.year}-Q{(on.month + 2) // 3}", first=first, last=last)
        if self.kind == "day":
            last = on + timedelta(days=1)
            return replace(self, code=last.isoformat(), first=on, last=last)
        return self.earlier(-((on - self.first).days // len(self.days)))


def midnight(value: date, zone: ZoneInfo) -> datetime:
    """When a day begins there, in UTC."""
    return datetime.combine(value, time(), zone).astimezone(UTC)


def week_code(value: date) -> str:
    """ "2026-W47", of the week that this day lies in."""
    year, week, _ = value.isocalendar()
    return f"{year}-W{week:02}"


def the_week(code: str, zone: ZoneInfo, asked_by: str = "--week") -> Period:
    """A week by its code. Raises UsageError for one that no year has; `asked_by`: what gave the code."""
    found = _WEEK.fullmatch(code)
    try:
        first = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        first = None
    if first is None:
        raise UsageError(f"{asked_by}: {code!r} is no ISO week; write it as 2026-W47")
    _refuse_far(first.year, asked_by, code, "2026-W47")
    return Period(kind="week", code=code, first=first, last=first + timedelta(days=6), zone=zone)


def _refuse_far(year: int, asked_by: str, code: str, example: str) -> None:
    if year not in _YEARS:
        raise UsageError(
            f"{asked_by}: {code!r} lies outside of the years {_YEARS[0]} to {_YEARS[-1]}; "
            f"write it as {example}"
        )


def week_of(value: date, zone: ZoneInfo) -> Period:
    """The week that a day lies in."""
    return the_week(week_code(value), zone)


def the_day(code: str, zone: ZoneInfo) -> Period:
    """A day as its morning meeting sees it: with the day before. Raises UsageError for what is none."""
    try:
        found = date.fromisoformat(code)
    except ValueError:
        raise UsageError(f"--day: {code!r} is no day; write it as 2026-11-23") from None
    _refuse_far(found.year, "--day", code, "2026-11-23")
    first = found - timedelta(days=1)
    return Period(kind="day", code=found.isoformat(), first=first, last=found, zone=zone)


def the_quarter(code: str, zone: ZoneInfo) -> Period:
    """Three months. Raises UsageError for what is none."""
    found = _QUARTER.fullmatch(code)
    if not found or int(found[1]) not in _YEARS:
        raise UsageError(f"--transparency: {code!r} is no quarter; write it as 2026-Q4")
    year, month = int(found[1]), 3 * int(found[2]) - 2
    first = date(year, month, 1)
    return Period(
        kind="transparency",
        code=code,
        first=first,
        last=_next_quarter(first) - timedelta(days=1),
        zone=zone,
    )


def _next_quarter(first: date) -> date:
    """The first day of the quarter after the one that begins on this day."""
    return date(first.year + (first.month == 10), (first.month + 3 - 1) % 12 + 1, 1)


def latest_week(db: Connection, zone: ZoneInfo, now: datetime) -> Period:
    """The latest complete week of monitoring in which something came in, on whichever of its days monitoring
    began; else the running one, which says that it is.

    Raises UsageError where nothing was ever stored.
    """
    began = monitoring_began(db, zone)
    row = db.execute(
        "SELECT max(fetched_at) FILTER (WHERE fetched_at < $monday), max(fetched_at) FROM items",
        {"monday": week_of(now.astimezone(zone).date(), zone).begins},
    ).fetchone()
    if began is None or not row or not row[1]:
        raise UsageError("nothing is stored yet, so there is nothing to report; run: pantau run")
    several = [one.astimezone(zone).date() for one in row if one]
    first = week_of(began, zone).first
    return week_of(next((day for day in several if day >= first), began), zone)


def monitoring_began(db: Connection, zone: ZoneInfo) -> date | None:
    """The day of the first round that asked a source; where all was brought by hand, of the first item. None
    where there was nothing. What lies before it has no report."""
    row = db.execute(
        "SELECT coalesce((SELECT min(reported_at) FROM source_reports WHERE requests > 0), "
        "(SELECT min(fetched_at) FROM items), (SELECT min(reported_at) FROM source_reports))"
    ).fetchone()
    return row[0].astimezone(zone).date() if row and row[0] else None


def weeks(period: Period, number: int) -> Iterator[Period]:
    """So many weeks up to this one, the oldest first."""
    for back in reversed(range(number)):
        yield period.earlier(back)
