"""The second stage of a model: linear margins and the encoder's logits become calibrated probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import load_file, save_file

from models.cascade import read
from models.features import Floats
from models.linear import Probabilities, load_linear, to_probabilities
from models.signal_card import MODELS, load_card

JOIN: Final = "join.safetensors"


@dataclass(frozen=True, slots=True)
class Join:
    """p = link(inputs @ weights + bias): a sigmoid a class, or a softmax over all."""

    weights: Floats  # inputs x classes
    bias: Floats
    softmax: bool

    def probabilities(self, inputs: Floats) -> Probabilities:
        """Inputs (texts x inputs) as probabilities (texts x classes)."""
        values = np.asarray(inputs @ self.weights + self.bias, dtype=np.float64)
        if not self.softmax:
            return np.asarray(1 / (1 + np.exp(-values)))
        powers = np.exp(values - values.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def save_join(join: Join, path: Path) -> None:
    """Write as 32-bit floats."""
    save_file({"weights": join.weights, "bias": join.bias, "softmax": np.array([join.softmax])}, path)
    path.chmod(0o644)


@lru_cache(maxsize=8)
def load_join(name: str) -> Join:
    """The shipped second stage of a model. Raises CardError where a file is not the one its card names."""
    tensors = load_file(MODELS / load_card(name).name / JOIN)
    return Join(tensors["weights"], tensors["bias"], bool(tensors["softmax"][0]))


def score_joined(name: str, texts: Sequence[str]) -> Probabilities:
    """Probabilities of normalised and masked texts: one row a text, one column a class of the card.

    Where the cascade closed a text, the linear model's own calibrated probability stands.
    """
    linear = load_linear(name)
    if not texts:
        return np.empty((0, len(load_card(name).classes)))
    found = read(texts)
    margins = np.asarray(found.margins[name], dtype=np.float64)
    probabilities = to_probabilities(margins, linear.slope, linear.offset)
    if found.open.any():
        probabilities[found.open] = load_join(name).probabilities(found.inputs())
    return probabilities
