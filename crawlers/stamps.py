"""When messages and rows were written: telephones and spreadsheets put day and month in either order."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from core import clock

_DATE = r"(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})"
_TIME = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\b\.?)?"
STAMP = rf"(?:{_DATE},?[ \u00a0\u202f]{_TIME}|{_TIME}, {_DATE})"
"""the pattern of a stamp: "12/11/26 08.15", "11/12/26, 8:15 PM", "08.15, 12/11/2026" """

WORDED = r"[^\[\]\n]{0,24}\d{4}[^\[\]\n]{1,12}\d[.:]\d{2}[^\[\]\n]{0,16}"
"""the same with the month's name, or with a zone: "20 Nov 2026 at 08.15.30" """

_PARTS = re.compile(rf"({_DATE})(?:,?[ \u00a0\u202f]({_TIME}))?|({_TIME}), ({_DATE})")
_CELL = re.compile(rf"(\d{{1,2}})[/-](\d{{1,2}})[/-](\d{{4}}|\d{{2}})((?:,? {_TIME})?)")
_NUMBER = re.compile(r"\d+")
_HALF = re.compile(r"[AaPp](?=\.?\s?[Mm])")
_ONE_DIGIT = re.compile(r"(?<!\d)\d[/-]")  # "11/5/26", not "11/05/26"
_SECONDS = re.compile(r"\d+:\d\d:\d\d")
_SLACK = timedelta(days=1)  # a stamp has no zone


def moments(stamps: Sequence[str]) -> list[str]:
    """Each as ISO 8601 without zone; empty without a year, or where no order makes a date of it; with words
    as it is.

    Which number is the day is judged once for all stamps of one look, since one telephone wrote them.
    """
    day_first = {
        look: _day_first(alike) for look, alike in _by_look(filter(_PARTS.fullmatch, stamps)).items()
    }
    found = []
    for stamp in stamps:
        first = day_first.get(_look(stamp))
        if first is None:
            found.append(stamp)
            continue
        at = _read(stamp, first) or _read(stamp, not first)
        found.append(at.isoformat("T", "minutes") if at else "")
    return found


def american_looks(cells: Iterable[str]) -> frozenset[str]:
    """The looks of those cells of a table whose dates have the month first, for `day_told`."""
    dates = [cell for cell in cells if _CELL.fullmatch(cell)]
    return frozenset(look for look, alike in _by_look(dates).items() if not _day_first(alike, table=True))


def day_told(cell: str, american: frozenset[str]) -> str:
    """A date with the month first, of such a look, with its year first; any other cell as it is."""
    date = _CELL.fullmatch(cell)
    if date is None or _look(cell) not in american or _read(cell, day_first=False) is None:
        return cell
    month, day, year, time = date.groups()
    return f"{year if len(year) == 4 else '20' + year}-{month}-{day}{time}"


def _by_look(stamps: Iterable[str]) -> dict[str, list[str]]:
    looks = defaultdict(list)
    for stamp in stamps:
        looks[_look(stamp)].append(stamp)
    return looks


def _look(stamp: str) -> str:
    """What stays of a stamp without its numbers: its signs, a year in full, and whether it has AM or PM."""
    return _HALF.sub("h", re.sub(r"\d+", "0", re.sub(r"\d{4}", "y", stamp)))


def _day_first(stamps: Sequence[str], table: bool = False) -> bool:
    """Which order makes dates of most stamps; which puts fewer in the future and goes back less often (or
    forth: the newest row of a table may be above); else the one that such stamps usually have."""
    usual, sure = _usual(stamps, table)
    latest = clock.now().replace(tzinfo=None) + _SLACK

    def faults(day_first: bool) -> tuple[int, bool, int, int, bool]:
        read = [at for stamp in stamps if (at := _read(stamp, day_first))]
        other = day_first is not usual
        ahead = sum(at > latest for at in read)
        back = sum(later < earlier for earlier, later in pairwise(read))
        forth = sum(later > earlier for earlier, later in pairwise(read))
        turns = min(back, forth) if table else back
        return len(stamps) - len(read), sure and other, ahead, turns, other

    return min((True, False), key=faults)


def _usual(stamps: Sequence[str], table: bool) -> tuple[bool, bool]:
    """Whether what writes so puts the day first, and whether always.

    Indonesian telephones do, with a dot in the time or the date. American ones write "8:15 PM", or no zero
    before a single digit; others write "pm" and "05/11". Into a table people write such digits too, by hand,
    but no seconds.
    """
    dates, times = zip(*map(_parts, stamps), strict=True)
    if "." in dates[0] or re.match(r"\d+\.", times[0]):
        return True, True
    if _HALF.search(times[0]):
        return not any("AM" in time or "PM" in time for time in times), False
    by_machine = _SECONDS.match(times[0]) if table else True
    return not (by_machine and any(map(_ONE_DIGIT.search, dates))), False


def _parts(stamp: str) -> tuple[str, str]:
    parts = _PARTS.fullmatch(stamp)
    if parts is None:
        raise ValueError(f"no stamp: {stamp!r}")
    return (parts[1], parts[2] or "") if parts[1] else (parts[4], parts[3])


def _read(stamp: str, day_first: bool) -> datetime | None:
    date, time = _parts(stamp)
    numbers = [int(number) for number in _NUMBER.findall(date)]
    if len(numbers) < 3:
        return None
    if re.match(r"\d{4}", date):
        year, month, day = numbers
    else:
        day, month, year = numbers if day_first else (numbers[1], numbers[0], numbers[2])
    hour, minute = (int(number) for number in _NUMBER.findall(time)[:2] or "00")
    if half := _HALF.search(time):
        hour = hour % 12 + (12 if half[0] in "Pp" else 0)
    try:
        return datetime(year + 2000 if year < 100 else year, month, day, hour, minute)
    except ValueError:
        return None
