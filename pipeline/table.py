"""Tables of texts as people have them: CSV, JSON lines, a JSON list or plain lines; written back in the same
form."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Final, TextIO

from core.tables import delimiter_of, is_blank, is_blank_line, parse_json, stated_delimiter, whole_letters
from core.text import normalise
from pipeline.encodings import TableError, decoded


class Form(StrEnum):
    """How a table is written."""

    CSV = "csv"
    JSONL = "jsonl"
    JSON = "json"  # one list of objects
    LINES = "lines"


_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_SHOWN: Final = 10  # lines that are named
_PRINTED: Final = re.compile(r"[!-~]")
_LIST: Final = re.compile(r"\s*\[\s*(\{|\]\s*$)")  # no text that people write begins so


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in order. `columns` is the header of a CSV, and all keys in order of first sight in JSON.

    `lines`: on which each row begins, from 1 (of a list: which of its entries it is). `name` is the file's,
    for messages; `delimiter` that of a CSV (`stated`: in a line `sep=` above the header) and `encoding` that
    of the file, which is written back with the same (Windows-1252 as UTF-8); `marked`: it begins with a byte
    order mark, without which Excel shows broken letters.
    """

    form: Form
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, object]]
    lines: Sequence[int]
    name: str = "-"
    delimiter: str = ","
    stated: bool = False
    encoding: str = "utf-8"
    marked: bool = False

    def texts(self, column: str, option: str = "--text-column") -> list[str]:
        """One text a row; empty where the cell is. Raises TableError if `option` names no column of it,
        or one that holds lists or objects."""
        name = self.called(column, option)
        for line, row in zip(self.lines, self.rows, strict=True):
            if isinstance(row.get(name), list | dict):
                where = "entry" if self.form is Form.JSON else "line"
                raise TableError(
                    f"{self.name}: {where} {line}: {name!r} holds a list or an object, not a text"
                )
        return ["" if row.get(name) is None else str(row[name]) for row in self.rows]

    def without_text(self, texts: Sequence[str]) -> str:
        """Which rows hold no text, by their first lines, for a warning; empty if all do."""
        lines = [line for line, text in zip(self.lines, texts, strict=True) if not has_text(text)]
        if not lines:
            return ""
        what = "entry" if self.form is Form.JSON else "line"
        shown = ", ".join(map(str, lines[:_SHOWN])) + (", ..." if len(lines) > _SHOWN else "")
        return f"{self.name}: {len(lines)} without a text: {what} {shown}"

    def called(self, column: str, option: str) -> str:
        """What a column is called in the file: so, or in other capitals and between blanks. Raises TableError
        unless it is there once (an empty file has no rows to miss it)."""
        alike = [name for name in self.columns if name.strip().casefold() == column.strip().casefold()]
        if column in self.columns or not self.rows:
            return column
        if len(alike) != 1:
            joined = self.form is Form.CSV and len(self.columns) == 1 and "|" in self.columns[0]
            remedy = (
                "separate the columns with , ; or tabs, or put a line sep=| first"
                if joined
                else f"use {option}"
            )
            raise TableError(
                f"{self.name}: no column {column!r}; the file has: {', '.join(self.columns)} ({remedy})"
            )
        return alike[0]


def has_text(text: str) -> bool:
    """Whether anything is left of a text when blanks and invisible characters are gone."""
    return bool(_PRINTED.search(text) or normalise(text).strip())


def read_table(name: str, text_column: str = "text") -> Table:
    """Read a file, or standard input for "-". Plain lines become rows with one column, `text_column`."""
    raw = sys.stdin.buffer.read() if name == "-" else _read(Path(name))
    text, encoding, marked = decoded(raw, name)
    table = _table(name, text, text_column)
    if encoding == "cp1252":  # it lacks letters that the new columns may hold
        sys.stderr.write(f"pantau: {name}: read as Windows-1252, since it is no UTF-8\n")
        return replace(table, marked=table.form in (Form.CSV, Form.LINES))
    return replace(table, encoding=encoding, marked=marked)


def _table(name: str, text: str, text_column: str) -> Table:
    form = _form(name, text, text_column)
    if form is Form.LINES:
        # not splitlines: a text may hold U+2028
        lines = {number: line for number, line in enumerate(_LINE_END.split(text), 1) if line.strip()}
        rows = [{text_column: line} for line in lines.values()]
        return Table(form, (text_column,), rows, tuple(lines), name)
    if form is Form.CSV:
        return _read_csv(name, text)
    return _read_objects(name, form, _listed(name, text) if form is Form.JSON else _json_lines(name, text))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from error


def _form(name: str, text: str, text_column: str) -> Form:
    """By the file's ending; where that says nothing, by the first line."""
    suffix = Path(name).suffix.lower()
    if suffix in (".csv", ".tsv"):
        return Form.CSV
    if suffix in (".jsonl", ".ndjson"):
        return Form.JSONL
    if _LIST.match(text) or (suffix == ".json" and text.lstrip().startswith("[")):
        return Form.JSON
    lines = _LINE_END.split(text)
    if next((line for line in lines if line.strip()), "").lstrip().startswith("{"):
        return Form.JSONL
    first = next((line for line in lines if not is_blank_line(line)), "")
    named = text_column.casefold() in (cell.strip().casefold() for cell in _cells(first))
    return Form.CSV if named or stated_delimiter(first) is not None else Form.LINES


def _cells(line: str) -> list[str]:
    """The cells of a line, if it is the header of a CSV; a line of prose may be none."""
    try:
        return next(csv.reader([line], delimiter=delimiter_of(line)), [])
    except csv.Error:  # longer than any cell
        return []


def _read_csv(name: str, text: str) -> Table:
    above, text = _below_blank(text)  # `above`: lines before those that the reader sees
    first = _first_line(text)
    stated = stated_delimiter(first)
    if stated is not None:
        more, text = _below_blank(_LINE_END.sub("", text[len(first) :], count=1))
        above += 1 + more
    delimiter = stated or delimiter_of(_first_filled(text))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    columns: list[str] = []
    try:
        first_seen, columns = _header(reader)
        width, named = len(columns), _length(columns)
        begin = above + reader.line_num + 1
        read = ((above + reader.line_num, cells) for cells in reader)
        for line, end, cells in _filled(read, width, begin):
            if not named <= len(cells) <= width:  # a spreadsheet leaves out some of what is empty at the end
                raise TableError(
                    f"{name}: line {end}: {len(cells)} cells, the header has {width}; "
                    "put a text with commas or line breaks between double quotes"
                )
            rows.append(cells)
            lines.append(line)
    except csv.Error as error:
        where = reader.line_num + above
        raise TableError(f"{name}: line {where}: {error}; check the double quotes") from error
    columns = _without_spare(columns, rows)
    if len(set(columns)) < len(columns):
        raise TableError(
            f"{name}: line {first_seen + above}: a column name occurs twice: {', '.join(columns)}"
        )
    whole = [dict(zip_longest(columns, cells[: len(columns)], fillvalue="")) for cells in rows]
    return Table(Form.CSV, tuple(columns), whole, lines, name, delimiter, stated=bool(stated))


def _header(rows: Iterable[list[str]]) -> tuple[int, list[str]]:
    """On which line the header begins, and its cells. Blank lines above it are none, be it that their cells
    are quoted or have a delimiter of their own."""
    line = 1
    for cells in rows:
        if not is_blank(cells):
            return line, cells
        line += 1 + sum(len(_LINE_END.findall(cell)) for cell in cells)
    return line, []


def _without_spare(columns: list[str], rows: list[list[str]]) -> list[str]:
    """The columns without those at the end that have neither a name nor a cell with anything in it."""
    used = max(map(_length, (columns, *rows)))
    return columns[:used]


def _length(cells: list[str]) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _below_blank(text: str) -> tuple[int, str]:
    """How many blank lines stand above, and what stands below them."""
    lines, below = 0, 0
    for end in _LINE_END.finditer(text):
        if not is_blank_line(text[below : end.start()]):
            break
        lines, below = lines + 1, end.end()
    return lines, text[below:]


def _first_line(text: str) -> str:
    end = _LINE_END.search(text)
    return text[: end.start()] if end else text


def _first_filled(text: str) -> str:
    """The first line that tells the delimiter: above it a blank cell may go on over several lines."""
    return next((line for line in _LINE_END.split(text) if not is_blank([line])), "")


def _filled(
    read: Iterator[tuple[int, list[str]]], width: int, begin: int
) -> Iterator[tuple[int, int, list[str]]]:
    """The first and last line of each row, and its cells. A blank line is no row, except in a single column:
    there it is one whose cell is empty, unless the file ends with it. A row of empty cells, as many as the
    header has, is one: it is written back."""
    blank: list[int] = []
    for end, cells in read:
        line, begin = begin, end + 1
        if len(cells) != width and is_blank(cells):
            blank.append(line)
            continue
        if width == 1:
            yield from ((empty, empty, [""]) for empty in blank)
        blank.clear()
        yield line, end, cells


def _json_lines(name: str, text: str) -> Iterator[tuple[int, object]]:
    # not splitlines: a text may hold U+2028, which JSON leaves as it is
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, parse_json(line)
        except json.JSONDecodeError as error:
            remedy = "; write one object a line, or a list: [{...}, {...}]" if _is_json(text) else ""
            raise TableError(
                f"{name}: line {number}: not JSON: {error.msg} at column {error.colno}{remedy}"
            ) from error


def _is_json(text: str) -> bool:
    try:
        parse_json(text)
    except json.JSONDecodeError:
        return False
    return True


def _listed(name: str, text: str) -> Iterator[tuple[int, object]]:
    try:
        yield from enumerate(parse_json(text), 1)
    except json.JSONDecodeError as error:
        raise TableError(
            f"{name}: line {error.lineno}: not JSON: {error.msg} at column {error.colno}"
        ) from error


def _whole(row: dict[str, object]) -> dict[str, object]:
    """The row without halves of letters, anywhere. Raises ValueError for NaN and infinity."""
    said = json.dumps(row, ensure_ascii=False, allow_nan=False)
    mended = whole_letters(said)
    found: dict[str, object] = row if mended == said else json.loads(mended)
    return found


def _read_objects(name: str, form: Form, found: Iterable[tuple[int, object]]) -> Table:
    rows: list[Mapping[str, object]] = []
    lines: list[int] = []
    columns: dict[str, None] = {}
    for line, row in found:
        where = f"{name}: {'entry' if form is Form.JSON else 'line'} {line}"
        if not isinstance(row, dict):
            raise TableError(f"{where}: expected an object, found {type(row).__name__}")
        try:
            whole = _whole(row)
        except ValueError as error:
            raise TableError(
                f"{where}: holds a number that JSON cannot (NaN, or too large); write null"
            ) from error
        columns.update(dict.fromkeys(whole))
        rows.append(whole)
        lines.append(line)
    return Table(form, tuple(columns), rows, lines, name)


def new_columns(table: Table, names: Sequence[str], prefix: str) -> dict[str, str]:
    """What the added columns are called. Raises TableError where one exists already."""
    named = {name: prefix + name for name in names}
    taken = [column for column in named.values() if column in table.columns]
    if taken:
        raise TableError(
            f"{table.name}: column exists already: {', '.join(taken)}; name the new ones apart with --prefix"
        )
    return named


def write_table(
    table: Table, added: Sequence[str], cells: Iterable[Mapping[str, object]], out: Path | None
) -> None:
    """Write the rows with the added columns behind their own, in order, to `out` or standard output.

    Plain lines become a CSV, since there is more than one column now. A file appears only when it is whole.
    """
    columns = (*table.columns, *added)
    with _writing(out, table.encoding) as handle:
        if table.marked and not handle.isatty():
            handle.write("\ufeff")
        if table.form in (Form.JSONL, Form.JSON):
            objects = (
                json.dumps({**row, **new}, ensure_ascii=False)
                for row, new in zip(table.rows, cells, strict=True)
            )
            if table.form is Form.JSONL:
                handle.writelines(one + "\n" for one in objects)
            else:
                handle.write("[")
                handle.writelines(f",\n{one}" if number else one for number, one in enumerate(objects))
                handle.write("]\n")
            return
        if table.stated:
            handle.write(f"sep={table.delimiter}\n")
        writer = csv.DictWriter(handle, columns, lineterminator="\n", delimiter=table.delimiter)
        writer.writeheader()
        for row, new in zip(table.rows, cells, strict=True):
            writer.writerow({**row, **{name: _cell(value) for name, value in new.items()}})


def _cell(value: object) -> object:
    """Lists as JSON, truth as true and false, so that a CSV says the same as JSON lines."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict | bool) else value


@contextmanager
def _writing(out: Path | None, encoding: str) -> Iterator[TextIO]:
    if out is None:
        with _standard_output(encoding):
            yield sys.stdout
        return
    out = out.resolve()  # what a link points at is written, not the link
    try:
        if out.exists() and not out.is_file():  # a device or a pipe: it must not be replaced by a file
            with out.open("w", encoding=encoding, newline="") as handle:
                yield handle
            return
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TableError(f"{out}: {error.strerror}; choose another --out") from error
    partial = out.with_name(out.name + ".partial")
    try:
        with partial.open("w", encoding=encoding, newline="") as handle:
            yield handle
        partial.replace(out)
    except OSError as error:
        raise TableError(f"{out}: {error.strerror}; choose another --out") from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _standard_output(encoding: str) -> Iterator[None]:
    """Standard output in an encoding while the block runs; a terminal keeps its own."""
    there = sys.stdout
    if encoding == "utf-8" or not isinstance(there, io.TextIOWrapper) or there.isatty():
        yield
        return
    before = there.encoding
    there.reconfigure(encoding=encoding)
    try:
        yield
    finally:
        there.reconfigure(encoding=before)
