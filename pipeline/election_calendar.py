"""The calendar of election stages, as data (`reference/stages/`): one file an election, and one for none.

Which law applies, how high an item stands, and which author key, depends on the stage of a day. After a
Pilkada there is long none: such days belong to "no active stage" of their year, so author keys change there
too.
"""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.errors import UsageError
from core.region import ZONE
from core.yamlfile import Slug, load_model
from pipeline import REFERENCE

_FOLDER: Final = REFERENCE / "stages"
_NONE: Final = "tanpa-tahapan"
_Certainty = Literal["verified", "single", "inferred"]
_HERE: Final = ZoneInfo(ZONE)
"""the local calendar in which the files give their days"""
_STRICT: Final = ConfigDict(extra="forbid", frozen=True)


class StagesError(UsageError):
    """A file of the calendar that cannot be used: which, where, and what is wrong."""


class Term(BaseModel):
    """Something that holds for some days, inclusive."""

    model_config = _STRICT

    id: Slug
    start: date = Field(alias="from")
    until: date

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until < self.start:
            raise ValueError(f"{self.id}: until ({self.until}) lies before from ({self.start})")
        return self

    def holds(self, day: date) -> bool:
        """Whether `day` belongs to it."""
        return self.start <= day <= self.until


class Stage(Term):
    """One stage: its days, and how sure we are of them."""

    title: str
    main: bool = False
    priority: float = Field(0.0, ge=0, le=0.5)
    """how far it lifts importance towards 1; ours, untuned"""
    certainty: _Certainty
    source: str

    @model_validator(mode="after")
    def _only_a_main_one_weighs(self) -> Self:
        if self.priority and not self.main:
            raise ValueError(f"{self.id}: only a main stage has a priority")
        return self


class Determined(BaseModel):
    """The day from which candidates are determined."""

    model_config = _STRICT

    start: date = Field(alias="from")
    certainty: _Certainty


class Election(BaseModel):
    """One election and its stages."""

    model_config = _STRICT

    election: Slug
    regime: Literal["pilkada", "pemilu"]
    """whose law and deadlines hold"""
    title: str
    source: str
    determined: Determined | None = None
    stages: tuple[Stage, ...] = Field(min_length=1)

    @property
    def until(self) -> date:
        """Its last day."""
        return max(stage.until for stage in self.stages)


class Next(BaseModel):
    """What is known of elections to come; no calendar yet."""

    model_config = _STRICT

    what: str
    certainty: _Certainty


class NoStage(BaseModel):
    """The days between elections, documented."""

    model_config = _STRICT

    none: Literal["tanpa-tahapan"]
    title: str
    next: tuple[Next, ...]
    source: str
    last_checked: date


class ActiveStage(BaseModel):
    """A stage that is active on some day, with its election."""

    model_config = _STRICT

    election: Election
    stage: Stage

    @property
    def id(self) -> str:
        """As `stage_at` writes it: "pilkada-2024/kampanye"."""
        return f"{self.election.election}/{self.stage.id}"


def read_elections(folder: Path) -> tuple[Election, ...]:
    """The elections of this folder, by file name. Raises StagesError: which file, line and key."""
    files = [path for path in sorted(folder.glob("*.yml")) if path.stem != _NONE]
    found = tuple(load_model(path, Election, StagesError) for path in files)
    for path, one in zip(files, found, strict=True):
        if one.election != path.stem:
            raise StagesError(f"{path}: election is {one.election}; name the file {one.election}.yml")
    return found


@cache
def elections() -> tuple[Election, ...]:
    """All elections of the calendar. Raises StagesError if a file is wrong."""
    return read_elections(_FOLDER)


@cache
def no_stage() -> NoStage:
    """What is said on a day without a stage. Raises StagesError if the file is wrong."""
    return load_model(_FOLDER / f"{_NONE}.yml", NoStage, StagesError)


def day_of(moment: datetime) -> date:
    """The day of a moment in the local calendar of the stages."""
    return moment.astimezone(_HERE).date()


@cache
def active_stages(day: date) -> tuple[ActiveStage, ...]:
    """Every stage of `day` (local calendar), the main one of each election first; empty between elections."""
    return tuple(
        ActiveStage(election=election, stage=stage)
        for election in elections()
        for stage in sorted(election.stages, key=lambda stage: not stage.main)
        if stage.holds(day)
    )


@cache
def stage_at(day: date) -> str:
    """The main stage of `day` (local calendar): "pilkada-2024/kampanye"; else "tanpa-tahapan-2026"."""
    main = next((one for one in active_stages(day) if one.stage.main), None)
    return main.id if main else f"{_NONE}-{day.year}"


@cache
def determined(day: date) -> bool:
    """Whether candidates of some election are determined on `day`: until that election's last day."""
    return any(one.determined is not None and one.determined.start <= day <= one.until for one in elections())


@cache
def stage_priority(day: date) -> float:
    """How far the stages of `day` lift an item's importance towards 1; 0 between elections."""
    return max((one.stage.priority for one in active_stages(day)), default=0.0)
