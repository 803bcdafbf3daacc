"""An export into the line, as a round of its own: for the command line and for the desk."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from core import clock
from core.console import Report
from core.errors import UsageError
from core.record import Candidate
from crawlers.archive import Archive
from crawlers.imports import ImportCounts, import_file
from crawlers.source import Kind, Source
from crawlers.spool import SPOOL, read_spool
from flows import rounds
from flows.workspace import Workspace, choose
from pipeline.extraction.dates import parse_date
from pipeline.store import RoundSummary

_CAME_IN: Final = ("new", "revision", "known")
_NOTES: Final = {
    "url_invalid": "baris masuk tanpa tautannya: bukan alamat web (https://...)",
    "id_rounded": "baris masuk tanpa id-nya: angkanya dibulatkan lembar kerja; simpan kolom id sebagai teks",
    "letters_torn": "baris dengan emoji yang terpotong",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import."""

    summary: RoundSummary
    left_out: tuple[str, ...]  # in the team's words: columns, rows and cells of the file that were not taken

    @property
    def came_in(self) -> bool:
        """Whether a post of it is in the store, be it that it was there already."""
        return any(self.summary.candidates.get(outcome) for outcome in _CAME_IN)


def import_export(
    workspace: Workspace, file: Path, source_id: str, preset: str | None, report: Report
) -> Imported:
    """Import one file. Raises UsageError where the source may not take it, ExportError where it cannot."""
    began = time.monotonic()
    chosen = choose(workspace, [source_id])
    if chosen.refused:
        raise UsageError(f"{source_id}: {chosen.refused[0].detail}")
    source = chosen.run[0]
    if source.kind is not Kind.FILE:
        raise UsageError(f"{source_id} is of kind {source.kind}; an export goes to a source of kind file")
    rounds.recover(workspace)
    with rounds.spool_folder(workspace.settings) as folder:
        with Archive(workspace.settings.archive) as archive:
            counts = import_file(
                file, source, preset, folder, archive, clock.now(), lambda rows: report(rows, 0)
            )
        left_out = tuple(_left_out(counts, _undated(folder, source)))
        return Imported(rounds.process(workspace, folder, began, report), left_out)


def _left_out(counts: ImportCounts, undated: int) -> Iterator[str]:
    if counts.ignored_columns:
        yield f"kolom yang tidak dibaca dan tidak disimpan: {', '.join(counts.ignored_columns)}"
    yield from counts.wrong
    if more := counts.rejected.total() - len(counts.wrong):
        yield f"dan {more} baris lain yang ditolak"
    for note, number in counts.notes.items():
        yield f"{number} {_NOTES[note]}"
    if undated:
        yield f"{undated} baris masuk tanpa waktunya: tidak terbaca; tulis seperti 2026-11-20 08:00"


def _undated(folder: Path, source: Source) -> int:
    """How many rows say when they were written, in a way that the line will not be able to read."""
    return sum(
        parse_date(entry.published_at, now=clock.now(), zone=ZoneInfo(source.timezone)) is None
        for entry in read_spool(folder / SPOOL)
        if isinstance(entry, Candidate) and entry.published_at
    )
