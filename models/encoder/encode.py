"""Turns texts into vectors, through sentence-transformers."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from models.encoder.card import encoder_card
from models.encoder.reading import PIECES, WIDTH, nameless, reading

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

HERE: Final = Path(__file__).parent
HEADS: Final = "heads.safetensors"
Floats = npt.NDArray[np.float32]
_BATCH: Final = 64


def pipeline(network: Path | bytes) -> "SentenceTransformer":
    """A network with the encoder's tokenizer, ready to encode texts.

    The libraries are imported here, since they take seconds that most commands need not spend.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    from models.encoder.onnx_module import TOKENIZER, OnnxModule

    module = OnnxModule(network, HERE / TOKENIZER, PIECES)
    return SentenceTransformer(modules=[module, Pooling(WIDTH, ("cls", "mean"))], device="cpu")


@lru_cache(maxsize=1)
def _pipeline() -> "SentenceTransformer":
    """The shipped encoder. Raises CardError if a file is not the one that its card names."""
    encoder_card()
    from models.encoder.onnx_module import NETWORK

    return pipeline(HERE / NETWORK)


@lru_cache(maxsize=1)
def _heads() -> dict[str, Floats]:
    return dict(load_file(HERE / HEADS))


def encode(texts: Sequence[str]) -> Floats:
    """The vectors of normalised and masked texts, names made alike (texts x 768): the first state, then the
    mean of all states."""
    return _states([nameless(text) for text in texts])


def _states(inputs: Sequence[str]) -> Floats:
    """The vectors by the shipped encoder, which is loaded only if there are texts."""
    return states(_pipeline(), inputs) if inputs else np.empty((0, 2 * WIDTH), np.float32)


def states(network: "SentenceTransformer", inputs: Sequence[str] | Sequence[tuple[str, str]]) -> Floats:
    """The vectors of inputs by a network (inputs x 768): the first state, then the mean of all states."""
    found = network.encode(list(inputs), batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True)
    return np.asarray(found, dtype=np.float32)


def meaning(texts: Sequence[str]) -> Floats:
    """The mean states of texts (texts x 384), of length one. Their products say how alike two texts are in
    meaning."""
    embeddings = _states([reading(text) for text in texts])
    mean = embeddings[:, WIDTH:]
    return np.asarray(mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def logits(embeddings: Floats) -> Floats:
    """What the heads say of the vectors of `encode` (texts x COLUMNS of tasks.py): log-odds, not
    calibrated."""
    heads = _heads()
    return np.asarray(embeddings @ heads["heads.weight"].T + heads["heads.bias"], dtype=np.float32)
