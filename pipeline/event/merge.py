"""Which reports may be of one event: a proposal that a person confirms, never a merge by itself.

Two reports may be of one event if their types are near, their places the same or one within the other, their
days at most three apart, and their texts alike; the less place and day say, the more alike the texts must be.
The numbers were chosen on the training news and on reports of ours, and are measured on others by
pipeline/quality/event.py.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from itertools import combinations, product
from math import sqrt
from typing import Final

import numpy as np

from core.indonesian import DAYS, MONTHS
from core.record import Incident, IncidentType
from core.settings import settings
from core.text import model_form
from models.features import load_vocabulary
from models.incident import title_and_lead
from models.incident.score import VOCABULARY
from models.names import aligned
from models.words import look_up
from pipeline.event.words import everywhere
from pipeline.geotag import CODE_LENGTH, gazetteer

_NEAR_TYPES: Final = (
    {IncidentType.CLASH, IncidentType.MOB, IncidentType.ATTACK},
    {IncidentType.THREAT, IncidentType.INTIMIDATION},
    {IncidentType.ATTACK, IncidentType.DESTRUCTION},
    {IncidentType.ATTACK, IncidentType.INTIMIDATION},
    {IncidentType.PROTEST_PEACEFUL, IncidentType.PROTEST_VIOLENT},
    {IncidentType.PROTEST_VIOLENT, IncidentType.DESTRUCTION, IncidentType.CLASH},
    {IncidentType.PROTEST_VIOLENT, IncidentType.ATTACK},
)
"""types that outlets and the model take for one another"""
NEAR: Final = timedelta(days=3)
_LATE: Final = timedelta(days=14)
"""a report that tells no day comes at most so long after the day that another tells"""
_NEEDED_BY_TYPE: Final = 0.03
_NEEDED_A_DAY: Final = 0.04
_NEEDED_NO_DAY: Final = 0.05
_FEWEST: Final = 3
"""words that both must have: two short reports of a type share its own words ("dikeroyok", "pelaku")"""
_SHOWN: Final = 6
_ROOT: Final = 4
_VERB: Final = re.compile(r"^(?:meng|meny|mem|men|me|di|ter|ber|se)(\w{4,}?)(?:kan|i)?(?:nya)?$")
_NOUN: Final = re.compile(r"^(?:peng|peny|pem|pen|per|pe|ke)?(\w{4,}?)(?:an)?(?:nya)?$")
Words = Mapping[str, tuple[float, str]]
"""the stems of what a report says, each with how rare it is and a word as written"""


class Whereabouts(StrEnum):
    """How the places of two reports lie to each other."""

    SAME = "same"
    WITHIN = "within"  # a desa and its kecamatan
    NEIGHBOURS = "neighbours"  # two desa of a kecamatan
    OPEN = "open"  # one report tells no place
    APART = "apart"


_NEEDED: Final[Mapping[Whereabouts, float]] = {
    Whereabouts.SAME: 0.15,
    Whereabouts.WITHIN: 0.18,
    Whereabouts.NEIGHBOURS: 0.35,
    Whereabouts.OPEN: 0.28,
}
"""how alike the texts must be. Of news of different events of one type that the incident model learned from,
5 % are more alike than 0.15, 1 % than 0.21; of our own reports, those of one event all more than 0.3"""


@dataclass(frozen=True, slots=True)
class Report:
    """A report of an event as it is compared with others."""

    item_id: str
    incident: Incident
    published_at: datetime | None
    words: Words


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two reports may be of one event. `margin`: how much more alike the texts are than they must be."""

    margin: float
    whereabouts: Whereabouts
    days: int | None  # between the days that they tell; None where one tells none
    shared: tuple[str, ...]  # the rarest words of both, as the first writes them


def compare(one: Report, other: Report) -> Likeness | None:
    """Why these may be of one event; None if they are not."""
    a, b = one.incident.happened_on, other.incident.happened_on
    days = abs((a - b).days) if a and b else None
    if days is not None and days > NEAR.days:
        return None
    where = whereabouts(one, other)
    if where is Whereabouts.APART or not near_types(one.incident.type, other.incident.type):
        return None
    if days is None and not _in_time(one, other):
        return None
    needed = _NEEDED[where] + _NEEDED_BY_TYPE * (one.incident.type is not other.incident.type)
    needed += _NEEDED_NO_DAY if days is None else _NEEDED_A_DAY * days
    alike = likeness(one.words, other.words)
    both = one.words.keys() & other.words.keys()
    if alike < needed or len(both) < _FEWEST:
        return None
    shared = sorted(both, key=lambda root: (-one.words[root][0], root))
    return Likeness(alike - needed, where, days, tuple(one.words[root][1] for root in shared[:_SHOWN]))


@cache
def near_types(one: IncidentType, other: IncidentType) -> bool:
    """Whether reports of these types may be of one event."""
    return one is other or any({one, other} <= near for near in _NEAR_TYPES)


def whereabouts(one: Report, other: Report) -> Whereabouts:
    """How the places of two reports lie to each other."""
    if one.incident.place is None or other.incident.place is None:
        return Whereabouts.OPEN
    a, b = sorted((one.incident.place.code, other.incident.place.code), key=len)
    if a == b:
        return Whereabouts.SAME
    if a[:CODE_LENGTH] != b[:CODE_LENGTH]:
        return Whereabouts.APART
    return Whereabouts.WITHIN if len(a) == CODE_LENGTH else Whereabouts.NEIGHBOURS


def _in_time(one: Report, other: Report) -> bool:
    """Whether a report without a day comes soon after the day, or the publication, of the other."""
    first, second = (
        report.incident.happened_on or _published(report)
        for report in sorted((one, other), key=lambda report: report.incident.happened_on is None)
    )
    if first is None or second is None:
        return False
    if one.incident.happened_on or other.incident.happened_on:
        return timedelta(0) <= second - first <= _LATE
    return abs(second - first) <= NEAR


def _published(report: Report) -> date | None:
    return report.published_at.astimezone(settings().zone).date() if report.published_at else None


def likeness(one: Words, other: Words) -> float:
    """Cosine of two reports by their words, from 0 to 1."""
    shared = sum(weight * other[root][0] for root, (weight, _) in one.items() if root in other)
    length = sqrt(sum(w * w for w, _ in one.values()) * sum(w * w for w, _ in other.values()))
    return shared / length if length else 0.0


def proposed_groups(reports: Sequence[Report]) -> list[list[Report]]:
    """Reports that may be of one event together, in the order given; one alone is a group too.

    The likest pairs first; two groups become one only if each report of the one may lie with each of the
    other by type, place and day, so that no chain of likes binds two events.
    """
    pairs = [
        (a, b, found)
        for a, b in _comparable(reports)
        if (found := compare(reports[a], reports[b])) is not None
    ]
    groups = {n: [n] for n in range(len(reports))}
    for a, b, _ in sorted(pairs, key=lambda pair: (-pair[2].margin, pair[0], pair[1])):
        first, second = groups[a], groups[b]
        if first is second or any(_contradict(reports[x], reports[y]) for x in first for y in second):
            continue
        first.extend(second)
        for n in second:
            groups[n] = first
    distinct = {id(members): sorted(members) for members in groups.values()}
    return [[reports[n] for n in members] for members in sorted(distinct.values())]


def _comparable(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """The pairs of one kecamatan, and each pair of which one names no place; all others lie apart."""
    by_kecamatan: dict[str, list[int]] = {}
    for n, one in enumerate(reports):
        code = one.incident.place.code[:CODE_LENGTH] if one.incident.place else ""
        by_kecamatan.setdefault(code, []).append(n)
    nowhere = by_kecamatan.pop("", [])
    for several in by_kecamatan.values():
        yield from combinations(several, 2)
    yield from combinations(nowhere, 2)
    yield from product(nowhere, (n for several in by_kecamatan.values() for n in several))


def _contradict(one: Report, other: Report) -> bool:
    a, b = one.incident.happened_on, other.incident.happened_on
    far = a is not None and b is not None and abs(a - b) > NEAR
    return (
        far
        or whereabouts(one, other) is Whereabouts.APART
        or not near_types(one.incident.type, other.incident.type)
    )


def proposed(reports: Sequence[Report]) -> list[tuple[str, str]]:
    """The pairs of item ids that are proposed as one event."""
    return [(a.item_id, b.item_id) for group in proposed_groups(reports) for a, b in combinations(group, 2)]


def report_words(title: str, text: str) -> dict[str, tuple[float, str]]:
    """The stems of title and lead that tell events apart; names of our places and of days are not.

    A word weighs as much as it is rare in the news that the incident model learned from.
    """
    found: dict[str, tuple[float, str]] = {}
    words = model_form(title_and_lead(title, text)).split()
    # A name is as rare as those of its kind: the vocabulary knows no other.
    for word, known in zip(words, aligned(words), strict=True):
        if len(word) < 4 or not word.isalpha() or not known or word in _names():
            continue
        found[stem(word)] = max(found.get(stem(word), (0.0, "")), (_rarity(known), word))
    return found


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """A word without its most usual affixes and the letter that they swallow: "pengeroyokan" is "eroyok"."""
    match = _VERB.match(word) or _NOUN.match(word)
    root = match[1] if match else word
    return root[1:] if root[0] in "ktsp" and len(root) > _ROOT else root


@lru_cache(maxsize=1 << 14)
def _rarity(word: str) -> float:
    block = load_vocabulary(VOCABULARY)["words"]
    column = int(block.find(np.array([look_up(word).key], dtype=np.uint32))[0])
    return round(float(block.idf[column] if column >= 0 else block.idf.max()), 1)


@cache
def _names() -> frozenset[str]:
    """Words of the names of our places, of days and months, and those that every report has."""
    places = (
        word for entry in gazetteer() for name in entry.spellings for word in re.findall(r"\w+", name.lower())
    )
    return frozenset([*places, *everywhere(), *(name.lower() for name in (*DAYS, *MONTHS))])
