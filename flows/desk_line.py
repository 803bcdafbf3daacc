"""The line as the desk uses it: one entry by hand, or an export, as a round of its own."""

from dataclasses import dataclass
from pathlib import Path

from core.console import Report
from flows.workspace import Workspace
from pipeline.store import RoundSummary


@dataclass(frozen=True, slots=True)
class DeskLine:
    """What `desk.desk.Line` asks for, over one workspace."""

    workspace: Workspace

    def enter(self, entry: object) -> str:
        """Take one entry through the line; the id of the story it came to."""
        raise NotImplementedError

    def import_file(self, path: Path, source_id: str, preset: str | None, report: Report) -> RoundSummary:
        """Take an export through the line."""
        raise NotImplementedError
