"""Title, address, author and the advertorial flag, as pages of any site state them."""

from datetime import UTC, datetime

import pytest

from crawlers.source import Selectors, SourceError
from pipeline.extract import Extracted, extract_html

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TEXT = (
    "<p>Warga berkumpul di balai desa untuk membahas jalan yang rusak sejak musim hujan tahun lalu.</p>"
    "<p>Kepala desa berjanji menyampaikan keluhan itu kepada dinas terkait pada pekan depan.</p>"
)


def jsonld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


URL = "https://www.kabarhulu.example/daerah/jalan-rusak"


def read(
    head: str = "", body: str = "", url: str = URL, content: str = TEXT, **selectors: object
) -> Extracted:
    page = f"<html><head><meta charset='utf-8'>{head}</head><body>{body}{content}</body></html>"
    return extract_html(page.encode(), url, fetched_at=NOW, selectors=Selectors.model_validate(selectors))


@pytest.mark.parametrize(
    "head",
    [
        "<title>Jalan Desa Rusak Parah - Kabar Hulu</title>",
        "<title>Jalan Desa Rusak Parah | KabarHulu.example</title>",
        "<title>Kabar Hulu: Jalan Desa Rusak Parah</title>",
        "<title>Jalan Desa Rusak Parah Halaman 2 - Kabar Hulu</title>",
        "<title>Kabar Hulu</title><meta property='og:title' content='Jalan Desa Rusak Parah'>",
        "<title>x</title><meta property='og:title' content='Jalan Desa Rusak Parah - Kabar Hulu'>"
        "<meta property='og:site_name' content='Kabar Hulu'>",
        "<title>Jalan Desa Rusak Parah &#8211; Kabar Hulu</title>",
        jsonld("{'@type':'NewsArticle'}") + "<title>Jalan Desa Rusak Parah</title>",
        jsonld('{"@type":"NewsArticle","headline":"Jalan Desa Rusak Parah",}'),
    ],
)
def test_title_without_the_sites_name(head: str) -> None:
    assert read(head).title == "Jalan Desa Rusak Parah"


def test_visible_headline_wins_where_the_page_agrees() -> None:
    head = """<title>Rusak | KABAR: Jalan Desa Rusak Parah - Kabar</title>
        <meta property='og:title' content='KABAR: Jalan Desa Rusak Parah'>"""
    assert read(head, "<h1>Logo</h1><h1>Jalan Desa Rusak Parah</h1>").title == "Jalan Desa Rusak Parah"


def test_a_title_keeps_its_own_dash() -> None:
    assert (
        read("<title>Sangatta - Bengalon Kembali Tersambung - Kabar Hulu</title>").title
        == "Sangatta - Bengalon Kembali Tersambung"
    )


A = "https://hulu.example/a/b"


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        (f"<link rel='canonical' href='{A}/'>", f"{A}/amp/", f"{A}/"),
        ("<link rel='canonical' href='/a/b'>", f"{A}?utm_source=wa", A),
        ("<link rel='canonical' href='https://hulu.example/'>", A, A),
        ("<link rel='canonical' href='https://lain.example/a/b'>", A, A),
        ("<link rel='canonical' href=''>", A, A),
        ("<link rel='canonical' href='https://[domain]/x'>", A, A),
        ("<meta property='og:url' content='https://[domain]/x'>", A, A),
        (jsonld('{"@type":"NewsArticle","headline":"x","url":"https://[domain]/x"}'), A, A),
        ("<meta property='og:url' content='https://hulu.example/index.php'>", A, A),
        ("<link rel='canonical' href='https://hulu.example/home'>", A, A),
        ("<link rel='canonical' href='https://hulu.example/beranda/'>", A, A),
        (
            "<meta property='og:url' content='https://m.hulu.example/a/b'>",
            f"{A}?x=1",
            A,
        ),
        (f"<link rel='canonical' href='{A}?page=all'>", f"{A}?page=2", A),
        ("", f"{A}/amp", A),
        ("", "https://amp.hulu.example/a/b", A),
        ("", "https://m.hulu.co.id/a/b", "https://hulu.co.id/a/b"),
        ("", "https://m.hulu.co.id:8080/a/b", "https://hulu.co.id:8080/a/b"),
        ("", "https://m.id/a/b", "https://m.id/a/b"),
        ("", "https://m.co.id/a/b", "https://m.co.id/a/b"),
        ("", "https://m.co.id:8080/a/b", "https://m.co.id:8080/a/b"),
        ("", "https://mobil.example/a/b", "https://mobil.example/a/b"),
        ("", f"{A}?single=1#komentar", A),
        ("", "https://hulu.example/?p=123", "https://hulu.example/?p=123"),
        (
            "",
            "https://hulu.example/news.php?page=berita&id=7",
            "https://hulu.example/news.php?page=berita&id=7",
        ),
        ("", "https://web.archive.org/web/2026/https://hulu.example/a/b", A),
        ("", "", ""),
    ],
)
def test_one_address_for_all_faces(head: str, url: str, expected: str) -> None:
    assert read(head, url=url).canonical_url == expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("<meta name='author' content='Rina Paramitha'>", "", "Rina Paramitha"),
        (
            "<meta name='author' content='Kabar Hulu'>",
            "<p>Penulis: Galih Saputra | Editor: Nur</p>",
            "Galih Saputra",
        ),
        (
            "<meta name='author' content='admin'>",
            "<div class='byline'>oleh <a>Citra Amelia</a></div>",
            "Citra Amelia",
        ),
        ("<meta name='author' content='admin'>", "", "admin"),
        ("<meta property='article:author' content='https://www.facebook.com/kabar'>", "", ""),
        ("", "<span>Oleh Citra Amelia</span>", "Citra Amelia"),
        ("", "<p>Laporan Wartawan Tribun, Dwi Ardianto</p>", "Tribun, Dwi Ardianto"),
        ("", "<i class='fa fa-user'></i> Redaksi", "Redaksi"),
        (jsonld('{"@type":"NewsArticle","author":[{"@type":"Person","name":"Andika P"}]}'), "", "Andika P"),
        (jsonld('{"@type":"NewsArticle","author":{"@type":"Organization","name":"Kabar Hulu"}}'), "", ""),
        (jsonld('{"@type":"NewsArticle","author":{"@id":["#a"]}}'), "", ""),
        (jsonld('{"@type":"NewsArticle","author":{"@id":{"a":1}}}'), "", ""),
        (jsonld(r'{"@type":"NewsArticle","author":{"name":"Andika \ud83d"}}'), "", "Andika \ufffd"),
    ],
)
def test_author(head: str, body: str, expected: str) -> None:
    assert read(f"{head}<meta property='og:site_name' content='Kabar Hulu'>", body).author == expected


MEETING = "Acara itu berlangsung meriah dan diikuti semua kepala desa."
CRUMBS = "<div class='breadcrumb'><a>Beranda</a> <ul><li>Advertorial</li></ul></div><h1>Jalan Desa Rusak</h1>"


@pytest.mark.parametrize(
    ("head", "body", "url", "end"),
    [
        ("<meta property='article:section' content='Advertorial'>", "", URL, ""),
        ("", CRUMBS, URL, ""),
        ("", "<h1>[ADV] Pemkab Perbaiki Jalan Desa</h1>", URL, ""),
        ("", "", "https://hulu.example/advertorial/jalan", ""),
        ("", "", URL, f"<p>{MEETING} (Nur/Fch/ADV/Pemkab Kutim)</p>"),
        ("", "", URL, f"<p>{MEETING} (adv/diskominfo)</p>"),
        ("", "", URL, f"<p>{MEETING} (Advertorial)</p>"),
        ("", "", URL, f"<p>{MEETING} *ADV</p>"),
        ("", "", URL, f"<p>{MEETING}</p><p><strong>ADV/Diskominfo</strong></p>"),
        ("", "", URL, f"<p>{MEETING} (Adv02)</p>"),
        ("", "", URL, f"<p>{MEETING}</p><p>Pariwara</p>"),
        ("", "<h1>Jalan Desa Rusak</h1><span class='label'>Advertorial</span> <i>2 Mei 2026</i>", URL, ""),
        (jsonld('{"@type":"AdvertiserContentArticle","headline":"x"}'), "", URL, ""),
    ],
)
def test_advertorial(head: str, body: str, url: str, end: str) -> None:
    assert read(head, body, url, TEXT + end).advertorial


ADVERTORIAL = "<a rel='category tag' href='/category/advertorial/'>Advertorial</a>"
POST = "<article class='post-12 post type-post hentry category-kutim'>"  # WordPress's own classes
LABEL = "<span class='category'>Advertorial</span> <a href='/y'>Bupati Buka Festival</a>"
LOCAL = "<a rel='category tag' href='/category/kutim/'>Kutai Timur</a>"


@pytest.mark.parametrize(
    "categories",
    [ADVERTORIAL, f"{ADVERTORIAL}, {LOCAL}", f"{LOCAL}, {ADVERTORIAL}", f"Kategori: {ADVERTORIAL}, {LOCAL}"],
)
@pytest.mark.parametrize("holder", ["{}", "<div class='post-meta'>{}</div>"])
def test_an_advertorial_by_its_categories_beside_the_date(categories: str, holder: str) -> None:
    line = f"<span class='cat-links'>{categories}</span> <span class='date'>2 Mei 2026</span>"
    assert read("", f"<article><h1>Jalan Desa Rusak</h1>{holder.format(line)}</article>").advertorial


@pytest.mark.parametrize(
    ("body", "end"),
    [
        (f"<h1>Jalan Desa Rusak</h1><div class='post-meta'><span class='cat-links'>{LOCAL}</span></div>", ""),
        ("<h1>Jalan Desa Rusak</h1><p>Warga melihat <a href='/x'>iklan</a> itu di jalan.</p>", ""),
        ("", "<p>Bank daerah itu mendapat penghargaan di ajang Pariwara.</p>"),
        ("<ul class='menu'><li>Advertorial</li><li>Politik</li></ul><h1>Jalan Desa Rusak</h1>", ""),
        (f"{POST}<h1>Jalan Desa Rusak</h1><div class='ads'><small>Advertisement</small></div></article>", ""),
        (f"{POST}<h1>Iklan Rokok Dekat Sekolah</h1></article>", ""),
        (f"<h1>Jalan Desa Rusak</h1><ul class='related-post'><li>{LABEL}</li></ul>", ""),
        (f"<div class='trending'>{LABEL}</div><h1>Jalan Desa Rusak</h1>", ""),
        ("<h1>Iklan Rokok di Dekat Sekolah Diprotes</h1>", ""),
        ("", "<p>Bawaslu menertibkan iklan kampanye yang dipasang sebelum waktunya di lima desa.</p>"),
        ("", "<p>Pengacara warga, Adv. Daniel, meminta perusahaan hadir pada pertemuan berikutnya.</p>"),
    ],
)
def test_no_advertorial(body: str, end: str) -> None:
    assert not read("", body, URL, TEXT + end).advertorial


def test_selectors_of_a_source() -> None:
    date, author = "<div class='t'>2 Mei 2026 09:00</div>", "<div class='p'>Oleh Siti Aminah</div>"
    body = f"<div class='j'>Judul Pilihan</div>{date}{author}"
    advert = (
        "<div class='teks'>Kalimat iklan yang panjang sekali dan tidak pernah dibaca oleh siapa pun.</div>"
    )
    content = (
        f"<div class='isi'>{TEXT}{advert}</div><p>Kalimat di luar isi yang tidak termasuk berita ini.</p>"
    )
    found = read(
        "<title>Lain</title>",
        body,
        URL,
        content,
        title=".j",
        date=".t",
        author=".p",
        text=".isi",
        remove=[".teks"],
    )
    assert (found.title, found.author) == ("Judul Pilihan", "Siti Aminah")
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2026-05-02T09:00:00+08:00"
    assert found.paragraphs[-1].startswith("Kepala desa berjanji")
    assert len(found.paragraphs) == 2


def test_a_selector_that_finds_nothing_falls_back() -> None:
    found = read("<title>Jalan Desa Rusak</title>", title=".tidak-ada", date=".tidak-ada")
    assert found.title == "Jalan Desa Rusak"


def test_a_broken_selector_names_the_remedy() -> None:
    with pytest.raises(SourceError, match="YAML"):
        read(remove=["div["])


def test_the_timezone_is_the_sources() -> None:
    page = f"<html><body><h1>Jalan Rusak</h1><div>2 Mei 2026 09:00</div>{TEXT}</body></html>".encode()
    at = extract_html(page, URL, fetched_at=NOW, timezone="Asia/Jakarta").published_at
    assert at is not None
    assert at.isoformat() == "2026-05-02T09:00:00+07:00"


def stated(at: str) -> str:
    return f"<meta itemprop='datePublished' content='{at}'>"


LEAD = (
    "<p>Warga menutup jalan itu sejak pagi, dan kepala desa berjanji meneruskan keluhan mereka ke dinas.</p>"
)
NINE = "2026-05-02T09:00:00+08:00"


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("<div>Jumat, 20/11/2026</div>", "<div>2 Mei 2026 09:00</div>", NINE),
        ("<div>2 Mei 2026 09:00 WITA</div>", "", NINE),
        ("", "<div>Terbit: 2 Mei 2026 09:00 | Diperbarui: 3 Mei 2026 10:00</div>", NINE),
        ("", "<div>Diperbarui 3 Mei 2026 10:00</div><div>2 Mei 2026 09:00</div>", NINE),
        ("<div>Jumat, 20/11/2026</div>", f"{LEAD}<i>A</i><p>B</p><p>C</p><div>2 Mei 2026 09:00</div>", NINE),
        ("", "<p>Pada 1 Mei 2026 pukul 08.00 warga berkumpul di balai desa untuk rapat.</p>", None),
        (stated("2026-05-02T09:00:00+07:00"), "", "2026-05-02T09:00:00+07:00"),
        (stated("2026-05-02"), "<i>2 Mei 2026 09:00</i>", NINE),
        (stated("2026-05-02 09:00:07"), "<i>2/5/2026 09:00 WIB</i>", "2026-05-02T09:00:07+07:00"),
        (stated("2026-05-02T09:00:07Z"), "<i>2/5/2026 09:00 WIB</i>", "2026-05-02T09:00:07+07:00"),
        (stated("2026-05-02T01:00:00Z"), "<i>2/5/2026 09:00 WITA</i>", NINE),
    ],
)
def test_published(above: str, below: str, expected: str | None) -> None:
    at = read("", f"{above}<h1>Jalan Desa Rusak</h1>{below}").published_at
    assert (at.isoformat() if at else None) == expected


TIME = f"<time datetime='{NINE}'>{{}}</time>"


@pytest.mark.parametrize(
    "line",
    [
        TIME.format("2 Mei 2026"),
        TIME.format("202 hari lalu"),
        f"<div>Redaksi | {TIME.format('Sabtu, 2 Mei 2026')}</div>",
        "<time datetime='2026-05-02T09:00:00Z'>2 Mei 2026 09:00 WITA</time>",
        "<time datetime='2026-05-02T00:00:00+08:00'>2 Mei 2026 09:00 WITA</time>",
        "<time datetime='2026-11-20T09:59:00+08:00'>2 Mei 2026 09:00 WITA</time>",
        TIME.format("4848,5 jam lalu"),
        f"<div><time class='updated' datetime='2026-05-02T10:00'>2 Mei 2026</time>"
        f"{TIME.format('2 Mei 2026')}</div>",
    ],
)
def test_a_date_line_states_its_hour_for_machines(line: str) -> None:
    at = read("", f"<article><h1>Jalan Desa Rusak</h1>{line}</article>").published_at
    assert at is not None
    assert at.isoformat() == NINE


@pytest.mark.parametrize("name", ["tanggapan", "diskusi", "respon", "kotak"])
def test_the_hour_of_a_comment_is_not_the_articles(name: str) -> None:
    said = f"<section class='{name}'><h3>Suara</h3><div>Akun A <em>2 jam lalu</em></div></section>"
    at = read("", "<h1>Jalan Desa Rusak</h1><span>Sabtu, 2 Mei 2026</span>", content=TEXT + said).published_at
    assert at is not None
    assert at.isoformat() == "2026-05-02T00:00:00+08:00"


def test_the_date_in_the_url_is_better_than_none() -> None:
    at = read("<title>Jalan</title>", url="https://hulu.example/2026/05/02/jalan-rusak/").published_at
    assert at is not None
    assert at.date().isoformat() == "2026-05-02"
