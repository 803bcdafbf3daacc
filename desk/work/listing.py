"""A list as its address tells it: lane, filters, page. What cannot be is left out: no address fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Final
from urllib.parse import parse_qsl, urlencode

from core.decision import StoryState
from core.record import Channel
from desk.board.board import Filters, Lane
from desk.forms import page_number
from desk.work.wording import LANGUAGES, SIGNALS

PATHS: Final[Mapping[Lane, str]] = {Lane.QUEUE: "/antrean", Lane.SPREADING: "/menyebar"}
LANE: Final = "jalur"
PAGE: Final = "halaman"
NAMES: Final[Mapping[str, str]] = {
    "signal": "sinyal",
    "channel": "kanal",
    "kecamatan": "kecamatan",
    "source": "sumber",
    "state": "keadaan",
    "since": "sejak",
    "language": "bahasa",
    "unsure": "ragu",
    "text": "cari",
}
"""of each filter, in an address"""
SINCE: Final = ("24h", "7d", "30d")
_ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    "signal": frozenset(SIGNALS),
    "channel": frozenset(Channel),
    "state": frozenset(StoryState),
    "since": frozenset(SINCE),
    "language": frozenset(LANGUAGES),
    "unsure": frozenset(("0", "1")),
}
_LONGEST: Final = 200  # characters of a search


@dataclass(frozen=True, slots=True)
class Listing:
    """Which list, narrowed to what, from which page on."""

    lane: Lane = Lane.QUEUE
    filters: Filters = field(default_factory=Filters)
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return self.filters != Filters()

    @property
    def query(self) -> str:
        """The filters as a query string, without the page; what `dari` carries from page to page."""
        return urlencode(self._pairs(lane=True))

    def address(self, page: int | None = None, **changed: str) -> str:
        """Of this list with another page (the first where a filter is changed)."""
        listing = replace(self, filters=replace(self.filters, **changed)) if changed else self
        pairs = listing._pairs(lane=False)
        if page is not None and page > 1:
            pairs.append((PAGE, str(page)))
        return PATHS[self.lane] + (f"?{urlencode(pairs)}" if pairs else "")

    def _pairs(self, *, lane: bool) -> list[tuple[str, str]]:
        pairs = [(name, value) for key, name in NAMES.items() if (value := str(getattr(self.filters, key)))]
        return [(LANE, "menyebar"), *pairs] if lane and self.lane is Lane.SPREADING else pairs


def read(pairs: Sequence[tuple[str, str]], lane: Lane = Lane.QUEUE) -> Listing:
    """The list that a query string asks for."""
    given = dict(pairs)
    found = {key: _clean(key, given[name]) for key, name in NAMES.items() if name in given}
    return Listing(lane, Filters(**found), page_number(given.get(PAGE, "")))


def read_from(carried: str) -> Listing:
    """The list that `dari` carries."""
    pairs = parse_qsl(carried[:2000], max_num_fields=50) if carried.count("&") < 50 else []
    lane = Lane.SPREADING if (LANE, "menyebar") in pairs else Lane.QUEUE
    return replace(read(pairs, lane), page=1)


def _clean(key: str, value: str) -> str:
    value = " ".join(value.replace("\x00", "").split())[:_LONGEST]
    allowed = _ALLOWED.get(key)
    return value if allowed is None or value in allowed else ""


assert set(NAMES) == {one.name for one in fields(Filters)}  # noqa: S101  a new filter needs a name here
