"""Which words may stand in each other's place: what `thesaurus.tsv` says, by stem.

Readers (language models) went through some 15,000 words one by one, and wrote what somebody could say
instead: synonyms, slang, abbreviations and nicknames, then parts, tools, and what a place is known for. They
saw neither claims nor texts (`docs/decisions/037-claims-in-other-words.md`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from scipy import sparse

from core.errors import PantauError
from models.match.index import Floats, Ints, Matrix
from models.match.words import stem

THESAURUS: Final = Path(__file__).resolve().parent / "thesaurus.tsv"
JOIN: Final = "_"
"""stands between words that together stand for another: kota_taman is Bontang"""
_HEADER: Final = "word\tothers"
_LONGEST: Final = 3  # how many words may stand together, at most
_CROWD: Final = 8
"""A word with more links than this counts less in each of them: what is called by many words is hardly meant
by any one."""
_FAR: Final = 0.5
"""how much two words count as near that share a third one"""
_FAINT: Final = 0.22
"""how nearly two words must share a third one to count as near at all"""


class ThesaurusError(PantauError):
    """A line of `thesaurus.tsv` that cannot be read. The message names the line and the remedy."""


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Stems, and words that stand together, by column; and how nearly one may stand for another."""

    columns: Mapping[str, int]
    words: Sequence[str]
    """the stem, or the words joined by JOIN, of each column"""
    near: Matrix
    """How nearly words may stand for each other, as readers wrote: (columns, columns), symmetrical, 0 to
    1."""
    far: Matrix
    """As `near`, and more for words that share others; not bounded by 1."""

    def names(self, stems: Sequence[str]) -> list[str]:
        """The stems of a text, and those runs of two or three of them that the thesaurus has."""
        runs = (
            JOIN.join(stems[start : start + length])
            for length in range(2, _LONGEST + 1)
            for start in range(len(stems) - length + 1)
        )
        return [*stems, *(run for run in runs if run in self.columns)]

    def others(self, name: str) -> set[str]:
        """The words that readers wrote for a stem, and those for which they wrote it."""
        row = self.columns.get(name)
        if row is None:
            return set()
        return {self.words[column] for column in self.near[row].indices}


@lru_cache(maxsize=1)
def thesaurus(path: Path = THESAURUS) -> Thesaurus:
    """The shipped thesaurus. Reading it takes half a second. Raises ThesaurusError."""
    links = {(min(pair), max(pair)): None for pair in _links(path)}  # in the order of the file
    columns: dict[str, int] = {}
    for pair in links:
        for name in pair:
            columns.setdefault(name, len(columns))
    one = np.array([columns[first] for first, _ in links], dtype=np.int64)
    two = np.array([columns[second] for _, second in links], dtype=np.int64)
    degree = np.bincount(np.concatenate([one, two]), minlength=len(columns))
    crowd = np.sqrt(_CROWD / np.maximum(_CROWD, degree))
    near = _symmetrical(one, two, (crowd[one] * crowd[two]).astype(np.float32), len(columns))
    shared = (near @ near).tocsr()
    shared.setdiag(0)
    shared.data[shared.data < _FAINT] = 0
    shared.eliminate_zeros()
    return Thesaurus(columns, tuple(columns), near, (near + shared * np.float32(_FAR)).tocsr())


def _symmetrical(one: Ints, two: Ints, values: Floats, size: int) -> Matrix:
    """(size, size): `values` at (one, two), and the same values at (two, one)."""
    rows, columns = np.concatenate([one, two]), np.concatenate([two, one])
    return sparse.csr_matrix((np.concatenate([values, values]), (rows, columns)), shape=(size, size))


def _links(path: Path) -> Iterator[tuple[str, str]]:
    """The links of all lines: a stem, and a stem or run of stems."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != _HEADER:
        raise ThesaurusError(f"{path}:1: not the columns word and others: restore the file")
    for number, line in enumerate(lines[1:], start=2):
        word, tab, others = line.partition("\t")
        if not (word and tab and others):
            raise ThesaurusError(f"{path}:{number}: not a word, a tab and other words: restore the file")
        for other in others.split():
            parts = other.split(JOIN)
            if len(parts) > _LONGEST:
                raise ThesaurusError(f"{path}:{number}: more than three words in {other!r}: restore the file")
            name = JOIN.join(map(stem, parts))
            if name != stem(word):
                yield stem(word), name
