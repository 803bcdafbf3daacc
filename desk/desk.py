"""What every view works with: one data folder, opened, and the rooms that the desk asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.console import Report
from core.settings import Profile, Settings
from crawlers.source import Source
from desk.board.board import Board
from desk.pages import Pages
from desk.people.database import Database
from pipeline.store import RoundSummary, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something put in by hand: a text that was pasted, or a tip."""

    text: str
    heard_at: str  # where: "pasar Sangatta", "grup RT"
    heard_on: str  # ISO 8601 with offset, or "" where unknown
    reporter: str  # role, never a name: "ketua RT", "pengawas TPS"
    forwarded: bool
    screenshot: bytes = b""
    screenshot_type: str = ""  # "image/png", "image/jpeg", "image/webp"


class Line(Protocol):
    """The line that everything goes through. The desk is given it: it may not import the flows."""

    def enter(self, entry: Entry) -> str:
        """Take one entry through the line as channel `field`; the id of the story it came to."""

    def entered_before(self, entry: Entry) -> str:
        """The story that this very text was entered into before; "" if it is new."""

    def import_file(self, path: Path, source_id: str, preset: str | None, report: Report) -> RoundSummary:
        """Take an export through the line, as `pantau import` does. Raises PantauError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One data folder, opened for the desk."""

    settings: Settings
    profile: Profile
    sources: Mapping[str, Source]
    unusable: Mapping[str, str]  # by id: what is wrong with a source's file, in Indonesian
    store: Store
    people: Database
    board: Board
    pages: Pages
    line: Line
    cookie_key: bytes
    secure: bool  # behind TLS: cookies are sent over nothing else
