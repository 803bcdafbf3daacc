"""Reading a written date: ISO, mail headers, Indonesian and English words, day/month/year, "3 jam lalu"."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

READ = 2000
"""characters in which a date is looked for: a page may state anything, and the time that some of it takes
grows with the square of its length"""
_ZONES = {"wib": 7, "wita": 8, "wit": 9, "z": 0, "utc": 0, "gmt": 0}
MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february pebruari peb feb",
            "maret march mrt mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agust agu agt agst ags aug",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for month in names.split()
}
"""names of months, Indonesian and English ones, in lower case"""
_COUNTS = {
    "se": 1,
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "setengah": 0.5,
    "beberapa": 2,
    "a": 1,
    "an": 1,
}
_SECONDS = {
    "detik": 1, "second": 1, "sec": 1, "menit": 60, "minute": 60, "min": 60, "mnt": 60, "jam": 3600,
    "hour": 3600, "hr": 3600, "hari": 86400, "day": 86400, "minggu": 604800, "pekan": 604800, "week": 604800,
    "bulan": 2592000, "month": 2592000, "tahun": 31536000, "year": 31536000,
}  # fmt: skip

_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_ZONE = r"(?:\s*\(?(?P<zone>WITA|WIB|WIT|(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)|UTC|GMT|Z(?![a-z]))\)?)"
_CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[ap]\.?m|siang|sore|malam)\b)?"
    rf"{_ZONE}?"
)
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?$")
_TIME_AFTER = re.compile(rf"^(?:[\s,|/–—·•@T()-]|pukul|pkl\.?|jam|at|on)*{_CLOCK}(?!\d)", re.I)
_TIME_BEFORE = re.compile(rf"(?<![\d:.]){_CLOCK}[\s,|/–—·•()-]*(?:\w+\W+)?$", re.I)

_ISO = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_DAY_MONTH = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s./,-]*(?P<name>{_NAMES})\b\.?[\s/,.-]*'?(?P<year>(?:19|20)\d{{2}}|\d{{2}}(?![\d:.]))",
    re.I,
)
_MONTH_DAY = re.compile(
    rf"\b(?P<name>{_NAMES})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d{{2}})(?!\d)",
    re.I,
)
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>(?:19|20)\d{2}|\d{2})(?![\d/-])"
)
_COMPACT = re.compile(r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<time>\d{6}))?")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?(?:\.\d+)?$")
_UNITS = "|".join(sorted(_SECONDS, key=len, reverse=True))
_SPAN = rf"(?:\d+(?:[.,]\d+)?|{'|'.join(_COUNTS)})\s*(?:{_UNITS})s?"
_AGO = re.compile(
    rf"(?<!\w)(?<!\d[.,])(?P<spans>{_SPAN}(?:[\s,]+(?:(?:dan|and)\s+)?{_SPAN})*)"
    r"\s*(?:yang\s+|yg\s+)?(?P<past>lalu|ago)\b",
    re.I,
)
_ONE_SPAN = re.compile(rf"(?P<count>\d+(?:[.,]\d+)?|{'|'.join(_COUNTS)})\s*(?P<unit>{_UNITS})s?", re.I)
_AFTERNOON = {"siang": range(1, 6), "sore": range(1, 12), "malam": range(5, 12)}  # hours that count from noon
_DAY_WORD = re.compile(
    r"\b(?P<word>hari ini|today|kemarin lusa|kemarin|kemaren|yesterday|baru saja|just now)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is aware. `timed`: a time of day was written. `zone`: "" (none written), "utc" or "local"."""

    at: datetime
    timed: bool
    zone: str


def parse_date(text: str, *, now: datetime, zone: tzinfo) -> Moment | None:
    """The first date written in the first READ characters of `text`, or None.

    A date without a zone is read in `zone`; "3 jam lalu" and "kemarin" count back from `now` (aware).
    Dates before 1995 and more than a day after `now` are no publication dates and are passed over.
    """
    text = " ".join(text.split())[:READ]
    if _EPOCH.match(text):
        seconds = int(text[:10])
        return _sane(Moment(datetime.fromtimestamp(seconds, UTC).astimezone(zone), True, "utc"), now)
    for read in (_written, _relative):
        if moment := read(text, now, zone):
            return moment
    return None


def _written(text: str, now: datetime, zone: tzinfo) -> Moment | None:
    found = [
        match for pattern in (_ISO, _DAY_MONTH, _MONTH_DAY, _NUMERIC) for match in pattern.finditer(text)
    ]
    if not found and (match := _COMPACT.match(text)):
        found = [match]
    for match in sorted(found, key=lambda match: match.start()):
        if (moment := _assemble(match, text, zone)) and _sane(moment, now):
            return moment
    return None


def _assemble(match: re.Match[str], text: str, zone: tzinfo) -> Moment | None:
    parts = match.groupdict()
    year = int(parts["year"])
    year += 2000 if year < 100 else 0
    month = MONTHS[parts["name"].lower()] if "name" in parts else int(parts["month"])
    day = int(parts["day"])
    if match.re is _NUMERIC and month > 12 >= day:  # 10/21/2026, as American scripts write
        month, day = day, month
    clock = _TIME_AFTER.match(text[match.end() : match.end() + 48]) or _TIME_BEFORE.search(
        text[: match.start()]
    )
    if compact := parts.get("time"):
        clock = _TIME_AFTER.match(f"{compact[:2]}:{compact[2:4]}:{compact[4:]}")
    try:
        return _at(datetime(year, month, day), clock, zone)
    except ValueError:  # no such day
        return None


def _at(day: datetime, clock: re.Match[str] | None, zone: tzinfo) -> Moment:
    hour, minute, second = _clock_parts(clock)
    if clock is None or hour > 23 or minute > 59 or second > 59:
        return Moment(day.replace(tzinfo=zone), False, "")
    written = _zone(clock["zone"])
    moment = day.replace(hour=hour, minute=minute, second=second)
    if written is None:
        return Moment(moment.replace(tzinfo=zone), True, "")
    aware = moment.replace(tzinfo=written)
    if written.utcoffset(None) == timedelta(0):
        return Moment(aware.astimezone(zone), True, "utc")
    return Moment(aware, True, "local")


def _clock_parts(clock: re.Match[str] | None) -> tuple[int, int, int]:
    if clock is None:
        return 0, 0, 0
    hour = int(clock["hour"])
    if half := clock["half"]:
        if hours := _AFTERNOON.get(half.lower()):
            hour += 12 if hour in hours else 0
            hour = 0 if (half.lower(), hour) == ("malam", 12) else hour
        else:
            hour = hour % 12 + (12 if half[0] in "pP" else 0)
    return hour, int(clock["minute"]), int(clock["second"] or 0)


def _zone(name: str | None) -> timezone | None:
    if not name:
        return None
    if match := _OFFSET.search(name):
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        offset = -offset if match["sign"] == "-" else offset
        return timezone(offset) if abs(offset) <= timedelta(hours=14) else None
    return timezone(timedelta(hours=_ZONES[name.strip().lower()]))


def _relative(text: str, now: datetime, zone: tzinfo) -> Moment | None:
    local = now.astimezone(zone)
    if match := _AGO.search(text):
        spans = [
            (_number(one["count"].lower()), _unit_seconds(one["unit"].lower(), match["past"].lower()))
            for one in _ONE_SPAN.finditer(match["spans"])
        ]
        seconds = sum(number * unit for number, unit in spans)
        if seconds > 40 * 31536000:
            return None
        timed = spans[-1][1] < 86400
        return Moment((local - timedelta(seconds=seconds)).replace(microsecond=0), timed, "")
    if match := _DAY_WORD.search(text):
        word = match["word"].lower()
        if word in ("baru saja", "just now"):
            return Moment(local.replace(microsecond=0), True, "")
        days = 2 if word == "kemarin lusa" else 0 if word in ("hari ini", "today") else 1
        day = (local - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        return _at(day, _TIME_AFTER.match(text[match.end() :]), zone)
    return None


def _number(count: str) -> float:
    return _COUNTS[count] if count in _COUNTS else float(count.replace(",", "."))


def _unit_seconds(unit: str, past: str) -> int:
    """Of a unit in seconds; "hr" is an hour in English ("3 hr ago"), a day in Indonesian ("3 hr lalu")."""
    return _SECONDS["hari"] if (unit, past) == ("hr", "lalu") else _SECONDS[unit]


def _sane(moment: Moment, now: datetime) -> Moment | None:
    return moment if moment.at.year >= 1995 and moment.at <= now + timedelta(days=1) else None
