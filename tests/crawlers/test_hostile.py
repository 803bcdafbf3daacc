"""Sites that lie, loop and break the rules of HTTP, in one round with one that is well."""

import asyncio
import gzip
import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from scrapy import Request as ScrapyRequest
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.error import DNSLookupError

from core import clock
from crawlers.download import _leads_inside
from crawlers.spool import tally
from tests.crawlers.crawling import XML, Crawled, Web, balanced, feed, made_source, page, run
from tests.crawlers.platforms import JSON, Message, Post, preview
from tests.crawlers.raw import HTML, raw_site, whole
from tests.web import Answer, Request

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PAGE = b"<!doctype html><html><p>isi</p></html>"
OK = b"HTTP/1.1 200 OK\r\n"
REDIRECT = b"HTTP/1.1 302 Found\r\n"

LIES = {
    "tak-berisi": (whole(b"", start=b"HTTP/1.1 204 No Content\r\n"), "not_html"),
    "status-nol": (whole(PAGE, start=b"HTTP/1.1 000 Aneh\r\n"), "http_0"),
    "status-999": (whole(PAGE, start=b"HTTP/1.1 999 Aneh\r\n"), "http_999"),
    "304-tak-diminta": (b"HTTP/1.1 304 Not Modified\r\n\r\n", "http_304"),
    "bukan-gzip": (whole(PAGE, b"Content-Encoding: gzip"), ""),
    "bukan-br": (whole(PAGE, b"Content-Encoding: br"), ""),
    "bukan-zstd": (whole(PAGE, b"Content-Encoding: zstd"), ""),
    "gzip-dua-kali": (whole(gzip.compress(gzip.compress(PAGE)), b"Content-Encoding: gzip, gzip"), ""),
    "gzip-terpotong": (whole(gzip.compress(PAGE * 50)[:40], b"Content-Encoding: gzip"), ""),
    "bernama-gambar": (whole(PAGE, b"Content-Type: image/jpeg", start=OK), ""),
    "bernama-biner": (whole(PAGE, b"Content-Type: application/octet-stream", start=OK), ""),
    "bernama-json": (whole(PAGE, b"Content-Type: application/json", start=OK), "not_html"),
    "charset-tak-ada": (whole(PAGE, b"Content-Type: text/html; charset=x-aku", start=OK), ""),
    "utf-16": (whole(PAGE.decode().encode("utf-16")), ""),
    "huruf-di-kepala": (whole(PAGE, b"X-Kota: S\xe9\xff\0", b'ETag: "\xe9"'), ""),
    "banyak-kepala": (whole(PAGE, *(b"X-%d: a" % number for number in range(3000))), ""),
    "dalam": (whole(b"<html>" + b"<b>" * 100_000), ""),
    "ke-berkas": (whole(b"", b"Location: file:///etc/passwd", start=REDIRECT), "http_302"),
    "ke-data": (whole(b"", b"Location: data:text/html,<p>x</p>", start=REDIRECT), "http_302"),
    "ke-skrip": (whole(b"", b"Location: javascript:x()", start=REDIRECT), "bad_url"),
    "ke-rusak": (whole(b"", b"Location: http://[x/", start=REDIRECT), "bad_url"),
    "ke-kantor": (whole(b"", b"Location: http://10.0.0.1/", start=REDIRECT), "private_address"),
    "ke-awan": (whole(b"", b"Location: http://[::ffff:169.254.169.254]/", start=REDIRECT), "private_address"),
    "tanpa-tujuan": (whole(b"", start=REDIRECT), "http_302"),
}  # fmt: skip
BROKEN = {
    "ssh": b"SSH-2.0-OpenSSH_9\r\n",
    "tutup": b"",
    "panjang-kata": HTML + b"Content-Length: banyak\r\n\r\n<p>x</p>",
    "panjang-minus": HTML + b"Content-Length: -5\r\n\r\n<p>x</p>",
    "panjang-dua": HTML + b"Content-Length: 3\r\nContent-Length: 8\r\n\r\n<p>x</p>",
    "potongan-rusak": HTML + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n<p>x</p>",
    "kepala-panjang": HTML + b"X: " + b"a" * 200_000 + b"\r\n\r\n<p>x</p>",
    "http-09": PAGE,
}


def listing(links: str) -> Answer:
    return page("Daftar", links=f'<h2><a href="/a">A</a></h2>{links}')


def build(web: Web) -> None:
    web.add("sehat", {"/feed": feed("/a"), "/a": page("a")})
    names = str(feed(*(f"/{name}" for name in LIES)).body).encode()
    answers = {f"/{name}": answer for name, (answer, _) in LIES.items()}
    answers["/feed"] = whole(names, b"Content-Type: application/rss+xml", start=OK)
    web.sources.append(made_source("dusta", web.stack.enter_context(raw_site(answers)) + "/feed"))
    for name, answer in BROKEN.items():
        url = web.stack.enter_context(raw_site({"/feed": answer}))
        web.sources.append(made_source(name, f"{url}/feed"))
    loops(web)
    endless(web)
    dates = ("Mon, 1 Jan 99999999999999999999 00:00:00 GMT", "0001-01-01", "besok", "")
    items = "".join(
        f"<item><title>T</title><link>/{number}</link><pubDate>{date}</pubDate></item>"
        for number, date in enumerate(dates)
    )
    bare = "<item><title>Tanpa tautan</title></item>"
    listed = Answer(f"<rss version='2.0'><channel>{bare}{items}</channel></rss>", headers=XML)
    web.add("tanggal", {"/feed": listed, **{f"/{number}": page("isi") for number in range(4)}})
    web.add("banyak", {"/feed": feed(*(f"/{number}" for number in range(900)))}, max_requests=5)
    web.add("spasi", {"/feed": feed("/kabar baru?x=a b#atas", "/kabar%20baru?x=a b&utm_source=x"),
                      "/kabar baru": page("isi"), "/kabar%20baru": page("isi")})  # fmt: skip


def loops(web: Web) -> None:
    forms = {"kind": "listing", "selectors": {"links": "h2 a", "next": "a.n"}}
    rings = {
        "cincin": '<a class="n" href="/berita?page=1#bawah">Lagi</a>',
        "tombol": '<a class="n" href="javascript:muat()">Lagi</a>',
        "ujung": '<a class="n" href="/berita?page=9">Lagi</a>',
    }
    for name, link in rings.items():
        web.add(name, {"/a": page("a")}, "/berita?page=1", **forms)
        web.sites[name].routes["/berita"] = listing(link)
    web.sites["ujung"].routes["/berita"] = lambda request: (
        Answer("habis", 404) if "9" in request.query["page"] else listing(rings["ujung"])
    )
    index = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
    part = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/a</loc></url></urlset>'
    names = ("sitemap.xml", "hilang.xml", "isi.xml")
    locs = index.format("".join(f"<sitemap><loc>/{name}</loc></sitemap>" for name in names))
    web.add(
        "peta",
        {"/sitemap.xml": Answer(locs, headers=XML), "/isi.xml": Answer(part, headers=XML), "/a": page("a")},
        "/sitemap.xml",
        kind="sitemap",
    )
    site = web.add("ulang", {}, "/", kind="wordpress")
    posts = json.dumps([Post(number).plain("") for number in range(20)])
    site.routes["/wp-json/wp/v2/posts"] = Answer(posts, headers=JSON | {"X-WP-TotalPages": "1000"})
    torn = json.dumps([Post(1, title="setengah \ud83d emoji", content="<p>\udc00</p>").plain("/\ud83d")])
    for kind in ("wordpress", "factcheck"):
        site = web.add(f"setengah-{kind}", {}, "/", kind=kind)
        site.routes["/wp-json/wp/v2/posts"] = Answer(torn, headers=JSON)
    channel = {"kind": "telegram", "category": "open_channel"}
    deep = [Message(1, f"{'<i>' * 900}dalam{'</i>' * 900}"), Message(2, "biasa")]
    web.add("kanal", {"/s/x": preview("x", deep)}, "/s/x", **channel)
    web.add("kanal-json", {"/s/x": Answer("{}", headers=JSON)}, "/s/x", **channel)


def endless(web: Web) -> None:
    """A WordPress site with new posts on every page, and no end."""
    numbers = itertools.count(1)

    def answer(request: Request) -> Answer:
        posts = [Post(next(numbers)).plain("") for _ in range(20)]
        return Answer(json.dumps(posts), headers=JSON)

    web.add("abadi", {"/": answer}, "/?rest_route=/wp/v2/posts", kind="wordpress", max_requests=6)


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as web:
        build(web)
        yield web


@pytest.fixture(scope="module")
def crawled(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    clock.fix(NOON)
    try:
        return run(web, tmp_path_factory.mktemp("data"), timeout=2.0, max_body=1_000_000)
    finally:
        clock.fix(None)


def test_the_one_that_is_well_does_not_notice(crawled: Crawled) -> None:
    assert crawled.tally("sehat").fetched == 1
    assert crawled.report("sehat").status == "healthy"


def test_both_balances_hold_in_all_of_them(web: Web, crawled: Crawled) -> None:
    tallies = tally(crawled.spool)
    assert [source.id for source in web.sources if not balanced(tallies[source.id])] == []


@pytest.mark.parametrize("name", LIES)
def test_a_page_that_lies_is_read_or_refused_and_stops_no_other(crawled: Crawled, name: str) -> None:
    rejected = crawled.candidate("dusta", f"/{name}").rejected
    assert (rejected.reason if rejected else "") == LIES[name][1]
    assert crawled.report("dusta").status == "healthy"


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_http_is_a_source_that_fails(crawled: Crawled, name: str) -> None:
    report = crawled.report(name)
    assert report.status == "failing"
    assert "terputus" in report.detail


@pytest.mark.parametrize(
    ("name", "requests"),
    [("cincin", 3), ("tombol", 3), ("ujung", 4), ("peta", 5), ("ulang", 3)],
)
def test_what_leads_in_a_circle_is_asked_once(web: Web, crawled: Crawled, name: str, requests: int) -> None:
    assert len(web.sites[name].requests) == requests  # robots.txt among them
    assert (crawled.report(name).status, crawled.report(name).detail) == ("healthy", "")
    assert crawled.tally(name).fetched == (20 if name == "ulang" else 1)


def test_what_never_ends_is_ended_by_the_limit(web: Web, crawled: Crawled) -> None:
    assert len(web.sites["abadi"].requests) == 6
    assert len(web.sites["banyak"].requests) == 5
    assert crawled.tally("banyak").candidates == 900
    assert crawled.tally("banyak").rejected["over_limit"] == 897
    assert "ronde berikutnya" in crawled.report("banyak").detail
    assert crawled.report("banyak").seconds < 5  # those over the limit do not wait for the site's turn


def test_dates_that_are_none_and_entries_without_a_link(crawled: Crawled) -> None:
    ends = [c.rejected.reason if c.rejected else "" for c in crawled.candidates("tanggal")]
    assert ends == ["bad_url", "", "", "", ""]


def test_one_article_under_two_spellings_is_fetched_once(crawled: Crawled) -> None:
    [article] = crawled.candidates("spasi")
    assert article.rejected is None


def test_half_an_emoji_is_no_reason_to_lose_a_source(crawled: Crawled) -> None:
    [post] = crawled.candidates("setengah-wordpress")
    assert (post.title, post.html) == ("setengah \ufffd emoji", "<p>\ufffd</p>")
    [check] = crawled.candidates("setengah-factcheck")
    assert check.rejected is not None
    assert check.rejected.reason == "bad_url"


def test_a_post_of_deeply_nested_letters_is_read(crawled: Crawled) -> None:
    assert [c.text for c in crawled.candidates("kanal")] == ["biasa", "dalam"]
    assert "bukan halaman web" in crawled.report("kanal-json").detail


def test_no_program_error_reaches_the_log(crawled: Crawled) -> None:
    assert "Traceback" not in crawled.log, crawled.log


@pytest.mark.parametrize(
    ("url", "address", "inside"),
    [
        ("http://kabar.example/", "93.184.216.34", False),
        ("http://kabar.example/", "10.0.0.5", True),  # a name of a stranger, an address of the office
        ("http://kabar.example/", "127.0.0.1", True),
        ("http://kabar.example/", None, False),  # unknown: the request itself says so
        ("http://192.168.1.1/", "192.168.1.1", True),
    ],
)
def test_a_name_is_looked_up_before_it_is_asked(
    url: str, address: str | None, inside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(host: str) -> Deferred[str]:
        return fail(DNSLookupError()) if address is None else succeed(address)

    fake = SimpleNamespace(resolver=SimpleNamespace(getHostByName=look_up))
    monkeypatch.setattr("twisted.internet.reactor", fake, raising=False)
    assert asyncio.run(_leads_inside(ScrapyRequest(url))) is inside
    assert not asyncio.run(_leads_inside(ScrapyRequest("http://kabar.example/", meta={"proxy": "http://p"})))
