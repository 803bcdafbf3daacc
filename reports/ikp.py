"""Schemes of vulnerability as data (`pipeline/reference/ikp/`): Bawaslu's tree of one edition, with its year.

Every edition has its own indicators and its own scale, so numbers of two schemes are never compared:
`change` refuses. What Bawaslu has published stands in `published.yml`, each row with scheme and year.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.errors import UsageError
from core.yamlfile import load_model

_FOLDER: Final = Path(__file__).parent.parent / "pipeline" / "reference" / "ikp"
_STRICT: Final = ConfigDict(extra="forbid", frozen=True)
_Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
_Certainty = Literal["verified", "single", "inferred"]
CURRENT: Final = "ikp-2024"
"""the scheme that the desk enters data for"""


class SchemeError(UsageError):
    """A scheme that cannot be used, or two that may not be compared."""


class Part(BaseModel):
    """A subdimension, or a variable of polling stations."""

    model_config = _STRICT

    id: _Slug
    title: str


class Dimension(BaseModel):
    """A dimension with its subdimensions, and how much it weighs."""

    model_config = _STRICT

    id: _Slug
    title: str
    weight: float = Field(1.0, gt=0)
    subdimensions: tuple[Part, ...] = Field(min_length=1)


class Indicator(BaseModel):
    """What is counted under a subdimension."""

    model_config = _STRICT

    id: _Slug
    subdimension: _Slug
    title: str
    source: str


class Stations(BaseModel):
    """The variables by which polling stations are called vulnerable."""

    model_config = _STRICT

    source: str
    certainty: _Certainty
    variables: tuple[Part, ...] = Field(min_length=1)


class Scheme(BaseModel):
    """The tree of one edition."""

    model_config = _STRICT

    scheme: _Slug
    year: int
    title: str
    source: str
    certainty: _Certainty
    published_indicators: int
    least_subdimensions: int = Field(ge=1)
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    indicators: tuple[Indicator, ...] = ()
    stations: Stations

    @property
    def subdimensions(self) -> dict[str, Part]:
        """All of them by id, in the order of the tree."""
        return {part.id: part for dimension in self.dimensions for part in dimension.subdimensions}

    @property
    def variables(self) -> dict[str, Part]:
        """Of polling stations, by id."""
        return {part.id: part for part in self.stations.variables}

    @model_validator(mode="after")
    def _is_a_tree(self) -> Self:
        names = [part.id for dimension in self.dimensions for part in dimension.subdimensions]
        if len(set(names)) != len(names):
            raise ValueError("a subdimension stands twice")
        if self.least_subdimensions > len(names):
            raise ValueError(f"least_subdimensions is more than the {len(names)} there are")
        if wrong := [one.id for one in self.indicators if one.subdimension not in names]:
            raise ValueError(f"indicator {wrong[0]} names no subdimension of this scheme")
        return self


class Published(BaseModel):
    """A score or category that Bawaslu has published."""

    model_config = _STRICT

    scheme: _Slug
    year: int
    area: str
    value: float | None
    scale: str
    category: str
    words: str
    certainty: _Certainty
    source: str


class _Rows(BaseModel):
    model_config = _STRICT

    rows: tuple[Published, ...]


@cache
def scheme(name: str = CURRENT) -> Scheme:
    """The scheme of this name. Raises SchemeError where there is none, or its file is wrong."""
    if name not in schemes():
        raise SchemeError(f"skema {name} tidak dikenal; yang ada: {', '.join(schemes())}")
    found = load_model(_FOLDER / f"{name}.yml", Scheme, SchemeError)
    if found.scheme != name:
        raise SchemeError(f"{_FOLDER / name}.yml: scheme is {found.scheme}; name the file {found.scheme}.yml")
    return found


@cache
def schemes() -> tuple[str, ...]:
    """Names of the schemes there are."""
    return tuple(path.stem for path in sorted(_FOLDER.glob("*.yml")) if path.stem != "published")


@cache
def published() -> tuple[Published, ...]:
    """What Bawaslu has published, by year."""
    rows = load_model(_FOLDER / "published.yml", _Rows, SchemeError).rows
    return tuple(sorted(rows, key=lambda row: (row.year, row.area != "64.08")))


def change(before: Published, after: Published) -> float | None:
    """How much a published score has changed; None where one of them has no number.

    Raises SchemeError for two schemes, two areas: each edition has its own indicators and scale.
    """
    if before.scheme != after.scheme:
        raise SchemeError(f"{before.scheme} dan {after.scheme} tidak dapat dibandingkan: skemanya berbeda")
    if before.area != after.area:
        raise SchemeError("dua wilayah yang berbeda tidak dapat dibandingkan sebagai perubahan")
    return None if before.value is None or after.value is None else after.value - before.value
