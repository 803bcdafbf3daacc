"""The sections that count: at a glance, what changed, sources.

What an edition may tell, its Teller knows.
"""

from collections.abc import Sequence
from itertools import product
from typing import Final

from core.indonesian import number
from reports.document import Block, Cell, heading, numbers, para, picture, table
from reports.figures import Figures
from reports.figures.collect import METRICS
from reports.figures.compare import LEAST, Compared, compare
from reports.figures.coverage import LEAST_DAYS, Mark
from reports.sections import charts, days, happened
from reports.telling import Teller
from reports.words import SIGNALS, listed, spelled

_METRIC_WORDS: Final = {
    "stories": "cerita baru",
    "marked": "cerita bersinyal",
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
    return numbers(
        [
            (teller.n(f.active), "cerita terpantau"),
            (teller.n(f.active_marked), "bersinyal"),
            (teller.n(f.decided.stories), "diputuskan tim"),
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
    elif f.too_few:
        blocks.append(
            para(
                f"Hanya {days.watched_days(f)} dipantau. Minggu dengan kurang dari {spelled(LEAST_DAYS)} "
                "hari yang dipantau tidak dibandingkan dengan minggu lain: sedikitnya cerita bukan tanda "
                "tenang."
            )
        )
    elif not f.compared["stories"].known:
        blocks.append(
            para(
                f"Belum cukup data untuk membandingkan: perlu sedikitnya {spelled(LEAST)} minggu pemantauan "
                f"yang utuh sebelum minggu ini, baru ada {number(len(f.base))}. Naik atau turun tidak "
                "disimpulkan."
            )
        )
    else:
        blocks.append(para(_verdict(f, teller)))
    blocks.append(_weeks_table(f, teller))
    band = f.compared["marked"]
    line = _line(f, "marked", teller)
    if len(line) > 2:
        alike = teller.suppress or band.now == f.crawled[-1].marked  # else the band is of another line
        usual = _band(band, teller) if alike else None
        notes = _line_notes(f, teller)
        blocks.append(
            picture(
                charts.weekly(line, usual, teller),
                "Cerita baru yang bersinyal, per minggu"
                + (", dari sumber yang sama" if teller.suppress and band.known else "")
                + (" (kotak: kisaran wajar minggu ini)" if usual else "")
                + (f"; {notes}" if notes else ""),
                "Garis jumlah per minggu: " + ", ".join(f"{code[5:]} {told}" for code, _, told in line),
            )
        )
    return blocks


def _line(f: Figures, name: str, teller: Teller) -> list[tuple[str, int, str]]:
    """A figure week by week: code, count, count in words; without uploads in the team's edition. Outside of
    it over the sources compared alone: beside it, the same of all sources would tell by subtraction what one
    source has brought."""
    one = f.compared[name]
    if teller.suppress and one.known:
        counted = list(zip((*f.base, f.period.code), (*one.before, one.now), strict=True))
    else:
        counted = [(week.code, week.metric(name)) for week in (f.weeks if teller.suppress else f.crawled)]
    return [(code, n, f"({teller.n(n)})" if code in f.short else teller.n(n)) for code, n in counted]


def _line_notes(f: Figures, teller: Teller) -> str:
    """What the line leaves out, and which of its weeks were hardly watched."""
    shown = {code for code, _, _ in _line(f, "stories", teller)}
    notes = []
    if f.marked(Mark.BY_HAND) and not (teller.suppress and not f.compared["stories"].known):
        notes.append("tanpa yang dimasukkan dengan tangan")
    if shown & f.short:
        notes.append(f"dalam kurung: kurang dari {spelled(LEAST_DAYS)} hari dipantau")
    return "; ".join(notes)


def _band(one: Compared, teller: Teller) -> tuple[int, int] | None:
    """Between which counts another such week would lie; untold where a week that it follows from is."""
    if one.low is None or one.high is None or any(teller.covers(week) for week in one.before):
        return None
    return one.low, one.high


def _weeks_table(f: Figures, teller: Teller) -> Block:
    caption = "Cerita baru menurut sinyal; satu cerita dapat membawa lebih dari satu sinyal."
    names = [(_METRIC_WORDS[name].capitalize(), name) for name in METRICS]
    lines = {name: charts.spark(_line(f, name, teller), teller) for name in METRICS}
    notes = _line_notes(f, teller)
    caption += f" Garis: {notes}." if notes else ""
    span = f"{len(_line(f, 'stories', teller))} minggu"
    if not f.compared["stories"].known:
        shown = [(words, teller.n(f.week.metric(name)), lines[name]) for words, name in names]
        return table(caption, ("", "Minggu ini", span), shown, "lrl", (3, 1.2, 4))
    every = () if teller.suppress else ("Semua sumber",)
    known_last = f.base[-1:] == (f.period.earlier(1).code,)  # else last week was hardly watched
    rows: list[tuple[str | Cell, ...]] = [
        (
            words,
            *([number(f.week.metric(name))] if every else []),
            *_compared(f.compared[name], teller, known_last=known_last),
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
            span,
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


def _compared(one: Compared, teller: Teller, *, known_last: bool) -> tuple[str, str, str, str, str]:
    now, last = teller.n(one.now), "–" if one.last is None or not known_last else teller.n(one.last)
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
        f"{told} Dibandingkan dengan {number(len(f.base))} minggu sebelumnya ({_codes(f.base)}), hanya dari "
        f"{number(len(f.alike))} sumber yang berjalan baik di semua minggu itu, tanpa yang dimasukkan dengan "
        "tangan; kisaran wajar mencakup 99 % dari naik-turun yang kebetulan."
    )


def _codes(weeks: Sequence[str]) -> str:
    return listed([code[5:] for code in weeks])


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
