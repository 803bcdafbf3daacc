"""The encoder's network as a module of sentence-transformers: ONNX with 8-bit weights."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer

from models.encoder.reading import PAD, WIDTH

NETWORK: Final = "encoder.onnx"
TOKENIZER: Final = "tokenizer.json"
_THREADS: Final = 2
_LEFT_OUT: Final = ("SkipLayerNormFusion",)
"""Optimisations of onnxruntime that are switched off: its fused node for a sum and its norm takes three times
as long as both apart."""


class OnnxModule(InputModule):
    """Turns word pieces into states. Each text goes through the network by itself: activations are scaled to
    8 bits over all that is run together, so that a text among others would get other states than alone."""

    def __init__(self, network: Path | bytes, tokenizer: Path, most: int) -> None:
        """`network`: its file, or the bytes of that file. `most`: how many word pieces of a text are read."""
        super().__init__()  # type: ignore[no-untyped-call]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            network, options, providers=["CPUExecutionProvider"], disabled_optimizers=list(_LEFT_OUT)
        )
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.enable_truncation(most, strategy="longest_first")
        self.tokenizer.enable_padding(pad_id=PAD, pad_token="<pad>")  # noqa: S106 - no password
        self._workers = ThreadPoolExecutor(_THREADS)

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, torch.Tensor]:
        """The ids and the mask (texts x pieces) of texts, or of pairs of texts."""
        found = self.tokenizer.encode_batch(
            [pair if isinstance(pair, str) else tuple(pair) for pair in inputs]
        )
        return {
            "input_ids": torch.tensor([one.ids for one in found]),
            "attention_mask": torch.tensor([one.attention_mask for one in found]),
        }

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """Add the states (texts x pieces x width) to the features."""
        ids, real = features["input_ids"].numpy(), features["attention_mask"].numpy()
        states = np.zeros((*ids.shape, WIDTH), dtype=np.float32)
        lengths = real.sum(axis=1)
        rows = [ids[row : row + 1, :length] for row, length in enumerate(lengths)]
        for row, found in enumerate(self._workers.map(self._run, rows)):
            states[row, : lengths[row]] = found
        return {**features, "token_embeddings": torch.from_numpy(states)}

    def _run(self, ids: np.ndarray) -> np.ndarray:
        return np.asarray(self._session.run(None, {"input_ids": ids})[0][0])

    def get_embedding_dimension(self) -> int:
        """How many numbers a state has."""
        return WIDTH

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Not supported. Raises NotImplementedError: `models.encoder.training.export` writes the files."""
        raise NotImplementedError("models.encoder.training.export writes the encoder's files")
