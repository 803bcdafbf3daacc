"""The mandate: who may watch public posts, why, on which legal basis, from when until when.

`mandate.yml` in the data folder. Without a valid one, sources of public posts do not run in the live profile.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.errors import UsageError
from core.yamlfile import load_model

FILE = "mandate.yml"
PostKind = Literal["telegram", "file"]
Words = Annotated[str, Field(min_length=3)]


class MandateError(UsageError):
    """A mandate that cannot be used; one line naming the file, the key and the remedy."""


class Mandate(BaseModel):
    """What `mandate.yml` may say."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    who: Words
    """the institution, and the office in it that answers for the watching"""
    purpose: Words
    """what it is for"""
    legal_basis: Words
    """the norm or the assignment letter: number and date"""
    start: date = Field(alias="from")
    """first day, inclusive"""
    until: date
    """last day, inclusive"""
    kinds: tuple[PostKind, ...] = Field(min_length=1)
    """the kinds of sources of public posts that may be watched"""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until < self.start:
            raise ValueError(f"until ({self.until}) lies before from ({self.start})")
        return self


def load_mandate(data: Path) -> Mandate | None:
    """The mandate of a data folder, or None where there is none. Raises MandateError if it cannot be used."""
    try:
        return load_model(data / FILE, Mandate, MandateError)
    except FileNotFoundError:
        return None


def reason_against(mandate: Mandate | None, kind: str, day: date) -> str:
    """Why sources of this kind may not be watched on this day, in Indonesian; empty where they may."""
    if mandate is None:
        return f"belum ada mandat: buat {FILE} di folder data (who, purpose, legal_basis, from, until, kinds)"
    if day < mandate.start:
        return f"mandat baru berlaku mulai {mandate.start}: tunggu, atau ubah from di {FILE}"
    if day > mandate.until:
        return f"mandat berakhir {mandate.until}: perpanjang lalu ubah until di {FILE}"
    if kind not in mandate.kinds:
        return f"mandat tidak mencakup sumber jenis {kind}: tambahkan pada kinds di {FILE} bila berwenang"
    return ""
