"""The weekly report: one frozen record, from which both the HTML file and the PDF are made."""

from collections.abc import Sequence

from reports.document import Block, Document, bullets, lead, para
from reports.figures import Figures
from reports.report import Report, framed
from reports.sections import boxes, counts, days, happened, stories, where, work
from reports.sections.headline import headline, sentences
from reports.stage import stage_words
from reports.telling import Teller


def document(report: Report) -> Document:
    """The report as blocks."""
    f = report.figures
    subtitle = f"Minggu {f.period.code[-2:]} · {f.period.words()}"
    blocks = _blocks(f, Teller(report.edition), report.corrections)
    return framed(report, "Laporan mingguan", subtitle, stage_words(f.period), blocks)


def _blocks(f: Figures, teller: Teller, corrections: Sequence[str]) -> list[Block]:
    return [
        lead(headline(f, teller) + "."),
        bullets(sentences(f, teller)),
        counts.at_a_glance(f, teller),
        *(
            [para("Edisi ini dikoreksi; apa yang berubah ada di kotak Koreksi di akhir.")]
            if corrections
            else []
        ),
        *counts.changes(f, teller),
        *stories.top_stories(f, teller),
        *stories.claims(f, teller),
        *happened.incidents(f, teller),
        *days.day_by_day(f, teller),
        *where.places(f, teller),
        *counts.by_source(f, teller),
        *work.decisions(f, teller),
        *work.referrals(f, teller),
        boxes.coverage(f, teller),
        boxes.method(f, teller),
        boxes.corrections(corrections),
    ]
