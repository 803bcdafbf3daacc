"""Token ids in batches of texts of like length."""

import random
from collections.abc import Iterator, Sequence
from typing import Final

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from models.encoder.reading import PAD, PIECES

_POOL: Final = 40


def token_ids(
    tokenizer: PreTrainedTokenizerFast, texts: Sequence[str], most: int = PIECES
) -> list[list[int]]:
    """The word pieces of each text, at most `most`. Begin and end of the text are marked."""
    if not texts:
        return []
    return [list(ids) for ids in tokenizer(list(texts), truncation=True, max_length=most)["input_ids"]]


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """The ids (texts x pieces), shorter texts filled up; and which ids are real."""
    longest = max(map(len, rows))
    ids = torch.tensor([[*row, *[PAD] * (longest - len(row))] for row in rows])
    return ids, (ids != PAD).long()


def like_lengths(lengths: Sequence[int], size: int, chance: random.Random) -> Iterator[list[int]]:
    """Every place once, in batches of `size` texts of like length. The batches come in any order."""
    places = list(range(len(lengths)))
    chance.shuffle(places)
    batches = []
    for start in range(0, len(places), size * _POOL):
        pool = sorted(places[start : start + size * _POOL], key=lambda place: lengths[place])
        batches += [pool[n : n + size] for n in range(0, len(pool), size)]
    chance.shuffle(batches)
    yield from batches
