"""The calendar of election stages, as data (`reference/stages.yml`).

Which law applies, and which author key, depends on the stage of a day. After a Pilkada there is long none:
such days belong to "no active stage" of their year, so author keys change there too.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

_FILE = Path(__file__).parent / "reference" / "stages.yml"
_Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Stage(BaseModel):
    """One stage: its days, inclusive, and how sure we are of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: _Slug
    title: str
    start: date = Field(alias="from")
    until: date
    main: bool = False
    certainty: Literal["verified", "single", "inferred"]
    source: str

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until < self.start:
            raise ValueError(f"{self.id}: until ({self.until}) lies before from ({self.start})")
        return self

    def holds(self, day: date) -> bool:
        """Whether `day` lies within the stage."""
        return self.start <= day <= self.until


class Election(BaseModel):
    """One election and its stages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    election: _Slug
    title: str
    source: str
    stages: tuple[Stage, ...]


@cache
def elections() -> tuple[Election, ...]:
    """All elections of the calendar. Raises pydantic's ValidationError if the file is wrong."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Election, ...]).validate_python(raw)


@cache
def stage_at(day: date) -> str:
    """The main stage of `day` (local calendar): "pilkada-2024/kampanye"; else "tanpa-tahapan-2026"."""
    for election in elections():
        for stage in election.stages:
            if stage.main and stage.holds(day):
                return f"{election.election}/{stage.id}"
    return f"tanpa-tahapan-{day.year}"
