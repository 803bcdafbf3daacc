"""Builds `reference/gazetteer.csv` from the official lists and our own spellings.

Run: python -m pipeline.build_gazetteer ../shared/data/gazetteer

Columns: code, name (official), level (kecamatan, desa, kelurahan), parent (code), kind, spellings (separated
by |). kind: own (the name stands for this place), elsewhere (other places have the name too), word (it is an
ordinary word as well), both.
"""

import csv
import sys
from pathlib import Path

from core.region import REGENCY
from pipeline import REFERENCE

# The town without "Utara" or "Selatan" stands for its northern half, where the offices are.
TOWN = ("64.08.04", "Sangatta|Sengata|Sangata|Sengatta|Sanggata")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _level(code: str) -> str:
    if code.count(".") == 2:
        return "kecamatan"
    return "kelurahan" if code.rsplit(".", 1)[1].startswith("1") else "desa"


def build(official: Path) -> list[dict[str, str]]:
    """One row a place, by code. Raises KeyError if a spelling's code is in neither official list."""
    places = {
        row["code"]: {
            "code": row["code"],
            "name": row["name"],
            "level": _level(row["code"]),
            "parent": row["code"].rsplit(".", 1)[0],
            "kind": "own",
            "spellings": "",
        }
        for name in ("kecamatan.csv", "desa.csv")
        for row in _rows(official / name)
    }
    for row in _rows(REFERENCE / "gazetteer_spellings.csv"):
        places[row["code"]] |= {"kind": row["kind"], "spellings": row["spellings"]}
    code, spellings = TOWN
    town = {"code": code, "name": "Sangatta", "level": "town", "parent": REGENCY, "kind": "own"}
    return [*sorted(places.values(), key=lambda place: place["code"]), town | {"spellings": spellings}]


def main(official: Path) -> None:
    """Write the file."""
    rows = build(official)
    with (REFERENCE / "gazetteer.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
