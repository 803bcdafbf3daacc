"""Whom a text names, and on which ground it stirs against them: no place (Kutai Timur, warung Padang), no
hour (jam 01), and no ground of which it has no word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.names import aligned
from pipeline.elsewhere import names_elsewhere
from pipeline.reasons.words import Token, classes, words

_KINDS: Final = ("ethnic", "faith", "camp", "grouping", "subject:lgbt", "authority", "election")
_OF_GROUND: Final = {
    "ethnicity": ("ethnic",),
    "religion": ("faith",),
    "race": ("ethnic",),
    "newcomers": ("grouping", "ethnic"),
    "political": ("camp",),
    "authority": ("authority", "election"),
}
_MOST: Final = 3
_ANY_PEOPLE, _ANY_CANDIDATE = "rohingya", "04"
"""any name of its kind but the first: where the models read one as a name, they put the first for it"""
_CANDIDATES: Final = frozenset({"01", "02", "03", "04"})
_PEOPLES: Final = frozenset({"ethnic", "subject:people"})
_BESIDE: Final = re.compile(r"[\s.]*")
_LISTED: Final = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True)
class Named:
    """A group or an office that a text names: its kind, and where it stands."""

    kind: str
    start: int
    end: int


def ground(facets: Sequence[str], tokens: Sequence[Token], places: frozenset[int]) -> str:
    """The most probable ground of which the text has a word; "other" where it has none."""
    possible = [*(facet for facet in facets if facet in words().grounds or facet == "other"), "ethnicity"]
    if not facets:
        return "other"
    return next((one for one in possible if one == "other" or _has_word(one, tokens, places)), "other")


def _has_word(of: str, tokens: Sequence[Token], places: frozenset[int]) -> bool:
    own, kinds = words().ground_words[of], words().grounds[of]
    return any(
        word in own or (classes(word) & kinds and word not in words().unnamed and n not in places)
        for n, (word, _, _) in enumerate(tokens)
    )


def named(whole: str, tokens: Sequence[Token], places: frozenset[int], of: str = "") -> list[str]:
    """The groups and offices that the text names, as written, those of the ground first, peoples and faiths
    before offices; at most three."""
    order = (*_OF_GROUND.get(of, ()), *_KINDS)
    written: dict[str, str] = {}
    for one in sorted(_joined(whole, tokens, places), key=lambda one: order.index(one.kind)):
        name = " ".join(whole[one.start : one.end].split())
        written.setdefault(name.casefold(), name)
    return list(written.values())[:_MOST]


def _joined(whole: str, tokens: Sequence[Token], places: frozenset[int]) -> list[Named]:
    """The names in their order; "ketua", "RT" and "5" are one."""
    found: list[Named] = []
    head = False
    for n, (word, start, end) in enumerate(tokens):
        kind = "" if n in places else next((one for one in _KINDS if one in classes(word)), "")
        kind = "" if word in words().untold | words().unnamed else kind
        beside = bool(found) and _BESIDE.fullmatch(whole, found[-1].end, start) is not None
        if found and head and beside and (kind or word.isdigit() or word in ("rt", "rw", *words().heads)):
            found[-1] = Named(found[-1].kind, found[-1].start, end)
        elif kind:
            found.append(Named(kind, start, end))
        elif not (found and start < found[-1].end):
            head = False
            continue
        head = word in words().heads or word in ("rt", "rw") or (head and bool(kind))
    return found


def places(whole: str, tokens: Sequence[Token]) -> frozenset[int]:
    """Which tokens that could name a people or a candidate are a place, a dish, an hour or an address."""
    found: set[int] = set()
    for n, (word, start, _) in enumerate(tokens):
        before = tokens[n - 1] if n else ("", 0, 0)
        after = tokens[n + 1][0] if n + 1 < len(tokens) else ""
        if word in _CANDIDATES:
            is_place = not _read_as_name(before[0], _ANY_CANDIDATE, after)
        elif classes(word) & _PEOPLES:
            listed = n > 0 and _LISTED.fullmatch(whole, before[2], start) is not None
            is_place = (
                before[0] in words().before_places
                or not _read_as_name(before[0], _ANY_PEOPLE, after)
                or (listed and _ends_place(whole, tokens[:n], found))
            )
        else:
            continue
        found |= {n} if is_place else set()
    return frozenset(found)


def _ends_place(whole: str, tokens: Sequence[Token], found: set[int]) -> bool:
    """Whether the last of these tokens ends the name of a place: what is listed after it is one too."""
    last = len(tokens) - 1
    return last in found or last - 1 in found or names_elsewhere(whole[tokens[-1][1] : tokens[-1][2]])


def _read_as_name(before: str, name: str, after: str) -> bool:
    """Whether the models read a name between these words as one (models/names.py)."""
    around = [before] if before else []
    return aligned([*around, name, *([after] if after else [])])[len(around)] != name
