"""The catalogue as it is written: one YAML file a norm, checked strictly, every claim with its mark.

Marks say how sure we are: V2 read in two or more independent sources, V in one, S in an opinion or a
secondary source only, M unverified, I inferred by us. `pipeline/reference/law/*.yml` and `law_changes.yml`.
"""

from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.errors import UsageError
from core.yamlfile import Slug, load_model
from pipeline import REFERENCE

FOLDER: Final = REFERENCE / "law"
_STRICT: Final = ConfigDict(extra="forbid", frozen=True)
_Words = Annotated[str, Field(min_length=3)]


class LawError(UsageError):
    """A file of the catalogue that cannot be used: which, where, and what is wrong."""


class Mark(StrEnum):
    """How sure we are of a statement; from the surest to the least sure."""

    V2 = "V2"
    V = "V"
    S = "S"
    I = "I"  # noqa: E741  the mark's own name
    M = "M"

    @property
    def certain(self) -> bool:
        """Read in a source: enough to rule a norm out."""
        return self in (Mark.V2, Mark.V)


MARK_WORDS: Final[dict[Mark, str]] = {
    Mark.V2: "terverifikasi (dua sumber atau lebih)",
    Mark.V: "satu sumber",
    Mark.S: "hanya sumber sekunder atau opini",
    Mark.I: "disimpulkan",
    Mark.M: "belum diverifikasi",
}


class ElementFile(BaseModel):
    """One element, as the worksheet asks for it."""

    model_config = _STRICT
    id: Slug
    text: _Words


class Narrowing(BaseModel):
    """A decision that narrows the norm, and how."""

    model_config = _STRICT
    decision: _Words
    day: date | None = Field(None, alias="date")
    how: _Words
    certainty: Mark


class Review(BaseModel):
    """A petition whose outcome we do not know: from that day the norm is doubtful."""

    model_config = _STRICT
    case: _Words
    since: date
    what: _Words
    certainty: Mark


class Doubt(BaseModel):
    """Why the norm may not hold for acts from that day."""

    model_config = _STRICT
    since: date
    why: _Words


class Note(BaseModel):
    """What whoever names the norm must know; for acts (or reviews) from a day, if one is given."""

    model_config = _STRICT
    start: date | None = Field(None, alias="from")
    text: _Words
    certainty: Mark


class Marks(BaseModel):
    """How sure we are of what the file says, statement by statement."""

    model_config = _STRICT
    text: Mark
    penalty: Mark | None = None
    valid_from: Mark | None = None
    valid_to: Mark | None = None
    stages: Mark | None = None
    complaint: Mark | None = None

    def given(self) -> dict[str, Mark]:
        """The marks that are there, by statement."""
        return {name: mark for name in Marks.model_fields if (mark := getattr(self, name)) is not None}


class NormFile(BaseModel):
    """One norm, as its file says it."""

    model_config = _STRICT
    id: Slug
    title: _Words
    short: _Words
    law: _Words
    regime: Literal["pilkada", "pemilu", "umum"]
    use: Literal["offence", "administrative", "gate", "basis"]
    """gate: stands before others; basis: why we may work. Neither is named for an act."""
    never: str = ""
    """why it may not be named for anything that is reviewed now, whenever the act was"""
    elements: tuple[ElementFile, ...] = Field(min_length=1)
    penalty: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    stages: tuple[Slug, ...] = ()
    """main stages of an election of its regime within which it holds; empty: always"""
    candidates: bool = False
    """only when candidates are determined"""
    complaint: bool = False
    complaint_by: str = ""
    rabat: bool = True
    """whether a criminal conclusion needs all six factors of Rabat: words to the public, not acts"""
    narrowed: tuple[Narrowing, ...] = ()
    under_review: Review | None = None
    doubt: Doubt | None = None
    notes: tuple[Note, ...] = ()
    replaced_by: tuple[Slug, ...] = ()
    fits: tuple[Slug, ...] = ()
    """routes with a package that it may go, the gentlest first; "victim": the victim's own complaint"""
    certainty: Marks
    source: _Words
    last_checked: date
    needs_lawyer: Literal[True]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        marks = self.certainty.given()
        said = {
            "penalty": bool(self.penalty),
            "valid_from": self.valid_from is not None,
            "valid_to": self.valid_to is not None,
            "stages": bool(self.stages),
            "complaint": self.complaint,
        }
        for name, there in said.items():
            if there != (name in marks):
                raise ValueError(
                    f"{name} {'needs a mark in certainty' if there else 'has a mark but is not said'}"
                )
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to ({self.valid_to}) lies before valid_from ({self.valid_from})")
        if self.complaint != bool(self.complaint_by):
            raise ValueError("complaint and complaint_by: give both or neither")
        if self.use == "offence" and not (self.fits or self.never):
            raise ValueError("fits is missing; name the routes that the norm may go")
        if len({one.id for one in self.elements}) != len(self.elements):
            raise ValueError("elements: an id stands twice")
        return self


class Change(BaseModel):
    """A day on which the law as a whole changed."""

    model_config = _STRICT
    day: date
    what: _Words
    certainty: Mark
    source: _Words


class Gap(BaseModel):
    """What the catalogue does not hold for acts before a day."""

    model_config = _STRICT
    before: date
    what: _Words


class Changes(BaseModel):
    """`law_changes.yml`."""

    model_config = _STRICT
    changes: tuple[Change, ...]
    gaps: tuple[Gap, ...]
    confirm: tuple[_Words, ...]
    last_checked: date


def read_catalogue(folder: Path = FOLDER) -> tuple[NormFile, ...]:
    """The norms of this folder, by id. Raises LawError: which file, line and key."""
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise LawError(f"{folder}: holds no norms (*.yml)")
    found = tuple(load_model(path, NormFile, LawError) for path in files)
    for path, one in zip(files, found, strict=True):
        if one.id != path.stem:
            raise LawError(f"{path}: id is {one.id}; name the file {one.id}.yml")
    known = {one.id for one in found}
    for path, one in zip(files, found, strict=True):
        if lost := [other for other in one.replaced_by if other not in known]:
            raise LawError(f"{path}: replaced_by: there is no norm {lost[0]}")
    return found


@cache
def catalogue() -> tuple[NormFile, ...]:
    """The shipped norms, read once."""
    return read_catalogue()


@cache
def changes() -> Changes:
    """The shipped changes and gaps. Raises LawError if the file is wrong."""
    return load_model(REFERENCE / "law_changes.yml", Changes, LawError)
