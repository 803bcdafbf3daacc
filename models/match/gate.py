"""Which texts the encoder reads when they are matched: those that may tell of an event, as claims do.

A linear model over hashed stems, length, numbers and names decides. Greetings, advertising and small talk are
left to the lexical model, which costs a twentieth of the encoder. The gate looks at the text alone, whatever
claims the library holds.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import log1p
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from core.facts import names, numbers
from core.hashes import word_hash
from models.encoder.reading import HEAD, TAIL
from models.match.words import stem

WEIGHTS: Final = Path(__file__).resolve().parent / "gate.safetensors"
COLUMNS: Final = 1 << 15
OTHERS: Final = 3
"""columns after those of stems: length, numbers, names"""
_THRESHOLD: Final = -1.4
"""The log-odds from which the encoder reads a text. Of texts by writers that the gate had not seen, 2 % of
paraphrases that share no word with their claim fall below, 1 % of other posts, and three quarters of ordinary
traffic."""
_READ: Final = HEAD + TAIL
"""words of a text, from its first on: as many as the encoder reads"""


@lru_cache(maxsize=1 << 17)
def _column(name: str) -> int:
    return word_hash(name) % COLUMNS


def columns_of(words: Sequence[str]) -> list[int]:
    """The columns of a text's stems, each once."""
    return sorted({_column(stem(word)) for word in words[:_READ]})


def others_of(text: str, words: Sequence[str]) -> tuple[float, float, float]:
    """Length, numbers and names of a text, each between 0 and about 2."""
    return log1p(min(len(words), _READ)) / 3, float(min(2, len(numbers(text)))), min(4, len(names(text))) / 2


@lru_cache(maxsize=1)
def _weights() -> tuple[npt.NDArray[np.float32], float]:
    stored = load_file(WEIGHTS)
    return stored["weights"].astype(np.float32), float(stored["intercept"][0])


def may_claim(texts: Sequence[str], words: Sequence[Sequence[str]]) -> npt.NDArray[np.bool_]:
    """Whether each text may tell of an event (texts,). `words`: those of each text."""
    weights, intercept = _weights()
    found = [
        intercept
        + float(weights[columns_of(held)].sum())
        + float(np.dot(weights[COLUMNS:], others_of(text, held)))
        for text, held in zip(texts, words, strict=True)
    ]
    return np.array(found, dtype=np.float64) >= _THRESHOLD
