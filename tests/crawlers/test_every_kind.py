"""Each kind of source against the answers that any site gives: 429 with Retry-After, 304, error bodies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core import clock
from core.record import CrawlState, Known, Validators
from pipeline.store import remember
from tests.crawlers.crawling import XML, Crawled, Web, balanced, feed, page, run, state
from tests.crawlers.platforms import NOW, Message, Post, WordPress, error, preview, tagged
from tests.web import Answer, Request, Route

REST = "/wp-json/wp/v2/posts"
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/a</loc>'
    "<lastmod>2026-11-23</lastmod></url></urlset>"
)
LIST = page("Daftar", links='<h2><a href="/a">A</a></h2>')
LINKS = {"selectors": {"links": "h2 a"}}


@dataclass
class Moody:
    """A start page in four rounds: busy at first, then fine, unchanged, broken, forbidden."""

    fine: Route
    broken: Answer
    forbidden: Answer
    round: int = 1
    requests: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        self.requests.append(request)
        if len(self.requests) == 1:
            return Answer("<h1>Too many requests</h1>", 429, {"Retry-After": "1"})
        if self.round > 2:
            return self.broken if self.round == 3 else self.forbidden
        fine = self.fine
        return tagged(lambda one: fine if isinstance(fine, Answer) else fine(one))(request)


ERROR = Answer("<html><h1>502 Bad Gateway</h1></html>", 502)
WALL = Answer("<html><h1>403 Forbidden</h1></html>", 403)
WP_ERROR = error("internal_server_error", 500, "There has been a critical error on this website.")
WP_WALL = error("rest_forbidden", 401)
KINDS: Mapping[str, tuple[str, Moody, dict[str, Any]]] = {
    "feed": ("/feed", Moody(feed("/a"), ERROR, WALL), {}),
    "sitemap": ("/sitemap.xml", Moody(Answer(SITEMAP, headers=XML), ERROR, WALL), {}),
    "wordpress": (REST, Moody(WordPress([Post(1)]), WP_ERROR, WP_WALL), {}),
    "listing": ("/berita", Moody(LIST, ERROR, WALL), LINKS),
    "telegram": ("/s/a", Moody(preview("a", [Message(1)]), ERROR, WALL), {"category": "open_channel"}),
    "factcheck": ("/feed", Moody(feed("/a"), ERROR, WALL), {}),
    "factcheck-wordpress": (REST, Moody(WordPress([Post(1)]), WP_ERROR, WP_WALL), {}),
    "factcheck-listing": ("/artikel", Moody(LIST, ERROR, WALL), LINKS),
}


@dataclass
class Rounds:
    """Four rounds over one source of each kind."""

    crawled: list[Crawled] = field(default_factory=list)

    def run(self, data: Path) -> None:
        with Web() as web:
            for name, (path, moody, more) in KINDS.items():
                routes: dict[str, Route] = {path: moody, "/a": page("a"), "/": page("a")}
                start = "/" if path == REST else path
                site = web.add(name, routes, start, kind=name.partition("-")[0], **more)
                if isinstance(moody.fine, WordPress):
                    moody.fine.site = site.url
            known: CrawlState = state()
            for number in range(1, 5):
                for _, moody, _ in KINDS.values():
                    moody.round = number
                self.crawled.append(run(web, data, known, f"r{number}"))
                if number == 1:
                    reports = [self.crawled[0].report(name) for name in KINDS]
                    known = state(validators={u: v for one in reports for u, v in one.validators.items()})

    def last_use(self, number: int, name: str) -> tuple[str, str]:
        _, use, reason = self.crawled[number - 1].uses(name)[-1]
        return use.value, reason


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    clock.fix(NOW)
    try:
        made = Rounds()
        made.run(tmp_path_factory.mktemp("data"))
        yield made
    finally:
        clock.fix(None)


every_kind = pytest.mark.parametrize("name", KINDS)


@every_kind
def test_after_a_429_it_waits_as_long_as_it_was_asked_and_has_everything(rounds: Rounds, name: str) -> None:
    refused, again = KINDS[name][1].requests[:2]
    assert again.at - refused.at >= 0.98
    assert rounds.crawled[0].report(name).status == "healthy"
    assert rounds.crawled[0].tally(name).fetched == 1
    assert [reason for _, _, reason in rounds.crawled[0].uses(name)][1] == "http_429"


@every_kind
def test_a_304_is_all_there_is_to_a_round_without_news(rounds: Rounds, name: str) -> None:
    assert rounds.last_use(2, name) == ("control", "unchanged")
    assert rounds.crawled[1].candidates(name) == []
    assert rounds.crawled[1].report(name).status == "healthy"
    before, after = (rounds.crawled[number].report(name).validators for number in (0, 1))
    assert dict(before) == dict(after)
    assert before


@every_kind
def test_an_error_body_is_no_content_and_the_next_round_is_told_everything(rounds: Rounds, name: str) -> None:
    report = rounds.crawled[2].report(name)
    assert (report.status, report.validators) == ("failing", {})
    assert "server situs bermasalah (50" in report.detail
    assert rounds.crawled[2].candidates(name) == []
    use, reason = rounds.last_use(3, name)
    assert (use, reason[:7]) == ("rejected", "http_50")


@every_kind
def test_a_refusal_says_what_to_do(rounds: Rounds, name: str) -> None:
    report = rounds.crawled[3].report(name)
    if name.endswith("wordpress"):
        assert (report.status, "pakai kind: feed" in report.detail) == ("failing", True)
    else:
        assert (report.status, "minta izin" in report.detail) == ("blocked", True)
    assert balanced(rounds.crawled[3].tally(name))


def merge(known: dict[str, Known], crawled: Crawled, name: str) -> None:
    """As the store does it: the first time stays, the last try counts."""
    for (_, key), seen in remember(crawled.candidates(name), clock.now()).items():
        known[key] = replace(seen, first_seen=known.get(key, seen).first_seen)


def test_what_a_broken_round_left_out_comes_with_the_next_and_is_not_asked_for_again(tmp_path: Path) -> None:
    broken = True

    def later(fine: Answer) -> Route:
        return lambda _: ERROR if broken else fine

    def posts(request: Request) -> Answer:
        return ERROR if broken and request.query else channel(request)

    def check(request: Request) -> Answer:
        return ERROR if broken and request.query["p"] == ["1"] else page("cek")

    channel = preview("a", [Message(number) for number in range(1, 41)])
    checks = WordPress(
        [Post(1, modified=NOW - timedelta(hours=9)), Post(2, modified=NOW - timedelta(hours=1))]
    )
    first, last = '<h2><a href="/a">A</a></h2><a class="next" href="/2">2</a>', '<h2><a href="/b">B</a></h2>'
    selectors = {"links": "h2 a", "next": "a.next"}
    known: dict[str, dict[str, Known]] = {}
    validators: dict[str, Validators] = {}
    got: list[dict[str, set[str]]] = []
    requests: list[dict[str, list[str]]] = []
    try:
        with Web() as web:
            lists: dict[str, Route] = {"/1": page("1", links=first), "/2": later(page("2", links=last))}
            articles: dict[str, Route] = {"/a": page("a"), "/b": page("b")}
            web.add("daftar", lists | articles, "/1", kind="listing", selectors=selectors)
            web.add("kanal", {"/s/a": posts}, "/s/a", kind="telegram", category="open_channel")
            site = web.add("cek", {REST: checks, "/": check}, "/", kind="factcheck")
            checks.site = site.url
            for number in range(3):
                clock.fix(NOW + number * timedelta(minutes=20))
                broken = number == 0
                crawled = run(web, tmp_path, state(known, validators), f"r{number}")
                got.append(
                    {name: {one.key for one in crawled.candidates(name) if one.pages} for name in web.sites}
                )
                requests.append({name: one.paths() for name, one in web.sites.items()})
                for name, one in web.sites.items():
                    one.requests.clear()
                    merge(known.setdefault(name, {}), crawled, name)
                    validators |= crawled.report(name).validators
    finally:
        clock.fix(None)
    before, after, quiet = got
    for (
        name,
        missed,
    ) in (("daftar", 1), ("kanal", 20), ("cek", 1)):
        assert len(before[name]) == missed, name
        assert len(after[name] - before[name]) == missed, name
        assert not quiet[name], name
    assert "/2" not in requests[2]["daftar"]
    assert requests[2]["kanal"].count("/s/a") == 1


def test_a_revision_that_a_broken_round_brought_does_not_hide_what_it_left_out(tmp_path: Path) -> None:
    def check(request: Request) -> Answer:
        return ERROR if number == 1 and request.query["p"] == ["1"] else page("cek")

    checks = WordPress([Post(2, modified=NOW - timedelta(hours=30))])
    known: dict[str, Known] = {}
    validators: dict[str, Validators] = {}
    try:
        with Web() as web:
            site = web.add("cek", {REST: checks, "/": check}, "/", kind="factcheck")
            checks.site = site.url
            for number in range(3):
                clock.fix(NOW + number * timedelta(hours=2))
                crawled = run(web, tmp_path, state({"cek": known}, validators), f"r{number}")
                merge(known, crawled, "cek")
                validators = dict(crawled.report("cek").validators) or validators
                checks.posts = [
                    Post(1, modified=NOW - timedelta(hours=9)), Post(2, modified=NOW - timedelta(hours=1))
                ]  # fmt: skip
    finally:
        clock.fix(None)
    assert {one.url[-1] for one in crawled.candidates("cek") if one.pages} == {"1"}


def test_rounds_that_stop_at_the_same_page_go_on_where_they_came_to(tmp_path: Path) -> None:
    def posts(request: Request) -> Answer:
        return ERROR if request.query["page"] == ["2"] else wordpress(request)

    wordpress = WordPress([Post(number, modified=NOW - timedelta(hours=60 - number)) for number in range(50)])
    known: dict[str, Known] = {}
    validators: dict[str, Validators] = {}
    try:
        with Web() as web:
            wordpress.site = web.add("kabar", {REST: posts}, "/", kind="wordpress").url
            for number in range(3):
                clock.fix(NOW + number * timedelta(minutes=20))
                crawled = run(web, tmp_path, state({"kabar": known}, validators), f"r{number}")
                merge(known, crawled, "kabar")
                validators = dict(crawled.report("kabar").validators) or validators
    finally:
        clock.fix(None)
    assert len(known) == 50
    assert crawled.report("kabar").status == "healthy"
