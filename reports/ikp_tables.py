"""The tables behind the vulnerability layer: templates, checked import, kept versions.

Files lie in the data folder under `kerawanan/<scheme>/`; a new upload is a new version, earlier ones stay.
"""

import csv
import io
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.errors import UsageError
from core.tables import delimiter_of
from reports.areas import kecamatan
from reports.ikp import CURRENT, Scheme, scheme

FOLDER: Final = "kerawanan"
"""in the data folder"""
LARGEST: Final = 2_000_000  # bytes of a file
_MOST_ROWS: Final = 20_000
_TOLD: Final = 20  # problems told at once
_YEARS: Final = (1999, 2100)
_LONGEST: Final = 300  # characters of a source


class ImportRefusedError(UsageError):
    """A table that cannot be taken in. `problems`: one line each, Indonesian, with file, line and remedy."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[0])
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Table:
    """One of the tables: its name in addresses and files, its title, its columns."""

    name: str
    title: str
    columns: tuple[str, ...]
    number: tuple[str, ...]  # columns that make a row count; left empty, the row is not filled in
    key: tuple[str, ...]  # what may stand only once


TABLES: Final[Mapping[str, Table]] = {
    one.name: one
    for one in (
        Table(
            "riwayat",
            "Riwayat kejadian",
            (
                "skema",
                "kecamatan",
                "nama",
                "tahun",
                "subdimensi",
                "indikator",
                "keparahan",
                "jumlah",
                "sumber",
            ),
            ("jumlah",),
            ("kecamatan", "tahun", "subdimensi", "indikator", "keparahan"),
        ),
        Table(
            "pemilih",
            "Pemilih dan TPS",
            ("skema", "kecamatan", "nama", "tahun", "dpt", "tps", "sumber"),
            ("dpt", "tps"),
            ("kecamatan", "tahun"),
        ),
        Table(
            "tps-rawan",
            "TPS rawan",
            ("skema", "kecamatan", "nama", "tahun", "variabel", "jumlah_tps", "sumber"),
            ("jumlah_tps",),
            ("kecamatan", "tahun", "variabel"),
        ),
    )
}
Row = Mapping[str, str]


def template(name: str, scheme_name: str = CURRENT) -> str:
    """An empty table to fill in, as CSV: every kecamatan, and every part of the scheme, has its row."""
    tree, table = scheme(scheme_name), TABLES[name]
    parts: dict[str, tuple[str, Sequence[str]]] = {
        "riwayat": ("subdimensi", list(tree.subdimensions)),
        "tps-rawan": ("variabel", list(tree.variables)),
    }
    column, values = parts.get(name, ("", [""]))
    rows = [
        {"skema": tree.scheme, "kecamatan": code, "nama": title, "tahun": str(tree.year)} | {column: value}
        for code, title in kecamatan().items()
        for value in values
    ]
    return _written(table, rows)


def as_csv(name: str, rows: Sequence[Row]) -> str:
    """Rows of a table as CSV."""
    return _written(TABLES[name], rows)


def _written(table: Table, rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, table.columns, restval="", extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read(name: str, file_name: str, content: bytes, scheme_name: str = CURRENT) -> tuple[Row, ...]:
    """The filled-in rows of a table. Raises ImportRefusedError: file, line, remedy, up to 20 at once."""
    table = TABLES[name]
    if len(content) > LARGEST:
        raise ImportRefusedError([f"{file_name}: lebih dari {LARGEST // 1_000_000} MB; unggah tabelnya saja"])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportRefusedError([f"{file_name}: bukan UTF-8; simpan sebagai “CSV UTF-8”"]) from None
    lines = _lines(file_name, text, table)
    rows, problems, seen = [], list[str](), dict[tuple[str, ...], int]()
    for line, row in lines:
        if not any(row[column] for column in table.number):
            continue  # not filled in
        found = [*_problems(name, row, scheme(scheme_name))]
        key = tuple(row[column] for column in table.key)
        if not found and key in seen:
            found = [f"sama dengan baris {seen[key]}; jumlahkan menjadi satu baris"]
        seen.setdefault(key, line)
        problems += [f"{file_name}, baris {line}: {one}" for one in found]
        rows.append(row)
    if problems:
        raise ImportRefusedError(problems[:_TOLD])
    if not rows:
        raise ImportRefusedError([f"{file_name}: belum ada baris yang diisi; isi kolom {table.number[0]}"])
    return tuple(rows)


def _lines(file_name: str, text: str, table: Table) -> list[tuple[int, dict[str, str]]]:
    """Rows with their lines in the file. Raises ImportRefusedError for a wrong head or a torn row."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter_of(text.partition("\n")[0]), strict=True
    )
    found: list[tuple[int, dict[str, str]]] = []
    try:
        head = [cell.strip().lower() for cell in next(reader, [])]
        if missing := [column for column in table.columns if column not in head]:
            raise ImportRefusedError(
                [f"{file_name}, baris 1: kolom {', '.join(missing)} tidak ada; mulai dari templat"]
            )
        start = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) != len(head):
                    raise ImportRefusedError(
                        [
                            f"{file_name}, baris {start}: {len(cells)} kolom, seharusnya {len(head)}; "
                            "periksa tanda kutip"
                        ]
                    )
                values = dict(zip(head, (" ".join(cell.split()) for cell in cells), strict=True))
                found.append((start, {column: values[column] for column in table.columns}))
            if len(found) > _MOST_ROWS:
                raise ImportRefusedError([f"{file_name}: lebih dari {_MOST_ROWS} baris; bagi menurut tahun"])
            start = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefusedError(
            [f"{file_name}, baris {reader.line_num}: tidak terbaca ({error}); periksa tanda kutip"]
        ) from None
    return found


def _problems(name: str, row: Row, tree: Scheme) -> list[str]:
    """What is wrong with a row, each with what to do."""
    found = []
    if row["skema"] != tree.scheme:
        found.append(f"skema “{row['skema'][:40]}” bukan {tree.scheme}; skema yang berbeda tidak dicampur")
    if row["kecamatan"] not in kecamatan():
        found.append(
            f"kode kecamatan “{row['kecamatan'][:40]}” tidak dikenal; pakai 64.08.01 sampai 64.08.18"
        )
    found += _whole(row, "tahun", *_YEARS)
    if name == "riwayat":
        found += _among(row, "subdimensi", tree.subdimensions)
        own = {one.id for one in tree.indicators if one.subdimension == row["subdimensi"]}
        if row["indikator"] and row["indikator"] not in own:
            found.append(
                f"indikator “{row['indikator'][:40]}” tidak ada di skema; kosongkan, atau tambahkan ke skema"
            )
        if row["jumlah"] != "0" or row["keparahan"]:
            found += _whole(row, "keparahan", 1, 3)
        found += _whole(row, "jumlah", 0, 10_000)
    elif name == "pemilih":
        found += [*_whole(row, "dpt", 0, 1_000_000), *_whole(row, "tps", 0, 5_000)]
    else:
        found += [*_among(row, "variabel", tree.variables), *_whole(row, "jumlah_tps", 0, 5_000)]
    if not row["sumber"]:
        found.append("sumber kosong; tulis dari mana angkanya")
    elif row["sumber"][0] in "=+-@":  # a spreadsheet would take it for a formula
        found.append("sumber diawali tanda hitung; awali dengan huruf")
    elif len(row["sumber"]) > _LONGEST:
        found.append(f"sumber lebih dari {_LONGEST} huruf; ringkaskan")
    return found


def _whole(row: Row, column: str, least: int, most: int) -> list[str]:
    value = row[column]
    if re.fullmatch(r"0|[1-9][0-9]{0,6}", value) and least <= int(value) <= most:
        return []
    return [f"{column} “{value[:40]}” harus bilangan bulat {least} sampai {most}, tanpa titik ribuan"]


def _among(row: Row, column: str, parts: Mapping[str, object]) -> list[str]:
    if row[column] in parts:
        return []
    return [f"{column} “{row[column][:40]}” tidak ada di skema; pilih salah satu: {', '.join(parts)}"]


def keep(data: Path, name: str, rows: Sequence[Row], scheme_name: str = CURRENT) -> Path:
    """Store a table as a new version; earlier versions stay. Only their owner may read them."""
    folder = data / FOLDER / scheme_name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, part = tempfile.mkstemp(suffix=".part", dir=folder)  # for its owner alone
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(as_csv(name, rows))
        return _linked(Path(part), folder, name)
    finally:
        Path(part).unlink(missing_ok=True)


def _linked(part: Path, folder: Path, name: str) -> Path:
    """The next free number: two who upload at once get one each."""
    number = 1 + max(_versions(folder, name), default=0)
    while True:
        path = folder / f"{name}.{number:04}.csv"
        try:
            path.hardlink_to(part)
        except FileExistsError:
            number += 1
        else:
            return path


def _versions(folder: Path, name: str) -> list[int]:
    found = (
        re.fullmatch(rf"{re.escape(name)}\.(\d{{4,}})\.csv", path.name)
        for path in folder.glob(f"{name}.*.csv")
    )
    return [int(one[1]) for one in found if one]


def kept(data: Path, name: str, scheme_name: str = CURRENT) -> tuple[Row, ...]:
    """The latest version of a table; empty where nothing was entered."""
    folder = data / FOLDER / scheme_name
    versions = _versions(folder, name)
    if not versions:
        return ()
    path = folder / f"{name}.{max(versions):04}.csv"
    return read(name, path.name, path.read_bytes(), scheme_name)
