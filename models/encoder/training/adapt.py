"""Adapts the base by masked words of the Indonesian texts at hand (Devlin et al. 2019; Gururangan et al.
2020)."""

import random
from typing import Final

import torch
from torch import Tensor, nn
from transformers import BertModel, PreTrainedTokenizerFast

from core.console import Report
from models.encoder.training.batches import like_lengths, padded, token_ids

_MASKED: Final = 0.15
_BATCH: Final = 32
_RATE: Final = 2e-4
_LONGEST: Final = 64
_SPECIAL: Final = 4  # ids below this are marks: begin, padding, end, unknown


def adapt(
    model: BertModel, tokenizer: PreTrainedTokenizerFast, texts: list[str], seed: int, report: Report
) -> None:
    """Learn one round of masked words. Only the model is changed; the head that guesses the words is
    dropped."""
    chance, mask = random.Random(seed), int(tokenizer.mask_token_id)
    generator = torch.Generator().manual_seed(seed)
    width = model.config.hidden_size
    head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width))
    words = model.get_input_embeddings().weight  # type: ignore[no-untyped-call]
    bias = nn.Parameter(torch.zeros(words.shape[0]))
    parameters = [*model.parameters(), *head.parameters(), bias]
    optimizer = torch.optim.AdamW(parameters, lr=_RATE, weight_decay=0.01, fused=True)
    ids = token_ids(tokenizer, texts, _LONGEST)
    batches = list(like_lengths([len(row) for row in ids], _BATCH, chance))
    warm = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=len(batches), pct_start=0.1)
    for number, places in enumerate(batches):
        rows, real = padded([ids[place] for place in places])
        hidden, wanted = _hide(rows, real, mask, int(words.shape[0]), generator)
        chosen = wanted >= 0
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = model(input_ids=hidden, attention_mask=real).last_hidden_state[chosen]
            logits = head(states) @ words.T + bias
        loss = nn.functional.cross_entropy(logits.float(), wanted[chosen])
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        warm.step()
        report(number + 1, len(batches))


def _hide(
    rows: Tensor, real: Tensor, mask: int, size: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """The pieces with some hidden, and the ids that are wanted there (-1 elsewhere). Of ten hidden pieces
    eight are masked, one is replaced by another, and one is left."""
    luck = torch.rand(rows.shape, generator=generator)
    chosen = (luck < _MASKED) & (rows >= _SPECIAL) & real.bool()
    wanted = torch.where(chosen, rows, torch.full_like(rows, -1))
    other = torch.randint(_SPECIAL, size, rows.shape, generator=generator)
    hidden = torch.where(chosen & (luck < 0.9 * _MASKED), other, rows)
    return torch.where(chosen & (luck < 0.8 * _MASKED), torch.full_like(rows, mask), hidden), wanted
