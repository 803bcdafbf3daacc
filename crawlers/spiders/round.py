"""What a source offers, and what the spiders of one round share."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from core.record import CrawlState, Page
from crawlers.archive import Archive
from crawlers.pages import folded, key_of
from crawlers.politeness import SiteGate
from crawlers.robots import RobotsKept
from crawlers.spool import SpoolWriter

FRESH: Final = timedelta(days=7)
"""how far back a source is read that we see for the first time: what is older is for an archive, not for an
alarm"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An article or post that a control page names. Without `page`, its URL is fetched."""

    url: str
    native_id: str = ""  # the candidate's key, where the URL is not the identity (a post's number)
    title: str = ""
    author: str = ""
    published_at: str = ""  # as the source wrote it
    updated_at: str = ""  # as the source wrote it; what tells a revision
    page: Page | None = None  # the control page, if it holds the content already: `self.page(response)`
    html: str = ""  # that content, as a fragment of HTML
    text: str = ""  # or as plain text
    forwarded_from: str = ""
    place: str = ""

    @property
    def key(self) -> str:
        """The candidate's key."""
        return self.native_id or key_of(self.url)

    @property
    def names(self) -> frozenset[str]:
        """Under which it is offered only once in a round: its key, and its URL whatever the variant."""
        return frozenset((self.key,)) if self.native_id else frozenset((self.key, folded(self.url)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What the spiders of one round share."""

    archive: Archive
    spool: SpoolWriter
    gate: SiteGate
    robots: RobotsKept
    state: CrawlState
    delay: float  # seconds between two requests to one site, unless the source says otherwise
    pause: float  # seconds of silence after a 429
    before: Mapping[str, tuple[Collection[str], int]] = field(default_factory=dict)
    """of a crawl that was cut short and goes on: each source's candidate keys and number of responses"""
