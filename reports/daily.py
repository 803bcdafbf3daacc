"""One page for the morning meeting, about the day and the one before: what is new, waits, is due, lacks."""

from datetime import timedelta
from typing import Final

from core.decision import StoryState
from core.indonesian import number
from pipeline.decisions import OPEN
from reports.document import Block, Document, bullets, heading, lead, numbers, para, passing, table
from reports.figures import Figures
from reports.report import Report, framed
from reports.sections import boxes, happened, stories
from reports.sections.headline import headline
from reports.stage import stage_words
from reports.telling import Teller
from reports.words import SIGNALS, STATES, day, listed, moment

_TOP: Final = 5


def document(report: Report) -> Document:
    """The day as one page."""
    f = report.figures
    subtitle = f"{day(f.period.last)} · sejak {day(f.period.first)} pukul 00.00"
    return framed(report, "Rapat pagi", subtitle, stage_words(f.period), _blocks(f, Teller(report.edition)))


def _blocks(f: Figures, teller: Teller) -> list[Block]:
    return [
        lead(headline(f, teller) + "."),
        numbers(
            [
                (number(f.week.stories), "cerita baru"),
                (teller.n(f.week.marked), "baru, bersinyal"),
                (teller.n(f.decided.stories), "diputuskan pada kedua hari ini"),
            ]
        ),
        para(_since_yesterday(f)),
        *(_queue(f, teller) if f.current else _marked(f, teller)),
        *(_due(f) if f.current else []),
        *happened.incidents(f, teller),
        boxes.coverage(f, teller),
    ]


def _since_yesterday(f: Figures) -> str:
    before = f.yesterday
    if before is None:
        return (
            "Tidak dibandingkan dengan dua hari sebelumnya: pemantauan hari-hari ini, atau dua hari "
            "sebelumnya, belum ada atau tidak utuh."
        )
    parts = [
        f"{SIGNALS[name]} {number(f.week.metric(name))} (dua hari sebelumnya {number(before.metric(name))})"
        for name in SIGNALS
    ]
    return (
        f"Sejak kemarin: {number(f.week.stories)} cerita baru (dua hari sebelumnya "
        f"{number(before.stories)}); {listed(parts)}. Dari semua sumber, juga yang baru dipantau dan yang "
        "dimasukkan dengan tangan. Angka beberapa hari naik turun dengan sendirinya; tren dibaca di laporan "
        "mingguan."
    )


def _queue(f: Figures, teller: Teller) -> list[Block]:
    """What waits now; on the page of a running day only, since no day's queue is kept."""
    waiting = f.open_states
    told = numbers(
        [
            (teller.n(sum(waiting[state] for state in OPEN)), "antrean saat halaman dibuat"),
            (teller.n(waiting[StoryState.SECOND]), "menunggu pendapat kedua"),
            (teller.n(waiting[StoryState.DISPUTED]), STATES[StoryState.DISPUTED]),
        ]
    )
    top = _top(f, teller) if f.top else para("Antrean kosong.")
    return [passing(told), heading("Teratas di antrean"), passing(top)]


def _marked(f: Figures, teller: Teller) -> list[Block]:
    """Of a day that is over: what carried a signal then. Today's queue is no part of it."""
    note = (
        "Antrean dan tenggat tidak ditunjukkan: halaman ini dibuat sesudah hari itu lewat, dan antrean hari "
        "itu tidak disimpan; tenggat kasus hanya benar pada saat dibuat."
    )
    top = _top(f, teller) if f.top else para("Tidak ada cerita bersinyal pada hari-hari itu.")
    return [heading("Cerita bersinyal pada hari-hari itu"), top, para(note)]


def _top(f: Figures, teller: Teller) -> Block:
    return table(
        f"Menurut prioritas. Isi tulisan tidak dikutip; buka di meja dengan kodenya. {stories.DOUBTFUL}",
        ("Sinyal", "Mengapa ditandai", "Menyebut", "Tayang", "Salinan / sumber"),
        [stories.story_cells(one, f, teller) for one in f.top[:_TOP]],
        "lllll",
        (2.2, 3.4, 1.5, 1.0, 1.4),
    )


def _due(f: Figures) -> list[Block]:
    """Deadlines as they stand now; on the page of a running day only, since they move with their cases."""
    title = heading("Tenggat hari ini dan besok")
    until = f.period.ends + timedelta(days=1)
    near = [one for one in f.due if one.at < until]
    if not near:
        return [title, passing(para("Tidak ada tenggat hari ini atau besok."))]
    told = [
        f"Kasus {one.case_id[:8]}: {one.title}, {moment(one.at, f.period.zone)}"
        + (" — sudah lewat" if one.at < f.made_at else "")
        for one in near
    ]
    return [title, passing(bullets(told))]
