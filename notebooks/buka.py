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
import pyarrow as pa

from core import clock
from core.errors import UsageError
from core.region import ZONE
from core.settings import Settings
from pipeline.geotag import gazetteer
from pipeline.store import Connection, Store, confirmed_incidents
from reports.area_map.areas import said_at
from reports.period import the_week, week_of

_COPIED: Final = {
    "butir": "SELECT i.id, revision, story_id, source_id, channel, title, text, language, published_at,"  # noqa: S608
    f" fetched_at, {said_at('published_at', 'first')} AS waktu, advertorial FROM current_items i"
    " JOIN (SELECT id, min(fetched_at) AS first FROM items GROUP BY id) f ON f.id = i.id",
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
    "laporan_sumber": "SELECT * EXCLUDE (detail) FROM source_reports",
}
_EVENT: Final = pa.schema(
    [("id", pa.string()), ("type", pa.string()), ("place", pa.string()), ("happened_on", pa.date32())]
)
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

    Raises FileNotFoundError where there is no store yet, UsageError where nothing is stored in it, and
    StoreError if it cannot be opened.
    """
    settings = Settings(data=data) if data else Settings()
    if not settings.database.exists():
        raise FileNotFoundError(f"{settings.database}: belum ada; jalankan `pantau run` lebih dahulu")
    with Store(settings.database).reading() as db:
        copied = {name: db.execute(query).to_arrow_table() for name, query in _COPIED.items()}
        copied["peristiwa"] = _confirmed(db)
    if not copied["butir"].num_rows:
        raise UsageError(
            f"{settings.database}: belum berisi satu butir pun; jalankan `pantau run` lebih dahulu"
        )
    memory = duckdb.connect(config={"threads": 1})
    for name, rows in copied.items():
        memory.register("rows", rows)
        memory.execute(f"CREATE TABLE {name} AS SELECT * FROM rows")  # noqa: S608 (names of our own table)
        memory.unregister("rows")
    memory.execute(f"SET TimeZone = '{ZONE}'")
    memory.execute("SET enable_external_access = false")
    return memory


def _confirmed(db: Connection) -> pa.Table:
    """The incidents that stand confirmed, each once: not what was taken back, replaced or merged."""
    found = [
        {"id": one.id, "type": one.type.value, "place": one.place, "happened_on": one.happened_on}
        for one in confirmed_incidents(db)
    ]
    return pa.Table.from_pylist(found, schema=_EVENT)


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
    """The week that PANTAU_WEEK names ("2026-W47"); else the latest complete ISO week that has items, or the
    running one where no other has.

    Raises UsageError where PANTAU_WEEK names none.
    """
    zone = ZoneInfo(ZONE)
    if asked := os.environ.get("PANTAU_WEEK"):
        return the_week(asked, zone, "PANTAU_WEEK").code
    running = week_of(clock.now().astimezone(zone).date(), zone)
    row = db.execute(
        "SELECT strftime(coalesce(max(waktu) FILTER (waktu < ?), max(waktu))::TIMESTAMP, '%G-W%V') "
        "FROM butir",
        [running.begins],
    ).fetchone()
    return str(row[0]) if row else ""
