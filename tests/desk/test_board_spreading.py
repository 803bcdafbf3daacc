"""What spreads unverified: many copies or fast growth, no claim matched; the numbers are in one file."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.decision import DecisionKind
from core.record import Annotated, Channel, RoleName
from crawlers.sample import NOW
from desk.board.board import Board, Filters, Lane
from pipeline.spreading import spreading, spreading_rule
from pipeline.store import Store, save_claims, write_decision
from tests.conftest import Sampled
from tests.desk.board_items import NOON, decision, item, stored
from tests.pipeline.store.items import claim, store_in


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.fix(NOON)


def copies(name: str, count: int, hours: float, sources: int = 2, **changes: object) -> list[Annotated]:
    """A story whose copies came one after the other, the last one now."""
    return [
        item(
            name if number == 0 else f"{name}-{number}",
            "kabarnya listrik padam malam ini",
            story=name,
            source=f"grup-{number % sources}",
            at=NOON - timedelta(hours=hours * (count - 1 - number) / max(1, count - 1)),
            **changes,  # type: ignore[arg-type]
        )
        for number in range(count)
    ]


def listed(board: Board, lane: Lane = Lane.SPREADING) -> list[str]:
    return [row.story_id for row in board.listed(lane, Filters()).rows]


def test_the_lane(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store.writing() as db:
        left_open = [
            replace(claim(name, false=False), rating=rating)
            for name, rating in (("c2", "Belum terbukti"), ("c3", ""))
        ]
        save_claims(db, [claim("c1"), *left_open])
    about_open = [
        replace(one, matches=tuple(replace(match, claim_id=name) for match in one.matches))
        for name, story, count in (("c2", "unproven", 10), ("c3", "unrated", 11))
        for one in copies(story, count, 20, matched=True)
    ]
    stored(
        store,
        "r1",
        [
            *about_open,
            *copies("many", 6, 20),
            *copies("more", 9, 20),
            *copies("burst", 5, 3, sources=1),
            *copies("few", 4, 2),
            *copies("slow", 6, 200),
            *copies("one-source", 6, 23, sources=1),
            *copies("press", 8, 5, channel=Channel.NEWS),
            *copies("checked", 8, 5, matched=True),
            *copies("flagged", 7, 5, flagged=0.9),
        ],
    )
    board = Board(tmp_path / "board.sqlite", store)
    board.refresh()
    assert listed(board) == ["unrated", "unproven", "more", "flagged", "many", "burst"]
    assert listed(board, Lane.QUEUE) == ["flagged"]
    with store.writing() as db:
        write_decision(db, decision("unrated", copies=11))
        write_decision(db, decision("unproven"))
        write_decision(db, decision("more"))
        write_decision(db, decision("many", DecisionKind.ASK_SECOND))
    board.take(["unrated", "unproven", "more", "many"])
    assert listed(board) == ["flagged", "many", "burst"]
    assert set(listed(board, Lane.QUEUE)) == {"flagged", "many"}  # who is asked finds it, marked or not
    clock.fix(NOON + timedelta(days=spreading_rule().listed_days + 2))
    assert listed(board) == []


def test_a_rumour_of_the_sample_does_not_spread_yet(sampled: Sampled, tmp_path: Path) -> None:
    """Its rumours are in two copies at most: the lane is empty, and says so."""
    clock.fix(NOW)
    board = Board(tmp_path / "board.sqlite", Store(sampled.data / "pantau.duckdb"))
    board.refresh()
    assert listed(board) == []


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.sampled_from("abc")), max_size=14))
def test_the_moment_it_ends_is_that_of_the_rule(said: list[tuple[int, str]]) -> None:
    """Against the rule as it is written: asked hour by hour, whether it held within the listed days."""
    rule = spreading_rule()
    begin = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
    times = [(begin + timedelta(hours=hour), source) for hour, source in said]
    found = spreading(times, rule)

    def holds(moment: datetime) -> bool:
        until_now = [(at, source) for at, source in times if at <= moment]
        lately = [one for one in until_now if one[0] > moment - timedelta(hours=rule.many.hours)]
        before = [one for one in until_now if one[0] <= moment - timedelta(hours=rule.doubled.hours)]
        many = len(lately) >= rule.many.copies and len({source for _, source in lately}) >= rule.many.sources
        return many or (len(until_now) >= rule.doubled.copies and len(before) * 2 <= len(until_now))

    hours = [hour for hour in range(140) if holds(begin + timedelta(hours=hour))]
    if found.until is None:
        assert hours == []
    else:
        end = found.until - timedelta(days=rule.listed_days) - begin
        assert hours[-1] == end / timedelta(hours=1) - 1


def test_a_source_whose_clock_runs_ahead_spreads_no_faster(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    ahead = [
        replace(one, item=replace(one.item, published_at=NOON + timedelta(days=300)), role=one.role)
        for one in copies("late", 6, 100)
    ]
    assert ahead[0].role is not None
    assert ahead[0].role.name is RoleName.ASSERT
    stored(store, "r1", ahead)
    board = Board(tmp_path / "board.sqlite", store)
    board.refresh()
    assert listed(board) == []
