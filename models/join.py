"""The second stage of a model: linear margins and the encoder's logits become calibrated probabilities.

For the signals by a beta curve (Kull, Silva Filho and Flach 2017): the join's log-odds z become -below *
log(1 + e^-z) + above * log(1 + e^z) + offset, so that likely texts have a slope of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import load_file, save_file

from models.cascade import read
from models.features import Floats
from models.linear import Probabilities, load_linear, sigmoid, to_probabilities
from models.signal_card import MODELS, load_card

JOIN: Final = "join.safetensors"


@dataclass(frozen=True, slots=True)
class Join:
    """p = link(inputs @ weights + bias). The link is a sigmoid for each class, bent by a curve if there is
    one, or a softmax over all classes."""

    weights: Floats  # inputs x classes
    bias: Floats
    softmax: bool
    curve: Floats | None = None  # (3,) below, above, offset

    def probabilities(self, inputs: Floats) -> Probabilities:
        """Inputs (texts x inputs) as probabilities (texts x classes)."""
        values = np.asarray(inputs @ self.weights + self.bias, dtype=np.float64)
        if not self.softmax:
            bent = values if self.curve is None else beta(values, self.curve)
            return sigmoid(bent)
        powers = np.exp(values - values.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def beta(values: Probabilities, curve: Floats) -> Probabilities:
    """The log-odds bent by a beta curve (below, above, offset)."""
    below, above, offset = curve.astype(np.float64)
    return np.asarray(above * np.logaddexp(0, values) - below * np.logaddexp(0, -values) + offset)


def save_join(join: Join, path: Path) -> None:
    """Write a second stage, as 32-bit floats."""
    tensors = {"weights": join.weights, "bias": join.bias, "softmax": np.array([join.softmax])}
    save_file(tensors if join.curve is None else tensors | {"curve": join.curve}, path)
    path.chmod(0o644)


@lru_cache(maxsize=8)
def load_join(name: str) -> Join:
    """The shipped second stage of a model. Raises CardError if a file is not the one that its card names."""
    return read_join(MODELS / load_card(name).name / JOIN)


def read_join(path: Path) -> Join:
    """Read what `save_join` wrote."""
    tensors = load_file(path)
    return Join(tensors["weights"], tensors["bias"], bool(tensors["softmax"][0]), tensors.get("curve"))


def score_joined(name: str, texts: Sequence[str]) -> Probabilities:
    """The probabilities of normalised and masked texts: one row a text, one column a class of the card.

    Of a text that the cascade closed, the linear model's own calibrated probability is given.
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
