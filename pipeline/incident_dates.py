"""On which day an event happened, by its report: "Senin (16/11/2026)", "kemarin", "16 November 2026"."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from core.settings import settings

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januari|jan", "februari|pebruari|feb", "maret|mar", "april|apr", "mei", "juni|jun", "juli|jul",
            "agustus|agu|ags", "september|sept|sep", "oktober|okt", "november|nopember|nov", "desember|des",
        ),
        start=1,
    )
    for name in names.split("|")
}  # fmt: skip
_DAYS: Final = {
    "senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "jum'at": 4, "sabtu": 5, "minggu": 6,
    "ahad": 6,
}  # fmt: skip
_NAMES: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE: Final = re.compile(
    rf"""
    (?<![\d/.])(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?:/(?P<year>\d{{4}}))?(?![\d/])
    | \b(?P<nday>\d{{1,2}})\s+(?P<name>{_NAMES})\b(?:\s+(?P<nyear>\d{{4}}))?
    | \b(?P<ago>kemarin\s+lusa|dua\s+hari\s+(?:lalu|yang\s+lalu|sebelumnya)|kemarin|semalam|tadi\s+malam
        |hari\s+ini|(?:pagi|siang|sore|malam|dini\s+hari)\s+tadi|tadi\s+(?:pagi|siang|sore)|(?:pagi|siang|sore|malam)\s+ini)\b
    | \b(?P<weekday>{"|".join(_DAYS)})\b
    """,
    re.I | re.X,
)
_OLDEST: Final = timedelta(days=60)
"""what is further back is no news"""
_AHEAD: Final = re.compile(
    r"\b(?:akan|hingga|sampai|mendatang|(?:pekan|bulan|tahun) depan|besok|lusa|paling lambat|batas waktu)\W+"
    r"(?:\w+\W+){0,2}$",
    re.I,
)


def event_date(title: str, text: str, where: tuple[int, int], published_at: datetime | None) -> date | None:
    """The day of an event told in `text[where]`: the date of that sentence, else the first of the lead."""
    if published_at is None:
        return None
    told = published_at.astimezone(settings().zone).date()
    lead = max(where[1], 700)
    for part in (text[where[0] : where[1]], text[where[1] : lead], text[: where[0]], title):
        day = _first(part, told)
        if day is not None:
            return day
    return None


def _first(part: str, told: date) -> date | None:
    """The first date of the past in these words; one with a number before a weekday alone."""
    weekday: date | None = None
    for match in _DATE.finditer(part):
        if _AHEAD.search(part[max(0, match.start() - 60) : match.start()]):
            continue
        day = _day(match, told)
        if day is None or not told - _OLDEST <= day <= told:
            continue
        if not match["weekday"]:
            return day
        weekday = weekday or day
    return weekday


def _day(match: re.Match[str], told: date) -> date | None:
    if match["ago"]:
        return told - timedelta(days=_back(" ".join(match["ago"].lower().split())))
    if match["weekday"]:
        return told - timedelta(days=(told.weekday() - _DAYS[match["weekday"].lower()]) % 7)
    day = int(match["day"] or match["nday"])
    month = int(match["month"]) if match["month"] else _MONTHS[match["name"].lower()]
    year = match["year"] or match["nyear"]
    try:
        if year:
            return date(int(year), month, day)
        this_year = date(told.year, month, day)
    except ValueError:
        return None  # 31/13: no date
    return this_year if this_year <= told else this_year.replace(year=told.year - 1)


def _back(words: str) -> int:
    if words.startswith(("dua hari", "kemarin lusa")):
        return 2
    return 1 if words in ("kemarin", "semalam", "tadi malam") else 0
