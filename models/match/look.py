"""The encoder's look at claim and text together (a cross-encoder): whether the text asserts the claim.

The network's weights are changed for this task alone (`models/encoder/low_rank.py`). So what it learns of
claims costs the signals nothing, and what the signals need costs it nothing.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from safetensors import SafetensorError, safe_open

from models.encoder.card import encoder_card
from models.encoder.encode import HERE, Floats, pipeline, states
from models.encoder.reading import reading
from models.signal_card import CardError, sha256

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

WEIGHTS: Final = Path(__file__).resolve().parent / "look.safetensors"
ENCODER: Final = "encoder"
"""The file's metadata name under this key the version of the encoder that the look was learned for."""
_REMEDY: Final = "restore it, or run python -m models.match.training.look and python -m models.match.train"


@lru_cache(maxsize=1)
def version() -> str:
    """Version of the shipped weights: look- and 8 digits of their SHA-256."""
    return f"look-{sha256(WEIGHTS)[:8]}"


def _weights() -> dict[str, Floats]:
    """The shipped weights by name. Raises CardError if they cannot be read, or were learned for another
    encoder."""
    try:
        with safe_open(WEIGHTS, "numpy") as file:
            learned = (file.metadata() or {}).get(ENCODER)
            held = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise CardError(f"{WEIGHTS}: cannot be read ({error}): {_REMEDY}") from error
    if learned != encoder_card().version:
        raise CardError(f"{WEIGHTS}: learned for {learned}, and {encoder_card().version} ships: {_REMEDY}")
    return held


@lru_cache(maxsize=1)
def _look() -> tuple["SentenceTransformer", Floats, float]:
    """The changed network, and the head that reads its states: weights (768,) and bias. Raises CardError."""
    from models.encoder.low_rank import changed
    from models.encoder.onnx_module import NETWORK

    held = _weights()
    try:
        weights, bias = held.pop("same.weight")[0], float(held.pop("same.bias")[0])
        network = changed(HERE / NETWORK, held)
    except (KeyError, ValueError) as error:
        raise CardError(f"{WEIGHTS}: other parts than the look's ({error}): {_REMEDY}") from error
    return pipeline(network), weights, bias


def same(pairs: Sequence[tuple[str, str]]) -> Floats:
    """For each (claim, text) the log-odds, not calibrated, that the text asserts the claim."""
    if not pairs:
        return np.empty(0, np.float32)
    network, weights, bias = _look()
    found = states(network, [(reading(claim), reading(text)) for claim, text in pairs])
    # Row by row: a product of all rows at once would add in another order than that of one row.
    return np.asarray(np.einsum("pw,w->p", found, weights) + bias, dtype=np.float32)
