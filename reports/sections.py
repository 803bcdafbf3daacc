"""The sections of a report, each from the figures to blocks. What an edition may tell, its Teller knows."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from cases.outcomes import OUTCOMES
from core.decision import Answer, StoryState
from pipeline.decisions import OPEN
from reports import charts
from reports.area_map import Layer, draw_tiles
from reports.areas import Area, kecamatan
from reports.document import SMALL, Block, Cell, bullets, heading, numbers, para, picture, table
from reports.figures import Figures
from reports.figures.collect import METRICS, TopStory
from reports.figures.compare import BASE, Compared
from reports.names import without_names
from reports.telling import Teller
from reports.words import (
    INCIDENTS,
    SEVERITY,
    SHORT,
    SIGNALS,
    STATES,
    hours,
    listed,
    number,
    short_day,
    tiny_day,
)

_METRIC_WORDS: Final = {
    "stories": "Cerita baru",
    "marked": "Perlu diperiksa",
    **SIGNALS,
}
_CHANNELS: Final = {
    "news": "berita",
    "post": "kiriman umum",
    "factcheck": "pemeriksa fakta",
    "field": "laporan lapangan",
}
_ANSWERS: Final = {Answer.YES: "ya", Answer.NO: "tidak", Answer.UNVERIFIABLE: "tidak dapat dipastikan"}
_CLAIMS: Final = 6
_CUT: Final = 190  # characters of a claim


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


def top_stories(f: Figures, teller: Teller) -> list[Block]:
    """The stories to know, described and never quoted."""
    if not teller.detailed:
        return []
    if not f.top:
        return [heading("Cerita yang perlu diketahui"), para("Tidak ada cerita bersinyal pada periode ini.")]
    rows = [(*story_cells(one, teller), _state(one)) for one in f.top]
    return [
        heading("Cerita yang perlu diketahui"),
        table(
            "Menurut prioritas. Isi tulisan tidak dikutip dan tidak seorang pun disebut; sinyal belum "
            "berarti "
            "pelanggaran.",
            ("Sinyal", "Mengapa ditandai", "Menyebut", "Tayang", "Salinan / sumber", "Putusan"),
            rows,
            "llllll",
            (2.1, 2.6, 1.5, 1.0, 1.3, 1.9),
        ),
    ]


def story_cells(one: TopStory, teller: Teller) -> tuple[str, ...]:
    """The cells of one story that do not tell of its decision."""
    marks = listed(
        [
            f"{SIGNALS[name].removeprefix('sinyal ')} {SEVERITY[level]}".strip()
            for name, level in one.marks.items()
        ]
    )
    why = "; ".join(one.why) if one.why else "mirip klaim yang sudah diperiksa"
    code = f" [{one.story_id[:8]}]" if teller.edition == "full" else ""
    names = kecamatan()
    places = ", ".join(names[code] for code in one.kecamatan[:2] if code in names) or "–"
    channels = listed([_CHANNELS.get(name, name) for name in one.channels])
    return (
        f"Sinyal {marks}{code}",
        f"{why} ({channels})",
        places,
        tiny_day(one.first_said),
        f"{teller.n(one.copies)} / {teller.n(one.sources)}",
    )


def _state(one: TopStory) -> str:
    if one.state in (StoryState.DECIDED, StoryState.HARMLESS) and one.answers:
        asked = [
            f"{SHORT[name].lower()}: {_ANSWERS[answer]}"
            for name, answer in one.answers.items()
            if name in SHORT
        ]
        return "; ".join(asked)
    return STATES[one.state]


def claims(f: Figures, teller: Teller) -> list[Block]:
    """Checked claims and how far they went."""
    spread = [one for one in f.claims if one.asserting + one.possible + one.reporting]
    blocks = [heading("Klaim yang sudah diperiksa, dan penyebarannya")]
    if not spread:
        return [*blocks, para("Tidak ada klaim yang sudah diperiksa ditemukan beredar pada periode ini.")]
    named = kecamatan()
    rows = [
        (
            _cut(without_names(one.text)),
            f"{one.rating} ({one.publisher}" + (f", {tiny_day(one.checked_on)})" if one.checked_on else ")"),
            *teller.parts([one.asserting, one.possible]),
            teller.n(one.reporting),
            teller.n(one.sources),
            tiny_day(one.first_said) if one.first_said else "–",
            ", ".join(named[code] for code in one.kecamatan if code in named) or "–",
        )
        for one in spread[:_CLAIMS]
    ]
    blocks.append(
        table(
            "Penilaian adalah kata pemeriksanya. “Pasti”: salinan yang menyatakan klaim itu menurut "
            "pencocokan; "
            "“mungkin”: kemiripannya lemah; “berita”: memberitakan atau mempertanyakannya.",
            ("Klaim", "Dinilai", "Pasti", "Mungkin", "Berita", "Sumber", "Sejak", "Menyebut"),
            rows,
            "llrrrrll",
            (4.0, 1.9, 0.8, 1.1, 0.9, 1.0, 0.9, 1.5),
        )
    )
    left = len(spread) - _CLAIMS
    return [*blocks, *([para(f"{number(left)} klaim lain beredar lebih sempit.")] if left > 0 else [])]


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else text[:_CUT].rsplit(" ", 1)[0] + " …"


def incidents(f: Figures, teller: Teller) -> list[Block]:
    """What a person has confirmed to have happened."""
    blocks = [heading("Peristiwa yang dipastikan")]
    if not f.incidents:
        return [
            *blocks,
            para(
                "Belum ada peristiwa yang dipastikan pada periode ini. Berita yang mungkin melaporkan "
                "kejadian "
                "dihitung hanya sesudah diperiksa orang."
            ),
        ]
    named = kecamatan()
    if teller.suppress:
        kinds = sorted({one.type for one in f.incidents})
        counts = teller.parts([sum(one.type is kind for one in f.incidents) for kind in kinds])
        rows: list[tuple[str, ...]] = [
            (INCIDENTS[kind].capitalize(), n) for kind, n in zip(kinds, counts, strict=True)
        ]
        return [*blocks, table("Menurut jenis.", ("Jenis", "Jumlah"), rows, "lr", (4, 1))]
    rows = [
        (
            short_day(one.happened_on),
            INCIDENTS[one.type].capitalize(),
            named.get(one.place[:8], "–"),
            number(len(one.items)),
        )
        for one in f.incidents
    ]
    return [
        *blocks,
        table(
            "Jenis menurut ACLED. Unjuk rasa damai bukan kekerasan.",
            ("Tanggal", "Jenis", "Kecamatan", "Laporan"),
            rows,
            "lllr",
            (2, 4, 2, 1),
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


def decisions(f: Figures, teller: Teller) -> list[Block]:
    """What people decided, and how soon."""
    d, waiting = f.decided, f.open_states
    rows = []
    for name in SIGNALS:
        counts = [d.by_signal[name].get(answer, 0) for answer in _ANSWERS]
        rows.append(
            (SHORT[name], *teller.parts(counts), teller.of(*d.shown[name]) if d.shown[name][1] else "–")
        )
    words = [
        "Belum ada jawaban orang pada periode ini."
        if not d.answers_given
        else f"Tim memberi {teller.n(d.answers_given)} jawaban; {teller.n(d.stories)} cerita selesai, "
        f"{teller.n(d.harmless)} di antaranya tidak berbahaya. Jawaban pertama yang kemudian dibatalkan atau "
        f"diputus lain: {teller.of(*d.overturned) if d.overturned[1] else 'belum ada'}.",
        f"Masih menunggu: {teller.n(sum(waiting[state] for state in OPEN))} cerita (pendapat kedua "
        f"{teller.n(waiting[StoryState.SECOND])}, berbeda pendapat "
        f"{teller.n(waiting[StoryState.DISPUTED])}); ditunda "
        f"{teller.n(waiting[StoryState.HELD])}.",
    ]
    blocks = [heading("Apa yang diputuskan"), *(para(one) for one in words)]
    if d.stories:
        blocks.append(
            table(
                "Putusan yang berlaku, per sinyal. Terakhir: dari yang ditandai mesin, berapa yang "
                "dibenarkan orang.",
                ("", "Ya", "Tidak", "Tidak dapat dipastikan", "Ketepatan tanda"),
                rows,
                "lrrrr",
                (2, 1, 1, 1.8, 1.6),
            )
        )
    return [*blocks, *_times(f)]


def _times(f: Figures) -> list[Block]:
    d = f.decided
    told = [
        f"{label}: separuhnya dalam {hours(times.median)}, sembilan dari sepuluh dalam {hours(times.p90)} "
        f"({number(times.number)} cerita)"
        for label, times in (
            ("Sejak terpantau sampai diputuskan", d.to_decision),
            ("Sejak diketahui (pertama dibuka orang) sampai diputuskan", d.known_to_decision),
            ("Lama membaca dan memutuskan", d.work),
        )
        if times.number >= 3
    ]
    if told:
        return [para("Waktu tanggap."), bullets(told)]
    return [para("Waktu tanggap: belum cukup putusan untuk diukur (perlu sedikitnya tiga).")]


def referrals(f: Figures, teller: Teller) -> list[Block]:
    """Cases, where they went, what became of them."""
    r = f.referrals
    blocks = [
        heading("Kasus, rujukan, dan hasilnya"),
        para(
            "Belum ada kasus."
            if not (r.opened or r.closed or r.open_now or r.objections)
            else f"{teller.n(r.opened)} kasus dibuka, {teller.n(r.closed)} ditutup; {teller.n(r.open_now)} "
            "berjalan. "
            f"Keberatan: {teller.n(r.objections)}, dikabulkan {teller.n(r.upheld)}; koreksi kepada penerima: "
            f"{teller.n(r.corrections)}."
        ),
    ]
    if not r.routes:
        return [*blocks, para("Tidak ada rujukan pada periode ini.")]
    rows = [
        (
            one.title,
            teller.n(one.cases),
            teller.n(one.packages),
            teller.n(one.sent),
            ", ".join(f"{outcome_word(code)} {teller.n(n)}" for code, n in sorted(one.outcomes.items()))
            or "–",
        )
        for one in r.routes
    ]
    return [
        *blocks,
        table(
            "Jalur yang paling lunak didahulukan; paket hanya dibuat dengan dua persetujuan.",
            ("Jalur", "Kasus", "Paket", "Dikirim", "Hasil tercatat"),
            rows,
            "lrrrl",
            (3, 1, 1, 1, 3),
        ),
    ]


def outcome_word(code: str) -> str:
    """The code of an outcome in words."""
    return OUTCOMES[code].lower()


def last_weeks(f: Figures) -> str:
    """Which weeks are shown."""
    first = f.period.first - timedelta(days=7 * (len(f.weeks) - 1))
    return f"{tiny_day(first)} – {tiny_day(f.period.last)}"
