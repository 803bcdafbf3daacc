"""What people did: decisions and how soon, cases, referrals and what became of them."""

from cases.outcomes import OUTCOMES
from core.decision import StoryState
from core.indonesian import number
from pipeline.decisions import OPEN
from reports.document import Block, bullets, heading, para, table
from reports.figures import Figures
from reports.sections.stories import ANSWERS
from reports.telling import Teller
from reports.words import SHORT, SIGNALS, hours


def decisions(f: Figures, teller: Teller) -> list[Block]:
    """What people decided, and how soon."""
    d, waiting = f.decided, f.open_states
    rows = []
    for name in SIGNALS:
        counts = [d.by_signal[name].get(answer, 0) for answer in ANSWERS]
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
