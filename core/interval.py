"""How sure a share is, and where the values of a sample end."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import Final

import numpy as np

Z: Final = NormalDist().inv_cdf(0.975)
"""standard errors to each side of a 95 % interval"""


def wilson(good: int, n: int) -> tuple[float, float]:
    """95 % bounds of a share (Wilson 1927); (0, 1) of nothing."""
    if not n:
        return 0.0, 1.0
    p = good / n
    middle, spread = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    low, high = (middle - spread) / whole, (middle + spread) / whole
    return max(0.0, min(low, p)), min(1.0, max(high, p))  # p itself, where rounding would leave it out


def quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share of the values does not exceed; None of nothing."""
    return float(np.quantile(values, share, method="inverted_cdf")) if values else None
