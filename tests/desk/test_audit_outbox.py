"""The audit trail's way from the desk's own file into the store."""

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from core import clock
from desk.background import turn
from desk.desk import Desk
from desk.people import audit
from desk.people.database import Database
from pipeline.store import Store, audit_count, audit_entries
from tests.pipeline.store.items import NOON, store_in


@pytest.fixture
def both(tmp_path: Path) -> tuple[Database, Store]:
    clock.fix(NOON)
    return Database(tmp_path / "desk.sqlite"), store_in(tmp_path)


def count(store: Store) -> int:
    with store.reading() as db:
        return audit_count(db)


def test_what_waits_goes_into_the_store_in_order(both: tuple[Database, Store]) -> None:
    people, store = both
    audit.note(people, "u-1", "read", "story:a", {"revision": 2})
    audit.note(people, "u-1", "decide", "story:a", {})
    assert audit.flush(people, store) == 2
    assert people.read("SELECT * FROM audit_waiting") == []
    with store.reading() as db:
        latest, first = audit_entries(db)
    assert (latest.action, first.action) == ("decide", "read")
    assert (first.by_user, first.object, first.made_at, first.detail) == (
        "u-1",
        "story:a",
        NOON,
        {"revision": 2},
    )
    assert audit.flush(people, store) == 0


def test_killed_between_the_two_files_nothing_is_lost_or_doubled(
    both: tuple[Database, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    people, store = both
    for _ in range(3):
        audit.note(people, "u-1", "read", "story:a", {})

    def dies() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(people, "writing", dies)
        with pytest.raises(KeyboardInterrupt):
            audit.flush(people, store)
    assert count(store) == 3
    assert len(people.read("SELECT * FROM audit_waiting")) == 3
    audit.note(people, "u-2", "read", "story:b", {})
    assert audit.flush(people, store) == 4
    assert count(store) == 4


def test_much_that_waits_goes_in_several_turns(
    both: tuple[Database, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    people, store = both
    monkeypatch.setattr(audit, "_AT_ONCE", 2)
    for number in range(5):
        audit.note(people, "u-1", "read", f"story:{number}", {})
    assert audit.flush(people, store) == 5
    with store.reading() as db:
        assert [one.object for one in audit_entries(db)] == [f"story:{number}" for number in (4, 3, 2, 1, 0)]


def test_a_busy_store_does_not_end_the_background(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    audit.note(desk.people, "u-1", "read", "story:a", {})
    busy = replace(desk, store=replace(desk.store, timeout=0.05))
    with desk.store.writing():
        thread = Thread(target=turn, args=(busy,))
        thread.start()
        thread.join()
    assert "busy" in caplog.text
    turn(desk)
    assert desk.people.read("SELECT * FROM audit_waiting") == []
