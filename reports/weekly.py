"""The weekly report: one frozen record, from which both the HTML file and the PDF are made."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.document import Block, Document, bullets, lead
from reports.figures import Figures
from reports.sections import boxes, counts, stories, work
from reports.sections.headline import headline, sentences
from reports.stage import stage_words
from reports.telling import Teller
from reports.words import EDITIONS, moment

PURPOSE = "Peringatan dini untuk diperiksa orang; bukan alat bukti dan bukan daftar orang."


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One edition of one week, before it takes a shape."""

    figures: Figures
    edition: str  # "full", "partners", "public"
    office: str
    corrects: str = ""  # short id of the edition that this one corrects
    corrections: tuple[str, ...] = ()  # what changed, in words


def document(report: Report) -> Document:
    """The report as blocks."""
    f, teller = report.figures, Teller(report.edition)
    return Document(
        title="Laporan mingguan",
        subtitle=f"Minggu {f.period.code[-2:]} · {f.period.words()}",
        office=report.office,
        edition=EDITIONS[report.edition],
        notes=notes(report, stage_words(f.period)),
        footer=f"{report.office} · {f.period.code} · {EDITIONS[report.edition]} · {PURPOSE}",
        blocks=tuple(_blocks(f, teller, report.corrections)),
    )


def notes(report: Report, stage: str) -> tuple[str, ...]:
    """What stands below the title."""
    f = report.figures
    return tuple(
        line
        for line in (
            stage,
            f"Keadaan pada {moment(f.made_at, f.period.zone)} WITA"
            + ("" if f.complete else "; periode ini belum selesai"),
            f"Koreksi atas edisi {report.corrects}" if report.corrects else "",
        )
        if line
    )


def _blocks(f: Figures, teller: Teller, corrections: Sequence[str]) -> list[Block]:
    return [
        lead(headline(f, teller) + "."),
        bullets(sentences(f, teller)),
        counts.at_a_glance(f, teller),
        *counts.changes(f, teller),
        *counts.day_by_day(f, teller),
        *stories.top_stories(f, teller),
        *stories.claims(f, teller),
        *stories.incidents(f, teller),
        *counts.places(f, teller),
        *counts.by_source(f, teller),
        *work.decisions(f, teller),
        *work.referrals(f, teller),
        boxes.coverage(f, teller),
        boxes.method(f),
        boxes.corrections(corrections),
    ]
