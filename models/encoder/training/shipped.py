"""The shipped encoder as a network that learns again: its 8-bit weights become floats."""

import re
from pathlib import Path
from typing import Final

import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file
from torch import Tensor
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from models.encoder.encode import HEADS, HERE
from models.encoder.onnx_module import NETWORK, TOKENIZER
from models.encoder.training.batches import PAD
from models.encoder.training.network import Network

_LAYERS: Final = 12
_WIDTH: Final = 384
# In the order in which a layer of the exported network multiplies.
_PRODUCTS: Final = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


def shipped_tokenizer(folder: Path = HERE) -> PreTrainedTokenizerFast:
    """The tokenizer that ships."""
    return PreTrainedTokenizerFast(
        tokenizer_file=str(folder / TOKENIZER),
        pad_token="<pad>", mask_token="<mask>", cls_token="<s>", sep_token="</s>", unk_token="<unk>",  # noqa: S106
    )  # fmt: skip


def shipped_network(folder: Path = HERE) -> Network:
    """Encoder and heads as they ship, in 32-bit floats."""
    network = Network(_encoder(folder))
    for name, tensor in load_file(folder / HEADS).items():
        network.get_parameter(name).data.copy_(tensor)
    return network


def _encoder(folder: Path) -> BertModel:
    graph = onnx.load(folder / NETWORK).graph
    held = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in graph.initializer}
    words = _floats(held, "encoder.embeddings.word_embeddings.weight")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=_WIDTH,
        num_hidden_layers=_LAYERS,
        num_attention_heads=12,
        intermediate_size=4 * _WIDTH,
        pad_token_id=PAD,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    config._attn_implementation = "eager"
    encoder = BertModel(config, add_pooling_layer=False)  # type: ignore[no-untyped-call]
    # The products have numbers for names, which rise through the layers.
    products = sorted(
        name.removesuffix("_scale") for name in held if re.fullmatch(r"onnx::MatMul_\d+_scale", name)
    )
    places = [f"encoder.layer.{layer}.{part}.weight" for layer in range(_LAYERS) for part in _PRODUCTS]
    weights = {place: _floats(held, name).T for place, name in zip(places, products, strict=True)}
    with torch.no_grad():
        for name, parameter in encoder.named_parameters():
            stored = f"encoder.{name}"
            parameter.copy_(weights[name] if name in weights else _floats(held, stored))
    return encoder


def _floats(held: dict[str, Tensor], name: str) -> Tensor:
    """A tensor of the graph, as floats where it is held in 8 bits."""
    if name in held:
        return held[name]
    zero = held[f"{name}_zero_point"].float()
    return (held[f"{name}_quantized"].float() - zero) * held[f"{name}_scale"]
