"""The form above a list: each filter's values, in words, with how many stories each would give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from desk.web import Asked
from desk.work import wording
from desk.work.listing import NAMES, SINCE, Listing
from pipeline.geotag import kecamatan

_SINCE: Final = {"24h": "24 jam terakhir", "7d": "7 hari terakhir", "30d": "30 hari terakhir"}
_UNSURE: Final = {"0": "hanya yang ditandai", "1": "hanya yang ragu"}
_MAIN: Final = ("signal", "kecamatan", "since")
"""filters that stand beside the search; the others are folded away"""
_LABELS: Final = {
    "signal": "Sinyal",
    "kecamatan": "Kecamatan",
    "since": "Terpantau",
    "channel": "Kanal",
    "source": "Sumber",
    "state": "Keadaan",
    "language": "Bahasa",
    "unsure": "Ragu",
}
_SCALE: Final = ("since", "unsure")
"""filters whose values have an order of their own"""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter."""

    value: str
    label: str
    count: int | None  # not counted: a value that is chosen and gives nothing
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter."""

    name: str  # in the address
    label: str
    main: bool
    options: tuple[Option, ...]

    @property
    def chosen(self) -> bool:
        """Whether it narrows the list."""
        return any(option.chosen for option in self.options)


def choices(asked: Asked, listing: Listing, facets: Mapping[str, Mapping[str, int]]) -> tuple[Choice, ...]:
    """All filters, in the order of the form."""
    words = _words(asked)
    return tuple(
        Choice(NAMES[key], label, key in _MAIN, _options(listing, key, words[key], facets.get(key, {})))
        for key, label in _LABELS.items()
    )


def _options(
    listing: Listing, key: str, word: Callable[[str], str], counts: Mapping[str, int]
) -> tuple[Option, ...]:
    chosen = str(getattr(listing.filters, key))
    given = {value: count for value, count in counts.items() if value and (count or value == chosen)}
    if chosen and chosen not in given:
        given[chosen] = counts.get(chosen, 0)
    if key in _SCALE:
        order: list[str] = [value for value in (*SINCE, "0", "1") if value in given]
    else:
        order = sorted(given, key=lambda value: (-given[value], word(value)))
    return tuple(Option(value, word(value), given[value], value == chosen) for value in order)


def _words(asked: Asked) -> dict[str, Callable[[str], str]]:
    def among(words: Mapping[str, str]) -> Callable[[str], str]:
        return lambda value: asked.say(words.get(value, value))

    return {
        "signal": among(wording.SIGNALS),
        "channel": among(wording.CHANNELS),
        "state": among(wording.STATES),
        "language": among(wording.LANGUAGES),
        "since": among(_SINCE),
        "unsure": among(_UNSURE),
        "kecamatan": lambda code: kecamatan().get(code, code),
        "source": lambda source: asked.desk.sources[source].title if source in asked.desk.sources else source,
    }
