"""The sparkline of a story: its copies over time, as the outline of small bars in an inline SVG."""

from collections.abc import Sequence
from typing import Final

WIDTH: Final = 72
HEIGHT: Final = 18
_LEAST: Final = 2.5  # units that one copy is high at least: it must be seen beside an hour with hundreds


def path(hours: Sequence[int]) -> str:
    """The `d` of one path with a bar for each span that has copies; "" where there is none."""
    most = max(hours, default=0)
    if most <= 0:
        return ""
    step = WIDTH / len(hours)
    return "".join(
        f"M{index * step:g} {HEIGHT}v-{_high(count, most):g}h{step - 0.6:g}V{HEIGHT}z"
        for index, count in enumerate(hours)
        if count > 0
    )


def _high(count: int, most: int) -> float:
    return round(max(_LEAST, HEIGHT * count / most), 1)
