"""The network while it learns: the encoder, the heads of the signals, and the head of the cross-check."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn
from transformers import BertModel

from models.encoder.tasks import COLUMNS

_DROPOUT: Final = 0.1
_SHARP: Final = 20.0  # 1 / temperature of the contrast


def load_encoder(folder: Path) -> BertModel:
    """The encoder of a folder, without dropout, which costs a third of the time on a processor. Masked pieces
    stand in for it."""
    return BertModel.from_pretrained(
        folder,
        add_pooling_layer=False,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


class Network(nn.Module):
    """A BertModel and what is read from its states: the first one and the mean of all, side by side."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        width = 2 * encoder.config.hidden_size
        self.heads = nn.Linear(width, len(COLUMNS))
        self.same = nn.Linear(width, 1)
        self.dropout = nn.Dropout(_DROPOUT)

    def pooled(self, ids: Tensor, real: Tensor) -> Tensor:
        """The first state and the mean state, side by side (texts x 2 widths)."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(input_ids=ids, attention_mask=real).last_hidden_state
        states = states.float()
        held = real.unsqueeze(-1).float()
        return torch.cat([states[:, 0], (states * held).sum(1) / held.sum(1)], dim=1)

    def meaning(self, pooled: Tensor) -> Tensor:
        """The mean state at length one: matching compares it."""
        return nn.functional.normalize(pooled[:, pooled.shape[1] // 2 :], dim=1)


def signal_loss(network: Network, pooled: Tensor, targets: Tensor, weight: Tensor, column: Tensor) -> Tensor:
    """The cross-entropy over the known targets, by weight of text and of column. A target that is not a
    number is unknown."""
    known = ~torch.isnan(targets)
    logits = network.heads(network.dropout(pooled))
    each = nn.functional.binary_cross_entropy_with_logits(logits, torch.nan_to_num(targets), reduction="none")
    share = known * weight[:, None] * column[None]
    return (each * share).sum() / share.sum().clamp(min=1e-6)


def contrast_loss(posts: Tensor, claims: Tensor, near: Tensor, key: Tensor) -> Tensor:
    """The loss of finding each post's claim, and each claim's post, among the others of the batch (van den
    Oord et al. 2018).

    `near`: near misses, which are texts that no claim of the batch may find. `key`: the same number for the
    same claim.
    """
    rows = torch.arange(len(posts))
    twins = (key[:, None] == key[None]) & (rows[:, None] != rows[None])
    forward = (posts @ claims.T * _SHARP).masked_fill(twins, -1e4)
    back = (claims @ posts.T * _SHARP).masked_fill(twins, -1e4)
    if len(near):
        back = torch.cat([back, claims @ near.T * _SHARP], dim=1)
    return (nn.functional.cross_entropy(forward, rows) + nn.functional.cross_entropy(back, rows)) / 2


def choice_loss(logits: Tensor, sizes: Sequence[int]) -> Tensor:
    """The loss of texts that each stand beside several claims, the first of which is right: how far the
    log-odds of each claim are from the truth, and how far the right claim is from being chosen. `logits` are
    those of one text after another, `sizes` the number of claims of each."""
    each = torch.split(logits, list(sizes))
    truth = torch.cat([torch.eye(1, size)[0] for size in sizes])
    by_itself = nn.functional.binary_cross_entropy_with_logits(logits, truth)
    chosen = torch.stack([nn.functional.cross_entropy(one[None], torch.tensor([0])) for one in each])
    return by_itself + chosen.mean()
