"""Rounds: both balances, validators only of what is whole, the summary, how sources fare."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from core import clock
from core.record import Page, Rejected, ResponseUse, SourceReport, Validators
from pipeline.store import (
    Outage,
    RoundSummary,
    Saved,
    Store,
    StoreError,
    crawl_state,
    finish_round,
    known,
    outage,
    rejected,
    round_finished,
    round_summary,
    save,
    save_reports,
    save_responses,
    source_health,
    start_round,
    unfinished_rounds,
)
from tests.pipeline.store.items import NOON, annotated, candidate, page, report, signal, store_in

CONTROL, ARTICLE, REFUSED = ResponseUse.CONTROL, ResponseUse.ARTICLE, ResponseUse.REJECTED


@dataclass(frozen=True)
class Entry:
    page: Page
    use: ResponseUse
    reason: str = ""


ENTRIES = (
    Entry(page("http://kabar.example/feed", offset=0), CONTROL, "feed"),
    Entry(page("http://kabar.example/a", offset=100), ARTICLE),
    Entry(page("http://kabar.example/b", offset=200, status=404), REFUSED, "http_404"),
)
FAILED = Rejected(source_id="kabar", what="http://kabar.example/b", stage="crawl", reason="http_404")


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    clock.fix(NOON)
    yield
    clock.fix(None)


def store_round(store: Store, round_id: str = "r1", *, received: int = 3, offered: int = 3) -> None:
    """A round of one source: a feed, one new article with a flag and in doubt, one missing, one known."""
    with store.writing() as db:
        save_responses(db, round_id, ENTRIES)
    loud = (signal("hoax", 0.9, unsure=True), signal("violence", 0.4, unsure=True))
    ends = [rejected("http://kabar.example/b", FAILED), known(candidate("http://kabar.example/c"))]
    save(store, round_id, [annotated("a", signals=loud)], ends)
    with store.writing() as db:
        save_reports(db, round_id, [report(responses=received, offered=offered)])


def close(store: Store, round_id: str = "r1") -> RoundSummary:
    with store.writing() as db:
        finish_round(db, round_id, NOON + timedelta(seconds=9), 8.5)
    with store.reading() as db:
        return round_summary(db, round_id)


def test_a_round_that_balances(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store_round(store)
    with store.reading() as db:
        running = round_summary(db, "r1")
    summary = close(store)
    assert running.seconds is None
    assert replace(summary, seconds=None) == running
    assert summary.responses_balanced
    assert summary.candidates_balanced
    assert summary.seconds == 8.5
    assert summary.responses == {"control": 1, "article": 1, "rejected": 1}
    assert summary.candidates == {"new": 1, "rejected": 1, "known": 1}
    assert summary.rejected_responses == {"http_404": 1}
    assert summary.rejected_candidates == {"http_404": 1}
    assert (summary.stories, summary.new_stories) == (1, 1)
    assert (summary.flagged, summary.unsure) == ({"hoax": 1, "violence": 0}, {"hoax": 0, "violence": 1})
    assert [(one.source_id, one.status) for one in summary.sources] == [("kabar", "healthy")]


@pytest.mark.parametrize(("received", "offered"), [(4, 3), (3, 4), (2, 3), (3, 2)])
def test_what_the_crawl_counted_and_what_is_stored_must_agree(
    tmp_path: Path, received: int, offered: int
) -> None:
    store = store_in(tmp_path)
    store_round(store, received=received, offered=offered)
    summary = close(store)
    assert summary.responses_balanced == (received == 3)
    assert summary.candidates_balanced == (offered == 3)


def test_a_source_that_never_reported_does_not_balance(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    save(store, "r1", [annotated("a")])
    summary = close(store)
    assert not summary.candidates_balanced
    assert [(one.source_id, one.status, one.offered) for one in summary.sources] == [("kabar", "", None)]


def test_an_item_without_its_candidate_does_not_balance(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store_round(store)
    with store.writing() as db:
        db.execute("INSERT INTO items SELECT * REPLACE ('ghost' AS id) FROM items")
    assert not close(store).candidates_balanced


def test_an_empty_round_balances(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store.writing() as db:
        save_reports(db, "r1", [report(status="empty"), report("warta", status="failing", detail="mati")])
    summary = close(store)
    assert summary.responses_balanced
    assert summary.candidates_balanced
    assert [(one.status, one.detail) for one in summary.sources] == [("empty", ""), ("failing", "mati")]


def test_replaying_a_round_before_and_after_its_end_changes_nothing(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store_round(store)
    store_round(store)
    summary = close(store)
    assert summary.responses_balanced
    assert summary.candidates_balanced
    store_round(store, received=99)
    assert close(store) == summary
    assert save(store, "r1", [annotated("later")]) == Saved(skipped=1)
    with store.reading() as db:
        assert round_finished(db, "r1")
        assert unfinished_rounds(db) == []


def test_rows_of_known_candidates_go_and_their_number_stays(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store_round(store)
    assert close(store).candidates["known"] == 1
    with store.reading() as db:
        kept = db.execute("SELECT outcome FROM outcomes ORDER BY 1").fetchall()
    assert kept == [("new",), ("rejected",)]


def test_rounds_are_numbered_and_started_once(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    with store.writing() as db:
        start_round(db, "r1", "sample", NOON + timedelta(days=1))
    with store.reading() as db:
        assert db.execute("SELECT id, number FROM rounds ORDER BY number").fetchall() == [
            ("r1", 1),
            ("r2", 2),
        ]
        assert round_summary(db, "r1").started_at == NOON
        assert unfinished_rounds(db) == ["r1", "r2"]
        with pytest.raises(StoreError, match="never started"):
            round_summary(db, "r9")
    with store.writing() as db, pytest.raises(StoreError, match="never started"):
        finish_round(db, "r9", NOON, 1.0)


def test_a_rejected_response_needs_a_reason(tmp_path: Path) -> None:
    entry = Entry(page("http://kabar.example/b"), REFUSED)
    with store_in(tmp_path).writing() as db, pytest.raises(ValueError, match="without a reason"):
        save_responses(db, "r1", [entry])


def test_validators_wait_until_all_that_was_offered_is_stored(tmp_path: Path) -> None:
    """Else a 304 would hide for ever what the killed round had not stored."""
    store = store_in(tmp_path, "r1", "r2")
    save(store, "r1", [annotated("a")])
    with store.writing() as db:
        assert save_reports(db, "r1", [report(offered=2), report("warta", offered=0)]) == ("kabar",)
    with store.reading() as db:
        state = crawl_state(db, ["kabar", "warta"])
        assert state.validators == {"http://warta.example/feed": Validators(etag='"1"')}
        assert crawl_state(db, ["kabar"]).validators == {}
    save(store, "r2", [annotated("a"), annotated("b")])
    with store.writing() as db:
        assert save_reports(db, "r2", [report(offered=2)]) == ()
    with store.reading() as db:
        assert crawl_state(db, ["kabar"]).validators == {"http://kabar.example/feed": Validators(etag='"1"')}


def test_a_report_replaces_the_validators_of_its_source(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2", "r3")

    def tell(round_id: str, validators: dict[str, Validators]) -> None:
        with store.writing() as db:
            save_reports(db, round_id, [report(validators=validators)])

    tell("r1", {"http://x/1": Validators(etag="a"), "http://x/2": Validators(etag="b")})
    tell("r2", {"http://x/2": Validators(last_modified="c")})
    tell("r3", {})  # a round that was cut short says nothing
    with store.reading() as db:
        assert crawl_state(db, ["kabar"]).validators == {"http://x/2": Validators(last_modified="c")}


def test_a_pause_lasts_until_a_later_report_ends_it(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    until = NOON + timedelta(minutes=5)
    with store.writing() as db:
        save_reports(db, "r1", [report(status="paused", paused_until=until)])
    with store.reading() as db:
        assert crawl_state(db, ["kabar"]).paused_until == {"kabar": until}
        assert crawl_state(db, ["warta"]).paused_until == {}
    with store.writing() as db:
        save_reports(db, "r2", [report()])
    with store.reading() as db:
        assert crawl_state(db, ["kabar"]).paused_until == {}


def test_the_health_of_sources(tmp_path: Path) -> None:
    names = ("r1", "r2", "r3", "r4")
    store = store_in(tmp_path, *names)
    save(store, "r1", [annotated("a"), annotated("b")])

    def tell(round_id: str, minute: int, *reports: SourceReport) -> None:
        clock.fix(NOON + timedelta(minutes=minute))
        with store.writing() as db:
            save_reports(db, round_id, reports)

    tell("r1", 0, report(offered=2))
    tell("r2", 15, report(status="failing", detail="mati"), report("warta", status="blocked"))
    tell("r3", 30, report(status="paused"))
    tell("r4", 45, report(status="failing", detail="masih mati", offered=1))
    with store.reading() as db:
        kabar, warta = source_health(db)
    assert (kabar.source_id, kabar.status, kabar.detail) == ("kabar", "failing", "masih mati")
    assert (kabar.last_round, kabar.last_healthy) == (NOON + timedelta(minutes=45), NOON)
    assert (kabar.failing_rounds, kabar.offered, kabar.items, kabar.last_new) == (2, 1, 2, NOON)
    assert (warta.source_id, warta.status, warta.last_healthy) == ("warta", "blocked", None)
    assert (warta.failing_rounds, warta.items, warta.last_new) == (1, 0, None)


def test_an_outage_is_that_nothing_was_read_since_most_sources_failed(tmp_path: Path) -> None:
    names = ("a", "b", "c", "d")
    store = store_in(tmp_path, "r1", "r2", "r3", "r4", "r5")

    def after(round_id: str, **statuses: str) -> Outage:
        with store.writing() as db:
            save_reports(db, round_id, [report(name, status=one) for name, one in statuses.items()])
            return outage([one for one in source_health(db) if one.source_id in names])

    assert after("r1", a="failing", b="failing", c="healthy", d="refused") == Outage(0, 3), "one was read"
    alone = after("r2", a="failing")
    assert (alone, alone.total) == (Outage(1, 3), False), "a round of one source, as on a schedule"
    both = after("r3", b="failing")
    assert (both, both.total) == (Outage(2, 3), True), "the turn of c has not come since"
    assert after("r4", ekspor="healthy", c="failing") == Outage(3, 3), "an import needs no line"
    assert not after("r5", a="healthy", b="failing").total
