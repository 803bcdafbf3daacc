"""How like a claim a text is that tells it in other words: by stems, expanded by the thesaurus.

The vectors are expanded documents, so that their cosine is a soft one (Sidorov et al. 2014). A text is
expanded by what its words may be called, and a claim also by words that share such a word with its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from models.match.features import row_heaviest, row_sums
from models.match.index import Floats, Ints, Matrix, tokens_of
from models.match.thesaurus import JOIN, thesaurus
from models.match.words import rarity, stem

NAMES: Final = (
    "retold",  # cosine of the expanded vectors
    "retold_covered",  # share of the claim's stems and runs that the text has or may call so, by weight
    "retold_focus",  # share of the text's stems and runs that the claim has or may call so, by weight
    "retold_missing",  # weight of the claim's heaviest stem that the text lacks so, by that of its heaviest
)
_EXPANDED: Final = 0.6
"""what a word that stands for another counts, beside that other word"""
_JOINED: Final = 9.0
"""the rarity that is given to words that together stand for another"""
_FAINT: Final = 0.01
"""Values below this in a claim's vector (of length one) are dropped: a quarter of them, and a hundredth of
the vector's length."""
_BATCH: Final = 1000  # claims that are expanded at a time


@dataclass(frozen=True, slots=True)
class Retold:
    """Texts or claims over the same columns: stems, and runs of stems that the thesaurus knows."""

    plain: Matrix  # weights of what stands there
    held: Matrix  # how nearly each column stands there, 0 to 1
    vector: Matrix  # expanded, of length one
    mass: Floats  # weight of all that stands there, columns or not

    def __getitem__(self, chosen: Ints) -> "Retold":
        """The texts or claims with these numbers."""
        return Retold(self.plain[chosen], self.held[chosen], self.vector[chosen], self.mass[chosen])


class RetoldIndex:
    """Claims, ready to be compared with texts that tell them in other words. 10,000 claims take 1.5 s and,
    with the matrix that is searched, 140 MB."""

    def __init__(self, claims: Sequence[Sequence[str]]) -> None:
        """`claims`: the words of each claim, in order."""
        known = thesaurus()
        self._own: dict[str, int] = {}  # columns of stems that the thesaurus lacks
        for words in claims:
            for word in map(stem, words):
                if word not in known.columns:
                    self._own.setdefault(word, len(known.columns) + len(self._own))
        own = np.array([rarity(name) for name in self._own], dtype=np.float32)
        self._rarity = np.concatenate([_rarities(), own])
        self._near = _padded(known.near, len(self._rarity))
        far = _padded(known.far, len(self._rarity))
        starts = range(0, max(1, len(claims)), _BATCH)
        parts = [self._read(claims[start : start + _BATCH], far, _FAINT) for start in starts]
        self.claims = Retold(
            sparse.vstack([part.plain for part in parts], format="csr"),
            sparse.vstack([part.held for part in parts], format="csr"),
            sparse.vstack([part.vector for part in parts], format="csr"),
            np.concatenate([part.mass for part in parts]),
        )
        self._heaviest = row_heaviest(self.claims.plain)

    def read(self, texts: Sequence[Sequence[str]]) -> Retold:
        """Texts, each given by its words, over the columns of the claims."""
        return self._read(texts, self._near, 0.0)

    def _read(self, texts: Sequence[Sequence[str]], links: Matrix, faint: float) -> Retold:
        counts, strange, strange_squares = self._counts(texts)
        plain = counts.copy()
        plain.data = (1 + np.log(plain.data)) * self._rarity[plain.indices]
        there = counts
        there.data = np.ones_like(there.data)
        held = (there + there @ self._near).tocsr()
        held.data = np.minimum(held.data, 1)
        vector = (plain + (plain @ links) * np.float32(_EXPANDED)).tocsr()
        lengths = np.sqrt(row_sums(vector.power(2)) + strange_squares)
        vector = (sparse.diags(1 / np.maximum(lengths, 1e-6)) @ vector).tocsr().astype(np.float32)
        vector.data[vector.data < faint] = 0
        vector.eliminate_zeros()
        return Retold(plain, held, vector, row_sums(plain) + strange)

    def _counts(self, texts: Sequence[Sequence[str]]) -> tuple[Matrix, Floats, Floats]:
        """How often each text has each column (texts x columns); and of the stems that have no column the sum
        of weights, and of squared weights, for each text."""
        known = thesaurus()
        tokens, names = tokens_of([known.names(list(map(stem, words))) for words in texts])
        columns = np.array([known.columns.get(n, self._own.get(n, -1)) for n in names], dtype=np.int64)
        held = np.flatnonzero(columns >= 0)
        chosen = (np.ones(len(held), dtype=np.float32), (held, columns[held]))
        counts = (tokens @ sparse.csr_matrix(chosen, shape=(len(names), len(self._rarity)))).tocsr()
        lacking = [rarity(n) if c < 0 else 0.0 for n, c in zip(names, columns.tolist(), strict=True)]
        strange = np.array(lacking, dtype=np.float32)
        return counts, tokens @ strange, tokens @ strange**2

    def searchable(self, claims: Ints) -> Matrix:
        """The vectors of the claims with these numbers (columns, claims), as `likeness` takes them."""
        return self.claims.vector[claims].T.tocsr()

    def compare(self, texts: Retold, text: Ints, claim: Ints) -> Floats:
        """The features (pairs, NAMES). `text` and `claim` number the pairs."""
        plain = self.claims.plain[claim]
        covered = plain.multiply(texts.held[text]).tocsr()
        focus = row_sums(texts.plain[text].multiply(self.claims.held[claim]).tocsr())
        columns: list[npt.NDArray[Any]] = [
            row_sums(texts.vector[text].multiply(self.claims.vector[claim]).tocsr()),
            row_sums(covered) / np.maximum(self.claims.mass[claim], 1e-6),
            focus / np.maximum(texts.mass[text], 1e-6),
            row_heaviest((plain - covered).tocsr()) / np.maximum(self._heaviest[claim], 1e-6),
        ]
        return np.stack(columns, axis=1).astype(np.float32)


def likeness(texts: Retold, searchable: Matrix) -> Floats:
    """The cosines of texts and claims (texts, claims)."""
    return np.asarray((texts.vector @ searchable).toarray(), dtype=np.float32)


@lru_cache(maxsize=1)
def _rarities() -> Floats:
    """The rarity of each column of the thesaurus."""
    known = thesaurus().columns
    return np.array([_JOINED if JOIN in name else rarity(name) for name in known], dtype=np.float32)


def _padded(links: Matrix, size: int) -> Matrix:
    """The same links as a matrix (size, size). Columns that the thesaurus lacks have none."""
    starts = np.concatenate([links.indptr, np.full(size + 1 - len(links.indptr), links.nnz)])
    return sparse.csr_matrix((links.data, links.indices, starts), shape=(size, size))
