"""Rows of the table of docs/quality.md, and how they are written there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

BEGIN: Final = "<!-- generated: make bench-quality -->"
END: Final = "<!-- end of generated -->"
_RESAMPLES: Final = 400
_SEED: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure: ours with its 95 % interval, baselines in the same run, the goal and whether it is met."""

    part: str
    name: str
    tfidf: str
    linear: str
    ours: str
    goal: str = ""
    met: bool | None = None
    n: int = 0


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and its bounds."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """With three digits, bounds with two."""
        return f"{self.value:.3f} [{self.low:.2f}, {self.high:.2f}]"


def bootstrap(statistic: Callable[[npt.NDArray[np.int64]], float], size: int) -> Interval:
    """A statistic of row numbers with its percentile interval, 400 draws, seeded."""
    chance = np.random.default_rng(_SEED)
    draws = [statistic(chance.integers(0, size, size)) for _ in range(_RESAMPLES)]
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return Interval(statistic(np.arange(size)), float(low), float(high))


def lines(rows: Iterable[Row]) -> list[str]:
    """A Markdown table."""
    found = [
        "| | measure | n | TF-IDF | linear stage | Pantau | goal | |",
        "|---|---|--:|--:|--:|--:|--:|---|",
    ]
    part = ""
    for row in rows:
        state = "" if row.met is None else "met" if row.met else "**missed**"
        title = row.part if row.part != part else ""
        part = row.part
        cells = (
            title,
            row.name,
            f"{row.n:,}" if row.n else "",
            row.tfidf,
            row.linear,
            row.ours,
            row.goal,
            state,
        )
        found.append("| " + " | ".join(cells) + " |")
    return found


def write(path: Path, body: Sequence[str], begin: str = BEGIN, end: str = END) -> None:
    """Put `body` between the marks of a page. Raises ValueError where it has none."""
    before, _, after = parted(path, begin, end)
    path.write_text(before + "\n".join([begin, "", *body, "", end]) + after, encoding="utf-8")


def parted(path: Path, begin: str = BEGIN, end: str = END) -> tuple[str, str, str]:
    """What stands before, between and behind the marks of a page. Raises ValueError where it has none."""
    text = path.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        raise ValueError(f"{path}: the marks {begin} and {end} are missing; put them where the table belongs")
    before, rest = text.split(begin, 1)
    between, after = rest.split(end, 1)
    return before, between, after
