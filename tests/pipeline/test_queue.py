"""The queue: one row a story, its best item, ranked; a quiet day gives none."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from core import clock
from core.decision import Decision, DecisionKind, StoryState
from core.record import Channel, Priority
from crawlers.sample import NOW
from pipeline.prioritise import combine
from pipeline.store import QueueRow, Store, queue, queue_length, save, write_decision
from tests.conftest import Sampled
from tests.pipeline.store.items import NOON, annotated, place, signal, store_in

LOUD = (signal("provocation", 0.9), signal("hoax", 0.1))
UNSURE = (signal("provocation", 0.45, unsure=True),)
QUIET = (signal("provocation", 0.1),)


def ranked(store: Store, limit: int = 50) -> list[QueueRow]:
    with store.reading() as db:
        return queue(db, limit)


def test_a_quiet_day_is_empty(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    assert ranked(store) == []
    save(store, "r1", [annotated("a", signals=QUIET, priority=0.9), annotated("b")])
    assert ranked(store) == []


def test_flagged_and_unsure_stories_by_priority(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    items = [
        annotated("a", signals=UNSURE, priority=0.2),
        annotated("b", signals=LOUD, priority=0.5),
        annotated("c", signals=LOUD, priority=0.7),
        annotated("d", signals=QUIET, priority=0.99),
    ]
    save(store, "r1", items)
    assert [row.story_id for row in ranked(store)] == ["c", "b", "a"]
    assert [row.story_id for row in ranked(store, limit=1)] == ["c"]


def test_what_was_brought_by_hand_comes_without_a_signal_too(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    items = [
        annotated("a", signals=UNSURE, priority=0.2),
        annotated("b", signals=QUIET, priority=0.1, channel=Channel.FIELD),
        annotated("c", story="b", signals=QUIET, priority=0.15),
        annotated("d", signals=UNSURE, priority=0.3),
        annotated("e", story="d", signals=QUIET, priority=0.9, channel=Channel.FIELD),
    ]
    save(store, "r1", items)
    assert [row.item_id for row in ranked(store)] == ["d", "a", "c"]
    with store.reading() as db:
        assert queue_length(db) == 3
    assert len(ranked(store, limit=2)) == 2


def test_an_open_name_is_no_place_of_a_row(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    dateline = (place("64.08.04", "Sangatta Utara", 0.3),)
    save(store, "r1", [annotated("a", signals=LOUD, places=dateline)])
    assert [row.place for row in ranked(store)] == [""]


def test_a_row_says_all_that_the_desk_needs(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    places = (place("64.08.01", "Muara Ancalong", 0.4), place("64.08.04", "Sangatta Utara", 0.9))
    save(store, "r1", [annotated("a", signals=LOUD, places=places, priority=0.6)])
    later = NOON + timedelta(hours=3)
    save(store, "r2", [annotated("b", source="warta", story="a", at=later)])
    (row,) = ranked(store)
    assert (row.story_id, row.item_id, row.revision) == ("a", "a", 0)
    assert (row.source_id, row.channel, row.role) == ("kabar", Channel.NEWS, "assert")
    assert (row.title, row.place, row.state) == ("Judul a", "Sangatta Utara", StoryState.NEW)
    assert [(one.name, one.probability, one.flagged) for one in row.signals] == [
        ("provocation", 0.9, True),
        ("hoax", 0.1, False),
    ]
    assert row.priority == Priority(value=0.6, parts={"probability": 0.3, "spread": 0.3})
    assert (row.first_seen, row.last_seen) == (NOON, later)
    assert (row.copies, row.sources) == (2, ("kabar", "warta"))


def test_a_story_is_shown_by_its_best_item_that_was_marked(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    items = [
        annotated("a", signals=LOUD, priority=0.3),
        annotated("b", story="a", signals=LOUD, priority=0.8),
        annotated("c", story="a", signals=QUIET, priority=0.9),
    ]
    save(store, "r1", items)
    assert [(row.story_id, row.item_id, row.copies) for row in ranked(store)] == [("a", "b", 3)]


def test_only_the_latest_revision_counts(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2", "r3")
    save(store, "r1", [annotated("a", "usir mereka", signals=LOUD)])
    save(store, "r2", [annotated("a", "permintaan maaf", signals=QUIET)])
    assert ranked(store) == []
    save(store, "r3", [annotated("a", "usir mereka lagi", signals=LOUD)])
    (row,) = ranked(store)
    assert (row.revision, row.copies) == (2, 1)


def test_a_post_is_titled_by_its_beginning(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    text = "kata " * 60
    post = annotated("p", text, channel=Channel.POST, signals=LOUD)
    save(store, "r1", [replace(post, item=replace(post.item, title=""))])
    (row,) = ranked(store)
    assert row.title == ("kata " * 20).strip() + " …"


def test_an_item_without_a_priority_comes_last(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    bare = replace(annotated("a", signals=LOUD), priority=None)
    save(store, "r1", [bare, annotated("b", signals=LOUD, priority=0.01)])
    assert [(row.story_id, row.priority.value) for row in ranked(store)] == [("b", 0.01), ("a", 0.0)]


def test_what_is_old_sinks(sampled: Sampled) -> None:
    store = Store(sampled.data / "pantau.duckdb")
    clock.fix(NOW)
    before = ranked(store)
    clock.fix(NOW + timedelta(days=7))
    after = ranked(store)
    values = {row.story_id: row.priority.value for row in before}
    assert len(after) == len(before) > 5
    assert all(row.priority.value < values[row.story_id] for row in after)
    for rows in (before, after):
        shown = [row.priority.value for row in rows]
        assert shown == sorted(shown, reverse=True)


def test_what_a_stage_lifted_sinks_as_it_is_shown(tmp_path: Path) -> None:
    """The query ages what was stored as `combine` does, with the stage of an election too."""
    store = store_in(tmp_path)
    base = {"probability": 1.0, "spread": 0.0, "place": 0.4, "recency": 1.0}
    made = []
    for number in range(12):
        lifted = {"severity": number / 40, "stage": 0.45}
        plain = {"severity": 0.75 + number / 60}
        parts = base | (lifted if number % 2 else plain)
        one = annotated(f"i{number:02}", signals=LOUD)
        made.append(replace(one, priority=Priority(value=combine(parts), parts=parts)))
    save(store, "r1", made)
    for days in (0, 1, 3):
        clock.fix(NOON + timedelta(days=days))
        shown = [row.priority.value for row in ranked(store)]
        assert len(shown) == 12 and shown == sorted(shown, reverse=True)


def decide(store: Store, story: str, kind: DecisionKind, **more: object) -> Decision:
    fields: dict[str, object] = {
        "id": "", "story_id": story, "kind": kind, "items": ((story, 0),), "answers": {}, "severity": 0,
        "reason": "", "by_user": "u-1", "at": clock.now(), **more,
    }  # fmt: skip
    with store.writing() as db:
        return write_decision(db, Decision(**fields))  # type: ignore[arg-type]


def states(store: Store) -> dict[str, str]:
    return {row.story_id: row.state.value for row in ranked(store)}


def test_only_open_stories_are_queued(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    clock.fix(NOON)
    save(store, "r1", [annotated(name, signals=LOUD) for name in "abcdefg"])
    decide(store, "a", DecisionKind.DECIDE)
    decide(store, "b", DecisionKind.HARMLESS)
    decide(store, "c", DecisionKind.HOLD, until=NOON + timedelta(hours=2))
    decide(store, "d", DecisionKind.ASK_SECOND)
    decide(store, "e", DecisionKind.SKIP)
    decide(store, "f", DecisionKind.DECIDE)
    decide(store, "f", DecisionKind.REOPEN)
    assert states(store) == {"d": "second", "e": "new", "f": "reopened", "g": "new"}
    clock.fix(NOON + timedelta(hours=2))
    assert states(store) == {"c": "new", "d": "second", "e": "new", "f": "reopened", "g": "new"}


def test_what_people_keep_is_queued_without_a_signal_too(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    clock.fix(NOON)
    save(store, "r1", [annotated(name, signals=QUIET) for name in "abcdef"])
    decide(store, "a", DecisionKind.ASK_SECOND)
    decide(store, "b", DecisionKind.HAND_OVER, to_user="u-2")
    decide(store, "c", DecisionKind.DECIDE)
    decide(store, "c", DecisionKind.REOPEN)
    decide(store, "d", DecisionKind.DECIDE)
    decide(store, "e", DecisionKind.SKIP)
    assert states(store) == {"a": "second", "b": "new", "c": "reopened"}
    with store.reading() as db:
        assert queue_length(db) == 3


def test_the_limit_counts_open_stories(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    save(store, "r1", [annotated("a", signals=LOUD, priority=0.9), annotated("b", signals=LOUD)])
    decide(store, "a", DecisionKind.DECIDE)
    assert [row.story_id for row in ranked(store, limit=1)] == ["b"]


def test_a_decision_taken_back_is_none(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    save(store, "r1", [annotated("a", signals=LOUD)])
    made = decide(store, "a", DecisionKind.DECIDE)
    assert states(store) == {}
    decide(store, "a", DecisionKind.UNDO, refers_to=made.id)
    assert states(store) == {"a": "new"}


def test_further_copies_of_what_is_harmless_stay_out_until_it_grows(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2", "r3")
    save(store, "r1", [annotated("a", signals=LOUD)])
    decide(store, "a", DecisionKind.HARMLESS, copies=1)
    save(store, "r2", [annotated(f"b{n}", story="a", signals=LOUD) for n in range(9)])
    assert states(store) == {}
    save(store, "r3", [annotated("c", story="a", signals=LOUD)])
    assert states(store) == {"a": "reopened"}


def test_a_threat_among_further_copies_of_what_is_harmless_opens_it_again(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2", "r3", "r4")
    doubtful = signal("provocation", 0.6, unsure=True)
    save(store, "r1", [annotated("a", "jangan bakar kantornya", signals=(doubtful,))])
    decide(store, "a", DecisionKind.HARMLESS)
    save(store, "r2", [annotated("b", "kita bakar kantornya", story="a", signals=LOUD)])
    assert states(store) == {"a": "reopened"}
    save(store, "r3", [annotated("b", "semoga semua tenang saja", story="a", signals=QUIET)])
    assert states(store) == {}, "the latest revision counts"
    save(store, "r4", [annotated("b", "kita bakar kantornya malam ini", story="a", signals=LOUD)])
    decide(store, "a", DecisionKind.HARMLESS, items=(("a", 0), ("b", 2)))
    assert states(store) == {}


def test_a_revision_of_what_was_decided_opens_it_again(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    save(store, "r1", [annotated("a", "usir mereka", signals=LOUD)])
    decide(store, "a", DecisionKind.DECIDE)
    save(store, "r2", [annotated("a", "bakar rumah mereka", signals=LOUD)])
    assert states(store) == {"a": "reopened"}


def test_a_typo_put_right_does_not(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1", "r2")
    text = "besok pagi warga diminta datang ke balai desa membawa kartu keluarga masing-masing ya"
    save(store, "r1", [annotated("a", text, signals=LOUD)])
    decide(store, "a", DecisionKind.DECIDE)
    save(store, "r2", [annotated("a", text.replace("diminta", "dimohon"), signals=LOUD)])
    assert states(store) == {}


def test_of_a_story_with_exceptions_these_copies_are_shown(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    save(
        store,
        "r1",
        [
            annotated("a", signals=LOUD, priority=0.9),
            annotated("b", story="a", signals=LOUD, priority=0.2),
            annotated("c", story="a", signals=LOUD, priority=0.5),
        ],
    )
    decide(store, "a", DecisionKind.DECIDE, items=(("a", 0), ("c", 0)))
    decide(store, "a", DecisionKind.EXCEPT, items=(("b", 0),))
    assert [(row.item_id, row.state) for row in ranked(store)] == [("b", StoryState.REOPENED)]
    decide(store, "a", DecisionKind.DECIDE, items=(("b", 0),))
    assert ranked(store) == []


def test_a_copy_that_is_excepted_waits_without_a_signal_too(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    save(store, "r1", [annotated("a", signals=LOUD), annotated("b", story="a", signals=QUIET)])
    decide(store, "a", DecisionKind.DECIDE, items=(("a", 0), ("b", 0)))
    decide(store, "a", DecisionKind.EXCEPT, items=(("b", 0),))
    assert [(row.item_id, row.state) for row in ranked(store)] == [("b", StoryState.REOPENED)]
