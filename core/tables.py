"""What every reader of tables that people export shares: the delimiter of a CSV, UTF-8 or not, JSON with one
error, half an emoji."""

import csv
import json
import re
from collections.abc import Iterable
from typing import Any, Final

LONGEST_CELL: Final = 1_000_000
"""characters; after an unclosed quote a cell would else swallow the rest of the file"""

csv.field_size_limit(LONGEST_CELL)  # of the whole process, hence here only

_DELIMITERS: Final = ",;\t"
_BLANK: Final = re.compile(rf'[\s"{_DELIMITERS}]*')
_STATED: Final = re.compile(r'"?sep=(?:([^ "\r\n]?)[ \r\n"]*|[^ "\r\n]?[\s",;]*)', re.I)
_HALF_LETTERS: Final = re.compile("[\ud800-\udfff]")
_DECODER: Final = json.JSONDecoder()


def is_blank(row: Iterable[str]) -> bool:
    """Whether a row of a CSV is a blank line, as a spreadsheet saves one: its cells hold nothing but blanks,
    quotes and delimiters, be it of another sort than the file's."""
    return all(_BLANK.fullmatch(cell) for cell in row)


def is_blank_line(line: str) -> bool:
    """Whether a line as it is written is such a blank line, whatever delimits the rest: a reader that goes by
    the header's delimiter would stumble over its quotes. An odd quote opens a cell that goes on below."""
    return is_blank([line]) and line.count('"') % 2 == 0


def delimiter_of(header: str) -> str:
    """The delimiter of a CSV by its first line: Indonesian spreadsheets write semicolons.

    What stands between quotes does not count.
    """
    plain = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=plain.count)


def stated_delimiter(line: str) -> str | None:
    """The delimiter that the line before the header states, as Excel writes it (`sep=;`), in quotes or not:
    "" if what stands there can be none, or cells stand beside it (saved again, perhaps with another), None if
    it is no such line."""
    stated = _STATED.fullmatch(line)
    return (stated[1] or "") if stated else None


def utf8_or_windows(lines: Iterable[bytes]) -> tuple[str, bool]:
    """Whether text is UTF-8 or Windows-1252 ("utf-8", "cp1252"), and whether some of it is no UTF-8.

    Where one of three lines with letters beyond ASCII is good UTF-8, it is UTF-8 with damaged lines. Those
    are told; taken for Windows-1252 all its letters would be wrong, and nobody told.
    """
    good = bad = 0
    for several in lines:
        for line in several.splitlines():  # at \r too: an old Mac's file is one line else
            if not line.isascii():
                whole = is_utf8(line)
                good, bad = good + whole, bad + (not whole)
    return ("cp1252" if bad > 2 * good else "utf-8"), bad > 0


def unmarked_utf16(start: bytes) -> str:
    """Which UTF-16 without a mark text begins as ("utf-16-le", "utf-16-be"), of whose Latin letters every
    second byte is empty; "" for any other."""
    for encoding, empty in (("utf-16-le", start[1:200:2]), ("utf-16-be", start[:200:2])):
        if empty.count(0) > len(empty) // 2:
            return encoding
    return ""


def is_utf8(raw: bytes) -> bool:
    """Whether these bytes are good UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def whole_letters(text: str) -> str:
    """The text with U+FFFD for each half of a letter: JSON can hold half an emoji, cut by a platform, which
    can neither be stored nor written."""
    return _HALF_LETTERS.sub("\ufffd", text)


def parse_json(text: str) -> Any:
    """One JSON value. Raises JSONDecodeError, also for what is nested too deeply or a number too long."""
    value, end = parse_json_at(text, len(text) - len(text.lstrip()))
    if text[end:].strip():
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def parse_json_at(text: str, start: int) -> tuple[Any, int]:
    """The JSON value that begins at `start`, and where it ends. Raises JSONDecodeError as `parse_json`."""
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        raise json.JSONDecodeError(str(error), text, start) from error
