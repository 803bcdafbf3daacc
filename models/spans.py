"""Which words hold a probability up: what it loses when they are taken away (Zeiler & Fergus 2014).

Words are chosen until half of the probability is gone, or too many would be marked. Words that tell a reader
something come first where they suffice. Where the first of two peoples is taken away, the second one is read
as the first (`models/names.py`): a name weighs what its place in the text weighs.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt

from models.words import read_tokens

MOST: Final = 0.4
"""The share of a text's words that may be marked at most, unless a single piece is more."""
_WINDOWS: Final = 36
_NESTED: Final = 10
_NEARLY: Final = 0.2
"""A word of this share of the heaviest word's weight is marked too."""
_LEAST: Final = 0.1
"""log-odds from which a word that tells something goes before heavier ones that tell nothing"""
_MARKS: Final = frozenset('?!"')  # they weigh, but a mark alone tells a reader nothing
_SENTENCE_END: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"”’)]*+(?=\s)|\n")
Score = Callable[[Sequence[str]], npt.NDArray[np.float64]]
Tells = Callable[[str], bool]
"""Says whether a word, in the form in which it is read, tells a reader something about a signal."""
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring words: where they stand, and the log-odds that the text loses without them. `tells`:
    whether they tell a reader something."""

    start: int
    end: int
    weight: float
    tells: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """What holds a probability up (`up`, strongest first), all that holds it down (`down`), and the
    probability that is left without the former."""

    up: tuple[Piece, ...]
    down: tuple[Piece, ...]
    left: float


def sentence_ends(text: str) -> list[int]:
    """The characters behind which a sentence of the text ends. The text's own end is not among them."""
    return [found.end() for found in _SENTENCE_END.finditer(text)]


def without(text: str, ranges: Sequence[Range]) -> str:
    """The text with a space in place of each of these parts."""
    parts, at = [], 0
    for start, end in sorted(ranges):
        parts += [text[at:start], " "]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def holding(
    score: Score, texts: Sequence[str], before: npt.NDArray[np.float64], tells: Tells = lambda _: True
) -> list[Held]:
    """For each text, whose probability is `before`, the words that hold it up and down. `tells` says which
    words tell a reader something.

    The trials of all texts are scored together. First each of a text's windows (some 36) is left out alone.
    Then up to 20 trials leave out several at once: the strongest of those that tell something, and the
    strongest of all. The latter count only where the former do not take half of the probability away.
    """
    windows = [_windows(text, tells) for text in texts]
    after = _scored(score, texts, [[[(one.start, one.end)] for one in each] for each in windows])
    pieces = [
        [replace(one, weight=_logit(p) - _logit(q)) for one, q in zip(each, found, strict=True)]
        for each, found, p in zip(windows, after, before, strict=True)
    ]
    orders = [
        [_few(order, text) for order in _orders(each)] for each, text in zip(pieces, texts, strict=True)
    ]
    nested = [
        [[(one.start, one.end) for one in order[: n + 1]] for order in each for n in range(len(order))]
        for each in orders
    ]
    left = _scored(score, texts, nested)
    return [
        _held(each, telling, heaviest, gone, float(p))
        for each, (telling, heaviest), gone, p in zip(pieces, orders, left, before, strict=True)
    ]


def _orders(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The pieces that hold the probability up, in two orders: those that tell something first, and by weight
    alone."""
    ups = sorted((one for one in pieces if one.weight > 0), key=lambda one: -one.weight)
    return sorted(ups, key=lambda one: not (one.tells and one.weight >= _LEAST)), ups


def _held(
    pieces: Sequence[Piece],
    telling: Sequence[Piece],
    heaviest: Sequence[Piece],
    left: Sequence[float],
    before: float,
) -> Held:
    downs = tuple(sorted((one for one in pieces if one.weight < 0), key=lambda one: one.weight))
    if not left:
        return Held((), downs, before)
    ups, gone = telling, left[: len(telling)]
    if min(gone) > before / 2 >= min(left[len(telling) :]):
        ups, gone = heaviest, left[len(telling) :]
    half = next((n for n, value in enumerate(gone) if value <= before / 2), len(gone) - 1)
    # A reader misses a word that weighs nearly as much as the one that is marked.
    heavy = [one.weight >= _NEARLY * ups[0].weight and one.tells for one in ups]
    last = max(half, next((n for n, nearly in enumerate(heavy) if not nearly), len(heavy)) - 1)
    return Held(tuple(sorted(ups[: last + 1], key=lambda one: -one.weight)), downs, gone[last])


def _windows(text: str, tells: Tells) -> list[Piece]:
    """Parts that cover the text once, none beyond the end of a sentence.

    Words that tell something stand alone, unless there are more than 36. What stands between them is parted
    into some 36 parts of one or a few words. Words that are read from one stretch of the text ("babi2") are
    one part.
    """
    read: dict[Range, list[str]] = {}
    for word, start, end in read_tokens(text):
        if word not in _MARKS:
            read.setdefault((start, end), []).append(word)
    few = max(1, -(-len(read) // _WINDOWS))
    ends = sentence_ends(text)
    telling = {place: any(tells(word) for word in words) for place, words in read.items()}
    alone = 1 if sum(telling.values()) <= _WINDOWS else few
    windows = []
    for (_, tell), run in groupby(read, key=lambda place: (bisect_right(ends, place[0]), telling[place])):
        places, size = list(run), alone if tell else few
        for group in (places[n : n + size] for n in range(0, len(places), size)):
            windows.append(Piece(group[0][0], group[-1][1], 0.0, tell))
    return windows


def _few(ranked: Sequence[Piece], text: str) -> list[Piece]:
    """The first pieces that together hold at most 40 % of the words. The first one is always among them: a
    word that is spelled with spaces ("b a k a r") may be all of a text."""
    most = int(MOST * len(text.split()))
    chosen: list[Piece] = []
    used = 0
    for one in ranked[:_NESTED]:
        used += max(1, len(text[one.start : one.end].split()))
        if chosen and used > most:
            break
        chosen.append(one)
    return chosen


def _scored(
    score: Score, texts: Sequence[str], trials: Sequence[Sequence[Sequence[Range]]]
) -> list[list[float]]:
    """The probability of each text without each of its sets of parts."""
    flat = [[without(text, ranges) for ranges in each] for text, each in zip(texts, trials, strict=True)]
    distinct = list(dict.fromkeys(trial for each in flat for trial in each))
    value = dict(zip(distinct, score(distinct).tolist() if distinct else [], strict=True))
    return [[value[trial] for trial in each] for each in flat]


def _logit(probability: float) -> float:
    bounded = min(max(float(probability), 1e-6), 1 - 1e-6)
    return float(np.log(bounded / (1 - bounded)))
