"""Which words hold a probability up: what it loses when they are taken away (Zeiler & Fergus 2014), chosen
until half of it is gone or too many words would be marked. Where the first of two peoples is taken away, the
second is read as the first (`models/names.py`): a name weighs what its place in the text weighs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.words import read_tokens

MOST: Final = 0.4
"""share of a text's words that may be marked, unless one piece alone is more"""
_WINDOWS: Final = 36
_NESTED: Final = 10
_NEARLY: Final = 0.3  # of the heaviest word's weight
_MARKS: Final = frozenset('?!"')  # they weigh, but a mark alone tells a reader nothing
Score = Callable[[Sequence[str]], npt.NDArray[np.float64]]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring words: where they stand, and the log-odds that the text loses without them."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Held:
    """What holds a probability up, strongest first, and down; what is left without the former."""

    up: tuple[Piece, ...]
    down: tuple[Piece, ...]
    left: float


def without(text: str, ranges: Sequence[Range]) -> str:
    """The text with these parts blank."""
    parts, at = [], 0
    for start, end in sorted(ranges):
        parts += [text[at:start], " "]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def holding(score: Score, texts: Sequence[str], before: npt.NDArray[np.float64]) -> list[Held]:
    """For each text, whose probability is `before`, the words that hold it up and down.

    All texts' trials are scored together: some 36 for the windows of each, then some 10 of them at once.
    """
    windows = [_windows(text) for text in texts]
    after = _scored(score, texts, [[[window] for window in each] for each in windows])
    pieces = [
        [Piece(start, end, _logit(p) - _logit(q)) for (start, end), q in zip(each, found, strict=True)]
        for each, found, p in zip(windows, after, before, strict=True)
    ]
    ranked = [sorted((one for one in each if one.weight > 0), key=lambda one: -one.weight) for each in pieces]
    ranked = [_few(each, text) for each, text in zip(ranked, texts, strict=True)]
    nested = [[[(one.start, one.end) for one in each[: n + 1]] for n in range(len(each))] for each in ranked]
    left = _scored(score, texts, nested)
    return [
        _held(each, ups, gone, float(p))
        for each, ups, gone, p in zip(pieces, ranked, left, before, strict=True)
    ]


def _held(pieces: Sequence[Piece], ups: Sequence[Piece], left: Sequence[float], before: float) -> Held:
    half = next((n for n, value in enumerate(left) if value <= before / 2), len(left) - 1)
    # A reader misses a word that weighs nearly as much as the one that is marked.
    heavy = sum(one.weight >= _NEARLY * ups[0].weight for one in ups) - 1
    last = max(half, heavy)
    downs = sorted((one for one in pieces if one.weight < 0), key=lambda one: one.weight)
    return Held(tuple(ups[: last + 1]), tuple(downs[:3]), left[last] if left else before)


def _windows(text: str) -> list[Range]:
    """Parts of one or a few words that cover the text once, at most 36."""
    tokens = [token for token in read_tokens(text) if token[0] not in _MARKS]
    size = max(1, -(-len(tokens) // _WINDOWS))
    groups = [tokens[n : n + size] for n in range(0, len(tokens), size)]
    return [(group[0][1], group[-1][2]) for group in groups]


def _few(ranked: Sequence[Piece], text: str) -> list[Piece]:
    """The first ones that together hold at most 40 % of the words; always the first: a word that is spelled
    with spaces ("b a k a r") may be all of a text."""
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
    """The probability of each text without each set of parts."""
    flat = [without(text, ranges) for text, each in zip(texts, trials, strict=True) for ranges in each]
    values = iter(score(flat).tolist() if flat else [])
    return [[next(values) for _ in each] for each in trials]


def _logit(probability: float) -> float:
    bounded = min(max(float(probability), 1e-6), 1 - 1e-6)
    return float(np.log(bounded / (1 - bounded)))
