"""Which words push a probability up or down: the weights of all features, folded onto their words.

What a feature adds to the log-odds is shared equally between its occurrences, and each occurrence gives half
to either of its two words; character grams give to the words they are in, classes to the words of the class.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from models.features import (
    FINDERS,
    SCALES,
    Block,
    Floats,
    Vocabulary,
    class_pairs,
    count,
    gram_columns,
    load_vocabulary,
    weigh,
)
from models.words import Batch, Indices, read_words


def word_weights(words: Sequence[Sequence[str]], weights: Floats) -> list[Floats]:
    """Log-odds that each word of each text adds, by `weights` (features x classes): one array a text (words x
    classes). Their sum and the bias are the text's log-odds."""
    batch = read_words(words)
    vocabulary = load_vocabulary()
    totals = np.zeros((len(batch.kind), weights.shape[1]), dtype=np.float32)
    start = 0
    for name, scale in SCALES.items():
        width = len(vocabulary[name].keys)
        of_block = weights[start : start + width]
        start += width
        for column in range(weights.shape[1]):
            totals[:, column] += _of_block(batch, name, vocabulary, scale, of_block[:, column])
    return list(np.split(totals, np.cumsum([len(text) for text in words])[:-1]))


def _of_block(batch: Batch, name: str, vocabulary: Vocabulary, scale: float, weights: Floats) -> Floats:
    """What each word of the batch gets from one block."""
    block = vocabulary[name]
    counts = count(batch, name, block)
    each = weigh(counts, block, scale)
    each.data *= weights[each.indices] / counts.data
    if name == "characters":
        folded = (each @ gram_columns(batch, block).T).tocsr()
        return _picked(folded, batch.text, batch.kind).astype(np.float32)
    if name == "classes":
        return _of_classes(batch, each)
    return _of_occurrences(batch, name, block, each)


def _picked(matrix: sp.csr_matrix, rows: Indices, columns: Indices) -> npt.NDArray[np.float64]:
    """The values at these places. Of no places scipy makes a matrix, not an array of none."""
    if not len(rows):
        return np.zeros(0)
    return np.asarray(matrix[rows, columns], dtype=np.float64).ravel()


def _of_occurrences(batch: Batch, name: str, block: Block, each: sp.csr_matrix) -> Floats:
    found = FINDERS[name](batch)
    columns = block.find(found.key)
    known = columns >= 0
    first, second = found.first[known], found.second[known]
    share = _picked(each, batch.text[first], columns[known]) / 2
    size = len(batch.kind)
    both = np.bincount(first, share, minlength=size) + np.bincount(second, share, minlength=size)
    return both.astype(np.float32)


def _of_classes(batch: Batch, each: sp.csr_matrix) -> Floats:
    """Half of a pair's share to the words of either class."""
    low, high = class_pairs()
    classes = int(high.max()) + 1
    rows, columns = each.nonzero()
    half = _picked(each, rows, columns) / 2
    of_class = np.zeros((batch.size, classes))
    np.add.at(of_class, (rows, low[columns]), half)
    np.add.at(of_class, (rows, high[columns]), half)
    number = batch.classes[batch.kind]
    word, slot = np.nonzero(number >= 0)
    holders = np.zeros((batch.size, classes))
    np.add.at(holders, (batch.text[word], number[word, slot]), 1)
    given = of_class / np.maximum(holders, 1)
    share = given[batch.text[word], number[word, slot]]
    return np.bincount(word, share, minlength=len(batch.kind)).astype(np.float32)
