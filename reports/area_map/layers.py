"""What the map can be shaded by: layers, their numbers, fixed classes, and marks for incidents."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.errors import UsageError
from core.indonesian import number
from core.record import IncidentType
from core.yamlfile import load_model
from pipeline import REFERENCE
from pipeline.geotag import kecamatan
from reports.area_map.areas import Area
from reports.telling import COVERED, SMALL

_FILE: Final = REFERENCE / "tiles.yml"
THERE: Final = "ada"
"""what is told of incidents where small numbers are suppressed: with their marks beside it, and their total
elsewhere, a number would give the small ones away"""
_THERE_CLASS: Final = 3
Say = Callable[[str], str]


class Layer(StrEnum):
    """What the map is shaded by."""

    STORIES = "stories"
    HOAX = "hoax"
    PROVOCATION = "provocation"
    VIOLENCE = "violence"
    INCIDENTS = "incidents"
    VULNERABILITY = "vulnerability"


LAYER_WORDS: Final[Mapping[Layer, str]] = {
    Layer.STORIES: "Cerita yang menyebut kecamatan",
    Layer.HOAX: "Cerita dengan sinyal hoaks",
    Layer.PROVOCATION: "Cerita dengan sinyal provokasi",
    Layer.VIOLENCE: "Cerita dengan sinyal kekerasan",
    Layer.INCIDENTS: "Peristiwa yang dipastikan (tanpa unjuk rasa damai)",
    Layer.VULNERABILITY: "Perkiraan kerawanan oleh tim (0–100)",
}
"""What the numbers in the tiles count."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A small mark for incidents of some types, after ACLED's event types."""

    name: str
    label: str
    types: tuple[IncidentType, ...]


MARKS: Final = (
    # Riots (mob violence, violent demonstration); Violence against civilians
    Mark(
        "force",
        "kekerasan: bentrok, amuk massa, penyerangan,\nunjuk rasa disertai kekerasan",
        (IncidentType.CLASH, IncidentType.MOB, IncidentType.ATTACK, IncidentType.PROTEST_VIOLENT),
    ),
    # Strategic developments (looting/property destruction)
    Mark(
        "damage",
        "perusakan atau pembakaran",
        (IncidentType.DESTRUCTION,),
    ),
    # no event type of ACLED's: nothing has happened yet
    Mark(
        "threat",
        "ancaman atau intimidasi",
        (IncidentType.THREAT, IncidentType.INTIMIDATION),
    ),
    # Protests (peaceful protest)
    Mark(
        "protest",
        "unjuk rasa damai (bukan kekerasan)",
        (IncidentType.PROTEST_PEACEFUL,),
    ),
)
"""A peaceful protest has a mark of its own, hollow and grey, and counts in no number of incidents.

Above each mark: the event types of ACLED that it follows."""


class Tile(BaseModel):
    """Where a kecamatan stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    row: Annotated[int, Field(ge=1)]
    column: Annotated[int, Field(ge=1)]


class Drawing(BaseModel):
    """`tiles.yml`: the arrangement, and the classes of each layer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tiles: tuple[Tile, ...]
    classes: Mapping[Layer, tuple[int, int, int, int]]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ours = dict(kecamatan())
        if {tile.code: tile.name for tile in self.tiles} != ours or len(self.tiles) != len(ours):
            raise ValueError("each kecamatan of the gazetteer needs one tile, with its code and name")
        if len({(tile.row, tile.column) for tile in self.tiles}) != len(self.tiles):
            raise ValueError("two tiles stand in one place")
        if set(self.classes) != set(Layer) or any(sorted(set(c)) != list(c) for c in self.classes.values()):
            raise ValueError("each layer needs four ends of classes that rise")
        return self


@cache
def drawing() -> Drawing:
    """The arrangement of the tiles. Raises UsageError where the file is wrong."""
    return load_model(_FILE, Drawing, UsageError)


def value_of(area: Area, layer: Layer) -> float | None:
    """The number that a layer tells of an area; None where there is no data."""
    if layer is Layer.VULNERABILITY:
        return area.vulnerability
    if not area.covered:
        return None
    if layer is Layer.STORIES:
        return area.stories
    if layer is Layer.INCIDENTS:
        return sum(n for kind, n in area.incidents.items() if kind is not IncidentType.PROTEST_PEACEFUL)
    return area.signals.get(layer.value, 0)


def class_of(value: float | None, layer: Layer, *, suppress: bool = False) -> int | None:
    """The class of a number: 0 for nothing, 1 to 5 by the fixed ends; None without data.

    A score of 0 is an estimate like any other and belongs to class 1.
    """
    if value is None:
        return None
    if value <= 0 and layer is not Layer.VULNERABILITY:
        return 0
    if suppress and layer is Layer.INCIDENTS:
        return _THERE_CLASS
    return 1 + sum(value > end for end in drawing().classes[layer])


def shown(value: float | None, layer: Layer, *, suppress: bool, say: Say = str) -> str:
    """A number as the map and its table print it: "12", "<3", "tidak ada data"."""
    if value is None:
        return say("tidak ada data")
    if layer is Layer.VULNERABILITY:
        return f"{round(value)}"
    if suppress and value and layer is Layer.INCIDENTS:
        return say(THERE)
    if suppress and 0 < value < SMALL:
        return COVERED
    return number(value)


def classes(layer: Layer, *, suppress: bool) -> tuple[tuple[int, str], ...]:
    """The classes of a layer with their bounds in words, for the legend: (1, "1–2")."""
    if suppress and layer is Layer.INCIDENTS:
        return ((0, "0"), (_THERE_CLASS, THERE))
    ends = drawing().classes[layer]
    score = layer is Layer.VULNERABILITY
    lowest = 0 if score else 1
    starts = (lowest, *(end + 1 for end in ends))
    words = [f"{a}–{b}" for a, b in zip(starts, ends, strict=False)]
    words.append(f"{starts[-1]}–100" if score else f"≥{starts[-1]}")
    if suppress and not score and ends[0] == SMALL - 1:
        words[0] = COVERED
    zero = [] if score else [(0, "0")]
    return (*zero, *enumerate(words, start=1))


def summary(areas: Sequence[Area], layer: Layer, *, suppress: bool, say: Say = str) -> str:
    """The map in words, for whoever does not see it: the areas by number, those without data last.

    Suppressed numbers stand in the order of the names: their own order would tell them apart.
    """
    values = [(value_of(area, layer), area.name) for area in areas]
    alike = suppress and layer is not Layer.VULNERABILITY
    least = 0.0 if not alike else float("inf") if layer is Layer.INCIDENTS else SMALL - 1.0
    some = sorted(((v, name) for v, name in values if v), key=lambda pair: (-max(pair[0], least), pair[1]))
    told = "; ".join(f"{name} {shown(v, layer, suppress=suppress, say=say)}" for v, name in some)
    nothing = [name for v, name in values if v == 0]
    missing = [name for v, name in values if v is None]
    parts = [f"{say(LAYER_WORDS[layer])}: {told or say('tidak ada')}."]
    if nothing:
        parts.append(f"{say('Nol')}: {', '.join(nothing)}.")
    if missing:
        parts.append(f"{say('Tidak ada data (bukan berarti tenang)')}: {', '.join(missing)}.")
    return " ".join(parts)
