"""What the next crawl is told: what was fetched when, with which validators, and what was refused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core import clock
from core.record import Known, Rejected, Validators
from crawlers.remedies import reason_in_words
from crawlers.revisions import Ask, ask_again
from pipeline.store import Store, crawl_state, known, rejected, remember, save
from tests.pipeline.store.items import NOON, annotated, candidate, page, store_in


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    clock.fix(NOON)
    yield
    clock.fix(None)


def keys_and_items(store: Store) -> list[tuple[str, str]]:
    with store.reading() as db:
        return db.execute("SELECT key, item_id FROM private.keys ORDER BY key").fetchall()


def test_the_next_crawl_knows_what_was_fetched(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    fetched = candidate("http://x/1", pages=(page("http://x/1", etag='"v1"'),), updated_at="2026-11-20")
    not_found = Rejected(source_id="kabar", what="http://x/2", stage="fetch", reason="http_404")
    missing = candidate("http://x/2", rejected=not_found)
    unread = candidate("http://x/3", known=True, pages=())
    short = candidate("http://x/4")
    post = candidate("77", pages=(), text="halo")
    keys = remember([fetched, missing, unread, short, post], NOON)
    assert {key for _, key in keys} == {"http://x/1", "http://x/4", "77"}
    too_short = Rejected(source_id="kabar", what="http://x/4", stage="extract", reason="too_short")
    ends = [rejected("http://x/2", not_found), rejected("http://x/4", too_short), known(unread)]
    save(store, "r1", [annotated("a", key="http://x/1"), annotated("p", key="77")], ends, keys)
    with store.reading() as db:
        state = crawl_state(db, ["kabar", "warta"])
    assert state.known["warta"] == {}
    assert set(state.known["kabar"]) == {"http://x/1", "http://x/4", "77"}
    assert state.known["kabar"]["http://x/1"] == Known(
        fetched_at=NOON, first_seen=NOON, updated_at="2026-11-20", validators=Validators(etag='"v1"')
    )
    assert keys_and_items(store) == [
        ("77", "p"),
        ("http://x/1", "a"),
        ("http://x/4", ""),
    ]


def test_a_refused_link_is_remembered_until_it_comes(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2", "r3")
    gone = Rejected(source_id="kabar", what="http://x/1", stage="crawl", reason="http_404", lasting=True)
    missing = candidate("http://x/1", rejected=gone)
    not_asked = candidate("http://x/1", rejected=replace(gone, lasting=False))
    assert remember([not_asked], NOON) == {}
    first, second, third = (NOON + timedelta(minutes=15 * number) for number in range(3))
    save(store, "r1", [], [rejected("http://x/1", gone)], remember([missing], first))
    save(store, "r2", [], [rejected("http://x/1", gone)], remember([missing], second))
    with store.reading() as db:
        seen = crawl_state(db, ["kabar"]).known["kabar"]["http://x/1"]
    assert seen == Known(fetched_at=second, first_seen=first, refused="http_404")
    fetched = candidate("http://x/1", pages=(replace(page("http://x/1"), fetched_at=third),))
    save(store, "r3", [annotated("a", key="http://x/1")], (), remember([fetched], third))
    with store.reading() as db:
        seen = crawl_state(db, ["kabar"]).known["kabar"]["http://x/1"]
    assert seen == Known(fetched_at=third, first_seen=first)
    assert keys_and_items(store) == [("http://x/1", "a")]


def test_a_page_that_held_no_article_is_tried_again_like_a_dead_link(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1")
    guarded = candidate("http://x/1", pages=(page("http://x/1", etag='"v1"'),), updated_at="2026-11-20")
    captcha = rejected(
        "http://x/1", Rejected(source_id="kabar", what="http://x/1", stage="extract", reason="captcha")
    )
    save(store, "r1", [], [captcha], remember([guarded], NOON, [captcha]))
    with store.reading() as db:
        seen = crawl_state(db, ["kabar"]).known["kabar"]["http://x/1"]
    assert seen == Known(fetched_at=NOON, first_seen=NOON, refused="captcha")
    assert ask_again(seen, published_at="", updated_at="2026-11-20", moment=NOON) is Ask.CHANGED
    assert reason_in_words(seen.refused) == "halamannya tidak dapat dibaca (captcha)"


def test_a_304_moves_the_time_and_keeps_the_validators(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2", "r3")
    first = candidate("http://x/1", pages=(page("http://x/1", etag='"v1"'),), updated_at="senin")
    save(store, "r1", [annotated("a", key="http://x/1")], (), remember([first], NOON))
    later = NOON + timedelta(hours=6)
    again = candidate(
        "http://x/1", known=True, pages=(replace(page("http://x/1", status=304), fetched_at=later),)
    )
    save(store, "r2", [], [known(again)], remember([again], later))
    with store.reading() as db:
        seen = crawl_state(db, ["kabar"]).known["kabar"]["http://x/1"]
    assert seen == Known(
        fetched_at=later, first_seen=NOON, updated_at="senin", validators=Validators(etag='"v1"')
    )
    plain = candidate("http://x/1", updated_at="selasa")
    plain = replace(plain, pages=(replace(plain.pages[0], headers=(("Last-Modified", "Tue"),)),))
    save(store, "r3", [annotated("a", "baru", key="http://x/1")], (), remember([plain], later))
    with store.reading() as db:
        seen = crawl_state(db, ["kabar"]).known["kabar"]["http://x/1"]
    assert (seen.updated_at, seen.validators) == ("selasa", Validators(last_modified="Tue"))
