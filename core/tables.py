"""What every reader of tables that people export shares: the delimiter of a CSV, JSON with one error, half an
emoji."""

import csv
import json
import re
from typing import Any, Final

LONGEST_CELL: Final = 1_000_000
"""characters; after an unclosed quote a cell would else swallow the rest of the file"""

csv.field_size_limit(LONGEST_CELL)  # of the whole process, hence here only

_DELIMITERS: Final = ",;\t"
_STATED: Final = re.compile(r"sep=(.)\s*")
_HALF_LETTERS: Final = re.compile("[\ud800-\udfff]")
_DECODER: Final = json.JSONDecoder()


def delimiter_of(header: str) -> str:
    """The delimiter of a CSV by its first line: Indonesian spreadsheets write semicolons.

    What stands between quotes does not count.
    """
    plain = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=plain.count)


def stated_delimiter(line: str) -> str:
    """The delimiter that the line before the header states, as Excel writes it (`sep=;`); "" in any other."""
    stated = _STATED.fullmatch(line)
    return stated[1] if stated else ""


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
