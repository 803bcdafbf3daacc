"""How well an event's type, place and day are read, and which reports are proposed as one event.

Measured on `models/measuring/incident.csv` (its datasheet lies beside it); each text is taken as a report, as
the desk takes what the role model calls one. `event_found`: of the events, those that became a candidate;
`event_right`: of the candidates, those that are events; of the events found: `event_type`, `event_place` (the
same code; none where the text tells none), `event_kecamatan`, `event_day` (none where the text gives no one
day). `event_whole`: of all events, those found with type, kecamatan and day right. `merge_precision`: of the
pairs of reports proposed as one event, those that are one; `merge_recall`: of the pairs of one event, those
proposed (a report that was not found is missed in each of its pairs). Intervals are Wilson's, 95 %; pairs of
one event are not independent, so theirs are a little too narrow.

`python -m pipeline.quality.event` prints them.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Final

from core.interval import wilson
from core.record import Incident, RoleName
from models.incident import NONE
from models.signal_card import MODELS
from pipeline.event.merge import Report, proposed, report_words
from pipeline.geotag import CODE_LENGTH, places_of
from pipeline.incident import find_incident
from pipeline.quality.models import Figure

SET: Final[Path] = MODELS / "measuring" / "incident.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One row of the measuring set. `place` is empty, `happened_on` None where the text does not tell it."""

    id: str
    event: str  # reports of one event share it; empty for none
    title: str
    published_at: datetime
    text: str
    kind: str  # an incident type, or NONE
    place: str
    happened_on: date | None


@dataclass(frozen=True, slots=True)
class Read:
    """A row and the candidate that was made of it."""

    label: Labelled
    found: Incident | None


@lru_cache(maxsize=1)
def labelled() -> tuple[Labelled, ...]:
    """The measuring set. Raises OSError where it is missing."""
    with SET.open(encoding="utf-8", newline="") as file:
        return tuple(
            Labelled(
                id=row["id"],
                event=row["event"],
                title=row["title"],
                published_at=datetime.fromisoformat(row["published_at"]),
                text=row["text"],
                kind=row["type"],
                place=row["place"],
                happened_on=date.fromisoformat(row["happened_on"]) if row["happened_on"] else None,
            )
            for row in csv.DictReader(file)
        )


def read(rows: Sequence[Labelled]) -> list[Read]:
    """Each row as the desk reads it."""
    return [
        Read(
            one,
            find_incident(
                one.title,
                one.text,
                places_of(one.title, one.text, local=True),
                one.published_at,
                RoleName.REPORT,
            ),
        )
        for one in rows
    ]


def event_figures(given: Sequence[Read]) -> Iterator[Figure]:
    """Figures of single reports; see the module's text."""
    events = [one for one in given if one.label.kind != NONE]
    found = [one for one in events if one.found is not None]
    candidates = [one for one in given if one.found is not None]
    yield _share("event_found", len(found), len(events))
    yield _share("event_right", len(found), len(candidates))
    for name, right in (
        ("type", type_is_right),
        ("place", place_is_right),
        ("kecamatan", kecamatan_is_right),
        ("day", day_is_right),
    ):
        yield _share(f"event_{name}", sum(map(right, found)), len(found))
    whole = sum(type_is_right(one) and kecamatan_is_right(one) and day_is_right(one) for one in found)
    yield _share("event_whole", whole, len(events))


def merge_figures(given: Sequence[Read]) -> Iterator[Figure]:
    """Precision and recall of what is proposed, over pairs of reports."""
    reports = [
        Report(
            item_id=one.label.id,
            incident=one.found,
            published_at=one.label.published_at,
            words=report_words(one.label.title, one.label.text),
        )
        for one in given
        if one.found is not None
    ]
    pairs = {frozenset(pair) for pair in proposed(reports)}
    meant = {
        frozenset((a.label.id, b.label.id))
        for a, b in combinations(given, 2)
        if a.label.event and a.label.event == b.label.event
    }
    yield _share("merge_precision", len(pairs & meant), len(pairs))
    yield _share("merge_recall", len(pairs & meant), len(meant))


def type_is_right(one: Read) -> bool:
    """Whether the candidate has the type of the label."""
    return one.found is not None and one.found.type.value == one.label.kind


def place_is_right(one: Read) -> bool:
    """Whether it has the same place, or none where the text tells none."""
    return _code(one) == one.label.place


def kecamatan_is_right(one: Read) -> bool:
    """Whether it lies in the same kecamatan."""
    return _code(one)[:CODE_LENGTH] == one.label.place[:CODE_LENGTH]


def day_is_right(one: Read) -> bool:
    """Whether it has the same day, or none where the text gives no one day."""
    return one.found is not None and one.found.happened_on == one.label.happened_on


def _code(one: Read) -> str:
    return one.found.place.code if one.found and one.found.place else ""


def _share(name: str, good: int, n: int) -> Figure:
    low, high = wilson(good, n)
    return Figure(f"incident.{name}", good / n if n else 0.0, low, high, n)


def measure() -> Iterator[Figure]:
    """All figures of the shipped design."""
    given = read(labelled())
    yield from event_figures(given)
    yield from merge_figures(given)


if __name__ == "__main__":
    for figure in measure():
        sys.stdout.write(
            f"{figure.name}: {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}] of {figure.n}\n"
        )
