"""False alarms among lawful texts, and what obfuscation costs."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from benchmarks.quality.ranking import groups
from benchmarks.quality.sets import Sets
from benchmarks.quality.systems import System
from benchmarks.quality.table import Row
from models.measuring import data as measuring
from models.measuring.obfuscate import KINDS, obfuscate
from pipeline.interval import wilson
from pipeline.model_quality import judge

_ROUGH: Final = ("n_idiom", "n_rude")
_EVERY, _EACH, _SOME = 0.01, 0.02, 0.03


def rows(sets: Sets, systems: Sequence[System]) -> Iterator[Row]:
    """Share flagged of each lawful kind; baselines at the threshold that finds as many positives as ours."""
    examples, flagged = sets.measuring, sets.judged["measuring"].flagged
    lawful = np.array([not example.either for example in examples])
    found = float(flagged[~lawful].mean())
    others = []
    for system in systems[:2]:
        value = system.either([example.text for example in examples])
        others.append(value >= np.quantile(value[~lawful], 1 - found))
    yield Row(
        part="lawful texts flagged",
        name="share of the positives found (for the rows below)",
        tfidf=f"{found:.3f}",
        linear=f"{found:.3f}",
        ours=f"{found:.3f}",
        n=int((~lawful).sum()),
    )
    counts = [groups(examples, one) for one in (*others, flagged)]
    for kind in ("all", *counts[2]):
        sums = [_sum(one, kind) for one in counts]
        wrong, n = sums[2]
        low, high = wilson(wrong, n)
        goal = _EVERY if kind == "all" else _SOME if kind in _ROUGH else _EACH
        yield Row(
            part="lawful texts flagged",
            name=kind,
            tfidf=f"{sums[0][0] / n:.1%}",
            linear=f"{sums[1][0] / n:.1%}",
            ours=f"{wrong / n:.1%} [{low:.1%}, {high:.1%}]",
            goal=f"at most {goal:.0%}",
            met=wrong / n <= goal,
            n=n,
        )


def _sum(counts: dict[str, tuple[int, int]], kind: str) -> tuple[int, int]:
    chosen = [pair for name, pair in counts.items() if kind in ("all", name)]
    return sum(wrong for wrong, _ in chosen), sum(n for _, n in chosen)


def _disguise(kind: str) -> Callable[[str], str]:
    return lambda text: obfuscate(text, kind)


def obfuscation_rows(sets: Sets) -> Iterator[Row]:
    """Recall lost on disguised copies of the positives of the measuring set: by rule, and by hand."""
    judged = sets.judged["measuring"]
    flagged = {one.id: flag for one, flag in zip(judged.examples, judged.flagged, strict=True)}
    by_rule = ((kind, measuring.texts(_disguise(kind))) for kind in KINDS)
    by_hand = ((f"{way}, by hand", measuring.by_hand(way)) for way in measuring.WAYS)
    for name, texts in (*by_rule, *by_hand):
        altered = [one for one in texts if one.either]
        before = np.array([flagged[one.id] for one in altered])
        lost = float(before.mean() - judge(altered, reasons=False).flagged.mean())
        yield Row(
            part="recall lost to obfuscation",
            name=name,
            tfidf="",
            linear="",
            ours=f"{lost:+.3f}",
            goal="at most 0.05",
            met=lost <= 0.05,
            n=len(altered),
        )
