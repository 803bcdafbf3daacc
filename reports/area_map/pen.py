"""How maps are drawn: an SVG with shades, patterns and marks that read without colour; tiles and polygons.

Presentation attributes only: a page may forbid inline style. Ids begin with a prefix, so that several maps
may lie on one page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from reports.area_map.areas import Area
from reports.area_map.layers import LAYER_WORDS, MARKS, THERE, Layer, Mark, Say, classes

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
                "viewBox": f"0 0 {short(width)} {short(height)}",
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
        attributes = {"x": short(x), "y": short(y), "font-size": str(how.get("size", 14))}
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
        attributes = {"x": short(x), "y": short(y), "width": short(wide), "height": short(high)}
        return SubElement(into, "rect", attributes | {k.replace("_", "-"): v for k, v in how.items()})

    def pattern(self, number: int | None) -> str:
        """What fills the pattern of a class."""
        return f"url(#{self.prefix}-{'kosong' if number is None else f'k{number}'})"

    def written(self) -> str:
        """The drawing as text."""
        return tostring(self.svg, encoding="unicode")


def short(value: float) -> str:
    """A number as an attribute: one digit, none where it is whole."""
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


def draw_marks(pen: Pen, into: Element, x: float, base: float, area: Area, suppress: bool, ink: str) -> None:
    """The marks of what was confirmed, each with its number; where small ones are suppressed without any:
    beside a total one number would give the others away."""
    for mark in MARKS:
        number = sum(area.incidents.get(kind, 0) for kind in mark.types)
        if not number:
            continue
        words = "" if suppress else str(number)
        sign(pen, into, mark, x, base, ink)
        if words:
            pen.text(into, x + 15, base, words, size=13, weight="bold", fill=ink)
        x += 19 + 9 * len(words)


def sign(pen: Pen, into: Element, mark: Mark, x: float, base: float, ink: str) -> None:
    """A mark, 12 wide, that stands on `base`: its shape tells its kind, whatever the colour."""
    name = {"class": f"mark {mark.name}", "stroke": ink, "stroke-width": "1.6"}
    if mark.name in ("force", "threat"):
        corners = f"{short(x)},{short(base)} {short(x + 6)},{short(base - 11)} {short(x + 12)},{short(base)}"
        fill = ink if mark.name == "force" else "none"
        SubElement(into, "polygon", name | {"points": corners, "fill": fill, "stroke-linejoin": "round"})
    elif mark.name == "damage":
        pen.box(into, x + 1, base - 10, 10, 10, fill=ink, **{k.replace("-", "_"): v for k, v in name.items()})
    else:
        place = {"cx": short(x + 6), "cy": short(base - 5.5), "r": "5", "fill": "none"}
        SubElement(into, "circle", name | place)


def draw_legend(pen: Pen, at: Legend, layer: Layer, *, suppress: bool, say: Say) -> None:
    """What shades, patterns and marks mean."""
    group = SubElement(pen.svg, "g", {"class": "legend"})
    pen.text(group, at.x, at.y + 12, say(LAYER_WORDS[layer]), size=14, weight="bold")
    several = (*classes(layer, suppress=suppress), (None, ""))
    for place, (number, words) in enumerate(several):
        x = at.x + place * _STEP
        swatch(pen, group, x + 0.5, at.y + 24, _STEP - 8, 36, number, band=12)
        pen.text(
            group,
            x + (_STEP - 8) / 2,
            at.y + 76,
            say(words) if words == THERE else words,
            size=14,
            anchor="middle",
        )
    pen.text(group, x, at.y + 76, say("tidak ada data"), size=13)
    pen.text(group, x, at.y + 91, say("(bukan tenang)"), size=13, fill=SOFT)
    lines = list(_ESTIMATE) if layer is Layer.VULNERABILITY else []
    y = at.y + 118
    for mark in MARKS if not lines else ():
        sign(pen, group, mark, at.x, y, INK)
        for line in say(mark.label).split("\n"):
            pen.text(group, at.x + 20, y, line, size=15)
            y += 18
        y += 4
    if suppress and not lines:
        lines = ["Angka 1 dan 2 ditulis <3; tanda: ada, satu atau lebih."]
    for line in lines:
        pen.text(group, at.x, y, say(line), size=14, fill=SOFT)
        y += 19


_STEP: Final = 62  # from one swatch of the legend to the next
_ESTIMATE: Final = ("Perkiraan tim sendiri menurut pohon IKP.", "Bukan skor resmi Bawaslu.")
SAID: Final = (
    *LAYER_WORDS.values(),
    *(mark.label for mark in MARKS),
    *_ESTIMATE,
    THERE,
    *("tidak ada", "tidak ada data", "(bukan tenang)", "Nol", "Tidak ada data (bukan berarti tenang)"),
    "Angka 1 dan 2 ditulis <3; tanda: ada, satu atau lebih.",
)
"""all words that a map may say: the desk has their English"""
