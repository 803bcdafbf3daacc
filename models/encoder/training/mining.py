"""Finds claims that are much like a text's own claim and are not it: those that the cross-check must
refuse."""

import random
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from models.encoder.training.aside import claim_writer
from models.encoder.training.pairs import Choice, Pair

_SIBLINGS: Final = 3
_RELATED: Final = 0.3
"""Two invented claims that are so alike tell nearly the same."""
_SAME: Final = 0.5
"""Two claims that are so alike may be the same hoax, checked twice."""


def alike(pairs: Sequence[Pair], each: int) -> list[tuple[str, str]]:
    """Pairs (claim, post): for each post up to `each` other claims that share something with it, the most
    alike first."""
    keys = list(dict.fromkeys(pair.key for pair in pairs))
    if len(keys) < 2:  # nothing to tell apart
        return []
    number = {key: place for place, key in enumerate(keys)}
    wording = {pair.key: pair.claim for pair in pairs}
    reader = _reader(least=2)
    claims = reader.fit_transform([wording[key] for key in keys])
    found = []
    for start in range(0, len(pairs), 500):
        part = pairs[start : start + 500]
        likeness = (reader.transform([pair.post for pair in part]) @ claims.T).toarray()
        own = claims[[number[pair.key] for pair in part]]
        twins = (own @ claims.T).toarray()
        likeness[twins > _SAME] = -1
        best = np.argsort(-likeness, axis=1)[:, :each]
        for n, (pair, row) in enumerate(zip(part, best, strict=True)):
            found += [(wording[keys[place]], pair.post) for place in row if likeness[n, place] > 0]
    return found


def beside_siblings(pairs: Sequence[Pair], chance: random.Random) -> list[Choice]:
    """Each post beside its claim, and beside claims that differ from that one in little: a number, a place,
    who did it.

    Only invented claims by one writer are used, of which no two are the same. A near miss may be known by how
    near misses are written; a post that must find its claim among siblings can be told by the facts alone.
    """
    wording = {pair.key: pair.claim for pair in pairs if claim_writer(pair.key)}
    related = _related(wording)
    found = []
    for pair in pairs:
        others = [wording[key] for key in related.get(pair.key, ())]
        chance.shuffle(others)
        if others:
            found.append(Choice(pair.post, (pair.claim, *others)))
    return found


def beside_alike(pairs: Sequence[Pair], chance: random.Random) -> list[Choice]:
    """Each post about a published claim beside that claim, and beside others that are much like it or the
    post.

    None of the others is so alike that it may be the same hoax, checked again, and none was checked for the
    same post.
    """
    published = [pair for pair in pairs if not claim_writer(pair.key)]
    themselves = [Pair(pair.key, pair.claim, pair.claim) for pair in published]
    to_post, to_claim = _gathered(published, 1), _gathered(list(dict.fromkeys(themselves)), _SIBLINGS)
    own: dict[str, set[str]] = {}
    for pair in published:
        own.setdefault(pair.post, set()).add(pair.claim)
    found = []
    for pair in published:
        near = dict.fromkeys([*to_post.get(pair.post, ()), *to_claim.get(pair.claim, ())])
        others = [claim for claim in near if claim not in own[pair.post]][:_SIBLINGS]
        chance.shuffle(others)
        if others:
            found.append(Choice(pair.post, (pair.claim, *others)))
    return found


def _gathered(pairs: Sequence[Pair], each: int) -> dict[str, list[str]]:
    """For each post the other claims that are most like it."""
    found: dict[str, list[str]] = {}
    for claim, post in alike(pairs, each):
        found.setdefault(post, []).append(claim)
    return found


def _related(wording: Mapping[str, str]) -> dict[str, list[str]]:
    """For each claim the keys of the claims by the same writer that are most like it."""
    if not wording:
        return {}
    keys = np.array(list(wording))
    writers = np.array([claim_writer(key) for key in wording])
    claims = _reader().fit_transform(wording.values())
    found: dict[str, list[str]] = {}
    for writer in dict.fromkeys(writers.tolist()):
        own = np.flatnonzero(writers == writer)
        likeness = (claims[own] @ claims[own].T).toarray()
        np.fill_diagonal(likeness, 0)
        best = np.argsort(-likeness, axis=1)[:, :_SIBLINGS]
        for row, places in enumerate(best):
            near = places[likeness[row, places] > _RELATED]
            found[str(keys[own[row]])] = keys[own[near]].tolist()
    return found


def _reader(least: int = 1) -> TfidfVectorizer:
    """A vectorizer over pieces of three and four letters that at least `least` claims have."""
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, min_df=least)
