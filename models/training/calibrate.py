"""From margins to probabilities and thresholds, for traffic in which few posts hold a signal.

The labelled texts were chosen, so their share of positives says nothing about traffic. Out-of-fold margins
are therefore weighted to a declared mix. One post in a hundred holds a signal, of which each of the two
signals has its share (BASE_RATES). Half of the positives are like the published ones, and half like ours. Of
the other posts nine in ten are like the published texts (labelled and ordinary ones in their natural shares),
and one in ten is like our lawful but charged local texts.
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
from models.training.fit import Flags, Margins

_EITHER: Final = 0.01
BASE_RATES: Final[Mapping[str, float]] = {"provocation": 0.79 * _EITHER, "violence": 0.31 * _EITHER}
"""The share of posts that hold each signal. One in a hundred holds a signal, and each signal has the share of
these that it has among the published positives which were read anew. With one share for both, what was called
violence stood too high beside what was called provocation (docs/decisions/025-one-post-in-a-hundred.md)."""
_OWN_POSITIVES, _OWN_NEGATIVES = 0.5, 0.1
_POSTS: Final = {"provocation": 0.45, "violence": 0.35}
"""The least expected share of right ones among flagged posts. It is lower for violence, since a threat that
is missed costs more. Both are a twentieth less than until decision 043, since which fewer lawful texts stand
high."""
_OTHERS: Final = {Channel.NEWS: 0.9, Channel.FACTCHECK: 0.95}
PRECISION: Final[Mapping[str, Mapping[Channel, float]]] = {
    name: {Channel.POST: share, Channel.FIELD: share, **_OTHERS} for name, share in _POSTS.items()
}
_SURE: Final = 0.8
_LAWFUL: Final = 0.02
"""The greatest share of our lawful texts put aside that is flagged. All of these are charged, and each kind
counts the same. They are harder than what the gates measure (docs/decisions/023-whole-writers-aside.md)."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Texts in the declared mix: the margin (or probability) of each, whether it holds the signal, and its
    weight (sum 1)."""

    value: Margins
    holds: Flags
    weight: Margins


def mix(
    value: Margins, holds: Flags, own: Flags, ordinary: Margins, rate: float, counts: Margins | None = None
) -> Traffic:
    """Weigh examples (`value`, `holds`, `own`) and ordinary texts to the declared mix, of which a share
    `rate` holds the signal. `counts` says how much each example counts among its like; without it all count
    the same."""
    every = np.concatenate([value, ordinary])
    held = np.concatenate([holds, np.zeros(len(ordinary), dtype=bool)])
    ours = np.concatenate([own, np.zeros(len(ordinary), dtype=bool)])
    weight = np.ones(len(every))
    weight[: len(value)] = 1 if counts is None else counts
    for part, share in (
        (held & ours, rate * _OWN_POSITIVES),
        (held & ~ours, rate * (1 - _OWN_POSITIVES)),
        (~held & ours, (1 - rate) * _OWN_NEGATIVES),
        (~held & ~ours, (1 - rate) * (1 - _OWN_NEGATIVES)),
    ):
        weight[part] *= share / weight[part].sum()
    return Traffic(every, held, weight)


def platt(found: Traffic) -> tuple[float, float]:
    """The slope and offset of the logistic curve that fits best (Platt 1999)."""
    model = LogisticRegression(C=1e6, max_iter=1000)
    model.fit(found.value[:, None], found.holds, sample_weight=found.weight * len(found.weight))
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def beta_curve(found: Traffic) -> Floats:
    """The parameters (below, above, offset) of the beta curve that fits best (Kull et al. 2017); `value` are
    log-odds.

    A single slope for all texts would be drawn by the many unlikely ones. Raises ValueError if the curve
    would fall.
    """
    sides = np.stack([-np.logaddexp(0, -found.value), np.logaddexp(0, found.value)], axis=1)
    model = LogisticRegression(C=1e6, max_iter=1000)
    model.fit(sides, found.holds, sample_weight=found.weight * len(found.weight))
    below, above = model.coef_[0]
    if min(below, above) < 0:
        raise ValueError(f"a curve that falls ({below:.2f}, {above:.2f}): too few texts to bend it by")
    return np.array([below, above, model.intercept_[0]], dtype=np.float32)


def matrix_scaling(margins: Margins, classes: np.ndarray, weight: Margins) -> tuple[Floats, Floats]:
    """The slope (heads x classes) and offset of the softmax that fits best (Guo et al. 2017)."""
    model = LogisticRegression(C=10, max_iter=2000)
    model.fit(margins, classes, sample_weight=weight)
    return model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)


def least_value(found: Traffic, precision: float) -> float:
    """The lowest value from which on at least this share is right. If there is none, a value just above all
    wrong ones."""
    order = np.argsort(-found.value, kind="stable")
    weight, holds = found.weight[order], found.holds[order]
    right = np.cumsum(weight * holds) / np.cumsum(weight)
    enough = np.flatnonzero((right >= precision) & holds)
    if len(enough):
        return float(found.value[order][enough[-1]])
    return float(found.value[~found.holds].max() + 1e-6)


def least_expected(found: Traffic, precision: float) -> float:
    """The lowest probability from which on at least this share is expected to be right, by the mean of the
    probabilities. If there is none, a value just above all."""
    order = np.argsort(-found.value, kind="stable")
    value, weight = found.value[order], found.weight[order]
    enough = np.flatnonzero(np.cumsum(weight * value) / np.cumsum(weight) >= precision)
    return float(value[enough[-1]]) if len(enough) else float(value[0] + 1e-6)


def _least(found: Traffic, precision: float) -> float:
    """The value halfway between `least_value`, which counts, and `least_expected`. Few texts of the mix are
    flagged. So one published post more or less moves what is counted by a tenth, while what is expected
    trusts the curve where few texts bear it out (docs/decisions/031-disguises-are-learned.md)."""
    return (least_value(found, precision) + least_expected(found, precision)) / 2


def thresholds(name: str, found: Traffic, lawful: Margins, kinds: Sequence[str]) -> dict[Channel, float]:
    """The threshold of each channel, to four digits. `found` are probabilities, `lawful` those of our own
    texts without a signal, and `kinds` the kind of each of these."""
    few = _rarely_reached(lawful, kinds) + 1e-4  # a text at the threshold is flagged
    wanted = PRECISION[name].items()
    return {channel: round(max(_least(found, share), few), 4) for channel, share in wanted}


def rule(name: str) -> str:
    """How the probabilities and thresholds of a signal came about, in words for its card."""
    shares = ", ".join(f"{share:.0%} ({channel.value})" for channel, share in PRECISION[name].items())
    return (
        f"{_EITHER:.0%} of posts hold a signal (mix of models/training/calibrate.py). "
        "Threshold of a channel: halfway between the lowest probabilities from which on at least "
        f"{shares} of the out-of-fold predictions are right by count, and by the mean of the probabilities; "
        f"and at most {_LAWFUL:.0%} of our lawful texts, each kind counting the same, are flagged. Unsure: "
        f"from half the threshold of posts to where {_SURE:.0%} are right, and in news and fact-checks up to "
        "their threshold."
    )


def _rarely_reached(lawful: Margins, kinds: Sequence[str]) -> float:
    """The value above which at most a share _LAWFUL of these texts stands, if each kind counts the same."""
    size = Counter(kinds)
    weight = np.array([1 / size[kind] for kind in kinds])
    return float(np.quantile(lawful, 1 - _LAWFUL, weights=weight, method="inverted_cdf"))


def band(found: Traffic, threshold: float) -> Band:
    """The band in which a second reader should look, around the threshold of posts."""
    return Band(low=round(threshold / 2, 4), high=round(max(threshold, _least(found, _SURE)), 4))
