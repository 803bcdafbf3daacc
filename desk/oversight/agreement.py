"""Figures with what they are worth: Cohen's kappa, shares, times; each with its number of cases. Pure."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

_Z: Final = 1.959964  # of a 95 % interval
ENOUGH: Final = 20
"""pairs under which no agreement is told"""


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement beyond chance of `n` pairs. `value` is None where all said the same one thing, or n is 0."""

    n: int
    same: int  # pairs with the same answer
    value: float | None
    low: float | None
    high: float | None

    @property
    def enough(self) -> bool:
        """Whether there are pairs enough to tell the value."""
        return self.n >= ENOUGH


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, with the Wilson interval of 95 %."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.hits / self.n if self.n else None

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self._ends()[0]

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self._ends()[1]

    def _ends(self) -> tuple[float, float]:
        if not self.n:
            return 0.0, 1.0
        share, z2 = self.hits / self.n, _Z * _Z
        centre = (share + z2 / (2 * self.n)) / (1 + z2 / self.n)
        half = _Z / (1 + z2 / self.n) * sqrt(share * (1 - share) / self.n + z2 / (4 * self.n**2))
        # at the ends the formula gives 0 and 1 exactly; floating point does not
        low = max(0.0, centre - half) if self.hits else 0.0
        return low, min(1.0, centre + half) if self.hits < self.n else 1.0


def kappa(pairs: Sequence[tuple[str, str]]) -> Kappa:
    """Cohen's kappa of first and second answers; interval for large samples: Fleiss, Cohen, Everitt 1969."""
    n = len(pairs)
    same = sum(first == second for first, second in pairs)
    if not n:
        return Kappa(0, 0, None, None, None)
    cells = {cell: count / n for cell, count in Counter(pairs).items()}
    row: defaultdict[str, float] = defaultdict(float)
    column: defaultdict[str, float] = defaultdict(float)
    for (first, second), share in cells.items():
        row[first] += share
        column[second] += share
    observed = same / n
    expected = sum(share * column[label] for label, share in row.items())
    if expected > 1 - 1e-12:
        return Kappa(n, same, None, None, None)
    value = (observed - expected) / (1 - expected)
    spread = 0.0
    for (first, second), share in cells.items():
        if first == second:
            spread += share * (1 - (row[first] + column[first]) * (1 - value)) ** 2
        else:
            spread += share * (1 - value) ** 2 * (column[first] + row[second]) ** 2
    spread -= (value - expected * (1 - value)) ** 2
    error = sqrt(max(0.0, spread) / n) / (1 - expected)
    return Kappa(n, same, value, max(-1.0, value - _Z * error), min(1.0, value + _Z * error))


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share of the values does not exceed; None of nothing."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two in the middle; None of nothing."""
    ordered, half = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
