"""Editions: issued, kept with their hashes, corrected by new ones that say what changed; never altered.

An edition is three things: the files under `settings.reports`, their SHA-256 in `report_editions`, and what
it tells as flat facts, by which the next one for the same period knows what changed. Issuing again what would
tell the same changes nothing.
"""

import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from core import clock
from core.canonical import canonical, sha256
from core.errors import PantauError, UsageError
from core.files import FOLDER_MODE, folder_to_disk, write_new
from core.settings import Settings
from crawlers.source import Source
from pipeline.store import Connection, Store
from pipeline.store.notes import new_id, next_number
from pipeline.store.reading import fetch
from reports import daily, transparency, weekly
from reports.differences import differences, told
from reports.document import Document
from reports.figures import Figures, figures
from reports.figures.ground import with_ground
from reports.period import Period
from reports.render import as_html, as_pdf
from reports.report import Report

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "week": ("full", "partners", "public"),
    "day": ("full",),
    "transparency": ("public",),
}
"""which editions each kind of report has"""
OPERATOR: Final = "operator"
"""who issued it, where somebody did at the command line; "" is the schedule"""
_FILES: Final = {"full": "tim", "partners": "mitra", "public": "umum"}
_NAMES: Final = {"week": "laporan", "day": "laporan-harian", "transparency": "transparansi"}


class ReportError(PantauError):
    """An edition that is not there, is no longer what was issued, or could not be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One issued edition."""

    id: str
    number: int
    kind: str
    period: str
    edition: str
    files: Mapping[str, str]  # name -> SHA-256
    facts: Mapping[str, str]  # what it tells
    corrects: str  # id, or ""
    by_user: str
    made_at: datetime

    @property
    def short(self) -> str:
        """Its id as people say it."""
        return self.id[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """What issuing gave: a new edition, or the one that already tells the same."""

    edition: Edition
    new: bool
    changes: tuple[str, ...] = ()  # against the edition that it corrects


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What is needed to issue: where the figures come from, where editions go."""

    settings: Settings
    store: Store
    sources: Mapping[str, Source]
    unusable: Collection[str]  # ids of sources whose file cannot be used, so that they do not run


def document_of(report: Report) -> Document:
    """The document of this kind of report."""
    kinds = {"week": weekly.document, "day": daily.document, "transparency": transparency.document}
    return kinds[report.figures.period.kind](report)


def count(press: Press, period: Period) -> Figures:
    """The figures of a period as they stand now."""
    with press.store.reading() as db:
        counted = figures(db, period, press.sources, press.unusable, clock.now())
    return with_ground(counted, press.settings)


def issue(press: Press, counted: Figures, edition: str, by_user: str) -> Issued:
    """Issue one edition of these figures, unless the latest one tells the same.

    All of it, or nothing of it: its files are on disk before it is recorded. Raises ReportError.
    """
    period = counted.period
    if edition not in KINDS[period.kind]:
        there = ", ".join(KINDS[period.kind])
        raise UsageError(f"--edition: there is no {edition!r} of this report, only {there}")
    with press.store.reading() as db:
        before = latest(db, period, edition)
    report = Report(figures=counted, edition=edition, office=press.settings.office)
    plain = document_of(report)
    facts = told(plain, passing=not counted.complete)
    changes = differences(before.facts, facts) if before else []
    if before is not None and not changes:
        return Issued(edition=before, new=False)
    made = _made(report, plain, before, changes)
    return _kept(press, report, before, facts, made, by_user, changes)


def _made(
    report: Report, plain: Document, before: Edition | None, changes: Sequence[str]
) -> dict[str, bytes]:
    """The files of an edition, by name. `plain`: its document before it says what it corrects."""
    period, shown = report.figures.period, plain
    if before is not None:
        said = f"Edisi ini menggantikan edisi {before.short}. Yang berubah:"
        shown = document_of(replace(report, corrects=before.short, corrections=(said, *changes)))
    name = f"{_NAMES[period.kind]}-{period.code}-{_FILES[report.edition]}"
    pdf = as_pdf(shown, report.figures.made_at, one_page=period.kind == "day")
    return {f"{name}.html": as_html(shown), f"{name}.pdf": pdf}


def _kept(
    press: Press,
    report: Report,
    before: Edition | None,
    facts: Mapping[str, str],
    made: Mapping[str, bytes],
    by_user: str,
    changes: Sequence[str],
) -> Issued:
    period = report.figures.period
    edition = Edition(
        id=new_id(),
        number=0,
        kind=period.kind,
        period=period.code,
        edition=report.edition,
        files={name: sha256(content) for name, content in made.items()},
        facts=facts,
        corrects=before.id if before else "",
        by_user=by_user,
        made_at=report.figures.made_at,
    )
    folder, recorded = folder_of(press.settings, edition), False
    try:
        _write_all(folder, made)
        with press.store.writing() as db:
            standing = latest(db, period, report.edition)
            if (standing.id if standing else "") != edition.corrects:
                raise ReportError(
                    "sementara itu orang lain menerbitkan edisi periode ini; muat ulang dan periksa"
                )
            _insert(db, edition)
            recorded = True  # it may be from here on, and then its files are needed whatever fails
    except BaseException as error:
        if not recorded:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise ReportError(f"edisi tidak dapat disimpan: {error}; periksa ruang disk") from error
        raise
    return Issued(edition=edition, new=True, changes=tuple(changes))


def _write_all(folder: Path, made: Mapping[str, bytes]) -> None:
    """The files of an edition, read-only, on disk with the folders that lead to them. Raises OSError."""
    folder.mkdir(mode=FOLDER_MODE, parents=True)
    for name, content in made.items():
        write_new(folder / name, content)
        (folder / name).chmod(0o400)
    for one in (folder, *folder.parents[:3]):  # the period's, all reports', the data folder
        folder_to_disk(one)


def _insert(db: Connection, one: Edition) -> None:
    db.execute(
        "INSERT INTO report_editions "
        "(number, id, kind, period, edition, files, figures, corrects, by_user, made_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            next_number(db, "report_editions"),
            one.id,
            one.kind,
            one.period,
            one.edition,
            canonical(dict(one.files)).decode(),
            canonical(dict(one.facts)).decode(),
            one.corrects,
            one.by_user,
            one.made_at,
        ],
    )


def editions(db: Connection) -> tuple[Edition, ...]:
    """All that were issued, the newest first."""
    return tuple(_edition(row) for row in fetch(db, "SELECT * FROM report_editions ORDER BY number DESC"))


def latest(db: Connection, period: Period, edition: str) -> Edition | None:
    """The one that stands for this period; None where none was issued."""
    rows = fetch(
        db,
        "SELECT * FROM report_editions WHERE kind = ? AND period = ? AND edition = ? ORDER BY number DESC "
        "LIMIT 1",
        [period.kind, period.code, edition],
    )
    return next((_edition(row) for row in rows), None)


def find(db: Connection, edition_id: str) -> Edition | None:
    """The edition with this id."""
    rows = fetch(db, "SELECT * FROM report_editions WHERE id = ?", [edition_id])
    return next((_edition(row) for row in rows), None)


def _edition(row: Mapping[str, Any]) -> Edition:
    return Edition(
        id=row["id"],
        number=row["number"],
        kind=row["kind"],
        period=row["period"],
        edition=row["edition"],
        files=json.loads(row["files"]),
        facts=json.loads(row["figures"]),
        corrects=row["corrects"],
        by_user=row["by_user"],
        made_at=row["made_at"],
    )


def folder_of(settings: Settings, one: Edition) -> Path:
    """Where the files of an edition lie."""
    return settings.reports / one.period / f"{one.edition}-{one.id}"


def content(settings: Settings, one: Edition, suffix: str) -> tuple[str, bytes]:
    """Name and content of its HTML or PDF file. Raises ReportError if it is gone or not what was issued."""
    name = next((name for name in one.files if name.endswith(f".{suffix}")), "")
    try:
        found = (folder_of(settings, one) / name).read_bytes() if name else b""
    except OSError:
        raise ReportError(f"berkas edisi {one.short} tidak ada; ambil dari cadangan") from None
    if sha256(found) != one.files.get(name):
        raise ReportError(f"berkas edisi {one.short} bukan lagi yang diterbitkan; ambil dari cadangan")
    return name, found
