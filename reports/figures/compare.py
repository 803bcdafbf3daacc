"""Whether a week differs from those before it, or only wiggles.

The earlier weeks give a mean m and, where they scatter more than chance alone would, a dispersion
d = max(1, variance / mean). What another such week would bring is taken as negative binomial with mean m and
variance d * m * (1 + 1/n): the last factor because m itself is known from n weeks only. A week has *changed*
only if it lies outside the central 99 % of that: five figures are compared each week, so that by chance alone
one change is told in about five months. Only sources that ran well in all weeks compared are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance
from typing import Final

import numpy as np
from scipy.special import betainc

LEAST: Final = 2
"""earlier weeks without which nothing is compared"""
BASE: Final = 4
"""earlier weeks that are compared with"""
SURE: Final = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One figure of this week against the weeks before it, over the same sources."""

    now: int
    before: tuple[int, ...]  # the earlier weeks, the oldest first; the last is last week
    mean: float | None  # None: too few weeks
    low: int | None  # what another such week would bring, with 99 % certainty
    high: int | None

    @property
    def last(self) -> int | None:
        """Last week; None where there is none to compare with."""
        return self.before[-1] if self.before else None

    @property
    def known(self) -> bool:
        """Whether there is enough to compare with."""
        return self.mean is not None

    @property
    def direction(self) -> int:
        """1 more than chance explains, -1 less, 0 no change to speak of."""
        if self.low is None or self.high is None:
            return 0
        return 1 if self.now > self.high else -1 if self.now < self.low else 0


def compare(now: int, before: Sequence[int]) -> Compared:
    """This week's count against those before it (the oldest first), over the same sources."""
    kept = tuple(before[-BASE:])
    if len(kept) < LEAST:
        return Compared(now=now, before=kept, mean=None, low=None, high=None)
    low, high = expected(kept)
    return Compared(now=now, before=kept, mean=fmean(kept), low=low, high=high)


def expected(before: Sequence[int], sure: float = SURE) -> tuple[int, int]:
    """Between which counts another week like these would lie."""
    weeks, mean = len(before), max(fmean(before), 0.5 / len(before))
    dispersion = max(1.0, variance(before) / mean)
    spread = dispersion * mean * (1 + 1 / weeks)
    size = mean**2 / (spread - mean)
    chance = size / (size + mean)
    counts = np.arange(int(mean + 40 * spread**0.5) + 40)
    # The distribution function, as scipy.stats.nbinom has it; that module takes a second to import.
    below = betainc(size, counts + 1, chance)
    low, high = np.searchsorted(below, ((1 - sure) / 2, (1 + sure) / 2))
    return int(low), int(high)
