"""Facets of a signal: on which ground a group is stirred against, whom or what violence is meant for, and
whether it is conditional or dated.

They are read off the encoder's vector, so texts that the cascade closed have none.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import load_file

from models.cascade import read
from models.encoder.tasks import GROUNDS
from models.features import Floats

WEIGHTS: Final = Path(__file__).parent / "facets.safetensors"
FACETS: Final = {"provocation": GROUNDS, "violence": ("person", "property", "conditional", "dated")}
"""the facets that each signal may have"""
NAMES: Final = tuple(name for names in FACETS.values() for name in names)
_LEAST: Final = 0.0


@lru_cache(maxsize=1)
def _weights() -> dict[str, Floats]:
    return dict(load_file(WEIGHTS))


def facets(name: str, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Of each text (normalised and masked) the facets that are more probable than not, the most probable
    first, supposing that it holds the signal."""
    found = read(texts)
    weights = _weights()
    values = found.vectors @ weights["weights"] + weights["bias"]
    row_of = {row: number for number, row in enumerate(np.flatnonzero(found.open).tolist())}
    return [_likely(name, values[row_of[row]]) if row in row_of else () for row in range(len(texts))]


def _likely(name: str, values: Floats) -> tuple[str, ...]:
    """The facets of a signal that are more probable than not."""
    of_signal = {facet: float(values[NAMES.index(facet)]) for facet in FACETS[name]}
    ranked = sorted(of_signal, key=lambda facet: -of_signal[facet])
    return tuple(facet for facet in ranked if of_signal[facet] > _LEAST)
