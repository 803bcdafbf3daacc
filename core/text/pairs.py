"""Which words stand beside each other, and how often, in the texts that models learn from.

`pairs.safetensors` holds the words that are written often and how often two of them stand in a row, of the
forms that models see (`python -m models.training.count_pairs`). No text can be made of it again.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

PAIRS: Final = Path(__file__).with_name("pairs.safetensors")
EDGE: Final = "^"
"""what stands before the first word and behind the last"""
_OFTEN: Final = 20
"""times that a word is written which is kept"""
_TWO: Final = 3
"""and two words in a row"""
_FINE: Final = 24.0
"""steps of the logarithm of a count, which is kept in 8 bits"""
_UNSEEN: Final = 1.0
"""added to what is counted and to what is expected: of rare words nothing follows"""


@dataclass(frozen=True, slots=True)
class _Pairs:
    counts: Mapping[str, int]
    slang: Mapping[str, int]
    total: int
    number: Mapping[str, int]
    keys: npt.NDArray[np.uint32]
    times: npt.NDArray[np.uint8]


@cache
def _pairs() -> _Pairs:
    tensors = load_file(PAIRS)
    counts = _counted(tensors["words"], tensors["counts"])
    number = {word: at for at, word in enumerate(counts)}
    slang = _counted(tensors["slang"], tensors["slang_counts"])
    return _Pairs(counts, slang, int(tensors["total"][0]), number, tensors["keys"], tensors["times"])


def _counted(words: npt.NDArray[np.uint8], times: npt.NDArray[np.uint32]) -> dict[str, int]:
    return dict(zip(words.tobytes().decode().split("\n"), times.tolist(), strict=True))


def counts() -> Mapping[str, int]:
    """How often each word is written that is written often."""
    return _pairs().counts


def slang_counts() -> Mapping[str, int]:
    """How often each word of slang is written that is written often."""
    return _pairs().slang


def total() -> int:
    """How many words were counted."""
    return _pairs().total


@lru_cache(maxsize=1 << 16)
def attraction(word: str, after: str) -> float:
    """The logarithm of how many times as often `after` stands behind `word` as by chance (pointwise mutual
    information, Church and Hanks 1990; smoothed); 0 where either is rare."""
    pairs = _pairs()
    if word not in pairs.counts or after not in pairs.counts:
        return 0.0
    expected = pairs.counts[word] * pairs.counts[after] / pairs.total
    key = np.uint32(pairs.number[word] * len(pairs.number) + pairs.number[after])
    at = int(np.searchsorted(pairs.keys, key))
    held = at < len(pairs.keys) and pairs.keys[at] == key
    times = np.exp(pairs.times[at] / _FINE) if held else 0.0
    return log((times + _UNSEEN) / (expected + _UNSEEN))


def first_word(form: str) -> str:
    """The first word of a form of one or more."""
    return form.partition(" ")[0]


def last_word(form: str) -> str:
    """The last word of a form of one or more."""
    return form.rpartition(" ")[2]


def write_pairs(words: Counter[str], slang: Counter[str], two: Counter[tuple[str, str]]) -> None:
    """Keep what is written often. `words`: how often each form was counted, `two`: those in a row; `slang`:
    words as they are written that are spelled out in their form."""
    kept = sorted(word for word, count in words.items() if count >= _OFTEN)
    spoken = sorted(word for word, count in slang.items() if count >= _OFTEN)
    number = {word: at for at, word in enumerate(kept)}
    found = sorted(
        (number[one] * len(kept) + number[other], count)
        for (one, other), count in two.items()
        if count >= _TWO and one in number and other in number
    )
    save_file(
        {
            "words": np.frombuffer("\n".join(kept).encode(), np.uint8),
            "counts": np.array([words[word] for word in kept], np.uint32),
            "slang": np.frombuffer("\n".join(spoken).encode(), np.uint8),
            "slang_counts": np.array([slang[word] for word in spoken], np.uint32),
            "total": np.array([words.total()], np.uint32),
            "keys": np.array([key for key, _ in found], np.uint32),
            "times": np.array([min(255, round(log(count) * _FINE)) for _, count in found], np.uint8),
        },
        PAIRS,
    )
    PAIRS.chmod(0o644)  # the library makes it its owner's only
