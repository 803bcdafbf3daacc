"""The true map, where the team gives boundaries: the same shades, patterns and marks as the tiles.

Equirectangular at the middle latitude: near the equator a degree of longitude is nearly as long as one of
latitude, so shapes and areas keep their proportions over the 250 km of the regency. Outlines are simplified
to what the drawing shows, each by itself: within half a unit of the 1,000 that it is wide.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import cos, hypot, radians
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from pipeline.geotag import kecamatan
from reports.area_map.areas import Area
from reports.area_map.boundaries import Boundaries, Point, Polygon
from reports.area_map.layers import MARKS, Layer, Say, class_of, shown, summary, value_of
from reports.area_map.pen import INK, LINE, SHADES, SOFT, Legend, Pen, draw_legend, draw_marks, short

_WIDE: Final = 1000.0
_TOP: Final = 44
_FOOT: Final = 120
_TOLERANCE: Final = 0.5  # units of the drawing
Shape = tuple[tuple[Point, ...], ...]
"""rings in units of the drawing"""


def draw_boundaries(
    areas: Sequence[Area],
    boundaries: Boundaries,
    layer: Layer,
    title: str,
    *,
    suppress: bool = True,
    prefix: str = "peta-batas",
    say: Say = str,
) -> str:
    """The true map as one SVG with a legend and a description; see `reports.area_map.tiles.draw_tiles`."""
    shapes, high = drawn_shapes(boundaries)
    text = summary(areas, layer, suppress=suppress, say=say)
    pen = Pen.begin(_WIDE, _TOP + high + _FOOT, title, text, prefix)
    pen.text(pen.svg, 1, 22, title, size=20, weight="bold")
    by_code = {area.code: area for area in areas}
    for code, several in shapes.items():
        area = by_code.get(code) or Area(code=code, name=kecamatan()[code], stories=0)
        group = SubElement(pen.svg, "g", {"class": "area", "data-area": code})
        _fill(pen, group, several, class_of(value_of(area, layer), layer, suppress=suppress))
    for code, (x, y) in label_points(boundaries).items():  # over all areas: a name may be wider than its own
        area = by_code.get(code) or Area(code=code, name=kecamatan()[code], stories=0)
        _label(pen, area, x, y, layer, suppress, say)
    draw_legend(pen, Legend(x=528, y=_TOP + 0.82 * high), layer, suppress=suppress, say=say)
    return pen.written()


@lru_cache(maxsize=4)
def drawn_shapes(boundaries: Boundaries) -> tuple[Mapping[str, tuple[Shape, ...]], float]:
    """The kecamatan in units of the drawing, and how high it is."""
    place = Projection.of(boundaries)
    shapes = {
        code: tuple(place.shape(polygon) for polygon in polygons)
        for code, polygons in boundaries.polygons.items()
    }
    return shapes, place.high


class Projection:
    """From degrees to units of the drawing."""

    def __init__(self, west: float, north: float, unit: float, squeeze: float, high: float) -> None:
        self._west, self._north, self._unit, self._squeeze = west, north, unit, squeeze
        self.high = high

    @classmethod
    def of(cls, boundaries: Boundaries) -> "Projection":
        """One that the boundaries fill."""
        points = list(boundaries.points())
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        squeeze = cos(radians((south + north) / 2))
        unit = (_WIDE - 4) / ((east - west) * squeeze)  # of one degree of latitude
        return cls(west, north, unit, squeeze, (north - south) * unit + 4)

    def at(self, point: Point) -> Point:
        """A point of the drawing."""
        x = 2 + (point[0] - self._west) * self._squeeze * self._unit
        return x, _TOP + 2 + (self._north - point[1]) * self._unit

    def shape(self, polygon: Polygon) -> Shape:
        """A polygon as it is drawn; holes and islands too small to be seen keep three corners."""
        return tuple(simplified([self.at(point) for point in ring]) for ring in polygon)


def simplified(ring: Sequence[Point], tolerance: float = _TOLERANCE) -> tuple[Point, ...]:
    """A closed ring without the corners that nobody would see (Douglas and Peucker), at least a triangle."""
    half = max(range(len(ring)), key=lambda i: hypot(ring[i][0] - ring[0][0], ring[i][1] - ring[0][1]))
    kept = [*_line(ring[: half + 1], tolerance)[:-1], *_line(ring[half:], tolerance)]
    if len(kept) >= 4:
        return tuple(kept)
    third = max(ring, key=lambda point: _away(point, ring[0], ring[half]))
    return (ring[0], ring[half], third, ring[0])


def _line(points: Sequence[Point], tolerance: float) -> list[Point]:
    """An open line, its ends kept. Without recursion: an outline may have a hundred thousand corners."""
    kept, todo = {0, len(points) - 1}, [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        far, most = first, tolerance
        for i in range(first + 1, last):
            away = _away(points[i], points[first], points[last])
            if away > most:
                far, most = i, away
        if far != first:
            kept.add(far)
            todo += [(first, far), (far, last)]
    return [points[i] for i in sorted(kept)]


def _away(point: Point, a: Point, b: Point) -> float:
    """How far a point lies from the stretch between two."""
    (x, y), (ax, ay), (bx, by) = point, a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) if length else 0.0
    return hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))


def _area(ring: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _fill(pen: Pen, group: Element, shapes: Sequence[Shape], number: int | None) -> None:
    outline = " ".join(_path(ring) for shape in shapes for ring in shape)
    ground = "#ffffff" if number is None else SHADES[number][0]
    SubElement(
        group,
        "path",
        {"d": outline, "fill": ground, "fill-rule": "evenodd", "stroke": LINE, "stroke-width": "1"},
    )
    if number is None or 1 <= number <= 4:  # fainter than in a tile's band: over a large area it darkens
        pattern = {"fill": pen.pattern(number), "fill-opacity": "1" if number is None else "0.4"}
        SubElement(group, "path", {"d": outline, "fill-rule": "evenodd"} | pattern)


def _path(ring: Sequence[Point]) -> str:
    corners = " ".join(f"{short(x)},{short(y)}" for x, y in ring[:-1])
    return f"M{corners}Z"


def _label(pen: Pen, area: Area, x: float, y: float, layer: Layer, suppress: bool, say: Say) -> None:
    """Name and number, each with a pale edge: patterns run below."""
    value = value_of(area, layer)
    words = shown(value, layer, suppress=suppress, say=say)
    group = SubElement(pen.svg, "g", {"class": "label", "data-area": area.code})
    size, fill, weight = (10, SOFT, "") if value is None else (17, INK, "bold")
    lines = [
        pen.text(group, x, y - 3, area.name, size=12, weight="bold", anchor="middle"),
        pen.text(group, x, y + 13, words, size=size, weight=weight, fill=fill, anchor="middle"),
    ]
    for line in lines:
        line.attrib |= {
            "stroke": "#ffffff",
            "stroke-width": "3.5",
            "stroke-linejoin": "round",
            "paint-order": "stroke",
        }
    if layer is not Layer.VULNERABILITY and area.incidents:
        kinds = sum(any(area.incidents.get(kind) for kind in mark.types) for mark in MARKS)
        wide = kinds * (19 if suppress else 32) + 6
        pen.box(group, x - wide / 2, y + 17, wide, 17, fill="#ffffff", rx="3")
        draw_marks(pen, group, x - wide / 2 + 4, y + 31, area, suppress, INK)


_LABEL: Final = (54.0, 24.0)  # half as wide and high as a label with its marks is
_STEPS: Final = 14


@lru_cache(maxsize=4)
def label_points(boundaries: Boundaries) -> Mapping[str, Point]:
    """Where names stand: well within their area, and where there is a choice not upon another name.

    The smallest areas choose first.
    """
    shapes, _ = drawn_shapes(boundaries)
    largest = {code: max(several, key=lambda one: abs(_area(one[0]))) for code, several in shapes.items()}
    found: dict[str, Point] = {}
    for code in sorted(largest, key=lambda code: abs(_area(largest[code][0]))):
        spots = inside(largest[code])
        found[code] = max(
            spots, key=lambda spot: min(spots[spot], 30.0) - sum(_clash(spot, o) for o in found.values())
        )
    return found


def _clash(a: Point, b: Point) -> float:
    """How far two labels lie upon each other: 0 where they do not, 40 where one hides the other."""
    aside = max(0.0, 1 - abs(a[0] - b[0]) / (2 * _LABEL[0]))
    above = max(0.0, 1 - abs(a[1] - b[1]) / (2 * _LABEL[1]))
    return 40 * min(aside, above, aside * above * 2)


def inside(shape: Shape) -> dict[Point, float]:
    """Points within a polygon, of a grid over it, each with its distance from the edges."""
    outline = shape[0]
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    found = {(sum(xs) / len(xs), sum(ys) / len(ys)): 0.0}
    for i in range(1, _STEPS):
        for j in range(1, _STEPS):
            x = min(xs) + (max(xs) - min(xs)) * i / _STEPS
            y = min(ys) + (max(ys) - min(ys)) * j / _STEPS
            if sum(_holds(ring, x, y) for ring in shape) % 2:
                found[x, y] = min(_away((x, y), a, b) for ring in shape for a, b in pairwise(ring))
    return found


def _holds(ring: Sequence[Point], x: float, y: float) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    odd = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            odd = not odd
    return odd
