"""Presets: how the exports of platforms look (`presets.yml`), and a post from a row of one."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from core.errors import UsageError

_FILE = Path(__file__).with_name("presets.yml")
_SECONDS, _MILLISECONDS = 10, 13  # digits of a Unix time from 2001 to 2286
_FRACTION = re.compile(r"\.\d+$")  # "1764590400.0", as a spreadsheet or pandas writes it
_AMERICAN = re.compile(
    r"^(0?[1-9]|1[0-2])/(\d{1,2})/(\d{4})(\D.*\d\s?[AaPp]\.?[Mm]\.?)$"
)  # the month is first

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


def post_of(preset: Preset, line: int, row: Mapping[str, str]) -> Post:
    """A row (names in lower case) as a post. Rows of JSON need not all have the same keys."""
    return Post(
        line=line,
        text="\n\n".join(part for name in preset.text if (part := row.get(name, "").strip())),
        id=_first(row, preset.id),
        url=_first(row, preset.url) or _made_url(preset.url_template, row),
        author=_first(row, preset.author),
        published_at=moment(_first(row, preset.published_at)),
        updated_at=moment(_first(row, preset.updated_at)),
        place=_first(row, preset.place),
        forwarded_from=_first(row, preset.forwarded_from),
    )


def moment(value: str) -> str:
    """A Unix time as ISO 8601 in UTC, a date with AM or PM with its month told from its day; anything else as
    it was written.
    """
    whole = _FRACTION.sub("", value)
    if whole.isdecimal() and len(whole) in (_SECONDS, _MILLISECONDS):
        seconds = int(whole) if len(whole) == _SECONDS else int(whole) / 1000
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    return _AMERICAN.sub(r"\3-\1-\2\4", value)


def as_text(value: Any) -> str:
    """A JSON value as a CSV would have it; lists and objects are no value of a column."""
    if value is None or isinstance(value, list | dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _first(row: Mapping[str, str], names: Names) -> str:
    for name in names:
        if value := row.get(name, "").strip():
            return value
    return ""


def _made_url(template: str, row: Mapping[str, str]) -> str:
    if not template:
        return ""
    parts = {name: value for name in ("username", "id") if (value := row.get(name, "").strip())}
    return template.format(**parts) if len(parts) == len(("username", "id")) else ""
