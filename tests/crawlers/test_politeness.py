"""Good manners, measured at servers that write down when each request came; and the defaults."""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.http import Response

from core import clock
from core.settings import Settings
from crawlers.politeness import SiteGate, is_private, retry_after, scrapy_settings, site_of
from crawlers.refusal import NotFetchedError
from tests.crawlers.crawling import Crawled, Web, feed, made_source, page, run, state
from tests.web import Answer, Request

pytestmark = pytest.mark.alone

DELAY = 0.3
SLACK = 0.1  # seconds between leaving here and arriving there, on a busy machine


def assert_paced(requests: Sequence[Request], delay: float) -> None:
    """Each gap may be a little short because one arrived late; all of them together not."""
    moments = sorted(request.at for request in requests)
    assert min(after - before for before, after in pairwise(moments)) >= delay - SLACK
    assert moments[-1] - moments[0] >= delay * (len(moments) - 1) - SLACK


def test_the_defaults() -> None:
    defaults = Settings.model_fields
    assert defaults["delay"].default == 5.0
    assert defaults["pause"].default == 30.0
    assert defaults["timeout"].default == 30.0
    assert defaults["max_body"].default == 5_000_000
    source = made_source("satu", "http://kabar.example/feed")
    assert (source.max_requests, source.delay) == (100, None)
    scrapy = scrapy_settings(delay=5.0, timeout=30.0, max_body=5_000_000, agent="Pantau/0.1 (+a@b.example)")
    assert scrapy["ROBOTSTXT_OBEY"] is True
    assert scrapy["USER_AGENT"] == "Pantau/0.1 (+a@b.example)"
    assert (scrapy["DOWNLOAD_DELAY"], scrapy["DOWNLOAD_DELAY_JITTER"]) == (5.0, 0)  # jitter goes below, too
    assert scrapy["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert scrapy["AUTOTHROTTLE_ENABLED"] is True
    assert scrapy["AUTOTHROTTLE_START_DELAY"] == 5.0
    assert scrapy["COOKIES_ENABLED"] is False
    assert scrapy["RETRY_TIMES"] == 2
    assert 429 not in scrapy["RETRY_HTTP_CODES"]  # asked again after a silence, not at once
    assert scrapy["REDIRECT_MAX_TIMES"] == 5
    assert scrapy["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert scrapy["REMOTE_CONTROL_ENABLED"] is False


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as web:
        shared = web.add("satu", {f"/{name}": page(name) for name in "abcdef"})
        shared.routes |= {"/feed": feed("/a", "/b", "/c"), "/umpan": feed("/d", "/e", "/f")}
        web.sources.append(made_source("dua", f"{shared.url}/umpan"))
        web.add("pelan", {"/feed": feed("/a", "/b"), "/a": page("a"), "/b": page("b")}, delay=0.6)
        rules = Answer("User-agent: *\nCrawl-delay: 0.7\n", headers={"Content-Type": "text/plain"})
        web.add(
            "diminta", {"/robots.txt": rules, "/feed": feed("/a", "/b"), "/a": page("a"), "/b": page("b")}
        )
        web.add("galat", {"/feed": Answer("sakit", 500)})
        turn = iter([Answer("pelan", 429)])
        busy = web.add("sibuk", {"/a": lambda _: next(turn, page("a")), "/b": page("b"), "/feed": feed("/a")})
        busy.routes |= {"/umpan": feed("/b", "/c", "/d", "/e")}
        web.sources.append(made_source("tetangga", f"{busy.url}/umpan"))
        yield web


@pytest.fixture(scope="module")
def crawled(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    data = tmp_path_factory.mktemp("data")
    return run(web, data, delay=DELAY, pause=1.0, contact="redaksi@kabar.example")


def test_sources_on_one_site_share_its_pace(web: Web, crawled: Crawled) -> None:
    requests = web.sites["satu"].requests
    assert len(requests) == 1 + 2 * (1 + 3)  # robots.txt once; a feed and three articles each
    assert_paced(requests, DELAY)
    assert crawled.tally("satu").fetched == crawled.tally("dua").fetched == 3


@pytest.mark.parametrize(("name", "least"), [("pelan", 0.6), ("galat", DELAY)])
def test_a_source_keeps_its_own_pace_retries_included(
    web: Web, crawled: Crawled, name: str, least: float
) -> None:
    assert len(web.sites[name].requests) == 4
    assert_paced(web.sites[name].requests, least)


def test_a_crawl_delay_in_robots_txt_is_kept(web: Web, crawled: Crawled) -> None:
    assert_paced(web.sites["diminta"].requests, 0.7)


def test_after_a_429_nobody_asks_the_site(web: Web, crawled: Crawled) -> None:
    requests = web.sites["sibuk"].requests
    [refused, again] = [request.at for request in requests if request.path == "/a"]
    assert again - refused >= 1.0 - SLACK
    assert not [r for r in requests if refused + SLACK < r.at < refused + 1.0 - SLACK]
    assert crawled.tally("sibuk").fetched == 1


def test_who_we_are_and_what_we_do_not_send(web: Web, crawled: Crawled) -> None:
    for site in web.sites.values():
        for request in site.requests:
            assert request.headers["user-agent"].startswith("Pantau/")
            assert "(+redaksi@kabar.example)" in request.headers["user-agent"]
            assert not {"cookie", "referer", "authorization"} & request.headers.keys()
        assert site.paths()[0] == "/robots.txt"


def test_two_crawling_processes_share_a_sites_pace(tmp_path: Path) -> None:
    with Web() as web:
        site = web.add("satu", {"/feed": feed("/a", "/b"), "/a": page("a"), "/b": page("b")})
        site.routes |= {"/umpan": feed("/c", "/d"), "/c": page("c"), "/d": page("d")}
        other = Web(sources=[made_source("dua", f"{site.url}/umpan")])
        thread = threading.Thread(target=run, args=(other, tmp_path, state(), "r2"), kwargs={"delay": DELAY})
        thread.start()
        run(web, tmp_path, delay=DELAY)
        thread.join()
    assert len([request for request in site.requests if request.path != "/robots.txt"]) == 6
    assert_paced(site.requests, DELAY)


def wait_for_turn(gate: SiteGate, site: str, delay: float) -> float:
    """Seconds that a turn took."""
    before = time.monotonic()
    asyncio.run(gate.turn(site, delay))
    return time.monotonic() - before


def test_the_gate_keeps_the_longer_of_two_delays(tmp_path: Path) -> None:
    gate = SiteGate(tmp_path)
    assert wait_for_turn(gate, "a.example", 0.1) < 0.05
    assert wait_for_turn(gate, "a.example", 0.3) >= 0.29  # it wants more than the one before it
    assert wait_for_turn(gate, "a.example", 0.0) >= 0.29  # and the one after it gives it that
    assert wait_for_turn(gate, "b.example", 0.3) < 0.05


def test_who_is_late_is_waited_for(tmp_path: Path) -> None:
    gate, sent = SiteGate(tmp_path), []

    async def ask(busy: float) -> None:
        await gate.turn("a.example", 0.2)
        sent.append(time.monotonic())
        time.sleep(busy)  # the whole process is held up, as by a large page

    async def both() -> None:
        await asyncio.gather(ask(0.0), ask(0.0), late(0.3), ask(0.0))

    async def late(seconds: float) -> None:
        await asyncio.sleep(0.1)
        time.sleep(seconds)

    asyncio.run(both())
    assert min(after - before for before, after in pairwise(sent)) >= 0.2


def test_the_gate_waits_for_a_short_silence_and_not_for_a_long_one(tmp_path: Path) -> None:
    gate = SiteGate(tmp_path)
    gate.pause("a.example", 0.2)
    assert wait_for_turn(SiteGate(tmp_path), "a.example", 0.0) >= 0.19
    gate.pause("a.example", 500.0)
    with pytest.raises(NotFetchedError) as caught:
        wait_for_turn(SiteGate(tmp_path), "a.example", 0.0)
    assert caught.value.reason == "paused"
    assert 490 < caught.value.seconds <= 500


def test_moments_of_before_a_restart_mean_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SiteGate(tmp_path).pause("a.example", 500.0)
    monkeypatch.setattr("crawlers.politeness._boot_id", lambda: "0" * 36)
    assert wait_for_turn(SiteGate(tmp_path), "a.example", 0.0) < 0.05


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        ("", 0.0),
        ("nanti", 0.0),
        ("-5", 0.0),
        ("99999999", 86400.0),
        ("DATE", 90.0),
        ("PAST", 0.0),
    ],
)
def test_retry_after(text: str, seconds: float) -> None:
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    text = text.replace("DATE", format_datetime(noon.replace(minute=1, second=30), usegmt=True))
    text = text.replace("PAST", format_datetime(noon.replace(hour=1), usegmt=True))
    clock.fix(noon)
    try:
        assert retry_after(Response("http://a.example/", headers={"Retry-After": text})) == seconds
    finally:
        clock.fix(None)


def test_what_one_site_is() -> None:
    assert site_of("https://www.kabar.example/a") == site_of("http://kabar.example:80/b") == "kabar.example"
    assert site_of("http://kabar.example:8080/") == "kabar.example:8080"
    assert site_of("http://kaltim.kabar.example/") != site_of("http://kabar.example/")


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://localhost:4200/", True),
        ("http://127.0.0.1/", True),
        ("http://192.168.1.1/", True),
        ("http://169.254.169.254/latest", True),
        ("http://[::1]/", True),
        ("http://127.1/", True),
        ("http://2130706433/", True),
        ("http://0x7f.1/", True),
        ("http://server.local/", True),
        ("http://kabar.example/", False),
        ("http://8.8.8.8/", False),
        ("http://cafe.example/", False),
        ("http://abc/", False),
    ],
)
def test_what_is_private(url: str, private: bool) -> None:
    assert is_private(url) is private
