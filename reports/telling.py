"""Counts as an edition may tell them: small ones are covered outside of the team."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reports.document import SMALL
from reports.words import number

COVERED: Final = "<3"


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

    def n(self, value: int) -> str:
        """One count that stands alone."""
        return COVERED if self.suppress and 0 < value < SMALL else number(value)

    def parts(self, values: Sequence[int]) -> list[str]:
        """Counts that add up to a total which is told too: one covered cell would follow from the others, so
        the next smallest is covered with it."""
        told = [self.n(value) for value in values]
        if told.count(COVERED) == 1:
            others = [at for at, value in enumerate(values) if value >= SMALL]
            if others:
                told[min(others, key=lambda at: values[at])] = "*"
        return told

    def of(self, hits: int, every: int) -> str:
        """ "3 dari 12"; covered where either part tells of somebody."""
        if self.suppress and (0 < hits < SMALL or 0 < every - hits < SMALL):
            return f"– dari {self.n(every)}"
        return f"{number(hits)} dari {number(every)}"
