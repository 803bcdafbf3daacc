"""How well incidents are found in news of ours that nothing was learned from, beside the words alone.

Every text is taken as a report, as the desk takes what the role model calls one. `found`: of the events,
those that became a candidate; `right`: of the candidates, those that are events; `type`: of the events found,
those with the right type; `peaceful_kept`: of the peaceful protests, those not taken for violence.
Intervals are Wilson's, 95 %. `python -m pipeline.quality.incident` prints both designs.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from core.interval import wilson
from core.record import IncidentType, RoleName
from core.region import REGENCY
from models.incident import NONE
from models.training.incident_news import News, news
from pipeline.event.words import names_regency, words_say
from pipeline.geotag import places_of
from pipeline.incident import find_incident
from pipeline.quality.models import Figure

_PUBLISHED: Final = datetime(2026, 12, 5, 4, tzinfo=UTC)
_PEACEFUL: Final = IncidentType.PROTEST_PEACEFUL.value


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text reports by label, and what was found; NONE for no event."""

    label: str
    found: str


def by_model(one: News) -> str:
    """The type of the candidate as the desk gets it."""
    places = places_of(one.title, one.text, local=True)
    found = find_incident(one.title, one.text, places, _PUBLISHED, RoleName.REPORT)
    return found.type.value if found else NONE


def by_words(one: News) -> str:
    """The type by the words alone, as before there was a model."""
    ours = any(place.code.startswith(REGENCY) for place in places_of(one.title, one.text, local=True))
    said = words_say(one.title, one.text) if ours or names_regency(one.title, one.text) else None
    return said[0].value if said else NONE


def answers(texts: Sequence[News], finder: Callable[[News], str]) -> list[Answer]:
    """What a finder says of each text."""
    return [Answer(one.kind, finder(one)) for one in texts]


def figures(prefix: str, given: Sequence[Answer]) -> Iterator[Figure]:
    """The shares that the module's text explains."""
    events = [one for one in given if one.label != NONE]
    found = [one for one in events if one.found != NONE]
    peaceful = [one for one in events if one.label == _PEACEFUL]
    candidates = [one for one in given if one.found != NONE]
    yield _share(f"{prefix}.found", len(found), len(events))
    yield _share(f"{prefix}.right", len(found), len(candidates))
    yield _share(f"{prefix}.type", sum(one.found == one.label for one in found), len(found))
    yield _share(
        f"{prefix}.peaceful_kept", sum(one.found in (NONE, _PEACEFUL) for one in peaceful), len(peaceful)
    )


def _share(name: str, good: int, n: int) -> Figure:
    low, high = wilson(good, n)
    return Figure(name, good / n if n else 0.0, low, high, n)


def measure() -> Iterator[Figure]:
    """The figures of the shipped design on what was kept apart."""
    yield from figures("incident", answers(news("measure"), by_model))


if __name__ == "__main__":
    for design, finder in (("words alone", by_words), ("model", by_model)):
        for one in figures(design, answers(news("measure"), finder)):
            sys.stdout.write(f"{one.name}: {one.value:.3f} [{one.low:.3f}, {one.high:.3f}] of {one.n}\n")
