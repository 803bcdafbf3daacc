"""Libraries of claims that training compares queries with."""

import random
from itertools import pairwise

import numpy as np

from models.linear import sigmoid
from models.match import data
from models.match.data import Checked, Query
from models.match.training.libraries import against, library, orphan

CLAIMS = {f"k{number}": f"Jembatan nomor {number} di Sangatta ambruk karena banjir" for number in range(9)}
CHECKED = [Checked(claim, key, "", 0) for key, claim in CLAIMS.items()]
QUERIES = [Query(one.claim, "post_1", about=one) for one in CHECKED]


def test_each_query_stands_once_beside_its_claim() -> None:
    batches = list(against(QUERIES, CLAIMS, 4, random.Random(1), 3))
    assert [query for batch in batches for query in batch.queries] == QUERIES
    assert [batch.start for batch in batches] == [0, 3, 4, 7, 8]
    for batch in batches:
        assert len(batch.keys) == 4 and {query.key for query in batch.queries} <= set(batch.keys)
    assert all(one.matcher is other.matcher for one, other in pairwise(batches[:2]))


def test_its_own_claim_is_most_like_itself() -> None:
    (batch,) = against(QUERIES, CLAIMS, 99, random.Random(1), 99)
    text, claim = np.repeat(np.arange(9), 9), np.tile(np.arange(9), 9)
    likeness = batch.likeness(text, claim).reshape(9, 9)
    assert (likeness.argmax(axis=1) == np.arange(9)).all()


def test_an_orphan_s_claim_is_in_no_library() -> None:
    public = Query("x", "public", about=CHECKED[0])
    orphans = [one for n in range(40) if (one := orphan(public, random.Random(n))).kind == "orphan"]
    assert 4 < len(orphans) < 20 and all(one.near is CHECKED[0] and one.about is None for one in orphans)
    assert sorted(library(orphans[:1], CLAIMS, 99, random.Random(1))) == sorted(CLAIMS.keys() - {"k0"})


def test_no_writer_that_is_measured_is_learned_from() -> None:
    assert data.HELD_OUT_WRITER not in data.UNMEASURED_WRITERS
    assert data.THRESHOLD_WRITER not in data.LEARNED_WRITERS


def test_probabilities_are_those_that_scores_are_pinned_by() -> None:
    odds = np.random.default_rng(1).normal(0, 5, 1000)
    assert (sigmoid(odds) == 1 / (1 + np.exp(-odds))).all()
    assert sigmoid(np.zeros(1))[0] == 0.5
