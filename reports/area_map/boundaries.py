"""Boundaries of the kecamatan from a GeoJSON that the team gives (setting `boundaries`); none is shipped."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any, Final

from core.errors import UsageError
from core.tables import parse_json
from pipeline.geotag import kecamatan
from reports.area_map.names import kecamatan_called

LARGEST: Final = 30_000_000  # bytes
_MOST_POINTS: Final = 2_000_000
_CODES: Final = ("kode", "code", "kd_kec", "kdcpum", "kode_kec", "kode_kemendagri", "id")
_NAMES: Final = ("nama", "name", "kecamatan", "nm_kec", "wadmkc", "nama_kec", "namobj")
Point = tuple[float, float]
"""longitude, latitude in degrees"""
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]
"""the outline first, then its holes"""


class BoundariesError(UsageError):
    """A file of boundaries that cannot be used: file, feature and remedy in one line, for whoever runs Pantau
    (`pantau doctor`); pages and reports say `unusable`."""


@dataclass(frozen=True, slots=True, eq=False)
class Boundaries:
    """Polygons by kecamatan code."""

    polygons: Mapping[str, tuple[Polygon, ...]]

    def points(self) -> Iterator[Point]:
        """All corners."""
        for polygons in self.polygons.values():
            for polygon in polygons:
                for ring in polygon:
                    yield from ring


def read_boundaries(path: Path) -> Boundaries:
    """The boundaries in this file; read anew only once it has changed. Raises BoundariesError."""
    try:
        stamp = path.stat()
    except OSError as error:
        raise BoundariesError(
            f"{path}: cannot be read ({error.strerror}); mend the setting boundaries (PANTAU_BOUNDARIES)"
        ) from error
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


def unusable(path: Path) -> str:
    """What pages and reports say of a file that cannot be used, Indonesian: without the server's folders."""
    return f"berkas {path.name} tidak dapat dipakai; sebabnya ditulis oleh pantau doctor"


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, size: int) -> Boundaries:
    if size > LARGEST:
        raise BoundariesError(f"{path}: larger than {LARGEST // 1_000_000} MB; simplify it first")
    try:
        raw = parse_json(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BoundariesError(f"{path}: is no JSON in UTF-8 ({error}); export it anew as GeoJSON") from error
    features = raw.get("features") if isinstance(raw, dict) else None
    if not isinstance(features, list) or raw.get("type") != "FeatureCollection":
        raise BoundariesError(f"{path}: is no FeatureCollection; export the kecamatan as one GeoJSON file")
    _degrees(path, raw)
    found: dict[str, tuple[Polygon, ...]] = {}
    for number, feature in enumerate(features, start=1):
        where = f"{path}, feature {number}"
        code = _code(where, feature)
        if code in found:
            raise BoundariesError(f"{where}: {code} stands twice; merge its parts into one MultiPolygon")
        found[code] = _polygons(f"{where} ({code} {kecamatan()[code]})", feature.get("geometry"))
    if missing := [f"{code} {name}" for code, name in kecamatan().items() if code not in found]:
        raise BoundariesError(
            f"{path}: no boundaries of {', '.join(missing)}; each of the 18 needs a feature"
        )
    if (
        sum(len(ring) for polygons in found.values() for polygon in polygons for ring in polygon)
        > _MOST_POINTS
    ):
        raise BoundariesError(f"{path}: more than {_MOST_POINTS:,} corners; simplify it first")
    return Boundaries(dict(sorted(found.items())))


def _degrees(path: Path, raw: Mapping[str, Any]) -> None:
    """An old file may name another system of coordinates; GeoJSON has none but degrees."""
    crs = raw.get("crs")
    name = json.dumps(crs) if crs else "CRS84"
    if not any(known in name for known in ("CRS84", "4326", "WGS 84")):
        raise BoundariesError(f"{path}: its coordinates are no degrees ({name[:80]}); export it as EPSG:4326")


def _code(where: str, feature: Any) -> str:
    """The kecamatan of a feature: by its code (64.08.04, 640804), else by its name."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise BoundariesError(f"{where}: has no properties; give each feature the property kode or nama")
    given = {
        str(key).casefold(): str(value).strip() for key, value in properties.items() if value is not None
    }
    codes = [code for key in _CODES if (code := _dotted(given.get(key, "")))]
    named = [code for key in _NAMES if (code := kecamatan_called(given.get(key, "")))]
    for code in codes:
        if code in kecamatan():
            if named and code not in named:
                raise BoundariesError(
                    f"{where}: {code} is {kecamatan()[code]}, but it is named {kecamatan()[named[0]]}; mend "
                    "its code or its name"
                )
            return code
    if named and not codes:  # with a code that is none of ours it is a namesake elsewhere
        return named[0]
    shown = ", ".join(f"{key}={value[:30]}" for key, value in list(given.items())[:4])
    raise BoundariesError(
        f"{where}: names no kecamatan of Kutai Timur ({shown or 'no property'}); give it the property kode "
        "with the Kemendagri code (64.08.04) or nama, and leave other areas out"
    )


def _dotted(value: str) -> str:
    """A Kemendagri code of a kecamatan, however it is written; "" for a count, a code of BPS."""
    digits = "".join(filter(str.isdigit, value))
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:]}" if len(digits) == 6 else ""


def _polygons(where: str, geometry: Any) -> tuple[Polygon, ...]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BoundariesError(
            f"{where}: its geometry is {kind or 'missing'}; it must be Polygon or MultiPolygon"
        )
    raw = geometry.get("coordinates")
    several = [raw] if kind == "Polygon" else raw
    if not isinstance(several, list) or not several:
        raise BoundariesError(f"{where}: has no coordinates; export it anew")
    return tuple(_polygon(where, one) for one in several)


def _polygon(where: str, raw: Any) -> Polygon:
    if not isinstance(raw, list) or not raw:
        raise BoundariesError(f"{where}: a polygon without rings; export it anew")
    return tuple(_ring(where, one) for one in raw)


def _ring(where: str, raw: Any) -> Ring:
    if not isinstance(raw, list):
        raise BoundariesError(f"{where}: a ring is no list of corners; export it anew")
    ring = tuple(_point(where, one) for one in raw)
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise BoundariesError(
            f"{where}: a ring with {len(ring)} corners is not closed; its last one must be its first"
        )
    return ring


def _point(where: str, raw: Any) -> Point:
    numbers = raw[:2] if isinstance(raw, list) else []
    if len(numbers) != 2 or not all(
        isinstance(n, int | float) and not isinstance(n, bool) and isfinite(n) for n in numbers
    ):
        raise BoundariesError(
            f"{where}: {str(raw)[:40]} is no corner; write [longitude, latitude] in degrees"
        )
    longitude, latitude = map(float, numbers)
    if not (110 <= longitude <= 125 and -6 <= latitude <= 8):
        raise BoundariesError(
            f"{where}: [{longitude:g}, {latitude:g}] lies far from Kutai Timur; write longitude first, then "
            "latitude, in degrees (EPSG:4326)"
        )
    return longitude, latitude
