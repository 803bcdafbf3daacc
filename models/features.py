"""One sparse matrix for all linear models: words, characters, word pairs and word classes.

Blocks, each TF-IDF (1 + log tf) with rows of length 1, then scaled:
  words             single words and two in a row
  characters        character 2- to 5-grams of each word
  pairs             two words at most six apart, in any order
  class_words       a word class and a word at most three apart
  class_neighbours  the classes of two words at most three apart, in their order
  classes           two word classes in the same window of 24 words (a class with itself: it occurs)
  class_counts      a word class, as often as it occurs
Scales and reaches were chosen by cross-validation on the training data (docs/quality.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from safetensors.numpy import load_file, save_file

from models.lexicon import lexicon
from models.words import Batch, Indices, Keys, ragged, read_texts

VOCABULARY: Final = Path(__file__).parent / "vocabulary.safetensors"
SCALES: Final[Mapping[str, float]] = {
    "words": 1.0,
    "characters": 0.7,
    "pairs": 1.0,
    "class_words": 0.8,
    "class_neighbours": 0.5,
    "classes": 0.6,
    "class_counts": 0.5,
}
# A feature that fewer training texts hold is left out. Pairs that two texts hold would double the weights and
# gain nothing. The bounds of 16 and 10 for classes keep the matrix narrow (decision 034).
RAREST: Final[Mapping[str, int]] = {
    "words": 2,
    "characters": 3,
    "pairs": 3,
    "class_words": 16,
    "class_neighbours": 10,
    "classes": 2,
    "class_counts": 2,
}
_PAIR_REACH: Final = 6
_CLASS_REACH: Final = 3
_WINDOW, _STEP = 24, 12
Floats = npt.NDArray[np.float32]
_Number = TypeVar("_Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Found:
    """Occurrences of keys: `key[i]` occurs in the text `text[i]` of the batch."""

    key: Keys
    text: Indices


@dataclass(frozen=True, slots=True)
class Block:
    """The known keys of a block, sorted, and the weight that rarity gives each."""

    keys: Keys
    idf: Floats

    def find(self, keys: Keys) -> Indices:
        """The column of each key; -1 where it is unknown."""
        if not len(self.keys):
            return np.full(len(keys), -1, dtype=np.int64)
        order = np.argsort(keys)  # in order they lie near each other, which takes a third of the time
        at = np.empty(len(keys), dtype=np.int64)
        at[order] = np.searchsorted(self.keys, keys[order])
        at[at == len(self.keys)] = 0
        return np.where(self.keys[at] == keys, at, -1)


Vocabulary = Mapping[str, Block]


def _mix(first: Keys, second: Keys, salt: int) -> Keys:
    """One key made of two (Fibonacci hashing; the upper half is kept, which is the better mixed one)."""
    mixed = first.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= (second.astype(np.uint64) + np.uint64(salt)) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    return (mixed >> np.uint64(32)).astype(np.uint32)


def find_words(batch: Batch) -> Found:
    """All single words, and all pairs of words in a row."""
    left = np.flatnonzero(batch.text[:-1] == batch.text[1:])
    two = _mix(batch.key[left], batch.key[left + 1], salt=1)
    return Found(np.concatenate([batch.key, two]), np.concatenate([batch.text, batch.text[left]]))


def _neighbours(batch: Batch, reach: int) -> tuple[Indices, Indices]:
    """Positions of each two spoken words of a text that are at most `reach` apart."""
    spoken = batch.spoken
    text = batch.text[spoken]
    firsts, seconds = [], []
    for distance in range(1, reach + 1):
        left = np.flatnonzero(text[:-distance] == text[distance:])
        firsts.append(spoken[left])
        seconds.append(spoken[left + distance])
    return np.concatenate(firsts), np.concatenate(seconds)


def find_pairs(batch: Batch) -> Found:
    """All pairs of words near each other, in any order."""
    first, second = _neighbours(batch, _PAIR_REACH)
    one, other = batch.key[first], batch.key[second]
    return Found(_mix(np.minimum(one, other), np.maximum(one, other), salt=2), batch.text[first])


def find_class_words(batch: Batch) -> Found:
    """All pairs of a class and a word near it."""
    left, right = _neighbours(batch, _CLASS_REACH)
    first, second = np.concatenate([left, right]), np.concatenate([right, left])
    number, of = batch.classes_of(first)
    return Found(_mix(number.astype(np.uint32), batch.key[second[of]], salt=3), batch.text[first[of]])


def find_class_neighbours(batch: Batch) -> Found:
    """All pairs of the class of a word and the class of a word near behind it."""
    left, right = _neighbours(batch, _CLASS_REACH)
    first, of = batch.classes_of(left)
    second, of_first = batch.classes_of(right[of])
    return Found(_both(first[of_first], second), batch.text[left[of[of_first]]])


def find_class_counts(batch: Batch) -> Found:
    """Each class of each word, as often as it occurs."""
    number, of = batch.classes_of(np.arange(len(batch.kind)))
    return Found(number.astype(np.uint32), batch.text[of])


def find_classes(batch: Batch) -> Found:
    """All pairs of classes in the same window of 24 words (windows overlap by half). A class with itself is
    found once a text."""
    window, number, text_of = class_windows(batch)
    behind = np.searchsorted(window, window, side="right") - np.arange(len(window))
    first, ahead = ragged(behind)
    key = _both(number[first], number[first + ahead])
    once = _distinct(text_of[window[first]].astype(np.uint64) << np.uint64(32) | key.astype(np.uint64))
    return Found((once & np.uint64(0xFFFFFFFF)).astype(np.uint32), (once >> np.uint64(32)).astype(np.int64))


def class_windows(batch: Batch) -> tuple[Indices, Indices, Indices]:
    """Which classes each window holds, as two arrays (window, class) in order, each pair once; and the text
    of each window."""
    starts = np.searchsorted(batch.text, np.arange(batch.size))
    place = np.arange(len(batch.kind)) - starts[batch.text]
    lengths = np.bincount(batch.text, minlength=batch.size)
    windows = np.maximum(1, -(-(lengths - _WINDOW) // _STEP) + 1)
    offset = np.cumsum(windows) - windows
    last = np.minimum(place // _STEP, windows[batch.text] - 1)
    many, found = len(lexicon().names), []
    for back in range(_WINDOW // _STEP):
        window = last - back
        inside = np.flatnonzero((window >= 0) & (place - window * _STEP < _WINDOW))
        number, of = batch.classes_of(inside)
        found.append((offset[batch.text[inside]] + window[inside])[of] * many + number)
    once = _distinct(np.concatenate(found))
    return once // many, once % many, np.repeat(np.arange(batch.size), windows)


def _distinct(values: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """The distinct values, in order. `np.unique` takes ten times as long on values that are nearly in
    order."""
    ordered = np.sort(values, kind="stable")
    new = np.ones(len(ordered), dtype=bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


def _both(first: Indices, second: Indices) -> Keys:
    """One key made of two classes."""
    return (first * len(lexicon().names) + second).astype(np.uint32)


def _counted(rows: Indices, columns: Indices, shape: tuple[int, int]) -> sp.csr_matrix:
    known = columns >= 0
    ones = np.ones(int(known.sum()), dtype=np.float32)
    return sp.csr_matrix((ones, (rows[known], columns[known])), shape=shape)


def gram_columns(batch: Batch, block: Block) -> sp.csr_matrix:
    """How often each character gram of a block occurs in each distinct word."""
    grams = [word.grams for word in batch.kinds]
    rows = np.repeat(np.arange(len(grams)), [len(found) for found in grams])
    columns = block.find(np.concatenate(grams) if grams else np.empty(0, np.uint32))
    return _counted(rows, columns, (len(grams), len(block.keys)))


FINDERS: Final = {
    "words": find_words,
    "pairs": find_pairs,
    "class_words": find_class_words,
    "class_neighbours": find_class_neighbours,
    "classes": find_classes,
    "class_counts": find_class_counts,
}


def count(batch: Batch, name: str, block: Block) -> sp.csr_matrix:
    """How often each text has each feature of a block."""
    if name == "characters":
        words = _counted(batch.text, batch.kind, (batch.size, len(batch.kinds)))
        return sp.csr_matrix(words @ gram_columns(batch, block))
    found = FINDERS[name](batch)
    return _counted(found.text, block.find(found.key), (batch.size, len(block.keys)))


def weigh(counts: sp.csr_matrix, block: Block, scale: float) -> sp.csr_matrix:
    """Weigh counts: 1 + log tf, times idf; then each row is scaled to length `scale`. An empty row stays
    empty."""
    weighed = counts.copy()
    weighed.data = (1 + np.log(counts.data)) * block.idf[counts.indices]
    squares = np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel()
    length = np.sqrt(np.where(squares > 0, squares, 1))
    weighed.data *= np.repeat((scale / length).astype(np.float32), np.diff(counts.indptr))
    return weighed


def build(batch: Batch, vocabulary: Vocabulary, scales: Mapping[str, float] = SCALES) -> sp.csr_matrix:
    """The feature matrix of a batch: one row a text, columns of the blocks one after another."""
    blocks = [
        weigh(count(batch, name, vocabulary[name]), vocabulary[name], scale) for name, scale in scales.items()
    ]
    return sp.csr_matrix(sp.hstack(blocks, format="csr", dtype=np.float32))


def learn_vocabulary(batch: Batch, names: Iterable[str] = SCALES) -> Vocabulary:
    """The vocabulary of these blocks, learned from the training texts: the keys that are frequent enough, and
    their idf."""
    return {name: _learned(batch, name) for name in names}


def _learned(batch: Batch, name: str) -> Block:
    keys, texts = _text_frequencies(batch, name)
    enough = texts >= RAREST[name]
    idf = np.log((1 + batch.size) / (1 + texts[enough])) + 1
    return Block(keys=keys[enough], idf=idf.astype(np.float16).astype(np.float32))


def _text_frequencies(batch: Batch, name: str) -> tuple[Keys, Indices]:
    """The distinct keys, sorted, and in how many texts each occurs."""
    if name == "characters":
        grams = [np.unique(word.grams) for word in batch.kinds]
        pairs = _distinct(batch.text * len(grams) + batch.kind)
        kind, text = pairs % len(grams), pairs // len(grams)
        key = np.concatenate([grams[number] for number in kind])
        rows = np.repeat(text, [len(grams[number]) for number in kind])
    else:
        found = FINDERS[name](batch)
        key, rows = found.key, found.text
    distinct = _distinct(rows.astype(np.uint64) << np.uint64(32) | key.astype(np.uint64))
    keys, texts = np.unique((distinct & np.uint64(0xFFFFFFFF)).astype(np.uint32), return_counts=True)
    return keys, texts


def save_vocabulary(vocabulary: Vocabulary, path: Path) -> None:
    """Write a vocabulary: keys (32-bit) and idf (16-bit floats)."""
    tensors: dict[str, npt.NDArray[np.generic]] = {}
    for name, block in vocabulary.items():
        tensors[f"{name}.keys"] = block.keys
        tensors[f"{name}.idf"] = block.idf.astype(np.float16)
    save_file(tensors, path)
    path.chmod(0o644)  # the library makes it its owner's only


@lru_cache(maxsize=2)
def load_vocabulary(path: Path = VOCABULARY) -> Vocabulary:
    """Read what `save_vocabulary` wrote."""
    tensors = load_file(path)
    return {
        name: Block(keys=tensors[f"{name}.keys"], idf=tensors[f"{name}.idf"].astype(np.float32))
        for name in SCALES
        if f"{name}.keys" in tensors
    }


@lru_cache(maxsize=1)
def _built(texts: tuple[str, ...]) -> sp.csr_matrix:
    return build(read_texts(texts), load_vocabulary())


def features(texts: Sequence[str]) -> sp.csr_matrix:
    """The feature matrix of normalised and masked texts. The last batch is kept, so that all models share one
    matrix."""
    return _built(tuple(texts))
