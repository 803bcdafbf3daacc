"""What the notebooks share: a masked copy of the store in memory, and tables to look at.

Nothing of the schema `private` is copied, no author keys, no names of users, no free words of the team. The
copy cannot read or write any file, and the store is open only while it is made.
"""

import html
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import duckdb

from core.settings import Settings
from pipeline.geotag import gazetteer
from pipeline.store import Store
from reports.period import the_week

_COPIED: Final = {
    "butir": "SELECT id, revision, story_id, source_id, channel, title, text, language,"
    " published_at, fetched_at, advertorial FROM current_items",
    "sinyal": "SELECT s.* EXCLUDE (reasons, spans) FROM signals s JOIN current_items i"
    " ON i.id = s.item_id AND i.revision = s.revision",
    "peran": "SELECT a.item_id, a.role, a.role_probability, a.priority FROM annotations a"
    " JOIN current_items i ON i.id = a.item_id AND i.revision = a.revision",
    "tempat": "SELECT p.item_id, p.code, p.name, p.confidence FROM places p JOIN current_items i"
    " ON i.id = p.item_id AND i.revision = p.revision",
    "klaim": "SELECT id, text, rating, publisher, is_false FROM claims",
    "padanan": "SELECT m.item_id, m.claim_id, m.score, m.automatic, m.stance FROM matches m"
    " JOIN current_items i ON i.id = m.item_id AND i.revision = m.revision",
    "putusan": "SELECT number, story_id, kind, answers, severity, reason, made_at, shown"
    " FROM standing_decisions",
    "peristiwa": "SELECT incident_id, kind, type, place, happened_on, made_at FROM incident_events",
    "laporan_sumber": "SELECT * EXCLUDE (detail) FROM source_reports",
}
ZONE: Final = "Asia/Makassar"
Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Tabel:
    """Rows under headings, shown as a table in a notebook and as lines in a terminal."""

    judul: tuple[str, ...]
    baris: tuple[tuple[Cell, ...], ...]

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(one)}</th>" for one in self.judul)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_shown(cell))}</td>" for cell in row) + "</tr>"
            for row in self.baris
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        """Lines for a terminal."""
        return "\n".join(" | ".join(_shown(cell) for cell in row) for row in [self.judul, *self.baris])


def _shown(cell: object) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float):
        return f"{cell:.3f}".replace(".", ",")
    if isinstance(cell, datetime):
        return cell.strftime("%d-%m-%Y %H:%M")
    return str(cell)


def buka(data: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A masked copy of the store of a data folder (by default PANTAU_DATA, else `data/` of the project).

    Raises FileNotFoundError where there is no store yet, and StoreError if it cannot be opened.
    """
    settings = Settings(data=data) if data else Settings()
    if not settings.database.exists():
        raise FileNotFoundError(f"{settings.database}: belum ada; jalankan `pantau run` lebih dahulu")
    with Store(settings.database).reading() as db:
        copied = {name: db.execute(query).to_arrow_table() for name, query in _COPIED.items()}
    memory = duckdb.connect(config={"threads": 1})
    for name, rows in copied.items():
        memory.register("rows", rows)
        memory.execute(f"CREATE TABLE {name} AS SELECT * FROM rows")  # noqa: S608 (names of our own table)
        memory.unregister("rows")
    memory.execute(f"SET TimeZone = '{ZONE}'")
    memory.execute("SET enable_external_access = false")
    return memory


def tabel(db: duckdb.DuckDBPyConnection, query: str, values: Sequence[Cell] = ()) -> Tabel:
    """What a query answers."""
    found = db.execute(query, list(values))
    return Tabel(tuple(column[0] for column in found.description), tuple(map(tuple, found.fetchall())))


def batang(db: duckdb.DuckDBPyConnection, query: str, values: Sequence[Cell] = ()) -> Tabel:
    """As `tabel`, with a bar for the last column, which is a number."""
    found = tabel(db, query, values)
    numbers = [float(row[-1]) if isinstance(row[-1], int | float) else 0.0 for row in found.baris]
    most = max(numbers, default=0.0) or 1.0
    bars = ["█" * round(24 * number / most) for number in numbers]
    return Tabel((*found.judul, ""), tuple((*row, bar) for row, bar in zip(found.baris, bars, strict=True)))


def kecamatan(code: str) -> str:
    """The name of the kecamatan in which a code of Kemendagri lies; the code itself where it is unknown."""
    parent = ".".join(code.split(".")[:3])
    return next((entry.name for entry in gazetteer() if entry.code == parent), code)


def pekan(db: duckdb.DuckDBPyConnection) -> str:
    """The latest ISO week that has items, or the one that PANTAU_WEEK names ("2026-W47").

    Raises UsageError where it names none.
    """
    if asked := os.environ.get("PANTAU_WEEK"):
        return the_week(asked, ZoneInfo(ZONE), "PANTAU_WEEK").code
    row = db.execute(
        "SELECT strftime(max(coalesce(published_at, fetched_at))::TIMESTAMP, '%G-W%V') FROM butir"
    ).fetchone()
    return str(row[0]) if row else ""
