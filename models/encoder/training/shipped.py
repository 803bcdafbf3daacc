"""The shipped encoder as a network that learns again: its 8-bit weights become floats."""

from pathlib import Path
from typing import Final

import onnx
import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from models.encoder.encode import HEADS, HERE
from models.encoder.low_rank import floats, products
from models.encoder.onnx_module import NETWORK, TOKENIZER
from models.encoder.reading import PAD, WIDTH
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
    held = {one.name: one for one in graph.initializer}
    weights = {f"{name}.weight": floats(held, place).T for name, place in products(graph).items()}
    words = floats(held, "encoder.embeddings.word_embeddings.weight")
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
            values = weights[name] if name in weights else floats(held, f"encoder.{name}")
            parameter.copy_(torch.from_numpy(values.copy()))
    return encoder
