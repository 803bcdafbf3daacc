"""An export into the line, as a round of its own: for the command line and for the desk."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from core import clock
from core.console import Report
from core.errors import UsageError
from core.record import Candidate
from core.settings import Profile, Settings
from crawlers.archive import Archive
from crawlers.imports import ImportCounts, import_file, must_be_an_export
from crawlers.source import Kind, Source
from crawlers.spool import SPOOL, read_spool
from flows import rounds
from flows.workspace import Workspace, choose, must_be_there, stored_sources
from pipeline.extraction.dates import parse_date
from pipeline.store import RoundSummary, folder_profile, key_hash, revised

_FRESH: Final = ("new", "revision")
_CAME_IN: Final = (*_FRESH, "known")
_NAMED: Final = 20  # lines of revisions that are named
_AHEAD: Final = timedelta(days=36_500)
_NOTES: Final = {
    "url_invalid": "baris masuk tanpa tautannya: bukan alamat web (https://...)",
    "id_rounded": "baris masuk tanpa id-nya: angkanya dibulatkan lembar kerja; simpan kolom id sebagai teks",
    "letters_torn": "baris dengan emoji yang terpotong",
}

_SAME: Final = (
    ("id-nya", False, "ganti id-nya"),
    ("tautannya", True, "isi kolom id pada baris itu saja dengan pengenal yang lain"),
)
"""by what a row was taken for a revision, whether that is its address, and what makes it a post of its own
(an id in every row would bring all the others in a second time)"""

_UNREAD: Final = "tidak terbaca; tulis seperti 2026-11-20 08:00"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import."""

    summary: RoundSummary
    left_out: tuple[str, ...]  # in the team's words: columns, rows and cells of the file that were not taken

    @property
    def came_in(self) -> bool:
        """Whether a post of it is in the store, be it that it was there already."""
        return _some(self.summary, _CAME_IN)


def refuse_slips(
    settings: Settings, profile: Profile | None, file: Path, source_id: str, preset: str | None
) -> None:
    """Raises UsageError or ExportError where an import into a folder that was never used would fail by what
    was typed: such a slip makes no folder the sample's for good. In any other `import_export` tells it."""
    if folder_profile(settings) is not None:
        return
    sources, unusable, _ = stored_sources(settings, profile)
    if source_id in unusable:
        raise UsageError(f"{source_id}: {unusable[source_id]}")
    must_be_there([source_id], sources, unusable, profile or "sample")
    _must_take_files(sources[source_id])
    must_be_an_export(file, sources[source_id], preset)


def _must_take_files(source: Source) -> None:
    if source.kind is not Kind.FILE:
        raise UsageError(
            f"{source.id}: sumber berjenis {source.kind}; ekspor hanya masuk ke sumber kind: file"
        )


def import_export(
    workspace: Workspace, file: Path, source_id: str, preset: str | None, report: Report
) -> Imported:
    """Import one file. Raises UsageError where the source may not take it, ExportError where it cannot."""
    began = time.monotonic()
    chosen = choose(workspace, [source_id])
    if chosen.refused:
        raise UsageError(f"{source_id}: {chosen.refused[0].detail}")
    source = chosen.run[0]
    _must_take_files(source)
    workspace.store.check()  # before anything is archived: an archive without a store has lost it
    rounds.recover(workspace)
    with rounds.spool_folder(workspace.settings) as folder:
        with Archive(workspace.settings.archive) as archive:
            counts = import_file(
                file, source, preset, folder, archive, clock.now(), lambda rows: report(rows, 0)
            )
        undated = Counter(_undated(folder, source))
        summary = rounds.process(workspace, folder, began, report)
    left_out = list(_left_out(counts))
    if _some(summary, _FRESH):  # else nothing came in now, with or without
        left_out += _came_in_without(counts, undated)
    left_out += _revisions(workspace, source, summary, counts)
    return Imported(summary, tuple(left_out))


def _some(summary: RoundSummary, outcomes: tuple[str, ...]) -> bool:
    return any(summary.candidates.get(outcome) for outcome in outcomes)


def _left_out(counts: ImportCounts) -> Iterator[str]:
    if counts.windows:
        yield "dibaca sebagai Windows-1252 (bukan UTF-8); bila hurufnya salah, ekspor lagi sebagai UTF-8"
    if counts.ignored_columns:
        yield f"kolom yang tidak dibaca dan tidak disimpan: {', '.join(counts.ignored_columns)}"
    yield from counts.wrong
    if more := counts.rejected.total() - len(counts.wrong):
        yield f"dan {more} baris lain yang ditolak"
    if counts.ignored:
        yield f"{counts.ignored} baris aplikasi dilewati: media, pesan yang dihapus, anggota yang masuk"


def _came_in_without(counts: ImportCounts, undated: Counter[str]) -> Iterator[str]:
    for note, number in counts.notes.items():
        yield f"{number} {_NOTES[note]}"
    for why, number in undated.items():
        yield f"{number} baris masuk tanpa waktunya: {why}"


def _revisions(
    workspace: Workspace, source: Source, summary: RoundSummary, counts: ImportCounts
) -> Iterator[str]:
    """Which rows replaced a post that was there: where an id was given anew, a person must see it."""
    if not summary.candidates.get("revision"):
        return
    with workspace.store.reading() as db:
        hashes = revised(db, summary.id)
    keys = [key for key in counts.lines if key_hash(source.id, key) in hashes]
    for what, addressed, remedy in _SAME:
        lines = sorted(counts.lines[key] for key in keys if (key in counts.addressed) is addressed)
        if not lines:
            continue
        named = ", ".join(map(str, lines[:_NAMED])) + (", ..." if len(lines) > _NAMED else "")
        yield (
            f"{len(lines)} baris dianggap revisi, karena {what} sudah ada dengan teks lain: baris {named}; "
            f"teks yang lama tinggal di riwayatnya; bila itu kiriman lain, {remedy} dan impor lagi"
        )


def _undated(folder: Path, source: Source) -> Iterator[str]:
    """Of each row whose time the line will not take: why."""
    now, zone = clock.now(), ZoneInfo(source.timezone)
    for entry in read_spool(folder / SPOOL):
        if not isinstance(entry, Candidate) or not entry.published_at:
            continue
        if parse_date(entry.published_at, now=now, zone=zone) is None:
            later = parse_date(entry.published_at, now=now + _AHEAD, zone=zone)
            yield _UNREAD if later is None else "di masa depan; periksa tahun dan bulannya"
