"""Charts as SVG: greys and lengths, labels beside the marks, so that they print in black and white."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

import vl_convert
from markupsafe import escape

from reports.document import Cell
from reports.telling import COVERED, Teller
from reports.words import SIGNALS, tiny_day, weekday

FONT: Final = "Libertinus Serif, Georgia, serif"
_DARK, _LIGHT, _SOFT = "#222222", "#c9c9c9", "#555555"
_WIDE: Final = 640
_SPARK: Final = (84, 18)

# Altair is imported where something is drawn: it takes a third of a second, and every command that knows
# reports (the desk does) would wait for it.


def _data(rows: Sequence[Mapping[str, object]]) -> Any:
    import altair as alt

    alt.data_transformers.disable_max_rows()
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def _svg(chart: Any) -> str:
    configured = (
        chart.configure(font=FONT, background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=13, titleFontSize=13, labelColor=_DARK, domainColor=_SOFT, grid=False)
        .configure_header(labelFontSize=14, labelColor=_DARK, labelFontWeight="bold")
    )
    return _converted(json.dumps(configured.to_dict(), sort_keys=True))


@lru_cache(maxsize=64)
def _converted(spec: str) -> str:
    """The drawing of a chart. The editions of a week share most of theirs."""
    return str(vl_convert.vegalite_to_svg(spec))


def _drawn(value: int, teller: Teller) -> float:
    """How high a count is drawn; covered ones all alike."""
    return 1.5 if teller.n(value) == COVERED else float(value)


def daily(
    days: Mapping[date, Mapping[str, int]], teller: Teller, words_of: Callable[[date, int], str]
) -> str:
    """Copies with each signal, day by day. `words_of`: what is written above, so that a day that is not over
    or was not watched does not read as nothing."""
    rows = [
        {
            "hari": f"{weekday(day)[:3]} {tiny_day(day)}",
            "sinyal": words[0].upper() + words[1:],
            "n": _drawn(counts.get(name, 0), teller),
            "tulis": words_of(day, counts.get(name, 0)),
        }
        for day, counts in days.items()
        for name, words in SIGNALS.items()
    ]
    return _daily(tuple(tuple(row.items()) for row in rows))


@lru_cache(maxsize=64)
def _daily(told: tuple[tuple[tuple[str, object], ...], ...]) -> str:
    import altair as alt

    rows = [dict(row) for row in told]
    most = max((float(str(row["n"])) for row in rows), default=0.0)
    order = [str(row["hari"]) for row in rows[:: len(SIGNALS)]]
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("hari:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, ticks=False)),
        y=alt.Y("n:Q", title=None, axis=None, scale=alt.Scale(domain=[0, max(4, most) * 1.35])),
    )
    bars = base.mark_bar(color=_DARK, size=34)
    fits = alt.condition("length(datum.tulis) > 9", alt.value(11), alt.value(13))  # words beside words
    labels = base.mark_text(dy=-8, color=_DARK).encode(text="tulis:N", size=fits)
    return _svg(
        alt.layer(bars, labels)
        .properties(width=_WIDE, height=36)
        .facet(
            row=alt.Row(
                "sinyal:N",
                sort=[words[0].upper() + words[1:] for words in SIGNALS.values()],
                title=None,
                header=alt.Header(labelOrient="top", labelAnchor="start", labelPadding=2),
            ),
            spacing=8,
        )
        .resolve_scale(x="shared", y="shared")
    )


def by_source(rows: Sequence[tuple[str, int, int]], teller: Teller) -> str:
    """Stories of each source, and of these those with a signal (dark): (title, stories, marked)."""
    import altair as alt

    values = [
        {
            "sumber": title,
            "n": float(teller.reach(stories)),
            "m": float(teller.reach(marked)),
            "tulis": f"{teller.coarse(stories)}, bersinyal {teller.coarse(marked)}",
        }
        for title, stories, marked in rows
    ]
    base = alt.Chart(_data(values)).encode(
        y=alt.Y(
            "sumber:N",
            sort=[title for title, _, _ in rows],
            title=None,
            axis=alt.Axis(ticks=False, domain=False, labelLimit=220, labelPadding=8),
        )
    )
    most = max((float(teller.reach(stories)) for _, stories, _ in rows), default=1.0)
    width = alt.Scale(domain=[0, most * 1.25])
    every = base.mark_bar(color=_LIGHT, stroke=_SOFT, strokeWidth=0.6, size=15).encode(
        x=alt.X("n:Q", title=None, axis=None, scale=width)
    )
    marked = base.mark_bar(color=_DARK, size=15).encode(x=alt.X("m:Q", scale=width))
    words = base.mark_text(align="left", dx=6, fontSize=13, color=_DARK).encode(
        x=alt.X("n:Q", scale=width), text="tulis:N"
    )
    return _svg(alt.layer(every, marked, words).properties(width=_WIDE - 170, height=24 * max(1, len(rows))))


def weekly(counts: Sequence[tuple[str, int, str]], band: tuple[int, int] | None) -> str:
    """Stories with a signal, week by week (code, count, count in words); the band is what would be usual for
    the last one."""
    values = [
        {
            "minggu": code[5:],
            "n": float(count),
            "tulis": told,
            "kini": at == len(counts) - 1,
        }
        for at, (code, count, told) in enumerate(counts)
    ]
    return _weekly(tuple(tuple(row.items()) for row in values), band)


@lru_cache(maxsize=64)
def _weekly(told: tuple[tuple[tuple[str, object], ...], ...], band: tuple[int, int] | None) -> str:
    import altair as alt

    values = [dict(row) for row in told]
    highest = max([float(str(row["n"])) for row in values] + ([float(band[1])] if band else []) + [4.0])
    order = [str(row["minggu"]) for row in values]
    scale = alt.Scale(domain=[0, highest * 1.35])
    base = alt.Chart(_data(values)).encode(
        x=alt.X("minggu:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, ticks=False))
    )
    y = alt.Y("n:Q", title=None, axis=None, scale=scale)
    layers = [
        base.mark_line(color=_SOFT, strokeWidth=1.5).encode(y=y),
        base.mark_point(filled=True, size=70, opacity=1, stroke=_DARK).encode(
            y=y, color=alt.condition("datum.kini", alt.value(_DARK), alt.value("#ffffff"))
        ),
        base.mark_text(dy=-13, fontSize=13, color=_DARK).encode(y=y, text="tulis:N"),
    ]
    if band:
        usual = alt.Chart(_data([{"minggu": order[-1], "a": band[0], "b": band[1]}]))
        layers.insert(
            0,
            usual.mark_bar(color="#e6e6e6", stroke=_SOFT, strokeDash=[3, 3], size=30).encode(
                x=alt.X("minggu:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, ticks=False)),
                y=alt.Y("a:Q", title=None, axis=None, scale=scale),
                y2="b:Q",
            ),
        )
    return _svg(alt.layer(*layers).properties(width=_WIDE, height=70))


def spark(counts: Sequence[tuple[str, int, str]]) -> Cell:
    """A line small enough for a cell, the last point marked; of the same as `weekly`."""
    words = "per minggu: " + ", ".join(told for _, _, told in counts)
    values = [value for _, value, _ in counts]
    if len(values) < 2:
        return Cell(svg="", text="–")
    width, height = _SPARK
    most = max(max(values), 1)
    step = (width - 8) / (len(values) - 1)
    points = [(4 + at * step, height - 3 - (height - 7) * value / most) for at, value in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return Cell(
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img"><title>{escape(words)}</title>'
        f'<polyline points="{line}" fill="none" stroke="{_SOFT}" stroke-width="1.2"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{_DARK}"/></svg>',
        text=words,
    )
