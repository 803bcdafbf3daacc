"""Names of places by which a text and a claim may differ: Kutai Timur's kecamatan and desa, and the regencies
around it. Unlike `pipeline/geotag.py`, which says where a text is set, this asks whether two names can mean
one place.
"""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from models.match.words import words_of

DIFFERING: Final = Path(__file__).resolve().parent / "instead.yml"
_GAZETTEER: Final = Path(__file__).resolve().parents[2] / "pipeline" / "reference" / "gazetteer.csv"
_LONGEST: Final = 4  # words of a name
_VILLAGES_LIKE_WORDS: Final = ("word", "both")
"""kinds of the gazetteer: the name is an ordinary word too"""
Name = tuple[str, ...]


@cache
def _places() -> Mapping[Name, frozenset[str]]:
    """Codes (Kemendagri) by the words of each spelling; some names stand for two places."""
    found: dict[Name, set[str]] = {}
    regions: dict[str, str] = yaml.safe_load(DIFFERING.read_text(encoding="utf-8"))["regions"]
    for code, names in regions.items():
        for name in names.split(","):
            found.setdefault(tuple(words_of(name)), set()).add(code)
    with _GAZETTEER.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["level"] != "kecamatan" and row["kind"] in _VILLAGES_LIKE_WORDS:
                continue
            for name in (row["name"], *filter(None, row["spellings"].split("|"))):
                for spelling in (name, name.replace(" ", "")):  # Kong Beng, Kongbeng
                    found.setdefault(tuple(words_of(spelling)), set()).add(row["code"])
    return {words: frozenset(codes) for words, codes in found.items() if words}


def places_in(words: Sequence[str]) -> list[Name]:
    """The names of places in words, the longest where several begin, in order."""
    found: list[Name] = []
    at = 0
    while at < len(words):
        runs = (tuple(words[at : at + size]) for size in range(_LONGEST, 0, -1))
        name = next((run for run in runs if run in _places()), ())
        if name:
            found.append(name)
        at += max(1, len(name))
    return found


def may_be_one(one: Name, other: Name) -> bool:
    """Whether one lies in the other, or is named with it: Sangatta and Sangatta Utara."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return True
    return any(a.startswith(b) or b.startswith(a) for a in _places()[one] for b in _places()[other])
