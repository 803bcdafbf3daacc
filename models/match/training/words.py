"""Train the lexical model: background.safetensors (how common stems and pieces are) and weights.json."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from models.match import data
from models.match.crosscheck import probability
from models.match.data import Checked, Query
from models.match.features import NAMES
from models.match.hinge_logistic import HingeLogistic, logistic_as
from models.match.index import Floats, Ints
from models.match.score import CANDIDATES, WEIGHTS
from models.match.training.background import count
from models.match.training.hinge_logistic import calibrated, fit_logistic
from models.match.training.libraries import LIBRARIES, SAME, Batch, against
from models.match.training.report import Judged
from models.match.words import BACKGROUND

_NEAR_MISS: Final = 3.0
"""weight of a near miss: rare in the set, and what matters in the field"""
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Examples:
    """Pairs of text and claim: their features, whether they match, whether nobody knows (`doubtful`), and the
    number of their query among `queries`."""

    features: Floats
    match: npt.NDArray[np.bool_]
    doubtful: npt.NDArray[np.bool_]
    query: Ints
    queries: Sequence[Query]


def examples(queries: Sequence[Query], pairs: Sequence[Checked], size: int, seed: int) -> Examples:
    """Pairs of these queries and claims of libraries of `size` claims, compared by words."""
    batches = against(queries, data.by_key(pairs), size, random.Random(seed), _BATCH)
    return _joined([_compared(batch) for batch in batches])


def _compared(batch: Batch) -> Examples:
    part, keys = batch.queries, batch.keys
    found = batch.matcher.by_words([query.text for query in part], CANDIDATES)
    text, claim = found.text, found.claim
    match = np.array([_is(part[t].about, keys[c]) for t, c in zip(text, claim, strict=True)], dtype=bool)
    near = np.array([part[t].kind.startswith("near") for t in text], dtype=bool)
    doubtful = (batch.likeness(text, claim) > SAME) & ~match & ~near
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
    """Examples of all queries: a third of them against libraries of each size."""
    mixed = data.shuffled(queries, seed)
    thirds = [mixed[n :: len(LIBRARIES)] for n in range(len(LIBRARIES))]
    return _joined(
        [examples(third, pairs, size, seed) for third, size in zip(thirds, LIBRARIES, strict=True)]
    )


def fit(found: Examples) -> HingeLogistic:
    """Fit the lexical model on what is not doubtful. Near misses count more."""
    kept = ~found.doubtful
    near = np.array([found.queries[q].kind.startswith("near") for q in found.query[kept]])
    return fit_logistic(found.features[kept], found.match[kept], np.where(near, _NEAR_MISS, 1.0), 0.01)


def write(model: HingeLogistic, path: Path = WEIGHTS) -> None:
    """Write the lexical model as JSON."""
    path.write_text(json.dumps(logistic_as(model, NAMES)), encoding="utf-8")


def top(found: Examples, model: HingeLogistic) -> list[Judged]:
    """The best claim of each query that has a candidate."""
    chances = probability(model.logit(found.features))
    order = np.lexsort((-chances, found.query))
    first = order[np.unique(found.query[order], return_index=True)[1]]
    return [
        Judged(
            found.queries[found.query[n]],
            float(chances[n]),
            bool(found.match[n]),
            bool(found.doubtful[n]),
        )
        for n in first
    ]


def precision_lines(best: Sequence[Judged]) -> list[str]:
    """What automatic matches by the lexical model alone would be worth, a line for each threshold."""
    public = sum(one.query.kind == "public" for one in best)
    near = Counter(one.query.kind for one in best if one.query.kind.startswith("near"))
    lines = []
    for threshold in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        chosen = [one for one in best if one.probability >= threshold and (one.right or not one.doubtful)]
        right = sum(one.right for one in chosen)
        found = sum(one.right for one in chosen if one.query.kind == "public")
        missed = Counter(one.query.kind for one in chosen if one.query.kind.startswith("near"))
        other = sum(not one.right for one in chosen) - sum(missed.values())
        nearly = ", ".join(f"{kind} {missed[kind]}/{near[kind]}" for kind in sorted(near))
        lines.append(
            f"{threshold:.2f}: {len(chosen)} automatic, precision {right / max(1, len(chosen)):.3f}, "
            f"public found {found}/{public}, {nearly}, other wrong {other}"
        )
    return lines


def background(shared: Path, pairs: Sequence[Checked], others: Sequence[str]) -> list[str]:
    """The texts that word frequencies come from, none of them held out. `others` are about something else."""
    older = data.older(pairs)
    written = data.written(shared, pairs, data.UNMEASURED_WRITERS)
    return [
        *(text for pair in older for text in (pair.claim, pair.post)),
        *others,
        *data.column(shared / "train/hoax_bdc2020.csv", "text"),
        *(query.text for query in written),
    ]


def train_words(shared: Path) -> list[str]:
    """Count the words, fit the lexical model, write both. Returns lines to show."""
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
    queries = [
        *data.public(training),
        *data.altered(training, 1),
        *data.written(shared, pairs, data.LEARNED_WRITERS),
    ]
    learnt = gather([*queries, *traffic[:9000]], older, 1)
    kept = [*data.public(aside), *data.written(shared, pairs, data.THRESHOLD_WRITER)]
    kept += traffic[9000:]
    calibrating = gather(kept, older, 2)
    told = ~calibrating.doubtful
    model = calibrated(fit(learnt), calibrating.features[told], calibrating.match[told])
    write(model)
    return precision_lines(top(gather([*kept, *data.altered(aside, 2)], older, 2), model))
