"""Pictures in texts: the word that an emoji is put for (🐷), or that it makes with the letters beside it
(di🔥); its name where it is mood or ornament, or not in the table.

`pictures.tsv` says of each the roots of deeds and the things that it is put for; most lines were written by
readers (language models) who went through all emoji one by one.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, groupby, pairwise
from pathlib import Path
from typing import Final

import emoji

from core.text.seen import seen
from core.text.spelling import spelled_out

SIGNS: Final = frozenset("☭")
"""signs that are no emoji, and are put for words all the same"""
_POINTS: Final = sorted(
    {ord(c) for e in (*emoji.EMOJI_DATA, *SIGNS) for c in e if not c.isascii()} - set(map(ord, "©®™"))
)
_CHANGES: Final = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")  # skin tone and presentation
_PREFIXES: Final = "dipe di memper meng meny mem men me nge ng ber ter peng peny pem pen pe ke se"
_SUFFIXES: Final = "kannya innya kan annya an inya in nya i lah mu ku"
BEFORE: Final = tuple(_PREFIXES.split())
"""what may stand before a picture that is a word's stem; a longer one before a shorter"""
AFTER: Final = tuple(_SUFFIXES.split())
"""and what after it"""
_OF_THINGS: Final = ("nya", "mu", "ku")
_OF_DEEDS: Final = "in"
"""what stands behind a deed only"""
_MEN: Final = {
    "b": "mem",
    "p": "mem",
    "f": "mem",
    "c": "men",
    "d": "men",
    "j": "men",
    "t": "men",
    "s": "meny",
    "k": "meng",
}
"""what me- is before a letter; p, t, s and k go"""


def _ranges(points: list[int]) -> str:
    """A regex character class body for sorted code points."""
    spans: list[list[int]] = []
    for point in points:
        if spans and point == spans[-1][1] + 1:
            spans[-1][1] = point
        else:
            spans.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in spans)


PICTURES: Final = f"[{_ranges(_POINTS)}]"
"""regex of a character of an emoji"""
_PARTS: Final = re.compile(rf"(?<![a-z])([a-z]*+)({PICTURES}+)([a-z]*)")
_TABLE: Final = Path(__file__).with_name("pictures.tsv")
_MOODS: Final = "💪 👍 🤝 😴 👀 💋 🤲 💀 ☠️ 😈 👿 👊 🤛 🤜 ✊ 💥 🤢 🤥 🛑 💧 🎁 🍺 🍻 🙇"
"""pictures that are most often mood or ornament, and words only with letters beside them"""
_MOOD: Final = frozenset(_CHANGES.sub("", _MOODS).split())
_LONGEST: Final = 500  # characters of a run that are read: to find pictures in more takes quadratic time
_GENDER: Final = re.compile("\u200d[\u2640\u2642]")


@cache
def _deeds_and_things() -> dict[str, tuple[list[str], list[str]]]:
    """The deeds and the things that each picture may stand for, likeliest first."""
    rows = (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return {_CHANGES.sub("", picture): (deeds.split(), things.split()) for picture, deeds, things in rows}


def _each(run: str) -> list[str]:
    """The pictures of a run, without skin tone, gender and presentation."""
    parts = re.split(f"([{''.join(SIGNS)}])", _GENDER.sub("", _CHANGES.sub("", run[:_LONGEST])))
    each = ([part] if part in SIGNS else [one["emoji"] for one in emoji.emoji_list(part)] for part in parts)
    return [str(one) for one in chain(*each)]


def _pictures(run: str) -> list[str]:
    """The pictures of a run; one that is repeated stands once."""
    return [picture for picture, _ in groupby(_each(run))]


@lru_cache(maxsize=1 << 14)
def pictures(run: str) -> str:
    """The pictures of a run as one key of the tables; "" where one picture is repeated, which is ornament."""
    each = _each(run)
    return "" if any(one == other for one, other in pairwise(each)) else "".join(each)


def deeds_and_things(picture: str) -> tuple[list[str], list[str]]:
    """The deeds and the things that a picture may stand for, likeliest first."""
    return _deeds_and_things().get(picture, ([], []))


def _word(picture: str, deed: bool) -> str:
    """The word that a picture by itself is put for, else its Indonesian name in underscores."""
    deeds, things = deeds_and_things(picture)
    if things and picture not in _MOOD:
        return (deeds if deed and deeds else things)[0]
    name = emoji.demojize(picture, language="id", delimiters=("_", "_"))
    return re.sub(r"[^\w]+", "_", name.lower())


def _with(before: str, stem: str, after: str) -> Iterator[str]:
    """Spellings of a stem with what stands around it: me- changes, and so does the letter after it."""
    yield f"{before}{stem}{after}"
    if before == "me" or before in _MEN.values():
        start = _MEN.get(stem[0], "meng" if stem[0] in "aiueogh" else "me")
        yield f"{start}{stem[1:] if stem[0] in 'ptsk' else stem}{after}"


def _of_all(found: Sequence[str]) -> tuple[list[str], list[str]]:
    """The deeds and things of a row of pictures, of each alone where the row has none: 🤜🤛in."""
    if not found:  # a presentation of nothing
        return [], []
    row = "".join(found)
    each = [row] if row in _deeds_and_things() else found
    deeds, things = zip(*map(deeds_and_things, each), strict=True)
    return list(dict.fromkeys(chain(*deeds))), list(dict.fromkeys(chain(*things)))


def read_picture(token: str, deed: bool = False) -> str:
    """di🔥 -> dibakar: what a picture with letters before or after it spells; else the word that it is put
    for, and these. `deed`: whether that is rather a deed than a thing."""
    before, run, after = _PARTS.findall(token)[0]
    found = _pictures(run)
    if (before or after) and (before, after) != ("me", ""):  # English: love me
        deeds, things = _of_all(found)
        stems = [*things, *deeds] if not before and after in _OF_THINGS else [*deeds, *things]
        spelled = [word for stem in stems for word in _with(before, stem, after)]
        one = len(found) == 1
        likely = next((word for word in spelled if word in seen() and (one or word == spelled_out(word))), "")
        if likely or (deeds and after == _OF_DEEDS):  # tembakin
            return spelled_out(likely or spelled[0])
    words = dict.fromkeys(_word(picture, deed) for picture in found)
    return " ".join(filter(None, (before, *words, after)))
