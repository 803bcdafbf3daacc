"""Pictures in texts: the name of an emoji, or the word that it makes with the letters beside it (di🔥)."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import emoji

from core.text.spelling import spelled_out
from core.text.typos import seen

_POINTS: Final = sorted(
    {ord(c) for e in emoji.EMOJI_DATA for c in e if not c.isascii()} - set(map(ord, "©®™"))
)
_CHANGES: Final = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")  # skin tone and presentation
_PREFIXES: Final = "dipe di memper meng meny mem men me nge ng ber ter peng peny pem pen pe ke se"
_SUFFIXES: Final = "kannya innya kan annya an inya in nya i lah mu ku"
BEFORE: Final = tuple(_PREFIXES.split())
"""what may stand before a picture that is a word's stem; a longer one before a shorter"""
AFTER: Final = tuple(_SUFFIXES.split())
"""and what after it"""
_OF_THINGS: Final = ("nya", "mu", "ku")
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
_PARTS: Final = re.compile(rf"([a-z]*)({PICTURES}+)([a-z]*)")
_STEMS: Final = Path(__file__).with_name("pictures.tsv")


@cache
def _stems() -> dict[str, tuple[list[str], list[str]]]:
    """Of each picture the stems that it may stand for, those of deeds and those of things."""
    rows = (line.split("\t") for line in _STEMS.read_text(encoding="utf-8").splitlines())
    return {_CHANGES.sub("", picture): (deeds.split(), things.split()) for picture, deeds, things in rows}


def _named(run: str) -> str:
    """Indonesian names in underscores; a repeated one counts once, skin tone and presentation do not."""
    plain = _CHANGES.sub("", run)
    found = emoji.demojize(plain, language="id", delimiters=(" _", "_ ")).split()
    words = [re.sub(r"[^\w]+", "_", w.lower()) for w in found if w.startswith("_")]
    return " ".join(w for i, w in enumerate(words) if w not in words[:i])


def _with(before: str, stem: str, after: str) -> Iterator[str]:
    """Spellings of a stem with what stands around it: me- changes, and so does the letter after it."""
    yield f"{before}{stem}{after}"
    if before == "me" or before in _MEN.values():
        start = _MEN.get(stem[0], "meng" if stem[0] in "aiueogh" else "me")
        yield f"{start}{stem[1:] if stem[0] in 'ptsk' else stem}{after}"


def read_picture(token: str) -> str:
    """di🔥 -> dibakar: what a picture with letters before or after it spells; else its name, and these."""
    before, run, after = _PARTS.findall(token)[0]
    if (before or after) and (before, after) != ("me", ""):  # English: love me
        deeds, things = _stems().get(_CHANGES.sub("", run), ([], []))
        stems = [*things, *deeds] if not before and after in _OF_THINGS else [*deeds, *things]
        words = (word for stem in stems for word in _with(before, stem, after))
        if likely := next((word for word in words if word in seen()), ""):
            return spelled_out(likely)
    return " ".join(filter(None, (before, _named(run), after)))
