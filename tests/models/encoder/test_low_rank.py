"""Low-rank changes of the shipped network: what ships says what was learned."""

import numpy as np
import pytest
import torch

from models.encoder.encode import HERE, Floats, pipeline, states
from models.encoder.low_rank import DOWN, changed
from models.encoder.onnx_module import NETWORK
from models.encoder.training.batches import padded
from models.encoder.training.learn import pair_ids
from models.encoder.training.lowered import changes, lowered
from models.encoder.training.network import Network
from models.encoder.training.shipped import shipped_network, shipped_tokenizer

PAIRS = (
    ("KPU Bengalon menunda pemungutan suara", "katanya kpu bengalon nunda coblosan, bener kah"),
    ("Air Perumdam mengandung merkuri", "jual bibit sawit murah"),
)


@pytest.fixture(scope="module")
def network() -> Network:
    """The shipped network with a change, as after learning."""
    torch.manual_seed(3)
    found = lowered(shipped_network()).eval()
    for name, parameter in found.named_parameters():
        if name.endswith(".up"):
            torch.nn.init.normal_(parameter, std=0.04)
    return found


def shipped(held: dict[str, torch.Tensor]) -> Floats:
    arrays = {name: tensor.numpy() for name, tensor in held.items() if not name.startswith("same.")}
    network = changed(HERE / NETWORK, arrays)
    return states(pipeline(network), PAIRS)


def cosines(one: Floats, other: Floats) -> Floats:
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return np.asarray((one * other).sum(axis=1) / lengths)


def test_the_changed_file_says_what_the_changed_network_says(network: Network) -> None:
    with torch.no_grad():
        learned = network.pooled(*padded(pair_ids(shipped_tokenizer(), PAIRS))).numpy()
    held = changes(network)
    found = shipped(held)
    unchanged = shipped({name: torch.zeros_like(tensor) for name, tensor in held.items()})
    assert cosines(found, learned).min() > 0.95
    assert cosines(unchanged, learned).max() < 0.9


def test_only_the_changes_and_the_head_learn(network: Network) -> None:
    learns = [name for name, one in network.named_parameters() if one.requires_grad]
    assert {name.rpartition(".")[2] for name in learns if name.startswith("encoder")} == {"up", "down"}
    assert [name for name in learns if not name.startswith("encoder")] == ["same.weight", "same.bias"]


def test_changes_of_another_network_are_refused(network: Network) -> None:
    held = {name: tensor.numpy() for name, tensor in changes(network).items()}
    with pytest.raises(ValueError, match=r"same\.bias"):
        changed(HERE / NETWORK, held)
    own = {name: tensor for name, tensor in held.items() if not name.startswith("same.")}
    missing = next(name for name in own if name.endswith(DOWN))
    del own[missing]
    with pytest.raises(ValueError, match=missing):
        changed(HERE / NETWORK, own)
