"""What the item page is made of, put together from the story, the hold and what the team said of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from core.record import Reason, Signal
from desk.board.records import Story
from desk.story.highlight import SHOWN, Marked, marked
from desk.story.matched import Beside, beside
from desk.work.wording import SIGNALS, is_covered
from pipeline.store.for_board import Copy

LETTERS: Final[Mapping[str, str]] = {"hoax": "H", "provocation": "P", "violence": "K"}
"""set before each mark in the text: colour alone would tell nothing to many"""
COPIES_LISTED: Final = 12
_REASONS: Final = 6  # for each signal, on each side
_ADDRESS: Final = re.compile(r":?\s*https?://\S+")  # of a fact check: the match below links it


@dataclass(frozen=True, slots=True)
class Weighed:
    """A signal with what speaks for it and what against."""

    signal: Signal
    label: str
    letter: str
    speaks_for: tuple[Reason, ...]
    against: tuple[Reason, ...]

    @property
    def shown(self) -> bool:
        """Whether it is found, or may be."""
        return self.signal.flagged or self.signal.unsure


@dataclass(frozen=True, slots=True)
class ItemView:
    """The copy that stands for the story, as its page shows it."""

    copy: Copy
    heading: str
    text: Marked
    weighed: tuple[Weighed, ...]
    matches: tuple[Beside, ...]
    covered: bool  # hidden until asked for: the worst class
    others: tuple[Copy, ...]  # copies that are listed
    more: int  # copies beyond these
    where: str  # the masked place names, "" for none


def item_view(story: Story, blur_severity: int, limit: int = SHOWN) -> ItemView:
    """The page's parts for this story. `blur_severity`: see the setting of that name."""
    copy = story.copies[0]
    others = story.copies[1 : 1 + COPIES_LISTED]
    return ItemView(
        copy=copy,
        heading=_heading(copy),
        text=marked(copy.text, copy.signals, limit),
        weighed=tuple(_weighed(signal) for signal in copy.signals),
        matches=tuple(beside(story, copy)),
        covered=is_covered(copy.signals, blur_severity),
        others=others,
        more=max(0, story.row.copies - 1 - len(others)),
        where=", ".join(name for _, name in story.row.places[:4]),
    )


def _heading(copy: Copy) -> str:
    """The title; of a post, whose title is the beginning of its text, none."""
    title = " ".join(copy.title[:1000].split())
    begins = " ".join(copy.text[:1000].split())
    if not title or begins.startswith(title.removesuffix("…").rstrip()):
        return ""
    return title if len(title) <= 200 else title[:200] + " …"


def _weighed(signal: Signal) -> Weighed:
    reasons = [replace(one, note=_ADDRESS.sub("", one.note)) for one in signal.reasons]
    ups = sorted((one for one in reasons if one.weight >= 0), key=lambda one: -one.weight)
    downs = sorted((one for one in reasons if one.weight < 0), key=lambda one: one.weight)
    return Weighed(
        signal,
        SIGNALS.get(signal.name, signal.name),
        LETTERS.get(signal.name, signal.name[:1].upper()),
        tuple(ups[:_REASONS]),
        tuple(downs[:_REASONS]),
    )
