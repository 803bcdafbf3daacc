"""Whether a probability means what it says: reliability diagram and calibration error."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import altair as alt
import numpy as np
import vl_convert as vlc

from benchmarks.quality.sets import Sets
from benchmarks.quality.systems import SIGNALS, Numbers
from benchmarks.quality.table import Interval, Row, bootstrap
from models.training.calibrate import BASE_RATES, mix
from models.training.data import are_ours
from pipeline.quality.models import Judged, calibration_error

_HIGH: Final = 0.2
_BINS: Final = 10


def _judged(sets: Sets) -> Judged:
    """All held-out rows, the stream (as without signals) last."""
    parts = [*sets.judged.values(), sets.stream_judged]
    return Judged(
        tuple(one for part in parts for one in part.examples),
        tuple(one for part in parts for one in part.found),
    )


def rows(sets: Sets, picture: Path) -> Iterator[Row]:
    """Both errors of each signal; the diagram is written to `picture`."""
    judged = _judged(sets)
    labelled = len(judged.examples) - len(sets.stream)
    ours = are_ours(judged.examples[:labelled])
    points = []
    for name in SIGNALS:
        value, holds = judged.probability(name), judged.holds(name)
        rate = BASE_RATES[name]
        found = mix(value[:labelled], holds[:labelled], ours, value[labelled:], rate)
        error = _error(found.value, found.holds, found.weight)
        yield _row(name, "expected calibration error, in the declared mix", error, 0.03, len(value))
        high = value >= _HIGH
        at_rate = np.where(holds, rate / holds.sum(), (1 - rate) / (~holds).sum())
        upper = _error(value[high], holds[high], at_rate[high])
        yield _row(
            name,
            f"the same above 0.2, every row, weighted to {100 * rate:.2g} %",
            upper,
            0.10,
            int(high.sum()),
        )
        points += _points(name, found.value, found.holds, found.weight)
    _draw(points, picture)


def _error(value: Numbers, holds: np.ndarray, weight: Numbers) -> Interval:
    return bootstrap(lambda rows: calibration_error(value[rows], holds[rows], weight[rows]), len(value))


def _row(part: str, name: str, found: Interval, goal: float, n: int) -> Row:
    return Row(
        part=f"calibration, {part}",
        name=name,
        tfidf="",
        linear="",
        ours=str(found),
        goal=f"at most {goal:.2f}",
        met=found.value <= goal,
        n=n,
    )


def _points(name: str, value: Numbers, holds: np.ndarray, weight: Numbers) -> list[dict[str, float | str]]:
    bins = np.minimum((value * _BINS).astype(int), _BINS - 1)
    return [
        {
            "signal": name,
            "said": float(np.average(value[part], weights=weight[part])),
            "true": float(np.average(holds[part], weights=weight[part])),
        }
        for number in range(_BINS)
        for part in [bins == number]
        if weight[part].sum()
    ]


def _data(points: list[dict[str, float | str]]) -> alt.Data:
    return alt.Data(values=points)  # type: ignore[no-untyped-call]


def _draw(points: list[dict[str, float | str]], picture: Path) -> None:
    axis = alt.Scale(domain=[0, 1])
    ideal = alt.Chart(_data([{"said": 0, "true": 0}, {"said": 1, "true": 1}]))
    line = ideal.mark_line(strokeDash=[4, 4], color="#999").encode(x="said:Q", y="true:Q")
    dots = (
        alt.Chart(_data(points))
        .mark_line(point=True)
        .encode(
            x=alt.X("said:Q", scale=axis, title="probability that is shown"),
            y=alt.Y("true:Q", scale=axis, title="share that holds the signal"),
            color=alt.Color("signal:N", title=None),
            strokeDash=alt.StrokeDash("signal:N", title=None),
        )
    )
    chart = alt.layer(line, dots).properties(
        width=320, height=320, padding={"left": 5, "top": 5, "right": 25, "bottom": 5}
    )
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(vlc.vegalite_to_svg(chart.to_json()), encoding="utf-8")
