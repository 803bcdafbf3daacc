"""What people did: decisions and how soon, cases, referrals and what became of them."""

from typing import Final

from cases.outcomes import OUTCOMES
from core.decision import StoryState
from core.indonesian import number
from pipeline.decisions import OPEN
from reports.document import Block, bullets, heading, para, passing, table
from reports.figures import Figures
from reports.figures.referrals import RouteCount
from reports.sections.stories import answer_counts, harmless
from reports.telling import HIDDEN, Teller
from reports.words import SHORT, SIGNALS, hours

_TENTHS: Final = 10
"""stories below which nine of ten is not told"""


def decisions(f: Figures, teller: Teller) -> list[Block]:
    """What people decided, and how soon."""
    d, waiting = f.decided, f.open_states
    rows = [(SHORT[name], *answer_counts(f, teller, name), precision(f, teller, name)) for name in SIGNALS]
    asked = [waiting[state] for state in (StoryState.SECOND, StoryState.DISPUTED)]
    every = sum(waiting[state] for state in OPEN)
    second, disputed, _ = teller.parts([*asked, every - sum(asked)])
    words = [
        "Belum ada jawaban orang pada periode ini."
        if not d.answers_given
        else f"Tim memberi {teller.n(d.answers_given)} jawaban; {teller.n(d.stories)} cerita selesai, "
        f"{harmless(f, teller)} di antaranya tidak berbahaya. Jawaban pertama yang kemudian dibatalkan atau "
        f"diputuskan lain: {teller.of(*d.overturned) if d.overturned[1] else 'belum ada'}.",
    ]
    queue = (
        f"Antrean saat laporan dibuat: {teller.n(every)} cerita (menunggu pendapat kedua {second}, pendapat "
        f"berbeda {disputed}); ditunda {teller.n(waiting[StoryState.HELD])}."
    )
    blocks = [
        heading("Apa yang diputuskan"),
        *map(para, words),
        *([passing(para(queue))] if f.current else []),
    ]
    if d.stories:
        blocks.append(
            table(
                "Putusan yang berlaku, per sinyal. Terakhir: dari yang ditandai mesin, berapa yang "
                "dibenarkan orang." + (" “*”: ditutup, lihat cara menghitung." if teller.suppress else ""),
                ("", "Ya", "Tidak", "Tidak dapat dipastikan", "Ketepatan tanda"),
                rows,
                "lrrrr",
                (2, 1, 1, 1.8, 1.6),
            )
        )
    return [*blocks, *_times(f)]


def precision(f: Figures, teller: Teller, name: str) -> str:
    """Of the stories that the machine had flagged, how many people said are so: "3 dari 12"."""
    hits, every = f.decided.shown[name]
    if not every:
        return "–"
    return HIDDEN if HIDDEN in answer_counts(f, teller, name) else teller.of(hits, every)


def _times(f: Figures) -> list[Block]:
    d = f.decided
    told = [
        f"{label}: separuhnya dalam {hours(times.median)}"
        + (f", sembilan dari sepuluh dalam {hours(times.p90)}" if times.number >= _TENTHS else "")
        + f" ({number(times.number)} {counted})"
        for label, times, counted in (
            ("Sejak terpantau sampai diputuskan", d.to_decision, "cerita"),
            ("Sejak diketahui (pertama dibuka orang) sampai diputuskan", d.known_to_decision, "cerita"),
            ("Lama membaca dan memutuskan", d.work, "jawaban"),
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
            "Tidak ada kasus yang dibuka atau ditutup pada periode ini."
            if not (r.opened or r.closed or r.objections)
            else f"{teller.n(r.opened)} kasus dibuka, {teller.n(r.closed)} ditutup. "
            f"Keberatan: {teller.n(r.objections)}, dikabulkan {teller.n(r.upheld)}; koreksi kepada "
            f"penerima: {teller.n(r.corrections)}."
        ),
        *(
            [passing(para(f"Kasus berjalan saat laporan dibuat: {teller.n(r.open_now)}."))]
            if f.current
            else []
        ),
    ]
    if not r.routes:
        return [*blocks, para("Tidak ada rujukan pada periode ini.")]
    cases = teller.parts([one.cases for one in r.routes])
    packages = teller.parts([one.packages for one in r.routes])
    sent = teller.parts([one.sent for one in r.routes])
    rows = [
        (one.title, cases[at], packages[at], sent[at], _outcomes(one, teller))
        for at, one in enumerate(r.routes)
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


def _outcomes(one: RouteCount, teller: Teller) -> str:
    told = [f"{outcome_word(code)} {teller.n(n)}" for code, n in sorted(one.outcomes.items())]
    return ", ".join(told) or "–"


def outcome_word(code: str) -> str:
    """The code of an outcome in words."""
    return OUTCOMES[code].lower()
