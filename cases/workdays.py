"""Working days in Indonesia, and how far the library's calendar reaches.

`holidays` (python-holidays) knows the national holidays and, for the years whose joint decree it has taken
over, the joint leave (cuti bersama). Islamic holidays in years to come are estimates; holidays of one
province or regency are not in it. `limits` says so for a span of days.
"""

from datetime import date, timedelta
from functools import cache

import holidays


def is_working(day: date) -> bool:
    """Neither a weekend, nor a national holiday, nor joint leave."""
    return day.weekday() < 5 and day not in _year(day.year)


def after_working(day: date, count: int) -> date:
    """The day on which `count` working days after `day` have passed; `day` itself is not counted."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def limits(first: date, last: date) -> tuple[str, ...]:
    """What the calendar does not know about these days, in Indonesian."""
    found = []
    for year in range(first.year, last.year + 1):
        if not _joint(year):
            found.append(f"cuti bersama {year} belum ada di kalender; periksa SKB tiga menteri")
    if any("perkiraan" in name for day, name in _span(first, last)):
        found.append("tanggal hari raya dalam rentang ini masih perkiraan")
    return tuple(found)


def _span(first: date, last: date) -> list[tuple[date, str]]:
    years = range(first.year, last.year + 1)
    return [(day, name) for year in years for day, name in _year(year).items() if first <= day <= last]


@cache
def _year(year: int) -> dict[date, str]:
    return dict(
        holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    )


@cache
def _joint(year: int) -> frozenset[date]:
    """Joint leave of a year; empty where the library has no decree for it."""
    return frozenset(holidays.country_holidays("ID", years=year, categories=("government",)))
