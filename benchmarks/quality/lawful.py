"""False alarms among lawful texts, calls in ordinary messages and in unusual words, and what obfuscation
costs."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from benchmarks.quality.ranking import groups
from benchmarks.quality.sets import Sets
from benchmarks.quality.systems import System
from benchmarks.quality.table import Row
from core.interval import wilson
from core.record import Channel
from models.measuring import data as measuring
from pipeline.quality.fairness import measure_disguised
from pipeline.quality.models import judge

_ROUGH: Final = ("n_idiom", "n_rude")
_EVERY, _EACH, _SOME = 0.01, 0.02, 0.03
_SEVERE: Final = 3
_CHARGED: Final[dict[str, measuring.Charged]] = {
    "one passage of an ordinary message": "buried",
    "unusual ways of speaking": "unusual",
}


def rows(sets: Sets, systems: Sequence[System]) -> Iterator[Row]:
    """Share flagged of each lawful kind, and what of texts that are harder to tell; baselines at the
    threshold that finds as many positives as ours."""
    examples, flagged = sets.measuring, sets.judged["measuring"].flagged
    lawful = np.array([not example.either for example in examples])
    found = float(flagged[~lawful].mean())
    values = [system.either([example.text for example in examples]) for system in systems[:2]]
    least = [float(np.quantile(value[~lawful], 1 - found)) for value in values]
    others = [value >= bound for value, bound in zip(values, least, strict=True)]
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
    for title, name in _CHARGED.items():
        yield from _charged_rows(title, name, systems[:2], least)


def _charged_rows(
    title: str, name: measuring.Charged, systems: Sequence[System], least: Sequence[float]
) -> Iterator[Row]:
    """Unlawful texts and their lawful neighbours; baselines at the thresholds `least`."""
    judged = judge(measuring.charged(name), Channel.POST, reasons=False)
    texts = [example.text for example in judged.examples]
    holds = judged.holds("either")
    severe = np.array([example.severity == _SEVERE for example in judged.examples])
    others = [system.either(texts) >= bound for system, bound in zip(systems, least, strict=True)]
    for what, use, flags in (
        ("unlawful, flagged", holds, (*others, judged.flagged)),
        ("of severity 3, flagged", severe, (*others, judged.flagged)),
        ("unlawful, flagged or unsure", holds, (judged.shown,)),
        ("lawful, flagged", ~holds, (*others, judged.flagged)),
        ("lawful, flagged or unsure", ~holds, (judged.shown,)),
    ):
        *baselines, ours = [f"{flag[use].mean():.3f}" for flag in flags]
        low, high = wilson(int(flags[-1][use].sum()), int(use.sum()))
        yield Row(
            part=title,
            name=what,
            tfidf=baselines[0] if baselines else "",
            linear=baselines[1] if baselines else "",
            ours=f"{ours} [{low:.2f}, {high:.2f}]",
            n=int(use.sum()),
        )


def _sum(counts: dict[str, tuple[int, int]], kind: str) -> tuple[int, int]:
    chosen = [pair for name, pair in counts.items() if kind in ("all", name)]
    return sum(wrong for wrong, _ in chosen), sum(n for _, n in chosen)


def obfuscation_rows(sets: Sets) -> Iterator[Row]:
    """Recall lost on disguised copies of the positives of the measuring set: by rule, and by hand."""
    for figure in measure_disguised(sets.judged["measuring"]):
        family, name = figure.name.split(".")
        if family != "disguised":
            continue
        lost = 1 - figure.value
        yield Row(
            part="recall lost to obfuscation",
            name=name.removesuffix("_kept").replace("_by_hand", ", by hand"),
            tfidf="",
            linear="",
            ours=f"{lost:+.3f}",
            goal="at most 0.05",
            met=lost <= 0.05,
            n=figure.n,
        )
