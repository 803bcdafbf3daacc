"""The sections that count: at a glance, what changed, day by day, places, sources.

What an edition may tell, its Teller knows.
"""

from collections.abc import Sequence
from typing import Final

from core.indonesian import number
from pipeline.decisions import OPEN
from reports.area_map.areas import Area
from reports.area_map.layers import Layer
from reports.area_map.tiles import draw_tiles
from reports.document import SMALL, Block, Cell, heading, numbers, para, picture, table
from reports.figures import Figures
from reports.figures.collect import METRICS
from reports.figures.compare import BASE, Compared
from reports.sections import charts
from reports.telling import Teller
from reports.words import SIGNALS, listed, tiny_day

_METRIC_WORDS: Final = {
    "stories": "Cerita baru",
    "marked": "Perlu diperiksa",
    **SIGNALS,
}


def at_a_glance(f: Figures, teller: Teller) -> Block:
    """The row of large figures."""
    waiting = sum(f.open_states[state] for state in OPEN)
    return numbers(
        [
            (number(f.active), "cerita terpantau"),
            (teller.n(f.active_marked), "perlu diperiksa"),
            (teller.n(f.decided.stories), "diputuskan tim"),
            (teller.n(waiting), "menunggu putusan"),
            (teller.n(len(f.incidents)), "peristiwa dipastikan"),
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
                "ini "
                "baru sampai saat laporan dibuat."
            )
        )
    elif not f.compared["stories"].known:
        blocks.append(
            para(
                "Belum cukup data untuk membandingkan: perlu sedikitnya dua minggu pemantauan yang utuh "
                "sebelum "
                f"minggu ini, baru ada {number(f.earlier)}. Naik atau turun tidak disimpulkan."
            )
        )
    else:
        blocks.append(para(_verdict(f)))
    blocks.append(_weeks_table(f, teller))
    if len(f.weeks) > 2:
        band = f.compared["marked"]
        usual = (band.low, band.high) if band.low is not None and band.high is not None and _all(f) else None
        blocks.append(
            picture(
                charts.weekly([(week.code, week.marked) for week in f.weeks], usual, teller),
                "Cerita baru yang perlu diperiksa, per minggu"
                + (" (kotak: kisaran wajar minggu ini)" if usual else ""),
                "Garis jumlah per minggu: "
                + ", ".join(f"{w.code[5:]} {teller.n(w.marked)}" for w in f.weeks),
            )
        )
    return blocks


def _weeks_table(f: Figures, teller: Teller) -> Block:
    caption = "Cerita baru menurut sinyal; satu cerita dapat membawa lebih dari satu sinyal."
    counts = [(_METRIC_WORDS[name].capitalize(), teller.n(f.week.metric(name)), name) for name in METRICS]
    lines = {name: charts.spark([week.metric(name) for week in f.weeks], teller) for name in METRICS}
    if not f.compared["stories"].known:
        shown = [(words, told, lines[name]) for words, told, name in counts]
        return table(caption, ("", "Minggu ini", "Delapan minggu"), shown, "lrl", (3, 1.2, 4))
    rows = [(words, told, *_compared(f.compared[name], teller), lines[name]) for words, told, name in counts]
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
            "8 minggu",
        ),
        rows,
        "lrrrrrll",
        (1.9, 1.0, 1.0, 1.0, 1.2, 1.2, 1.6, 1.4),
    )


def _all(f: Figures) -> bool:
    """Whether the sources compared are all that brought a story: else the band is of another line."""
    return f.compared["marked"].now == f.week.marked


def _compared(one: Compared, teller: Teller) -> tuple[str, str, str, str, str]:
    now, last = teller.n(one.now), "–" if one.last is None else teller.n(one.last)
    if one.mean is None:
        return now, last, "–", "–", "belum cukup data"
    words = {1: "berubah: naik", -1: "berubah: turun"}.get(one.direction, "dalam kisaran")
    mean = number(one.mean, 1) if not teller.suppress or one.mean >= SMALL else "–"
    return now, last, mean, f"{number(one.low or 0)}–{number(one.high or 0)}", words


def _verdict(f: Figures) -> str:
    changed = [
        f"{_METRIC_WORDS[name]} {'naik' if one.direction > 0 else 'turun'} ({number(one.now)}, wajarnya "
        f"{number(one.low or 0)}–{number(one.high or 0)})"
        for name, one in f.compared.items()
        if one.direction
    ]
    told = f"{listed(changed)}." if changed else "Tidak ada angka yang keluar dari kisaran wajar."
    return (
        f"{told} Dibandingkan dengan {number(min(f.earlier, BASE))} minggu sebelumnya, hanya dari "
        f"{number(len(f.alike))} sumber yang berjalan baik di semua minggu itu; kisaran wajar mencakup 99 "
        "% dari "
        "naik-turun yang kebetulan."
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


def places(f: Figures, teller: Teller) -> list[Block]:
    """The map and the same figures as a table."""
    layer = Layer.STORIES
    drawn = draw_tiles(f.areas, layer, "Cerita menurut kecamatan", suppress=teller.suppress)
    telling = sorted(
        (one for one in f.areas if one.marked or one.incidents or one.stories),
        key=lambda one: (-one.marked, -one.stories, one.name),
    )
    blank = [one.name for one in f.areas if not one.covered]
    blocks = [
        heading("Di mana"),
        picture(
            drawn,
            "Cerita yang menyebut tiap kecamatan, dan peristiwa yang dipastikan. Petak sama besar, bukan "
            "peta sebenarnya.",
            "; ".join(f"{one.name} {teller.n(one.stories)}" for one in telling),
            0.86,
        ),
    ]
    if rows := _area_rows([one for one in telling if one.marked or one.incidents], teller):
        blocks.append(
            table(
                "Kecamatan yang disebut cerita bersinyal, atau tempat peristiwa dipastikan. Menyebut suatu "
                "tempat "
                "tidak berarti terjadi di sana; satu cerita dapat menyebut beberapa kecamatan.",
                ("Kecamatan", "Cerita", "Perlu diperiksa", "Peristiwa dipastikan"),
                rows,
                "lrrr",
                (3, 1, 1.4, 1.6),
            )
        )
    notes = []
    if f.nowhere:
        notes.append(f"{number(f.nowhere)} cerita tidak menyebut satu pun kecamatan.")
    if blank:
        notes.append(f"Tidak ada data (bukan berarti tenang): {listed(blank)}.")
    return [*blocks, *([para(" ".join(notes))] if notes else [])]


def _area_rows(areas: Sequence[Area], teller: Teller) -> list[tuple[str | Cell, ...]]:
    return [
        (one.name, teller.n(one.stories), teller.n(one.marked), teller.n(sum(one.incidents.values())))
        for one in areas
    ]


def by_source(f: Figures, teller: Teller) -> list[Block]:
    """Which source brought what. Not in the public edition: it would read as a list of culprits."""
    told = [one for one in f.sources if one.stories]
    if not teller.detailed or not told:
        return []
    rows = [(one.title, one.stories, one.marked) for one in sorted(told, key=lambda one: -one.stories)]
    return [
        heading("Menurut sumber"),
        picture(
            charts.by_source(rows, teller),
            "Cerita aktif tiap sumber; bagian gelap bersinyal. Sumber menunjukkan tempat ditemukan, bukan "
            "siapa yang salah.",
            "; ".join(
                f"{title} {teller.n(stories)}, bersinyal {teller.n(marked)}"
                for title, stories, marked in rows
            ),
        ),
    ]
