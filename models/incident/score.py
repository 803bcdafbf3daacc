"""The shipped model of incidents. It is for news only; its callers see to that."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import scipy.sparse as sp

from models.features import Vocabulary, build, load_vocabulary
from models.linear import Probabilities, load_linear, to_probabilities
from models.signal_card import load_card
from models.words import read_texts

VOCABULARY: Final = Path(__file__).parent / "vocabulary.safetensors"
SCALES: Final[Mapping[str, float]] = {"words": 0.7, "characters": 1.2}
"""Scales of the blocks of models.features. Chosen with one training writer after another left out."""


def design(texts: Sequence[str], vocabulary: Vocabulary) -> sp.csr_matrix:
    """The features of normalised and masked texts, each of which is title and lead as one."""
    return build(read_texts(texts), vocabulary, SCALES)


def score(texts: Sequence[str]) -> Probabilities:
    """The calibrated probabilities: one row a text, one column a class of the card, the last of which is
    `none`."""
    model = load_linear("incident")
    if not texts:
        return np.empty((0, len(load_card("incident").classes)))
    margins = design(texts, load_vocabulary(VOCABULARY)) @ model.weights + model.bias
    return to_probabilities(np.asarray(margins, dtype=np.float64), model.slope, model.offset)
