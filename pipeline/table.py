"""Tables of texts as people have them: CSV, JSON lines or plain lines; written back in the same form."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, TextIO

from core.errors import UsageError
from core.tables import delimiter_of, parse_json


class Form(StrEnum):
    """How a table is written."""

    CSV = "csv"
    JSONL = "jsonl"
    LINES = "lines"


_LINE_END: Final = re.compile(r"\r\n|\n|\r")


class TableError(UsageError):
    """A table that cannot be read or written; the message names the file, the line and the remedy."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in order. `columns` is the header of a CSV, and all keys in order of first sight in JSON lines.

    `name` is the file's, for messages; `delimiter` that of a CSV, which is written back with the same.
    """

    form: Form
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, object]]
    name: str = "-"
    delimiter: str = ","

    def texts(self, column: str, option: str = "--text-column") -> list[str]:
        """One text a row; empty where the cell is. Raises TableError if `option` names no column of it."""
        self.require(column, option)
        return ["" if row.get(column) is None else str(row[column]) for row in self.rows]

    def require(self, column: str, option: str) -> None:
        """Raise TableError unless the column is there (an empty file has no rows to miss it)."""
        if column not in self.columns and self.rows:
            raise TableError(
                f"{self.name}: no column {column!r}; the file has: {', '.join(self.columns)} (use {option})"
            )


def read_table(name: str, text_column: str = "text") -> Table:
    """Read a file, or standard input for "-". Plain lines become rows with one column, `text_column`."""
    raw = sys.stdin.buffer.read() if name == "-" else _read(Path(name))
    text = _decode(raw, name)
    form = _form(name, text, text_column)
    if form is Form.LINES:
        # not splitlines: a text may hold U+2028
        rows = [{text_column: line} for line in _LINE_END.split(text) if line.strip()]
        return Table(form, (text_column,), rows, name)
    return _read_jsonl(name, text) if form is Form.JSONL else _read_csv(name, text)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from error


def _decode(raw: bytes, name: str) -> str:
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise TableError(
            f"{name}: line {line}: not {encoding.removesuffix('-sig')} text; save the file as UTF-8"
        ) from error


def _form(name: str, text: str, text_column: str) -> Form:
    """By the file's ending; where that says nothing, by the first line."""
    suffix = Path(name).suffix.lower()
    if suffix in (".csv", ".tsv"):
        return Form.CSV
    if suffix in (".jsonl", ".ndjson"):
        return Form.JSONL
    first = next((line for line in _LINE_END.split(text) if line.strip()), "")
    if first.lstrip().startswith("{"):
        return Form.JSONL
    return Form.CSV if suffix != ".txt" and text_column in _cells(first) else Form.LINES


def _cells(line: str) -> list[str]:
    """The cells of a line, if it is the header of a CSV; a line of prose may be none."""
    try:
        return next(csv.reader([line], delimiter=delimiter_of(line)), [])
    except csv.Error:  # longer than any cell
        return []


def _read_csv(name: str, text: str) -> Table:
    header, _, _ = text.partition("\n")
    delimiter = delimiter_of(header)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Mapping[str, object]] = []
    columns: list[str] = []
    try:
        columns = next(reader, [])
        if len(set(columns)) < len(columns):
            raise TableError(f"{name}: line 1: a column name occurs twice: {', '.join(columns)}")
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(columns):
                raise TableError(
                    f"{name}: line {reader.line_num}: {len(cells)} cells, the header has {len(columns)}; "
                    "put a text with commas or line breaks between double quotes"
                )
            rows.append(dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise TableError(f"{name}: line {reader.line_num}: {error}; check the double quotes") from error
    return Table(Form.CSV, tuple(columns), rows, name, delimiter)


def _read_jsonl(name: str, text: str) -> Table:
    rows: list[Mapping[str, object]] = []
    columns: dict[str, None] = {}
    # not splitlines: a text may hold U+2028, which JSON leaves as it is
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = parse_json(line)
        except json.JSONDecodeError as error:
            raise TableError(
                f"{name}: line {number}: not JSON: {error.msg} at column {error.colno}"
            ) from error
        if not isinstance(row, dict):
            raise TableError(f"{name}: line {number}: expected an object, found {type(row).__name__}")
        columns.update(dict.fromkeys(row))
        rows.append(row)
    return Table(Form.JSONL, tuple(columns), rows, name)


def new_columns(table: Table, names: Sequence[str], prefix: str) -> dict[str, str]:
    """What the added columns are called. Raises TableError where one exists already."""
    named = {name: prefix + name for name in names}
    taken = [column for column in named.values() if column in table.columns]
    if taken:
        raise TableError(f"column exists already: {', '.join(taken)}; name the new ones apart with --prefix")
    return named


def write_table(
    table: Table, added: Sequence[str], cells: Iterable[Mapping[str, object]], out: Path | None
) -> None:
    """Write the rows with the added columns behind their own, in order, to `out` or standard output.

    Plain lines become a CSV, since there is more than one column now. A file appears only when it is whole.
    """
    columns = (*table.columns, *added)
    with _writing(out) as handle:
        if table.form is Form.JSONL:
            for row, new in zip(table.rows, cells, strict=True):
                handle.write(json.dumps({**row, **new}, ensure_ascii=False) + "\n")
            return
        writer = csv.DictWriter(handle, columns, lineterminator="\n", delimiter=table.delimiter)
        writer.writeheader()
        for row, new in zip(table.rows, cells, strict=True):
            writer.writerow({**row, **{name: _cell(value) for name, value in new.items()}})


def _cell(value: object) -> object:
    """Lists as JSON, truth as true and false, so that a CSV says the same as JSON lines."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict | bool) else value


@contextmanager
def _writing(out: Path | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
        return
    out = out.resolve()  # what a link points at is written, not the link
    try:
        if out.exists() and not out.is_file():  # a device or a pipe: it must not be replaced by a file
            with out.open("w", encoding="utf-8", newline="") as handle:
                yield handle
            return
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TableError(f"{out}: {error.strerror}; choose another --out") from error
    partial = out.with_name(out.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as handle:
            yield handle
        partial.replace(out)
    except OSError as error:
        raise TableError(f"{out}: {error.strerror}; choose another --out") from error
    finally:
        partial.unlink(missing_ok=True)
