"""Handing editions over: to KPU and Bawaslu in the same minute, and to these others; recorded, never sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.store import Connection
from pipeline.store.reading import fetch
from pipeline.store.taken import write_taken
from reports.editions import Edition, ReportError

TOGETHER: Final = ("kpu", "bawaslu")
"""get an edition in the same minute, or not at all"""
OTHERS: Final = ("polri", "tni", "pemkab")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """To whom an edition was handed, together."""

    recipients: tuple[str, ...]
    by_user: str
    at: datetime


def release(db: Connection, one: Edition, others: Sequence[str], by_user: str) -> Release:
    """Record that the partners' edition goes to KPU and Bawaslu in this minute, and to these others.

    Raises ReportError for another edition, or one that has been corrected.
    """
    if one.edition != "partners":
        raise ReportError("hanya edisi mitra yang diserahkan kepada mitra")
    if db.execute("SELECT 1 FROM report_editions WHERE corrects = ?", [one.id]).fetchone():
        raise ReportError("edisi ini sudah dikoreksi; serahkan edisi yang terbaru")
    recipients = (*TOGETHER, *(name for name in OTHERS if name in others))
    taken = write_taken(db, f"report:{one.id}", recipients, by_user)
    return Release(recipients=recipients, by_user=by_user, at=taken[0].made_at)


def releases(db: Connection) -> dict[str, list[Release]]:
    """What was handed over, by edition, in order."""
    rows = fetch(
        db,
        "SELECT object, made_at, by_user, list(whereto ORDER BY number) AS whereto FROM taken_along "
        "WHERE object LIKE 'report:%' GROUP BY object, made_at, by_user ORDER BY made_at",
    )
    found: dict[str, list[Release]] = {}
    for row in rows:
        made = Release(recipients=tuple(row["whereto"]), by_user=row["by_user"], at=row["made_at"])
        found.setdefault(row["object"].removeprefix("report:"), []).append(made)
    return found
