"""A long text is also judged passage by passage, because among ordinary sentences one call for violence is
lost.

The rows of the linear models are of unit length, and the encoder's vector is a mean. So thirty ordinary words
before a plain threat take its probability from 0.7 to 0.003. A text is therefore as probable as its most
telling part (the standard assumption of multiple instances: Dietterich et al. 1997). A passage counts for
less than it would as a text of its own: who reads it alone does not know what stands beside it.
"""

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from core.record import RoleName
from core.text.quoting import with_double_marks
from models.cascade import may_count, read
from models.join import score_joined
from models.linear import Probabilities
from models.quotes import quotes

LONG: Final = 16
"""A text of so many words or more has passages."""
_MOST: Final = 24
"""Words of a passage, at most. A longer sentence is cut into parts that overlap by half."""
_LEAST: Final = 5
"""Words of a passage, at least. A shorter sentence is read with the next one, the last one with that before
it."""
ALONE: Final = 1.25
"""A passage counts so many log-odds less than a text of its own."""
_WORD: Final = re.compile(r"\S+")
_SHORT: Final = r"(?<![ (]\w\.)(?<!\b(?:Jl|No|dr|Dr|Rp|RT|RW)\.)(?<!\b(?:Bpk|Kab|Kec|Ust)\.)"
"""No sentence ends behind the stop of an abbreviation: "H. Amat", "Jl. Yos"."""
_END: Final = re.compile(rf"{_SHORT}(?<=[.!?…])(?:\s+|[\"'”’)]+\s+(?=[A-Z]))|\n+")
"""Behind a closing quotation mark a sentence ends only before a capital: who said it may follow."""
ASSERTS: Final = tuple(RoleName).index(RoleName.ASSERT)
"""The column of the role model for "asserts": by it a text, or a passage, counts."""
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text. `text` is the number of the text, `start` the character at which the part begins
    there."""

    text: int
    start: int
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Texts judged for a signal, a row each."""

    probability: Probabilities
    carrier: npt.NDArray[np.int64]
    """Which of the passages (`telling`) the probability comes from; -1 if it is the text as a whole."""
    alone: Probabilities
    """The probability of that passage as a text of its own; of a whole text the same as `probability`."""


def judge(name: str, texts: Sequence[str], discount: float = ALONE) -> Judged:
    """The calibrated probabilities of a signal, of normalised and masked texts, each judged whole and by its
    passages. A passage counts only where its author asserts it."""
    read(texts)  # the encoder begins, and goes on while passages are looked for
    parts = telling(tuple(texts), discount)
    words = [part.words for part in parts]
    read(words)
    whole = score_joined(name, texts)[:, 0]
    by_part = score_joined(name, words)[:, 0]
    asserts = score_joined("role", words).argmax(axis=1) == ASSERTS
    counts = np.where(asserts, by_part / (by_part + (1 - by_part) * np.exp(discount)), 0.0)
    probability, alone, carrier = whole.copy(), whole.copy(), np.full(len(texts), -1)
    for number, part in enumerate(parts):
        if counts[number] > probability[part.text]:
            probability[part.text], alone[part.text] = counts[number], by_part[number]
            carrier[part.text] = number
    return Judged(probability, carrier, alone)


def of_carriers(judged: Judged, of_texts: Sequence[_One], of_passages: Sequence[_One]) -> list[_One]:
    """For each text what is said of the part that its probability comes from: `of_texts` or `of_passages`."""
    return [
        of_texts[row] if part < 0 else of_passages[part] for row, part in enumerate(judged.carrier.tolist())
    ]


@lru_cache(maxsize=2)
def telling(texts: tuple[str, ...], discount: float) -> tuple[Passage, ...]:
    """The passages worth scoring.

    A passage counts `discount` log-odds less than a text of its own. So one whose linear margin, less the
    discount, is below the cascade's bound is as far from a flag as a text that the cascade closes, and is
    skipped.
    """
    found = passages(texts)
    tell = may_count([part.words for part in found], discount)
    return tuple(part for part, tells in zip(found, tell, strict=True) if tells)


def passages(texts: tuple[str, ...]) -> tuple[Passage, ...]:
    """The passages of the long ones among these texts, texts in order: sentences. A sentence of more than 24
    words is cut into overlapping parts."""
    marked = map(with_double_marks, texts)  # before texts are cut: a star quotes by the word before it
    return tuple(
        Passage(number, start, text[start:end])
        for number, text in enumerate(marked)
        for start, end in _ranges(text)
    )


def _ranges(text: str) -> list[tuple[int, int]]:
    """Where the passages of a text begin and end. None if the text is a single passage itself."""
    words = [match.span() for match in _WORD.finditer(text)]
    if len(words) < LONG:
        return []
    quoted = quotes(text)
    ends = [end.end() for end in _END.finditer(text) if not _around(end.end(), quoted)]
    sentence = [bisect(ends, start) for start, _ in words]
    bounds = [0, *(n for n in range(1, len(words)) if sentence[n] > sentence[n - 1]), len(words)]
    found: list[tuple[int, int]] = []  # by word
    begin = 0
    for end in bounds[1:]:
        if end - begin >= _LEAST:
            found += _parts(begin, end)
            begin = end
    if begin < len(words):
        found[-1] = (found[-1][0], len(words))
    if len(found) == 1:
        return []
    ranges = [(words[first][0], words[last - 1][1]) for first, last in found]
    return [_whole(start, end, quoted) for start, end in ranges]


def _whole(start: int, end: int, quoted: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """A range, widened by the rest of any quotation that it would cut: without its marks, what somebody else
    says would be read as the author's."""
    return (
        min([start, *(begin for begin, _ in _around(start, quoted))]),
        max([end, *(close for _, close in _around(end, quoted))]),
    )


def _around(place: int, quoted: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The quotations that a cut at this place would part."""
    return [(start, end) for start, end in quoted if start < place < end]


def _parts(begin: int, end: int) -> list[tuple[int, int]]:
    """A sentence as one range of words; a long one as the overlapping parts that it is cut into."""
    step = _MOST // 2
    starts = range(begin, end - step, step) if end - begin > _MOST else [begin]
    return [(start, min(end, start + _MOST)) for start in starts]
