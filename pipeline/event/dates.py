"""On which day an event happened, by its report: "Senin (16/11/2026)", "kemarin", "Selasa pekan lalu".

A report names other days too: of the arrest, the complaint, the next meeting. The words that govern a day
tell which one is the event's (pipeline/event/told.py). "pekan lalu" alone is no one day: none is given,
nor is one where the event is old and only the trial is news.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from core.settings import settings
from pipeline.event.told import Sentence, belongs, sentences
from pipeline.event.words import word_patterns
from pipeline.extraction.dates import MONTHS

_DAYS: Final = {
    "senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "jum'at": 4, "sabtu": 5, "minggu": 6,
    "ahad": 6,
}  # fmt: skip
_COUNTS: Final = {
    "se": 1, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10,
}  # fmt: skip
_NAMES: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEK: Final = rf"(?:(?i:{'|'.join(day for day in _DAYS if day != 'minggu')})|Minggu|MINGGU)"
"""a day of the week; "minggu" without its capital is a week"""
_PART: Final = (
    r"(?:(?:dini\s+hari|subuh|pagi|siang|sore|petang|malam|jelang|menjelang|tengah|kemarin|lalu)\b[\s,(]{0,3})"
    r"{0,3}"
)
_NUMBER: Final = (
    r"(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|20\d\d-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-(?:20)?\d\d|\d{1,2}\.\d{1,2}\.20\d\d"
    rf"|\d{{1,2}}\s+(?:{_NAMES})\b(?:\s+(?:\d{{4}}|tahun\s+(?:lalu|silam)))?)"
)
_ON: Final = r"(?:tanggal|tgl\.?)\s*"
# The day of the week and the number beside it are one day, and the number is the surer; "malam Minggu" is the
# evening before it.
_DATE: Final = re.compile(
    rf"""
    (?:\b{_WEEK}\b[\s,(]{{0,3}}(?i:{_PART})(?i:{_ON})?)?
        (?<![\d/.])(?P<number>(?i:{_NUMBER}))(?![\d/]|\.\d)
    | \b(?:(?P<named>{_WEEK})\b[\s,(]{{0,3}}(?i:{_PART}))?(?i:{_ON})(?P<of_month>\d{{1,2}})\b(?!\s*[/.-]\s?\d)
        (?(named)|(?=\s+(?i:lalu|kemarin|bulan\s+ini)\b))
    | \b(?i:(?P<count>\d{{1,2}}|{"|".join(_COUNTS)})\s*(?P<unit>hari|malam|pekan|minggu)\s+(?:yang\s+|yg\s+)?
        (?P<way>lalu|silam|lewat|sebelum(?:nya)?|setelah|sesudah|usai|pasca))\b
    | \b(?P<ago>(?i:kemarin\s+(?:lusa|dulu)|lusa\s+kemarin|kemarin|kemaren|semalam|tadi\s+malam|malam\s+tadi
        |hari\s+ini|(?:pagi|siang|sore|petang|dini\s+hari|subuh)\s+tadi|tadi\s+(?:pagi|siang|sore|petang|subuh)
        |(?:pagi|siang|sore|petang|malam)\s+ini))\b
    | \b(?P<eve>(?i:malam)\s+)?
        \b(?P<weekday>{_WEEK}|minggu(?=\s+(?:pagi|siang|sore|malam|dini)))\b
        (?P<which>(?i:\s+(?:dini\s+hari|pagi|siang|sore|malam))?
            (?i:\s+(?:pekan|minggu)\s+(?:lalu|kemarin|silam)|\s+(?:lalu|kemarin)\b))?
    | \b(?P<vague>(?i:(?:awal\s+|akhir\s+)?(?:pekan|minggu|bulan|tahun)\s+(?:lalu|kemarin|silam)
        |beberapa\s+(?:hari|waktu|pekan|bulan|tahun)\s+(?:yang\s+)?(?:lalu|silam)
        |(?:\d{{1,2}}|{"|".join(_COUNTS)})\s*(?:bulan|tahun)\s+(?:yang\s+|yg\s+)?(?:lalu|silam|lewat)
        |(?:pada|awal|pertengahan|akhir)\s+(?:bulan\s+)?(?:{_NAMES})\s+(?:20\d\d|lalu|silam)
        |pada\s+(?:tahun\s+)?20\d\d))\b
    """,
    re.X,
)
_OLDEST: Final = timedelta(days=60)
"""what is further back is old: no day is given for it"""
_AHEAD: Final = re.compile(
    r"\b(?:akan|hingga|sampai|mendatang|(?:pekan|bulan|tahun) depan|besok|lusa|paling lambat|batas waktu"
    r"|sebelum)\W+(?:\w+\W+){0,2}$",
    re.I,
)
_NO_DAYS: Final = {
    "number": re.compile(r"\b(?:RT|RW|TPS|No|Nomor)\.?\s*$", re.I),
    "weekday": re.compile(r"\bP(?:asar|ASAR)\s+$"),
    "ago": re.compile(r"\b(?:pemilu|pemilihan|pilkada|pilkades|pilgub|pilbup|pileg|pilpres)\s+$", re.I),
}
"""by group of _DATE, what stands before no day: "RT 5/11", "Pasar Minggu", "Pilkada kemarin" (the last)"""
_HOUR: Final = re.compile(r"\s+(?:dini\s+hari|subuh|pagi|siang|sore|petang|malam)\b", re.I)
_LATER: Final = re.compile(r"\s*(?:depan|mendatang|besok|nanti)\b", re.I)
_DATELINE: Final = re.compile(r"^.{0,60}?\)?\s*[-–—]\s")
_EARLIER: Final = re.compile(r"\b(?:sebelum|sesudah|setelah|usai|pasca)", re.I)
_TOLD: Final = 0.4
_EXACT, _BY_WEEK, _NO_DAY = 0.3, 0.2, 0.0
_LATE: Final = 0.05
_ANOTHER, _HEAD = 3.0, 2.5
_LEAST: Final = -0.85
"""Least worth of a day that is taken. A day governed by a word of the aftermath (arrest, trial) lies below
it. One governed by a word of care (taken to hospital) lies above it: that mostly is the same day."""


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that a text names, None for a stretch of days or long ago; how sure it is the event's."""

    day: date | None
    worth: float


def event_date(title: str, text: str, where: tuple[int, int], published_at: datetime | None) -> date | None:
    """The day of the event that `text[where]` tells of, None where the report tells none for sure."""
    if published_at is None:
        return None
    told = published_at.astimezone(settings().zone).date()
    found = list(_named(text, where, told))
    if not found:
        found = [_Day(one.day, 0.0) for one in _named(title, (0, len(title)), told)]
    best = max(found, key=lambda one: one.worth, default=None)
    return best.day if best is not None and best.worth >= _LEAST else None


def _named(text: str, where: tuple[int, int], told: date) -> Iterator[_Day]:
    """The days of the past that a text names, in their order."""
    anchor = told
    for sentence in sentences(text):
        for match in _DATE.finditer(sentence.text):
            before = sentence.text[max(0, match.start() - 60) : match.start()]
            if _AHEAD.search(before) or _LATER.match(sentence.text, match.end()):
                continue
            if _is_no_day(match, before):
                continue
            day = _day(match, told, anchor)
            if day is None and not match["vague"]:
                continue
            if day is not None:
                if day > told:
                    continue
                anchor = day
            yield _Day(day if day and day >= told - _OLDEST else None, _worth(sentence, match, where))


def _is_no_day(match: re.Match[str], before: str) -> bool:
    """Whether it is a number or a name; with a part of the day it is a day: "Bakar Pasar Rabu Malam"."""
    for group, pattern in _NO_DAYS.items():
        if match[group] and pattern.search(before):
            return group == "number" or not _HOUR.match(match.string, match.end(group))
    return False


def _worth(sentence: Sentence, match: re.Match[str], where: tuple[int, int]) -> float:
    at, said = match.start(), range(*match.span())  # "tahun lalu" is the event's own day, too
    if match["way"] and match["way"].lower() in ("setelah", "sesudah", "usai", "pasca"):
        following = [verb for verb in sentence.verbs if verb.start >= match.end()]
        value = 2 * following[0].tells if following else 0.0
    else:
        value = belongs(sentence, at)
    value += _NO_DAY if match["vague"] else _BY_WEEK if match["weekday"] else _EXACT
    value += _TOLD * (where[0] <= sentence.start < max(where[1], where[0] + 1))
    others = [one for one in word_patterns().another.finditer(sentence.text) if one.start() not in said]
    value -= _LATE * sentence.number + _ANOTHER * bool(others)
    head = _DATELINE.match(sentence.text) if sentence.number == 0 else None
    return value - _HEAD * (head is not None and at < head.end())


def _day(match: re.Match[str], told: date, anchor: date) -> date | None:
    """The day that a match names; None for a stretch of days, and for what is no day of the calendar."""
    if match["number"]:
        return _of_calendar(match["number"], told)
    if match["of_month"]:
        return _of_month(int(match["of_month"]), told)
    if match["count"]:
        count = match["count"].lower()
        number = int(count) if count.isdigit() else _COUNTS[count]
        days = number * (7 if match["unit"].lower() in ("pekan", "minggu") else 1)
        return (anchor if _EARLIER.match(match["way"]) else told) - timedelta(days=days)
    if match["ago"]:
        return told - timedelta(days=_back(" ".join(match["ago"].lower().split())))
    return _of_week(match, told) if match["weekday"] else None


def _of_week(match: re.Match[str], told: date) -> date:
    """The last such day of the week, of the week before for "pekan lalu"; an evening before for "malam"."""
    which = (match["which"] or "").lower()
    number = _DAYS[match["weekday"].lower()]
    if "pekan" in which or "minggu" in which:
        return told - timedelta(days=told.weekday() + 7 - number)
    back = (told.weekday() - number) % 7
    if which and not back:  # "Senin lalu", on a Monday
        back = 7
    return told - timedelta(days=back + (1 if match["eve"] else 0))


def _of_month(day: int, told: date) -> date | None:
    """The last such day: of this month or of the one before."""
    month = told if day <= told.day else told.replace(day=1) - timedelta(days=1)
    try:
        return month.replace(day=day)
    except ValueError:
        return None  # 31 November


def _of_calendar(written: str, told: date) -> date | None:
    """ "16/11", "16-11-2026", "2026-11-16", "16 November 2026" or "16 November tahun lalu".

    Without a year it is the last such day; where that was last year and the coming one is nearer, that one.
    """
    parts = re.split(r"[/\s.-]+", written.lower())
    day, month, *year = parts[::-1] if len(parts[0]) == len("2026") else parts
    number = int(month) if month.isdigit() else MONTHS[month]
    try:
        if "tahun" in year:
            return date(told.year - 1, number, int(day))
        if year:
            return date(int(year[0]) + (2000 if len(year[0]) < 4 else 0), number, int(day))
        this_year = date(told.year, number, int(day))
        if this_year <= told:
            return this_year
        last_year = this_year.replace(year=told.year - 1)
        return last_year if told - last_year <= this_year - told else this_year
    except ValueError:
        return None  # 31/13, or 29 February of another year: no day


def _back(words: str) -> int:
    if "lusa" in words or "dulu" in words:
        return 2
    return 1 if words in ("kemarin", "kemaren", "semalam", "tadi malam", "malam tadi") else 0
