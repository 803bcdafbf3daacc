"""Names of places by which a text and a claim may differ: Kutai Timur's kecamatan and desa, and the regencies
around it.

`pipeline/geotag.py` says where a text is set. This module only says whether two names can mean one place.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from core.reference import gazetteer_rows
from models.match.differing import differing
from models.match.words import words_of

_LONGEST: Final = 4  # words of a name
_LIKE_WORDS: Final = ("word", "both")
"""kinds of places in the gazetteer whose name is an ordinary word too: of these only a kecamatan counts
here"""
Name = tuple[str, ...]


@cache
def _places() -> Mapping[Name, frozenset[str]]:
    """The codes (Kemendagri) of each name, by the words of its spelling. Some names stand for two places."""
    found: dict[Name, set[str]] = {}
    for code, names in differing().regions.items():
        for name in names.split(","):
            found.setdefault(tuple(words_of(name)), set()).add(code)
    for row in gazetteer_rows():
        if row["level"] != "kecamatan" and row["kind"] in _LIKE_WORDS:
            continue
        for name in (row["name"], *filter(None, row["spellings"].split("|"))):
            for spelling in (name, name.replace(" ", "")):  # Kong Beng, Kongbeng
                found.setdefault(tuple(words_of(spelling)), set()).add(row["code"])
    return {words: frozenset(codes) for words, codes in found.items() if words}


def places_in(words: Sequence[str]) -> list[Name]:
    """The names of places among these words, in order. Where several names begin at a word, the longest
    counts."""
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
    """Whether two names can mean one place: one begins with the other (Sangatta, Sangatta Utara), or one
    place lies in the other."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return True
    return any(a.startswith(b) or b.startswith(a) for a in _places()[one] for b in _places()[other])
