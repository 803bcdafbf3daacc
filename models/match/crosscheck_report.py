"""What the thresholds of matching rest on, in lines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from models.encoder.training.aside import claim_writer
from models.match.data import Query

_AUTOMATIC: Final = (0.83, 0.84, 0.85, 0.86, 0.87, 0.88, 0.89, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query's best claim: how probably it asserts it, whether it does, whether nobody knows."""

    query: Query
    probability: float
    right: bool
    doubtful: bool


def report(found: Sequence[Judged]) -> Iterator[str]:
    """For each kind of query how often the first claim is right, and by threshold what would be marked."""
    kinds = sorted({one.query.kind for one in found})
    for kind in kinds:
        several = [one for one in found if one.query.kind == kind]
        if several[0].query.about:
            yield f"{kind}: {len(several)}, first {sum(one.right for one in several) / len(several):.3f}"
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, *_AUTOMATIC):
        marked = [one for one in found if one.probability >= threshold and (one.right or not one.doubtful)]
        shares = []
        for kind in kinds:
            several = [one for one in found if one.query.kind == kind]
            hit = [one for one in marked if one.query.kind == kind]
            right = sum(one.right for one in hit)
            shares.append(f"{kind} {len(hit) / len(several):.3f} ({right / max(1, len(hit)):.2f})")
        right = sum(one.right for one in marked)
        yield f"{threshold:.2f}: precision {right / max(1, len(marked)):.3f}; " + ", ".join(shares)
    near = [
        (claim_writer(one.query.near.key) or "published", one.probability)
        for one in found
        if one.query.near and one.query.kind.startswith("near_miss")
    ]
    every = Counter(writer for writer, _ in near)
    for threshold in _AUTOMATIC:
        passed = Counter(writer for writer, chance in near if chance >= threshold)
        by = ", ".join(f"{writer} {passed[writer] / every[writer]:.3f}" for writer in sorted(every))
        yield f"{threshold:.2f}: near misses {passed.total() / max(1, len(near)):.3f} ({by})"
