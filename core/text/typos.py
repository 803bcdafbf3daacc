"""Slips of the finger undone: a word that nobody writes, one slip from a word that many write.

A slip is two neighbours in each other's place, a letter struck twice, one left out, or the key beside it
(bnuuh, serbbu, diserag, penjajaj); also all vowels left out (pndtng), and some spellings by sound (baqar,
kadroen). The first letter is seldom wrong (Pollock and Zamora 1984) and stays. `seen.tsv` counts
the words of Indonesian posts, news and claims, ours and published ones, and holds the names of our places
(`python -m models.training.count_words`): what stands there somebody writes. It stays, and so does what a
dictionary or our own list knows. With several readings about as likely a word stays as it is, and so it does
where another key or a consonant left out would make a denial.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.text.spelling import known, spelled_out

if TYPE_CHECKING:
    from Sastrawi.Stemmer.Stemmer import Stemmer

SEEN: Final = Path(__file__).with_name("seen.tsv")
MEANT: Final = Path(__file__).with_name("meant.txt")
_VOWELS: Final = "aeiou"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST, _LONGEST = 4, 30
_LONGER: Final = 6
"""letters of a word from which on a consonant may be missing or another key struck: shorter ones become each
other too easily"""
_CONSONANTS: Final = 4
"""that a word has at least, where vowels may be left out anywhere"""
_OFTEN: Final = 5
"""times that a word is seen which may be meant, after what it counts below"""
_LIKELIER: Final = 4
"""times as often as the next reading, at least"""
_LEFT_OUT, _OTHER_KEY, _SOME_VOWELS = 0.5, 0.15, 0.25
"""how far a word counts that lacks any letter, has another key, lacks several vowels but not all: these make
words of words oftener"""
_DENIALS: Final = ("tidak", "bukan", "jangan", "belum", "tanpa")
_SPOKEN: Final = (
    ("nge", ""), ("ny", "s"), ("ng", "k"), ("ng", ""), ("n", "t"), ("m", "p"), ("ba", ""), ("ta", ""),
)  # fmt: skip
"""how speech begins a word (nyetang, niup; Banjar bagaya), and how the root: Sastrawi is formal"""
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS: Final = (
    ("q", "k"), ("oe", "u"), ("dj", "j"), ("tj", "c"), ("v", "u"), ("x", "ks"), ("kh", "k"), ("bh", "b"),
    ("z", "s"),
)  # fmt: skip
"""spellings by sound, and as it is spelled"""


@cache
def seen() -> Mapping[str, int]:
    """Each word of four letters or more that was seen twice or more, with how often."""
    rows = (line.split("\t") for line in SEEN.read_text(encoding="utf-8").splitlines())
    return {word: int(count) for word, count in rows}


@cache
def often() -> Mapping[str, int]:
    """Those that may be meant by a word that nobody writes."""
    return {word: count for word, count in seen().items() if count >= _OFTEN}


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


@cache
def _by_consonants() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in often():
        found.setdefault(_consonants(word), []).append(word)
    return found


@cache
def _stemmer() -> tuple["Stemmer", frozenset[str]]:
    """And the roots that it knows. Imported here: the first word that nobody writes pays for it."""
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
    from Sastrawi.Stemmer.Stemmer import Stemmer
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    roots = StemmerFactory().get_words()
    return Stemmer(ArrayDictionary(roots)), frozenset(roots)


@cache
def _listed() -> frozenset[str]:
    lines = MEANT.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _is_meant(word: str) -> bool:
    """Whether the word is listed, or its stem is a root that Sastrawi knows (Adriani et al. 2007)."""
    stemmer, roots = _stemmer()
    spoken = (root + word[len(start) :] for start, root in _SPOKEN if word.startswith(start))
    return word in _listed() or any(stemmer.stem(one) in roots for one in (word, *spoken))


def likeliest(counts: Mapping[str, float]) -> str:
    """Of readings with how often each is seen the one that is clearly meant; "" where none is."""
    first, second = [*sorted(counts, key=counts.__getitem__, reverse=True)[:2], "", ""][:2]
    clear = counts.get(first, 0) >= max(_OFTEN, _LIKELIER * counts.get(second, 0))
    return first if clear else ""


@cache
def _by_one_less() -> Mapping[str, list[str]]:
    """The words that may be meant by what is left of them without one letter, not the first."""
    found: dict[str, list[str]] = {}
    for word in often():
        for at in range(1, len(word)):
            found.setdefault(word[:at] + word[at + 1 :], []).append(word)
    return found


def _is_within(word: str, whole: str) -> bool:
    letters = iter(whole)
    return all(letter in letters for letter in word)


def _slips(word: str) -> Iterator[tuple[str, float]]:
    """What a word is if one slip made it, not always words, and how far each counts."""
    longer = len(word) >= _LONGER
    for at in range(1, len(word)):
        before, after = word[at - 1], word[at]
        if before == after:
            yield word[:at] + word[at + 1 :], 1
        elif at > 1:
            yield word[: at - 1] + after + before + word[at + 1 :], 1
        if before not in _VOWELS and after not in _VOWELS:
            yield from ((word[:at] + vowel + word[at:], 1) for vowel in _VOWELS)
        if longer:
            keys = _beside().get(after, "")
            yield from ((word[:at] + letter + word[at + 1 :], _OTHER_KEY) for letter in keys)
    if longer:
        yield from ((whole, _LEFT_OUT) for whole in _by_one_less().get(word, ()))


def _spellings(word: str) -> Iterator[tuple[str, float]]:
    """What a word is without its vowels, or spelled by sound."""
    consonants = _consonants(word)
    share = 1 if consonants == word else _SOME_VOWELS
    for whole in _by_consonants().get(consonants, ()) if len(consonants) >= _CONSONANTS else ():
        if whole[0] == word[0] and len(whole) > len(word) and _is_within(word, whole):
            yield whole, share
    yield from ((word.replace(sound, letters), 1) for sound, letters in _SOUNDS if sound in word)


def mended(word: str) -> str:
    """What is meant by a lower-case word that nothing else knows, slang spelled out (may be several words);
    itself where that is not clear."""
    if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha() or word in seen() or known(word):
        return word
    counts: dict[str, float] = {}
    for other, share in (*_slips(word), *_spellings(word)):
        if other in often():
            counts[other] = max(counts.get(other, 0), share * often()[other])
    if not (likely := likeliest(counts)):
        return word
    read = spelled_out(likely)
    # nor does a slip hide what is itself short for a denial: gwbisa, gosh
    unlikely = read.startswith(_DENIALS) and (read != likely or counts[likely] < often()[likely])
    return word if unlikely or _is_meant(word) else read
