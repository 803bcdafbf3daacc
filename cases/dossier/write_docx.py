"""The dossier as DOCX, with the same words, so that the office can put them into its own form."""

import io
import zipfile
from datetime import UTC
from typing import Final

from docx import Document
from docx.document import Document as Page
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as Line

from cases.dossier.data import Block, Dossier, Notice, Paragraph, Points, Table

_FONT: Final = "Times New Roman"
_TIME: Final = (1980, 1, 1, 0, 0, 0)


def as_docx(dossier: Dossier) -> bytes:
    """The DOCX; the same dossier gives the same bytes."""
    page = Document()
    _set_up(page, dossier)
    page.add_heading(dossier.title, 0)
    page.add_paragraph(dossier.subtitle)
    _add(page, Table((), _head(dossier), (1, 4)))
    page.add_heading("Ringkasan", 1)
    _add(page, Points(dossier.summary))
    for number, section in enumerate(dossier.sections, 1):
        page.add_heading(f"{number}. {section.title}", 1)
        for block in section.blocks:
            _add(page, block)
    raw = io.BytesIO()
    page.save(raw)
    return _settled(raw)


def _head(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    return (
        ("Kepada", dossier.recipient),
        ("Dari", dossier.office),
        ("Kasus / paket", f"{dossier.case_id} / {dossier.package_id or 'konsep, belum ada paket'}"),
        ("Dibuat", dossier.made_words),
        ("Sifat", dossier.classification),
    )


def _set_up(page: Page, dossier: Dossier) -> None:
    style = page.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10.5)
    paper = page.sections[0]
    paper.page_width, paper.page_height = Cm(21), Cm(29.7)
    paper.left_margin = paper.right_margin = Cm(2)
    mark = "KONSEP · " if dossier.draft else ""
    paper.header.paragraphs[0].text = f"{mark}{dossier.office} · Kasus {dossier.case_id}"
    line = paper.footer.paragraphs[0]
    line.text = f"{dossier.classification} · Halaman "
    _field(line, "PAGE")
    line.add_run(" dari ")
    _field(line, "NUMPAGES")
    facts = page.core_properties
    facts.title, facts.author = f"{dossier.title} {dossier.case_id}", dossier.office
    facts.comments, facts.language = "", "id-ID"
    facts.created = facts.modified = dossier.made_at.astimezone(UTC)


def _field(line: Line, code: str) -> None:
    """A number that the word processor counts."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    line._p.append(field)


def _add(page: Page, block: Block) -> None:
    match block:
        case Paragraph(text):
            page.add_paragraph(text)
        case Notice(text):
            page.add_paragraph().add_run(f"Perhatian: {text}").bold = True
        case Points(texts):
            for text in texts:
                page.add_paragraph(text, style="List Bullet")
        case Table():
            _table(page, block)


def _table(page: Page, block: Table) -> None:
    rows = (block.head, *block.rows) if block.head else block.rows
    if not rows:
        return
    width = Cm(17) / sum(block.widths)
    made = page.add_table(len(rows), len(block.widths), style="Table Grid")
    for cells, row in zip(made.rows, rows, strict=True):
        for place, (cell, words) in enumerate(zip(cells.cells, row, strict=True)):
            cell.width = int(width * block.widths[place])
            run = cell.paragraphs[0].add_run(words)
            run.font.size = Pt(9)
            run.bold = (cells is made.rows[0] and bool(block.head)) or (not block.head and place == 0)
    if block.head:
        mark = OxmlElement("w:tblHeader")  # repeated on each page
        made.rows[0]._tr.get_or_add_trPr().append(mark)
    page.add_paragraph()


def _settled(raw: io.BytesIO) -> bytes:
    """The same parts with a fixed time: python-docx writes the machine's."""
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(out, "w") as again:
        for info in made.infolist():
            part = zipfile.ZipInfo(info.filename, _TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(part, made.read(info.filename))
    return out.getvalue()
