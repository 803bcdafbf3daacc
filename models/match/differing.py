"""What `differing.yml` lists: words that say the opposite of each other, and the regencies around Kutai
Timur."""

from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from core.errors import PantauError
from models.yamlfile import read_model

_FILE: Final = Path(__file__).resolve().parent / "differing.yml"


class DifferingError(PantauError):
    """`differing.yml` cannot be read. The message names the line and the remedy."""


class Differing(BaseModel):
    """The words by which a near copy of a claim may say something else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opposites: tuple[Annotated[str, Field(pattern=r"^[^|]+\|[^|]+$")], ...]
    """each two sets of words that say the opposite of each other, parted by |"""
    regions: dict[str, str]
    """names of a regency and of what lies in it, parted by commas, by the code (Kemendagri) of the regency"""


@cache
def differing() -> Differing:
    """The shipped lists. Raises DifferingError."""
    return read_model(_FILE, Differing, DifferingError)
