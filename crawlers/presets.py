"""Presets: how the exports of platforms look (`presets.yml`), and a post from a row of one."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from core.errors import UsageError
from crawlers.stamps import american_looks, day_told

_FILE = Path(__file__).with_name("presets.yml")
_NOTHING = frozenset(
    ("nan", "nat", "none", "null", "undefined", "n/a", "-", "--", "\u2013", "\u2014")
)  # how programs and people fill a cell that has no value; taken for an id it would make many rows one post
LOST = frozenset(("#name?", "#value!", "#ref!", "#n/a", "#div/0!", "#null!", "#num!", "#error!"))
"""what a spreadsheet writes where it took a cell for a formula, as it does a text that begins with = or -"""
_SECONDS, _MILLISECONDS = 10, 13  # digits of a Unix time from 2001 to 2286
_DAYS = re.compile(r"[45]\d{4}(?:[.,]\d+)?")  # since 1900, as a spreadsheet counts: 2009 to 2064
_FIRST_DAY = datetime(1899, 12, 30)
_TWEETED = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{2}:\d{2}:\d{2}) (\+\d{4}) (\d{4})")
_FRACTION = re.compile(r"\.\d+$")  # "1764590400.0", as a spreadsheet or pandas writes it

Names = tuple[str, ...]


class ExportError(UsageError):
    """An export that cannot be imported at all; one line: file, line, what is wrong, the remedy."""


class Preset(BaseModel):
    """The names that one kind of export gives to its columns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    evidence: str
    format: Literal["table", "telegram"] = "table"
    text: Names
    id: Names = ()
    numbered: bool = False  # a short id may be the row's number, given by whoever made the file
    url: Names = ()
    url_template: str = ""
    author: Names = ()
    published_at: Names = ()
    updated_at: Names = ()
    place: Names = ()
    forwarded_from: Names = ()
    records: Names = ()

    @property
    def times(self) -> Names:
        """The columns that are read as times."""
        return self.published_at + self.updated_at

    @property
    def names(self) -> frozenset[str]:
        """Every column that is read."""
        fields = (self.text, self.id, self.url, self.author, self.published_at, self.updated_at)
        return frozenset(name for names in (*fields, self.place, self.forwarded_from) for name in names)


@dataclass(frozen=True, slots=True)
class Post:
    """One post of an export, before it has a key. `line` counts from 1 in the file."""

    line: int
    text: str
    id: str = ""
    url: str = ""
    author: str = ""
    published_at: str = ""
    updated_at: str = ""
    place: str = ""
    forwarded_from: str = ""


@cache
def presets() -> Mapping[str, Preset]:
    """All presets by name."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, Preset]).validate_python(raw)


def preset_named(name: str | None) -> Preset:
    """One preset; None is the generic one. Raises ExportError that lists the known ones."""
    found = presets().get(name or "generic")
    if found is None:
        raise ExportError(f"preset {name!r} tidak dikenal; pilih salah satu: {', '.join(presets())}")
    return found


def fitting(columns: Collection[str]) -> str:
    """The preset whose text and id columns all are there, for the hint of an error; empty if none."""
    for name, preset in presets().items():
        if preset.format == "table" and set(preset.text[:1]) | set(preset.id[:1]) <= set(columns):
            return name
    return ""


def post_of(
    preset: Preset, line: int, row: Mapping[str, str], american: frozenset[str] | None = None
) -> Post:
    """A row (names in lower case) as a post. Rows of JSON need not all have the same keys. `american`: as
    for `moment`."""
    return Post(
        line=line,
        text="\n\n".join(part for name in preset.text if (part := row.get(name, "").strip())),
        id=_first(row, preset.id),
        url=_first(row, preset.url) or _made_url(preset.url_template, row),
        author=_first(row, preset.author),
        published_at=moment(_first(row, preset.published_at), american),
        updated_at=moment(_first(row, preset.updated_at), american),
        place=_first(row, preset.place),
        forwarded_from=_first(row, preset.forwarded_from),
    )


def moment(value: str, american: frozenset[str] | None = None) -> str:
    """A Unix time as ISO 8601 in UTC, a spreadsheet's number of a day as ISO 8601 without zone, X's "Fri Nov
    20 00:15:00 +0000 2026" with its year beside the month, a date with the month first with its year first;
    anything else as it was written. `american`: the looks of such dates in its table; without, it is judged
    alone.
    """
    whole = _FRACTION.sub("", value)
    if whole.isdecimal() and len(whole) in (_SECONDS, _MILLISECONDS):
        seconds = int(whole) if len(whole) == _SECONDS else int(whole) / 1000
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    if _DAYS.fullmatch(value):
        minutes = round(float(value.replace(",", ".")) * 24 * 60)
        return (_FIRST_DAY + timedelta(minutes=minutes)).isoformat("T", "minutes")
    if tweeted := _TWEETED.fullmatch(value):
        month, day, time, zone, year = tweeted.groups()
        return f"{day} {month} {year} {time} {zone}"
    return day_told(value, american_looks([value]) if american is None else american)


def as_text(value: Any) -> str:
    """A JSON value as a CSV would have it; lists and objects are no value of a column."""
    if value is None or isinstance(value, list | dict) or value != value:  # NaN, which JSON does not know
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _first(row: Mapping[str, str], names: Names) -> str:
    for name in names:
        value = row.get(name, "").strip()
        if value and value.lower() not in _NOTHING | LOST:
            return value
    return ""


def _made_url(template: str, row: Mapping[str, str]) -> str:
    if not template:
        return ""
    parts = {name: value for name in ("username", "id") if (value := row.get(name, "").strip())}
    return template.format(**parts) if len(parts) == len(("username", "id")) else ""
