"""The map of areas as 18 equal tiles that we draw: one SVG, no script, no request to anywhere.

Shade, pattern and words say the same, so that it reads without colour, in black-and-white print and aloud.
Classes are fixed (`pipeline/reference/tiles.yml`), so that the maps of two weeks can be laid side by side.
"""

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import SubElement

from reports.area_map.areas import Area
from reports.area_map.layers import Layer, Say, Tile, class_of, drawing, shown, summary, value_of
from reports.area_map.pen import SOFT, Legend, Pen, draw_legend, draw_marks, swatch

__all__ = ["Layer", "draw_tiles"]

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


def _tile(pen: Pen, tile: Tile, area: Area, layer: Layer, suppress: bool, say: Say) -> None:
    x = 1 + (tile.column - 1) * (_WIDE + _GAP)
    y = _TOP + 1 + (tile.row - 1) * (_HIGH + _GAP)
    value = value_of(area, layer)
    number = class_of(value, layer, suppress=suppress)
    group = SubElement(pen.svg, "g", {"class": "tile", "data-area": tile.code})
    ink = swatch(pen, group, x, y, _WIDE, _HIGH, number, band=_BAND)
    words = shown(value, layer, suppress=suppress, say=say)
    size = 15 if len(tile.name) < 15 else 14  # the longest name fits in the widest font too
    if value is None:
        pen.box(group, x + 6, y + 8, _WIDE - 12, 44, fill="#ffffff", rx="3")
        pen.text(group, x + 8, y + 24, tile.name, size=size, weight="bold")
        pen.text(group, x + 8, y + 44, words, size=13, fill=SOFT)
    else:
        pen.text(group, x + 8, y + 24, tile.name, size=size, weight="bold", fill=ink)
        pen.text(group, x + 8, y + 61, words, size=32, weight="bold", fill=ink)
    if layer is not Layer.VULNERABILITY:
        draw_marks(pen, group, x + 8, y + 84, area, suppress, ink)
