"""robots.txt is kept for an hour, for all sources and processes; what is no answer is not kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.http import Response

from core import clock
from crawlers.robots import KEPT, MOST_BYTES, RobotsKept
from tests.crawlers.crawling import Web, balanced, feed, made_source, page, run
from tests.web import Answer

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RULES = Answer("User-agent: *\nDisallow: /rahasia\nCrawl-delay: 0.3", headers={"Content-Type": "text/plain"})
ROBOTS = "/robots.txt"


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    clock.fix(NOON)
    yield
    clock.fix(None)


def after(age: timedelta) -> None:
    clock.fix(NOON + age)


def test_the_rules_hold_for_every_source_and_round_and_are_asked_for_once_an_hour(tmp_path: Path) -> None:
    with Web() as web:
        site = web.add("satu", {ROBOTS: RULES, "/feed": feed("/a", "/rahasia/b"), "/a": page("a")})
        web.sources.append(made_source("dua", f"{site.url}/umpan"))
        site.routes["/umpan"] = feed("/rahasia/c")
        first = run(web, tmp_path, round_id="r1")
        assert site.paths().count(ROBOTS) == 1
        after(KEPT - timedelta(seconds=1))
        second = run(web, tmp_path, round_id="r2")
        assert site.paths().count(ROBOTS) == 1
        for crawled in (first, second):
            for name in ("satu", "dua"):
                assert crawled.tally(name).rejected["robots"] == 1
                assert balanced(crawled.tally(name))
        sent = [request.at for request in site.requests[-4:]]
        assert min(b - a for a, b in pairwise(sent)) >= 0.25  # Crawl-delay, from the file
        after(KEPT)
        run(web, tmp_path, round_id="r3")
        assert site.paths().count(ROBOTS) == 2


def test_a_site_that_was_sick_is_asked_again_in_the_next_round(tmp_path: Path) -> None:
    with Web() as web:
        site = web.add("satu", {ROBOTS: Answer("sakit", 503), "/feed": feed("/a"), "/a": page("a")})
        assert run(web, tmp_path, round_id="r1").report("satu").status == "failing"
        site.routes[ROBOTS] = Answer("tidak ada", 404)
        assert run(web, tmp_path, round_id="r2").tally("satu").fetched == 1


def test_a_robots_txt_that_is_cut_short_is_not_kept(tmp_path: Path) -> None:
    with Web() as web:
        site = web.add("satu", {ROBOTS: Answer(str(RULES.body), declared=999), "/feed": feed("/a")})
        run(web, tmp_path, round_id="r1")
        run(web, tmp_path, round_id="r2")
        assert site.paths().count(ROBOTS) == 2


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    kept = RobotsKept(tmp_path)
    assert kept.read("a.example") is None
    kept.write("a.example", Response("http://a.example/robots.txt", 200, body=b"Disallow: /\xe9\n" * 99_999))
    found = RobotsKept(tmp_path).read("a.example")
    assert found is not None
    assert (found.status, found.body[:13], len(found.body)) == (200, b"Disallow: /\xe9\n", MOST_BYTES)
    assert RobotsKept(tmp_path, timedelta(0)).read("a.example") is None  # a check asks anew
    assert kept.read("a.example:8080") is None
    after(-timedelta(minutes=1))  # a clock that was set back
    assert kept.read("a.example") is None
    for path in tmp_path.iterdir():
        path.write_text("{")
    assert kept.read("a.example") is None
