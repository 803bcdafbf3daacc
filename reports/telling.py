"""Counts as an edition may tell them: small ones are covered outside of the team, and cannot be worked out.

A covered count must not follow from what stands beside it: the parts of a total that is told (`parts`), marks
on a map beside their total (`grouped`), a share (`of`). The tests try all small cases: for whatever an
edition shows of a covered count there is another one that would show the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.indonesian import number

SMALL: Final = 3
"""counts from 1 to below it are covered outside of the team"""
COVERED: Final = f"<{SMALL}"
HIDDEN: Final = "*"
"""a part that is covered together with others: which of them is small, nobody can tell"""
_LARGE: Final = 5
_FEW: Final = 5
_CLASSES: Final = (2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""upper ends of the ranges that `grouped` tells"""


@dataclass(frozen=True, slots=True)
class Teller:
    """Counts in words. In the editions that leave the team 1 and 2 are told as "<3": so few are somebody."""

    edition: str  # "full", "partners", "public"

    @property
    def suppress(self) -> bool:
        """Whether small counts are covered."""
        return self.edition != "full"

    @property
    def detailed(self) -> bool:
        """Whether single stories may be told of at all."""
        return self.edition != "public"

    def covers(self, value: float) -> bool:
        """Whether this count is told as "<3"."""
        return self.suppress and 0 < value < SMALL

    def rank(self, value: int) -> int:
        """By what counts are put in order: those that are covered are all alike."""
        return SMALL - 1 if self.covers(value) else value

    def like(self, value: int) -> Sequence[int]:
        """All counts that are told alike."""
        return range(1, SMALL) if self.covers(value) else (value,)

    def n(self, value: int) -> str:
        """One count that stands alone."""
        return COVERED if self.covers(value) else number(value)

    def parts(self, values: Sequence[int]) -> list[str]:
        """Counts that add up to a total which is told too. Where one is small, at most the largest is told,
        if it outweighs the others: else the small one would follow from the rest."""
        if not any(self.covers(value) for value in values):
            return [number(value) for value in values]
        largest = max(values)
        weighs = len(values) > 2 and largest >= _LARGE and largest > sum(values) - largest
        told = values.index(largest) if weighs else -1
        return [number(value) if at == told else HIDDEN for at, value in enumerate(values)]

    def grouped(self, value: int, least: int = 1) -> str:
        """A total beside `least` marks without numbers, each of which stands for one or more: outside of the
        team a range ("2–5") that leaves room for each mark to be one, two or more."""
        if not self.suppress or not value:
            return number(value)
        ends = [end for end in _CLASSES if end > least]
        low = least
        for end in ends:
            if value <= end:
                return COVERED if end < SMALL else f"{number(low)}–{number(end)}"
            low = end + 1
        return f"> {number(_CLASSES[-1])}"

    def coarse(self, value: int) -> str:
        """A count of what is partly listed beside it: outside of the team a range from 1 up ("1–5")."""
        return f"1–{_FEW}" if self.suppress and 0 < value <= _FEW else self.grouped(value)

    def reach(self, value: int) -> int:
        """The upper end of what `coarse` tells: so far such a count is drawn, and by it put in order."""
        if not self.suppress or not value:
            return value
        return next((end for end in _CLASSES if max(value, _FEW) <= end), 2 * _CLASSES[-1])

    def of(self, hits: int, every: int) -> str:
        """ "3 dari 12"; covered where either part tells of somebody."""
        if self.covers(hits) or self.covers(every - hits):
            return f"– dari {self.n(every)}"
        return f"{number(hits)} dari {number(every)}"
