"""Day by day: when what carries a signal was said, and which days were watched."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from core.indonesian import number
from reports.document import Block, heading, picture
from reports.figures import Figures
from reports.sections import charts
from reports.telling import Teller
from reports.words import SIGNALS, tiny_day

_UNWATCHED: Final = "tidak dipantau"


def day_by_day(f: Figures, teller: Teller) -> list[Block]:
    """When what carries a signal was said."""
    told = [
        _in_words(f, teller, day, counts)
        for day, counts in f.days.items()
        if sum(counts.values()) or day in f.missed
    ]
    notes = [
        *([] if f.complete else ["…: hari belum selesai"]),
        *(["dalam kurung: hari tanpa ronde, terambil kemudian"] if _caught_up(f) else []),
    ]
    return [
        heading("Hari demi hari"),
        picture(
            charts.daily(f.days, teller, lambda day, n: _of_day(f, teller, day, n)),
            "Salinan yang bersinyal, menurut hari tayang" + (f" ({'; '.join(notes)})" if notes else ""),
            "; ".join(told) or "tidak ada",
        ),
    ]


def _in_words(f: Figures, teller: Teller, day: date, counts: Mapping[str, int]) -> str:
    """A day with a signal, or one that was missed; of this only what was taken later."""
    if day not in f.missed:
        several = (f"{SIGNALS[name]} {_of_day(f, teller, day, counts.get(name, 0))}" for name in SIGNALS)
        return f"{tiny_day(day)}: {', '.join(several)}"
    if not any(counts.values()):
        return f"{tiny_day(day)}: {_UNWATCHED}"
    several = (f"{words} {teller.n(counts[name])}" for name, words in SIGNALS.items() if counts.get(name))
    return f"{tiny_day(day)} ({_UNWATCHED}, terambil kemudian): {', '.join(several)}"


def _of_day(f: Figures, teller: Teller, day: date, value: int) -> str:
    """A count of one day: nothing on a day that runs, lies ahead or was not watched is no zero."""
    today, told = f.made_at.astimezone(f.period.zone).date(), teller.n(value)
    if day in f.missed:
        return f"({told})" if value else _UNWATCHED
    if day < today:
        return told
    return f"{told}…" if value or day in f.watched else "…"


def _caught_up(f: Figures) -> bool:
    """Whether something was said on a day without a round, and taken later."""
    return any(sum(f.days.get(day, {}).values()) for day in f.missed)


def watched_days(f: Figures) -> str:
    """ "hanya 1 dari 7 hari minggu ini"; of a running week of the days that are over."""
    over = [day for day in f.period.days if day < f.made_at.astimezone(f.period.zone).date()]
    days = "hari minggu ini" if f.complete else "hari minggu ini yang sudah lewat"
    if len(over) == len(f.missed):
        return f"{'tidak' if f.complete else 'belum'} satu pun dari {number(len(over))} {days}"
    return f"hanya {number(len(over) - len(f.missed))} dari {number(len(over))} {days}"
