"""Makes the files that ship of the trained network: ONNX with 8-bit weights, tokenizer, heads, card."""

import warnings
from pathlib import Path
from typing import Final

import onnx
import torch
import yaml
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import BertModel, PreTrainedTokenizerFast

from models.encoder.card import CARD, EncoderCard, encoder_card
from models.encoder.encode import HEADS
from models.encoder.onnx_module import NETWORK, TOKENIZER
from models.encoder.training.attention import one_node
from models.encoder.training.network import Network
from models.signal_card import sha256

_OPSET: Final = 17


class _States(nn.Module):
    """A module that gives only the states of the last layer, as the exported network does."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor) -> Tensor:
        """The states (texts x pieces x width) of ids (texts x pieces, none padded)."""
        found: Tensor = self.encoder(input_ids=input_ids).last_hidden_state
        return found


def export(
    network: Network,
    tokenizer: PreTrainedTokenizerFast,
    folder: Path,
    work: Path,
    training: dict[str, str | int],
) -> str:
    """Write the encoder's files into `folder`. Returns its version."""
    large = work / "encoder-32-bit.onnx"
    ids = torch.randint(5, 1000, (2, 16))
    axes = {0: "texts", 1: "pieces"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _States(network.encoder).eval(),
            (ids,),
            str(large),
            input_names=["input_ids"],
            output_names=["states"],
            dynamic_axes={"input_ids": axes, "states": axes},
            opset_version=_OPSET,
            dynamo=False,
        )
    small = work / "encoder-8-bit.onnx"
    quantize_dynamic(large, small, weight_type=QuantType.QInt8, per_channel=True)
    onnx.save(one_node(onnx.load(small), network.encoder.config.num_attention_heads), folder / NETWORK)
    tokenizer.backend_tokenizer.save(str(folder / TOKENIZER), pretty=False)
    heads = {
        f"{name}.{part}": tensor.detach().clone().contiguous()
        for name, layer in (("heads", network.heads), ("same", network.same))
        for part, tensor in layer.named_parameters()
    }
    save_file(heads, folder / HEADS)
    for name in (NETWORK, TOKENIZER, HEADS):
        (folder / name).chmod(0o644)
    files = {name: sha256(folder / name) for name in (NETWORK, TOKENIZER, HEADS)}
    card = EncoderCard(
        name="encoder",
        version=f"encoder-1-{files[NETWORK][:8]}",
        base="intfloat/multilingual-e5-small (MIT), vocabulary trimmed",
        licence="MODEL_LICENSE",
        training=training,
        files=files,
    )
    CARD.write_text(yaml.safe_dump(card.model_dump(), sort_keys=False, allow_unicode=True), encoding="utf-8")
    encoder_card.cache_clear()
    return card.version
