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
_CAPTION: Final = "Cerita baru menurut sinyal; satu cerita dapat membawa lebih dari satu sinyal."
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
    """What changed against the weeks before."""
    blocks = [heading("Apa yang berubah")]
    if not f.complete:
        blocks.append(
            para(
                "Minggu ini belum selesai, sehingga belum dibandingkan dengan minggu lain; angkanya baru "
                "sampai saat laporan dibuat."
            )
        )
    elif f.too_few:
        blocks.append(
            para(
                f"{days.watched_days(f).capitalize()} dipantau. Minggu dengan kurang dari "
                f"{spelled(LEAST_DAYS)} hari yang dipantau tidak dibandingkan dengan minggu lain: sedikitnya "
                "cerita bukan tanda tenang."
            )
        )
    elif f.incomparable:
        blocks.append(
            para(
                "Tidak dibandingkan: tidak ada sumber yang berjalan baik di semua minggu yang akan "
                "dibandingkan dan yang tidak diam minggu ini. Naik atau turun tidak disimpulkan."
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
    if teller.suppress:
        return [*blocks, _this_week(f, teller)]
    blocks.append(_weeks_table(f, teller))
    band = f.compared["marked"]
    line = _line(f, "marked")
    if len(line) > 2:
        alike = band.now == f.crawled[-1].marked  # else the band is of another line
        usual = _band(band) if alike else None
        notes = _line_notes(f)
        blocks.append(
            picture(
                charts.weekly(line, usual),
                "Cerita baru yang bersinyal, per minggu"
                + (" (kotak: kisaran wajar minggu ini)" if usual else "")
                + (f"; {notes}" if notes else ""),
                "Garis jumlah per minggu: " + ", ".join(f"{code[5:]} {told}" for code, _, told in line),
            )
        )
    return blocks


def _this_week(f: Figures, teller: Teller) -> Block:
    """Outside of the team: the week of all sources, and in words what the comparison says.

    Which sources are compared changes from week to week, and from one edition of a week to the next. A count
    of them, of this week or an earlier one, would tell beside another edition by subtraction what one source
    has brought, or what people have uploaded; so all counts told there are of all sources.
    """
    known = f.compared["stories"].known
    rows = [
        (
            _METRIC_WORDS[name].capitalize(),
            teller.n(f.week.metric(name)),
            *([_CONCLUSIONS[direction(f.compared[name], teller)]] if known else []),
        )
        for name in METRICS
    ]
    return table(
        f"{_CAPTION} Dari semua sumber, juga yang dimasukkan dengan tangan.",
        ("", "Semua sumber", *(["Dibandingkan"] if known else [])),
        rows,
        "lrl" if known else "lr",
        (3, 1.4, *([3] if known else [])),
    )


def _line(f: Figures, name: str) -> list[tuple[str, int, str]]:
    """A figure week by week, without uploads, for the team: code, count, count in words."""
    counted = [(week.code, week.metric(name)) for week in f.crawled]
    return [(code, n, f"({number(n)})" if code in f.short else number(n)) for code, n in counted]


def _line_notes(f: Figures) -> str:
    """What the line leaves out, and which of its weeks were hardly watched."""
    notes = []
    if f.marked(Mark.BY_HAND):
        notes.append("tanpa yang dimasukkan dengan tangan")
    if f.short:
        notes.append(f"dalam kurung: kurang dari {spelled(LEAST_DAYS)} hari dipantau")
    return "; ".join(notes)


def _band(one: Compared) -> tuple[int, int] | None:
    """Between which counts another such week would lie."""
    return None if one.low is None or one.high is None else (one.low, one.high)


def _weeks_table(f: Figures, teller: Teller) -> Block:
    names = [(_METRIC_WORDS[name].capitalize(), name) for name in METRICS]
    lines = {name: charts.spark(_line(f, name)) for name in METRICS}
    notes = _line_notes(f)
    caption = f"{_CAPTION} Garis: {notes}." if notes else _CAPTION
    span = f"{len(f.crawled)} minggu"
    if not f.compared["stories"].known:
        shown = [(words, teller.n(f.week.metric(name)), lines[name]) for words, name in names]
        return table(caption, ("", "Minggu ini", span), shown, "lrl", (3, 1.2, 4))
    known_last = f.base[-1:] == (f.period.earlier(1).code,)  # else last week was hardly watched
    rows: list[tuple[str | Cell, ...]] = [
        (
            words,
            number(f.week.metric(name)),
            *_compared(f.compared[name], teller, known_last=known_last),
            lines[name],
        )
        for words, name in names
    ]
    return table(
        f"{caption} “Sumber sama”: minggu ini, hanya dari sumber yang berjalan baik di semua minggu yang "
        "dibandingkan; demikian pula kolom-kolom di kanannya.",
        (
            "",
            "Semua sumber",
            "Sumber sama",
            "Minggu lalu",
            "Rata-rata",
            "Kisaran wajar",
            "Kesimpulan",
            span,
        ),
        rows,
        "lrrrrrll",
        (1.9, 1.0, 1.0, 1.0, 1.2, 1.2, 1.6, 1.4),
    )


def direction(one: Compared, teller: Teller) -> int | None:
    """1 more than chance explains, -1 less, 0 no change to speak of; None where it hangs on a covered
    count."""
    several = product(*(teller.like(count) for count in (*one.before, one.now)))
    found = {compare(now, before).direction for *before, now in several}
    return found.pop() if len(found) == 1 else None


def _compared(one: Compared, teller: Teller, *, known_last: bool) -> tuple[str, str, str, str, str]:
    now, last = number(one.now), "–" if one.last is None or not known_last else number(one.last)
    if one.mean is None:
        return now, last, "–", "–", "belum cukup data"
    words = _CONCLUSIONS[direction(one, teller)]
    band = _band(one)
    return now, last, number(one.mean, 1) if band else "–", _range(band) if band else "–", words


def _beside(one: Compared) -> str:
    """A count that changed, with what would be usual."""
    band = _band(one)
    return number(one.now) + (f", wajarnya {_range(band)}" if band else "")


def _range(band: tuple[int, int]) -> str:
    return f"{number(band[0])}–{number(band[1])}"


def _verdict(f: Figures, teller: Teller) -> str:
    changed = []
    for name, one in f.compared.items():
        if way := direction(one, teller):
            told = f"{_METRIC_WORDS[name]} {'naik' if way > 0 else 'turun'}"
            changed.append(told if teller.suppress else f"{told} ({_beside(one)})")
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
