"""Says in lines what the thresholds of matching rest on."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from models.encoder.training.aside import FAMILIES, TWINS, claim_sort, claim_writer
from models.match.data import Query

_TWINS: Final = "twins"
_AUTOMATIC: Final = (*(hundredths / 100 for hundredths in range(60, 96, 2)), 0.95)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query's best claim: how probably the text asserts it, whether it does (`right`), and whether nobody
    knows (`doubtful`)."""

    query: Query
    probability: float
    right: bool
    doubtful: bool


def report(found: Sequence[Judged]) -> Iterator[str]:
    """Lines that say: for each kind of query how often the first claim is right; for each threshold what
    would be marked; and which share of the near misses of each sort of claims would be."""
    kinds = sorted({one.query.kind for one in found})
    for kind in kinds:
        several = [one for one in found if one.query.kind == kind]
        if several[0].query.about:
            yield f"{kind}: {len(several)}, first {sum(one.right for one in several) / len(several):.3f}"
    for threshold in (0.2, 0.3, 0.4, 0.5, *_AUTOMATIC):
        marked = [one for one in found if one.probability >= threshold and (one.right or not one.doubtful)]
        by_kind = []
        for kind in kinds:
            several = [one for one in found if one.query.kind == kind]
            hit = [one for one in marked if one.query.kind == kind]
            right = sum(one.right for one in hit)
            by_kind.append(f"{kind} {len(hit) / len(several):.3f} ({right / max(1, len(hit)):.2f})")
        right = sum(one.right for one in marked)
        yield f"{threshold:.2f}: precision {right / max(1, len(marked)):.3f}; " + ", ".join(by_kind)
    near = [
        (_sort(one.query.near.key), one.probability)
        for one in found
        if one.query.near and one.query.kind.startswith("near_miss")
    ]
    every = Counter(sort for sort, _ in near)
    for threshold in _AUTOMATIC:
        passed = Counter(sort for sort, chance in near if chance >= threshold)
        shares = {sort: passed[sort] / every[sort] for sort in sorted(every)}
        # Claims of a family are each other's near misses, and twins are written to be taken for the claim.
        # The claims that come to a desk stand by themselves.
        alike = [share for sort, share in shares.items() if sort not in (FAMILIES, _TWINS)]
        mean = sum(alike) / max(1, len(alike))
        by = ", ".join(f"{sort} {share:.3f}" for sort, share in shares.items())
        yield f"{threshold:.2f}: near misses ({by}), but for families and twins {mean:.3f}"


def _sort(key: str) -> str:
    """The sort of claims that a near miss belongs to. Twins are a sort by themselves."""
    return _TWINS if claim_writer(key) in TWINS else claim_sort(key) or "published"
