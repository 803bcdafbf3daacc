"""Rows of a list as a file: masked, no more than the role may have, harmless in a spreadsheet."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from desk.board.board import Board, Filters, Lane
from desk.board.records import Row
from desk.work.wording import CHANNELS, LANGUAGES, ROLES, STATES
from reports.words import SHORT

_SIGNALS: Final[Mapping[str, str]] = {name: words.lower() for name, words in SHORT.items()}
COLUMNS: Final = (
    "cerita",
    "keadaan",
    "judul",
    "kutipan",
    "kanal",
    "bahasa",
    "peran",
    *_SIGNALS.values(),
    "ditandai",
    "ragu",
    "tingkat",
    "prioritas",
    "kecamatan",
    "sumber",
    "salinan",
    "pertama",
    "terakhir",
    "sinyal_salinan_lain",
)
_AT_ONCE: Final = 200  # rows asked of the board at a time
_SIGNS: Final = "=+-@＝＋－＠"  # wide ones too: a spreadsheet reads them like the narrow ones
_FORMULA: Final = (*_SIGNS, "\t", "\r", "\n")
_BLANK: Final = " \u00a0\u200b\u200e\u200f\ufeff"
_WITHIN: Final = re.compile(rf"""([;,\t\r\n][\s"'{_BLANK}]*)(?=[{re.escape(_SIGNS)}])""")
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "keadaan": STATES,
    "kanal": CHANNELS,
    "bahasa": LANGUAGES,
    "peran": ROLES,
}
_LONGEST: Final = 4000  # characters of a cell; a spreadsheet takes 32,767

Value = str | int | float | bool


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that could be begins with an apostrophe.

    Programs differ in what they skip before the sign, so what looks blank is skipped here too. Read with
    another separator than this file's, a cell may begin within a text, after quotation marks too.
    """
    text = _WITHIN.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip(_BLANK).startswith(_FORMULA) else text


def collect(
    board: Board, lane: Lane, narrowed: Filters, limit: int, skipped: Sequence[str] = ()
) -> tuple[list[Row], int]:
    """Up to `limit` rows of the list, and how many it has in all."""
    rows: list[Row] = []
    total = board.listed(lane, narrowed, skipped=skipped, limit=0).total
    while len(rows) < limit:
        wanted = min(_AT_ONCE, limit - len(rows))
        part = board.listed(lane, narrowed, skipped=skipped, limit=wanted, offset=len(rows)).rows
        rows.extend(part)
        if len(part) < wanted:
            break
    return rows, max(total, len(rows))


def cells(row: Row, zone: ZoneInfo) -> dict[str, Value]:
    """One story as a row of the file, in codes. Title and excerpt are masked already: the board holds no
    others."""
    signals = {one.name: one for one in row.signals}
    return {
        "cerita": row.story_id,
        "keadaan": row.state.value,
        "judul": row.title[:_LONGEST],
        "kutipan": row.excerpt[:_LONGEST],
        "kanal": row.channel.value,
        "bahasa": row.language,
        "peran": row.role,
        **{
            column: round(signals[name].probability, 3) if name in signals else ""
            for name, column in _SIGNALS.items()
        },
        "ditandai": ";".join(_SIGNALS.get(one.name, one.name) for one in row.signals if one.flagged),
        "ragu": ";".join(
            _SIGNALS.get(one.name, one.name) for one in row.signals if one.unsure and not one.flagged
        ),
        "tingkat": max((one.severity for one in row.signals), default=0),
        "prioritas": round(row.priority.value, 3),
        "kecamatan": ";".join(name for _, name in row.places),
        "sumber": ";".join(row.sources),
        "salinan": row.copies,
        "pertama": _moment(row.first_seen, zone),
        "terakhir": _moment(row.last_seen, zone),
        "sinyal_salinan_lain": ";".join(_SIGNALS.get(one.name, one.name) for one in row.others),
    }


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="minutes")


def as_csv(rows: Sequence[Row], zone: ZoneInfo, note: str) -> bytes:
    """As a spreadsheet with Indonesian settings opens it: semicolons between cells, decimal commas, the
    desk's words; UTF-8 with the mark that it looks for. `note`: a last row of its own; "" for none."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        found = cells(row, zone)
        writer.writerow([_cell(column, found[column]) for column in COLUMNS])
    if note:
        writer.writerow([harmless(note), *[""] * (len(COLUMNS) - 1)])
    return out.getvalue().encode("utf-8-sig", "replace")


def _cell(column: str, value: Value) -> str:
    if isinstance(value, str):
        return harmless(_WORDS.get(column, {}).get(value, value))
    return str(value).replace(".", ",")


def as_jsonl(rows: Sequence[Row], zone: ZoneInfo, note: str) -> bytes:
    """One object a line, for programs: codes, and numbers as JSON has them. `note`: a last object of its own;
    "" for none."""
    lines = [json.dumps(cells(row, zone), ensure_ascii=False) for row in rows]
    if note:
        lines.append(json.dumps({"catatan": note}, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


WRITERS: Final[Mapping[str, tuple[str, Callable[[Sequence[Row], ZoneInfo, str], bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "jsonl": ("application/x-ndjson; charset=utf-8", as_jsonl),
}
"""by format: media type and writer"""
