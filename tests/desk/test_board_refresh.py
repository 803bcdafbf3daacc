"""The board follows the store: new items, revisions, decisions, growth, time; whatever dies in between."""

import sqlite3
import threading
from collections.abc import Collection
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core import clock
from core.decision import DecisionKind, StoryState
from core.record import Annotated, Channel, Priority
from desk.board import taking
from desk.board.board import Board, Filters, Lane
from desk.board.records import OtherMark
from pipeline.store import (
    Connection,
    Store,
    for_board,
    queue,
    save,
    start_round,
    write_change,
    write_comment,
    write_decision,
)
from tests.desk.board_items import NOON, decision, item, stored
from tests.pipeline.store.items import place, signal, store_in


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.fix(NOON)


def board_of(store: Store) -> Board:
    board = Board(store.path.with_name("board.sqlite"), store)
    board.refresh()
    return board


def listed(board: Board, lane: Lane = Lane.QUEUE) -> list[str]:
    return [row.story_id for row in board.listed(lane, Filters(), limit=1000).rows]


def kept(board: Board) -> list[object]:
    return [board.story(story_id) for story_id in listed(board, Lane.ALL)]


def test_only_what_needs_a_look_is_on_the_board(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    quiet = [item(f"q{number}") for number in range(5)]
    stored(store, "r1", [item("a", flagged=0.9), item("f", channel=Channel.FIELD), *quiet])
    with store.writing() as db:
        write_comment(db, "q1", "u-satu", "perlu diingat")
        write_decision(db, decision("q2"))
    board = board_of(store)
    assert listed(board) == ["a", "f"], "flagged; brought by hand"
    assert set(listed(board, Lane.ALL)) == {"a", "f", "q1", "q2"}
    other = board.story("q3")
    assert other is not None
    assert (other.row.story_id, other.row.state, len(other.copies)) == ("q3", StoryState.NEW, 1)
    assert board.story("tidak-ada") is None


def test_an_open_name_is_no_place_of_a_story(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    places = (place("64.08.04", "Sangatta Utara", 0.3), place("64.08.09", "Bengalon", 0.5))
    stored(store, "r1", [replace(item("a", flagged=0.9), places=places)])
    board = board_of(store)
    (row,) = board.listed(Lane.QUEUE, Filters(), limit=10).rows
    assert row.places == (("64.08.09", "Bengalon"),)
    assert board.listed(Lane.QUEUE, Filters(kecamatan="64.08.04"), limit=10).total == 0


def test_a_round_is_taken_in_while_it_runs(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    board = board_of(store)
    save(store, "r1", [item("a", flagged=0.9)])
    board.refresh()
    assert listed(board) == ["a"]
    save(store, "r2", [item("b", flagged=0.8), item("a2", story="a", source="warta")])
    board.refresh()
    assert listed(board) == ["a", "b"]
    first = board.listed(Lane.QUEUE, Filters()).rows[0]
    assert (first.copies, first.sources) == (2, ("kabar", "warta"))


def test_a_revision_that_takes_it_back_leaves_the_board(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    stored(store, "r1", [item("a", "usir mereka", flagged=0.9)])
    board = board_of(store)
    stored(store, "r2", [item("a", "permintaan maaf")])
    board.refresh()
    assert listed(board, Lane.ALL) == []
    assert [one.text for one in board.revisions("a")] == ["usir mereka", "permintaan maaf"]


def test_refreshing_again_changes_nothing(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    stored(store, "r1", [item("a", flagged=0.9), item("b", flagged=0.8)])
    board = board_of(store)
    before = kept(board)
    for again in (board, Board(board_path(store), store), Board(board_path(store), store)):
        again.refresh()
        assert kept(again) == before
    board_path(store).unlink()
    assert kept(board_of(store)) == before


def board_path(store: Store) -> Path:
    return store.path.with_name("board.sqlite")


def test_a_decision_is_seen_at_once_and_by_the_next_refresh(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    stored(store, "r1", [item("a", flagged=0.9), item("b", flagged=0.8), item("c", flagged=0.7)])
    board, other = board_of(store), Board(tmp_path / "other.sqlite", store)
    other.refresh()
    with store.writing() as db:
        write_decision(db, decision("a"))
        write_decision(db, decision("b", DecisionKind.HAND_OVER, to_user="u-dua"))
    board.take(["a", "b"])
    other.refresh()
    assert listed(board) == ["b", "c"]
    assert board.decided_today() == 1
    assert board.listed(Lane.QUEUE, Filters()).rows[0].assigned_to == "u-dua"
    assert kept(board) == kept(other)
    assert listed(board) == listed(other)
    clock.fix(NOON + timedelta(days=1))
    assert board.decided_today() == 0


def test_taking_sees_items_that_no_refresh_has_seen(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    stored(store, "r1", [item("a", flagged=0.9)])
    board = board_of(store)
    stored(store, "r2", [item("a2", story="a"), item("n", channel=Channel.FIELD)])
    board.take(["a", "n", "tidak-ada"])
    story = board.story("a")
    assert story is not None
    assert [copy.item_id for copy in story.copies] == ["a", "a2"]
    assert set(listed(board, Lane.ALL)) == {"a", "n"}


def test_a_change_otherwise_is_taken_in(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    stored(store, "r1", [item("a")])
    board = board_of(store)
    with store.writing() as db:
        db.execute("UPDATE signals SET flagged = true, probability = 0.9")
        write_change(db, ["a"])
    board.refresh()
    assert listed(board) == ["a"]


def test_what_grows_comes_back(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    stored(store, "r1", [item("a", flagged=0.9)])
    with store.writing() as db:
        write_decision(db, decision("a", DecisionKind.HARMLESS))
    board = board_of(store)
    assert listed(board) == []
    stored(store, "r2", [item(f"a{number}", story="a", flagged=0.9) for number in range(12)])
    board.refresh()
    assert listed(board) == ["a"]
    assert board.listed(Lane.QUEUE, Filters()).rows[0].state is StoryState.REOPENED


def test_a_threat_among_further_copies_of_what_is_harmless_comes_back(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    doubtful = (signal("provocation", 0.6, unsure=True),)
    stored(store, "r1", [replace(item("a", "jangan bakar kantornya"), signals=doubtful)])
    board = board_of(store)
    with store.writing() as db:
        write_decision(db, decision("a", DecisionKind.HARMLESS))
    board.refresh()
    stored(store, "r2", [item("a2", "kita bakar kantornya", story="a", flagged=0.9)])
    board.refresh()
    assert listed(board) == ["a"]
    with store.writing() as db:
        write_decision(db, decision("a", items=(("a", 0),)))
    board.take(["a"])
    assert listed(board) == ["a"], "the copy is not covered by the new decision either"
    with store.writing() as db:
        write_decision(db, decision("a", items=(("a", 0), ("a2", 0))))
    board.take(["a"])
    assert listed(board) == []


def test_of_a_story_with_exceptions_these_copies_stand_for_it_as_in_the_terminal(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    copies = [
        item("a", flagged=0.9, priority=0.9),
        item("b", story="a", flagged=0.9, priority=0.2),
        item("c", story="a", priority=0.5),
    ]
    stored(store, "r1", copies)
    board = board_of(store)

    def shown() -> list[str]:
        with store.reading() as db:
            terminal = [row.item_id for row in queue(db, 9)]
        rows = board.listed(Lane.QUEUE, Filters()).rows
        assert [row.item_id for row in rows] == terminal
        return terminal

    assert shown() == ["a"]
    with store.writing() as db:
        write_decision(db, decision("a", items=(("a", 0), ("b", 0), ("c", 0)), copies=3))
        write_decision(db, decision("a", DecisionKind.EXCEPT, items=(("b", 0), ("c", 0))))
    board.take(["a"])
    assert shown() == ["b"]
    with store.writing() as db:
        write_decision(db, decision("a", items=(("b", 0),)))
    board.take(["a"])
    assert shown() == ["c"]
    with store.writing() as db:
        write_decision(db, decision("a", DecisionKind.REOPEN))
    board.take(["a"])
    assert shown() == ["a"]


def test_a_graver_copy_stands_before_those_excepted_as_in_the_terminal(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    stored(store, "r1", [item("a", flagged=0.9, priority=0.9), item("b", story="a", priority=0.2)])
    board = board_of(store)
    with store.writing() as db:
        write_decision(db, decision("a", items=(("a", 0), ("b", 0)), copies=2))
        write_decision(db, decision("a", DecisionKind.EXCEPT, items=(("b", 0),)))
    board.take(["a"])
    threat = (signal("violence", 0.9, severity=3),)
    stored(store, "r2", [replace(item("c", story="a", priority=0.5), signals=threat)])
    board.refresh()

    def shown() -> list[str]:
        with store.reading() as db:
            terminal = [row.item_id for row in queue(db, 9)]
        assert [row.item_id for row in board.listed(Lane.QUEUE, Filters()).rows] == terminal
        return terminal

    assert shown() == ["c"]
    with store.writing() as db:
        write_decision(db, decision("a", items=(("a", 0), ("c", 0)), copies=3))
    board.take(["a"])
    assert shown() == ["b"]


def test_a_story_is_read_whole_only_where_another_copy_may_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_in(tmp_path)
    stored(store, "r1", [item("a", flagged=0.9), item("b", story="a", flagged=0.9)])
    board, read = board_of(store), list[str]()
    items_of = for_board.items_of_stories

    def noted(db: Connection, names: Collection[str]) -> object:
        read.extend(names)
        return items_of(db, names)

    monkeypatch.setattr(for_board, "items_of_stories", noted)
    with store.writing() as db:
        write_decision(db, decision("a", items=(("a", 0), ("b", 0)), copies=2))
        apart = write_decision(db, decision("a", DecisionKind.EXCEPT, items=(("b", 0),)))
    board.take(["a"])
    assert read == ["a"]
    with store.writing() as db:
        write_decision(db, decision("a", DecisionKind.UNDO, refers_to=apart.id))
    board.take(["a"])
    assert read == ["a", "a"]
    with store.writing() as db:
        write_decision(db, decision("a", DecisionKind.SKIP))
    board.take(["a"])
    assert read == ["a", "a"], "the exception is undone: nothing of it is left"


def test_copies_that_carry_more_are_listed_first(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    older = [
        item(f"a{n}", f"kabar ke {n}", story="a1", flagged=0.9, priority=0.9, at=NOON - timedelta(hours=n))
        for n in range(1, 60)
    ]
    threat, maybe = signal("violence", 0.9, severity=3), signal("violence", 0.5, severity=1, unsure=True)
    late = [
        replace(item(name, text, story="a1", priority=0.1), signals=(mark,))
        for name, text, mark in (("u", "mungkin", maybe), ("t", "bakar", threat), ("t2", "bakar", threat))
    ]
    stored(store, "r1", [*older, *late])
    story = board_of(store).story("a1")
    assert story is not None
    assert [copy.item_id for copy in story.copies[1:3]] == ["t", "u"], "the gravest, one of each text"
    assert len(story.copies) == 50


def test_a_row_tells_that_another_copy_is_surely_so(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    unsure = replace(signal("violence", 0.9, severity=1), unsure=True)
    best = replace(item("a", priority=0.9), signals=(unsure,))
    sure = replace(item("b", story="a"), signals=(signal("violence", 0.9, severity=1),))
    stored(store, "r1", [best, sure])
    (row,) = board_of(store).listed(Lane.QUEUE, Filters()).rows
    assert (row.item_id, row.others) == ("a", (OtherMark(name="violence", flagged=True, severity=1),))


def test_a_row_tells_what_other_copies_carry(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    hoax = replace(item("a", priority=0.9), signals=(signal("hoax", 0.9, severity=2),))
    threat = (signal("violence", 0.8, severity=3), signal("hoax", 0.6, severity=1))
    maybe = (signal("violence", 0.4, severity=1, unsure=True),)
    others = [replace(item(n, story="a"), signals=s) for n, s in (("b", threat), ("c", maybe))]
    stored(store, "r1", [hoax, *others])
    board = board_of(store)
    (row,) = board.listed(Lane.QUEUE, Filters(signal="violence")).rows
    assert (row.item_id, row.others) == ("a", (OtherMark(name="violence", flagged=True, severity=3),))
    assert board.facets(Lane.QUEUE, Filters())["signal"] == {"hoax": 1, "violence": 1}


def test_it_ages_as_the_terminals_queue_does(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    parts = {"probability": 0.8, "severity": 0.0, "spread": 0.0, "recency": 1.0, "place": 0.4}
    made = []
    for name, hours, value in (("old", 40, 0.50), ("new", 0, 0.55), ("old-2", 41, 0.4), ("new-2", 0, 0.47)):
        one = item(name, story=name.partition("-")[0], flagged=0.9, at=NOON - timedelta(hours=hours))
        made.append(_with_priority(one, value, parts))
    stored(store, "r1", made)
    board = board_of(store)
    for hours in (0, 1, 12, 24, 48, 200):
        clock.fix(NOON + timedelta(hours=hours))
        board.refresh()
        with store.reading() as db:
            expected = queue(db, 10)
        rows = board.listed(Lane.QUEUE, Filters()).rows
        assert [(row.story_id, row.item_id) for row in rows] == [(o.story_id, o.item_id) for o in expected]
        assert [row.priority.value for row in rows] == pytest.approx([o.priority.value for o in expected])


def _with_priority(one: Annotated, value: float, parts: dict[str, float]) -> Annotated:
    return replace(one, priority=Priority(value=value, parts=parts))


def test_the_item_that_stands_for_a_story_changes_with_time(tmp_path: Path) -> None:
    """A fresh item leads by its recency alone; when that is gone the graver one stands for the story."""
    store = store_in(tmp_path)
    parts = {"severity": 0.0, "spread": 0.0, "place": 0.0}
    fresh = {**parts, "probability": 0.9, "recency": 1.0}
    grave = {**parts, "probability": 0.5, "severity": 1.0, "recency": 0.25}
    items = [
        _with_priority(item("a", flagged=0.9), 0.405, fresh),
        _with_priority(
            item("g", story="a", flagged=0.9, at=NOON - timedelta(hours=48)), 0.3375 + 0.06, grave
        ),
    ]
    stored(store, "r1", items)
    board = board_of(store)
    shown = []
    for hours in (0, 6, 24, 100):
        clock.fix(NOON + timedelta(hours=hours))
        board.refresh()
        with store.reading() as db:
            assert [row.item_id for row in queue(db, 5)] == [
                row.item_id for row in board.listed(Lane.QUEUE, Filters()).rows
            ]
        shown.append(board.listed(Lane.QUEUE, Filters()).rows[0].item_id)
    assert shown[0] == "a"
    assert shown[-1] == "g"


def test_a_build_that_died_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_in(tmp_path)
    stored(store, "r1", [item(f"s{number}", flagged=0.9, priority=number / 10) for number in range(9)])
    whole = kept(board_of(store))
    board_path(store).unlink()
    monkeypatch.setattr(taking, "_CHUNK", 2)
    dying = Board(board_path(store), store)
    keep, calls, seen = taking.Taker._keep, [0], []

    def die_in_the_third(self: taking.Taker, *given: object) -> None:
        calls[0] += 1
        seen.append(dying.building())
        if calls[0] == 3:
            raise sqlite3.OperationalError("disk I/O error")
        keep(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(taking.Taker, "_keep", die_in_the_third)
    with pytest.raises(sqlite3.OperationalError):
        dying.refresh()
    assert seen == [(0, 9), (2, 9), (4, 9)]
    assert dying.building() is None
    assert listed(dying) == ["s8", "s7", "s6", "s5"]  # the most urgent ones first
    monkeypatch.undo()
    clock.fix(NOON)
    assert kept(board_of(store)) == whole


def test_a_board_of_another_version_or_another_store_is_made_anew(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    stored(store, "r1", [item("a", flagged=0.9)])
    with store.writing() as db:
        write_decision(db, decision("a"))
    board_of(store)
    with closing(sqlite3.connect(board_path(store))) as db:
        db.execute("PRAGMA user_version = 999")
        db.execute("DROP TABLE shown")
    assert listed(board_of(store), Lane.ALL) == ["a"]
    store.path.unlink()
    store_in(tmp_path)
    stored(store, "r1", [item("b", flagged=0.9)])
    assert listed(board_of(store), Lane.ALL) == ["b"]


def test_a_busy_store_is_asked_again(tmp_path: Path) -> None:
    store = Store(store_in(tmp_path).path, timeout=0.1)
    board = board_of(store)
    inside, done = threading.Event(), threading.Event()

    def write() -> None:
        with Store(store.path).writing() as db:
            start_round(db, "r2", "sample", NOON)
            inside.set()
            done.wait(10)

    thread = threading.Thread(target=write)
    thread.start()
    inside.wait(10)
    board._taker._seen = None
    board.refresh()
    done.set()
    thread.join()
    stored(store, "r2", [item("a", flagged=0.9)])
    board.refresh()
    assert listed(board) == ["a"]
