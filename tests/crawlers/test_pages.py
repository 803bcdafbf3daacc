"""The shapes are those of Indonesian news sites' own pages; hosts and titles are invented."""

import pytest
from scrapy.http import HtmlResponse, JsonResponse, Response, TextResponse

from crawlers.pages import canonical_of, folded, is_amp, is_page, key_of, next_page, whole_page

KOMPAS = "http://kabar.example/read/2026/11/23/10000/banjir-di-sangatta"
TRIBUN = "http://kabar.example/2026/11/23/banjir-di-sangatta"
DETIK = "http://kabar.example/berita/d-1234567/banjir-di-sangatta"
BY_NUMBER = "http://kabar.example/news.php?id=12"


def html(url: str, body: str, head: str = "") -> HtmlResponse:
    text = f"<html><head>{head}</head><body>{body}</body></html>"
    return HtmlResponse(url, body=text.encode(), encoding="utf-8")


@pytest.mark.parametrize(
    ("url", "link", "found"),
    [
        (KOMPAS, f'<a class="paging__link--show" href="{KOMPAS}?page=all#page2">Show All</a>', "?page=all"),
        (TRIBUN, '<a href="?page=all">Tampilkan Semua</a>', "?page=all"),
        (TRIBUN + "?page=2", f'<a href="{TRIBUN}?page=all">Semua Halaman</a>', "?page=all"),
        (DETIK, f'<a href="{DETIK}?single=1">Tampilkan semua</a>', "?single=1"),
        (DETIK, f'<a href="{DETIK}/all">Baca satu halaman</a>', "/all"),
        (BY_NUMBER, '<a href="news.php?id=12&amp;page=all">Lihat semua</a>', "&page=all"),
    ],
)
def test_the_whole_page_is_found(url: str, link: str, found: str) -> None:
    response = html(url, f'<p>isi</p><a href="/indeks?page=all">Lihat semua</a>{link}')
    assert whole_page(response) == url.removesuffix("?page=2") + found


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/indeks">Tampilkan semua</a>',
        '<a href="/indeks?page=all">Lihat semua berita</a>',
        '<a href="/read/2026/11/23/10000/berita-lain?page=all">Tampilkan Semua</a>',
        '<a href="#komentar">Lihat semua</a>',
        '<a href="javascript:void(0)">Tampilkan semua</a>',
        '<a href="http://[kosong/">Tampilkan semua</a>',
    ],
)
def test_other_articles_and_lists_are_not_the_whole_page(link: str) -> None:
    assert whole_page(html(KOMPAS, link)) == ""


@pytest.mark.parametrize(
    ("first", "link", "found"),
    [
        (TRIBUN, '<a href="?page=2">Halaman Selanjutnya</a>', TRIBUN + "?page=2"),
        (TRIBUN, f'<link rel="next" href="{TRIBUN}?page=2">', TRIBUN + "?page=2"),
        (DETIK, f'<a href="{DETIK}/2">2</a>', DETIK + "/2"),
        (DETIK, f'<a href="{DETIK}/page/2/">Next</a>', DETIK + "/page/2/"),
        (DETIK + "/", f'<a href="{DETIK}/2/">2</a>', DETIK + "/2/"),
        (BY_NUMBER, '<a href="?id=12&amp;halaman=2">2</a>', BY_NUMBER + "&halaman=2"),
        (DETIK + ".html", f'<a href="{DETIK}_2.html">Selanjutnya</a>', DETIK + "_2.html"),
        (DETIK + ".html", f'<a href="{DETIK}-2.html">2</a>', DETIK + "-2.html"),
    ],
)
def test_the_next_page_is_found(first: str, link: str, found: str) -> None:
    other = (
        '<a href="/berita/d-7654321/berita-lain">Selanjutnya</a><a rel="next" href="/berita-lain">Next</a>'
    )
    assert next_page(html(first, other + link), first, 2) == found


@pytest.mark.parametrize(
    ("first", "link"),
    [
        (TRIBUN, '<a rel="next" href="/2026/11/24/berita-berikutnya">Berita selanjutnya</a>'),
        (TRIBUN, '<a href="/indeks?page=2">2</a>'),
        (TRIBUN, '<a href="?page=3">3</a>'),
        (TRIBUN, '<a href="/2026/11/23/banjir-di-sangatta/comment-page-2">2</a>'),
        (DETIK + ".html", f'<a href="{DETIK}-2.html">Banjir di Sangatta</a>'),
        ("http://kabar.example/berita/12", '<a href="/berita/2">Selanjutnya</a>'),
        ("http://kabar.example/news.php?id=12", '<a href="?id=2">Selanjutnya</a>'),
    ],
)
def test_another_article_is_not_the_next_page(first: str, link: str) -> None:
    assert next_page(html(first, link), first, 2) == ""


def test_later_pages_are_counted_from_the_first() -> None:
    second = html(TRIBUN + "?page=2", '<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=3">3</a>')
    assert next_page(second, TRIBUN, 3) == TRIBUN + "?page=3"
    assert next_page(second, TRIBUN, 4) == ""


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTP://Kabar.Example/A?utm_source=x&id=1&fbclid=y#atas", "http://kabar.example/A?id=1"),
        ("http://kabar.example", "http://kabar.example/"),
        ("http://kabar.example/?p=12", "http://kabar.example/?p=12"),
        ("http://kabar.example/a?kosong=&b=ä", "http://kabar.example/a?kosong=&b=%C3%A4"),
        ("http://kabar.example/ä b/%C3%A4", "http://kabar.example/%C3%A4%20b/%C3%A4"),
        ("http://kabar.example/\ud83d", "http://kabar.example/\ud83d"),
        ("http://kabar.example/?a=\ud83d", "http://kabar.example/?a=\ud83d"),
    ],
)
def test_the_key_of_a_url(url: str, key: str) -> None:
    assert key_of(url) == key
    assert key_of(key) == key
    assert folded(url) == folded(key)


@pytest.mark.parametrize(
    "variant",
    [
        "https://www.kabar.example/banjir/",
        "http://m.kabar.example/banjir",
        "http://kabar.example/banjir/amp/",
        "http://kabar.example/amp/banjir",
        "http://kabar.example/banjir?amp=1",
        "http://kabar.example/banjir?amp",
        "http://amp.kabar.example/banjir?utm_medium=wa",
        "http://kabar.example/banjir?outputType=amp",
    ],
)
def test_variants_of_a_url_fold(variant: str) -> None:
    assert folded(variant) == folded("http://kabar.example/banjir")


def test_other_articles_do_not_fold() -> None:
    urls = [
        "http://kabar.example/?p=1",
        "http://kabar.example/?p=2",
        "http://kabar.example/ampas",
        "http://b.example/",
    ]
    assert len({folded(url) for url in urls}) == len(urls)


@pytest.mark.parametrize(
    "mark", ["<html amp>", '<html ⚡ lang="id">', '<html lang="id" amp="">', "<HTML AMP>"]
)
def test_amp_says_so(mark: str) -> None:
    assert is_amp(HtmlResponse("http://kabar.example/a", body=f"<!doctype html>{mark}<p>".encode()))


@pytest.mark.parametrize("mark", ["<html>", '<html lang="id">', "<html data-ampas>", '<html class="amp">'])
def test_other_pages_are_not_amp(mark: str) -> None:
    assert not is_amp(HtmlResponse("http://kabar.example/a", body=f"<!doctype html>{mark}<p>".encode()))


def test_the_canonical_url_is_absolute_and_can_be_fetched() -> None:
    url = "http://kabar.example/a/amp"
    assert canonical_of(html(url, "", '<link rel="canonical" href="/a">')) == "http://kabar.example/a"
    assert canonical_of(html(url, "", '<link rel="canonical" href="mailto:a@b.example">')) == ""
    assert canonical_of(html(url, "")) == ""


def test_what_an_article_can_be_read_from() -> None:
    assert is_page(html("http://kabar.example/a", "<p>isi"))
    assert is_page(TextResponse("http://kabar.example/a", body=b"\n<!DOCTYPE html><title>a</title>"))
    assert not is_page(TextResponse("http://kabar.example/a", body=b"isi saja"))
    assert not is_page(JsonResponse("http://kabar.example/a", body=b'{"a": "<p>"}'))
    assert not is_page(Response("http://kabar.example/a.jpg", body=b"\xff\xd8<html"))
