"""Slips of the finger undone: a word that nobody writes becomes the one that was surely meant.

Weighed as in a noisy channel (Kernighan, Church and Gale 1990): how often each word is written that may come
out so by a slip (`core/text/slips.py`), against how probable it is that somebody means a word which was never
seen. What looks like no Indonesian word is undone sooner, a name later, and never what a dictionary or our
own lists know, or what was seen often. Who slips twice in a short text is taken to slip often.
"""

import re
from functools import cache, lru_cache
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.text.seen import looks, seen, total
from core.text.slips import CERTAIN, is_certain, is_plain, readings
from core.text.spelling import SLANG, spelled_out
from core.text.words import WORDS

if TYPE_CHECKING:
    from Sastrawi.Stemmer.Stemmer import Stemmer

MEANT: Final = Path(__file__).with_name("meant.txt")
_SHORTEST, _LONGEST = 4, 30
_SLIPS, _OFTEN_SLIPS = 0.05, 0.2
"""share of the words that are mistyped; where somebody slips often"""
_SURE, _SURE_OF_OFTEN = 0.75, 0.6
"""how probable a reading must be"""
_SURE_OF_NAME: Final = 0.9
"""the same of a word with a capital"""
_NEW: Final = 0.03
"""share of the words that were never seen"""
_NAMES: Final = 3
"""a word that was never seen and has a capital is taken to be meant so many times as readily"""
_OF_CERTAIN: Final = 5
"""and so many times, if what it would be a slip of, by another key or a letter left out, is often written"""
_OF_OTHERS: Final = 20
"""and so many times, if that is seldom written"""
_MISTYPED: Final = 2
"""a word that is seen up to so many times as often as slips alone explain was never written on purpose"""
_DENIALS: Final = ("tidak", "bukan", "jangan", "belum", "tanpa")
"""a word becomes one of these only by letters moved or vowels left out, never by another key"""
_SPOKEN: Final = (
    ("nge", ""), ("ny", "s"), ("ng", "k"), ("ng", ""), ("n", "t"), ("m", "p"), ("ba", ""), ("ta", ""),
)  # fmt: skip
"""how speech begins a word (nyetang, niup; Banjar bagaya), and how the root: Sastrawi is formal"""
_AFFIXED: Final = re.compile(
    "^(?:di|ke|se|be|te|me|pe|ku|kau|er|[^aiueo](?:el|em|er|in)[aiueo])"
    "|(?:lah|kah|tah|pun|ku|mu|nya|i|kan|an|is|isme|isasi)$"
)
"""what Sastrawi takes off a word, or out of it; of any other it would try every rule for nothing"""


@cache
def _stemmer() -> tuple["Stemmer", frozenset[str]]:
    """Sastrawi's stemmer, and the roots that it knows. Imported here: the first word that may be a slip pays
    for it."""
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
    from Sastrawi.Stemmer.Stemmer import Stemmer
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    roots = StemmerFactory().get_words()
    return Stemmer(ArrayDictionary(roots)), frozenset(roots)


@cache
def _listed() -> frozenset[str]:
    lines = MEANT.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_listed(word: str) -> bool:
    """Whether our list has it as a word that is meant as it is written."""
    return word in _listed()


def is_denial(word: str) -> bool:
    """Whether it says no, or forbids."""
    return word.startswith(_DENIALS)


@lru_cache(maxsize=1 << 14)
def is_formed(word: str) -> bool:
    """Whether Sastrawi knows the root that it is a form of (Adriani et al. 2007), as it stands or without
    what speech adds; or a seen word has "se" before it or "in" behind: sekalimantan, ngarepin."""
    if any(whole != word and whole in seen() for whole in (word.removeprefix("se"), word.removesuffix("in"))):
        return True
    stemmer, roots = _stemmer()
    spoken = (root + word[len(start) :] for start, root in _SPOKEN if word.startswith(start))
    forms = dict.fromkeys([word, word.removesuffix("in"), *spoken])
    return any(form in roots or (_AFFIXED.search(form) and stemmer.stem(form) in roots) for form in forms)


def is_root(word: str) -> bool:
    """Whether Sastrawi has it as a root."""
    return word in _stemmer()[1]


def _chance_meant(word: str, expected: float) -> float:
    """How probably somebody writes this very word. `expected`: how often it should be seen by slips alone."""
    on_purpose = max(0.0, seen().get(word, 0) - _MISTYPED * expected) / total()
    return max(on_purpose, _NEW * exp(looks(word)))


def mended(word: str, name: bool = False, slips_often: bool = False) -> str:
    """What is meant by a lower-case word, slang spelled out (may be several words); itself where that is not
    clear. `name`: whether it stood with a capital; `slips_often`: whether its writer does."""
    if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
        return word
    return _mended(word, name, slips_often)


@lru_cache(maxsize=1 << 16)
def _mended(word: str, name: bool, slips_often: bool) -> str:
    if seen().get(word, 0) >= CERTAIN or word in WORDS or word in SLANG or is_listed(word):
        return word
    if not (found := readings(word)):
        return word
    slips = _OFTEN_SLIPS if slips_often else _SLIPS
    sure = _SURE_OF_NAME if name else _SURE_OF_OFTEN if slips_often else _SURE
    likely = max(found, key=found.__getitem__)
    every = sum(found.values())
    if found[likely] < sure * every:  # spares most words what follows
        return word
    plain = is_plain(word, likely)
    if not plain and (name or any(map(is_denial, likely.split()))):
        return word
    times = _NAMES if name else 1 if plain else _OF_CERTAIN if is_certain(likely) else _OF_OTHERS
    meant = times * _chance_meant(word, _SLIPS * every * total())
    if slips * found[likely] < sure * (slips * every + meant) or is_formed(word):
        return word
    read = [*map(spelled_out, likely.split())]
    denies = any(is_denial(one) for one in read if one not in likely.split())
    return word if denies else " ".join(read)  # gwbisa, gosh: nor does a slip hide what is short for a denial
