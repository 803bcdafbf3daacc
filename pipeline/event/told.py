"""What a day or a place in a report belongs to: the event, or what was said and done about it afterwards.

Indonesian news puts a day at the end of its clause: with a comma ("Polisi memeriksa ..., Senin (16/11)") it
belongs to the first verb of the sentence, without one ("yang dikeroyok massa dua hari lalu") to the verb just
before. The words are lists of `reference/incident.yml`; no grammar is parsed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from models.incident import LEAD
from pipeline.event.words import spoken, word_patterns

EVENT: Final = 1.0
AFTERMATH: Final = -1.0
_CARE: Final = -0.4
"""who is carried to a hospital is so on the day of the event, mostly"""
_FIRST, _NEAREST = 1.2, 0.8
_ALONE: Final = 2.0
_AFTER_IT: Final = 1.5
_NOUN: Final = re.compile(
    r"\b(?:korban|pelaku|tersangka|terduga|terdakwa|kasus|saksi|buntut|pasca|usai|setelah|sesudah|terkait|soal"
    r"|akibat|ihwal|tentang|dugaan)\s+(?:\w+\s+)?$",
    re.I,
)
"""before a word of the event by which it is only mentioned"""
_ARREST: Final = re.compile(r"angkap|ringkus|bekuk|ciduk|amankan", re.I)
READ: Final = 2 * LEAD
"""characters in which a day or a place of the event is looked for: follow-ups tell it late"""


@dataclass(frozen=True, slots=True)
class Verb:
    """A word that governs days and places: where it stands in its sentence, and what it tells of."""

    start: int
    end: int
    tells: float  # EVENT, AFTERMATH, or between
    mentioned: bool  # as a noun: "korban bentrok"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a report, quotations blank. `start` counts from the text's beginning."""

    number: int
    start: int
    text: str
    verbs: tuple[Verb, ...]
    another: bool  # tells of another event than the report's


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a report's first READ characters."""
    patterns = word_patterns()
    return tuple(
        Sentence(number, start, words, _verbs(words), patterns.another.search(words) is not None)
        for number, (start, words) in enumerate(spoken(text, READ))
    )


def _verbs(sentence: str) -> tuple[Verb, ...]:
    """In their order; where two overlap, what tells of the aftermath stays."""
    patterns = word_patterns()
    found = [
        Verb(
            match.start(),
            match.end(),
            tells,
            tells == EVENT and bool(_NOUN.search(sentence[: match.start()])),
        )
        for pattern, tells in (
            (patterns.aftermath, AFTERMATH),
            (patterns.care, _CARE),
            (patterns.happened, EVENT),
        )
        for match in pattern.finditer(sentence)
        if tells != EVENT or not patterns.things.fullmatch(match[0])
    ]
    found.sort(key=lambda verb: (verb.start, verb.tells))
    return tuple(
        verb
        for verb, before in zip(found, [None, *found], strict=False)
        if not before or verb.start >= before.end
    )


def belongs(sentence: Sentence, at: int) -> float:
    """Whether what stands at `at` in a sentence belongs to the event (to 2) or not (to -2); 0: open."""
    before = [verb for verb in sentence.verbs if verb.end <= at]
    if not before:
        return _AFTER_IT * sentence.verbs[0].tells if sentence.verbs else 0.0
    if not sentence.text[:at].rstrip().endswith(",") or len(before) == 1:
        # "menangkap pelaku penganiayaan di Sangatta": the arrest was there, or the event
        if before[-1].mentioned and any(_ARREST.search(sentence.text, v.start, v.end) for v in before):
            return 0.0
        return _ALONE * before[-1].tells
    finite = [verb for verb in before if not verb.mentioned] or before
    return _FIRST * finite[0].tells + _NEAREST * before[-1].tells


def sentence_of(several: Sequence[Sentence], at: int) -> Sentence | None:
    """The sentence in which the character `at` of the text stands."""
    for one, following in pairwise([*several, None]):
        if one is not None and one.start <= at and (following is None or at < following.start):
            return one if at < one.start + len(one.text) + 2 else None
    return None
