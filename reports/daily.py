"""One page for the morning meeting, about the day and the one before: what is new, waits, is due, lacks."""

from datetime import timedelta
from typing import Final

from core.decision import StoryState
from core.indonesian import number
from pipeline.decisions import OPEN
from reports.document import Block, Document, bullets, heading, lead, numbers, para, table
from reports.figures import Figures
from reports.report import Report, framed
from reports.sections import boxes, happened, stories
from reports.sections.headline import headline
from reports.stage import stage_words
from reports.telling import Teller
from reports.words import SIGNALS, day, listed, moment

_TOP: Final = 5


def document(report: Report) -> Document:
    """The day as one page."""
    f = report.figures
    subtitle = f"{day(f.period.last)} · sejak {day(f.period.first)} pukul 00.00"
    return framed(report, "Rapat pagi", subtitle, stage_words(f.period), _blocks(f, Teller(report.edition)))


def _blocks(f: Figures, teller: Teller) -> list[Block]:
    waiting = f.open_states
    return [
        lead(headline(f, teller) + "."),
        numbers(
            [
                (number(f.week.stories), "cerita baru"),
                (teller.n(f.week.marked), "baru, bersinyal"),
                (teller.n(sum(waiting[state] for state in OPEN)), "antrean sekarang"),
                (teller.n(waiting[StoryState.SECOND]), "menunggu pendapat kedua"),
                (teller.n(waiting[StoryState.DISPUTED]), "dua pendapat berbeda"),
                (teller.n(f.decided.stories), "diputuskan sejak kemarin"),
            ]
        ),
        para(_since_yesterday(f)),
        heading("Teratas di antrean"),
        *_top(f, teller),
        heading("Tenggat hari ini dan besok"),
        *_due(f),
        *happened.incidents(f, teller),
        boxes.coverage(f, teller),
    ]


def _since_yesterday(f: Figures) -> str:
    before = f.yesterday
    if before is None:
        return "Belum ada pemantauan dua hari sebelumnya, sehingga tidak dibandingkan."
    parts = [
        f"{SIGNALS[name]} {number(f.week.metric(name))} (dua hari sebelumnya {number(before.metric(name))})"
        for name in SIGNALS
    ]
    return (
        f"Sejak kemarin: {number(f.week.stories)} cerita baru (dua hari sebelumnya "
        f"{number(before.stories)}); {listed(parts)}. Angka beberapa hari naik turun dengan sendirinya; tren "
        "dibaca di laporan mingguan."
    )


def _top(f: Figures, teller: Teller) -> list[Block]:
    if not f.top:
        return [para("Antrean kosong.")]
    return [
        table(
            "Menurut prioritas. Isi tulisan tidak dikutip; buka di meja dengan kodenya.",
            ("Sinyal", "Mengapa ditandai", "Menyebut", "Tayang", "Salinan / sumber"),
            [stories.story_cells(one, f, teller) for one in f.top[:_TOP]],
            "lllll",
            (2.2, 3.4, 1.5, 1.0, 1.4),
        )
    ]


def _due(f: Figures) -> list[Block]:
    until = f.period.ends + timedelta(days=1)
    near = [one for one in f.due if one.at < until]
    if not near:
        return [para("Tidak ada tenggat hari ini atau besok.")]
    return [
        bullets(
            [
                f"Kasus {one.case_id[:8]}: {one.title}, {moment(one.at, f.period.zone)}"
                + (" — sudah lewat" if one.at < f.made_at else "")
                for one in near
            ]
        )
    ]
