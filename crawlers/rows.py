"""The rows of an export, whatever sort of table it is."""

import os
from collections.abc import Iterator
from pathlib import Path

from crawlers.presets import ExportError, Preset, fitting
from crawlers.stamps import american_looks
from crawlers.tables import Broken, Row, first_cells, read_csv, read_json, read_jsonl

_TABLES = (".csv", ".tsv")
_LINES = (".jsonl", ".ndjson")


def must_be_readable(path: Path) -> None:
    """Raises ExportError unless there is such a file, to be read."""
    if not path.is_file():
        raise ExportError(f"{path}: tidak ada berkas itu; periksa namanya")
    if not os.access(path, os.R_OK):
        raise ExportError(f"{path.name}: tidak boleh dibaca; ubah izinnya (chmod u+r)")


def rows_of(path: Path, preset: Preset) -> tuple[list[str], Iterator[Row | Broken]]:
    """The columns of a table and its rows. Raises ExportError if there is no text in it."""
    columns, rows = _read(path, preset)
    if double := [column for column in preset.names if list(columns).count(column) > 1]:
        raise ExportError(f"{path.name}: kolom {double[0]} ada dua; hapus atau ganti nama salah satunya")
    if not set(preset.text) & set(columns):
        hint = fitting(columns)
        raise ExportError(
            f"{path.name}: tidak ada kolom teks ({', '.join(preset.text)}); kolom yang ditemukan: "
            f"{', '.join(columns) or '(tidak ada)'}; "
            + (f"coba --preset {hint}" if hint else _column_remedy(columns))
        )
    return columns, rows


def american_dates(path: Path, preset: Preset) -> frozenset[str] | None:
    """The looks of a CSV's dates that have the month first; None of JSON, whose dates stand each alone."""
    if path.suffix.lower() not in _TABLES:
        return None
    return american_looks(first_cells(path, preset.times))


def _read(path: Path, preset: Preset) -> tuple[list[str], Iterator[Row | Broken]]:
    """The columns of a table, and its rows. Of JSON the keys up to the first row with a text: others may
    follow."""
    suffix = path.suffix.lower()
    if suffix in _TABLES:
        return read_csv(path)
    if suffix in _LINES:
        return _keys(read_jsonl(path, preset.names), preset), read_jsonl(path, preset.names)
    if suffix == ".json":
        rows = list(read_json(path, preset.names, preset.records))
        return _keys(iter(rows), preset), iter(rows)
    if suffix == ".txt":
        raise ExportError(f"{path.name}: berkas .txt adalah pesan yang disalin; pilih --preset forwarded")
    if suffix == ".zip":
        raise ExportError(f"{path.name}: berkas .zip belum dibuka; buka, lalu impor isinya satu per satu")
    raise ExportError(
        f"{path.name}: jenis berkas tidak dikenal; simpan sebagai .csv (UTF-8), .jsonl atau .json"
    )


def _keys(rows: Iterator[Row | Broken], preset: Preset) -> list[str]:
    keys: dict[str, None] = {}
    for row in rows:
        if not isinstance(row, Broken):
            keys.update(dict.fromkeys(row[1]))
            if not keys.keys().isdisjoint(preset.text):
                break
    return list(keys)


def _column_remedy(columns: list[str]) -> str:
    if len(columns) == 1 and "|" in columns[0]:
        return "pisahkan kolom dengan koma, titik koma atau tab, atau tulis sep=| di atas judul kolom"
    return "ganti nama kolom teks menjadi text"
