"""Claims by meaning: the encoder's vectors, kept with their texts, and the claims nearest to a text."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from models.encoder.encode import meaning
from models.encoder.reading import WIDTH
from models.match.index import Floats, Ints

_MOST_KEPT: Final = 120_000
"""claims whose vectors this process remembers, half precision: about 90 MB"""
_CELLS: Final = 8_000_000
"""likenesses held at a time: 32 MB"""

_kept: dict[str, npt.NDArray[np.float16]] = {}


def claim_vectors(claims: Sequence[str]) -> Floats:
    """(claims, 384), length one. Only claims that this process has not met yet go through the encoder: a
    library that grew by one claim costs one claim."""
    new = [claim for claim in dict.fromkeys(claims) if claim not in _kept]
    if len(_kept) + len(new) > _MOST_KEPT:
        _kept.clear()
        new = list(dict.fromkeys(claims))
    for claim, vector in zip(new, meaning(new), strict=True):
        _kept[claim] = vector.astype(np.float16)
    if not claims:
        return np.zeros((0, WIDTH), dtype=np.float32)
    return np.stack([_kept[claim] for claim in claims]).astype(np.float32)


def nearest(texts: Floats, claims: Floats, most: int) -> tuple[Ints, Ints]:
    """Pairs (text, claim): the `most` claims nearest to each text, texts in order, by brute force.

    In no order within a text; of equally near claims any.
    """
    most = min(most, len(claims))
    step = max(1, _CELLS // max(1, len(claims)))
    found = [np.zeros((0, most), dtype=np.int64)]
    for start in range(0, len(texts) if most else 0, step):
        likeness = texts[start : start + step] @ claims.T
        found.append(np.argpartition(-likeness, most - 1, axis=1)[:, :most])
    claim = np.concatenate(found).astype(np.int64).ravel()
    return np.repeat(np.arange(len(claim) // max(1, most), dtype=np.int64), most), claim


def together(one: tuple[Ints, Ints], other: tuple[Ints, Ints], claims: int) -> tuple[Ints, Ints]:
    """The pairs that stand in either, each once, by text and claim."""
    codes = np.union1d(one[0] * claims + one[1], other[0] * claims + other[1])
    return codes // max(1, claims), codes % max(1, claims)
