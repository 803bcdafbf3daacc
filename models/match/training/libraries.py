"""Queries against libraries of claims, as training compares them: with few claims and with many."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.match.data import Query
from models.match.index import Ints
from models.match.score import Matcher

LIBRARIES: Final = (60, 600, 1_000_000)
"""sizes of the libraries that training sees, so that scores mean the same in a small and a large one"""
SAME: Final = 0.45
"""likeness to the true claim from which another may be the same hoax, checked again: nobody knows whether a
text that matches it is right"""
_ORPHANS: Final = 0.25
"""share of public posts whose claim is taken out of the library: their best match is none"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some queries, and the library that they are compared with."""

    start: int
    """the place of the first query among all"""
    queries: Sequence[Query]
    keys: Sequence[str]
    """of the library's claims, in order"""
    matcher: Matcher

    def likeness(self, text: Ints, claim: Ints) -> npt.NDArray[np.float64]:
        """How like the true claim of its query the claim of each pair is: the mean of two cosines, 0 to 1."""
        truths = [query.claim for query in self.queries]
        vectors = self.matcher.index.vectors([truth.claim if truth else "" for truth in truths])
        products = vectors.matrix[text].multiply(self.matcher.index.matrix[claim]).sum(axis=1)
        return np.asarray(products, dtype=np.float64).ravel() / 2


def against(
    queries: Sequence[Query], wordings: Mapping[str, str], size: int, chance: random.Random, most: int
) -> Iterator[Batch]:
    """Compare queries with libraries of `size` claims that hold the queries' own claims, except those of
    orphans.

    `wordings`: all claims by key. `most`: how many queries a batch holds at most.
    """
    step = len(queries) if size >= len(wordings) else size
    for start in range(0, len(queries), step):
        part = [orphan(query, chance) for query in queries[start : start + step]]
        keys = library(part, wordings, size, chance)
        matcher = Matcher([wordings[key] for key in keys])
        for first in range(0, len(part), most):
            yield Batch(start + first, part[first : first + most], keys, matcher)


def orphan(query: Query, chance: random.Random) -> Query:
    """The query itself; of one public query in four the same text without its claim."""
    if query.kind == "public" and chance.random() < _ORPHANS:
        return Query(query.text, "orphan", near=query.about)
    return query


def library(
    part: Sequence[Query], wordings: Mapping[str, str], size: int, chance: random.Random
) -> list[str]:
    """Keys of `size` claims: first those that the queries are about or resemble, then others by chance. The
    claims of orphans are not among them."""
    wanted = {query.about.key for query in part if query.about}
    wanted |= {query.near.key for query in part if query.near and query.kind != "orphan"}
    lost = {query.near.key for query in part if query.near and query.kind == "orphan"} - wanted
    others = sorted(set(wordings) - wanted - lost)
    more = min(len(others), max(0, size - len(wanted)))
    return sorted(wanted) + chance.sample(others, more)
