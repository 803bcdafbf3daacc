"""The words of events in news: where an event is told, and which type the words say (the baseline).

They stand in `reference/incident.yml`. The model decides (`pipeline/incident.py`); the words say which news
it is asked about, which sentence tells the event, and what the decision is measured against.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from core.record import IncidentType
from models.incident import LEAD, title_and_lead
from models.yamlfile import read_model
from pipeline import REFERENCE, BadReferenceError

_FILE: Final = REFERENCE / "incident.yml"
_SENTENCE: Final = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"(])|\n+")
_BEFORE: Final = 45
"""characters before a word in which a denial stands"""
_TITLE, _TEXT, _KNOWN = 2.0, 1.0, 0.4
_ENOUGH: Final = 1.0
_QUOTED: Final = re.compile(r"[“\"][^“”\"]{0,600}[”\"]")


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    types: Mapping[IncidentType, tuple[str, ...]]
    protest: tuple[str, ...]
    forceful: tuple[str, ...]
    force: tuple[str, ...]
    peaceful: tuple[str, ...]
    denied: tuple[str, ...]
    background: tuple[str, ...]
    no_event: tuple[str, ...]
    accident: tuple[str, ...]
    crowd: tuple[str, ...]
    family: tuple[str, ...]
    outsiders: tuple[str, ...]
    sport: tuple[str, ...]
    supporters: tuple[str, ...]
    ours: tuple[str, ...]
    hints: tuple[str, ...]
    happened: tuple[str, ...]
    things: tuple[str, ...]
    aftermath: tuple[str, ...]
    care: tuple[str, ...]
    another: tuple[str, ...]
    everywhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """The lists of the file, each as one expression."""

    types: Mapping[IncidentType, re.Pattern[str]]
    protest: re.Pattern[str]
    forceful: re.Pattern[str]
    force: re.Pattern[str]
    peaceful: re.Pattern[str]
    denied: re.Pattern[str]
    background: re.Pattern[str]
    no_event: re.Pattern[str]
    accident: re.Pattern[str]
    crowd: re.Pattern[str]
    family: re.Pattern[str]
    outsiders: re.Pattern[str]
    sport: re.Pattern[str]
    supporters: re.Pattern[str]
    ours: re.Pattern[str]
    asked: re.Pattern[str]
    happened: re.Pattern[str]
    things: re.Pattern[str]
    aftermath: re.Pattern[str]
    care: re.Pattern[str]
    another: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    return read_model(_FILE, _Words, BadReferenceError)


@lru_cache(maxsize=1)
def word_patterns() -> Patterns:
    """All of them, made once."""
    words = _words()
    return Patterns(
        types={kind: _any(several) for kind, several in words.types.items()},
        protest=_any(words.protest),
        forceful=_any(words.forceful),
        force=_any(words.force),
        peaceful=_any(words.peaceful),
        # these must stand shortly before the word that they are about
        denied=re.compile(rf"{_any(words.denied).pattern}(?=[^,;]*$)", re.I),
        background=re.compile(rf"{_any(words.background).pattern}(?:\s+\w+){{0,2}}\s*$", re.I),
        no_event=_any(words.no_event),
        accident=_any(words.accident),
        crowd=_any(words.crowd),
        family=_any(words.family),
        outsiders=_any(words.outsiders),
        sport=_any(words.sport),
        supporters=_any(words.supporters),
        ours=_any(words.ours),
        asked=re.compile(rf"\b(?:{'|'.join(_every_word())})", re.I),
        happened=re.compile(rf"\b(?:{'|'.join([*words.happened, *_every_word()])})\w*", re.I),
        things=_any(words.things),
        aftermath=_any(words.aftermath),
        care=_any(words.care),
        another=_any(words.another),
    )


def everywhere() -> tuple[str, ...]:
    """Words that any report has."""
    return _words().everywhere


def _any(several: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(several)})\b", re.I)


def _every_word() -> list[str]:
    words = _words()
    return [*words.hints, *words.protest, *(one for ones in words.types.values() for one in ones)]


def event_words() -> str:
    """A regular expression for the store that finds the words of every event, and a few more.

    Its engine (RE2) knows no look-ahead, and by `\\w` it means ASCII only.
    """
    plain = (_without_look_ahead(one).replace(r"\w", r"[\pL\pN_]") for one in _every_word())
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


def asked(title: str, text: str) -> bool:
    """Whether title or lead hold any word of an event: other news the model is not asked about."""
    return word_patterns().asked.search(title_and_lead(title, text)) is not None


def names_regency(title: str, text: str) -> bool:
    """Whether title or lead name the regency itself, or a place in it that no gazetteer has."""
    return word_patterns().ours.search(title_and_lead(title, text)) is not None


def force_is_told(title: str, text: str) -> bool:
    """Whether title or lead tell of force by whomever; denied, or in a peaceful protest, it is not told."""
    patterns = word_patterns()
    told = [sentence for _, sentence in spoken(text)]
    said = words_say(title, text)
    calm = said is not None and said[0] is IncidentType.PROTEST_PEACEFUL
    if calm and patterns.peaceful.search("\n".join([title, *told])):
        return False
    return bool(_hits(patterns.force, title, told))


def left_out(title: str, text: str, by_words: IncidentType | None) -> bool:
    """Whether title and first sentence tell of what the label leaves out, whatever the model finds.

    An accident or an animal, where the words say no event and nobody acts on purpose; what happens within a
    family, where they say no more than an attack and no outsider acts or is hurt. `by_words` is what
    `words_say`.
    """
    patterns = word_patterns()
    told = "\n".join([title, *(sentence for _, sentence in spoken(text)[:1])])
    if by_words is None and patterns.accident.search(told) and not patterns.crowd.search(told):
        return True
    if by_words not in (None, IncidentType.ATTACK, IncidentType.THREAT):
        return False
    return bool(patterns.family.search(told)) and not patterns.outsiders.search(told)


def words_say(title: str, text: str) -> tuple[IncidentType, list["Hit"]] | None:
    """The type that the words alone say, and where; None for no event. The region is not asked about."""
    patterns = word_patterns()
    whole = title_and_lead(title, text)
    if patterns.no_event.search(title):
        return None
    if len({m[0].lower() for m in patterns.sport.finditer(whole)}) > 1 and not patterns.supporters.search(
        whole
    ):
        return None
    return _event(title, [sentence for _, sentence in spoken(text)])


def told_in(title: str, text: str, kind: IncidentType | None = None) -> tuple[int, int]:
    """Where in the text the event is told: the first sentence that says so, else the first of its words.

    `kind` is what the event was judged to be, where that is known: of two events in one text it tells which.
    """
    told = spoken(text)
    hits = _hits_of(kind, title, [sentence for _, sentence in told]) if kind else []
    said = words_say(title, text)
    numbers = [hit.sentence for hit in hits if hit.sentence >= 0]
    if not numbers and said:
        numbers = [hit.sentence for hit in said[1] if hit.sentence >= 0]
    if not numbers:
        numbers = [n for n, (_, sentence) in enumerate(told) if word_patterns().asked.search(sentence)][:1]
    number = min(numbers, default=0)
    if number >= len(told):
        return 0, 0
    start, sentence = told[number]
    return start, start + len(sentence)


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of an event: how much it says, and the sentence in which it stands (-1: the title)."""

    weight: float
    sentence: int


def _event(title: str, sentences: Sequence[str]) -> tuple[IncidentType, list[Hit]] | None:
    """The type that the words of title and lead say most of, and where they stand."""
    patterns = word_patterns()
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


def _hits_of(kind: IncidentType, title: str, sentences: Sequence[str]) -> list[Hit]:
    """Where the words of one type say that it happened."""
    patterns = word_patterns()
    if kind in patterns.types:
        return _hits(patterns.types[kind], title, sentences)
    forceful = kind is IncidentType.PROTEST_VIOLENT
    return [
        *_hits(patterns.protest, title, sentences),
        *(_hits(patterns.forceful, title, sentences) if forceful else ()),
    ]


def _weight(hits: Sequence[Hit]) -> float:
    return sum(hit.weight for hit in hits)


def _in_title(hits: Sequence[Hit]) -> bool:
    return any(hit.sentence < 0 for hit in hits)


def _hits(pattern: re.Pattern[str], title: str, sentences: Sequence[str]) -> list[Hit]:
    """Where such words say that something happened; a sentence counts once."""
    found = []
    for number, sentence in enumerate([title, *sentences], start=-1):
        weights = [_says(sentence, match, title=number < 0) for match in pattern.finditer(sentence)]
        if any(weights):
            found.append(Hit(max(weights), number))
    return found if any(hit.weight >= _TEXT for hit in found) else []


def _says(sentence: str, match: re.Match[str], *, title: bool) -> float:
    before = sentence[max(0, match.start() - _BEFORE) : match.start()]
    if word_patterns().denied.search(before):
        return 0.0
    if word_patterns().background.search(before):
        return _KNOWN
    return _TITLE if title else _TEXT


def spoken(text: str, length: int = LEAD) -> list[tuple[int, str]]:
    """The sentences of the first `length` characters, each with where it begins; what people say is blank.

    It is talk of an event, or a figure of speech.
    """
    lead = _QUOTED.sub(lambda said: " " * len(said[0]), text[:length])
    found, start = [], 0
    for gap in [*_SENTENCE.finditer(lead), None]:
        end = gap.start() if gap else len(lead)
        if lead[start:end].strip():
            found.append((start, lead[start:end]))
        start = gap.end() if gap else end
    return found
