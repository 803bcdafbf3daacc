"""Train the matching model: `python -m models.match.train ../shared/data`.

Writes background.safetensors (how common stems and pieces are) and weights.json, pins both in signal.yml, and
prints what the threshold rests on. Measuring is apart: `pipeline/match_quality.py`.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from models.match import data
from models.match.background import count
from models.match.data import Checked, Query
from models.match.features import NAMES
from models.match.index import Floats, Ints
from models.match.score import CANDIDATES, WEIGHTS, Matcher, Model
from models.match.signal import pin_files
from models.match.words import BACKGROUND

LIBRARIES: Final = (60, 600, 1_000_000)
"""sizes of the libraries that training sees, so that scores mean the same in a small and a large one"""
_ORPHANS: Final = 0.25
"""share of public posts whose claim is taken out of the library: their best match is none"""
_SAME: Final = 0.45
"""mean cosine to the true claim from which another claim is left out: the same hoax, checked again"""
_NEAR_MISS: Final = 3.0
"""weight of a near miss: rare in the set, and what matters in the field"""
_KNOTS: Final = (0.25, 0.5, 0.75)
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
        part = [_orphan(query, chance) for query in queries[start : start + step]]
        keys = _library(part, wordings, size, chance)
        matcher = Matcher([wordings[key] for key in keys])
        for first in range(0, len(part), _BATCH):
            found.append(_compared(part[first : first + _BATCH], keys, matcher))
    return _joined(found)


def _orphan(query: Query, chance: random.Random) -> Query:
    if query.kind == "public" and chance.random() < _ORPHANS:
        return Query(query.text, "orphan", near=query.about)
    return query


def _library(part: Sequence[Query], wordings: Any, size: int, chance: random.Random) -> list[str]:
    """Keys: claims that the queries are about or nearly about, then others; none of an orphan."""
    wanted = {query.about.key for query in part if query.about}
    wanted |= {query.near.key for query in part if query.near and query.kind != "orphan"}
    lost = {query.near.key for query in part if query.near and query.kind == "orphan"} - wanted
    others = sorted(set(wordings) - wanted - lost)
    more = min(len(others), max(0, size - len(wanted)))
    return sorted(wanted) + chance.sample(others, more)


def _compared(part: Sequence[Query], keys: Sequence[str], matcher: Matcher) -> Examples:
    text, claim, features = matcher.compare([query.text for query in part], CANDIDATES)
    truths = [query.about or query.near for query in part]
    vectors = matcher.index.vectors([truth.claim if truth else "" for truth in truths])
    likeness = vectors.matrix[text].multiply(matcher.index.matrix[claim]).sum(axis=1)
    match = np.array([_is(part[t].about, keys[c]) for t, c in zip(text, claim, strict=True)], dtype=bool)
    near = np.array([part[t].kind.startswith("near") for t in text], dtype=bool)
    doubtful = (np.asarray(likeness).ravel() / 2 > _SAME) & ~match & ~near
    return Examples(features, match, doubtful, text, part)


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


def fit(found: Examples) -> Model:
    """A logistic model over features, bends and products; standardised, weights folded back."""
    kept = ~found.doubtful
    x, y = found.features[kept].astype(np.float64), found.match[kept]
    kinds = np.array([found.queries[q].kind.startswith("near_miss") for q in found.query[kept]])
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    z = np.clip((x - mean) / scale, -6, 6)
    knots = np.quantile(z, _KNOTS, axis=0).T
    size, per = len(NAMES), len(_KNOTS)
    first, second = np.triu_indices(size)
    bent = np.maximum(z[:, :, None] - knots[None], 0).reshape(len(z), size * per)
    wide = np.concatenate([z, bent, z[:, first] * z[:, second]], axis=1)
    centre, spread = wide.mean(axis=0), np.maximum(wide.std(axis=0), 1e-6)
    logistic = LogisticRegression(C=0.01, max_iter=4000)
    logistic.fit((wide - centre) / spread, y, sample_weight=np.where(kinds, _NEAR_MISS, 1.0))
    weights = logistic.coef_[0] / spread
    products = np.zeros((size, size))
    products[first, second] = weights[size * (1 + per) :]
    return Model(
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        knots=knots.astype(np.float32),
        linear=weights[:size].astype(np.float32),
        bends=weights[size : size * (1 + per)].reshape(size, per).astype(np.float32),
        products=products.astype(np.float32),
        intercept=float(logistic.intercept_[0] - weights @ centre),
    )


def calibrated(model: Model, found: Examples) -> Model:
    """The same ranking, with probabilities that hold on texts as they come: near misses weigh as one."""
    kept = ~found.doubtful
    logit = model.logit(found.features[kept]).astype(np.float64)[:, None]
    platt = LogisticRegression(C=1e6).fit(logit, found.match[kept])
    slope, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    return replace(
        model,
        linear=(model.linear * slope).astype(np.float32),
        bends=(model.bends * slope).astype(np.float32),
        products=(model.products * slope).astype(np.float32),
        intercept=model.intercept * slope + shift,
    )


def write(model: Model, path: Path = WEIGHTS) -> None:
    """As JSON, rounded to what a float32 holds of it."""
    parts: dict[str, Any] = {"features": NAMES, "intercept": round(model.intercept, 6)}
    for key in ("mean", "scale", "knots", "linear", "bends", "products"):
        parts[key] = np.round(getattr(model, key).astype(np.float64), 6).tolist()
    path.write_text(json.dumps(parts), encoding="utf-8")


def top(found: Examples, model: Model) -> list[tuple[Query, float, bool, bool]]:
    """For each query with a candidate: (query, best probability, whether it is right, whether doubtful)."""
    probability = 1 / (1 + np.exp(-model.logit(found.features).astype(np.float64)))
    order = np.lexsort((-probability, found.query))
    first = order[np.unique(found.query[order], return_index=True)[1]]
    return [
        (found.queries[found.query[n]], float(probability[n]), bool(found.match[n]), bool(found.doubtful[n]))
        for n in first
    ]


def report(best: list[tuple[Query, float, bool, bool]]) -> None:
    """Precision of automatic matches by threshold."""
    public = sum(query.kind == "public" for query, *_ in best)
    near = Counter(query.kind for query, *_ in best if query.kind.startswith("near"))
    for threshold in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        chosen = [
            (q, right) for q, p, right, doubtful in best if p >= threshold and not (doubtful and not right)
        ]
        right = sum(r for _, r in chosen)
        found = sum(r for q, r in chosen if q.kind == "public")
        missed = Counter(q.kind for q, _ in chosen if q.kind.startswith("near"))
        other = sum(not r for q, r in chosen) - sum(missed.values())
        nearly = ", ".join(f"{kind} {missed[kind]}/{near[kind]}" for kind in sorted(near))
        print(
            f"{threshold:.2f}: {len(chosen)} automatic, precision {right / max(1, len(chosen)):.3f}, "
            f"public found {found}/{public}, {nearly}, other wrong {other}"
        )


def background(shared: Path, pairs: Sequence[Checked]) -> list[str]:
    """Texts that word frequencies come from: nothing that is held out."""
    older = [pair for pair in pairs if pair.year < data.HELD_OUT_YEAR]
    written = data.written(shared, pairs, "12345")
    return [
        *(text for pair in older for text in (pair.claim, pair.post)),
        *data.traffic(shared),
        *data.column(shared / "train/hoax_bdc2020.csv", "text"),
        *data.column(shared / "guard/train_texts.csv", "text"),
        *(query.text for query in written),
    ]


def main(shared: Path) -> None:
    """Count, fit, show, write."""
    pairs = data.checked(shared)
    save_file(count(background(shared, pairs)), BACKGROUND)
    older = [pair for pair in pairs if pair.year < data.HELD_OUT_YEAR]
    random.Random(0).shuffle(older)
    aside, training = older[: len(older) // 10], older[len(older) // 10 :]
    posts, guard = data.traffic(shared), data.column(shared / "guard/train_texts.csv", "text")
    for texts in (posts, guard):
        random.Random(0).shuffle(texts)
    traffic = [Query(text, "traffic") for text in posts[:10000]]
    traffic += [Query(text, "local") for text in guard[:1500]]
    random.Random(0).shuffle(traffic)
    queries = [*data.public(training), *data.altered(training, 1), *data.written(shared, pairs, "1234")]
    learnt = gather([*queries, *traffic[:9000]], pairs, 1)
    kept = [*data.public(aside), *data.written(shared, pairs, data.THRESHOLD_WRITER)]
    kept += traffic[9000:]
    model = calibrated(fit(learnt), gather(kept, pairs, 2))
    write(model)
    pin_files()
    report(top(gather([*kept, *data.altered(aside, 2)], pairs, 2), model))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="folder of datasets")
    main(parser.parse_args().shared)
