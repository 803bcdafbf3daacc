"""The shipped encoder as a network that learns again: its 8-bit weights become floats."""

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
from models.encoder.reading import WIDTH
from models.encoder.training.batches import PAD
from models.encoder.training.network import Network

_LAYERS: Final = 12


def shipped_tokenizer(folder: Path = HERE) -> PreTrainedTokenizerFast:
    """The tokenizer that ships."""
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
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
    products = {
        _place(node.name): _floats(held, node.input[1].removesuffix("_quantized")).T
        for node in graph.node
        if node.op_type == "MatMulInteger"
    }
    words = _floats(held, "encoder.embeddings.word_embeddings.weight")
    config = BertConfig(  # type: ignore[call-arg]
        vocab_size=len(words),
        hidden_size=WIDTH,
        num_hidden_layers=_LAYERS,
        num_attention_heads=12,
        intermediate_size=4 * WIDTH,
        pad_token_id=PAD,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
    )
    encoder = BertModel(config, add_pooling_layer=False)
    with torch.no_grad():
        for name, parameter in encoder.named_parameters():
            parameter.copy_(products[name] if name in products else _floats(held, f"encoder.{name}"))
    return encoder


def _place(node: str) -> str:
    """The parameter that a product named "/encoder/encoder/layer.0/.../MatMul_quant" multiplies by."""
    return ".".join(node.strip("/").split("/")[1:-1]) + ".weight"


def _floats(held: dict[str, Tensor], name: str) -> Tensor:
    """A tensor of the graph, as floats where it is held in 8 bits."""
    if name in held:
        return held[name]
    zero = held[f"{name}_zero_point"].float()
    return (held[f"{name}_quantized"].float() - zero) * held[f"{name}_scale"]
