"""Sources that fail in every way that we know, in one round with one that is well: it must not notice."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.record import ResponseUse
from crawlers.spool import tally
from tests.crawlers.crawling import XML, Crawled, Web, balanced, feed, made_source, page, run, state
from tests.web import Answer, Request

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TIMEOUT = 0.7
ROBOTS = {"Content-Type": "text/plain"}


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def loop(request: Request) -> Answer:
    return Answer("", 302, {"Location": f"/feed?putaran={len(request.query.get('putaran', [])) + 1}"})


def in_turn(*answers: Answer) -> Iterator[Answer]:
    yield from answers
    while True:
        yield answers[-1]


def build(web: Web) -> None:
    articles = {f"/{name}": page(name) for name in "abcde"}
    web.add("sehat", {"/feed": feed(*articles), **articles})
    web.add("galat", {"/feed": Answer("kacau", 500)})
    web.add("gantung", {"/feed": Answer("lambat", wait=2 * TIMEOUT)})
    web.add("rusak", {"/feed": Answer("<rss><channel><item><title>a</title", headers=XML)})
    web.add("bukan-umpan", {"/feed": page("Selamat datang")})
    web.add("bukan-peta", {"/feed": page("Selamat datang")}, kind="sitemap")
    web.add("tanpa-tautan", {"/feed": page("kosong")}, kind="listing", selectors={"links": "h2 a"})
    web.add("kosong", {"/feed": feed()})
    web.add("putar", {"/feed": loop})
    web.add("gendut", {"/feed": Answer(bytes(10_000_000), headers=XML)})
    web.add("hilang", {})
    web.add("ditolak", {"/feed": Answer("Forbidden", 403)})
    web.add(
        "larang", {"/robots.txt": Answer("User-agent: *\nDisallow: /", headers=ROBOTS), "/feed": feed("/a")}
    )
    web.add("robots-sakit", {"/robots.txt": Answer("sakit", 503), "/feed": feed("/a"), "/a": page("a")})
    web.add(
        "robots-html",
        {"/robots.txt": Answer("User-agent: *\nDisallow: /", 404), **articles, "/feed": feed("/a")},
    )
    moved = web.add("pindah", {"/feed-baru": feed("/a"), "/a": page("a")})
    moved.routes["/feed"] = Answer("", 301, {"Location": f"{moved.url}/feed-baru"})
    web.add("semua-hilang", {"/feed": feed("/x", "/y")})
    web.add("mati-di-tengah", {"/feed": feed(*(f"/{n}" for n in "pqrstu")), "/p": page("p"), "/q": page("q"),
                               **{f"/{n}": Answer("sakit", 502) for n in "rstu"}})  # fmt: skip
    web.add("terpotong", {"/feed": feed("/a", "/b"), "/a": Answer("<html><p>separuh", declared=999),
                          "/b": Answer("<html><p>utuh</p></html>\n", declared=999)})  # fmt: skip
    once = in_turn(Answer("sakit", 503), feed("/a"))
    web.add("sembuh", {"/feed": lambda _: next(once), "/a": page("a")})
    outside = web.sites["sehat"].url.replace("127.0.0.1", "localhost")
    web.add("menyusup", {"/feed": feed("http://127.0.0.1:22/", f"{outside}/a", "/a"), "/a": page("a")})
    web.add("alamat-aneh", {"/feed": feed(f"http://{'a' * 300}.example/", "http://[x/", "mailto:a@b.c", "/a"),
                            "/a": page("a")})  # fmt: skip
    elsewhere = [f"http://tidak-ada.invalid/{number}" for number in range(5)]
    web.add("merujuk", {"/feed": feed(*elsewhere, "/a"), "/a": page("a")})
    busy = in_turn(Answer("pelan", 429, {"Retry-After": "1"}), page("a"))
    web.add("sibuk", {"/feed": feed("/a", "/b"), "/a": lambda _: next(busy), "/b": page("b")})
    web.add("istirahat", {"/feed": feed("/a", "/b", "/c", ETag='"1"'), "/a": page("a"),
                          "/b": Answer("pelan", 429, {"Retry-After": "3600"})})  # fmt: skip
    web.add("sedang-jeda", {"/feed": feed("/a")})
    web.sources.append(made_source("tutup", f"http://127.0.0.1:{closed_port()}/feed"))
    web.add("banyak", {"/feed": feed(*articles), **articles}, expect={"max": 2})
    web.add("sedikit", {"/feed": feed("/a"), **articles}, expect={"min": 3})


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as web:
        build(web)
        yield web


@pytest.fixture(scope="module")
def crawled(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    clock.fix(NOON)
    paused = {"sedang-jeda": NOON + timedelta(minutes=10)}
    try:
        return run(web, tmp_path_factory.mktemp("data"), state(paused_until=paused), timeout=TIMEOUT)
    finally:
        clock.fix(None)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("sehat", "healthy", ""),
        ("galat", "failing", "server situs bermasalah (500): coba lagi nanti"),
        ("gantung", "failing", "tidak menjawab sampai batas waktu: coba lagi nanti"),
        ("rusak", "failing", "XML rusak"),
        ("bukan-umpan", "failing", "tidak berisi umpan RSS/Atom: cari alamat baru"),
        ("bukan-peta", "failing", "bukan peta situs"),
        ("tanpa-tautan", "failing", "selectors.links tidak menemukan satu tautan pun"),
        ("kosong", "empty", "tidak ada satu tulisan pun: periksa url"),
        ("putar", "failing", "berputar antarpengalihan"),
        ("gendut", "failing", "melebihi batas ukuran"),
        ("hilang", "failing", "halaman tidak ada (404): cari alamat baru"),
        ("ditolak", "blocked", "menolak pengambil otomatis (403): minta izin"),
        ("larang", "blocked", "robots.txt melarang"),
        ("robots-sakit", "failing", "server situs bermasalah (503) (robots.txt"),
        ("robots-html", "healthy", ""),
        ("pindah", "moved", "/feed-baru: ubah url di berkas sumber"),
        ("semua-hilang", "failing", "2 dari 2 tulisan, tak satu pun terambil"),
        ("mati-di-tengah", "failing", "berhenti menjawab di tengah ronde"),
        ("terpotong", "healthy", ""),
        ("sembuh", "healthy", ""),
        ("menyusup", "healthy", ""),
        ("alamat-aneh", "healthy", ""),
        ("merujuk", "healthy", ""),
        ("sibuk", "healthy", ""),
        ("istirahat", "paused", "situs meminta jeda"),
        ("sedang-jeda", "paused", "situs meminta jeda"),
        ("tutup", "failing", "server menolak sambungan: coba lagi nanti"),
        ("banyak", "healthy", "5 tulisan, biasanya paling banyak 2"),
        ("sedikit", "empty", "hanya 1 tulisan, biasanya sedikitnya 3"),
    ],
)
def test_each_says_how_it_fared_and_what_to_do(crawled: Crawled, name: str, status: str, words: str) -> None:
    report = crawled.report(name)
    assert (report.status, bool(report.detail)) == (status, bool(words)), report.detail
    assert words in report.detail


def test_the_one_that_is_well_has_everything(crawled: Crawled) -> None:
    assert crawled.tally("sehat").fetched == 5
    assert crawled.report("sehat").seconds < 5


def test_both_balances_hold_in_all_of_them(web: Web, crawled: Crawled) -> None:
    unanswered = {"gantung": 3}  # tried three times, and never answered
    tallies = tally(crawled.spool)
    for source in web.sources:
        count = tallies[source.id]
        assert balanced(count), source.id
        asked = len(web.sites[source.id].requests) if source.id in web.sites else 0
        assert count.responses.total() == asked - unanswered.get(source.id, 0), source.id


def reasons(crawled: Crawled, name: str) -> list[str]:
    return [c.rejected.reason if c.rejected else "" for c in crawled.candidates(name)]


def test_errors_are_tried_three_times_and_each_answer_is_kept(web: Web, crawled: Crawled) -> None:
    assert web.sites["galat"].paths() == ["/robots.txt", *["/feed"] * 3]
    assert crawled.uses("galat")[1:] == [("feed", ResponseUse.REJECTED, "http_500")] * 3
    assert web.sites["sembuh"].paths() == ["/robots.txt", "/feed", "/feed", "/a"]


def test_redirects_have_an_end(web: Web) -> None:
    assert web.sites["putar"].paths().count("/feed") == 6


def test_a_site_that_stops_answering_is_left_in_peace(web: Web, crawled: Crawled) -> None:
    assert reasons(crawled, "mati-di-tengah") == ["", "", "http_502", "http_502", "http_502", "unreachable"]
    assert "/u" not in web.sites["mati-di-tengah"].paths()


def test_a_dead_site_that_a_source_links_to_is_not_the_end_of_the_source(crawled: Crawled) -> None:
    assert reasons(crawled, "merujuk") == ["dns", "dns", "dns", "unreachable", "unreachable", ""]


def test_half_a_page_is_no_page(crawled: Crawled) -> None:
    assert reasons(crawled, "terpotong") == ["incomplete", ""]  # /b has its end; its length was a lie
    assert ("a", ResponseUse.REJECTED, "incomplete") in crawled.uses("terpotong")


def test_no_page_leads_into_the_office_network(web: Web, crawled: Crawled) -> None:
    assert reasons(crawled, "menyusup") == ["private_address", "private_address", ""]
    assert all(request.headers["host"].startswith("127") for request in web.sites["sehat"].requests)


def test_addresses_that_are_none_are_rejected(crawled: Crawled) -> None:
    assert reasons(crawled, "alamat-aneh") == ["bad_url", "bad_url", "bad_url", ""]


def test_a_short_pause_is_waited_for(web: Web, crawled: Crawled) -> None:
    before, after = (request.at for request in web.sites["sibuk"].requests if request.path == "/a")
    assert after - before >= 0.99
    assert reasons(crawled, "sibuk") == ["", ""]


def test_a_long_pause_ends_the_round_of_the_source_and_loses_nothing(web: Web, crawled: Crawled) -> None:
    assert web.sites["istirahat"].paths() == ["/robots.txt", "/feed", "/a", "/b"]
    assert reasons(crawled, "istirahat") == ["", "paused", "paused"]
    report = crawled.report("istirahat")
    assert report.paused_until is not None
    assert timedelta(seconds=3590) < report.paused_until - NOON <= timedelta(seconds=3600)
    assert report.validators == {}  # or the next round would be told that nothing is new


def test_a_source_that_is_to_be_silent_is_not_asked(web: Web, crawled: Crawled) -> None:
    assert web.sites["sedang-jeda"].requests == []
    assert crawled.report("sedang-jeda").paused_until == NOON + timedelta(minutes=10)


def test_the_log_stays_readable(crawled: Crawled) -> None:
    assert crawled.log.count("\n") < 40, crawled.log
    assert "Traceback" not in crawled.log
