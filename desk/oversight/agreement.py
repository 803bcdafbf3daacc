"""Figures with what they are worth: Cohen's kappa and shares, each with its number of cases. Pure."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from core.interval import Z, wilson

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
        return wilson(self.hits, self.n)[0]

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return wilson(self.hits, self.n)[1]


def kappa(pairs: Sequence[tuple[str, str]]) -> Kappa:
    """Cohen's kappa of first and second answers; interval for large samples: Fleiss, Cohen, Everitt 1969.

    Where all pairs agree, or none, that interval has no width, which would be a false certainty: then it is
    the Wilson interval of the agreement, as far beyond chance.
    """
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
    low, high = value - Z * error, value + Z * error
    if same in (0, n):
        low, high = ((share - expected) / (1 - expected) for share in wilson(same, n))
    return Kappa(n, same, value, max(-1.0, low), min(1.0, high))
