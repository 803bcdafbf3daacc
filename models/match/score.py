"""Matches texts with claims: which claim a text is about, and how probably it asserts the claim
(calibrated)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from core.facts import names, without_links
from models.encoder.encode import meaning
from models.match.about import about
from models.match.crosscheck import (
    FIRST,
    HELD_DOWN,
    LITTLE_MORE,
    PICTURES,
    capped,
    checked,
    copies,
    crosscheck,
    first_features,
    held_down,
    looked_at,
    probability,
    rank,
    second_features,
    told_likeness,
)
from models.match.features import NAMES, NEARLY, ClaimFacts
from models.match.gate import may_claim
from models.match.hinge_logistic import HingeLogistic, logistic_from, read_weights
from models.match.index import ClaimIndex, Floats, Ints, Matrix, Vectors
from models.match.instead import Instead, instead, opposed
from models.match.look import same as same_claim
from models.match.meaning import claim_vectors, nearest, together
from models.match.otherwise import denied, swapped
from models.match.retold import Retold, RetoldIndex, likeness
from models.match.words import rarity, stem, words_of

WEIGHTS: Final = Path(__file__).resolve().parent / "weights.json"
CANDIDATES: Final = 20
"""Claims that are compared closely with a text, by default: so many by words, and as many by meaning and
other words."""
READ: Final = 3000
"""characters of a text that are matched: a claim is stated early, and a long report shares words with all"""
_ALIKE: Final = -2.0
"""The log-odds of the lexical model from which the encoder reads a text, whatever the gate says."""
_RARE: Final = 5.0
"""The rarity from which a capitalised word of a claim counts as a name: many titles are written in
capitals."""
_MOST_NAMES: Final = 2
_RELATED: Final = 0.15
"""A text with this share of a claim's stems, by weight, denies the claim if it holds the opposite of a word
of it. Of 2,000 posts of ours that are little longer than their claims and tell these, 6 hold an opposite; of
as many near misses 35."""
_DECIMALS: Final = 6  # to which a probability is rounded
_ENOUGH: Final = 3
"""words that a text or claim needs for the encoder to read it: fewer assert nothing"""


@lru_cache(maxsize=1)
def model(path: Path = WEIGHTS) -> HingeLogistic:
    """The lexical model. Raises CardError if it cannot be read, or was made for other features."""
    return logistic_from(read_weights(path), NAMES, path)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of text and claim that may match, by text in order, the most probable first."""

    text: Ints
    claim: Ints
    probability: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ByWords:
    """Pairs of text and claim that share words, texts in order, and their features for the lexical model."""

    vectors: Vectors
    text: Ints
    claim: Ints
    features: Floats  # (pairs, NAMES)


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of text and claim, texts in order, and their features for the first step of the cross-check."""

    text: Ints
    claim: Ints
    features: Floats  # (pairs, FIRST)


class Matcher:
    """A library of claims, ready to be matched."""

    def __init__(self, claims: Sequence[str]) -> None:
        """`claims`: the texts of the claims, in order."""
        self.claims = tuple(claims)
        self.index = ClaimIndex(claims)
        self.facts = ClaimFacts(self.index, claims)
        self._stems = [frozenset(map(stem, words)) for words in self.index.words]
        self.names = [  # stems of the names that each claim calls
            frozenset(one for one in map(stem, names(claim)) if rarity(one) >= _RARE) for claim in claims
        ]
        self._all_names = frozenset().union(*self.names)
        self._pictured = np.array(
            [not PICTURES.isdisjoint(words) for words in self.index.words], dtype=np.float32
        )
        self._readable = np.array([len(words) >= _ENOUGH for words in self.index.words], dtype=bool)

    @cached_property
    def retold(self) -> RetoldIndex:
        """The claims in other words. Built when a text first asks for it."""
        return RetoldIndex(self.index.words)

    @cached_property
    def meanings(self) -> Floats:
        """The vectors of what the claims mean (claims, 384). Read when a text first asks for them."""
        return claim_vectors(self.claims)

    def by_words(self, texts: Sequence[str], most: int, least: float = 0.0) -> ByWords:
        """Pairs (text, claim) that share words, and their features. A text whose best rough score is below
        `least` has none."""
        vectors = self.index.vectors(texts)
        nothing = np.zeros(0, dtype=np.int64)
        if not len(self.index.weights) or not texts:
            return ByWords(vectors, nothing, nothing, np.zeros((0, len(NAMES)), dtype=np.float32))
        text, claim = self.index.candidates(vectors, most, least)
        return ByWords(vectors, text, claim, self._compare_words(texts, vectors, text, claim))

    def _compare_words(self, texts: Sequence[str], vectors: Vectors, text: Ints, claim: Ints) -> Floats:
        chosen, local = np.unique(text, return_inverse=True)
        return self.facts.compare([texts[number] for number in chosen], vectors[chosen], local, claim)

    def read(self, texts: Sequence[str], by_words: ByWords) -> Ints:
        """The numbers of the texts that the encoder reads: those that may tell of an event, and those that
        share much with a claim."""
        if not self._readable.any():
            return np.zeros(0, dtype=np.int64)
        words = by_words.vectors.words
        alike = np.zeros(len(texts), dtype=bool)
        alike[by_words.text[model().logit(by_words.features) >= _ALIKE]] = True
        enough = np.array([len(held) >= _ENOUGH for held in words], dtype=bool)
        return np.flatnonzero(enough & (alike | may_claim(texts, words)))

    def compare(self, texts: Sequence[str], most: int, by_words: ByWords, read: Ints) -> Compared:
        """Compare the texts that the encoder reads (`read`) with up to `most` claims by words, and as many by
        meaning and other words."""
        if not len(read):
            return Compared(read, read, np.zeros((0, len(FIRST)), dtype=np.float32))
        meanings = meaning([without_links(texts[number]) for number in read])
        told = self.retold.read([by_words.vectors.words[number] for number in read])
        kept = np.isin(by_words.text, read)
        shared = (by_words.text[kept], by_words.claim[kept])
        text, claim = together(shared, self._nearest(meanings, told, read, most), len(self.claims))
        lexical = self._compare_words(texts, by_words.vectors, text, claim)
        place = np.searchsorted(read, text)
        cosine = np.einsum("pw,pw->p", meanings[place], self.meanings[claim])
        retold = self.retold.compare(told, place, claim)
        called = self._compare_names(by_words.vectors.words, text, claim)
        group = self.index.group[claim]
        pictured = self._pictured[claim]
        features = first_features(
            lexical, model().logit(lexical), cosine, retold, called, pictured, text, group
        )
        return Compared(text, claim, features)

    @cached_property
    def _search(self) -> tuple[Ints, Floats, Matrix]:
        """The claims with words enough: their numbers, and their meanings and retold vectors, both
        transposed."""
        readable = np.flatnonzero(self._readable)
        return readable, self.meanings[readable].T, self.retold.searchable(readable)

    def _nearest(self, meanings: Floats, told: Retold, read: Ints, most: int) -> tuple[Ints, Ints]:
        readable, of_meaning, of_words = self._search

        def like(some: slice) -> Floats:
            places = np.arange(len(read))[some]
            return told_likeness(meanings[places] @ of_meaning, likeness(told[places], of_words))

        text, claim = nearest(len(read), len(readable), like, most)
        return read[text], readable[claim]

    def _compare_names(self, words: Sequence[Sequence[str]], text: Ints, claim: Ints) -> Floats:
        """Two features of names (pairs, 2): the share of the claim's names that the text lacks, and how many
        names of other claims stand in their place."""
        held = [set(map(stem, one)) for one in words]
        called = [one & self._all_names for one in held]
        rows = []
        for t, c in zip(text.tolist(), claim.tolist(), strict=True):
            lacking = len(self.names[c] - held[t])
            other = len(called[t] - self._stems[c])
            rows.append((lacking / max(1, len(self.names[c])), min(lacking, other, _MOST_NAMES)))
        return np.array(rows, dtype=np.float32).reshape(len(rows), 2)

    def pairs(self, texts: Sequence[str], compared: Compared, chosen: Ints) -> list[tuple[str, str]]:
        """The chosen pairs as (claim, what of the text is about it)."""
        text, claim = compared.text[chosen].tolist(), compared.claim[chosen].tolist()
        return [(self.claims[c], about(texts[t], self.claims[c])) for t, c in zip(text, claim, strict=True)]

    def second(self, compared: Compared, chosen: Ints, same: Floats) -> Floats:
        """The features of the second step, (chosen, SECOND). `same`: the log-odds of the encoder's look at
        the chosen pairs."""
        group = self.index.group[compared.claim[chosen]]
        return second_features(compared.features[chosen], same, compared.text[chosen], group)

    def match(self, texts: Sequence[str], most: int = CANDIDATES, least: float = 0.0) -> Pairs:
        """At most `most` claims a text, with probabilities. Equally probable claims come in the order of the
        claims."""
        by_words = self.by_words(texts, most, least)
        read = self.read(texts, by_words)
        compared = self.compare(texts, most, by_words, read)
        left = ~np.isin(by_words.text, read)
        text = np.concatenate([by_words.text[left], compared.text])
        claim = np.concatenate([by_words.claim[left], compared.claim])
        lexical = by_words.features[left]
        unread = capped(probability(model().logit(lexical)), lexical, NAMES)
        # A text's place in its batch moves the encoder's sums by a hair. Rounded, equal claims stay equal.
        read_ones = capped(self.judge(texts, compared), compared.features, FIRST)
        copied, short = np.concatenate([copies(lexical, NAMES), copies(compared.features, FIRST)], axis=1)
        found = np.concatenate([unread, read_ones])
        otherwise = self._otherwise(texts, text, claim, copied, short, found > HELD_DOWN)
        found = held_down(found, otherwise).round(_DECIMALS)
        order = np.lexsort((claim, -found, text))
        kept = order[rank(found[order], text[order]) < most]
        return Pairs(text[kept], claim[kept], found[kept])

    def _otherwise(
        self,
        texts: Sequence[str],
        text: Ints,
        claim: Ints,
        copied: npt.NDArray[np.bool_],
        short: npt.NDArray[np.bool_],
        likely: npt.NDArray[np.bool_],
    ) -> npt.NDArray[np.bool_]:
        """Whether each likely pair says something else than the claim (pairs,): the text has something else
        in the place of the claim's words, or it copies the claim but swaps its numbers, or it is little
        longer than the claim and denies it."""
        found = np.zeros(len(text), dtype=bool)
        for pair in np.flatnonzero(likely).tolist():
            said, claimed = texts[text[pair]], self.claims[claim[pair]]
            found[pair] = (
                bool(self.in_place(claim[pair], said))
                or (copied[pair] and short[pair] and denied(said, claimed))
                or (copied[pair] and swapped(said, claimed))
            )
        return found

    def in_place(self, claim: int, text: str) -> tuple[Instead, ...]:
        """What a near copy of a claim has in the place of the claim's words. Of a text with fewer of the
        claim's words only the opposite counts, and only if the text is little longer than the claim."""
        words = words_of(text)
        weights = {stem(word): self.index.weight(word) for word in self.index.words[claim]}
        shared = sum(weights[one] for one in weights.keys() & set(map(stem, words)))
        if shared >= NEARLY * sum(weights.values()):
            return instead(text, self.claims[claim])
        little_longer = np.log1p(len(words)) - self.facts.lengths[claim] <= LITTLE_MORE
        if little_longer and shared >= _RELATED * sum(weights.values()):
            return opposed(text, self.claims[claim])
        return ()

    def judge(self, texts: Sequence[str], compared: Compared) -> npt.NDArray[np.float64]:
        """How probably each compared text asserts the claim."""
        check = crosscheck()
        found = probability(check.first.logit(compared.features))
        chosen = looked_at(found, compared.text, check.worth)
        if not len(chosen):
            return found
        same = same_claim(self.pairs(texts, compared, chosen))
        second = check.second.logit(self.second(compared, chosen, same))
        return checked(found, compared.text, chosen, probability(second))


_last: tuple[tuple[str, ...], Matcher] | None = None


def matcher(claims: tuple[str, ...]) -> Matcher:
    """The matcher of a library of claims. The last one is kept, since a run asks for the same library again
    and again."""
    global _last
    if _last is None or (_last[0] is not claims and _last[0] != claims):
        _last = (claims, Matcher(claims))
    return _last[1]
