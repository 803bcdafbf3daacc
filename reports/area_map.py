"""The map of areas as 18 equal tiles that we draw: one SVG, no script, no request to anywhere.

Shade, pattern and words say the same, so that it reads without colour, in black-and-white print and aloud.
Classes are fixed (`pipeline/reference/tiles.yml`), so that the maps of two weeks can be laid side by side.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Self
from xml.etree.ElementTree import Element, SubElement, tostring

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.errors import UsageError
from core.record import IncidentType
from core.yamlfile import load_model
from pipeline.geotag import gazetteer
from reports.areas import Area

_FILE: Final = Path(__file__).parent.parent / "pipeline" / "reference" / "tiles.yml"
SMALL: Final = 3
"""counts from 1 to below this are told as "<3" where small numbers are suppressed"""
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
    acled: str  # the event types that it follows


MARKS: Final = (
    Mark(
        "force",
        "kekerasan: bentrok, amuk massa, penyerangan,\nunjuk rasa disertai kekerasan",
        (IncidentType.CLASH, IncidentType.MOB, IncidentType.ATTACK, IncidentType.PROTEST_VIOLENT),
        "Riots (mob violence, violent demonstration); Violence against civilians",
    ),
    Mark(
        "damage",
        "perusakan atau pembakaran",
        (IncidentType.DESTRUCTION,),
        "Strategic developments (looting/property destruction)",
    ),
    Mark(
        "threat",
        "ancaman atau intimidasi",
        (IncidentType.THREAT, IncidentType.INTIMIDATION),
        "no event type of ACLED's: nothing has happened yet",
    ),
    Mark(
        "protest",
        "unjuk rasa damai (bukan kekerasan)",
        (IncidentType.PROTEST_PEACEFUL,),
        "Protests (peaceful protest)",
    ),
)
"""A peaceful protest has a mark of its own, hollow and grey, and counts in no number of incidents."""


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
        ours = {entry.code: entry.name for entry in gazetteer() if entry.level == "kecamatan"}
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


def class_of(value: float | None, layer: Layer) -> int | None:
    """The class of a number: 0 for nothing, 1 to 5 by the fixed ends; None without data.

    A score of 0 is an estimate like any other and belongs to class 1.
    """
    if value is None:
        return None
    if value <= 0 and layer is not Layer.VULNERABILITY:
        return 0
    return 1 + sum(value > end for end in drawing().classes[layer])


def shown(value: float | None, layer: Layer, *, suppress: bool, say: Say = str) -> str:
    """A number as the map and its table print it: "12", "<3", "tidak ada data"."""
    if value is None:
        return say("tidak ada data")
    if layer is Layer.VULNERABILITY:
        return f"{round(value)}"
    if suppress and 0 < value < SMALL:
        return f"<{SMALL}"
    return f"{round(value):,}".replace(",", ".")


def classes(layer: Layer, *, suppress: bool) -> tuple[tuple[int, str], ...]:
    """The classes of a layer with their bounds in words, for the legend: (1, "1–2")."""
    ends = drawing().classes[layer]
    score = layer is Layer.VULNERABILITY
    lowest = 0 if score else 1
    starts = (lowest, *(end + 1 for end in ends))
    words = [f"{a}–{b}" for a, b in zip(starts, ends, strict=False)]
    words.append(f"{starts[-1]}–100" if score else f"≥{starts[-1]}")
    if suppress and not score and ends[0] == SMALL - 1:
        words[0] = f"<{SMALL}"
    zero = [] if score else [(0, "0")]
    return (*zero, *enumerate(words, start=1))


# One hue from light to dark, told apart by lightness alone: it reads the same for whoever sees no colour, and
# in grey. (ground, ink): every pair has a contrast of 4.5 or more.
SHADES: Final = (
    ("#ffffff", "#1b2127"),
    ("#e4eef5", "#1b2127"),
    ("#b3d1e4", "#1b2127"),
    ("#79afd0", "#1b2127"),
    ("#2f75a3", "#ffffff"),
    ("#0b3a5c", "#ffffff"),
)
INK: Final = "#1b2127"
SOFT: Final = "#57606a"
LINE: Final = "#8a939c"
_FONT: Final = "'Noto Sans', 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif"
_WIDE, _HIGH, _GAP, _BAND = 156, 118, 6, 14  # of a tile; its band with the pattern
_TOP: Final = 44  # the title's line


def draw_tiles(
    areas: Sequence[Area],
    layer: Layer,
    title: str,
    *,
    suppress: bool = True,
    prefix: str = "peta",
    say: Say = str,
) -> str:
    """The tiles as one SVG with a legend and a description: no script, no request to anywhere.

    `suppress`: tell 1 and 2 as "<3" (all editions but the team's own). `prefix`: begins all ids, so that
    several maps may lie on one page. `say`: translates our own Indonesian words. Area codes that have no tile
    raise ValueError.
    """
    by_code = {area.code: area for area in areas}
    tiles = drawing().tiles
    if unknown := set(by_code) - {tile.code for tile in tiles}:
        raise ValueError(f"no tile for {', '.join(sorted(unknown))}")
    columns, rows = max(tile.column for tile in tiles), max(tile.row for tile in tiles)
    width, height = columns * (_WIDE + _GAP) - _GAP + 2, _TOP + rows * (_HIGH + _GAP) - _GAP + 2
    pen = Pen.begin(width, height, title, summary(areas, layer, suppress=suppress, say=say), prefix)
    pen.text(pen.svg, 1, 22, title, size=20, weight="bold")
    for tile in tiles:
        area = by_code.get(tile.code) or Area(code=tile.code, name=tile.name, stories=0)
        _tile(pen, tile, area, layer, suppress, say)
    legend = Legend(x=1 + 3 * (_WIDE + _GAP) + 8, y=_TOP + 3 * (_HIGH + _GAP) + 6)
    draw_legend(pen, legend, layer, suppress=suppress, say=say)
    return pen.written()


def summary(areas: Sequence[Area], layer: Layer, *, suppress: bool, say: Say = str) -> str:
    """The map in words, for whoever does not see it: the areas by number, those without data last."""
    values = [(value_of(area, layer), area.name) for area in areas]
    some = sorted(((v, name) for v, name in values if v), key=lambda pair: (-pair[0], pair[1]))
    told = "; ".join(f"{name} {shown(v, layer, suppress=suppress)}" for v, name in some)
    nothing = [name for v, name in values if v == 0]
    missing = [name for v, name in values if v is None]
    parts = [f"{say(LAYER_WORDS[layer])}: {told or say('tidak ada')}."]
    if nothing:
        parts.append(f"{say('Nol')}: {', '.join(nothing)}.")
    if missing:
        parts.append(f"{say('Tidak ada data (bukan berarti tenang)')}: {', '.join(missing)}.")
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Legend:
    """Where the legend stands: its upper left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Pen:
    """An SVG that is being drawn. Presentation attributes only: a page may forbid inline style."""

    svg: Element
    prefix: str

    @classmethod
    def begin(cls, width: float, height: float, title: str, description: str, prefix: str) -> "Pen":
        """An empty drawing with title, description and the patterns of the classes."""
        svg = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {_n(width)} {_n(height)}",
                "role": "img",
                "aria-labelledby": f"{prefix}-judul {prefix}-isi",
                "font-family": _FONT,
                "class": "area-map",
            },
        )
        SubElement(svg, "title", {"id": f"{prefix}-judul"}).text = title
        SubElement(svg, "desc", {"id": f"{prefix}-isi"}).text = description
        pen = cls(svg, prefix)
        _patterns(pen)
        return pen

    def text(self, into: Element, x: float, y: float, words: str, **how: object) -> Element:
        """Words with their baseline at y. `how`: size, weight, fill, anchor."""
        attributes = {"x": _n(x), "y": _n(y), "font-size": str(how.get("size", 14))}
        attributes["fill"] = str(how.get("fill", INK))
        if weight := how.get("weight"):
            attributes["font-weight"] = str(weight)
        if anchor := how.get("anchor"):
            attributes["text-anchor"] = str(anchor)
        node = SubElement(into, "text", attributes)
        node.text = words
        return node

    def box(self, into: Element, x: float, y: float, wide: float, high: float, **how: str) -> Element:
        """A rectangle; attributes with `_` for `-`."""
        attributes = {"x": _n(x), "y": _n(y), "width": _n(wide), "height": _n(high)}
        return SubElement(into, "rect", attributes | {k.replace("_", "-"): v for k, v in how.items()})

    def pattern(self, number: int | None) -> str:
        """What fills the pattern of a class."""
        return f"url(#{self.prefix}-{'kosong' if number is None else f'k{number}'})"

    def written(self) -> str:
        """The drawing as text."""
        return tostring(self.svg, encoding="unicode")


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


# Of each class what its pattern consists of: how wide a cell is, and the path in it. Denser from 1 to 5.
_CELLS: Final[Mapping[int, tuple[int, str]]] = {
    1: (12, "M6 5.2v1.6M5.2 6h1.6"),
    2: (7, "M3.5 2.5v2M2.5 3.5h2"),
    3: (7, "M-1 1L1 -1M0 7L7 0M6 8L8 6"),
    4: (6, "M-1 1L1 -1M0 6L6 0M5 7L7 5M-1 5L1 7M0 0L6 6M5 -1L7 1"),
}


def _patterns(pen: Pen) -> None:
    places = SubElement(pen.svg, "defs")
    for number, (size, path) in _CELLS.items():
        ink = SHADES[number][1]
        _cell(places, f"{pen.prefix}-k{number}", size, path, ink, "1.4" if number > 2 else "1.6")
    _cell(places, f"{pen.prefix}-kosong", 8, "M-1 1L1 -1M0 8L8 0M7 9L9 7", "#c3c9cf", "1")


def _cell(into: Element, name: str, size: int, path: str, ink: str, width: str) -> None:
    cell = SubElement(
        into,
        "pattern",
        {"id": name, "width": str(size), "height": str(size), "patternUnits": "userSpaceOnUse"},
    )
    SubElement(cell, "path", {"d": path, "stroke": ink, "stroke-width": width, "fill": "none"})


def _tile(pen: Pen, tile: Tile, area: Area, layer: Layer, suppress: bool, say: Say) -> None:
    x = 1 + (tile.column - 1) * (_WIDE + _GAP)
    y = _TOP + 1 + (tile.row - 1) * (_HIGH + _GAP)
    value = value_of(area, layer)
    number = class_of(value, layer)
    group = SubElement(pen.svg, "g", {"class": "tile", "data-area": tile.code})
    ink = swatch(pen, group, x, y, _WIDE, _HIGH, number, band=_BAND)
    words = shown(value, layer, suppress=suppress, say=say)
    if value is None:
        pen.box(group, x + 6, y + 8, _WIDE - 12, 44, fill="#ffffff", rx="3")
        pen.text(group, x + 10, y + 24, tile.name, size=14, weight="bold")
        pen.text(group, x + 10, y + 44, words, size=13, fill=SOFT)
    else:
        pen.text(group, x + 10, y + 24, tile.name, size=14, weight="bold", fill=ink)
        pen.text(group, x + 10, y + 61, words, size=32, weight="bold", fill=ink)
    if layer is not Layer.VULNERABILITY:
        _marks(pen, group, x + 10, y + 84, area, suppress, ink)


def swatch(
    pen: Pen, into: Element, x: float, y: float, wide: float, high: float, number: int | None, band: float
) -> str:
    """A tile's ground: its shade, and a band with its pattern at the foot. Returns the ink to write with."""
    if number is None:
        pen.box(into, x, y, wide, high, fill="#ffffff", rx="4")
        pen.box(
            into, x, y, wide, high,
            fill=pen.pattern(None), rx="4", stroke=LINE, stroke_dasharray="4 3", stroke_width="1.2",
        )  # fmt: skip
        return INK
    ground, ink = SHADES[number]
    pen.box(into, x, y, wide, high, fill=ground, rx="4", stroke=LINE if number < 3 else ground)
    if number in _CELLS:
        pen.box(into, x + 4, y + high - band - 4, wide - 8, band, fill=pen.pattern(number))
    elif number:
        pen.box(into, x + 4, y + high - band - 4, wide - 8, band, fill=ink)
    return ink


def _marks(pen: Pen, into: Element, x: float, base: float, area: Area, suppress: bool, ink: str) -> None:
    """The marks of what was confirmed, each with its number."""
    for mark in MARKS:
        number = sum(area.incidents.get(kind, 0) for kind in mark.types)
        if not number:
            continue
        words = "" if suppress and number < SMALL else str(number)
        sign(pen, into, mark, x, base, ink)
        if words:
            pen.text(into, x + 15, base, words, size=13, weight="bold", fill=ink)
        x += 17 + 9 * len(words)


def sign(pen: Pen, into: Element, mark: Mark, x: float, base: float, ink: str) -> None:
    """A mark, 12 wide, that stands on `base`: its shape tells its kind, whatever the colour."""
    name = {"class": f"mark {mark.name}", "stroke": ink, "stroke-width": "1.6"}
    if mark.name in ("force", "threat"):
        corners = f"{_n(x)},{_n(base)} {_n(x + 6)},{_n(base - 11)} {_n(x + 12)},{_n(base)}"
        SubElement(
            into,
            "polygon",
            name
            | {
                "points": corners,
                "fill": ink if mark.name == "force" else "none",
                "stroke-linejoin": "round",
            },
        )
    elif mark.name == "damage":
        pen.box(into, x + 1, base - 10, 10, 10, fill=ink, **{k.replace("-", "_"): v for k, v in name.items()})
    else:
        place = {"cx": _n(x + 6), "cy": _n(base - 5.5), "r": "5", "fill": "none"}
        SubElement(into, "circle", name | place)


def draw_legend(pen: Pen, at: Legend, layer: Layer, *, suppress: bool, say: Say) -> None:
    """What shades, patterns and marks mean."""
    group = SubElement(pen.svg, "g", {"class": "legend"})
    pen.text(group, at.x, at.y + 12, say(LAYER_WORDS[layer]), size=14, weight="bold")
    several = (*classes(layer, suppress=suppress), (None, ""))
    for place, (number, words) in enumerate(several):
        x = at.x + place * _STEP
        swatch(pen, group, x + 0.5, at.y + 24, _STEP - 8, 36, number, band=12)
        pen.text(group, x + (_STEP - 8) / 2, at.y + 76, words, size=13, anchor="middle")
    pen.text(group, x, at.y + 76, say("tidak ada data"), size=13)
    pen.text(group, x, at.y + 91, say("(bukan tenang)"), size=12, fill=SOFT)
    lines = list(_ESTIMATE) if layer is Layer.VULNERABILITY else []
    y = at.y + 118
    for mark in MARKS if not lines else ():
        sign(pen, group, mark, at.x, y, INK)
        for line in say(mark.label).split("\n"):
            pen.text(group, at.x + 20, y, line, size=13)
            y += 17
        y += 5
    if suppress and not lines:
        lines = ["Angka 1 dan 2 ditulis <3; tanda tanpa angka: <3."]
    for line in lines:
        pen.text(group, at.x, y, say(line), size=13, fill=SOFT)
        y += 18


_STEP: Final = 62  # from one swatch of the legend to the next
_ESTIMATE: Final = ("Perkiraan tim sendiri menurut pohon IKP.", "Bukan skor resmi Bawaslu.")
