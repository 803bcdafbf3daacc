"""Learns several tasks at once: the signals, the contrast of posts and claims, and the cross-check of pairs,
also among claims that differ in little."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Final

import torch
from torch import Tensor, nn
from transformers import PreTrainedTokenizerFast

from core.console import Report
from models.encoder.reading import nameless
from models.encoder.tasks import COLUMN, COLUMNS
from models.encoder.training.batches import like_lengths, padded, token_ids
from models.encoder.training.network import Network, choice_loss, contrast_loss, signal_loss
from models.encoder.training.pairs import Choice, Judged, Pair
from models.encoder.training.texts import Labelled
from models.training.copies import disguised
from models.training.data import clean

_BATCH: Final = 32
_PAIRS: Final = 64
_JUDGED: Final = 24
_CHOICES: Final = 6
_HIDDEN: Final = 0.05  # share of pieces masked while learning
_DISGUISED: Final = 0.2  # share of the texts that are learned in a disguise, drawn anew in each round
_SIGNALS: Final = 2.0
_WEIGHTS: Final = {"provocation": 3.0, "violence": 3.0}
_FACETS: Final = 0.3
Step = Callable[[], Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A stage of training: what is learned together, how often, and how fast."""

    rate: float
    signals: Labelled | None = None
    rounds: int = 1
    pairs: Sequence[Pair] = ()
    judged: Sequence[Judged] = ()
    choices: Sequence[Choice] = ()
    read: Callable[[str], str] = nameless
    """the form in which labelled texts are read"""
    heads_faster: float = 10.0
    """how many times faster the heads learn than the rest"""


def column_weights() -> Tensor:
    """What each column of the heads counts in the loss."""
    weights = torch.full((len(COLUMNS),), 1.0)
    for name, place in COLUMN.items():
        if name.startswith(("ground", "against", "timing", "public", "identity")):
            weights[place] = _FACETS
        weights[place] = _WEIGHTS.get(name, float(weights[place]))
    return weights


def learn(
    network: Network, tokenizer: PreTrainedTokenizerFast, course: Course, seed: int, report: Report
) -> None:
    """Go through a course once, its batches of all kinds mixed. `report` hears of each batch."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    steps = [
        *_signal_steps(network, tokenizer, course, chance),
        *_pair_steps(network, tokenizer, course, chance),
        *_judged_steps(network, tokenizer, course, chance),
        *_choice_steps(network, tokenizer, course, chance),
    ]
    chance.shuffle(steps)
    learns = {name: one for name, one in network.named_parameters() if one.requires_grad}
    slow = [one for name, one in learns.items() if name.startswith("encoder")]
    fast = [one for name, one in learns.items() if not name.startswith("encoder")]
    rates = [course.rate, course.heads_faster * course.rate]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": rates[0]}, {"params": fast, "lr": rates[1]}], weight_decay=0.01, fused=True
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        rates,
        total_steps=len(steps),
        pct_start=0.1,
        cycle_momentum=False,
    )
    network.train()
    for number, step in enumerate(steps):
        step().backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        report(number + 1, len(steps))
    network.eval()


def _copy(text: str, chance: random.Random) -> str:
    """The text, or a disguised copy of it, which means the same to a signal."""
    return clean(disguised(text, chance)) if chance.random() < _DISGUISED else text


def _hidden(ids: Tensor, mask: int) -> Tensor:
    """The ids with some pieces masked, so that no single word decides."""
    away = (torch.rand(ids.shape) < _HIDDEN) & (ids > 3)
    return ids.masked_fill(away, mask)


def _signal_steps(
    network: Network, tokenizer: PreTrainedTokenizerFast, course: Course, chance: random.Random
) -> Iterator[Step]:
    if course.signals is None:
        return
    targets, weight = torch.from_numpy(course.signals.targets), torch.from_numpy(course.signals.weight)
    column, mask = column_weights(), int(tokenizer.mask_token_id)

    def step(ids: Sequence[list[int]], places: list[int]) -> Tensor:
        rows, real = padded([ids[place] for place in places])
        pooled = network.pooled(_hidden(rows, mask), real)
        return _SIGNALS * signal_loss(network, pooled, targets[places], weight[places], column)

    for _ in range(course.rounds):
        ids = token_ids(tokenizer, [course.read(_copy(text, chance)) for text in course.signals.texts])
        for places in like_lengths([len(row) for row in ids], _BATCH, chance):
            yield partial(step, ids, places)


def _pair_steps(
    network: Network, tokenizer: PreTrainedTokenizerFast, course: Course, chance: random.Random
) -> Iterator[Step]:
    posts = token_ids(tokenizer, [pair.post for pair in course.pairs], 96)
    claims = token_ids(tokenizer, [pair.claim for pair in course.pairs], 64)
    near = token_ids(tokenizer, [pair.near for pair in course.pairs], 96)
    keys = {key: number for number, key in enumerate(dict.fromkeys(pair.key for pair in course.pairs))}

    def meaning(rows: Sequence[list[int]]) -> Tensor:
        return network.meaning(network.pooled(*padded(rows)))

    def step(places: list[int]) -> Tensor:
        misses = [near[place] for place in places if course.pairs[place].near]
        return contrast_loss(
            meaning([posts[place] for place in places]),
            meaning([claims[place] for place in places]),
            meaning(misses) if misses else torch.empty(0),
            torch.tensor([keys[course.pairs[place].key] for place in places]),
        )

    for places in like_lengths([len(row) for row in posts], _PAIRS, chance):
        if len(places) > 1:
            yield partial(step, places)


def _judged_steps(
    network: Network, tokenizer: PreTrainedTokenizerFast, course: Course, chance: random.Random
) -> Iterator[Step]:
    ids = pair_ids(tokenizer, [(one.claim, one.text) for one in course.judged])
    same = torch.tensor([float(one.same) for one in course.judged])
    mask = int(tokenizer.mask_token_id)

    def step(places: list[int]) -> Tensor:
        logits = _same(network, [ids[place] for place in places], mask)
        return nn.functional.binary_cross_entropy_with_logits(logits, same[places])

    for places in like_lengths([len(row) for row in ids], _JUDGED, chance):
        yield partial(step, places)


def _same(network: Network, ids: Sequence[list[int]], mask: int) -> Tensor:
    """The log-odds that the text asserts the claim, of each pair."""
    rows, real = padded(ids)
    pooled = network.dropout(network.pooled(_hidden(rows, mask), real))
    logits: Tensor = network.same(pooled)[:, 0]
    return logits


def _choice_steps(
    network: Network, tokenizer: PreTrainedTokenizerFast, course: Course, chance: random.Random
) -> Iterator[Step]:
    sizes = [len(one.claims) for one in course.choices]
    ids = pair_ids(tokenizer, [(claim, one.text) for one in course.choices for claim in one.claims])
    ends = list(accumulate(sizes))
    mask = int(tokenizer.mask_token_id)

    def step(places: list[int]) -> Tensor:
        rows = [row for place in places for row in ids[ends[place] - sizes[place] : ends[place]]]
        logits = _same(network, rows, mask)
        return choice_loss(logits, [sizes[place] for place in places])

    for places in like_lengths([len(ids[end - 1]) for end in ends], _CHOICES, chance):
        yield partial(step, places)


def pair_ids(
    tokenizer: PreTrainedTokenizerFast, pairs: Sequence[tuple[str, str]], most: int = 144
) -> list[list[int]]:
    """Claim and text of each pair as one row of pieces. If it is too long, the end of the text is cut."""
    if not pairs:
        return []
    claims, texts = zip(*pairs, strict=True)
    found = tokenizer(list(claims), list(texts), truncation="only_second", max_length=most)
    return [list(row) for row in found["input_ids"]]
