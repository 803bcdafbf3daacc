"""What the board gives out: a row of a list, a story with its copies. Texts are masked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from core.decision import StoryState
from core.record import Channel, Claim, Priority
from pipeline.store import QueueSignal
from pipeline.store.for_board import Copy

COPIES_SHOWN: Final = 50
"""copies of a story that are kept with their text"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMark:
    """A signal that other copies carry, and the one that stands for the story does not, or less gravely or
    surely."""

    name: str
    flagged: bool  # else unsure
    severity: int  # the gravest


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A story in a list, by the item of it that has the highest priority."""

    story_id: str
    item_id: str
    revision: int
    title: str  # of a post the beginning of its text
    excerpt: str
    channel: Channel
    language: str
    role: str
    signals: tuple[QueueSignal, ...]  # all of the item, the most probable first
    priority: Priority  # with the recency of the last ageing
    places: tuple[tuple[str, str], ...]  # (kecamatan code, name), the most certain first
    sources: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    copies: int
    hours: tuple[int, ...]  # copies in each of 24 equal spans from the first to now: the sparkline
    state: StoryState
    matched: bool  # a claim that was rated true or false is matched automatically
    until: datetime | None  # state held
    assigned_to: str  # user id, handed over
    first_by: str  # user id of the first opinion: may not give the second
    answered_by: tuple[str, ...] = ()  # user ids: have given one of two opinions, and wait for somebody else
    others: tuple[OtherMark, ...] = ()
    waiting: tuple[str, ...] = ()  # items that the story is open for, of which one stands for it; empty: all
    talked: bool = False  # there are decisions, comments, claims of ours: else nobody need ask the store


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story as its page shows it."""

    row: Row
    copies: tuple[Copy, ...]  # as `build.chosen` puts them; at most COPIES_SHOWN
    claims: Mapping[str, Claim]  # those that its copies match, by id
    revised: Mapping[str, int] = field(default_factory=dict)  # by item: the latest revision that is material
    flagged: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # signal -> severity, by item
    unfounded: frozenset[str] = frozenset()  # ids of decisions whose claim is found false no more
