"""What the team does, as rows: appended, in order, words masked and apart."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core import clock
from core.decision import Answer, ClaimStep, Decision, DecisionKind
from core.record import IncidentType
from pipeline.store import (
    AuditEntry,
    IncidentEvent,
    IncidentStep,
    Store,
    audit_count,
    audit_entries,
    claim_events,
    confirmed_incidents,
    decisions_since,
    incident_events,
    note_texts,
    source_switches,
    story_comments,
    story_decisions,
    write_audit,
    write_change,
    write_claim_event,
    write_comment,
    write_decision,
    write_incident_event,
    write_switch,
)
from pipeline.store.board_news import Marks, changed_since, marks
from tests.pipeline.store.items import NOON, store_in

PHONE = "hubungi 081234567890"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    clock.fix(NOON)
    yield store_in(tmp_path)


def decision(kind: DecisionKind = DecisionKind.DECIDE, story: str = "s", refers_to: str = "") -> Decision:
    return Decision(
        id="",
        story_id=story,
        kind=kind,
        items=(("a", 0), ("b", 2)),
        answers={"hoax": Answer.YES, "violence": Answer.UNVERIFIABLE},
        severity=2,
        reason="checked",
        by_user="u-1",
        at=NOON,
        seconds=12.5,
        until=NOON + timedelta(hours=1),
        to_user="u-2",
        refers_to=refers_to,
        copies=3,
        shown={"hoax": {"probability": 0.9, "flagged": True}},
    )


def test_a_decision_comes_back_as_it_was_written(store: Store) -> None:
    with store.writing() as db:
        first = write_decision(db, decision(), PHONE)
        second = write_decision(db, decision(story="other"))
    assert first.id != second.id
    assert (first.number, second.number, second.note_id) == (1, 2, "")
    with store.reading() as db:
        assert story_decisions(db, "s") == (first,)
        assert decisions_since(db, 1) == (second,)
        assert note_texts(db, [first.note_id, ""]) == {first.note_id: "hubungi [telepon]"}


def test_decisions_and_comments_share_one_order(store: Store) -> None:
    with store.writing() as db:
        asked = write_decision(db, decision(DecisionKind.ASK_SECOND))
        comment = write_comment(db, "s", "u-2", PHONE)
        answered = write_decision(db, decision(DecisionKind.SECOND))
    assert asked.number < comment.number < answered.number
    with store.reading() as db:
        assert story_comments(db, "s") == (comment,)
        assert story_comments(db, "other") == ()
    assert comment.text == "hubungi [telepon]"
    with store.writing() as db, pytest.raises(ValueError, match="empty"):
        write_comment(db, "s", "u-2", "  ")


def test_an_undo_is_refused_where_nothing_stands(store: Store) -> None:
    with store.writing() as db:
        made = write_decision(db, decision())
        undo = write_decision(db, decision(DecisionKind.UNDO, refers_to=made.id))
        for refers_to in ("", "unknown", made.id, undo.id):
            with pytest.raises(ValueError, match="taken back"):
                write_decision(db, decision(DecisionKind.UNDO, refers_to=refers_to))
        with pytest.raises(ValueError, match="unknown"):  # of another story
            write_decision(db, decision(DecisionKind.UNDO, story="other", refers_to=made.id))
        standing = db.execute("SELECT count(*) FROM standing_decisions").fetchone()
    assert standing == (0,)


def test_an_erased_note_leaves_the_row(store: Store) -> None:
    with store.writing() as db:
        made = write_comment(db, "s", "u-1", "kata-kata")
        db.execute("DELETE FROM private.notes")
    with store.reading() as db:
        (kept,) = story_comments(db, "s")
    assert (kept.id, kept.text) == (made.id, "")


def test_steps_of_claims(store: Store) -> None:
    data = {"text": PHONE, "story_id": "6408123456789012", "criticises": False}
    with store.writing() as db:
        opened = write_claim_event(db, "k", ClaimStep.OPENED, data, "u-1", "catatan")
        other = write_claim_event(db, "l", ClaimStep.WITHDRAWN, {}, "u-2")
    assert opened.data == {**data, "text": "hubungi [telepon]"}
    with store.reading() as db:
        assert claim_events(db, "k") == (opened,)
        assert claim_events(db) == (opened, other)


def test_switches_and_changes(store: Store) -> None:
    with store.writing() as db:
        on = write_switch(db, "kanal", on=True, by_user="u-1")
        off = write_switch(db, "kanal", on=False, by_user="u-2", note="sementara")
        write_switch(db, "lain", on=True, by_user="u-1")
        write_change(db, ["b", "a", "b"])
        write_change(db, [])
    with store.reading() as db:
        assert source_switches(db, "kanal") == (on, off)
        assert len(source_switches(db)) == 3
        assert marks(db).changes == 2
        assert changed_since(db, Marks(0, 0, 0)) == ["a", "b"]
        assert changed_since(db, Marks(0, 0, 1)) == ["b"]


def entry(number: int, **more: object) -> AuditEntry:
    fields: dict[str, object] = {
        "id": f"e{number}", "made_at": NOON + timedelta(minutes=number), "by_user": "u-1", "action": "read",
        "object": f"story:{number}", "detail": {"n": number}, **more,
    }  # fmt: skip
    return AuditEntry(**fields)  # type: ignore[arg-type]


def test_the_audit_trail(store: Store) -> None:
    several = [entry(1), entry(2, by_user="u-2"), entry(3, action="export", object="queue")]
    with store.writing() as db:
        assert write_audit(db, several) == 3
        assert write_audit(db, [*several, entry(4), entry(4)]) == 1
        assert write_audit(db, []) == 0
    with store.reading() as db:
        assert [one.id for one in audit_entries(db)] == ["e4", "e3", "e2", "e1"]
        assert audit_entries(db, by_user="u-2") == (several[1],)
        assert audit_entries(db, action="export") == (several[2],)
        assert [one.id for one in audit_entries(db, object="story:")] == ["e4", "e2", "e1"]
        assert [one.id for one in audit_entries(db, since=NOON + timedelta(minutes=3))] == ["e4", "e3"]
        assert [one.id for one in audit_entries(db, limit=2, offset=1)] == ["e3", "e2"]
        assert audit_count(db, by_user="u-1", object="story:") == 2


def incident(kind: IncidentStep, name: str, **more: object) -> IncidentEvent:
    fields: dict[str, object] = {
        "incident_id": name, "kind": kind, "by_user": "u-1", "made_at": NOON, "items": (name,), **more,
    }  # fmt: skip
    return IncidentEvent(**fields)  # type: ignore[arg-type]


def test_only_what_stands_confirmed_is_an_incident(store: Store) -> None:
    known = {"type": IncidentType.MOB, "place": "64.08.04", "happened_on": date(2026, 11, 18)}
    with store.writing() as db:
        first = write_incident_event(db, incident(IncidentStep.CONFIRM, "a", **known), PHONE)
        write_incident_event(db, incident(IncidentStep.MERGE, "b", items=("b", "c"), into_incident="a"))
        write_incident_event(db, incident(IncidentStep.DISMISS, "d", reason="no_event"))
        earlier = {**known, "happened_on": date(2026, 11, 1)}
        write_incident_event(db, incident(IncidentStep.CONFIRM, "e", **earlier))
    with store.reading() as db:
        later, before = confirmed_incidents(db)
        assert (later.id, later.items, before.id) == ("a", ("a", "b", "c"), "e")
        assert confirmed_incidents(db, date(2026, 11, 10)) == (later,)
        assert incident_events(db)[0] == first
    with store.writing() as db:
        write_incident_event(db, incident(IncidentStep.UNDO, "a", items=(), refers_to=first.id))
        with pytest.raises(ValueError, match="does not stand"):
            write_incident_event(db, incident(IncidentStep.UNDO, "a", refers_to=first.id))
    with store.reading() as db:
        assert [one.id for one in confirmed_incidents(db)] == ["e"]
