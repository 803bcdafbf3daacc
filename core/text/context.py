"""Slips that only the words beside them tell: "dair rumah" is dari rumah, "ktia bkar" is kita bakar.

A word by itself becomes another only where nothing else can be meant (`core/text/typos.py`). Here all words
of a text are weighed at once, as in a noisy channel with a bigram model of the language (Kernighan, Church
and Gale 1990; Viterbi 1967): how often a word is written, how probably a slip makes this one of it, and how
well it stands beside the words before and behind. Only texts are read so whose writer is seen to slip often:
in others a strange word is more often meant. The shares were set on mistyped copies of texts that are put
aside (docs/decisions/047-slips-in-context.md).
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from math import exp, log
from typing import Final

from core.text.pairs import EDGE, attraction, counts, first_word, last_word, slang_counts, total
from core.text.seen import looks, seen
from core.text.seen import total as all_seen
from core.text.slips import Vocabulary, by_shorthand, single_words, vocabulary
from core.text.spelling import SLANG
from core.text.typos import is_denial, is_formed, is_listed, is_root
from core.text.words import WORDS

_SHORTEST, _LONGEST = 3, 30
_SLIPS: Final = 0.35
"""share of the words that are mistyped where somebody slips often"""
_SELDOM, _PROBABLY = 0.05, 1.0
"""share of the words that anybody mistypes, and how many times as probable as a word that is meant a slip is
that counts as one"""
_SURE, _SURE_OF_DENIAL = 0.6, 0.9
"""how probable a reading must be; and that somebody denies"""
_NO_CONSONANT: Final = 0.3
"""how often a slip is a consonant left out: oftener than a word by itself can tell"""
_NEW: Final = 0.03
"""share of the words that were never seen"""
_ENDINGS: Final = ("nya", "lah", "mu", "ku")
_ENDINGS_OF_SLIPS: Final = ("nya", "nye", "in", "kan", "an", "lah", "mu", "ku")
_ENDED: Final = 0.02
_MISTYPED: Final = 4
_KNOWN, _LISTED = 30, 50
"""times that a word of our dictionary is taken to be written at least, and one of our list of names"""
_ROOT, _FORMED, _NAME = 30, 10, 5
"""how many times as readily a word is meant that is rare but a root of the dictionary; that is a form of one;
that has a capital and is not on our list"""
_SHORTHAND: Final = re.compile("[^aiueo]{1,4}")
"""an acronym (kpc, pjs, mts) or what is left of one of many words (bnh): only those beside it tell"""
_READINGS: Final = 6
_UNLIKELY: Final = 1e-4
"""how probable a reading is, beside the word as it stands, that no context makes likely"""
_Readings = tuple[tuple[str, float], ...]
"""what a token may be, as it stands first, each with its log-probability"""


@cache
def _meant() -> Vocabulary:
    """Words as they are written: those that stand in forms, and slang."""
    written = {**counts(), **slang_counts()}
    words = {word: n for word, n in written.items() if word.isalpha() and len(word) >= _SHORTEST}
    return vocabulary(words, total(), _NO_CONSONANT)


@cache
def _shorthand() -> Mapping[str, Mapping[str, float]]:
    return by_shorthand(_meant())


def _written(word: str, slips: float = 0.0) -> float:
    """The share of all words that are this one, and meant. `slips`: the share that only are by slips."""
    known = _LISTED if is_listed(word) else _KNOWN if word in WORDS or word in SLANG else 0
    rare = seen().get(word, 0) / all_seen()
    stem = next((word.removesuffix(end) for end in _ENDINGS if word.endswith(end)), "")
    ended = _ENDED * counts().get(stem, 0) / total() if len(stem) > _SHORTEST else 0
    times = _ROOT if is_root(word) else _FORMED if is_formed(word) else 1
    often = max(counts().get(word, 0) / total() - _MISTYPED * slips, known / total())
    return max(often, ended, rare - _MISTYPED * slips, times * _NEW * exp(looks(word)))


def _may_be_slip(word: str) -> bool:
    """Whether it is as long as a word, and no shorthand: kpc is no slip of kepada, bnh none of bnn."""
    return _SHORTEST <= len(word) <= _LONGEST and not _SHORTHAND.fullmatch(word)


def _slips_of(word: str) -> dict[str, float]:
    """What a word may be a slip of: words that are written, and else such a word with what stands before or
    behind one (dijahuin, rumahny)."""
    found = single_words(word, _meant())
    if found or is_formed(word):
        return found
    for start, end in product(("", "di"), ("", *_ENDINGS_OF_SLIPS)):
        stem = word[len(start) : len(word) - len(end)]
        if (start or end) and len(stem) > _SHORTEST and word == f"{start}{stem}{end}":
            for other, share in single_words(stem, _meant()).items():
                found.setdefault(f"{start}{other}{end}", _ENDED * share)
    return found


@lru_cache(maxsize=1 << 16)
def _readings(token: str) -> _Readings:
    word, name = token.lower(), not token.islower()
    short = bool(_SHORTHAND.fullmatch(word))
    named = (short and token.isupper()) or (is_listed(word) and (name or short))
    if not (2 if short else _SHORTEST) <= len(word) <= _LONGEST or named:
        return ((word, 0.0),)
    found: dict[str, float] = {}
    meant = _shorthand().get(word, {}) if short else _slips_of(word)
    stands = (1 - _SLIPS) * _written(word, _SELDOM * sum(meant.values())) * (_NAME if name else 1)
    for written, share in meant.items():
        form = SLANG.get(written, written)
        found[form] = found.get(form, 0.0) + share
    likely = sorted(found, key=found.__getitem__, reverse=True)[:_READINGS]
    others = ((one, _SLIPS * found[one]) for one in likely)
    return (
        (word, log(stands)),
        *((one, log(share)) for one, share in others if share > _UNLIKELY * stands),
    )


@lru_cache(maxsize=1 << 16)
def looks_mistyped(word: str) -> bool:
    """Whether a lower-case word of letters is probably a slip of one that is written often, whichever."""
    if not _may_be_slip(word) or word in counts() or word in WORDS or is_listed(word):
        return False
    slips = _SELDOM * sum(single_words(word, _meant()).values())
    if slips <= _PROBABLY * _NEW * exp(looks(word)):  # most of them; the dictionary takes longer
        return False
    return slips > _PROBABLY * _written(word)


def _likeliest(lattice: Sequence[_Readings]) -> list[str]:
    """The readings of all tokens that are the likeliest together."""
    came_from: list[list[int]] = []
    ends, scores = [EDGE], [0.0]
    for readings in (*lattice, ((EDGE, 0.0),)):
        best = [
            max((scores[at] + attraction(end, first_word(one)), at) for at, end in enumerate(ends))
            for one, _ in readings
        ]
        came_from.append([at for _, at in best])
        scores = [score + share for (score, _), (_, share) in zip(best, readings, strict=True)]
        ends = [last_word(one) for one, _ in readings]
    at, found = 0, []
    for readings, before in zip(reversed(lattice), reversed(came_from[1:]), strict=True):
        at = before[at]
        found.append(readings[at][0])
    return found[::-1]


def _is_sure(readings: _Readings, chosen: str, before: str, after: str, sure: float) -> bool:
    """Whether a reading is surely meant, between the words as they are read."""
    logs = {
        one: share + attraction(before, first_word(one)) + attraction(last_word(one), after)
        for one, share in readings
    }
    likeliest = max(logs.values())
    return exp(logs[chosen] - likeliest) >= sure * sum(exp(value - likeliest) for value in logs.values())


def read_in_context(forms: Sequence[str], tokens: Sequence[str | None]) -> list[str]:
    """The forms of the tokens of somebody who slips often, none empty; those of which the token is given, a
    word that is read as it is written, as the words beside them tell that they are meant."""
    lattice = [
        ((form, 0.0),) if token is None else _readings(token)
        for form, token in zip(forms, tokens, strict=True)
    ]
    chosen = _likeliest(lattice)
    edged = [EDGE, *chosen, EDGE]
    read = []
    for at, (form, readings, one) in enumerate(zip(forms, lattice, chosen, strict=True)):
        sure = _SURE_OF_DENIAL if is_denial(one) else _SURE
        meant = one == form or _is_sure(readings, one, last_word(edged[at]), first_word(edged[at + 2]), sure)
        read.append(one if meant else form)
    return read
