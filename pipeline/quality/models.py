"""How well the models of a text do on texts that no weight has learned from.

Sets: `published` (relabelled rows kept apart), `writer` (the texts of one of our writers), `guard` (the
measuring half of dev_guard), `stream` (4,988 published texts clean under every public label), `news` (long
news texts).
Intervals are 95 % percentile bootstraps over texts, seeded.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, cohen_kappa_score, f1_score

from core.interval import wilson
from core.record import Channel, RoleName
from models.training import data
from models.training.calibrate import BASE_RATES, mix
from models.training.data import Example
from pipeline.classify import SIGNALS, Classified, Said, classify_texts

_RESAMPLES: Final = 400
_SEED: Final = 7
_FIRST: Final = 50  # of a stream of 5,000 with 50 that hold a signal
_BATCH: Final = 512
_BINS: Final = 10
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; higher is better. `low` and `high` bound it, or equal it."""

    name: str
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Judged:
    """Examples and what the models say of them."""

    examples: tuple[Example, ...]
    found: tuple[Classified, ...]

    def holds(self, name: str) -> Flags:
        """Which texts hold a signal by label; "either" of the two."""
        return np.array([bool(getattr(example, name)) for example in self.examples])

    def probability(self, name: str) -> Numbers:
        """The calibrated probability; of "either" the higher one."""
        if name == "either":
            return np.maximum(self.probability("provocation"), self.probability("violence"))
        place = SIGNALS.index(name)
        return np.array([one.signals[place].probability for one in self.found])

    @cached_property
    def flagged(self) -> Flags:
        """Which texts are flagged for anything."""
        return np.array([any(signal.flagged for signal in one.signals) for one in self.found])

    @cached_property
    def shown(self) -> Flags:
        """Which texts stand in the queue for a signal: flagged, or marked as unsure."""
        return np.array([any(one.flagged or one.unsure for one in found.signals) for found in self.found])

    @cached_property
    def severity(self) -> npt.NDArray[np.int64]:
        """The highest severity found."""
        return np.array([max(signal.severity for signal in one.signals) for one in self.found])

    def part(self, use: Flags) -> "Judged":
        """Some of the examples."""
        rows = np.flatnonzero(use).tolist()
        return Judged(tuple(self.examples[row] for row in rows), tuple(self.found[row] for row in rows))


def judge(examples: Sequence[Example], channel: Channel | None = None, *, reasons: bool = True) -> Judged:
    """Classify examples, each in its own channel unless one is given; without reasons if scores suffice."""
    said = [Said(title="", text=one.text, channel=channel or Channel(one.channel)) for one in examples]
    found = [
        one
        for start in range(0, len(said), _BATCH)
        for one in classify_texts(said[start : start + _BATCH], reasons=reasons)
    ]
    return Judged(tuple(examples), tuple(found))


def _bounded(name: str, judged: Judged, statistic: Callable[[npt.NDArray[np.int64]], float]) -> Figure:
    """A statistic of row numbers, with its bootstrap interval."""
    size = len(judged.examples)
    chance = np.random.default_rng(_SEED)
    draws = [statistic(chance.integers(0, size, size)) for _ in range(_RESAMPLES)]
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return Figure(name, statistic(np.arange(size)), float(low), float(high), size)


def measure_own() -> Iterator[Figure]:
    """Figures that need no shared data."""
    for name, examples in (("writer", data.measured_writer()), ("guard", data.measured_guard())):
        yield from _of_set(name, judge(examples, reasons=False))


def measure_shared(shared: Path) -> Iterator[Figure]:
    """Figures on published texts."""
    published = judge(data.relabelled(shared, "measure"), reasons=False)
    yield from _of_set("published", published)
    sure = published.part(np.array([not example.unsure for example in published.examples]))
    yield average_precision("either.published_sure_ap", sure, "either")
    own = judge([*data.measured_writer(), *data.measured_guard()], reasons=False)
    yield from _calibration(published, own, shared)
    yield from _stream(published.part(published.holds("either")), shared)
    yield from _news(shared)


def _of_set(name: str, judged: Judged) -> Iterator[Figure]:
    """Ranking, flags, role and severity on one set."""
    for signal in ("either", *SIGNALS):
        yield average_precision(f"{signal}.{name}_ap", judged, signal)
    holds, flagged = judged.holds("either"), judged.flagged
    yield share(f"either.{name}_found", judged.part(holds), flagged[holds])
    yield share(f"either.{name}_lawful_passed", judged.part(~holds), ~flagged[~holds])
    yield share(f"either.{name}_flags_right", judged.part(flagged), holds[flagged])
    yield role_f1(f"role.{name}_f1", judged)
    yield severity_kappa(f"severity.{name}_kappa", judged.part(holds & (judged.severity > 0)))


def average_precision(name: str, judged: Judged, signal: str) -> Figure:
    """Area under precision and recall."""
    holds, probability = judged.holds(signal), judged.probability(signal)
    return _bounded(name, judged, lambda rows: float(average_precision_score(holds[rows], probability[rows])))


def share(name: str, judged: Judged, good: Flags) -> Figure:
    """The share of texts for which something holds."""
    return _bounded(name, judged, lambda rows: float(good[rows].mean()) if len(rows) else float("nan"))


def role_f1(name: str, judged: Judged) -> Figure:
    """Mean F1 of the roles that at least 20 texts of the set have: of fewer, chance decides."""
    labels = np.array([example.role.value for example in judged.examples])
    found = np.array([one.role.name.value for one in judged.found])
    roles = [role.value for role in RoleName if (labels == role.value).sum() >= 20]
    return _bounded(
        name,
        judged,
        lambda rows: float(
            f1_score(labels[rows], found[rows], labels=roles, average="macro", zero_division=0)
        ),
    )


def severity_kappa(name: str, judged: Judged) -> Figure:
    """Quadratic weighted kappa of the severity of texts that hold a signal and were given one."""
    labels = np.array([example.severity for example in judged.examples])
    found = judged.severity
    return _bounded(
        name,
        judged,
        lambda rows: float(
            cohen_kappa_score(labels[rows], found[rows], weights="quadratic", labels=[1, 2, 3])
        ),
    )


def calibration_error(value: Numbers, holds: Flags, weight: Numbers) -> float:
    """Expected calibration error: ten bins of equal width, weighted."""
    bins = np.minimum((value * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for number in range(_BINS):
        part = bins == number
        if weight[part].sum():
            gap = np.average(value[part], weights=weight[part]) - np.average(
                holds[part], weights=weight[part]
            )
            error += float(weight[part].sum() * abs(gap))
    return error / float(weight.sum())


def _calibration(published: Judged, own: Judged, shared: Path) -> Iterator[Figure]:
    """1 - ECE, on texts kept apart, in the mix for which the probabilities were calibrated."""
    ordinary = judge([ordinary_example(text) for text in data.ordinary(shared, "measure")], reasons=False)
    both = Judged(published.examples + own.examples, published.found + own.found)
    ours = data.are_ours(both.examples)
    for signal in SIGNALS:
        value, rate = both.probability(signal), BASE_RATES[signal]
        found = mix(value, both.holds(signal), ours, ordinary.probability(signal), rate)
        everything = Judged(both.examples + ordinary.examples, both.found + ordinary.found)
        yield _bounded(
            f"{signal}.calibration",
            everything,
            lambda rows, f=found: 1 - calibration_error(f.value[rows], f.holds[rows], f.weight[rows]),  # type: ignore[misc]
        )


def ordinary_example(text: str) -> Example:
    """A text of ordinary traffic, as one without a signal."""
    return Example(
        id="", text=text, domain="", provocation=False, violence=False, role=RoleName.ASSERT, severity=0
    )


def _stream(positives: Judged, shared: Path) -> Iterator[Figure]:
    """Of the first 50 in a stream of 5,000 with 50 that hold a signal, how many do: with public labels as
    truth, and where texts that we read a second time and found to hold one are left out of the stream."""
    stream = judge([ordinary_example(text) for text in data.stream(shared)], Channel.POST, reasons=False)
    order, high = stream.probability("either"), positives.probability("either")
    clean = data.stream_lawful(shared)
    for name, low in (("stream_first_50", order), ("stream_first_50_read", order[clean])):
        chance = np.random.default_rng(_SEED)
        draws = [
            _first_right(chance.choice(high, _FIRST, replace=False), chance.choice(low, len(low)))
            for _ in range(_RESAMPLES)
        ]
        lower, upper = np.percentile(draws, [2.5, 97.5])
        yield Figure(f"either.{name}", float(np.mean(draws)), float(lower), float(upper), len(low) + _FIRST)
    yield share("either.stream_passed", stream, ~stream.flagged)


def _first_right(high: Numbers, low: Numbers) -> float:
    values = np.concatenate([high, low])
    first = np.argsort(-values, kind="stable")[:_FIRST]
    return float((first < len(high)).mean())


def news_texts(shared: Path) -> list[str]:
    """Long news texts: the article from which the project began, and saved pages."""
    pages = (shared / "data/pages/pages.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [(shared / "data/seed_article.txt").read_text(encoding="utf-8")]
    return [data.clean(text) for text in (*texts, *(json.loads(page)["text"] for page in pages))]


def _news(shared: Path) -> Iterator[Figure]:
    found = judge([ordinary_example(text) for text in news_texts(shared)], Channel.NEWS, reasons=False)
    reports = np.array([one.role.name is RoleName.REPORT for one in found.found])
    first = found.found[0]
    right = first.role.name is RoleName.REPORT and not found.flagged[0]
    yield Figure("role.first_article", float(right), float(right), float(right), 1)
    yield share("role.news_reports", found, reports)
    yield share("either.news_passed", found, ~found.flagged)


def flagged_by_kind() -> Iterator[str]:
    """How often each kind of our kept-apart texts is flagged: lines of a table for docs/quality.md."""
    judged = judge([*data.measured_writer(), *data.measured_guard()], reasons=False)
    kinds = np.array([example.kind for example in judged.examples])
    for kind in sorted(set(kinds.tolist())):
        flagged = judged.flagged[kinds == kind]
        count, n = int(flagged.sum()), len(flagged)
        low, high = wilson(count, n)
        yield f"| {kind} | {count} of {n} | {count / n:.0%} | {low:.0%}-{high:.0%} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(flagged_by_kind()) + "\n")
