"""The report as it is told: words by rules, nobody named, nothing fetched, four to six pages, in greys."""

import json
import re
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree, html
from pypdf import PdfReader

from core.record import Channel
from reports.differences import differences, told
from reports.document import Cell
from reports.editions import count, document_of
from reports.names import without_names
from reports.period import Period, the_day, the_quarter, the_week
from reports.render import as_html, as_pdf
from reports.report import Report
from reports.stage import stage_words

if TYPE_CHECKING:
    from reports.document import Document
    from tests.reports.conftest import Weeks

EDITIONS = ("full", "partners", "public")
MADE = datetime.fromisoformat("2026-11-23T06:00:00.000001+08:00")


@pytest.fixture(scope="module")
def documents(nine_weeks: "Weeks") -> dict[str, "Document"]:
    """Every kind of report, by name; the figures of the week are counted once."""
    press, zone = nine_weeks.press, nine_weeks.press.settings.zone
    week = count(press, the_week("2026-W47", zone))
    made = {name: Report(figures=week, edition=name, office="Meja Uji") for name in EDITIONS}
    made["day"] = Report(figures=count(press, the_day("2026-11-20", zone)), edition="full", office="Meja Uji")
    quarter = count(press, the_quarter("2026-Q4", zone))
    made["transparency"] = Report(figures=quarter, edition="public", office="Meja Uji")
    return {name: document_of(report) for name, report in made.items()}


@pytest.fixture(scope="module")
def pages(documents: dict[str, "Document"]) -> dict[str, str]:
    return {name: as_html(document).decode() for name, document in documents.items()}


@pytest.fixture(scope="module")
def pdfs(documents: dict[str, "Document"]) -> dict[str, PdfReader]:
    return {
        name: PdfReader(BytesIO(as_pdf(document, MADE, one_page=name == "day")))
        for name, document in documents.items()
    }


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_pdf_has_the_pages_that_were_asked_for(pdfs: dict[str, PdfReader]) -> None:
    assert 4 <= len(pdfs["full"].pages) <= 6
    assert 4 <= len(pdfs["partners"].pages) <= 6
    assert len(pdfs["public"].pages) <= 6
    assert len(pdfs["day"].pages) == 1


def test_pdf_and_html_tell_the_same(pdfs: dict[str, PdfReader], documents: dict[str, "Document"]) -> None:
    for name, reader in pdfs.items():
        shown = re.sub(r"\s|-", "", words(reader))
        for block in documents[name].blocks:
            if block.kind in ("lead", "heading", "para"):
                assert re.sub(r"\s|-", "", block.text) in shown


def test_the_pdf_brings_its_fonts_and_says_what_it_is(pdfs: dict[str, PdfReader]) -> None:
    reader = pdfs["full"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Laporan mingguan · Minggu 47 · 16–22 November 2026"
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert any(key.startswith("/FontFile") for key in descendant["/FontDescriptor"].get_object())


@pytest.mark.parametrize("name", [*EDITIONS, "day", "transparency"])
def test_the_html_asks_nobody_for_anything(pages: dict[str, str], name: str) -> None:
    page = html.fromstring(pages[name])
    assert not page.xpath("//script | //link | //iframe | //object | //embed | //img | //base | //form | //a")
    for node in page.iter(etree.Element):
        for key, value in node.attrib.items():
            assert not str(key).startswith("on")
            if "href" in str(key) or str(key) in ("src", "srcset", "data", "action", "poster"):
                assert str(value).startswith("#"), f"{key}={value}"
    for found in re.findall(r"url\(([^)]*)\)|@import", pages[name]):
        assert found.strip("'\"").startswith("#"), found
    addresses = set(re.findall(r"\w+://[^\s\"'<]+", pages[name]))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}, "names of SVG only"


def test_nobody_is_named_and_nothing_is_quoted(
    nine_weeks: "Weeks", pages: dict[str, str], pdfs: dict[str, PdfReader]
) -> None:
    """No sentence of an item, no address, no author key; claims in a fact-checker's words only."""
    with nine_weeks.press.store.reading() as db:
        texts = db.execute(
            "SELECT i.title, i.text, i.channel, o.title, o.text, o.url, i.author_key FROM items i "
            "JOIN private.originals o ON o.item_id = i.id AND o.revision = i.revision"
        ).fetchall()
        claimed = " ".join(row[0] for row in db.execute("SELECT text FROM claims").fetchall())
    told = " ".join(
        [*(html.fromstring(page).text_content() for page in pages.values()), *map(words, pdfs.values())]
    )
    told = " ".join(told.split())
    assert len(texts) > 90
    for title, text, channel, raw_title, raw_text, url, author in texts:
        for line in {
            *title.splitlines(),
            *text.splitlines(),
            *raw_title.splitlines(),
            *raw_text.splitlines(),
        }:
            start = " ".join(line.split())[:40]
            if len(start) > 25 and (channel != Channel.FACTCHECK or start not in claimed):
                assert start not in told or start in claimed
        assert not url or url not in told
        assert not author or author not in told
    for name in ("Anto", "Hendrik", "Idrus", "Syahrani", "Bu Ros", "Pak Kopi", "orang-1"):
        assert name not in told


def test_editions_that_leave_the_team_tell_of_no_single_story(pages: dict[str, str]) -> None:
    assert "[31390204]" in pages["full"]
    for name in ("partners", "public", "transparency"):
        assert "[31390204]" not in pages[name]
    assert "Cerita yang perlu diketahui" in pages["partners"]
    assert "Cerita yang perlu diketahui" not in pages["public"]
    assert "Menurut sumber" not in pages["public"]


@pytest.mark.parametrize("name", ["partners", "public"])
def test_small_counts_are_covered_everywhere(documents: dict[str, "Document"], name: str) -> None:
    for block in documents[name].blocks:
        if block.kind == "numbers":
            assert not {value for value, _ in block.items} & {"1", "2"}
        for row in block.rows:
            for cell in row[1:]:
                told = cell.text if isinstance(cell, Cell) else cell
                assert told not in ("1", "2"), f"{block.text}: {row}"
        if block.kind == "picture" and "kecamatan" not in block.text:
            assert not re.search(r"\b[12](?=[,;]|$)", block.alt), block.alt


def test_a_signal_is_told_as_a_signal(documents: dict[str, "Document"]) -> None:
    """ "Hoaks" stands alone only as the head of a row of decisions; the headline never says it."""
    for document in documents.values():
        for block in document.blocks:
            for text in (block.text, *(one for one in block.items if isinstance(one, str))):
                for found in re.finditer(r"\S*\s*\bhoaks\b", text, re.I):
                    assert found[0].casefold().startswith("sinyal"), text
    assert (
        documents["full"].blocks[0].text
        == "Satu peristiwa kekerasan atau ketegangan dipastikan terjadi minggu ini, di Bengalon."
    )


def test_the_report_names_what_is_missing(pages: dict[str, str]) -> None:
    page = html.fromstring(pages["full"]).text_content()
    assert "Portal Kabupaten (contoh): berjalan tetapi diam" in page
    assert "Lensa Pesisir: baru dipantau" in page
    assert "Tepian Pos: tidak terjangkau" in page
    assert "Tidak ada tahapan pemilihan yang aktif" in page


def test_what_took_how_long_is_told_of_what_was_counted(pages: dict[str, str]) -> None:
    page = html.fromstring(pages["full"]).text_content()
    assert "Lama membaca dan memutuskan: separuhnya dalam 2 menit (3 jawaban)" in page
    assert "Sejak terpantau sampai diputuskan: separuhnya dalam 3,0 jam (3 cerita)" in page


def test_the_stage_of_the_election_is_told(nine_weeks: "Weeks") -> None:
    zone = nine_weeks.press.settings.zone
    assert stage_words(the_week("2024-W45", zone)).startswith("Tahapan: Masa kampanye")
    crossing = the_week("2024-W48", zone)
    assert "Masa tenang" in stage_words(crossing)
    assert "; lalu " in stage_words(crossing)


def test_charts_are_grey(documents: dict[str, "Document"]) -> None:
    """All but the map are drawn in greys; the map has patterns beside its blue (test_area_map)."""
    for block in documents["full"].blocks:
        if block.kind == "picture" and "Petak" not in block.text:
            for colour in re.findall(r"#[0-9a-fA-F]{6}", block.svg):
                assert colour[1:3] == colour[3:5] == colour[5:7], colour


def test_what_changed_is_said(documents: dict[str, "Document"]) -> None:
    full = told(documents["full"])
    changed = {**full, "bersinyal": "99", "baru sekali": "1"}
    changed.pop("Kalimat utama")
    lines = differences(full, changed)
    assert f"bersinyal: semula {full['bersinyal']}, sekarang 99" in lines
    assert "baru sekali: baru: 1" in lines
    assert any(line.startswith("Kalimat utama: dihapus") for line in lines)
    assert differences(full, full) == []
    json.dumps(full)


def test_figures_are_written_as_in_indonesia() -> None:
    from datetime import date
    from zoneinfo import ZoneInfo

    from core.indonesian import number, percent
    from reports.words import day, hours, span

    assert (number(1234), number(1234.5, 1), percent(0.125, 1)) == ("1.234", "1.234,5", "12,5 %")
    assert day(date(2026, 11, 23)) == "Senin, 23 November 2026"
    assert span(date(2026, 11, 30), date(2026, 12, 6)) == "30 November – 6 Desember 2026"
    assert (hours(0), hours(0.004), hours(1 / 60)) == ("0 detik", "14 detik", "1 menit")
    assert (hours(0.5), hours(4.5), hours(60)) == ("30 menit", "4,5 jam", "2,5 hari")
    zone = ZoneInfo("Asia/Makassar")
    week = Period(kind="week", code="", first=date(2026, 12, 28), last=date(2027, 1, 3), zone=zone)
    assert week.words() == "28 Desember 2026 – 3 Januari 2027"


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        (
            "Ketua Bawaslu Kutai Timur Fulan Contoh menerima uang.",
            "Ketua Bawaslu Kutai Timur [nama] menerima uang.",
        ),
        ("Pak Fulan Contoh membagikan beras di Bengalon.", "Pak [nama] membagikan beras di Bengalon."),
        ("Bupati Fulan Contoh ditangkap.", "Bupati [nama] ditangkap."),
        ("Fulan Contoh menerima uang dari Fulanah Contoh.", "[nama] menerima uang dari [nama]."),
        ("Kotak suara dibuka oleh Fulan di Desa Sepaso.", "Kotak suara dibuka oleh [nama] di Desa Sepaso."),
        ("Dinilai salah oleh Cek Etam.",) * 2,
        ("Banjir di Jalan Yos Sudarso, kata Mahkamah Konstitusi.",) * 2,
        ("Danau Poros Lestari dibuka oleh Bawaslu dan Polres Kutai Timur.",) * 2,
        ("Video Bentrok Pendukung Pasangan Calon di Sangkulirang",) * 2,
        ("Warga bernama Fulan dipukul.", "Warga bernama [nama] dipukul."),
        (
            "Seorang pria di Bengalon bernama Fulan dipukul.",
            "Seorang pria di Bengalon bernama [nama] dipukul.",
        ),
        ("Ketua KPU Kutai Timur diam.", "Ketua KPU Kutai Timur diam."),
        # What follows a known word as a name follows an office, a region or a picture.
        (
            "Caleg DPRD Kutai Timur Fulan Contoh membagi beras.",
            "Caleg DPRD Kutai Timur [nama] membagi beras.",
        ),
        ("Fulan Contoh dan Fulanah Contoh ditangkap.", "[nama] dan [nama] ditangkap."),
        ("Kapal Kayu Tolak Muatan Sawit yang Rusak Akibat Hujan.",) * 2,
        ("Foto Fulan Contoh menerima uang.", "Foto [nama] menerima uang."),
        ("Menteri Agama Fulan Contoh melarang azan.", "Menteri Agama [nama] melarang azan."),
        ("Dinas Ketahanan Pangan di Bengalon memeriksa foto Jalan Ahmad Yani.",) * 2,
        ("Sebanyak 27 kotak suara untuk Kecamatan Sandaran tenggelam di Tanjung Mangkaliat.",) * 2,
    ],
)
def test_names_are_taken_out_of_claims(claim: str, told: str) -> None:
    assert without_names(claim) == told
