"""The sections that count: at a glance, what changed, day by day, sources.

What an edition may tell, its Teller knows.
"""

from itertools import product
from typing import Final

from core.indonesian import number
from pipeline.decisions import OPEN
from reports.document import Block, Cell, heading, numbers, para, picture, table
from reports.figures import Figures
from reports.figures.collect import METRICS
from reports.figures.compare import BASE, Compared, compare
from reports.period import weeks
from reports.sections import charts, happened
from reports.telling import Teller
from reports.words import SIGNALS, listed, tiny_day

_METRIC_WORDS: Final = {
    "stories": "Cerita baru",
    "marked": "Bersinyal",
    **SIGNALS,
}
_CONCLUSIONS: Final = {
    1: "berubah: naik",
    -1: "berubah: turun",
    0: "dalam kisaran",
    None: "terlalu sedikit",
}


def at_a_glance(f: Figures, teller: Teller) -> Block:
    """The row of large figures."""
    waiting = sum(f.open_states[state] for state in OPEN)
    return numbers(
        [
            (teller.n(f.active), "cerita terpantau"),
            (teller.n(f.active_marked), "bersinyal"),
            (teller.n(f.decided.stories), "diputuskan tim"),
            (teller.n(waiting), "menunggu putusan"),
            (happened.tense(f, teller), f"{happened.TENSE}, dipastikan"),
            (happened.peaceful(f, teller), f"{happened.PEACEFUL}, dipastikan"),
            (teller.n(sum(one.sent for one in f.referrals.routes)), "rujukan dikirim"),
        ]
    )


def changes(f: Figures, teller: Teller) -> list[Block]:
    """What changed against last week and the four-week mean."""
    blocks = [heading("Apa yang berubah")]
    if not f.complete:
        blocks.append(
            para(
                "Minggu ini belum selesai, sehingga belum dibandingkan dengan minggu lain; angka di bawah "
                "ini baru sampai saat laporan dibuat."
            )
        )
    elif not f.compared["stories"].known:
        blocks.append(
            para(
                "Belum cukup data untuk membandingkan: perlu sedikitnya dua minggu pemantauan yang utuh "
                f"sebelum minggu ini, baru ada {number(f.earlier)}. Naik atau turun tidak disimpulkan."
            )
        )
    else:
        blocks.append(para(_verdict(f, teller)))
    blocks.append(_weeks_table(f, teller))
    band = f.compared["marked"]
    line = _line(f, "marked", teller)
    if len(line) > 2:
        alike = teller.suppress or band.now == f.week.marked  # else the band is of another line
        usual = _band(band, teller) if alike else None
        codes = [week.code for week in weeks(f.period, len(line))]
        blocks.append(
            picture(
                charts.weekly(list(zip(codes, line, strict=True)), usual, teller),
                "Cerita baru yang bersinyal, per minggu"
                + (", dari sumber yang sama" if teller.suppress and band.known else "")
                + (" (kotak: kisaran wajar minggu ini)" if usual else ""),
                "Garis jumlah per minggu: "
                + ", ".join(f"{code[5:]} {teller.n(n)}" for code, n in zip(codes, line, strict=True)),
            )
        )
    return blocks


def _line(f: Figures, name: str, teller: Teller) -> list[int]:
    """A figure week by week. Outside of the team over the sources compared alone: beside it, the same of all
    sources would tell by subtraction what one source has brought."""
    one = f.compared[name]
    if teller.suppress and one.known:
        return [*one.before, one.now]
    return [week.metric(name) for week in f.weeks]


def _band(one: Compared, teller: Teller) -> tuple[int, int] | None:
    """Between which counts another such week would lie; untold where a week that it follows from is."""
    if one.low is None or one.high is None or any(teller.covers(week) for week in one.before):
        return None
    return one.low, one.high


def _weeks_table(f: Figures, teller: Teller) -> Block:
    caption = "Cerita baru menurut sinyal; satu cerita dapat membawa lebih dari satu sinyal."
    names = [(_METRIC_WORDS[name].capitalize(), name) for name in METRICS]
    lines = {name: charts.spark(_line(f, name, teller), teller) for name in METRICS}
    if not f.compared["stories"].known:
        shown = [(words, teller.n(f.week.metric(name)), lines[name]) for words, name in names]
        return table(caption, ("", "Minggu ini", "Delapan minggu"), shown, "lrl", (3, 1.2, 4))
    every = () if teller.suppress else ("Semua sumber",)
    rows: list[tuple[str | Cell, ...]] = [
        (
            words,
            *([number(f.week.metric(name))] if every else []),
            *_compared(f.compared[name], teller),
            lines[name],
        )
        for words, name in names
    ]
    alone = (
        "Hanya dari sumber yang berjalan baik di semua minggu yang dibandingkan."
        if teller.suppress
        else "“Sumber sama”: minggu ini, hanya dari sumber yang berjalan baik di semua minggu yang "
        "dibandingkan; demikian pula kolom-kolom di kanannya."
    )
    return table(
        f"{caption} {alone}",
        (
            "",
            *every,
            "Sumber sama" if every else "Minggu ini",
            "Minggu lalu",
            "Rata-rata",
            "Kisaran wajar",
            "Kesimpulan",
            f"{len(_line(f, 'stories', teller))} minggu",
        ),
        rows,
        "lrrrrrll" if every else "lrrrrll",
        (1.9, *([1.0] if every else []), 1.0, 1.0, 1.2, 1.2, 1.6, 1.4),
    )


def direction(one: Compared, teller: Teller) -> int | None:
    """1 more than chance explains, -1 less, 0 no change to speak of; None where it hangs on a covered
    count."""
    several = product(*(teller.like(count) for count in (*one.before, one.now)))
    found = {compare(now, before).direction for *before, now in several}
    return found.pop() if len(found) == 1 else None


def _compared(one: Compared, teller: Teller) -> tuple[str, str, str, str, str]:
    now, last = teller.n(one.now), "–" if one.last is None else teller.n(one.last)
    if one.mean is None:
        return now, last, "–", "–", "belum cukup data"
    words = _CONCLUSIONS[direction(one, teller)]
    band = _band(one, teller)
    return now, last, number(one.mean, 1) if band else "–", _range(band) if band else "–", words


def _range(band: tuple[int, int]) -> str:
    return f"{number(band[0])}–{number(band[1])}"


def _verdict(f: Figures, teller: Teller) -> str:
    changed = []
    for name, one in f.compared.items():
        if way := direction(one, teller):
            band = _band(one, teller)
            usual = f", wajarnya {_range(band)}" if band else ""
            words = "naik" if way > 0 else "turun"
            changed.append(f"{_METRIC_WORDS[name]} {words} ({teller.n(one.now)}{usual})")
    told = (
        f"Berubah: {listed(changed)}."
        if changed
        else "Tidak ada perubahan yang berarti: tidak ada angka yang keluar dari kisaran wajar."
    )
    return (
        f"{told} Dibandingkan dengan {number(min(f.earlier, BASE))} minggu sebelumnya, hanya dari "
        f"{number(len(f.alike))} sumber yang berjalan baik di semua minggu itu; kisaran wajar mencakup 99 % "
        "dari naik-turun yang kebetulan."
    )


def day_by_day(f: Figures, teller: Teller) -> list[Block]:
    """When what carries a signal was said."""
    running = None if f.complete else f.made_at.astimezone(f.period.zone).date()
    told = [
        f"{tiny_day(day)}: "
        + ", ".join(f"{SIGNALS[name]} {teller.n(counts.get(name, 0))}" for name in SIGNALS)
        for day, counts in f.days.items()
        if sum(counts.values())
    ]
    return [
        heading("Hari demi hari"),
        picture(
            charts.daily(f.days, running, teller),
            "Salinan yang bersinyal, menurut hari tayang" + (" (…: hari belum selesai)" if running else ""),
            "; ".join(told) or "tidak ada",
        ),
    ]


def by_source(f: Figures, teller: Teller) -> list[Block]:
    """Which source brought what. Not in the public edition: it would read as a list of culprits. For
    partners in ranges: beside the total a small source would follow from the large ones."""
    told = [one for one in f.sources if one.stories]
    if not teller.detailed or not told:
        return []
    rows = [
        (one.title, one.stories, one.marked)
        for one in sorted(told, key=lambda one: (-teller.reach(one.stories), one.title))
    ]
    return [
        heading("Menurut sumber"),
        picture(
            charts.by_source(rows, teller),
            "Cerita aktif tiap sumber; bagian gelap bersinyal. Sumber menunjukkan tempat ditemukan, bukan "
            "siapa yang salah.",
            "; ".join(
                f"{title} {teller.coarse(stories)}, bersinyal {teller.coarse(marked)}"
                for title, stories, marked in rows
            ),
        ),
    ]
