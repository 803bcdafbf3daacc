"""The network while it learns: encoder, heads of the signals, head of the cross-check."""

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
    """Without dropout: it costs a third of the time on a processor; masked pieces stand in for it."""
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
        """First state and mean state (texts x 2 widths)."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(input_ids=ids, attention_mask=real).last_hidden_state
        states = states.float()
        held = real.unsqueeze(-1).float()
        return torch.cat([states[:, 0], (states * held).sum(1) / held.sum(1)], dim=1)

    def meaning(self, pooled: Tensor) -> Tensor:
        """The mean state, of length one: what matching compares."""
        return nn.functional.normalize(pooled[:, pooled.shape[1] // 2 :], dim=1)


def signal_loss(network: Network, pooled: Tensor, targets: Tensor, weight: Tensor, column: Tensor) -> Tensor:
    """Cross-entropy over the known targets (not a number: unknown), by weight of text and of column."""
    known = ~torch.isnan(targets)
    logits = network.heads(network.dropout(pooled))
    each = nn.functional.binary_cross_entropy_with_logits(logits, torch.nan_to_num(targets), reduction="none")
    share = known * weight[:, None] * column[None]
    return (each * share).sum() / share.sum().clamp(min=1e-6)


def contrast_loss(posts: Tensor, claims: Tensor, near: Tensor, key: Tensor) -> Tensor:
    """Each post to its claim and back, among the others of the batch (van den Oord et al. 2018).

    `near`: near misses, texts that no claim of the batch may find. `key`: the same for the same claim.
    """
    rows = torch.arange(len(posts))
    twins = (key[:, None] == key[None]) & (rows[:, None] != rows[None])
    forward = (posts @ claims.T * _SHARP).masked_fill(twins, -1e4)
    back = (claims @ posts.T * _SHARP).masked_fill(twins, -1e4)
    if len(near):
        back = torch.cat([back, claims @ near.T * _SHARP], dim=1)
    return (nn.functional.cross_entropy(forward, rows) + nn.functional.cross_entropy(back, rows)) / 2


def choice_loss(logits: Tensor, sizes: Sequence[int]) -> Tensor:
    """Log-odds of texts with several claims each, one after another, the first of each the right one: how
    far each is from its truth, and the right one from being chosen."""
    each = torch.split(logits, list(sizes))
    truth = torch.cat([torch.eye(1, size)[0] for size in sizes])
    by_itself = nn.functional.binary_cross_entropy_with_logits(logits, truth)
    chosen = torch.stack([nn.functional.cross_entropy(one[None], torch.tensor([0])) for one in each])
    return by_itself + chosen.mean()
