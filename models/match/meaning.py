"""Claims by meaning: the encoder's vectors of claims, kept in memory; and the claims most like a text."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from models.encoder.encode import meaning
from models.encoder.reading import WIDTH
from models.match.index import Floats, Ints

_MOST_KEPT: Final = 120_000
"""claims whose vectors this process remembers, at most; in half precision about 90 MB"""
_CELLS: Final = 4_000_000
"""likenesses that are worked out at a time: 16 MB, and some six times that on the way"""

_kept: dict[str, npt.NDArray[np.float16]] = {}


def claim_vectors(claims: Sequence[str]) -> Floats:
    """The vectors of claims (claims, 384), of length one. Only claims that this process has not met yet go
    through the encoder, so a library that grew by one claim costs one claim."""
    new = [claim for claim in dict.fromkeys(claims) if claim not in _kept]
    if len(_kept) + len(new) > _MOST_KEPT:
        _kept.clear()
        new = list(dict.fromkeys(claims))
    for claim, vector in zip(new, meaning(new), strict=True):
        _kept[claim] = vector.astype(np.float16)
    if not claims:
        return np.zeros((0, WIDTH), dtype=np.float32)
    return np.stack([_kept[claim] for claim in claims]).astype(np.float32)


def nearest(texts: int, claims: int, likeness: Callable[[slice], Floats], most: int) -> tuple[Ints, Ints]:
    """Pairs (text, claim): the `most` claims most like each text, texts in order, by brute force.

    `likeness` gives that of some texts to all claims (texts, claims). The claims of a text come in no order,
    and of equally like claims any may be chosen.
    """
    most = min(most, claims)
    step = max(1, _CELLS // max(1, claims))
    found = [np.zeros((0, most), dtype=np.int64)]
    for start in range(0, texts if most else 0, step):
        part = likeness(slice(start, start + step))
        found.append(np.argpartition(-part, most - 1, axis=1)[:, :most])
    claim = np.concatenate(found).astype(np.int64).ravel()
    return np.repeat(np.arange(len(claim) // max(1, most), dtype=np.int64), most), claim


def together(one: tuple[Ints, Ints], other: tuple[Ints, Ints], claims: int) -> tuple[Ints, Ints]:
    """The pairs that stand in either of two sets, each once, in order of text and claim."""
    codes = np.union1d(one[0] * claims + one[1], other[0] * claims + other[1])
    return codes // max(1, claims), codes % max(1, claims)
