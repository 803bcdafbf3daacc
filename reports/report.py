"""One edition of one period before it takes a shape, and what stands around the blocks of every report."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reports.document import Block, Document
from reports.figures import Figures
from reports.words import EDITIONS, moment

_PURPOSE: Final = "Peringatan dini untuk diperiksa orang; bukan alat bukti dan bukan daftar orang."


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a report is made from."""

    figures: Figures
    edition: str  # "full", "partners", "public"
    office: str
    corrects: str = ""  # short id of the edition that this one corrects
    corrections: tuple[str, ...] = ()  # what changed, in words


def framed(report: Report, title: str, subtitle: str, stage: str, blocks: Iterable[Block]) -> Document:
    """The document of these blocks. `stage`: of the election, in words; "" where it is not told."""
    period, edition = report.figures.period, EDITIONS[report.edition]
    return Document(
        title=title,
        subtitle=subtitle,
        office=report.office,
        edition=edition,
        notes=_notes(report, stage),
        footer=f"{report.office} · {period.code} · {edition} · {_PURPOSE}",
        blocks=tuple(blocks),
    )


def _notes(report: Report, stage: str) -> tuple[str, ...]:
    """What stands below the title."""
    f = report.figures
    made = f"Keadaan pada {moment(f.made_at, f.period.zone)} {f.made_at.astimezone(f.period.zone):%Z}"
    lines = (
        stage,
        made + ("" if f.complete else "; periode ini belum selesai"),
        f"Koreksi atas edisi {report.corrects}" if report.corrects else "",
    )
    return tuple(line for line in lines if line)
