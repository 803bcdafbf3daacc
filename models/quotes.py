"""Which words of a text are somebody else's: those in quotation marks."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from core.text.quoting import DOUBLE, with_double_marks
from models.features import Floats

_QUOTE: Final = re.compile(DOUBLE)
_WORD: Final = re.compile(r"\w+")


def quotes(text: str) -> list[tuple[int, int]]:
    """Where quotations of two words or more stand: begin and end of each, marks included."""
    found = [match.span() for match in _QUOTE.finditer(with_double_marks(text))]
    return [(start, end) for start, end in found if len(_WORD.findall(text[start:end])) > 1]


def quoted_shares(texts: Sequence[str]) -> Floats:
    """The share of each text's words that are quoted (texts x 1)."""
    shares = []
    for text in texts:
        inside = sum(len(_WORD.findall(text[start:end])) for start, end in quotes(text))
        shares.append(inside / max(1, len(_WORD.findall(text))) if inside else 0.0)
    return np.array(shares, dtype=np.float32)[:, None]
