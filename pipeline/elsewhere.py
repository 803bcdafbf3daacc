"""Provinces, regencies and cities outside Kutai Timur (`reference/elsewhere.txt`), as a text names them, and
what bears a name of ours there: a street, a house, a person.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from pipeline import REFERENCE

_FILE: Final = REFERENCE / "elsewhere.txt"
_OFFICIAL: Final = r"(?:kec(?:amatan)?|kab(?:upaten)?|kota(?:madya)?|prov(?:insi)?|pulau)\b\.? ?"
# Between a name and the regency in which it lies: ", Kecamatan Semen, ", " (". No "di": who is in another
# regency may come from ours. No new line: what follows a title is the dateline.
_BETWEEN: Final = (
    r",? ?\(?(?:kec(?:amatan|\b\.?) ?\w+(?: \w+){0,2}, |(?<=, )(?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+){0,2}, )?"
)
_OURS: Final = r"kutai[ -]?timur|kutim|sangatta"
# Bearers of a name that is a place's too. Capitals count: "Jalan Batu Ampar" is a street, "jalan Batu Ampar"
# the way there. "Ibu-ibu Bengalon" are the mothers of the place.
BEARER: Final = re.compile(
    r"(?<!-)\b(?:(?i:pak|bapak|bu|ibu|haji|kapten|jenderal|toko|jln?|rumah makan|warung|hotel|masjid|klub)\.?"
    r"|Jalan|Gang|Gg\.?|Hj?\.|RM) (?:[A-Z]\w* ){0,2}$"
)
# Among these words a name is the place's: "Pak Camat Bengalon", "Jalan Poros Muara Wahau".
_OF_PLACE: Final = re.compile(
    r"\b(?:poros|lintas|trans|camat|kecamatan|lurah|kelurahan|kades|desa|kapolsek|danramil)\b", re.I
)
_PERSON: Final = re.compile(r"\b(?:(?i:pak|bu|haji)|Hj?\.) $")
_ROAD: Final = re.compile(r"\bJalan |\bjln?\b")
# A house number, then what leads to the place.
_ADDRESS: Final = re.compile(
    r"(?:,? (?:(?:no|nomor|rt|rw|blok)\b\.? ?)?(?:\d+\w?|(?-i:[IVX]+))(?!\w))*(?:,? di(?= ))?", re.I
)
_DID_THERE: Final = re.compile(r"(?: \w+){1,3} di(?= )")
_BARE: Final = re.compile(rf" (?!\(|{_OFFICIAL})", re.I)


def names_elsewhere(text: str) -> bool:
    """Whether a text names a province, regency or city outside ours, a neighbour among them."""
    return elsewhere("elsewhere", "neighbours").search(text) is not None


@cache
def elsewhere(*sections: str) -> re.Pattern[str]:
    """Places of these sections of the file. Capitals are not asked for, since posts have none."""
    patterns = []
    for section in sections:
        before = (
            r"(?:(?:\b(?:di|ke|kab|kabupaten|kota|pulau|provinsi)\.?|,) )"
            if section == "peoples"
            else r"(?<!\w)"
        )
        patterns.append(rf"{before}{trie(_names(section))}(?!\w)")
    return re.compile("|".join(patterns), re.I)


@cache
def lies_elsewhere(*, near: bool) -> re.Pattern[str]:
    """What follows the name of a place by which it lies in another regency: ", Kabupaten Kediri".

    `near`: in a neighbour of the same province, too. Regencies that the file lacks count by their title.
    """
    names = trie(_names("elsewhere") | _names("peoples") | (_names("neighbours") if near else set()))
    not_there = _OURS if near else rf"{_OURS}|{trie(_names('neighbours'))}"
    titled = rf"(?:(?<=, )|(?<=\())(?-i:Kabupaten|Kab\.|Kota) (?!(?:{not_there})\b)(?-i:[A-Z])\w+"
    return re.compile(rf"{_BETWEEN}(?:(?:{_OFFICIAL})?{names}(?!\w)|{titled})", re.I)


def bears_elsewhere(text: str, start: int, end: int, *, town: bool) -> bool:
    """Whether a street, a house or a person bears the name `text[start:end]` and is told to be in another
    regency: "Jalan Muara Wahau di Samarinda", "Pak Bengalon ditangkap di Bontang". `town`: it is the town's.
    """
    bearer = BEARER.search(text, max(0, start - 30), start)
    if not bearer or _OF_PLACE.search(bearer.group()):
        return False
    there = lies_elsewhere(near=True)
    address = _ADDRESS.match(text, end)
    found = there.match(text, address.end() if address else end)
    if found:
        bare = found.start() == end and _BARE.match(found.group())
        return not (bare and _is_road(bearer.group(), found.group(), town=town))
    did = _DID_THERE.match(text, end) if _PERSON.search(bearer.group()) else None
    return did is not None and there.match(text, did.end()) is not None


def _is_road(bearer: str, place: str, *, town: bool) -> bool:
    """Whether two names side by side are a road's ends (Jl. Sangatta Bontang), not a street and its town.

    Berau is no town, so no street of it is meant.
    """
    ends = town or place.strip().lower() == "berau"
    return bool(_ROAD.search(bearer)) or (bearer.startswith("Jl") and ends)


@cache
def _names(section: str) -> frozenset[str]:
    text = _FILE.read_text(encoding="utf-8").split(f"[{section}]\n")[1]
    body = re.split(r"^\[", text, maxsplit=1, flags=re.M)[0]
    lines = [line for line in body.splitlines() if not line.startswith("#")]
    return frozenset(name.strip().lower() for line in lines for name in line.split(",") if name.strip())


def trie(words: Iterable[str]) -> str:
    """A regex that matches any of `words` (longest first), a common beginning tried once."""
    heads: dict[str, set[str]] = {}
    ends = False
    for word in words:
        if word:
            heads.setdefault(word[0], set()).add(word[1:])
        else:
            ends = True
    branches = [_unit(head) + trie(rest) for head, rest in sorted(heads.items())]
    body = f"(?:{'|'.join(branches)})" if len(branches) > 1 else "".join(branches)
    return f"(?:{body})?" if ends and branches else body


def _unit(character: str) -> str:
    """A space may be missing or a hyphen, a dot may be missing."""
    return {" ": r"[ \-]?", ".": r"\.?", "'": "'?"}.get(character, re.escape(character))
