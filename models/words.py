"""Words and word classes: what the features of the linear models are made of.

Texts arrive normalised and masked. Their words are those of `core.text.model_form`, with names made alike
(`models/names.py`). Keys are 32-bit hashes, so the weights themselves store no word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from core.text import model_form, model_tokens
from models.lexicon import lexicon
from models.names import aligned, alike

Keys = npt.NDArray[np.uint32]
Indices = npt.NDArray[np.int64]
_GRAMS: Final = (2, 3, 4, 5)
_ESCAPES: Final = re.compile(r"(?:\\[nrt]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|&(?:amp|lt|gt|quot|nbsp|#\d{1,6});)")


@dataclass(frozen=True, slots=True)
class Word:
    """What is known of a word by itself."""

    key: int
    counts: bool  # a word or number, no mark and no mask: only these stand in pairs
    classes: tuple[int, ...]
    grams: Keys  # of its characters, edges included; a gram that occurs twice is there twice


@dataclass(frozen=True, slots=True)
class Batch:
    """The words of several texts, one after another.

    `kinds` are the distinct words. Word i is number `kind[i]` of these, and stands in the text `text[i]`.
    """

    kinds: tuple[Word, ...]
    kind: Indices
    text: Indices
    size: int  # how many texts
    key: Keys  # of each word i
    spoken: Indices  # positions of the words that count
    classes: Indices  # those of the distinct words, one word's after another's
    class_at: Indices  # where the classes of each distinct word begin, and where the last word's end

    def classes_of(self, places: Indices) -> tuple[Indices, Indices]:
        """The classes of the words at these places, one word's after another's, and to which place (by its
        number) each belongs."""
        kind = self.kind[places]
        of, which = ragged(self.class_at[kind + 1] - self.class_at[kind])
        return self.classes[self.class_at[kind[of]] + which], of


def _grams(word: str) -> Keys:
    """Keys of the character 2- to 5-grams of the word between two spaces (as scikit-learn's char_wb)."""
    padded = f" {word} "
    grams = [padded[i : i + n] for n in _GRAMS for i in range(len(padded) - n + 1)]
    return np.array([crc32(gram.encode()) for gram in grams or [padded]], dtype=np.uint32)


@lru_cache(maxsize=1 << 17)
def look_up(word: str) -> Word:
    """A word's key, classes and character grams. Results are kept, since most words come again."""
    return Word(
        key=crc32(word.encode()),
        counts=word[0].isalnum(),
        classes=lexicon().classes.get(word, ()),
        grams=_grams(word),
    )


def ragged(sizes: Indices) -> tuple[Indices, Indices]:
    """For rows of these lengths laid one after another: the row of each element, and its place in the row."""
    row = np.repeat(np.arange(len(sizes)), sizes)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


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
        classes=np.array([number for word in kinds for number in word.classes], dtype=np.int64),
        class_at=np.cumsum([0, *(len(word.classes) for word in kinds)]),
    )


def without_escapes(text: str) -> str:
    r"""Spaces, as many, for what careless exports leave: literal `\n`, `\xf0`, `&amp;`. Offsets stay true."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPES.sub(lambda found: " " * len(found.group()), text)


def read_tokens(text: str) -> list[tuple[str, int, int]]:
    """The words of a text in the form in which they are read, and where each stands in the text. A name of
    several words is one."""
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
    """The words of normalised and masked texts, names made alike."""
    return read_words([alike(model_form(without_escapes(text)).split()) for text in texts])
