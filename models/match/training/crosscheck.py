"""Train the cross-check on what the encoder did not learn from (`models/encoder/training/aside.py`).

Calibration and thresholds rest on five folds: no claim's texts are judged by weights that saw them.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar
from zlib import crc32

import numpy as np
import numpy.typing as npt

from core.console import progress
from models.encoder.card import encoder_card
from models.encoder.training.aside import claim_is_aside, claim_sort, claim_writer
from models.match import data
from models.match.crosscheck import FIRST, SECOND, TREES, WEIGHTS, capped, looked_at, probability
from models.match.data import Query
from models.match.hinge_logistic import HingeLogistic, logistic_as
from models.match.index import Floats, Ints
from models.match.look import same as same_claim
from models.match.look import version as look_version
from models.match.score import CANDIDATES, Compared, Matcher
from models.match.training.hinge_logistic import fit_logistic, platt
from models.match.training.libraries import LIBRARIES, SAME, Batch, against
from models.match.training.report import Judged, report
from models.match.training.trees import fit_trees
from models.match.trees import Trees, save_trees

SEED: Final = 5
FOLDS: Final = 5
WORTH: Final = 0.04
"""The first probability of a text's best claim from which its best claims are looked at together with it."""
_OTHER: Final = 6000  # public posts about something else; of our own such texts all are taken
_NEAR_MISS: Final = 2.0
_STRENGTH: Final = 0.01
"""C of the first step. It was chosen when the second step was logistic too (decision 037)."""
_BATCH: Final = 300
_TOGETHER: Final = 12  # claims of a writer that stay in one fold; a family has three or four


@dataclass(frozen=True, slots=True)
class Part:
    """Queries against one library: their pairs, and what is true of them."""

    matcher: Matcher
    queries: Sequence[Query]
    compared: Compared
    match: npt.NDArray[np.bool_]
    doubtful: npt.NDArray[np.bool_]
    fold: Ints  # of each pair's text
    counts: npt.NDArray[np.float64]  # what each query counts in the fit, before near misses count more

    @property
    def texts(self) -> list[str]:
        """The text of each query."""
        return [query.text for query in self.queries]

    @property
    def weight(self) -> npt.NDArray[np.float64]:
        """What each pair counts in the fit: that of its query, and more for a near miss."""
        near = np.array([query.kind.startswith("near") for query in self.queries])
        return (np.where(near, _NEAR_MISS, 1.0) * self.counts)[self.compared.text]


@dataclass(frozen=True, slots=True)
class Sets:
    """What the cross-check learns from: queries, and the wordings of claims by key."""

    public: Sequence[Query]
    local: Sequence[Query]
    other: Sequence[Query]
    public_claims: Mapping[str, str]
    local_claims: Mapping[str, str]


def sets(shared: Path) -> Sets:
    """Gather all that the cross-check learns from. All of it is older than the held-out year, or ours."""
    pairs = data.checked(shared)
    older = data.older(pairs)
    aside = [pair for pair in older if claim_is_aside(pair.key)]
    ours = [*data.written(shared, pairs, data.LEARNED_WRITERS), *data.ours_to_published(pairs)]
    written = [query for query in ours if claim_is_aside(query.key)]
    written += data.written(shared, pairs, data.THRESHOLD_WRITER)
    local = data.local_training()
    local_claims = {claim.key: claim.claim for query in local if (claim := query.claim)}
    posts, guard = data.traffic(shared), data.guard(shared)
    for texts in (posts, guard):
        random.Random(SEED).shuffle(texts)
    other = [Query(text, "traffic") for text in posts[:_OTHER]]
    other += [Query(text, "local") for text in guard]
    kept = {key: claim for key, claim in local_claims.items() if claim_is_aside(key)}
    some = data.by_key(aside)
    return Sets(
        [*data.public(aside), *data.altered(aside, SEED), *data.passed_on(some, SEED), *written],
        [*(query for query in local if query.key in kept), *data.passed_on(kept, SEED)],
        other,
        data.by_key(older),
        local_claims,
    )


def parts(found: Sets) -> Iterator[Part]:
    """Queries of published and of invented claims, a third of each against each of three libraries.

    Half of the texts about something else stand among the queries of published claims, half among those of
    invented ones.
    """
    public = data.shuffled([*found.public, *found.other[::2]], SEED)
    local = data.shuffled([*found.local, *found.other[1::2]], SEED)
    everything = {**found.public_claims, **found.local_claims}
    halves = (
        (public, (found.public_claims, found.public_claims, found.public_claims)),
        (local, (found.local_claims, found.local_claims, everything)),
    )
    for queries, libraries in halves:
        counts = _counts(queries, len(public))
        for number, (claims, size) in enumerate(zip(libraries, LIBRARIES, strict=True)):
            third = slice(number, None, len(LIBRARIES))
            yield from _against(queries[third], counts[third], claims, size)


def _counts(queries: Sequence[Query], total: int) -> npt.NDArray[np.float64]:
    """What each query counts before near misses count more. All together count `total`, and each sort of
    invented claims counts the same."""
    sorts = [claim_sort(query.key) for query in queries]
    size = Counter(filter(None, sorts))
    each = size.total() / max(1, len(size))
    counts = np.array([each / size[sort] if sort else 1.0 for sort in sorts])
    return np.asarray(counts * total / counts.sum())


def _against(
    queries: Sequence[Query], counts: npt.NDArray[np.float64], claims: Mapping[str, str], size: int
) -> Iterator[Part]:
    """These queries against libraries of `size` claims. `counts`: what each query counts in the fit."""
    chance = random.Random(f"{SEED} {size} {len(queries)}")
    for batch in against(queries, claims, size, chance, _BATCH):
        yield _part(batch, counts[batch.start : batch.start + len(batch.queries)])


def _part(batch: Batch, counts: npt.NDArray[np.float64]) -> Part:
    """A batch compared, and what is true of its pairs."""
    queries, keys, matcher = batch.queries, batch.keys, batch.matcher
    texts = [query.text for query in queries]
    by_words = matcher.by_words(texts, CANDIDATES)
    compared = matcher.compare(texts, CANDIDATES, by_words, matcher.read(texts, by_words))
    text, claim = compared.text, compared.claim
    own = np.array([keys[c] == queries[t].key for t, c in zip(text, claim, strict=True)], dtype=bool)
    asserts = np.array([query.about is not None for query in queries], dtype=bool)[text]
    match = own & asserts
    # No two claims of a writer of ours are the same, so a sibling is surely wrong for a post. But a near miss
    # of one claim may tell what its sibling does.
    writers = [claim_writer(query.key) for query in queries]
    sibling = np.array([writers[t] == claim_writer(keys[c]) != "" for t, c in zip(text, claim, strict=True)])
    doubtful = (batch.likeness(text, claim) > SAME) & ~own & ~(sibling & asserts)
    fold = np.array([crc32(_family(query).encode()) // 8 % FOLDS for query in queries], dtype=np.int64)
    return Part(matcher, queries, compared, match, doubtful, fold[text], counts)


def _family(query: Query) -> str:
    """The name of what stays in one fold together: a published claim, or a dozen invented claims of one
    writer, which hold whole families."""
    key = query.key
    writer = claim_writer(key)
    return f"{writer} {(int(key.removeprefix(writer)) - 1) // _TOGETHER}" if writer else key or query.text


@dataclass(slots=True)
class Rows:
    """Pairs to fit on, from all parts."""

    features: Floats
    match: npt.NDArray[np.bool_]
    doubtful: npt.NDArray[np.bool_]
    weight: npt.NDArray[np.float64]
    fold: Ints
    folded: Floats = field(default_factory=lambda: np.zeros(0, dtype=np.float32))  # log-odds out of fold


_Fitted = TypeVar("_Fitted", HingeLogistic, Trees)


def cross_fitted(
    rows: Rows, fit: Callable[[Floats, npt.NDArray[np.bool_], npt.NDArray[np.float64]], _Fitted]
) -> _Fitted:
    """A calibrated model of all rows that are not doubtful. Afterwards `rows.folded` holds log-odds by
    weights of other folds."""
    logit = np.zeros(len(rows.match), dtype=np.float32)
    told = ~rows.doubtful

    def fitted(chosen: npt.NDArray[np.bool_]) -> _Fitted:
        kept = chosen & told
        return fit(rows.features[kept], rows.match[kept], rows.weight[kept])

    for fold in range(FOLDS):
        inside = rows.fold == fold
        logit[inside] = fitted(~inside).logit(rows.features[inside])
    slope, shift = platt(logit[told], rows.match[told])
    rows.folded = logit * np.float32(slope) + np.float32(shift)
    return fitted(np.ones_like(told)).scaled(slope, shift)


def _logistic(
    features: Floats, match: npt.NDArray[np.bool_], weight: npt.NDArray[np.float64]
) -> HingeLogistic:
    return fit_logistic(features, match, weight, _STRENGTH)


def rows_of(found: Sequence[Part], features: Sequence[Floats], chosen: Sequence[Ints]) -> Rows:
    """The chosen pairs of each part, with their features."""
    return Rows(
        np.concatenate(features),
        np.concatenate([part.match[kept] for part, kept in zip(found, chosen, strict=True)]),
        np.concatenate([part.doubtful[kept] for part, kept in zip(found, chosen, strict=True)]),
        np.concatenate([part.weight[kept] for part, kept in zip(found, chosen, strict=True)]),
        np.concatenate([part.fold[kept] for part, kept in zip(found, chosen, strict=True)]),
    )


def both_steps(found: Sequence[Part]) -> tuple[HingeLogistic, Trees, Rows, Rows, list[Ints]]:
    """The two models, the rows that they were fitted on, and which pairs of each part the second saw."""
    every = [np.arange(len(part.match)) for part in found]
    first = rows_of(found, [part.compared.features for part in found], every)
    one = cross_fitted(first, _logistic)
    bounds = np.cumsum([0, *map(len, every)])
    chances = np.split(probability(first.folded), bounds[1:-1])
    chosen = [looked_at(p, part.compared.text, WORTH) for p, part in zip(chances, found, strict=True)]
    features = []
    known: dict[tuple[str, str], float] = {}
    with progress("claim and text together") as told:
        for number, (part, kept) in enumerate(zip(found, chosen, strict=True)):
            features.append(_second(part, kept, known))
            told(number + 1, len(found))
    second = rows_of(found, features, chosen)
    return one, cross_fitted(second, fit_trees), first, second, chosen


def _second(part: Part, chosen: Ints, known: dict[tuple[str, str], float]) -> Floats:
    """The features of the second step, (chosen, SECOND). A pair that another library had too is not read
    again (`known`)."""
    pairs = part.matcher.pairs(part.texts, part.compared, chosen)
    new = [pair for pair in dict.fromkeys(pairs) if pair not in known]
    known.update(zip(new, same_claim(new).tolist(), strict=True))
    same = np.array([known[pair] for pair in pairs], dtype=np.float32)
    return part.matcher.second(part.compared, chosen, same)


def judged(found: Sequence[Part], second: Rows, chosen: Sequence[Ints]) -> Iterator[Judged]:
    """The best pair of each query, judged by weights of other folds. A query without a pair that was looked
    at has probability 0."""
    bounds = np.cumsum([0, *map(len, chosen)])
    folded = np.split(capped(probability(second.folded), second.features, SECOND), bounds[1:-1])
    for part, kept, chances in zip(found, chosen, folded, strict=True):
        text = part.compared.text[kept]
        for number, query in enumerate(part.queries):
            mine = np.flatnonzero(text == number)
            if not len(mine):
                yield Judged(query, 0.0, False, False)
                continue
            best = mine[np.argmax(chances[mine])]
            pair = kept[best]
            yield Judged(query, float(chances[best]), bool(part.match[pair]), bool(part.doubtful[pair]))


def train_crosscheck(shared: Path) -> list[str]:
    """Gather, fit both steps, and write them. Returns lines to show."""
    found = list(parts(sets(shared)))
    first, second, _, rows, chosen = both_steps(found)
    raw = {
        "encoder": encoder_card().version,
        "look": look_version(),
        "worth": WORTH,
        "first": logistic_as(first, FIRST),
    }
    save_trees(second, SECOND, TREES)
    WEIGHTS.write_text(json.dumps(raw), encoding="utf-8")
    return list(report(list(judged(found, rows, chosen))))
