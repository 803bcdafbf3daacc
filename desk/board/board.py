"""The board: what the team has to look at, as a reading copy of the store that answers in milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from core.record import Incident
from desk.board.records import Row, Story
from desk.people.database import Database
from pipeline.store import Store


class Lane(StrEnum):
    """Which stories are listed."""

    QUEUE = "queue"  # flagged or unsure, and open
    SPREADING = "spreading"  # many copies or fast growth, no claim matched
    ALL = "all"  # decided ones too: for search


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; "" is everything. They live in the URL."""

    signal: str = ""
    channel: str = ""
    kecamatan: str = ""  # code
    source: str = ""
    state: str = ""  # a StoryState, or "" for what is open now
    since: str = ""  # "24h", "7d", "30d"
    language: str = ""
    unsure: str = ""  # "1" only unsure, "0" only flagged
    text: str = ""  # search


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Rows of a list, and how many there are in all under these filters."""

    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateIncident:
    """News that may report an event; what a person said of it stands in the store's incident events."""

    item_id: str
    story_id: str
    title: str
    source_id: str
    published_at: datetime | None
    incident: Incident


class Board:
    """`board.sqlite`. May be deleted at any time: it is made anew from the store."""

    def __init__(self, path: Path, store: Store) -> None:
        self.store = store
        self._database = Database(path, "")

    def refresh(self) -> None:
        """Take in the rounds that have finished, and what was decided, since the last time."""

    def take(self, story_ids: Sequence[str]) -> None:
        """Take these stories in anew, now: after a decision, an entry by hand, a new claim."""
        raise NotImplementedError

    def listed(
        self, lane: Lane, filters: Filters, *, skipped: Sequence[str] = (), limit: int = 40, offset: int = 0
    ) -> Listed:
        """Stories by priority, the highest first, without those that the user skipped."""
        raise NotImplementedError

    def facets(self, lane: Lane, filters: Filters) -> dict[str, dict[str, int]]:
        """For each filter how many stories each of its values would give, the other filters kept."""
        raise NotImplementedError

    def decided_today(self) -> int:
        """Stories decided since the desk's midnight: with it the day's portion counts down."""
        raise NotImplementedError

    def story(self, story_id: str) -> Story | None:
        """A story with its copies; one that is not on the board is fetched from the store."""
        raise NotImplementedError

    def similar(self, story_id: str, limit: int = 10) -> tuple[Row, ...]:
        """Other stories that share much of its wording, the most alike first."""
        raise NotImplementedError

    def incidents(self) -> tuple[CandidateIncident, ...]:
        """Candidate incidents of the last 60 days, the newest first."""
        raise NotImplementedError
