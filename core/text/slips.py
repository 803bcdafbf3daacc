"""What a word may be that was mistyped: words that were seen, with how probably they come out as it.

A slip is two neighbours in each other's place, a letter two places off, one left out, struck twice or one
too many, the key beside the right one or another vowel; also vowels left out, a spelling by sound, a
forgotten space, and a word written backwards. The first letter is seldom wrong (Pollock and Zamora 1984): it
stays, but in a spelling by sound, where a space was forgotten, and in a word written backwards. How often a
single letter slips was counted on mistyped texts of ours, by half of their writers
(`models/training/guard/disguised_texts.csv`), and rounded; the others are set by what we know of people who
do not disguise.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Final

from core.text.seen import often, seen, total
from core.text.spelling import known
from core.text.words import WORDS

_VOWELS: Final = "aeiou"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST: Final = 4
_SKELETON: Final = 4
"""consonants that a word has at least, where several vowels may be left out"""
_SWAPPED, _JUMPED, _NO_VOWEL, _NO_CONSONANT, _OTHER_KEY = 0.4, 0.04, 0.3, 0.04, 0.12
_TWICE, _ONE_MORE, _OTHER_VOWEL = 0.05, 0.01, 0.01
_ALL_VOWELS, _SOME_VOWELS, _BY_SOUND, _BACKWARDS = 0.05, 0.1, 0.05, 0.005
"""how often a slip is of that kind; weights, which need not add up"""
_SHORTHAND: Final = 0.2
"""how often a word of consonants alone is what is left of another"""
_RUN_TOGETHER: Final = 0.05
"""how often it is a forgotten space"""
_SHORT_WORDS: Final = """
    aja aku dan dong dr gak gue gw ini itu jgn kau klo ke lo lu mau pas sdh sih tak tdk udh ya yg
"""
_SHORT: Final = frozenset(_SHORT_WORDS.split())
_SHARE_OF_SHORT, _SHARE_OF_OTHERS = 0.003, 0.0005
"""of all words that one of those is, and another short one in our list: longer ones are counted"""
_PARTS: Final = frozenset(
    ["anti", "antar", "ber", "di", "eks", "ke", "non", "pasca", "per", "pra", "pro", "se", "ter"]
)
_TAILS: Final = frozenset(["an", "in", "kah", "kan", "ku", "lah", "mu", "nya", "pun"])
"""what stands before or after a word without a space, and is rightly written so"""
_ENDED: Final = 0.02
"""how probably a word never seen is a seen one, mistyped, with one of these endings"""
_ENDINGS: Final = ("nya", "nye", "nyo", "mu", "ku", "lah")
_WHOSE: Final = ("ku", "mu")
"""endings of which no other key makes another"""
CERTAIN: Final = 20
"""times that a word is seen which no slip is found in"""
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS: Final = (
    ("q", "k"), ("oe", "u"), ("dj", "j"), ("tj", "c"), ("v", "u"), ("x", "ks"), ("kh", "k"), ("bh", "b"),
    ("z", "s"), ("vv", "u"), ("x", "k"), ("nk", "ng"), ("f", "p"), ("ph", "f"), ("sh", "sy"), ("oo", "u"),
)  # fmt: skip
"""spellings by sound, and as it is spelled"""
_SHORT_SOUNDS: Final = (("", ""), ("ng", "g"), ("ua", "w"), ("au", "w"))
"""and in shorthand, as it is spelled, and what is left of it"""
_Reading = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that may be meant, and how to find those that a slip makes another word of."""

    counts: Mapping[str, int]
    """how often each is written"""
    total: int
    """how many words were counted"""
    no_consonant: float
    """how often a slip is a consonant left out"""
    by_one_less: Mapping[str, list[str]]
    """the words by what is left of them without one letter, not the first"""
    by_consonants: Mapping[str, list[str]]


def vocabulary(counts: Mapping[str, int], total: int, no_consonant: float = _NO_CONSONANT) -> Vocabulary:
    """These words, ready to be looked up."""
    by_one_less: dict[str, list[str]] = {}
    by_consonants: dict[str, list[str]] = {}
    for word in counts:
        by_consonants.setdefault(_consonants(word), []).append(word)
        for less in {word[:at] + word[at + 1 :] for at in range(1, len(word))}:
            by_one_less.setdefault(less, []).append(word)
    return Vocabulary(counts, total, no_consonant, by_one_less, by_consonants)


@cache
def _seen() -> Vocabulary:
    return vocabulary(often(), total())


@cache
def _beside() -> Mapping[str, str]:
    """The keys that touch a key."""
    found: dict[str, set[str]] = {letter: set() for letter in _LETTERS}
    for row in _ROWS:
        for one, other in pairwise(row):
            found[one].add(other)
            found[other].add(one)
    for upper, lower in pairwise(_ROWS):
        for at, letter in enumerate(lower):
            for other in upper[at : at + 2]:
                found[letter].add(other)
                found[other].add(letter)
    return {letter: "".join(sorted(keys)) for letter, keys in found.items()}


def _consonants(word: str) -> str:
    return "".join(letter for letter in word if letter not in _VOWELS)


def is_within(word: str, whole: str) -> bool:
    """Whether `whole` holds the letters of `word` in this order, others between them or not."""
    letters = iter(whole)
    return all(letter in letters for letter in word)


def _moved(word: str) -> Iterator[_Reading]:
    """The readings of a word in which a letter was struck twice or too many, two neighbours changed places,
    or a letter stands two places off (meylau: melayu)."""
    size = len(word)
    beside = _beside()
    for at in range(1, size):
        before, after = word[at - 1], word[at]
        if before == after:
            yield word[:at] + word[at + 1 :], _TWICE / size
            continue
        if at > 1:
            yield word[: at - 1] + after + before + word[at + 1 :], _SWAPPED / size
        if at > 2 and word[at - 2] not in (before, after):
            first = word[at - 2]
            yield word[: at - 2] + after + first + before + word[at + 1 :], _JUMPED / size / 2
            yield word[: at - 2] + before + after + first + word[at + 1 :], _JUMPED / size / 2
        if after in beside.get(before, "") or (at + 1 < size and after in beside.get(word[at + 1], "")):
            yield word[:at] + word[at + 1 :], _ONE_MORE / size


def _struck(word: str, words: Vocabulary) -> Iterator[_Reading]:
    """The readings of a word in which one letter stands for another, a key beside it or another vowel."""
    size = len(word)
    for at in range(1, size - 2 if word.endswith(_WHOSE) else size):
        less = word[:at] + word[at + 1 :]
        for other in words.by_one_less.get(less, ()):
            meant = other[at]
            if meant != word[at] and other[:at] == word[:at] and other[at + 1 :] == word[at + 1 :]:
                keys = _beside().get(meant, "")
                if word[at] in keys:
                    yield other, _OTHER_KEY / size / len(keys)
                elif word[at] in _VOWELS and meant in _VOWELS:
                    yield other, _OTHER_VOWEL / size / 4


def _left_out(word: str, words: Vocabulary) -> Iterator[_Reading]:
    """The readings of a word in which one letter was left out."""
    for whole in words.by_one_less.get(word, ()):
        at = next((at for at, letter in enumerate(word) if whole[at] != letter), len(word))
        yield whole, (_NO_VOWEL if whole[at] in _VOWELS else words.no_consonant) / len(whole)


def _spelled(word: str, words: Vocabulary) -> Iterator[_Reading]:
    """The readings of a word without its vowels, spelled by sound, or written backwards."""
    consonants = _consonants(word)
    for whole in words.by_consonants.get(consonants, ()) if len(consonants) >= _SKELETON else ():
        left_out = len(whole) - len(word)
        if whole[0] == word[0] and left_out > 1 and is_within(word, whole):
            yield whole, _ALL_VOWELS if consonants == word else _SOME_VOWELS / 2**left_out
    yield from ((word.replace(sound, letters), _BY_SOUND / 2) for sound, letters in _SOUNDS if sound in word)
    for back in (word[::-1], word.replace("ng", "@")[::-1].replace("@", "ng")):
        if back in words.counts:
            yield back, _BACKWARDS


def single_words(word: str, words: Vocabulary) -> dict[str, float]:
    """What a lower-case word may be that is a slip of one of these words, each with the probability that a
    mistyped word was meant so and came out as this one."""
    found: dict[str, float] = {}
    likely = (_moved(word), _left_out(word, words), _struck(word, words), _spelled(word, words))
    for other, share in chain.from_iterable(likely):
        if count := words.counts.get(other):
            found[other] = max(found.get(other, 0.0), share * count / words.total)
    return found


def by_shorthand(words: Vocabulary) -> dict[str, dict[str, float]]:
    """What each word of consonants may be short for, as `single_words` gives it: mlm is malam, plg pulang."""
    found: dict[str, dict[str, float]] = {}
    for word, count in words.counts.items():
        for short in {_consonants(word.replace(*sound)) for sound in _SHORT_SOUNDS} - {word}:
            if short[:1] == word[0]:
                found.setdefault(short, {})[word] = _SHORTHAND * count / words.total
    return found


def _share(word: str) -> float:
    """The share of all words that are this one."""
    if len(word) < _SHORTEST:
        return _SHARE_OF_SHORT if word in _SHORT else _SHARE_OF_OTHERS if word in WORDS else 0.0
    return often().get(word, 0) / total()


def _apart(word: str) -> Iterator[_Reading]:
    """Two words between which the space was forgotten."""
    for at in range(2, len(word) - 1):
        first, second = word[:at], word[at:]
        if first in _PARTS or second in _TAILS:
            continue
        if (one := _share(first)) and (two := _share(second)):
            yield f"{first} {second}", _RUN_TOGETHER * one * two


def readings(word: str) -> dict[str, float]:
    """What a lower-case word may be, as `single_words` of the words that were seen. A forgotten space makes
    two words, and a word never seen may have an ending."""
    found = single_words(word, _seen())
    found.update(_apart(word))
    for ending in () if found else _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST and stem not in seen() and not known(stem):
            for other, chance in single_words(stem, _seen()).items():
                found.setdefault(other + ending, chance * _ENDED)
    return found


def is_plain(word: str, other: str) -> bool:
    """Whether what makes `word` of `other` are letters moved, struck twice or beside another, or vowels left
    out: by these a word seldom comes out as another."""
    vowels = len(other) > len(word) and _consonants(other) == _consonants(word)
    return vowels or any(other == moved for moved, _ in _moved(word))


def is_certain(word: str) -> bool:
    """Whether a reading is a word that is often written, or two of them."""
    return all(one in WORDS or one in _SHORT or seen().get(one, 0) >= CERTAIN for one in word.split())
