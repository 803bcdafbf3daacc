"""Candidate incidents: news that reports a violent or tense event, found by role and words for now.

The words stand in `reference/incident.yml`. A candidate is never a signal about anybody, and counts nowhere
before a person has confirmed it. A report of a peaceful protest is `protest_peaceful`, never violence. A
model may come later: it has to answer the same question.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from core.record import Incident, IncidentType, Place, RoleName
from pipeline.incident_dates import event_date

_FILE: Final = Path(__file__).parent / "reference" / "incident.yml"
LEAD: Final = 900
"""characters of a report that tell what happened; what stands below is mostly background"""
_REGENCY: Final = "64.08"
_SENTENCE: Final = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"(])|\n+")
_BEFORE: Final = 45
"""characters before a word in which a denial stands"""
_TITLE, _TEXT, _KNOWN = 2.0, 1.0, 0.4
_ENOUGH: Final = 1.0
_LIKE_OURS: Final = 0.25
"""confidence of a place from which it may be ours: a dateline alone has 0.3"""
_ORIGIN: Final = re.compile(
    r"\b(?i:dari|asal|warga|petani|pemuda|tamu|penduduk|nelayan)\s+(?i:(?:desa|kecamatan|kelurahan)\s+)?"
    r"(?:(?:[A-Z][\w'-]+,?|dan)\s+){0,4}$"
)
"""before a place: people came from there"""
_QUOTED: Final = re.compile(r"[“\"][^“”\"]{0,600}[”\"]")


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    types: Mapping[IncidentType, tuple[str, ...]]
    protest: tuple[str, ...]
    forceful: tuple[str, ...]
    peaceful: tuple[str, ...]
    denied: tuple[str, ...]
    background: tuple[str, ...]
    no_event: tuple[str, ...]
    sport: tuple[str, ...]
    supporters: tuple[str, ...]
    ours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Patterns:
    types: Mapping[IncidentType, re.Pattern[str]]
    protest: re.Pattern[str]
    forceful: re.Pattern[str]
    peaceful: re.Pattern[str]
    denied: re.Pattern[str]
    background: re.Pattern[str]
    no_event: re.Pattern[str]
    sport: re.Pattern[str]
    supporters: re.Pattern[str]
    ours: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    return _Words.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = _words()
    return _Patterns(
        types={kind: _any(several) for kind, several in words.types.items()},
        protest=_any(words.protest),
        forceful=_any(words.forceful),
        peaceful=_any(words.peaceful),
        # these must stand shortly before the word that they are about
        denied=re.compile(rf"{_any(words.denied).pattern}(?=[^,;]*$)", re.I),
        background=re.compile(rf"{_any(words.background).pattern}(?:\s+\w+){{0,2}}\s*$", re.I),
        no_event=_any(words.no_event),
        sport=_any(words.sport),
        supporters=_any(words.supporters),
        ours=_any(words.ours),
    )


def _any(several: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(several)})\b", re.I)


def event_words() -> str:
    """A regular expression for the store that finds the words of every event, and a few more.

    Its engine (RE2) knows no look-ahead, and by `\\w` it means ASCII only.
    """
    words = _words()
    several = [*words.protest, *(one for ones in words.types.values() for one in ones)]
    plain = (_without_look_ahead(one).replace(r"\w", r"[\pL\pN_]") for one in several)
    return rf"\b(?:{'|'.join(plain)})"


def _without_look_ahead(pattern: str) -> str:
    before, ahead, rest = pattern.partition("(?!")
    if not ahead:
        return pattern
    depth = 1
    for place, letter in enumerate(rest, start=1):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if not depth:
            return before + _without_look_ahead(rest[place:])
    raise ValueError(f"no end of a look-ahead in {pattern!r}")


@dataclass(frozen=True, slots=True)
class _Hit:
    """A word of an event: how much it says, and the sentence in which it stands (-1: the title)."""

    weight: float
    sentence: int


def find_incident(
    title: str,
    text: str,
    places: Sequence[Place],
    published_at: datetime | None,
    role: RoleName | None,
) -> Incident | None:
    """The event that a news item reports, as a candidate; None for no event, or none of the region."""
    patterns = _patterns()
    if role is not RoleName.REPORT or patterns.no_event.search(title):
        return None
    whole = f"{title}\n{text[:LEAD]}"
    if len({m[0].lower() for m in patterns.sport.finditer(whole)}) > 1 and not patterns.supporters.search(
        whole
    ):
        return None
    ours = [place for place in places if place.code.startswith(_REGENCY)]
    if not ours and not patterns.ours.search(whole):
        return None
    # what people say is talk of an event, or a figure of speech
    sentences = _sentences(_QUOTED.sub(lambda said: " " * len(said[0]), text[:LEAD]))
    found = _event(title, [sentence for _, sentence in sentences])
    if found is None:
        return None
    kind, hits = found
    where = _sentence_span(sentences, hits)
    happened_on = event_date(title, text, where, published_at)
    place = _place(ours, text, where)
    strength = 0.2 * any(hit.sentence < 0 for hit in hits) + 0.1 * (len(hits) > 1)
    known = 0.1 * (happened_on is not None) + 0.1 * (place is not None and place.confidence >= 0.8)
    return Incident(type=kind, place=place, happened_on=happened_on, confidence=0.4 + strength + known)


def _event(title: str, sentences: Sequence[str]) -> tuple[IncidentType, list[_Hit]] | None:
    """The type that the words of title and lead say most of, and where they stand."""
    patterns = _patterns()
    protest = _hits(patterns.protest, title, sentences)
    by_type = {kind: _hits(pattern, title, sentences) for kind, pattern in patterns.types.items()}
    kind = max(by_type, key=lambda one: _weight(by_type[one]))
    if _weight(protest) >= max(_ENOUGH, _weight(by_type[kind])) or (
        # what happened at a protest is the protest's, unless the title says otherwise
        _weight(protest) >= _ENOUGH and _in_title(protest) >= _in_title(by_type[kind])
    ):
        forceful = _hits(patterns.forceful, title, sentences)
        peaceful = patterns.peaceful.search("\n".join([title, *sentences]))
        if _weight(forceful) >= (_TITLE if peaceful else _ENOUGH):
            return IncidentType.PROTEST_VIOLENT, [*protest, *forceful]
        return IncidentType.PROTEST_PEACEFUL, protest
    return (kind, by_type[kind]) if _weight(by_type[kind]) >= _ENOUGH else None


def _weight(hits: Sequence[_Hit]) -> float:
    return sum(hit.weight for hit in hits)


def _in_title(hits: Sequence[_Hit]) -> bool:
    return any(hit.sentence < 0 for hit in hits)


def _hits(pattern: re.Pattern[str], title: str, sentences: Sequence[str]) -> list[_Hit]:
    """Where such words say that something happened; a sentence counts once."""
    found = []
    for number, sentence in enumerate([title, *sentences], start=-1):
        weights = [_says(sentence, match, title=number < 0) for match in pattern.finditer(sentence)]
        if any(weights):
            found.append(_Hit(max(weights), number))
    return found if any(hit.weight >= _TEXT for hit in found) else []


def _says(sentence: str, match: re.Match[str], *, title: bool) -> float:
    before = sentence[max(0, match.start() - _BEFORE) : match.start()]
    if _patterns().denied.search(before):
        return 0.0
    if _patterns().background.search(before):
        return _KNOWN
    return _TITLE if title else _TEXT


def _sentences(text: str) -> list[tuple[int, str]]:
    """The sentences of the lead, each with where it begins."""
    found, start = [], 0
    for gap in [*_SENTENCE.finditer(text[:LEAD]), None]:
        end = gap.start() if gap else len(text[:LEAD])
        if text[start:end].strip():
            found.append((start, text[start:end]))
        start = gap.end() if gap else end
    return found


def _sentence_span(sentences: Sequence[tuple[int, str]], hits: Sequence[_Hit]) -> tuple[int, int]:
    """Where in the text the event is told: the first sentence that says so, else the first one."""
    number = min((hit.sentence for hit in hits if hit.sentence >= 0), default=0)
    if number >= len(sentences):
        return 0, 0
    start, sentence = sentences[number]
    return start, start + len(sentence)


def _place(ours: Sequence[Place], text: str, where: tuple[int, int]) -> Place | None:
    """The surest place of ours, sooner one of the sentence that tells it; not where people came from."""

    def rank(place: Place) -> tuple[float, int]:
        near, origin = 0.0, False
        if place.span:
            near = 0.1 * (where[0] <= place.span.start < where[1])
            origin = _ORIGIN.search(text[max(0, place.span.start - 40) : place.span.start]) is not None
        return place.confidence + near - 0.75 * origin, len(place.code)

    best = max(ours, key=rank, default=None)
    return best if best is not None and best.confidence >= _LIKE_OURS else None
