"""An export into the line, as a round of its own: for the command line and for the desk."""

import time
from pathlib import Path

from core import clock
from core.console import Report
from core.errors import UsageError
from crawlers.archive import Archive
from crawlers.imports import import_file
from crawlers.source import Kind
from flows import rounds
from flows.workspace import Workspace, choose
from pipeline.store import RoundSummary


def import_export(
    workspace: Workspace, file: Path, source_id: str, preset: str | None, report: Report
) -> RoundSummary:
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
            import_file(file, source, preset, folder, archive, clock.now(), lambda rows: report(rows, 0))
        return rounds.process(workspace, folder, began, report)
