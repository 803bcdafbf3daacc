"""Reads exports row by row: CSV, JSONL, JSON; whatever encoding and delimiter the spreadsheet used.

A row that cannot be read is a `Broken` with its line, a file that cannot is an ExportError.
"""

import codecs
import csv
import json
import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from core.tables import (
    delimiter_of,
    is_blank,
    is_blank_line,
    parse_json,
    stated_delimiter,
    unmarked_utf16,
    utf8_or_windows,
)
from crawlers.presets import ExportError, Names, as_text

_BAD_BYTES = re.compile("[\udc80-\udcff]")
_LIST = re.compile(r"\s*\[\s*(?:\{.*)?", re.S)  # how a document that is a list begins
_SAMPLE = 65_536
_FIRST = 20_000  # rows by which the order of day and month is judged
_REST = 100  # lines in which the end of a broken row is looked for: further off it is another row's quote
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read: the line (from 1), a short code, and why with the remedy."""

    line: int
    reason: str
    detail: str


Row = tuple[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is written; `damaged` if some of its bytes do not fit."""

    name: str
    damaged: bool = False


def encoding_of(path: Path) -> Encoding:
    """UTF-8, UTF-16 or cp1252, by the file's mark, else by what fits its bytes."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    for bom, name in _BOMS:
        if start.startswith(bom):
            return Encoding(name, damaged=name != "utf-16" and _by_lines(path)[1])
    if encoding := unmarked_utf16(start):
        return Encoding(encoding)
    return Encoding(*_by_lines(path))


def _by_lines(path: Path) -> tuple[str, bool]:
    with path.open("rb") as file:
        return utf8_or_windows(file)


def read_csv(path: Path) -> tuple[list[str], Iterator[Row | Broken]]:
    """The columns (lower case, in order) and the rows. Raises ExportError."""
    encoding = encoding_of(path)
    rows = _csv_rows(path, encoding)
    for line, row in rows:
        if isinstance(row, Broken):
            raise ExportError(f"{path.name}: baris {line}: judul kolom tidak terbaca: {row.detail}")
        if any("\0" in cell for cell in row):  # every second byte of a UTF-16 that is not seen to be one
            raise ExportError(f"{path.name}: judul kolom tidak terbaca; simpan sebagai CSV UTF-8")
        if not is_blank(row):
            columns = [cell.strip().lower() for cell in row]
            return columns, _named(rows, columns, encoding)
    raise ExportError(f"{path.name}: berkas kosong; ekspor lagi")


def first_cells(path: Path, names: Collection[str]) -> Iterator[str]:
    """What the first rows of a CSV hold in these columns."""
    try:
        columns, rows = read_csv(path)
        if not set(columns).isdisjoint(names):
            for row in islice(rows, _FIRST):
                if not isinstance(row, Broken):
                    yield from (cell.strip() for name, cell in row[1].items() if name in names)
    except ExportError:  # told when the rows are read
        return


def _csv_rows(path: Path, encoding: Encoding) -> Iterator[tuple[int, list[str] | Broken]]:
    """(line on which the row begins, cells or what is wrong)."""
    try:
        with path.open(encoding=encoding.name, errors="surrogateescape", newline="") as file:
            delimiter, shift = _delimiter(file)
            file.seek(0)
            for _ in range(shift):
                file.readline()
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            while True:
                line = lines.number + 1 + shift
                lines.row.clear()
                try:
                    yield line, next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    lines.skip_rest(delimiter)
                    until = lines.number + shift
                    where = f"baris {line}" if until <= line else f"baris {line} sampai {until}"
                    detail = (
                        f"{where}: tanda kutip atau pemisah kolom rusak ({error}); ekspor lagi sebagai CSV"
                    )
                    yield line, Broken(line, "broken_quotes", detail)
    except UnicodeError as error:
        raise _not_whole(path, encoding, error) from error


class _Lines:
    """The lines of a CSV: how many were read, and those of the row that is being read."""

    def __init__(self, file: TextIO) -> None:
        self._file = iter(file)
        self._ahead: deque[str] = deque()
        self.row: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else next(self._file)
        self.row.append(line)
        self.number += 1
        return line

    def skip_rest(self, delimiter: str) -> None:
        """Skip what follows of a broken row, which else would be read as rows: with an odd number of quotes
        its cell goes on, up to the line that closes it, if that is not one that opens a cell of its own."""
        if sum(line.count('"') for line in self.row) % 2 == 0:
            return
        for number in range(1, _REST + 1):
            if number > len(self._ahead):
                line = next(self._file, "")
                if not line:
                    return
                self._ahead.append(line)
            line = self._ahead[number - 1]
            if '"' in line and _opens(line, delimiter):
                return
            if line.count('"') % 2:
                for _ in range(number):
                    next(self)
                return


def _opens(line: str, delimiter: str) -> bool:
    """Whether the first quote of a line is where a cell begins."""
    before, _, after = line.partition('"')
    return (not before or before[-1] == delimiter) and after.rstrip("\r\n")[:1] not in ("", delimiter)


def _delimiter(file: TextIO) -> tuple[str, int]:
    """The delimiter, stated above the header or told by it, and how many lines to skip: the one that states
    it and the blank ones, which tell nothing."""
    stated: str | None = None
    skipped = 0
    for number, line in enumerate(iter(file.readline, ""), start=1):
        if is_blank([line]):
            if skipped == number - 1 and is_blank_line(line):
                skipped = number
        elif stated is None and (stated := stated_delimiter(line)) is not None:
            skipped = number
        else:
            return stated or delimiter_of(line), skipped
    return stated or delimiter_of(""), skipped


def _named(
    rows: Iterator[tuple[int, list[str] | Broken]], columns: list[str], encoding: Encoding
) -> Iterator[Row | Broken]:
    """A blank line is no row; in a single column a cell is one, be it empty, and in several a sign in one of
    as many cells as the header has: a comment may be nothing but a comma. Quotes around another delimiter
    than the file's (`"",""`) are told as broken: below the header they may be the rest of a text."""
    width = len(columns)
    named = max(place for place, column in enumerate(columns, start=1) if column)
    for line, row in rows:
        if isinstance(row, Broken):
            yield row
            continue
        fits = len(row) == width and (width == 1 or any(cell.strip() for cell in row))
        if is_blank(row) and not fits:
            continue
        if named <= len(row) < width:  # a spreadsheet leaves out what is empty at the end of some rows
            row = row + [""] * (width - len(row))
        if len(row) != width:
            if len(row) < width or any(cell.strip() for cell in row[width:]):
                detail = (
                    f"baris {line}: {len(row)} kolom, seharusnya {width}; periksa pemisah dan tanda kutip"
                )
                yield Broken(line, "wrong_columns", detail)
                continue
            row = row[:width]
        if encoding.damaged and (bad := _bad_column(columns, row)):
            yield Broken(line, "bad_encoding", _bad_bytes(line, bad, encoding))
            continue
        yield line, dict(zip(columns, row, strict=True))


def _bad_column(columns: list[str], row: list[str]) -> str:
    return next((name for name, cell in zip(columns, row, strict=True) if _BAD_BYTES.search(cell)), "")


def _bad_bytes(line: int, column: str, encoding: Encoding) -> str:
    return f"baris {line}, kolom {column}: huruf rusak (bukan {encoding.name}); ekspor lagi sebagai UTF-8"


def read_jsonl(path: Path, names: frozenset[str]) -> Iterator[Row | Broken]:
    """One JSON object a line; of each the named keys (a dot descends), and every key of the top."""
    encoding = encoding_of(path)
    try:
        with path.open(encoding=encoding.name, errors="surrogateescape", newline="\n") as file:
            first = True
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                if first and _LIST.fullmatch(line):
                    raise ExportError(f"{path.name}: isinya satu daftar JSON; ganti nama menjadi .json")
                first = False
                yield _json_line(number, line, names, encoding)
    except UnicodeError as error:
        raise _not_whole(path, encoding, error) from error


def _json_line(number: int, line: str, names: frozenset[str], encoding: Encoding) -> Row | Broken:
    if encoding.damaged and _BAD_BYTES.search(line):
        return Broken(number, "bad_encoding", _bad_bytes(number, "?", encoding))
    try:
        value = parse_json(line.rstrip())
    except json.JSONDecodeError as error:
        where = f"baris {number}, kolom {error.colno}"
        return Broken(number, "torn_line", f"{where}: JSON terpotong atau rusak; ekspor lagi")
    return row_of(number, value, names)


def read_json(path: Path, names: frozenset[str], records: Names) -> Iterator[Row | Broken]:
    """One JSON document: a list, or an object with a list at one of `records`. Lines are places in it."""
    try:
        document = parse_json(read_text(path))
    except json.JSONDecodeError as error:
        where = f"baris {error.lineno}, kolom {error.colno}"
        if error.msg == "Extra data" and error.doc[error.pos :].lstrip().startswith("{"):
            raise ExportError(f"{path.name}: isinya JSON per baris; ganti nama menjadi .jsonl") from error
        raise ExportError(f"{path.name}: {where}: JSON terpotong atau rusak; ekspor lagi") from error
    found = document if isinstance(document, list) else None
    for place in records:
        if found is None and isinstance(at := _descend(document, place), list):
            found = at
    if found is None:
        keys = ", ".join(document) if isinstance(document, dict) else type(document).__name__
        raise ExportError(f"{path.name}: tidak ada daftar kiriman (ditemukan: {keys}); pilih preset lain")
    for number, value in enumerate(found, start=1):
        yield row_of(number, value, names)


def read_text(path: Path) -> str:
    """The whole file, decoded; damaged bytes stay as surrogates. Raises ExportError."""
    encoding = encoding_of(path)
    try:
        return path.read_text(encoding=encoding.name, errors="surrogateescape")
    except UnicodeError as error:
        raise _not_whole(path, encoding, error) from error


def _not_whole(path: Path, encoding: Encoding, error: UnicodeError) -> ExportError:
    return ExportError(f"{path.name}: bukan {encoding.name} yang utuh ({error}); ekspor lagi")


def row_of(number: int, value: Any, names: frozenset[str]) -> Row | Broken:
    """A JSON object as a row: its keys in lower case, and the dotted ones that are asked for."""
    if not isinstance(value, dict):
        kind = type(value).__name__
        return Broken(
            number, "not_an_object", f"baris {number}: bukan objek JSON melainkan {kind}; ekspor lagi"
        )
    row = {key.lower(): as_text(item) for key, item in value.items()}
    for name in names:
        if "." in name and name not in row:
            row[name] = as_text(_descend(value, name))
    return number, row


def _descend(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value
