"""What the encoder learns in each course (a stage of its training), and what the look at claim and text
learns."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from models.encoder.reading import reading
from models.encoder.training.aside import claim_is_aside, is_aside
from models.encoder.training.learn import Course
from models.encoder.training.mining import alike, beside_alike, beside_siblings
from models.encoder.training.pairs import (
    Choice,
    Judged,
    Pair,
    judged,
    older,
    own_pairs,
    own_queries,
    public_pairs,
)
from models.encoder.training.texts import Labelled, clean_ones, for_calibration, ours, public
from models.match.data import Checked, Query, altered, passed_on
from models.training.data import Example, training

SEED: Final = 20261128
_OWN_WEIGHT: Final = 1.5
_UNSURE: Final = 0.4
_CLEAN: Final = 0.3
_FIRST_RATE, _RATE, _LOOK_RATE = 1.5e-4, 1e-4, 2.5e-4
_PAIRS, _ALIKE, _ALTERED, _COPIED = 3000, 2000, 1200, 600


def first_course(shared: Path) -> Course:
    """The first course: published texts under their own labels (without those that have labels of ours, or
    are kept for calibration), and all public pairs."""
    found = public(shared)
    read_anew = {reading(example.text) for example in training(shared)}
    readings = map(reading, found.texts)
    kept = [n for n, text in enumerate(readings) if text not in read_anew and not for_calibration(text)]
    rest = Labelled(tuple(found.texts[place] for place in kept), found.targets[kept], found.weight[kept])
    return Course(rate=_FIRST_RATE, signals=rest, pairs=_public(older(shared)))


def main_course(shared: Path, rounds: int) -> Course:
    """The main course: texts with our labels and clean ones, pairs, and pairs to judge; none of what is put
    aside."""
    examples = [example for example in training(shared) if not is_aside(example)]
    own, public, judged, choices = _claims(shared)
    return Course(
        rate=_RATE,
        signals=_labelled(shared, examples),
        rounds=rounds,
        pairs=[*own, *own, *public[:_PAIRS]],
        judged=judged,
        choices=choices,
    )


def last_course(shared: Path) -> Course:
    """The last course: all of ours and half of the published texts once more, at half the rate. So what is
    ours is heard last."""
    kept = [example for example in training(shared) if not is_aside(example)]
    examples = [one for n, one in enumerate(kept) if one.domain == "own" or n % 2]
    queries = _queries(shared)
    pairs = own_pairs(queries, random.Random(SEED + 1))
    return Course(
        rate=_RATE / 2,
        signals=_labelled(shared, examples),
        pairs=pairs,
        judged=_judged(older(shared), queries, pairs, []),
        choices=beside_siblings(pairs, random.Random(SEED + 1)),
    )


def look_course(shared: Path) -> Course:
    """The course of the look at claim and text: pairs to judge, and claims to choose among."""
    *_, judged, choices = _claims(shared)
    return Course(rate=_LOOK_RATE, heads_faster=2.0, judged=judged, choices=choices)


def _claims(shared: Path) -> tuple[list[Pair], list[Pair], list[Judged], list[Choice]]:
    """Our pairs and the public ones; pairs to judge; and texts to choose a claim for."""
    queries, old = _queries(shared), older(shared)
    public = _public(old)
    own = own_pairs(queries, random.Random(SEED))
    choices = [
        *beside_siblings(own, random.Random(SEED)),
        *beside_alike([*own, *public[:_ALIKE]], random.Random(SEED)),
    ]
    return own, public, _judged(old, queries, own, public), choices


def _labelled(shared: Path, examples: Sequence[Example]) -> Labelled:
    weights = [
        example.share
        * (_OWN_WEIGHT if example.domain == "own" else 1.0)
        * (_UNSURE if example.unsure else 1.0)
        for example in examples
    ]
    labelled, clean = ours(examples, weights, shared), clean_ones(shared, _CLEAN)
    return Labelled(
        labelled.texts + clean.texts,
        np.concatenate([labelled.targets, clean.targets]),
        np.concatenate([labelled.weight, clean.weight]),
    )


def _queries(shared: Path) -> list[Query]:
    return [query for query in own_queries(shared) if not claim_is_aside(query.key)]


def _public(old: Sequence[Checked]) -> list[Pair]:
    found = public_pairs(old)
    random.Random(SEED).shuffle(found)
    return found


def _judged(
    old: Sequence[Checked], queries: Sequence[Query], own: Sequence[Pair], public: Sequence[Pair]
) -> list[Judged]:
    """Pairs to judge: right pairs and claims passed on word for word; near misses, altered posts, and claims
    that are only alike.

    `old` are the public pairs to learn from, `own` the pairs of `queries`, and `public` some of `old` in the
    encoder's reading.
    """
    said = [Checked(q.about.claim, q.about.key, q.text, 0) for q in queries if q.about]
    near = random.Random(SEED).sample(altered(old, SEED), _ALTERED)
    near += random.Random(SEED).sample(altered(said, SEED), _ALTERED)
    wording = {pair.key: pair.claim for pair in [*said, *old[:: len(old) // _COPIED]]}
    near += passed_on(wording, SEED)
    others = alike(own, 2) + (alike(public, 1)[:_ALIKE] if public else [])
    return judged(public[:_ALIKE], queries, near, others)
