"""From margins to probabilities and thresholds, for traffic in which few posts hold a signal.

The labelled texts were chosen, so their share of positives says nothing about traffic. Out-of-fold margins
are therefore weighted to a declared mix: a share BASE_RATE of posts holds the signal, half of them like the
published positives and half like ours; of the others nine in ten are like the published texts (labelled and
ordinary ones in their natural shares) and one in ten like our lawful but charged local texts.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from core.record import Channel
from models.features import Floats
from models.signal_card import Band
from models.training.fit import Flags, Margins, Material

BASE_RATE: Final = 0.01
_OWN_POSITIVES, _OWN_NEGATIVES = 0.5, 0.1
# Least estimated share of right ones among the flagged, by channel.
PRECISION: Final[Mapping[Channel, float]] = {
    Channel.POST: 0.5,
    Channel.FIELD: 0.5,
    Channel.NEWS: 0.9,
    Channel.FACTCHECK: 0.95,
}
_SURE: Final = 0.8
_LAWFUL: Final = 0.02
"""of our lawful texts put aside, charged ones all and each kind counting the same, at most this share is
flagged; they are harder than what the gates measure (docs/decisions/023-whole-writers-aside.md)"""
RULE: Final = (
    f"{BASE_RATE:.0%} of posts hold it (mix of models/training/calibrate.py). Threshold of a channel: "
    "the lowest probability from which on at least "
    + ", ".join(f"{share:.0%} ({channel.value})" for channel, share in PRECISION.items())
    + f" of the out-of-fold predictions are right and at most {_LAWFUL:.0%} of our lawful texts, each kind "
    "counting the same, are flagged. "
    f"Unsure: from half the threshold of posts to where {_SURE:.0%} are right."
)


@dataclass(frozen=True, slots=True)
class Traffic:
    """Margins (or probabilities), whether each text holds the signal, and its weight in the mix (sum 1)."""

    value: Margins
    holds: Flags
    weight: Margins


def mix(value: Margins, holds: Flags, own: Flags, ordinary: Margins) -> Traffic:
    """Weigh examples (`value`, `holds`, `own`) and ordinary texts to the declared mix."""
    every = np.concatenate([value, ordinary])
    held = np.concatenate([holds, np.zeros(len(ordinary), dtype=bool)])
    ours = np.concatenate([own, np.zeros(len(ordinary), dtype=bool)])
    weight = np.zeros(len(every))
    for part, share in (
        (held & ours, BASE_RATE * _OWN_POSITIVES),
        (held & ~ours, BASE_RATE * (1 - _OWN_POSITIVES)),
        (~held & ours, (1 - BASE_RATE) * _OWN_NEGATIVES),
        (~held & ~ours, (1 - BASE_RATE) * (1 - _OWN_NEGATIVES)),
    ):
        weight[part] = share / part.sum()
    return Traffic(every, held, weight)


def traffic(material: Material, margins: Margins, ordinary: Margins, holds: Flags) -> Traffic:
    """The declared mix from out-of-fold margins."""
    return mix(margins, holds, material.own, ordinary)


def platt(found: Traffic) -> tuple[float, float]:
    """Slope and offset of the logistic curve that fits best (Platt 1999)."""
    model = LogisticRegression(C=1e6, max_iter=1000)
    model.fit(found.value[:, None], found.holds, sample_weight=found.weight * len(found.weight))
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def matrix_scaling(margins: Margins, classes: np.ndarray, weight: Margins) -> tuple[Floats, Floats]:
    """Slope (heads x classes) and offset of the softmax that fits best (Guo et al. 2017)."""
    model = LogisticRegression(C=10, max_iter=2000)
    model.fit(margins, classes, sample_weight=weight)
    return model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)


def least_value(found: Traffic, precision: float) -> float:
    """The lowest value from which on at least this share is right; else just above all wrong ones."""
    order = np.argsort(-found.value, kind="stable")
    weight, holds = found.weight[order], found.holds[order]
    right = np.cumsum(weight * holds) / np.cumsum(weight)
    enough = np.flatnonzero((right >= precision) & holds)
    if len(enough):
        return float(found.value[order][enough[-1]])
    return float(found.value[~found.holds].max() + 1e-6)


def thresholds(found: Traffic, lawful: Margins, kinds: Sequence[str]) -> dict[Channel, float]:
    """The threshold of each channel, four digits; `lawful` are values of our own texts without a signal."""
    few = _rarely_reached(lawful, kinds) + 1e-4  # a text at the threshold is flagged
    return {channel: round(max(least_value(found, share), few), 4) for channel, share in PRECISION.items()}


def _rarely_reached(lawful: Margins, kinds: Sequence[str]) -> float:
    """The value above which at most a share _LAWFUL of the texts stand, where each kind counts the same."""
    size = Counter(kinds)
    weight = np.array([1 / size[kind] for kind in kinds])
    return float(np.quantile(lawful, 1 - _LAWFUL, weights=weight, method="inverted_cdf"))


def band(found: Traffic, threshold: float) -> Band:
    """Where a second reader should look, around the threshold of posts."""
    return Band(low=round(threshold / 2, 4), high=round(max(threshold, least_value(found, _SURE)), 4))
