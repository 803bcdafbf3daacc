"""From bytes to a page: charsets, what is no page, and that nothing makes the reader crash."""

import gzip
import pkgutil
from datetime import UTC, datetime
from encodings import __path__ as codecs_of_python
from encodings.aliases import aliases

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import Unreadable, extract_html
from pipeline.extraction.document import decode, read_text

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PAGE = "<html><head><title>Uji</title></head><body><p>“Harga naik – 5 %,” kata petani é.</p></body></html>"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "text/html; charset=iso-8859-1"),
        ("utf-8", ""),
        ("cp1252", "text/html; charset=UTF-8"),
        ("cp1252", "text/html; charset=iso-8859-1"),
        ("cp1252", "text/html; charset=iso_8859-1"),
        ("cp1252", "text/html; charset=utf-16"),
        ("cp1252", ""),
        ("utf-16", "text/html"),
        ("utf-16-le", ""),
        ("utf-8-sig", ""),
    ],
)
def test_charset_missing_or_wrong(encoding: str, declared: str) -> None:
    assert decode(PAGE.encode(encoding), declared) == PAGE


def test_charset_in_the_page_counts_when_the_bytes_allow_it() -> None:
    body = '<meta charset="windows-1251"><p>Привет, мир, добрый день всем</p>'.encode("windows-1251")
    assert "Привет" in decode(body, "")


@pytest.mark.parametrize(
    "charset", ["idna", "undefined", "unicode_escape", "raw_unicode_escape", "punycode", "utf-7", "hex"]
)
def test_a_charset_that_is_none_of_the_web_is_not_obeyed(charset: str) -> None:
    body = rb"<p>Isi \u0041 +ADw-b+AD4- caf" + b"\xe9</p>"
    assert decode(body, f"text/html; charset={charset}") == body.decode("cp1252")
    assert decode(f"<meta charset={charset}>".encode() + body).endswith(body.decode("cp1252"))


def test_no_codec_of_python_makes_the_reader_crash() -> None:
    names = {*aliases, *aliases.values(), *(module.name for module in pkgutil.iter_modules(codecs_of_python))}
    for name in names:
        for body in (b"\x81", b"\x81\xff" * 40 + b"\x1b$-" * 9):
            decode(f'<meta charset="{name}">'.encode() + body, "text/html; charset=iso-8859-1")
            decode(body, f"text/html; charset={name}")


def test_a_letter_cut_in_half_does_not_change_the_charset() -> None:
    body = ("<p>" + "“kutipan” " * 50 + "</p>").encode()[:-6]
    assert decode(body + "“".encode()[:2]).count("“kutipan”") == 49 or "“kutipan”" in decode(
        body + b"\xe2\x80"
    )


def test_gzip_is_opened() -> None:
    assert read_text(gzip.compress(PAGE.encode())) == PAGE


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"%PDF-1.7 ...", "not_html"),
        (b"\x89PNG\r\n\x1a\n0000", "not_html"),
        (b"\x1f\x8b\x08broken", "not_html"),
        (b"just a line of text", "not_html"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "not_html"),
        (b'<?xml version="1.0"?><urlset></urlset>', "not_html"),
        (
            b'{"code":"rest_post_invalid_id","message":"ID pos tidak valid.","data":{"status":404}}',
            "json_error",
        ),
        (b"[1, 2, 3]", "json_error"),
        (b"<html><head></head><body></body></html>", "too_short"),
        (b"<html><body><p>Singkat.</p></body></html>", "too_short"),
        (
            b"<html><head><title>Jalan Desa Rusak</title></head><body><div id='cookie-consent'>"
            b"<h2>Kami menghargai privasi Anda</h2><p>Situs ini menggunakan cookie untuk pengalaman Anda. "
            b"Dengan menekan Setuju, Anda menyetujuinya sesuai kebijakan privasi.</p></div></body></html>",
            "too_short",
        ),
        (
            b"<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>",
            "soft_404",
        ),
        (
            b"<html><head><title>Attention Required! | Cloudflare</title></head><body>x</body></html>",
            "captcha",
        ),
    ],
)
def test_what_is_no_article(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        extract_html(body, "https://contoh.example/berita/1", fetched_at=NOW)
    assert caught.value.reason == reason
    assert caught.value.detail


@pytest.mark.parametrize(
    "title",
    [
        "Halaman Tidak Ditemukan - Kabar",
        "404 - Kabar",
        "Artikel yang Anda cari tidak tersedia",
        "Oops! Page not found",
    ],
)
def test_soft_404_titles(title: str) -> None:
    text = "Kembali ke beranda untuk membaca. " * 8
    body = f"<html><head><title>{title}</title></head><body><p>{text}</p></body></html>"
    with pytest.raises(Unreadable, match="soft_404"):
        extract_html(body.encode(), "https://contoh.example/x", fetched_at=NOW)


def test_an_article_about_missing_pages_is_an_article() -> None:
    text = "Dinas Kominfo menjelaskan mengapa halaman layanan itu tidak dapat dibuka sejak Senin pagi. " * 5
    body = f"""<html><head><title>Halaman Layanan Tidak Ditemukan, Warga Mengeluh - Kabar</title>
        <meta property="article:published_time" content="2026-11-02T08:00:00+08:00"></head>
        <body><h1>Halaman Layanan Tidak Ditemukan, Warga Mengeluh</h1><p>{text}</p></body></html>"""
    assert extract_html(body.encode(), "https://kabar.example/a", fetched_at=NOW).text.startswith(
        "Dinas Kominfo"
    )


@pytest.mark.parametrize(
    "title",
    [
        "Halaman Kantor KPU Dibakar, Pelaku Belum Ditemukan",
        "Konten Hoaks Pilkada Marak, Polisi: Belum Ada Tersangka",
        "Akses Ditolak, Saksi Paslon 2 Ricuh di Kantor PPK",
        "Tidak Ditemukan Pelanggaran, Bawaslu Kutim Hentikan Kasus",
        "404 Pemilih Ganda Dicoret KPU Kutim",
        "Konten Itu Tidak Ditemukan Unsur Pidana, Kata Polisi",
    ],
)
def test_a_headline_that_begins_like_a_notice_is_one_only_over_little_prose(title: str) -> None:
    text = "Warga berkumpul di balai desa untuk membahas surat suara yang dikirim besok pagi ke TPS. "
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>%s</p></body></html>"
    assert extract_html((page % (text * 8)).encode(), "https://kabar.example/a", fetched_at=NOW).text
    with pytest.raises(Unreadable):
        extract_html((page % text).encode(), "https://kabar.example/a", fetched_at=NOW)


@pytest.mark.parametrize(
    "title",
    [
        "Page could not be found",
        "Page does not exist",
        "Halaman yang Anda akses tidak ditemukan",
        "Halaman yang Anda kunjungi tidak tersedia",
        "404 Halaman Tidak Ditemukan",
        "404: This page could not be found",
        "Halaman tidak tersedia atau telah dihapus",
    ],
)
def test_a_notice_is_one_over_teasers_too(title: str) -> None:
    text = "Warga berkumpul di balai desa untuk membahas surat suara yang dikirim besok pagi ke TPS. "
    page = f"<html><head><title>{title} - Kabar</title></head><body><h1>{title}</h1>{f'<p>{text}</p>' * 6}"
    with pytest.raises(Unreadable, match="soft_404"):
        extract_html(page.encode(), "https://kabar.example/a", fetched_at=NOW)


@pytest.mark.parametrize(
    "sentence",
    [
        "Tarif baru itu berlaku khusus pelanggan rumah tangga di Sangatta Utara, kata direktur.",
        "Massa masuk untuk membaca pernyataan sikap mereka di ruang rapat KPU pada Senin siang.",
    ],
)
def test_a_sentence_of_a_short_article_is_no_wall(sentence: str) -> None:
    text = "Warga berkumpul di balai desa untuk membahas surat suara yang dikirim besok pagi ke TPS. " * 4
    page = f"<html><body><h1>Warga Protes</h1><p>{text}</p><p>{sentence}</p>%s</body></html>"
    read = extract_html((page % "").encode(), "https://kabar.example/a", fetched_at=NOW)
    assert read.text.endswith(sentence)
    with pytest.raises(Unreadable, match="paywall"):
        extract_html((page % "<div><a href='/l'>Masuk untuk membaca</a></div>").encode(), "", fetched_at=NOW)


def test_a_wall_that_stands_among_the_paragraphs_is_one() -> None:
    text = "Warga berkumpul di balai desa untuk membahas surat suara yang dikirim besok pagi ke TPS. " * 4
    wall = "Silakan login untuk melanjutkan membaca."
    page = f"<html><body><h1>Warga Protes</h1><p>{text}</p><p>{wall}</p></body></html>"
    with pytest.raises(Unreadable, match="paywall"):
        extract_html(page.encode(), "https://kabar.example/a", fetched_at=NOW)


def test_a_free_article_that_mentions_subscribers_is_read() -> None:
    text = (
        "Harian itu menyebut artikel ini khusus untuk pelanggan, tetapi bupati membagikannya kepada warga. "
        * 20
    )
    body = f"<html><body><h1>Bupati Bagikan Artikel Berbayar</h1><p>{text}</p></body></html>"
    assert extract_html(body.encode(), "https://kabar.example/a", fetched_at=NOW).text


def read_or_refuse(body: bytes, content_type: str = "") -> None:
    try:
        found = extract_html(
            body, "https://contoh.example/berita/1", content_type=content_type, fetched_at=NOW
        )
    except Unreadable as error:
        assert error.reason in {
            "empty",
            "not_html",
            "json_error",
            "captcha",
            "soft_404",
            "paywall",
            "too_short",
        }
    else:
        assert len(found.text) >= 50


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str) -> None:
    read_or_refuse(body, content_type)
    read_or_refuse(b"<html><body><p>" + body * 3, content_type)


SENTENCE = "Warga berkumpul di balai desa untuk membahas jalan yang rusak sejak musim hujan tahun lalu. "
NODE = '<script type="application/ld+json">{"@type":"NewsArticle","author":[null,3]}</script>'
PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<div class='related'>", "<div class=komentar>", "</div>", "<br>", "<a href='/x'>",
        "</a>", "<h1>", "</h1>", "<table><tr><td>", "</table>", "<article>", "</article>", "<ul><li>",
        "</ul>", "<b>", "</b>", "<meta property='og:title' content='Judul'>", "<title>Judul</title>",
        "<body>", "<!--", "-->", "</html>", SENTENCE, NODE, "Baca juga: ", "Jakarta - ", "(abc/def)",
        "<time>", "3 jam lalu", "20/11/2026 10:00 WIB", "404", "\x00", "é", "[Gambas:Video]", "&nbsp;",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES, max_size=60))
def test_any_soup_of_tags_is_read_or_refused(pieces: list[str]) -> None:
    read_or_refuse("".join(pieces).encode())
