"""Disguised copies of a text to learn from.

They are disguised in other ways than the texts that are measured (`models/measuring/obfuscate.py`), and a
word seldom comes out the same. Copies with other names are not needed: a signal reads names alike
(`models/names.py`).
"""

from collections.abc import Callable
from random import Random
from typing import Final

_SHORTEST: Final = 4
_SHARE, _ONE_WAY, _SIGNED = 0.35, 0.7, 0.65
"""the share of longer words that are disguised; of texts that stick to one way; of letters that become a
sign"""
_BESIDE: Final = dict(zip("qwertyuiopasdfghjkzxcvbnlm", "wqreytiuposafdhgkjxzvcnbkn", strict=True))
"""for each key of the keyboard the key beside it"""
_SOUND: Final = (
    ("ng", "nk"), ("ny", "nj"), ("kh", "h"), ("sy", "s"), ("c", "tj"), ("k", "q"), ("s", "z"), ("f", "p"),
    ("u", "oe"), ("i", "y"),
)  # fmt: skip
_SIGN: Final = {"a": "@", "i": "!", "s": "$", "l": "1", "z": "2", "b": "6"}


def disguised(text: str, chance: Random) -> str:
    """The text with a third of its longer words written otherwise: all in one way, or each in its own."""
    ways = list(_WAYS)
    if chance.random() < _ONE_WAY:
        ways = [chance.choice(ways)]
    words = [
        chance.choice(ways)(word, chance)
        if len(word) >= _SHORTEST and word.isalpha() and chance.random() < _SHARE
        else word
        for word in text.split(" ")
    ]
    return " ".join(words)


def _slip(word: str, chance: Random) -> str:
    """The word with one letter replaced by the key beside it."""
    at = chance.randrange(1, len(word))
    return word[:at] + _BESIDE.get(word[at].lower(), word[at]) + word[at + 1 :]


def _short(word: str, _: Random) -> str:
    """The word without its inner vowels, if these are two or more."""
    inner = "".join(letter for letter in word[1:-1] if letter not in "aiueo")
    return word[0] + inner + word[-1] if len(word) - len(inner) > _SHORTEST - 1 else word


def _sounded(word: str, chance: Random) -> str:
    """The word as it sounds, in another spelling."""
    held = [(old, new) for old, new in _SOUND if old in word[1:]]
    if not held:
        return _slip(word, chance)
    old, new = chance.choice(held)
    return word[0] + word[1:].replace(old, new, 1)


def _cut(word: str, chance: Random) -> str:
    """The word with a mark or a space inside."""
    at = chance.randrange(2, len(word) - 1)
    return word[:at] + chance.choice((" ", "_", "-", "/", "..")) + word[at:]


def _signs(word: str, chance: Random) -> str:
    """The word with signs for some letters; the first letter stays."""
    return word[0] + "".join(
        _SIGN[one] if one in _SIGN and chance.random() < _SIGNED else one for one in word[1:]
    )


_WAYS: Final[tuple[Callable[[str, Random], str], ...]] = (_slip, _short, _sounded, _cut, _signs)
