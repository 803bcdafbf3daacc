"""An index of claims: which claims share the rare words and pieces of words of a text.

Each text and claim is two vectors of unit length, one over stems and one over pieces (four characters within
a word), with sublinear counts and inverse document frequency. Document frequencies come from a background of
Indonesian texts, so that scores mean the same with 10 claims or 10,000. What many claims of one library say
weighs less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from models.match.words import MARK, pieces, rarity, stem, words_of

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Matrix = Any  # scipy.sparse.csr_matrix, which ships no types

COMMON: Final = 0.025
"""Stems and pieces that a greater share of the claims has find no candidates. They still count once a
candidate is found."""
_FEW: Final = 40
"""Stems and pieces of so few claims find candidates in any library."""
_SMALL: Final = 20
"""So many claims are added to a library's size when its weights are worked out, so that a small library does
not rest on what it happens to repeat."""
_SAME_CLAIM: Final = 0.7
"""Claims with this cosine of stems are one claim, checked twice or by two publishers."""
_WORTH: Final = 0.25
"""A candidate below this share of the best candidate's score is dropped."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Texts as vectors over an index's stems and pieces, in one matrix, and the words of each text."""

    words: list[list[str]]
    matrix: Matrix  # texts x (stems, pieces)

    def __getitem__(self, chosen: Ints) -> "Vectors":
        """The texts with these numbers."""
        return Vectors([self.words[number] for number in chosen], self.matrix[chosen])


class ClaimIndex:
    """Claims, ready to be searched. Built once for a library: 10,000 claims take about 2 s."""

    def __init__(self, claims: Sequence[str]) -> None:
        """`claims`: the texts of the claims, in order. The number of a claim is its place here."""
        self.words = [words_of(claim) for claim in claims]
        self._columns: dict[str, int] = {}
        self._features: dict[str, tuple[Ints, tuple[float, float]]] = {}
        for words in self.words:
            for word in words:
                for name in (stem(word), *pieces(word)):
                    self._columns.setdefault(name, len(self._columns))
        self.is_piece = np.array([name[0] == MARK for name in self._columns], dtype=bool)
        counts = self._counts(self.words)
        self.shared_by = np.bincount(counts.indices, minlength=len(self._columns))
        self.weights = self._weigh(len(claims))
        self.matrix = self._scaled(counts, np.zeros((len(claims), 2), dtype=np.float32))
        self._search = self._searchable()
        self.group = self._groups()

    def __len__(self) -> int:
        """How many claims."""
        return len(self.words)

    def weight(self, word: str) -> float:
        """How much a word's stem weighs in this library; 0 if no claim has it."""
        column = self._columns.get(stem(word))
        return 0.0 if column is None else float(self.weights[column])

    def _weigh(self, claims: int) -> Floats:
        """The weight of each column: its rarity in Indonesian, less the share of this library's other claims
        that have it too."""
        in_general = np.array([rarity(name) for name in self._columns], dtype=np.float32)
        others = np.maximum(self.shared_by - 1, 0) / (claims + _SMALL)
        return (in_general * (1 - others)).astype(np.float32)

    def _feature(self, word: str) -> tuple[Ints, tuple[float, float]]:
        """A word's columns; and the squared weights of its stem and of its pieces, as far as no claim has
        them."""
        known = self._features.get(word)
        if known is None:
            names = [stem(word), *pieces(word)]
            columns = np.array([c for n in names if (c := self._columns.get(n)) is not None], dtype=np.int64)
            strange = (
                0.0 if names[0] in self._columns else rarity(names[0]) ** 2,
                sum(rarity(n) ** 2 for n in names[1:] if n not in self._columns),
            )
            known = self._features[word] = (columns, strange)
            if len(self._features) > 1 << 18:
                self._features.clear()
        return known

    def _counts(self, texts: Sequence[Sequence[str]]) -> Matrix:
        """How often each text has each column (texts x columns)."""
        tokens, vocabulary = tokens_of(texts)
        columns = [self._feature(word)[0] for word in vocabulary]
        features = _rows(columns, len(self._columns))
        counts = (tokens @ features).tocsr()
        counts.sort_indices()
        return counts

    def _scaled(self, counts: Matrix, strange: Floats) -> Matrix:
        """The counts weighted, and each row scaled to unit length: its stems by themselves, its pieces by
        themselves."""
        scaled = counts.astype(np.float32)
        scaled.data = (1 + np.log(scaled.data)) * self.weights[scaled.indices]
        row = np.repeat(np.arange(scaled.shape[0]), np.diff(scaled.indptr))
        piece = self.is_piece[scaled.indices]
        lengths = np.empty((scaled.shape[0], 2))
        for part in (0, 1):
            chosen = piece == bool(part)
            squares = np.bincount(row[chosen], scaled.data[chosen] ** 2, minlength=scaled.shape[0])
            lengths[:, part] = np.sqrt(squares + strange[:, part])
        scaled.data /= lengths[row, piece.astype(np.int64)]
        scaled.data = scaled.data.astype(np.float32)
        return scaled

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Texts as vectors. Stems and pieces that no claim has count in the length of a vector only."""
        words = [words_of(text) for text in texts]
        strange = np.zeros((len(texts), 2), dtype=np.float32)
        tokens, vocabulary = tokens_of(words)
        if vocabulary:
            strange = tokens @ np.array([self._feature(word)[1] for word in vocabulary], dtype=np.float32)
        return Vectors(words, self._scaled(self._counts(words), strange))

    def _searchable(self) -> Matrix:
        """The matrix that is searched (columns x claims), without the columns that too many claims share."""
        few = self.shared_by <= max(_FEW, int(COMMON * len(self)))
        kept = sparse.diags(few.astype(np.float32))
        searchable = (self.matrix @ kept).T.tocsr()
        searchable.eliminate_zeros()
        return searchable

    def _groups(self) -> Ints:
        """The group of each claim, as a number. Claims that say the same are in one group."""
        stems = self.matrix @ sparse.diags((~self.is_piece).astype(np.float32))
        stems.eliminate_zeros()
        rare = self._search[np.flatnonzero(~self.is_piece)]
        near = (stems[:, np.flatnonzero(~self.is_piece)] @ rare).tocsr()
        near.data = (near.data >= _SAME_CLAIM * 0.9).astype(np.float32)
        near.eliminate_zeros()
        _, labels = connected_components(near, directed=False)
        return np.asarray(labels, dtype=np.int64)

    def candidates(self, vectors: Vectors, most: int, least: float = 0.0) -> tuple[Ints, Ints]:
        """Pairs (text, claim) worth a closer look: at most `most` claims a text, texts in order.

        A text whose best score (two cosines, without the common columns) is below `least` has none.
        """
        found = (vectors.matrix @ self._search).tocsr()
        row = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
        best = np.zeros(found.shape[0], dtype=np.float32)
        np.maximum.at(best, row, found.data)
        worth = (found.data >= _WORTH * best[row]) & (best[row] >= least)
        row, claim, score = row[worth], found.indices[worth].astype(np.int64), found.data[worth]
        order = np.lexsort((claim, -score, row))
        row, claim = row[order], claim[order]
        starts = np.searchsorted(row, np.arange(found.shape[0]))
        near = np.arange(len(row)) - starts[row] < most
        return row[near], claim[near]


def tokens_of(texts: Sequence[Sequence[str]]) -> tuple[Matrix, list[str]]:
    """How often each text has each distinct word (texts x words), and those words."""
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(word, len(numbers)) for words in texts for word in words]
    ends = np.cumsum([0, *(len(words) for words in texts)])
    counts = sparse.csr_matrix(
        (np.ones(len(flat), dtype=np.float32), np.array(flat, dtype=np.int64), ends),
        shape=(len(texts), len(numbers)),
    )
    counts.sum_duplicates()
    return counts, list(numbers)


def _rows(columns: Sequence[Ints], width: int) -> Matrix:
    """A matrix of a row for each of `columns`, with a 1 at each of its columns, and more at a column that
    stands there more than once."""
    ends = np.cumsum([0, *(len(one) for one in columns)])
    flat = np.concatenate([*columns, np.zeros(0, dtype=np.int64)])
    return sparse.csr_matrix((np.ones(len(flat), dtype=np.float32), flat, ends), shape=(len(columns), width))
