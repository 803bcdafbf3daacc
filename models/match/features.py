"""What tells whether a text is about a claim by words alone: a row of numbers for each pair of text and
claim."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from core.facts import kinds, numbers
from models.match.index import ClaimIndex, Floats, Ints, Matrix, Vectors
from models.match.words import rarity, stem

NAMES: Final = (
    "stems",  # cosine of the stems
    "pieces",  # cosine of the pieces of words
    "covered",  # share of the claim's stems in the text, by weight
    "covered_rare",  # the same by squared weight, so that names and rare words count most
    "covered_pairs",  # share of the claim's neighbouring stems that are neighbours in the text
    "focus",  # share of the text's stems that the claim has, by weight
    "run",  # longest run of the claim's stems that the text has unbroken, as a share of the claim
    "missing",  # weight of the claim's heaviest stem that the text lacks, as a share of its heaviest
    "shared",  # log of how many stems both have
    "numbers_same",
    "numbers_other",  # numbers in the place of the claim's: the fewer of those that only one of them has
    "numbers_missing",
    "denies",  # words of denial in the text, where the claim has none
    "negates",  # not, never, not yet in the text, where the claim has none
    "asks",
    "text_length",  # log of words
    "claim_length",
    "lead",  # how far ahead of the best other claim the pair is, in cosines; negative: behind
    "verbatim",  # covered times covered_pairs
    "covered_in_long",  # covered times text_length
)
_MOST: Final = 2  # numbers are counted up to this: more of them tell no more
NEARLY: Final = 0.5
"""From this share of a claim's stems on, by weight, what a text has in place of the rest is no other wording.
A text with less tells the claim in its own words: of posts with fewer stems, as many that tell the claim name
another place as of those that tell another event."""

_DENIAL_WORDS: Final = (
    "hoaks hoax bohong palsu fitnah bantah klarifikasi keliru tepis kliru luruskan dibantah membantah menepis"
    " mengklarifikasi meluruskan disinformasi misinformasi menegaskan ditegaskan"
)
_NEGATION_WORDS: Final = "tidak bukan belum tanpa jangan batal kada ndak ora tak"
_QUESTION_WORDS: Final = "apa apakah benarkah kapan bagaimana kenapa mengapa siapa berapa masa"
_DENIAL: Final = frozenset(_DENIAL_WORDS.split())
_DENIAL_PAIRS: Final = frozenset([("tidak", "benar"), ("bukan", "benar"), ("cek", "fakta"), ("tidak", "ada")])
NEGATIONS: Final = frozenset(_NEGATION_WORDS.split())
_QUESTION: Final = frozenset(_QUESTION_WORDS.split())


@dataclass(frozen=True, slots=True)
class Says:
    """What a text says besides what it is about."""

    numbers: frozenset[str]
    kinds: Mapping[str, str]
    """The kinds of those numbers that are no counts, such as years and hours (`core.facts.kinds`)."""
    denials: frozenset[str]
    """Stems of words of denial, and pairs of words that deny together."""
    negations: int
    asks: bool

    @property
    def denies(self) -> bool:
        """Whether the text holds a denial of anything."""
        return bool(self.denials)

    @property
    def negates(self) -> bool:
        """Whether the text holds a negation of anything."""
        return self.negations > 0


def says(text: str, words: Sequence[str]) -> Says:
    """What a text says. `words` are the words of `text`."""
    held, pairs = set(words), set(pairwise(words))
    return Says(
        numbers=numbers(text),
        kinds=kinds(text),
        denials=_called_false(words).union(" ".join(pair) for pair in _DENIAL_PAIRS & pairs),
        negations=sum(word in NEGATIONS for word in words),
        asks="?" in text or not _QUESTION.isdisjoint(held),
    )


def _called_false(words: Sequence[str]) -> frozenset[str]:
    """Stems of the words of denial that no negation stands before: "tidak bohong" asserts."""
    return frozenset(
        stem(word) for before, word in pairwise(("", *words)) if word in _DENIAL and before not in NEGATIONS
    )


def numbers_in_place(said: Says, claimed: Says) -> tuple[list[str], list[str]]:
    """Two lists in order: numbers of a text that the claim lacks, and numbers of the claim in whose place
    these may stand. Only numbers of one kind may: an hour stands for no year that the text leaves out."""
    others, wanted = said.numbers - claimed.numbers, claimed.numbers - said.numbers
    both = {said.kinds.get(one, "") for one in others} & {claimed.kinds.get(one, "") for one in wanted}
    return (
        sorted(one for one in others if said.kinds.get(one, "") in both),
        sorted(one for one in wanted if claimed.kinds.get(one, "") in both),
    )


def _in_place(said: Says, claimed: Says) -> int:
    """How many numbers of the claim the text may have replaced by others."""
    others, wanted = numbers_in_place(said, claimed)
    places = Counter(claimed.kinds.get(one, "") for one in wanted)
    return (Counter(said.kinds.get(one, "") for one in others) & places).total()


def turns(word: str) -> bool:
    """Whether a word denies or negates by itself."""
    return word in _DENIAL or word in NEGATIONS


class ClaimFacts:
    """What comparing needs of each claim, besides its vector."""

    def __init__(self, index: ClaimIndex, claims: Sequence[str]) -> None:
        """`claims` are those that the index was built from."""
        self.index = index
        self.says = [says(claim, words) for claim, words in zip(claims, index.words, strict=True)]
        self._stems = [list(map(stem, words)) for words in index.words]
        self.lengths = np.log1p([len(words) for words in index.words]).astype(np.float32)
        self.stems = _weighted_stems(index)
        self.mass = row_sums(self.stems)
        self.rare_mass = row_sums(self.stems.power(2))
        self.heaviest = row_heaviest(self.stems)
        self._pair_columns: dict[tuple[str, str], int] = {}
        for words in index.words:
            for pair in pairwise(map(stem, words)):
                self._pair_columns.setdefault(pair, len(self._pair_columns))
        self.pairs = self._pairs(index.words)
        self.pair_counts = np.maximum(1, np.diff(self.pairs.indptr)).astype(np.float32)

    def _pairs(self, texts: Sequence[Sequence[str]]) -> Matrix:
        """Texts x pairs of neighbouring stems of the claims: 1 where the text has the pair."""
        found = [
            sorted(
                {c for pair in pairwise(map(stem, words)) if (c := self._pair_columns.get(pair)) is not None}
            )
            for words in texts
        ]
        ends = np.cumsum([0, *map(len, found)])
        flat = np.array([column for columns in found for column in columns], dtype=np.int64)
        shape = (len(texts), max(1, len(self._pair_columns)))
        return sparse.csr_matrix((np.ones(len(flat), dtype=np.float32), flat, ends), shape=shape)

    def compare(self, texts: Sequence[str], vectors: Vectors, text: Ints, claim: Ints) -> Floats:
        """The features, (pairs, NAMES). `text` and `claim` number the pairs, the texts in order."""
        index = self.index
        both = vectors.matrix[text].multiply(index.matrix[claim]).tocsr()
        row = np.repeat(np.arange(len(text)), np.diff(both.indptr))
        piece = index.is_piece[both.indices]
        stems = np.bincount(row[~piece], both.data[~piece], minlength=len(text))
        pieces = np.bincount(row[piece], both.data[piece], minlength=len(text))
        weight = index.weights[both.indices[~piece]]
        covered = np.bincount(row[~piece], weight, minlength=len(text)) / np.maximum(self.mass[claim], 1e-6)
        rare = np.bincount(row[~piece], weight**2, minlength=len(text)) / np.maximum(
            self.rare_mass[claim], 1e-6
        )
        paired = row_sums(self._pairs(vectors.words)[text].multiply(self.pairs[claim]).tocsr())
        paired = paired / self.pair_counts[claim]
        length = np.log1p([len(words) for words in vectors.words])[text]
        columns = [
            stems,
            pieces,
            covered,
            rare,
            paired,
            np.bincount(row[~piece], weight, minlength=len(text)) / self._text_mass(vectors)[text],
            self._runs(vectors.words, text, claim),
            self._missing(both, claim),
            np.log1p(np.bincount(row[~piece], minlength=len(text))),
            *self._facts(
                [says(t, w) for t, w in zip(texts, vectors.words, strict=True)],
                text,
                claim,
                covered >= NEARLY,
            ),
            length,
            self.lengths[claim],
            lead(stems + pieces, text, index.group[claim]),
            covered * paired,
            covered * length,
        ]
        return np.stack(columns, axis=1).astype(np.float32)

    def _text_mass(self, vectors: Vectors) -> npt.NDArray[Any]:
        """The weight of all stems of each text, those that no claim has among them."""
        masses = [sum(rarity(one) for one in {stem(word) for word in words}) for words in vectors.words]
        return np.maximum(np.array(masses, dtype=np.float64), 1e-6)

    def _runs(self, texts: Sequence[Sequence[str]], text: Ints, claim: Ints) -> list[float]:
        stems = [list(map(stem, words)) for words in texts]
        return [
            _longest_run(stems[one], self._stems[other]) / max(1, len(self._stems[other]))
            for one, other in zip(text.tolist(), claim.tolist(), strict=True)
        ]

    def _missing(self, both: Matrix, claim: Ints) -> npt.NDArray[Any]:
        """The weight of the heaviest stem of each claim that the text lacks, as a share of the claim's
        heaviest stem."""
        wanted = self.stems[claim]
        held = both.copy()
        held.data = np.ones_like(held.data)
        lacking = (wanted - wanted.multiply(held)).tocsr()
        shares: npt.NDArray[Any] = row_heaviest(lacking) / np.maximum(self.heaviest[claim], 1e-6)
        return shares

    def _facts(
        self, texts: Sequence[Says], text: Ints, claim: Ints, near: npt.NDArray[np.bool_]
    ) -> list[npt.NDArray[np.float64]]:
        """The six features of numbers, denial and questions. The kinds of numbers count in near copies alone
        (`near`): the weights were fitted without them."""
        rows = []
        for one, other, copies in zip(text.tolist(), claim.tolist(), near.tolist(), strict=True):
            said, claimed = texts[one], self.says[other]
            same = len(said.numbers & claimed.numbers)
            lacking = len(claimed.numbers) - same
            in_place = _in_place(said, claimed) if copies else min(lacking, len(said.numbers) - same)
            rows.append(
                (
                    min(_MOST, same),
                    min(_MOST, in_place),
                    min(_MOST, lacking),
                    said.denies and not claimed.denies,
                    said.negates and not claimed.negates,
                    said.asks,
                )
            )
        return list(np.array(rows, dtype=np.float64).reshape(len(rows), 6).T)


def _longest_run(text: Sequence[str], claim: Sequence[str]) -> int:
    """Length of the longest run of words of `claim` that stands in `text` unbroken."""
    best = 0
    before: dict[int, int] = {}
    places: dict[str, list[int]] = {}
    for place, word in enumerate(claim):
        places.setdefault(word, []).append(place)
    for word in text:
        at = places.get(word)
        if at is None:
            before = {}
            continue
        before = {place: before.get(place - 1, 0) + 1 for place in at}
        best = max(best, *before.values())
    return best


def _weighted_stems(index: ClaimIndex) -> Matrix:
    """Claims x columns: the weight of each stem that a claim has, 0 for pieces of words."""
    stems = index.matrix.copy()
    stems.data = np.where(index.is_piece[stems.indices], 0, index.weights[stems.indices]).astype(np.float32)
    stems.eliminate_zeros()
    return stems


def row_sums(matrix: Matrix) -> Floats:
    """The sum of each row (rows,)."""
    return np.asarray(matrix.sum(axis=1), dtype=np.float32).ravel()


def row_heaviest(matrix: Matrix) -> Floats:
    """The largest value of each row (rows,)."""
    if 0 in matrix.shape:
        return np.zeros(matrix.shape[0], dtype=np.float32)
    return np.asarray(matrix.max(axis=1).todense(), dtype=np.float32).ravel()


def lead(score: npt.NDArray[Any], text: Ints, group: Ints, alone: float = 0.0) -> npt.NDArray[np.float64]:
    """Each pair's score less the best score of the same text's pairs with claims of another group.

    `alone` stands for that best score where no other group is there.
    """
    order = np.lexsort((-score, text))
    ahead = np.empty(len(score))
    bounds = np.flatnonzero(np.diff(text[order], prepend=-1))
    for start, end in pairwise([*bounds.tolist(), len(order)]):
        pairs = order[start:end]
        best = group[pairs[0]]
        second = next((score[p] for p in pairs if group[p] != best), alone)
        ahead[pairs] = np.where(group[pairs] == best, score[pairs] - second, score[pairs] - score[pairs[0]])
    return ahead
