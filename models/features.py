"""One sparse matrix for all linear models: words, characters, word pairs and word classes.

Five blocks, each TF-IDF (1 + log tf) with rows of length 1, then scaled:
  words        single words and two in a row
  characters   character 2- to 5-grams of each word
  pairs        two words at most six apart, in any order
  class_words  a word class and a word at most three apart
  classes      two word classes in the same window of 24 words (a class with itself: it occurs)
Scales and reaches were chosen by cross-validation on the training data (docs/quality.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from safetensors.numpy import load_file, save_file

from models.words import Batch, Indices, Keys, lexicon, read_texts

VOCABULARY: Final = Path(__file__).parent / "vocabulary.safetensors"
SCALES: Final[Mapping[str, float]] = {
    "words": 1.0,
    "characters": 0.7,
    "pairs": 1.0,
    "class_words": 0.8,
    "classes": 0.4,
}
# A feature of fewer training texts is left out. Pairs of two texts: twice the weights, nothing gained.
RAREST: Final[Mapping[str, int]] = {"words": 2, "characters": 3, "pairs": 3, "class_words": 2, "classes": 2}
_PAIR_REACH: Final = 6
_CLASS_REACH: Final = 3
_WINDOW, _STEP = 24, 12
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """Occurrences of keys: `key[i]` is made by the words `first[i]` and `second[i]` of the batch."""

    key: Keys
    first: Indices
    second: Indices


@dataclass(frozen=True, slots=True)
class Block:
    """The known keys of a block, sorted, and the weight that rarity gives each."""

    keys: Keys
    idf: Floats

    def find(self, keys: Keys) -> Indices:
        """The column of each key; -1 where it is unknown."""
        if not len(self.keys):
            return np.full(len(keys), -1, dtype=np.int64)
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        return np.where(self.keys[at] == keys, at, -1)


Vocabulary = Mapping[str, Block]


def _mix(first: Keys, second: Keys, salt: int) -> Keys:
    """One key of two (Fibonacci hashing; the upper half is the better mixed)."""
    mixed = first.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= (second.astype(np.uint64) + np.uint64(salt)) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    return (mixed >> np.uint64(32)).astype(np.uint32)


def find_words(batch: Batch) -> Found:
    """Single words and two in a row."""
    keys, every = batch.key, np.arange(len(batch.kind))
    left = np.flatnonzero(batch.text[:-1] == batch.text[1:])
    return Found(
        key=np.concatenate([keys, _mix(keys[left], keys[left + 1], salt=1)]),
        first=np.concatenate([every, left]),
        second=np.concatenate([every, left + 1]),
    )


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
    """Two words near each other, in any order."""
    first, second = _neighbours(batch, _PAIR_REACH)
    one, other = batch.key[first], batch.key[second]
    low, high = np.minimum(one, other), np.maximum(one, other)
    return Found(key=_mix(low, high, salt=2), first=first, second=second)


def find_class_words(batch: Batch) -> Found:
    """A class (by a word of it: `first`) and a word near it (`second`)."""
    left, right = _neighbours(batch, _CLASS_REACH)
    first, second = np.concatenate([left, right]), np.concatenate([right, left])
    parts = []
    for column in batch.classes.T:
        of_first = column[batch.kind[first]]
        has = of_first >= 0
        parts.append((of_first[has].astype(np.uint32), first[has], second[has]))
    if not parts:
        return Found(key=np.empty(0, np.uint32), first=first[:0], second=first[:0])
    number, first, second = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Found(key=_mix(number, batch.key[second], salt=3), first=first, second=second)


def class_windows(batch: Batch) -> tuple[npt.NDArray[np.bool_], Indices]:
    """Which classes each window of 24 words holds (half overlapping), and the text of each window."""
    classes = len(lexicon().names)
    starts = np.searchsorted(batch.text, np.arange(batch.size))
    place = np.arange(len(batch.kind)) - starts[batch.text]
    lengths = np.bincount(batch.text, minlength=batch.size)
    windows = np.maximum(1, -(-(lengths - _WINDOW) // _STEP) + 1)
    offset = np.cumsum(windows) - windows
    holds = np.zeros((int(windows.sum()), classes), dtype=bool)
    last = np.minimum(place // _STEP, windows[batch.text] - 1)
    for back in range(_WINDOW // _STEP):
        window = last - back
        inside = (window >= 0) & (place - window * _STEP < _WINDOW)
        for column in batch.classes.T:
            number = column[batch.kind]
            use = inside & (number >= 0)
            holds[offset[batch.text[use]] + window[use], number[use]] = True
    return holds, np.repeat(np.arange(batch.size), windows)


def class_pairs() -> tuple[Indices, Indices]:
    """The two classes of each column of the block `classes`."""
    return np.triu_indices(len(lexicon().names))


def _class_counts(batch: Batch) -> sp.csr_matrix:
    holds, text = class_windows(batch)
    low, high = class_pairs()
    both = holds[:, low] & holds[:, high]
    starts = np.searchsorted(text, np.arange(batch.size))
    return sp.csr_matrix(np.logical_or.reduceat(both, starts, axis=0).astype(np.float32))


def _counted(rows: Indices, columns: Indices, shape: tuple[int, int]) -> sp.csr_matrix:
    known = columns >= 0
    ones = np.ones(int(known.sum()), dtype=np.float32)
    return sp.csr_matrix((ones, (rows[known], columns[known])), shape=shape)


def gram_columns(batch: Batch, block: Block) -> sp.csr_matrix:
    """How often each distinct word has each character gram."""
    grams = [word.grams for word in batch.kinds]
    rows = np.repeat(np.arange(len(grams)), [len(found) for found in grams])
    columns = block.find(np.concatenate(grams) if grams else np.empty(0, np.uint32))
    return _counted(rows, columns, (len(grams), len(block.keys)))


FINDERS: Final = {"words": find_words, "pairs": find_pairs, "class_words": find_class_words}


def count(batch: Batch, name: str, block: Block) -> sp.csr_matrix:
    """How often each text has each feature of a block."""
    if name == "classes":
        return _class_counts(batch)
    if name == "characters":
        words = _counted(batch.text, batch.kind, (batch.size, len(batch.kinds)))
        return sp.csr_matrix(words @ gram_columns(batch, block))
    found = FINDERS[name](batch)
    return _counted(batch.text[found.first], block.find(found.key), (batch.size, len(block.keys)))


def weigh(counts: sp.csr_matrix, block: Block, scale: float) -> sp.csr_matrix:
    """1 + log tf, times idf, rows of length `scale`; a row of nothing stays so."""
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
    """Which keys of these blocks are frequent enough, and their idf, from the training texts."""
    return {name: _learned(batch, name) for name in names}


def _learned(batch: Batch, name: str) -> Block:
    if name == "classes":
        keys = np.arange(len(class_pairs()[0]), dtype=np.uint32)
        texts = np.asarray((_class_counts(batch) > 0).sum(axis=0)).ravel()
    else:
        keys, texts = _text_frequencies(batch, name)
    enough = (texts >= RAREST[name]) | (name == "classes")
    idf = np.log((1 + batch.size) / (1 + texts[enough])) + 1
    return Block(keys=keys[enough], idf=idf.astype(np.float16).astype(np.float32))


def _text_frequencies(batch: Batch, name: str) -> tuple[Keys, Indices]:
    """The distinct keys, sorted, and in how many texts each occurs."""
    if name == "characters":
        grams = [np.unique(word.grams) for word in batch.kinds]
        pairs = np.unique(batch.text * len(grams) + batch.kind)
        kind, text = pairs % len(grams), pairs // len(grams)
        key = np.concatenate([grams[number] for number in kind])
        rows = np.repeat(text, [len(grams[number]) for number in kind])
    else:
        found = FINDERS[name](batch)
        key, rows = found.key, batch.text[found.first]
    distinct = np.unique(rows.astype(np.uint64) << np.uint64(32) | key.astype(np.uint64))
    keys, texts = np.unique((distinct & np.uint64(0xFFFFFFFF)).astype(np.uint32), return_counts=True)
    return keys, texts


def save_vocabulary(vocabulary: Vocabulary, path: Path) -> None:
    """Write keys (32-bit) and idf (16-bit floats)."""
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
    """The matrix of normalised and masked texts. The last batch is kept, so that all models share one."""
    return _built(tuple(texts))
