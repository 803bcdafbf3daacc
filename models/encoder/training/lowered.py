"""A network of which only low-rank changes are learned (Hu et al. 2022, LoRA)."""

from typing import Final

import torch
from torch import Tensor, nn

from models.encoder.low_rank import DOWN, UP
from models.encoder.training.network import Network

_RANK: Final = 16
_SCALE: Final = 2.0


class _Product(nn.Module):
    """A product whose weights stay fixed, and a low-rank product that is added to it and learns."""

    def __init__(self, fixed: nn.Linear) -> None:
        super().__init__()
        self.fixed = fixed
        self.down = nn.Parameter(torch.randn(_RANK, fixed.in_features) / fixed.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(fixed.out_features, _RANK))

    def forward(self, states: Tensor) -> Tensor:
        """The fixed product plus the learned low-rank one."""
        added = nn.functional.linear(nn.functional.linear(states, self.down), self.up)
        found: Tensor = self.fixed(states) + _SCALE * added
        return found


def lowered(network: Network) -> Network:
    """The same network with its weights fixed. Each product of the encoder has a change that learns, and the
    head of the cross-check learns too."""
    for parameter in [*network.encoder.parameters(), *network.heads.parameters()]:
        parameter.requires_grad_(False)
    for name, layer in list(network.encoder.named_modules()):
        if isinstance(layer, nn.Linear):
            parent, _, leaf = name.rpartition(".")
            setattr(network.encoder.get_submodule(parent), leaf, _Product(layer))
    return network


def changes(network: Network) -> dict[str, Tensor]:
    """The changes that `models.encoder.low_rank.changed` takes, and the head of the cross-check, all in half
    precision."""
    found: dict[str, Tensor] = {}
    for name, layer in network.encoder.named_modules():
        if isinstance(layer, _Product):
            found[name + DOWN] = layer.down.detach()
            found[name + UP] = _SCALE * layer.up.detach()
    found |= {f"same.{name}": part.detach() for name, part in network.same.named_parameters()}
    return {name: tensor.to(torch.float16).contiguous() for name, tensor in found.items()}
