"""A long text is also judged passage by passage: among ordinary sentences one call is lost.

The rows of the linear models are of unit length and the encoder's vector is a mean, so that thirty ordinary
words before a plain threat take its probability from 0.7 to 0.003. A text is as probable as its most telling
part (the standard assumption of multiple instances: Dietterich et al. 1997), where a passage counts for less
than it would as a text of its own: who reads it alone does not know what stands beside it.
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
"""words from which a text has passages"""
_MOST: Final = 24
"""words of a passage; of a longer sentence parts that overlap by half"""
_LEAST: Final = 5
"""words of a passage: a sentence of fewer is read with the next, the last one with that before"""
ALONE: Final = 1.25
"""log-odds by which a passage counts less than a text of its own"""
_WORD: Final = re.compile(r"\S+")
_SHORT: Final = r"(?<![ (]\w\.)(?<!\b(?:Jl|No|dr|Dr|Rp|RT|RW)\.)(?<!\b(?:Bpk|Kab|Kec|Ust)\.)"
"""not behind a stop that ends nothing: "H. Amat", "Jl. Yos" """
_END: Final = re.compile(rf"{_SHORT}(?<=[.!?…])(?:\s+|[\"'”’)]+\s+(?=[A-Z]))|\n+")
"""behind a closing mark only before a capital: who said it may follow"""
ASSERTS: Final = tuple(RoleName).index(RoleName.ASSERT)
"""the column of the role by which a text, or a passage, counts"""
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the text with this number; `start`: the character at which it begins there."""

    text: int
    start: int
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Texts, judged for a signal; a row each."""

    probability: Probabilities
    carrier: npt.NDArray[np.int64]
    """which of `telling(texts)` the probability comes from; -1: the text as a whole"""
    alone: Probabilities
    """of the carrier by itself: of a whole text the same"""


def judge(name: str, texts: Sequence[str], discount: float = ALONE) -> Judged:
    """A signal's calibrated probabilities of normalised and masked texts, whole and by passages. A passage
    counts where its author asserts it."""
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
    """For each text what is said of the part that its probability comes from."""
    return [
        of_texts[row] if part < 0 else of_passages[part] for row, part in enumerate(judged.carrier.tolist())
    ]


@lru_cache(maxsize=2)
def telling(texts: tuple[str, ...], discount: float = ALONE) -> tuple[Passage, ...]:
    """The passages that may tell more than their text. What stands in one must be the plainer for counting
    less: the linear model of a signal finds the others as far from a flag as texts that the cascade closes,
    and they are not asked about."""
    found = passages(texts)
    tell = may_count([part.words for part in found], discount)
    return tuple(part for part, tells in zip(found, tell, strict=True) if tells)


def passages(texts: tuple[str, ...]) -> tuple[Passage, ...]:
    """The passages of those that are long, texts in order: sentences, and parts of those that do not end."""
    marked = map(with_double_marks, texts)  # a star quotes by the word before it, which may be cut off
    return tuple(
        Passage(number, start, text[start:end])
        for number, text in enumerate(marked)
        for start, end in _ranges(text)
    )


def _ranges(text: str) -> list[tuple[int, int]]:
    """Where the passages of a text begin and end; none where it is one itself."""
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
    """A range, and the rest of a quotation that it would cut: without its marks, what somebody else says is
    the author's."""
    return (
        min([start, *(begin for begin, _ in _around(start, quoted))]),
        max([end, *(close for _, close in _around(end, quoted))]),
    )


def _around(place: int, quoted: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The quotations that a cut at this place would part."""
    return [(start, end) for start, end in quoted if start < place < end]


def _parts(begin: int, end: int) -> list[tuple[int, int]]:
    """A sentence, or what it is cut into."""
    step = _MOST // 2
    starts = range(begin, end - step, step) if end - begin > _MOST else [begin]
    return [(start, min(end, start + _MOST)) for start in starts]
