"""How sure a share is."""

from math import sqrt


def wilson(good: int, n: int) -> tuple[float, float]:
    """95 % bounds of a share (Wilson 1927); (0, 1) of nothing."""
    if not n:
        return 0.0, 1.0
    z, p = 1.96, good / n
    middle, spread = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    low, high = (middle - spread) / whole, (middle + spread) / whole
    return max(0.0, min(low, p)), min(1.0, max(high, p))  # p itself, where rounding would leave it out
