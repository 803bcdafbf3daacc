"""The tiles: every kecamatan at its place, every number in its class, nothing told that is suppressed."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from core.record import IncidentType
from pipeline.geotag import kecamatan
from reports.area_map.areas import Area
from reports.area_map.layers import MARKS, Layer, class_of, classes, drawing, shown, summary, value_of
from reports.area_map.pen import SHADES
from reports.area_map.tiles import draw_tiles
from tests.shared import shared

SVG = "{http://www.w3.org/2000/svg}"


def some(**numbers: int | None) -> list[Area]:
    """All 18, calm, with these numbers of stories by the last digits of the code (k09=4); None: no data."""
    return [
        Area(code=code, name=name, stories=number or 0, covered=number is not None)
        for code, name in kecamatan().items()
        for number in (numbers.get(f"k{code[-2:]}", 0),)
    ]


def drawn(
    areas: Sequence[Area], layer: Layer = Layer.STORIES, *, suppress: bool = True
) -> ElementTree.Element:
    return ElementTree.fromstring(draw_tiles(areas, layer, "Pekan 47", suppress=suppress))  # noqa: S314  ours


def tile(svg: ElementTree.Element, code: str) -> ElementTree.Element:
    (found,) = [one for one in svg.iter(f"{SVG}g") if one.get("data-area") == code]
    return found


def words(node: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in node.iter(f"{SVG}text")]


def test_the_arrangement_follows_the_centroids() -> None:
    path = shared("data/gazetteer/kecamatan_64.08.geojson")
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    at = {one["properties"]["kode"]: one["properties"] for one in features}
    tiles = drawing().tiles
    for key, axis, rises in (("column", "lng", 1), ("row", "lat", -1)):
        lines: dict[int, list[float]] = {}
        for one in tiles:
            lines.setdefault(getattr(one, key), []).append(rises * at[one.code][axis])
        for (_, before), (_, after) in pairwise(sorted(lines.items())):
            assert max(before) < min(after)


@pytest.mark.parametrize("layer", list(Layer))
def test_every_kecamatan_has_its_tile_with_name_and_number(layer: Layer) -> None:
    areas = [replace(area, vulnerability=41.0) for area in some(k04=12)]
    svg = drawn(areas, layer)
    for area in areas:
        told = words(tile(svg, area.code))
        assert told[0] == area.name
        assert told[1] == shown(value_of(area, layer), layer, suppress=True)


def test_shade_and_pattern_tell_the_class() -> None:
    svg = drawn(some(k01=0, k02=1, k03=3, k04=10, k05=25, k06=50, k07=None))
    found = []
    for number in range(1, 8):
        boxes = tile(svg, f"64.08.{number:02}").findall(f"{SVG}rect")
        found.append((boxes[0].get("fill"), boxes[1].get("fill") if len(boxes) > 1 else None))
    assert [ground for ground, _ in found[:6]] == [shade for shade, _ in SHADES]
    assert len({pattern for _, pattern in found}) == 7
    assert found[6] == ("#ffffff", "url(#peta-kosong)")


def test_lightness_alone_tells_the_classes_apart_and_every_ink_can_be_read() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    def contrast(a: str, b: str) -> float:
        high, low = sorted((light(a), light(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    grounds = [ground for ground, _ in SHADES]
    assert all(contrast(a, b) > 1.15 and light(a) > light(b) for a, b in pairwise(grounds))
    assert all(contrast(ground, ink) >= 4.5 for ground, ink in SHADES)


def test_no_data_is_told_and_is_not_calm() -> None:
    svg = drawn(some(k07=None))
    assert "tidak ada data" in words(tile(svg, "64.08.07"))
    assert "0" not in words(tile(svg, "64.08.07"))
    description = svg.findtext(f"{SVG}desc") or ""
    assert "Tidak ada data (bukan berarti tenang): Telen." in description
    missing = draw_tiles([], Layer.STORIES, "x")  # an area that nobody counted
    assert missing.count("tidak ada data") == 18 + 1


@pytest.mark.parametrize("layer", [one for one in Layer if one is not Layer.VULNERABILITY])
def test_small_numbers_stay_untold(layer: Layer) -> None:
    def of(number: int) -> str:
        area = replace(
            some(k09=number)[8],
            signals=dict.fromkeys(("hoax", "provocation", "violence"), number),
            incidents={IncidentType.CLASH: number, IncidentType.PROTEST_PEACEFUL: number} if number else {},
        )
        areas = [area if one.code == area.code else one for one in some()]
        return draw_tiles(areas, layer, "x", suppress=True)

    assert of(1) == of(2)
    assert of(0) != of(1)
    if layer is Layer.INCIDENTS:
        assert of(1) == of(3), "marks stand beside it: only that there are some"
    else:
        assert of(1) != of(3)
        assert "&lt;3" in of(1)


def test_neither_order_nor_marks_tell_small_numbers_apart() -> None:
    def of(first: int, second: int) -> str:
        incidents = [{IncidentType.CLASH: n, IncidentType.DESTRUCTION: 3} for n in (first, second)]
        areas = [
            replace(area, stories=n, incidents=happened)
            for area, n, happened in zip(some()[:2], (first, second), incidents, strict=True)
        ]
        return "".join(draw_tiles(areas, layer, "x") for layer in (Layer.STORIES, Layer.INCIDENTS))

    assert of(1, 2) == of(2, 1) == of(2, 2)


def test_the_teams_own_edition_tells_them() -> None:
    assert "2" in words(tile(drawn(some(k09=2), suppress=False), "64.08.09"))


def test_a_peaceful_protest_is_never_violence() -> None:
    area = replace(some(k09=5)[8], incidents={IncidentType.PROTEST_PEACEFUL: 7})
    assert value_of(area, Layer.INCIDENTS) == 0
    assert class_of(value_of(area, Layer.INCIDENTS), Layer.INCIDENTS) == 0
    marks = [one.get("class") for one in tile(drawn([area], suppress=False), area.code).iter()]
    assert [one for one in marks if one and one.startswith("mark")] == ["mark protest"]
    (sign,) = tile(drawn([area]), area.code).iter(f"{SVG}circle")
    assert sign.get("fill") == "none"


def test_every_type_of_incident_has_one_mark() -> None:
    types = [kind for mark in MARKS for kind in mark.types]
    assert sorted(types) == sorted(IncidentType)
    assert len({mark.name for mark in MARKS}) == len(MARKS)


def test_classes_do_not_follow_the_numbers_of_a_week() -> None:
    alone = tile(drawn(some(k09=4)), "64.08.09")
    beside = tile(drawn(some(k09=4, k04=400)), "64.08.09")
    assert ElementTree.tostring(alone) == ElementTree.tostring(beside)


@pytest.mark.parametrize("layer", list(Layer))
def test_the_legend_tells_every_class_as_it_is_counted(layer: Layer) -> None:
    told = classes(layer, suppress=False)
    assert dict(classes(Layer.INCIDENTS, suppress=True)) == {0: "0", 3: "ada"}
    for number in range(0, 101):
        of = class_of(float(number), layer)
        (text,) = [words for one, words in told if one == of]
        low, _, high = text.replace("≥", "").partition("–")
        assert int(low) <= number <= int(high or (low if "≥" not in text else 10**6))
    assert [text for _, text in told if text == "<3"] == []
    assert ("<3" in dict(classes(layer, suppress=True)).values()) is (
        layer not in (Layer.VULNERABILITY, Layer.INCIDENTS)
    )


def test_several_maps_lie_on_one_page_and_ask_nobody() -> None:
    page = draw_tiles(some(), Layer.STORIES, "a", prefix="p1") + draw_tiles(
        some(), Layer.HOAX, "b", prefix="p2"
    )
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)
    for part in re.findall(r'aria-labelledby="([^"]+)"', page):
        assert set(part.split()) <= set(ids)
    assert not re.search(r"<script|<style|\bstyle=|href|https?:(?!//www\.w3\.org/2000/svg)", page)


def test_words_that_come_from_outside_stay_words() -> None:
    hostile = "</svg><script>alert(1)</script> & \"'"
    svg = ElementTree.fromstring(draw_tiles(some(), Layer.STORIES, hostile))  # noqa: S314
    assert svg.findtext(f"{SVG}title") == hostile
    assert not list(svg.iter(f"{SVG}script"))


def test_the_map_in_words() -> None:
    told = summary(some(k04=12, k09=40, k07=None, k05=1), Layer.STORIES, suppress=True)
    assert told.startswith("Cerita yang menyebut kecamatan: Bengalon 40; Sangatta Utara 12; Sangkulirang <3.")


def test_an_area_without_a_tile_is_refused() -> None:
    with pytest.raises(ValueError, match="no tile for"):
        draw_tiles([Area(code="64.74.01", name="Bontang", stories=1)], Layer.STORIES, "x")
