"""Counts in how many texts each stem and piece occurs. `models.match.words.rarity` reads the counts."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from core.hashes import word_hash
from models.match.words import pieces, stem, words_of

_SEEN: Final = 3
"""stems and pieces of fewer texts are not kept: they are as rare as unseen ones, and could be names"""


def count(texts: Iterable[str]) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of the file: hashes of stems and pieces ("codes"), in how many texts each occurs ("counts"),
    and how many texts there are ("texts")."""
    held: Counter[str] = Counter()
    number = 0
    for text in texts:
        number += 1
        words = set(words_of(text))
        held.update({stem(word) for word in words})
        held.update({piece for word in words for piece in pieces(word)})
    kept = sorted((word_hash(name), times) for name, times in held.items() if times >= _SEEN)
    return {
        "codes": np.array([one for one, _ in kept], dtype=np.uint64),
        "counts": np.array([times for _, times in kept], dtype=np.uint16),
        "texts": np.array([number], dtype=np.uint32),
    }
