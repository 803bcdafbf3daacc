"""The text of a file's bytes, as spreadsheets write them, and what is none."""

import codecs
import re
from typing import Final

from core.errors import UsageError
from core.tables import unmarked_utf16, utf8_or_windows

_MARKS: Final = (
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
_BINARY: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"PAR1")
"""how .xlsx, .ods and .zip, .xls, .gz, .parquet begin"""
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class TableError(UsageError):
    """A table that cannot be read or written; the message names the file, the line and the remedy."""


def decoded(raw: bytes, name: str) -> tuple[str, str, bool]:
    """The text, its encoding, and whether a byte order mark stood before it.

    Raises TableError that names the file, the line and the remedy, for damaged text and for what is none.
    """
    if raw.startswith(_BINARY):
        raise TableError(
            f"{name}: a spreadsheet or a packed file, not text; unpack it, or save it as CSV UTF-8 in the "
            "program that it is from"
        )
    encoding, mark = next((known for known in _MARKS if raw.startswith(known[1])), ("", b""))
    encoding = encoding or unmarked_utf16(raw) or utf8_or_windows([raw])[0]  # as `pantau import` takes it
    raw = raw.removeprefix(mark)
    remedy = "save the file as UTF-8 (in a spreadsheet: as CSV UTF-8)"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(encoding)
        if encoding.startswith("utf-16"):  # cut within the line end of Windows: no new line has begun
            before = before.removesuffix("\r")
        line = _last_line(before)
        raise TableError(f"{name}: line {line}: not {encoding} text; {remedy}") from error
    if encoding == "cp1252" and (found := _CONTROL.search(text)):  # it would take almost any bytes
        line = _last_line(text[: found.start()])
        raise TableError(f"{name}: line {line}: not text; {remedy}")
    return text, encoding, bool(mark)


def _last_line(before: str) -> int:
    """The number, from 1, of the line on which a text ends; lines of an old Mac end with \\r."""
    return len(_LINE_END.findall(before)) + 1
