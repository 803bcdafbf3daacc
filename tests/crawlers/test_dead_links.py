"""A link that is dead is tried less and less often, whatever its feed does; one that comes alive is taken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core import clock
from core.record import CrawlState, Known
from pipeline.store import remember
from tests.crawlers.crawling import Crawled, Web, balanced, feed, page, run, state
from tests.web import Answer, Request

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def knowing(before: CrawlState, crawled: Crawled, at: datetime) -> CrawlState:
    """As the store merges it: the first time stays, the last try counts."""
    known = dict(before.known.get("kabar", {}))
    for (_, key), seen in remember(crawled.candidates("kabar"), at).items():
        first = known[key].first_seen if key in known else seen.first_seen
        known[key] = replace(seen, first_seen=first)
    return state({"kabar": known})


def test_a_dead_link_costs_few_requests_and_is_rejected_in_every_round(tmp_path: Path) -> None:
    tried: list[int] = []

    def dead(request: Request) -> Answer:
        tried.append(number)
        return page("hidup lagi") if number >= 5 else Answer("tidak ada", 404)

    knows = state()
    try:
        with Web() as web:
            web.add("kabar", {"/feed": feed("/mati", "/hidup"), "/mati": dead, "/hidup": page("a")})
            for number in (0, 1, 2, 3, 4, 7, 8):
                moment = NOON + number * QUARTER
                clock.fix(moment)
                crawled = run(web, tmp_path, knows, f"r{number}")
                knows = knowing(knows, crawled, moment)
                link = crawled.candidate("kabar", "/mati")
                assert balanced(crawled.tally("kabar"))
                if number < 8:
                    assert link.rejected is not None
                    assert link.rejected.reason == "http_404"
                    assert link.rejected.lasting is (number in tried)
    finally:
        clock.fix(None)
    assert tried == [0, 1, 2, 4, 8]
    assert link.rejected is None
    assert knows.known["kabar"][link.key] == Known(fetched_at=moment, first_seen=NOON)


def test_what_may_come_at_any_time_is_asked_for_in_every_round(tmp_path: Path) -> None:
    with Web() as web:
        site = web.add("kabar", {"/feed": feed("/sakit"), "/sakit": Answer("sakit", 502)})
        first = run(web, tmp_path, round_id="r1")
        assert remember(first.candidates("kabar"), NOON) == {}
        site.requests.clear()
        run(web, tmp_path, knowing(state(), first, NOON), round_id="r2")
        assert site.paths().count("/sakit") == 3


def test_a_dead_link_is_tried_after_what_is_new(tmp_path: Path) -> None:
    clock.fix(NOON)
    try:
        with Web() as web:
            site = web.add("kabar", {"/feed": feed("/mati", "/baru"), "/baru": page("a")})
            key = run(web, tmp_path, round_id="r1").candidate("kabar", "/mati").key
            site.requests.clear()
            dead = Known(fetched_at=NOON - QUARTER, first_seen=NOON - QUARTER, refused="http_404")
            run(web, tmp_path, state({"kabar": {key: dead}}), round_id="r2")
    finally:
        clock.fix(None)
    assert [path for path in site.paths() if path in ("/mati", "/baru")] == ["/baru", "/mati"]
