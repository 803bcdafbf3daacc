from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from transformers import BertConfig, BertModel

from models.encoder.onnx_module import NETWORK
from models.encoder.training import export as exporting
from models.encoder.training.attention import one_node
from models.encoder.training.network import Network
from models.encoder.training.shipped import shipped_tokenizer

WORDS, LAYERS, WIDTH = 1000, 2, 32


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(1)
    config = BertConfig(  # type: ignore[call-arg]
        vocab_size=WORDS,
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=4,
        intermediate_size=64,
        initializer_range=0.5,  # as sharp as a network that learned: attention counts
        attn_implementation="eager",
    )
    return Network(BertModel(config, add_pooling_layer=False)).eval()


@pytest.fixture(scope="module")
def exported(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    work = folder / "work"
    work.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exporting, "CARD", folder / "encoder.yml")
        exporting.export(network, shipped_tokenizer(), folder, work, {"texts": 0})
    return folder


@pytest.mark.parametrize("pieces", [3, 20, 64])
def test_the_exported_network_gives_the_states_of_the_one_that_learned(
    network: Network, exported: Path, pieces: int
) -> None:
    ids = torch.randint(2, WORDS, (1, pieces), generator=torch.Generator().manual_seed(pieces))
    with torch.no_grad():
        learned = network.encoder(input_ids=ids).last_hidden_state.numpy()
    session = onnxruntime.InferenceSession(exported / NETWORK)
    found = np.asarray(session.run(None, {"input_ids": ids.numpy()})[0])
    assert found.shape == (1, pieces, WIDTH)
    assert np.corrcoef(found.ravel(), learned.ravel())[0, 1] > 0.97  # weights and sums of 8 bits
    spelled = onnxruntime.InferenceSession(exported / "work" / "encoder-8-bit.onnx")
    np.testing.assert_allclose(found, spelled.run(None, {"input_ids": ids.numpy()})[0], atol=1e-4)


def test_a_layer_s_attention_is_one_node_and_no_mask_is_asked_for(exported: Path) -> None:
    graph = onnx.load(exported / NETWORK).graph
    kinds = [node.op_type for node in graph.node]
    assert kinds.count("MultiHeadAttention") == LAYERS
    assert "Softmax" not in kinds
    assert [one.name for one in graph.input] == ["input_ids"]


def test_what_has_no_attention_to_replace_is_refused() -> None:
    with pytest.raises(ValueError, match="was not found"):
        one_node(onnx.ModelProto(), 4)
