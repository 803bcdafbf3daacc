"""A round over sites of different shapes, by the real child process; then the next round over the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from core import clock
from core.record import Candidate, Channel, Known, ResponseUse
from crawlers.spiders.base import validators_of
from crawlers.spool import ResponseEntry, read_spool, tally
from tests.crawlers.crawling import Crawled, Web, balanced, page, run, state
from tests.crawlers.sites import atom, build

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EVENING = NOON + timedelta(hours=7)
CONTROL, PART, ARTICLE, REJECTED = ResponseUse


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as web:
        build(web)
        yield web


@pytest.fixture(scope="module")
def first(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    clock.fix(NOON)
    try:
        return run(web, tmp_path_factory.mktemp("data"), max_body=1_000_000)
    finally:
        clock.fix(None)


def texts(crawled: Crawled, source: str, ending: str) -> list[str]:
    """What an article's pages say, in reading order."""
    pages = crawled.text(crawled.candidate(source, ending).pages)
    return [text.partition("<p>")[2].partition("</p>")[0] for text in pages]


def rejection(candidate: Candidate) -> str:
    assert candidate.rejected is not None
    assert candidate.rejected.stage == "crawl"
    assert not candidate.pages
    return candidate.rejected.reason


def test_both_balances_hold(web: Web, first: Crawled) -> None:
    for name, count in tally(first.spool).items():
        assert balanced(count), name
        assert count.responses.total() == len(web.sites[name].requests), name
        keys = [candidate.key for candidate in first.candidates(name)]
        assert len(keys) == len(set(keys)), name
    assert set(tally(first.spool)) == set(web.sites)


def test_every_response_lies_in_the_archive_as_it_came(web: Web, first: Crawled) -> None:
    spooled = [entry for entry in read_spool(first.spool) if isinstance(entry, ResponseEntry)]
    archived = 0
    for path in (first.data / "archive").glob("*/*.warc.gz"):
        with path.open("rb") as file:
            archived += sum(record.rec_type == "response" for record in ArchiveIterator(file))
    assert archived == len(spooled)
    for entry in spooled:
        first.archive.read_body(entry.page)  # raises if it is not the one
        assert entry.page.fetched_at == NOON


def test_candidates_come_after_their_responses_and_reports_last(first: Crawled) -> None:
    seen: dict[str, set[int]] = {}
    reported = set()
    for entry in read_spool(first.spool):
        if isinstance(entry, ResponseEntry):
            assert entry.page.source_id not in reported
            seen.setdefault(entry.page.source_id, set()).add(entry.page.warc_offset)
        elif isinstance(entry, Candidate):
            assert entry.source_id not in reported
            assert {part.warc_offset for part in entry.pages} <= seen[entry.source_id]
        else:
            reported.add(entry.source_id)


def test_a_feed_gives_each_article_once(first: Crawled) -> None:
    candidates = first.candidates("kabar")
    assert [candidate.url.rpartition("/")[2] for candidate in candidates] == [
        "biasa", "semua", "lanjut", "garis", "ulang", "hilang", "gambar", "putus", "pindah", "tunggal",
    ]  # fmt: skip
    plain = candidates[0]
    assert (plain.channel, plain.key) == (Channel.NEWS, plain.url)
    assert plain.title.startswith("Kabar ")
    assert plain.published_at
    assert texts(first, "kabar", "/biasa") == ["biasa"]


def test_split_articles_come_out_whole(first: Crawled) -> None:
    assert texts(first, "kabar", "/semua") == ["semua 1 dan 2"]
    assert texts(first, "kabar", "/tunggal") == ["tunggal 1 dan 2"]
    assert texts(first, "kabar", "/lanjut") == ["lanjut 1", "lanjut 2", "lanjut 3"]
    assert texts(first, "kabar", "/garis") == ["garis 1", "garis 2"]
    assert texts(first, "kabar", "/ulang") == ["ulang"]  # page 2 was page 1 again
    assert texts(first, "kabar", "/putus") == ["putus 1"]  # page 2 is gone for good
    uses = first.uses("kabar")
    assert [(path, use) for path, use, _ in uses if path.startswith("semua")] == [
        ("semua", PART),
        ("semua?page=all", ARTICLE),
    ]
    assert [use for path, use, _ in uses if path.startswith("lanjut")] == [PART] * 3
    assert [(use, reason) for path, use, reason in uses if path.startswith("ulang")] == [
        (ARTICLE, ""),
        (REJECTED, "repeated"),
    ]


def test_what_is_no_article_is_rejected_with_its_reason(first: Crawled) -> None:
    assert rejection(first.candidate("kabar", "/hilang")) == "http_404"
    assert rejection(first.candidate("kabar", "/gambar")) == "not_html"


def test_redirects_are_control_and_end_in_the_article(first: Crawled) -> None:
    [article] = first.candidate("kabar", "/pindah").pages
    assert article.url.endswith("/pindah-baru")
    assert ("pindah", CONTROL, "redirect") in first.uses("kabar")


def test_amp_folds_into_the_canonical_page(web: Web, first: Crawled) -> None:
    assert "/satu/amp" not in web.sites["amp"].paths()  # the same article by its address alone
    assert texts(first, "amp", "/dua?outputType=amp") == ["dua lengkap"]
    third = first.candidate("amp", "/tiga?v=app")
    assert third.known  # AMP of an article that was offered already
    assert web.sites["amp"].paths().count("/satu") == 1
    assert [use for path, use, reason in first.uses("amp") if reason == "amp"] == [CONTROL, CONTROL]


def test_a_half_broken_feed_gives_what_is_left_of_it(first: Crawled) -> None:
    assert first.report("atom").status == "healthy"
    assert [texts(first, "atom", f"/{name}") for name in ("lama", "baru")] == [["lama"], ["baru"]]
    assert first.candidate("atom", "/baru").updated_at == "2026-11-23T08:00:00Z"


def test_a_sitemap_gives_what_is_recent(web: Web, first: Crawled) -> None:
    assert [candidate.url.rpartition("/")[2] for candidate in first.candidates("peta")] == ["b", "c", "a"]
    assert "/lama.xml" not in web.sites["peta"].paths()
    news = first.candidate("peta", "/b")
    assert (news.title, news.published_at) == ("Judul B", "2026-11-23T09:00:00+08:00")
    assert first.candidate("peta", "/a").updated_at == "2026-11-22"


def test_a_listing_is_followed_to_its_next_page(first: Crawled) -> None:
    assert [(c.title, c.url[-2:]) for c in first.candidates("daftar")] == [
        ("Judul X", "/x"), ("Judul Y", "/y"), ("Judul Z", "/z"),
    ]  # fmt: skip


def test_robots_are_obeyed(web: Web, first: Crawled) -> None:
    assert web.sites["aturan"].paths()[0] == "/robots.txt"
    assert rejection(first.candidate("aturan", "/rahasia/1")) == "robots"
    assert "/rahasia/1" not in web.sites["aturan"].paths()
    assert texts(first, "aturan", "/bebas") == ["bebas"]


def test_what_is_over_the_limit_waits_for_the_next_round(web: Web, first: Crawled) -> None:
    assert len(web.sites["batas"].requests) == 4  # robots.txt, the feed, two articles
    assert [c.rejected.reason if c.rejected else "" for c in first.candidates("batas")] == [
        "", "", "over_limit", "over_limit",
    ]  # fmt: skip
    report = first.report("batas")
    assert (report.status, report.validators) == ("healthy", {})  # a 304 would hide what waits
    assert "ronde berikutnya" in report.detail


def test_large_and_odd_bodies(first: Crawled) -> None:
    assert (
        first.archive.read_body(first.candidate("aneh", "/latin").pages[0]) == b"<html><p>caf\xe9</p></html>"
    )
    assert texts(first, "aneh", "/utuh") == ["utuh"]
    for name in ("besar", "alir", "bom"):
        assert rejection(first.candidate("aneh", f"/{name}")) == "too_large"
        assert (name, REJECTED, "too_large") in first.uses("aneh")
    [cut] = [entry.page for entry in first.responses("aneh") if entry.page.url.endswith("/alir")]
    assert 1_000_000 < len(first.archive.read_body(cut)) < 1_500_000  # as far as it was read


def test_the_log_is_short(first: Crawled) -> None:
    assert first.log.count("\n") < 5, first.log


# The next round


@pytest.fixture(scope="module")
def second(web: Web, first: Crawled) -> Crawled:
    """Seven hours later: one article was updated, another one is new; the rest is as it was."""
    known: dict[str, dict[str, Known]] = {}
    for name in web.sites:
        known[name] = {
            candidate.key: Known(
                fetched_at=candidate.pages[0].fetched_at,
                updated_at=candidate.updated_at,
                validators=validators_of(candidate.pages[0]),
            )
            for candidate in first.candidates(name)
            if candidate.pages
        }
    validators = {url: value for name in web.sites for url, value in first.report(name).validators.items()}
    for site in web.sites.values():
        site.requests.clear()
    web.sites["atom"].routes |= {
        "/feed": atom(
            ("/tambah", "2026-11-23T18:00:00Z"),
            ("/lama", "2026-11-23T18:30:00Z"),
            ("/baru", "2026-11-23T08:00:00Z"),
        ),
        "/tambah": page("tambah"),
        "/lama": page("lama, diralat"),
    }
    clock.fix(EVENING)
    try:
        return run(web, first.data, state(known, validators), "r2", max_body=1_000_000)
    finally:
        clock.fix(None)


def test_both_balances_hold_again(web: Web, second: Crawled) -> None:
    for name, count in tally(second.spool).items():
        assert balanced(count), name
        assert count.responses.total() == len(web.sites[name].requests), name


def test_an_unchanged_feed_offers_nothing_and_keeps_its_validator(web: Web, second: Crawled) -> None:
    assert second.candidates("kabar") == []
    assert web.sites["kabar"].paths() == ["/robots.txt", "/feed"]
    assert second.uses("kabar")[-1] == ("feed", CONTROL, "unchanged")
    report = second.report("kabar")
    assert (report.status, report.detail) == ("healthy", "")
    assert [value.etag for value in report.validators.values()] == ['"1"']


def test_an_update_is_fetched_after_what_is_new_and_the_rest_is_known(web: Web, second: Crawled) -> None:
    assert web.sites["atom"].paths() == ["/robots.txt", "/feed", "/tambah", "/lama"]
    assert texts(second, "atom", "/lama") == ["lama, diralat"]
    unchanged = second.candidate("atom", "/baru")
    assert unchanged.known
    assert unchanged.pages == ()


def test_recent_articles_without_a_date_of_change_are_asked_about_again(web: Web, second: Crawled) -> None:
    [asked] = [request for request in web.sites["daftar"].requests if request.path == "/x"]
    assert asked.headers["if-none-match"] == '"1"'
    same = second.candidate("daftar", "/x")
    assert same.known
    assert [part.status for part in same.pages] == [304]  # when it was asked about
    assert texts(second, "daftar", "/y") == ["y"]  # no validator: fetched, for the content to be compared
    assert "page=2" not in str(second.uses("daftar"))  # page 1 holds nothing new, so page 2 does not either


def test_what_waited_comes_now(second: Crawled) -> None:
    outcome = {c.url[-1]: "known" if c.known else c.rejected or "fetched" for c in second.candidates("batas")}
    assert outcome == {"a": "known", "b": "known", "c": "fetched", "d": "fetched"}
