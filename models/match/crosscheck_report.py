"""What the thresholds of matching rest on, in lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.match.data import Query


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
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95):
        marked = [one for one in found if one.probability >= threshold and (one.right or not one.doubtful)]
        shares = []
        for kind in kinds:
            several = [one for one in found if one.query.kind == kind]
            hit = [one for one in marked if one.query.kind == kind]
            right = sum(one.right for one in hit)
            shares.append(f"{kind} {len(hit) / len(several):.3f} ({right / max(1, len(hit)):.2f})")
        right = sum(one.right for one in marked)
        yield f"{threshold:.2f}: precision {right / max(1, len(marked)):.3f}; " + ", ".join(shares)
