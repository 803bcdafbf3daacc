"""Train the lexical model: background.safetensors (how common stems and pieces are) and weights.json."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from models.match import data
from models.match.background import count
from models.match.bent import Bent, bent_as
from models.match.data import Checked, Query
from models.match.features import NAMES
from models.match.index import Floats, Ints
from models.match.score import CANDIDATES, WEIGHTS, Matcher
from models.match.training.bent import calibrated, fit_bent
from models.match.words import BACKGROUND

LIBRARIES: Final = (60, 600, 1_000_000)
"""sizes of the libraries that training sees, so that scores mean the same in a small and a large one"""
_ORPHANS: Final = 0.25
"""share of public posts whose claim is taken out of the library: their best match is none"""
_SAME: Final = 0.45
"""mean cosine to the true claim from which another claim is left out: the same hoax, checked again"""
_NEAR_MISS: Final = 3.0
"""weight of a near miss: rare in the set, and what matters in the field"""
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Examples:
    """Pairs of text and claim: features, whether they match, the text's number and kind."""

    features: Floats
    match: npt.NDArray[np.bool_]
    doubtful: npt.NDArray[np.bool_]
    query: Ints
    queries: Sequence[Query]


def examples(queries: Sequence[Query], pairs: Sequence[Checked], size: int, seed: int) -> Examples:
    """Queries against libraries of `size` claims that hold their claims (but those of orphans)."""
    chance = random.Random(seed)
    wordings = data.by_key(pairs)
    found: list[Examples] = []
    step = len(queries) if size >= len(wordings) else size
    for start in range(0, len(queries), step):
        part = [orphan(query, chance) for query in queries[start : start + step]]
        keys = library(part, wordings, size, chance)
        matcher = Matcher([wordings[key] for key in keys])
        for first in range(0, len(part), _BATCH):
            found.append(_compared(part[first : first + _BATCH], keys, matcher))
    return _joined(found)


def orphan(query: Query, chance: random.Random) -> Query:
    """The query, or in a quarter of cases of the public ones the same without its claim."""
    if query.kind == "public" and chance.random() < _ORPHANS:
        return Query(query.text, "orphan", near=query.about)
    return query


def library(part: Sequence[Query], wordings: Any, size: int, chance: random.Random) -> list[str]:
    """Keys: claims that the queries are about or nearly about, then others; none of an orphan."""
    wanted = {query.about.key for query in part if query.about}
    wanted |= {query.near.key for query in part if query.near and query.kind != "orphan"}
    lost = {query.near.key for query in part if query.near and query.kind == "orphan"} - wanted
    others = sorted(set(wordings) - wanted - lost)
    more = min(len(others), max(0, size - len(wanted)))
    return sorted(wanted) + chance.sample(others, more)


def _compared(part: Sequence[Query], keys: Sequence[str], matcher: Matcher) -> Examples:
    found = matcher.by_words([query.text for query in part], CANDIDATES)
    text, claim = found.text, found.claim
    truths = [query.claim for query in part]
    vectors = matcher.index.vectors([truth.claim if truth else "" for truth in truths])
    likeness = vectors.matrix[text].multiply(matcher.index.matrix[claim]).sum(axis=1)
    match = np.array([_is(part[t].about, keys[c]) for t, c in zip(text, claim, strict=True)], dtype=bool)
    near = np.array([part[t].kind.startswith("near") for t in text], dtype=bool)
    doubtful = (np.asarray(likeness).ravel() / 2 > _SAME) & ~match & ~near
    return Examples(found.features, match, doubtful, text, part)


def _is(about: Checked | None, key: str) -> bool:
    return about is not None and about.key == key


def _joined(parts: Sequence[Examples]) -> Examples:
    offsets = np.cumsum([0, *(len(part.queries) for part in parts)])
    return Examples(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.match for part in parts]),
        np.concatenate([part.doubtful for part in parts]),
        np.concatenate([part.query + start for part, start in zip(parts, offsets[:-1], strict=True)]),
        [query for part in parts for query in part.queries],
    )


def gather(queries: Sequence[Query], pairs: Sequence[Checked], seed: int) -> Examples:
    """A third of the queries against libraries of each size."""
    mixed = data.shuffled(queries, seed)
    thirds = [mixed[n :: len(LIBRARIES)] for n in range(len(LIBRARIES))]
    return _joined(
        [examples(third, pairs, size, seed) for third, size in zip(thirds, LIBRARIES, strict=True)]
    )


def fit(found: Examples) -> Bent:
    """The lexical model; near misses count more."""
    kept = ~found.doubtful
    near = np.array([found.queries[q].kind.startswith("near") for q in found.query[kept]])
    return fit_bent(found.features[kept], found.match[kept], np.where(near, _NEAR_MISS, 1.0), 0.01)


def write(model: Bent, path: Path = WEIGHTS) -> None:
    """As JSON."""
    path.write_text(json.dumps(bent_as(model, NAMES)), encoding="utf-8")


def top(found: Examples, model: Bent) -> list[tuple[Query, float, bool, bool]]:
    """For each query with a candidate: (query, best probability, whether it is right, whether doubtful)."""
    probability = 1 / (1 + np.exp(-model.logit(found.features).astype(np.float64)))
    order = np.lexsort((-probability, found.query))
    first = order[np.unique(found.query[order], return_index=True)[1]]
    return [
        (found.queries[found.query[n]], float(probability[n]), bool(found.match[n]), bool(found.doubtful[n]))
        for n in first
    ]


def report(best: list[tuple[Query, float, bool, bool]]) -> list[str]:
    """Precision of automatic matches by threshold."""
    public = sum(query.kind == "public" for query, *_ in best)
    near = Counter(query.kind for query, *_ in best if query.kind.startswith("near"))
    lines = []
    for threshold in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        chosen = [
            (q, right) for q, p, right, doubtful in best if p >= threshold and not (doubtful and not right)
        ]
        right = sum(r for _, r in chosen)
        found = sum(r for q, r in chosen if q.kind == "public")
        missed = Counter(q.kind for q, _ in chosen if q.kind.startswith("near"))
        other = sum(not r for q, r in chosen) - sum(missed.values())
        nearly = ", ".join(f"{kind} {missed[kind]}/{near[kind]}" for kind in sorted(near))
        lines.append(
            f"{threshold:.2f}: {len(chosen)} automatic, precision {right / max(1, len(chosen)):.3f}, "
            f"public found {found}/{public}, {nearly}, other wrong {other}"
        )
    return lines


def background(shared: Path, pairs: Sequence[Checked], others: Sequence[str]) -> list[str]:
    """Texts that word frequencies come from: nothing that is held out. `others`: about something else."""
    older = data.older(pairs)
    written = data.written(shared, pairs, "12345")
    return [
        *(text for pair in older for text in (pair.claim, pair.post)),
        *others,
        *data.column(shared / "train/hoax_bdc2020.csv", "text"),
        *(query.text for query in written),
    ]


def train_words(shared: Path) -> list[str]:
    """Count, fit, write; lines to show."""
    pairs = data.checked(shared)
    posts, guard = data.traffic(shared), data.guard(shared)
    save_file(count(background(shared, pairs, [*posts, *guard])), BACKGROUND)
    BACKGROUND.chmod(0o644)
    older = data.older(pairs)
    random.Random(0).shuffle(older)
    aside, training = older[: len(older) // 10], older[len(older) // 10 :]
    for texts in (posts, guard):
        random.Random(0).shuffle(texts)
    traffic = [Query(text, "traffic") for text in posts[:10000]]
    traffic += [Query(text, "local") for text in guard[:1500]]
    random.Random(0).shuffle(traffic)
    queries = [*data.public(training), *data.altered(training, 1), *data.written(shared, pairs, "1234")]
    learnt = gather([*queries, *traffic[:9000]], older, 1)
    kept = [*data.public(aside), *data.written(shared, pairs, data.THRESHOLD_WRITER)]
    kept += traffic[9000:]
    calibrating = gather(kept, older, 2)
    told = ~calibrating.doubtful
    model = calibrated(fit(learnt), calibrating.features[told], calibrating.match[told])
    write(model)
    return report(top(gather([*kept, *data.altered(aside, 2)], older, 2), model))
