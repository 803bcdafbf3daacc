"""Words and word classes: what the features of the linear models are made of.

Texts arrive normalised and masked; words are those of `core.text.model_form`, names alike. Keys are 32-bit
hashes, so no word of a training set is stored with the weights.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
import yaml

from core.text import model_form, model_tokens
from models.names import aligned, alike

LEXICON: Final = Path(__file__).parent / "lexicon.yml"
Keys = npt.NDArray[np.uint32]
Indices = npt.NDArray[np.int64]
_GRAMS: Final = (2, 3, 4, 5)
_ESCAPES: Final = re.compile(r"(?:\\[nrt]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|&(?:amp|lt|gt|quot|nbsp|#\d{1,6});)")
_ENDINGS: Final = ("", "kan", "in", "i", "an", "nya", "lah", "kanlah", "ilah", "inlah")
_PREFIXES: Final = ("di", "ter", "ku", "kau", "se", "ber", "per")
# me- joins a stem by its first letter: (letters, prefix, whether the letter falls away).
_NASALS: Final = (
    ("aiueogh", "meng", False),
    ("k", "meng", True),
    ("bfv", "mem", False),
    ("p", "mem", True),
    ("dcjz", "men", False),
    ("t", "men", True),
    ("s", "meny", True),
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word classes: names and labels (Indonesian) in a fixed order, and the classes of each word form."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    classes: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Word:
    """What is known of a word by itself."""

    key: int
    counts: bool  # a word or number, no mark and no emoji: only these stand in pairs
    classes: tuple[int, ...]
    grams: Keys  # of its characters, edges included; a gram that occurs twice is there twice


@dataclass(frozen=True, slots=True)
class Batch:
    """The words of several texts, one after another.

    `kinds` are the distinct words; `kind[i]` is the number of word i in it, `text[i]` the text it stands in.
    """

    kinds: tuple[Word, ...]
    kind: Indices
    text: Indices
    size: int  # texts
    key: Keys  # of each word i
    spoken: Indices  # positions of the words that count
    classes: Indices  # of each distinct word, filled up with -1: one row a word


def _nasal(stem: str) -> str:
    for letters, prefix, drops in _NASALS:
        if stem[0] in letters:
            return prefix + (stem[1:] if drops else stem)
    return "me" + stem


def _derived(stem: str) -> set[str]:
    """The usual forms of a verb: usir -> usirlah, diusir, mengusir, pengusir, ngusir ..."""
    forms = {stem + ending for ending in _ENDINGS}
    forms |= {prefix + stem + ending for prefix in _PREFIXES for ending in _ENDINGS[:6]}
    active = _nasal(stem)
    for ending in ("", "kan", "in", "i", "nya"):
        forms |= {active + ending, "pe" + active[2:] + ending, active[2:] + ending}
    return forms


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The word classes of `lexicon.yml`, derived forms included."""
    raw: dict[str, dict[str, str]] = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    found: dict[str, set[int]] = {}
    for number, entry in enumerate(raw.values()):
        forms = set(entry["words"].split())
        for stem in entry.get("affixed", "").split():
            forms |= _derived(stem)
        for form in forms:
            found.setdefault(form, set()).add(number)
    return Lexicon(
        names=tuple(raw),
        labels=tuple(entry["label"] for entry in raw.values()),
        classes={form: tuple(sorted(numbers)) for form, numbers in found.items()},
    )


def _grams(word: str) -> Keys:
    """Keys of the character 2- to 5-grams of the word between two spaces (as scikit-learn's char_wb)."""
    padded = f" {word} "
    grams = [padded[i : i + n] for n in _GRAMS for i in range(len(padded) - n + 1)]
    return np.array([crc32(gram.encode()) for gram in grams or [padded]], dtype=np.uint32)


@lru_cache(maxsize=1 << 17)
def look_up(word: str) -> Word:
    """A word's key, classes and character grams; kept, since most words come again."""
    return Word(
        key=crc32(word.encode()),
        counts=word[0].isalnum(),
        classes=lexicon().classes.get(word, ()),
        grams=_grams(word),
    )


def read_words(lists: Sequence[Sequence[str]]) -> Batch:
    """Lay the words of several texts one after another."""
    numbers: dict[str, int] = {}
    kind = np.array(
        [numbers.setdefault(word, len(numbers)) for words in lists for word in words], dtype=np.int64
    )
    kinds = tuple(map(look_up, numbers))
    return Batch(
        kinds=kinds,
        kind=kind,
        text=np.repeat(np.arange(len(lists)), [len(words) for words in lists]),
        size=len(lists),
        key=np.array([word.key for word in kinds], dtype=np.uint32)[kind],
        spoken=np.flatnonzero(np.array([word.counts for word in kinds], dtype=bool)[kind]),
        classes=_class_table(kinds),
    )


def _class_table(kinds: Sequence[Word]) -> Indices:
    table = np.full((len(kinds), max((len(word.classes) for word in kinds), default=0)), -1, dtype=np.int64)
    for row, word in enumerate(kinds):
        if word.classes:
            table[row, : len(word.classes)] = word.classes
    return table


def without_escapes(text: str) -> str:
    r"""Spaces, as many, for what careless exports leave: literal `\n`, `\xf0`, `&amp;`. Offsets stay true."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPES.sub(lambda found: " " * len(found.group()), text)


def read_tokens(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as they are read, and where each stands in it; a name of several words is one."""
    tokens = model_tokens(without_escapes(text))
    words = aligned([word for word, _, _ in tokens])
    found: list[tuple[str, int, int]] = []
    for word, (_, start, end) in zip(words, tokens, strict=True):
        if word:
            found.append((word, start, end))
        else:
            found[-1] = (*found[-1][:2], end)
    return found


def read_texts(texts: Sequence[str]) -> Batch:
    """The words of normalised and masked texts, names read alike."""
    return read_words([alike(model_form(without_escapes(text)).split()) for text in texts])
