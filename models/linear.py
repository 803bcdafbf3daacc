"""Calibrated linear models over one feature matrix: loading, saving, probabilities.

A model has one or more heads (columns of weights). Its margins z = X w + b become probabilities by a map that
is learned too: of each head by itself (sigmoid), or of all heads together (softmax).
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

from models.features import Floats
from models.signal_card import MODELS, load_card

WEIGHTS: Final = "weights.safetensors"
VOCABULARY: Final = "../vocabulary.safetensors"
_STEPS: Final = 127
Probabilities = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights (features x heads), biases, and the map from margins to probabilities.

    sigmoid: p = 1 / (1 + exp(-(z * slope + offset))), slope a vector.
    softmax: p = softmax(z @ slope + offset), slope a matrix.
    """

    weights: Floats
    bias: Floats
    slope: Floats
    offset: Floats


def sigmoid(log_odds: Probabilities) -> Probabilities:
    """The probabilities of these log-odds.

    `scipy.special.expit` rounds one number in fifty otherwise in its last bit, which would move pinned
    scores.
    """
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def to_probabilities(margins: Probabilities, slope: Floats, offset: Floats) -> Probabilities:
    """Margins (texts x heads) as probabilities."""
    if slope.ndim == 1:
        return sigmoid(margins * slope + offset)
    scores = margins @ slope + offset
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def save_linear(model: Linear, path: Path) -> None:
    """Write the weights in 8 bits, and the few other numbers as 32-bit floats.

    The file holds the square root of each weight, with its sign. Most weights are near 0 and a few near 1, so
    by their roots the small ones keep their differences. Margins move by some 0.002.
    """
    roots = np.sign(model.weights) * np.sqrt(np.abs(model.weights))
    step = np.maximum(np.abs(roots).max(axis=0), 1e-6) / _STEPS
    save_file(
        {
            "roots": np.rint(roots / step).astype(np.int8),
            "step": step.astype(np.float32),
            "bias": model.bias.astype(np.float32),
            "slope": model.slope.astype(np.float32),
            "offset": model.offset.astype(np.float32),
        },
        path,
    )
    path.chmod(0o644)  # the library makes it its owner's only


@lru_cache(maxsize=8)
def load_linear(name: str) -> Linear:
    """The shipped weights of a model. Raises CardError if a file is not the one that its card names."""
    card = load_card(name)
    tensors = load_file(MODELS / card.name / WEIGHTS)
    roots = tensors["roots"] * tensors["step"]
    return Linear(
        weights=(np.sign(roots) * roots**2).astype(np.float32),
        bias=tensors["bias"],
        slope=tensors["slope"],
        offset=tensors["offset"],
    )
