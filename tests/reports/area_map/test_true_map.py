"""The true map: boundaries are checked feature by feature, drawn to scale, shaded as the tiles are."""

import json
import re
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geotag import kecamatan
from reports.area_map.areas import Area
from reports.area_map.boundaries import BoundariesError, read_boundaries
from reports.area_map.layers import Layer
from reports.area_map.pen import SHADES
from reports.area_map.true_map import draw_boundaries, drawn_shapes, label_points, simplified
from tests.shared import shared

SVG = "{http://www.w3.org/2000/svg}"


def square(number: int, **properties: object) -> dict[str, Any]:
    """A kecamatan as a square of a tenth of a degree."""
    x, y = 116 + 0.2 * (number % 6), 0.2 + 0.2 * (number // 6)
    ring = [[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y + 0.1], [x, y]]
    code = f"64.08.{number:02}"
    return {
        "type": "Feature",
        "properties": properties or {"kode": code, "nama": kecamatan()[code]},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def features() -> list[Any]:
    return [square(number) for number in range(1, 19)]


def written(folder: Path, several: list[Any] | None = None, **more: object) -> Path:
    path = folder / "batas.geojson"
    raw = {"type": "FeatureCollection", "features": features() if several is None else several, **more}
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path


def test_the_shared_boundaries_are_drawn_true_to_their_areas() -> None:
    boundaries = read_boundaries(shared("data/gazetteer/kecamatan_64.08.geojson"))
    assert list(boundaries.polygons) == list(kecamatan())
    shapes, high = drawn_shapes(boundaries)

    def size(rings: tuple[tuple[tuple[float, float], ...], ...]) -> float:
        return sum(abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(r))) / 2 for r in rings)

    true = {
        code: sum(size(polygon) for polygon in polygons) * cos(radians(0.8))
        for code, polygons in boundaries.polygons.items()
    }
    seen = {code: sum(size(shape) for shape in several) for code, several in shapes.items()}
    scale = sum(seen.values()) / sum(true.values())
    for code in kecamatan():
        assert seen[code] == pytest.approx(true[code] * scale, rel=0.04)
    corners = [point for several in shapes.values() for shape in several for ring in shape for point in ring]
    assert min(x for x, _ in corners) >= 0
    assert max(x for x, _ in corners) <= 1000
    assert len(corners) < sum(1 for _ in boundaries.points())
    assert 400 < high < 800
    areas = [Area(code=code, name=name, stories=0) for code, name in kecamatan().items()]
    drawn = draw_boundaries(areas, boundaries, Layer.STORIES, "Pekan 47")
    assert len(drawn) < 100_000


def test_names_stand_within_their_area_and_not_upon_each_other() -> None:
    boundaries = read_boundaries(shared("data/gazetteer/kecamatan_64.08.geojson"))
    points = label_points(boundaries)
    assert set(points) == set(kecamatan())
    several = list(points.values())
    for i, (x, y) in enumerate(several):
        assert all(abs(x - a) > 60 or abs(y - b) > 16 for a, b in several[:i])


def test_shaded_as_the_tiles_are(tmp_path: Path) -> None:
    boundaries = read_boundaries(written(tmp_path))
    areas = [
        Area(code=code, name=name, stories=number, covered=number != 3)
        for number, (code, name) in enumerate(kecamatan().items())
    ]
    svg = ElementTree.fromstring(  # noqa: S314  ours
        draw_boundaries(areas, boundaries, Layer.STORIES, "Pekan & 47", suppress=True)
    )
    paths = {
        one.get("data-area"): one.findall(f"{SVG}path")
        for one in svg.iter(f"{SVG}g")
        if one.get("class") == "area"
    }
    assert paths["64.08.01"][0].get("fill") == SHADES[0][0]
    assert paths["64.08.02"][1].get("fill") == "url(#peta-batas-k1)"
    assert paths["64.08.04"][1].get("fill") == "url(#peta-batas-kosong)"
    assert paths["64.08.18"][0].get("fill") == SHADES[3][0]
    told = {
        one.get("data-area"): [text.text for text in one.iter(f"{SVG}text")]
        for one in svg.iter(f"{SVG}g")
        if one.get("class") == "label"
    }
    assert told["64.08.02"] == ["Muara Wahau", "<3"]
    assert told["64.08.04"] == ["Sangatta Utara", "tidak ada data"]
    page = ElementTree.tostring(svg, encoding="unicode")
    assert not re.search(r"\bstyle=|<script|href", page)


def test_by_code_however_it_is_written_or_by_name(tmp_path: Path) -> None:
    several = features()
    several[3] = square(4, KODE="640804")
    several[4] = square(5, KD_KEC="64.08.05", name="lain")
    several[6] = square(7, NAMOBJ="Kecamatan TELEN")
    several[7] = square(8, id=8, nama="Kongbeng")
    several[8] = square(9, kode="64.08.09", nama="kec. BENG ALON")
    assert list(read_boundaries(written(tmp_path, several)).polygons) == list(kecamatan())


def broken(**changes: Any) -> Any:
    return square(5) | changes


@pytest.mark.parametrize(
    ("feature", "told"),
    [
        (square(5, nama="Bontang Utara"), "names no kecamatan of Kutai Timur"),
        (square(5, kode="64.74.01"), "names no kecamatan of Kutai Timur (kode=64.74.01)"),
        (square(5, kode="63.01.09", nama="Batu Ampar"), "names no kecamatan of Kutai Timur (kode=63.01.09"),
        (square(5, kode="64.08.05", nama="Bengalon"), "64.08.05 is Sangkulirang, but it is named Bengalon"),
        (square(4), "64.08.04 stands twice"),
        (broken(properties=None), "has no properties"),
        (broken(geometry=None), "its geometry is missing"),
        (broken(geometry={"type": "Point", "coordinates": [116, 0]}), "its geometry is Point"),
        (broken(geometry={"type": "Polygon", "coordinates": []}), "a polygon without rings"),
        (broken(geometry={"type": "MultiPolygon", "coordinates": []}), "has no coordinates"),
        (broken(geometry={"type": "Polygon", "coordinates": [[[116, 0], [117, 0], [116, 0]]]}), "not closed"),
        (
            broken(geometry={"type": "Polygon", "coordinates": [[[116, 0], [117, 0], [117, 1], [116, 1]]]}),
            "not closed",
        ),
        (
            broken(geometry={"type": "Polygon", "coordinates": [[[0.5, 116.5], [1, 117], [0.5, 116.5]]]}),
            "write longitude first",
        ),
        (broken(geometry={"type": "Polygon", "coordinates": [[["a", 1]]]}), "is no corner"),
        (broken(geometry={"type": "Polygon", "coordinates": ["x"]}), "is no list of corners"),
        ("x", "has no properties"),
    ],
)
def test_what_is_wrong_is_told_with_its_file_and_feature(tmp_path: Path, feature: Any, told: str) -> None:
    several = features()
    several[4] = feature
    with pytest.raises(BoundariesError) as caught:
        read_boundaries(written(tmp_path, several))
    assert "batas.geojson, feature 5" in str(caught.value)
    assert told in str(caught.value)


def test_what_is_no_file_of_boundaries_is_told(tmp_path: Path) -> None:
    with pytest.raises(BoundariesError, match="mend the setting boundaries"):
        read_boundaries(tmp_path / "fehlt.geojson")
    path = tmp_path / "batas.geojson"
    for content, told in (
        (b"{", "is no JSON"), (b"\xff\xfe", "is no JSON"), (b"[]", "no FeatureCollection"),
        (b'{"type":"FeatureCollection","features":[]}', "no boundaries of 64.08.01 Muara Ancalong"),
        (b'{"type":"FeatureCollection","features":[],"crs":{"name":"EPSG:32650"}}', "no degrees"),
    ):  # fmt: skip
        path.write_bytes(content)
        with pytest.raises(BoundariesError, match=told):
            read_boundaries(path)
    with pytest.raises(BoundariesError, match=r"no boundaries of .* Long Mesangat"):
        read_boundaries(written(tmp_path, features()[:17]))


def test_a_file_that_has_changed_is_read_anew(tmp_path: Path) -> None:
    first = read_boundaries(written(tmp_path))
    assert read_boundaries(tmp_path / "batas.geojson") is first
    several = features()
    several[0]["geometry"]["coordinates"][0][2] = [116.35, 0.35]
    assert read_boundaries(written(tmp_path, several)) is not first


corner = st.tuples(st.floats(0, 1000), st.floats(0, 1000))


@settings(max_examples=60, deadline=None)
@given(st.lists(corner, min_size=3, max_size=40))
def test_a_simplified_ring_stays_near_the_ring(corners: list[tuple[float, float]]) -> None:
    ring = (*corners, corners[0])
    kept = simplified(ring)
    assert kept[0] == kept[-1]
    assert len(kept) >= 4
    assert set(kept) <= set(ring)
    if len(kept) > 4:
        for x, y in ring:  # each corner that is left out lies within the tolerance of an edge that is kept
            near = min(_away((x, y), a, b) for a, b in pairwise(kept))
            assert near <= 0.5 + 1e-6


def _away(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    length = hypot(b[0] - a[0], b[1] - a[1])
    if not length:
        return hypot(p[0] - a[0], p[1] - a[1])
    t = ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length**2
    t = max(0.0, min(1.0, t))
    return hypot(p[0] - a[0] - t * (b[0] - a[0]), p[1] - a[1] - t * (b[1] - a[1]))
