"""Gates of fairness (`reference/gates.yml`): what a figure must reach, or the lower floor of a decision.
`pantau evaluate` holds the shipped models against them.
"""

from functools import lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from models.yamlfile import read_model
from pipeline import REFERENCE, BadReferenceError

GATES: Final = REFERENCE / "gates.yml"


class Gate(BaseModel):
    """One gate. A floor below the goal needs the number of the decision record that says why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    goal: float = Field(ge=0, le=1)
    floor: float | None = Field(default=None, ge=0, le=1)
    """what holds now, where the goal is not yet met"""
    decision: int | None = Field(default=None, ge=1)
    """number of the record in docs/decisions"""

    @model_validator(mode="after")
    def _a_lower_floor_is_decided(self) -> "Gate":
        if (self.floor is None) != (self.decision is None):
            raise ValueError("floor and decision go together")
        if self.floor is not None and self.floor >= self.goal:
            raise ValueError("a floor at or above the goal: leave it out, the goal holds")
        return self

    @property
    def least(self) -> float:
        """What the figure must reach."""
        return self.goal if self.floor is None else self.floor

    def missed(self, value: float) -> str:
        """What to say of a figure that is below, or no number; "" where the gate holds."""
        return "" if value >= self.least else f"below its gate {self.least} ({GATES.name})"


@lru_cache(maxsize=1)
def gates() -> dict[str, Gate]:
    """All gates by the name of their figure. Raises BadReferenceError if the file is wrong."""
    return read_model(GATES, RootModel[dict[str, Gate]], BadReferenceError).root
