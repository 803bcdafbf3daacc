"""The form of a decision: what it must hold, what it writes, who may send it when."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from core.decision import Decision, DecisionKind, StoryState
from core.record import Claim, ClaimMatch, Stance
from desk.work import holds, skips
from desk.work.reasons import OTHER, list_for, reasons, words_of
from desk.work.turns import SIGNALS, Turn, covered, drawn, may_be_hoax, until
from pipeline.decisions import Reopened, Situation, standing
from pipeline.store import note_texts
from tests.desk.conftest import Client
from tests.desk.deciding import NO, YES, send, state, stories, user_of, with_copies, written

if TYPE_CHECKING:
    from desk.desk import Desk


def test_a_decision_is_written_with_all_it_covers_and_leads_to_the_next(desk: "Desk", client: Client) -> None:
    analyst, story = client("analyst"), stories(desk)[0]
    answer = send(
        analyst, desk, story, "decide", **YES, note="Hubungi 0812-3456-7890 segera", dari="sinyal=x"
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/berikut?dari=sinyal%3Dx"
    (made,) = [one for one in written(desk, story) if one.by_user]
    assert made.kind == "decide"
    assert made.answers == {"hoax": "no", "provocation": "yes", "violence": "yes"}
    assert (made.severity, made.reason) == (3, "call_to_violence")
    assert made.by_user == user_of(analyst, desk).id
    found = desk.board.story(story)
    assert found is not None
    assert made.items == tuple(sorted((copy.item_id, copy.revision) for copy in found.copies))
    assert made.shown["violence"]["flagged"] is True
    assert made.seconds is not None
    assert made.seconds >= 0
    with desk.store.reading() as db:
        assert "3456" not in note_texts(db, [made.note_id])[made.note_id]
    assert holds.holder(desk.people, story) is None
    row = desk.people.one("SELECT * FROM audit_waiting WHERE action = 'decide'")
    assert row is not None
    assert row["object"] == f"story:{story}"


def test_where_it_is_asked_for_a_case_is_opened_next(desk: "Desk", client: Client) -> None:
    story = stories(desk)[0]
    answer = send(client("analyst"), desk, story, "decide", **YES, then="case")
    assert answer.headers["location"] == f"/cerita/{story}/kasus"


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"violence": ""}, "jawab-violence-salah"),
        ({"violence": "maybe"}, "jawab-violence-salah"),
        ({"severity": "0"}, "tingkat-salah"),
        ({"severity": ""}, "tingkat-salah"),
        ({"severity": "4"}, "tingkat-salah"),
        ({"reason": ""}, "alasan-salah"),
        ({"reason": "lawful_criticism"}, "alasan-salah"),
        ({"violence": "no"}, "alasan-salah"),  # a call to violence is no reason for provocation alone
        ({"reason": "checked_false"}, "alasan-salah"),
        ({"reason": "other"}, "putusan-catatan-salah"),
        ({"hoax": "yes"}, "jawab-hoax-salah"),
    ],
)
def test_an_incomplete_form_comes_back_with_everything_typed(
    desk: "Desk", client: Client, changed: dict[str, Any], where: str
) -> None:
    analyst, story = client("analyst"), stories(desk)[0]
    note = "" if changed.get("reason") == "other" else "<script>alert(1)</script>"
    answer = send(analyst, desk, story, "decide", **{**YES, "note": note, **changed})
    assert answer.status_code == 422
    assert f'id="{where}"' in answer.text
    assert 'name="provocation" value="yes" checked' in answer.text
    if note:
        assert "&lt;script&gt;alert(1)" in answer.text
        assert "<script>alert" not in answer.text
    assert not written(desk, story)


def test_severity_without_a_yes_is_refused_and_none_is_none(desk: "Desk", client: Client) -> None:
    analyst, story = client("analyst"), stories(desk)[0]
    assert send(analyst, desk, story, "decide", **NO, severity="2").status_code == 422
    assert send(analyst, desk, story, "decide", **NO).status_code == 303
    assert written(desk, story)[0].severity == 0


def test_by_key_only_the_panel_comes_back_and_success_leaves_the_page(desk: "Desk", client: Client) -> None:
    analyst, story = client("analyst"), stories(desk)[0]
    analyst.headers["HX-Request"] = "true"
    wrong = send(analyst, desk, story, "decide")
    assert wrong.status_code == 422
    assert wrong.text.lstrip().startswith("<section")
    right = send(analyst, desk, story, "decide", **NO)
    assert right.status_code == 200
    assert right.headers["HX-Redirect"] == "/berikut"
    assert right.text == ""


def test_without_the_hold_nothing_is_written(desk: "Desk", client: Client) -> None:
    one, two, story = client("analyst", "Satu"), client("analyst", "Dua"), stories(desk)[0]
    assert send(one, desk, story, "decide", hold=False, **NO).status_code == 409
    holds.acquire(desk.people, story, user_of(two, desk).id)
    answer = send(one, desk, story, "decide", hold=False, **NO, note="sudah diketik")
    assert answer.status_code == 409
    assert "sudah diketik" in answer.text
    assert not written(desk, story)


def test_what_was_not_seen_is_told(desk: "Desk", client: Client) -> None:
    analyst, story = client("analyst"), stories(desk)[0]
    send(analyst, desk, story, "hold", preset="hour")
    answer = send(analyst, desk, story, "decide", **NO, seen="0")
    assert answer.status_code == 409
    assert "muat ulang" in answer.text
    assert len(written(desk, story)) == 1


@pytest.mark.parametrize("role", ["viewer", "legal", "administrator"])
def test_who_may_not_decide(desk: "Desk", client: Client, role: str) -> None:
    other, story = client(role), stories(desk)[0]
    assert send(other, desk, story, "decide", **NO).status_code == 403
    assert not written(desk, story)


def test_no_such_story_and_no_such_step(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    assert send(analyst, desk, "nosuchstory", "decide", **NO).status_code == 404
    assert send(analyst, desk, stories(desk)[0], "delete").status_code == 400


def test_a_decided_story_wants_to_be_opened_first(desk: "Desk", client: Client) -> None:
    analyst, story = client("analyst"), _undrawn(desk)
    send(analyst, desk, story, "decide", **NO)
    assert state(desk, story) == "decided"
    assert send(analyst, desk, story, "decide", **YES).status_code == 409
    assert send(analyst, desk, story, "reopen").status_code == 422
    assert send(analyst, desk, story, "reopen", note="ada kabar baru").status_code == 303
    assert state(desk, story) == "reopened"
    assert send(analyst, desk, story, "decide", **YES).status_code == 303


def test_hold_comes_back_in_the_desks_time(desk: "Desk", client: Client) -> None:
    analyst, story = client("analyst"), stories(desk)[0]
    assert send(analyst, desk, story, "hold", preset="next year").status_code == 422
    assert send(analyst, desk, story, "hold", preset="morning").status_code == 303
    assert state(desk, story) == "held"
    kept = written(desk, story)[0].until
    assert kept is not None
    assert kept.astimezone(desk.settings.zone).strftime("%H:%M") == "08:00"


def test_presets() -> None:
    makassar = ZoneInfo("Asia/Makassar")
    evening = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # 22:00 in Makassar
    assert until("hour", evening, makassar) == datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert until("morning", evening, makassar) == datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
    assert until("days", evening, makassar) == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    small_hours = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)  # 02:00 on the 21st: this morning is meant
    assert until("morning", small_hours, makassar) == datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
    assert until("", evening, makassar) is None


def test_skip_is_for_me_and_today(desk: "Desk", client: Client) -> None:
    one, two, story = client("analyst", "Satu"), client("analyst", "Dua"), stories(desk)[0]
    assert send(one, desk, story, "skip").status_code == 303
    assert story in skips.skipped(desk.people, user_of(one, desk).id)
    assert story not in skips.skipped(desk.people, user_of(two, desk).id)
    assert state(desk, story) == "new"


def test_hand_over_to_one_who_may_decide(desk: "Desk", client: Client) -> None:
    one, two, viewer = client("analyst", "Satu"), client("analyst", "Dua"), client("viewer")
    story = stories(desk)[0]
    for wrong in (user_of(viewer, desk).id, user_of(one, desk).id, "u-nobody", ""):
        assert send(one, desk, story, "hand_over", to_user=wrong).status_code == 422
    assert send(one, desk, story, "hand_over", to_user=user_of(two, desk).id).status_code == 303
    found = desk.board.story(story)
    assert found is not None
    assert found.row.assigned_to == user_of(two, desk).id


def test_harmless_needs_kind_and_reason(desk: "Desk", client: Client) -> None:
    analyst, story = client("analyst"), stories(desk)[0]
    assert send(analyst, desk, story, "harmless", reason="song").status_code == 422
    assert send(analyst, desk, story, "harmless", reason="threat", note="lagu lama").status_code == 422
    assert send(analyst, desk, story, "harmless", reason="song", note="lagu lama").status_code == 303
    assert state(desk, story) == "harmless"


def test_copies_excepted_wait_for_a_decision_of_their_own(desk: "Desk", client: Client) -> None:
    analyst, story = client("analyst"), with_copies(desk)
    found = desk.board.story(story)
    assert found is not None
    apart = found.copies[1].item_id
    every = [copy.item_id for copy in found.copies]
    for items in ([], every, ["nosuchitem"]):
        answer = send(analyst, desk, story, "except", reason="other_text", items=items)
        assert answer.status_code in (409, 422)
    assert send(analyst, desk, story, "except", reason="other_text", items=[apart]).status_code == 303
    assert send(analyst, desk, story, "decide", **YES).status_code == 303
    made = [one for one in written(desk, story) if one.kind == "decide"][-1]
    assert {item for item, _ in made.items} == set(every) - {apart}
    assert state(desk, story) == "reopened"
    assert send(analyst, desk, story, "decide", **NO).status_code == 303
    assert [item for item, _ in written(desk, story)[-1].items] == [apart]
    assert state(desk, story) == "decided"


def test_a_graver_copy_is_answered_before_those_excepted() -> None:
    items = (("a", 0), ("b", 0), ("c", 0))
    verdict = Decision(
        id="d", story_id="a", kind=DecisionKind.HARMLESS, items=items[:2], answers={}, severity=0,
        reason="song", by_user="u", at=datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip
    waits = Situation(
        state=StoryState.REOPENED, verdict=verdict, excepted=frozenset("b"), why=Reopened.EXCEPTED
    )
    assert covered(items, waits, Turn.DECIDE) == (("b", 0),)
    assert covered(items, replace(waits, why=Reopened.COPY), Turn.DECIDE) == (("a", 0), ("c", 0))
    first = replace(verdict, kind=DecisionKind.ASK_SECOND, items=(("a", 0), ("c", 0)))
    asked = replace(waits, state=StoryState.SECOND, why=None, first_by="u", first=first)
    differ = replace(asked, state=StoryState.DISPUTED, second=first)
    for situation, mine in ((asked, Turn.SECOND), (differ, Turn.SETTLE)):  # about what the first was
        assert covered(items, situation, mine) == (("a", 0), ("c", 0))


def test_a_copy_decided_apart_keeps_its_verdict_when_the_other_is_taken_back(
    desk: "Desk", client: Client
) -> None:
    analyst, story = client("analyst"), with_copies(desk)
    found = desk.board.story(story)
    assert found is not None
    apart, every = found.copies[1].item_id, {copy.item_id for copy in found.copies}
    send(analyst, desk, story, "except", reason="other_text", items=[apart])
    send(analyst, desk, story, "decide", **YES)
    made = written(desk, story)[-1]
    send(analyst, desk, story, "decide", **NO)
    own = written(desk, story)[-1]
    assert send(analyst, desk, story, "undo", refers_to=made.id, note="keliru").status_code == 303
    page = analyst.get(f"/cerita/{story}").text
    assert "1 salinan sudah diputuskan sendiri" in page
    assert "Berlaku untuk semua salinan" not in page
    assert send(analyst, desk, story, "decide", **YES).status_code == 303
    assert {item for item, _ in written(desk, story)[-1].items} == every - {apart}
    assert state(desk, story) == "decided"
    assert own in standing(written(desk, story))
    assert send(analyst, desk, story, "reopen", note="keliru").status_code == 303
    assert {item for item, _ in written(desk, story)[-1].items} == every, "it opens all of them"
    assert send(analyst, desk, story, "decide", **YES).status_code == 303
    assert {item for item, _ in written(desk, story)[-1].items} == every


def test_taking_back_by_its_maker_or_a_supervisor(desk: "Desk", client: Client) -> None:
    one, two, boss = client("analyst", "Satu"), client("analyst", "Dua"), client("supervisor")
    story = _undrawn(desk)
    send(one, desk, story, "decide", **NO)
    made = written(desk, story)[0]
    assert send(two, desk, story, "undo", refers_to=made.id, note="keliru").status_code == 409
    assert send(one, desk, story, "undo", refers_to=made.id).status_code == 422
    assert send(one, desk, story, "undo", refers_to="nosuch", note="keliru").status_code == 409
    assert send(one, desk, story, "undo", refers_to=made.id, note="keliru").status_code == 303
    assert state(desk, story) == "new"
    assert send(one, desk, story, "undo", refers_to=made.id, note="lagi").status_code == 409
    send(one, desk, story, "decide", **YES)
    again = written(desk, story)[-1]
    assert send(boss, desk, story, "undo", refers_to=again.id, note="dibahas").status_code == 303
    assert len(written(desk, story)) == 4  # nothing goes


def test_hoax_is_shown_by_a_match_with_a_false_claim(desk: "Desk") -> None:
    found = desk.board.story(stories(desk)[0])
    assert found is not None
    claim = Claim(id="c", text="x", rating="salah", url="", publisher="", published_at=None, false=True)
    match = ClaimMatch(claim_id="c", score=0.9, automatic=False, stance=Stance.ASSERTS)
    copy = replace(found.copies[0], matches=(match,))
    assert may_be_hoax(replace(found, copies=(copy,), claims={"c": claim}))
    assert not may_be_hoax(replace(found, copies=(copy,), claims={"c": replace(claim, false=False)}))
    assert not may_be_hoax(replace(found, copies=(copy,), claims={}))
    denies = replace(copy, matches=(replace(match, stance=Stance.DEBUNKS),))
    assert not may_be_hoax(replace(found, copies=(denies,), claims={"c": claim}))


def test_hoax_yes_where_a_claim_is_matched(desk: "Desk", client: Client) -> None:
    matched = [one for one in map(desk.board.story, stories(desk)) if one and may_be_hoax(one)]
    assert matched  # the sample has one
    story = matched[0].row.story_id
    answers = {**YES, "hoax": "yes", "reason": "checked_false"}
    assert send(client("analyst"), desk, story, "decide", **answers).status_code == 303


def test_the_share_is_a_share_and_always_the_same() -> None:
    ids = [f"{n:016x}" for n in range(4000)]
    assert 0.08 < sum(drawn(one, 0.1, b"k") for one in ids) / len(ids) < 0.12
    assert not any(drawn(one, 0.0, b"k") for one in ids)
    assert all(drawn(one, 1.0, b"k") for one in ids)


def test_who_decides_first_cannot_work_out_what_is_drawn() -> None:
    ids = [f"{n:016x}" for n in range(400)]
    assert {one for one in ids if drawn(one, 0.5, b"one")} != {one for one in ids if drawn(one, 0.5, b"two")}


def test_lists_of_reasons() -> None:
    assert all(rows[-1].code == OTHER and [one.key for one in rows] for rows in reasons().values())
    from core.decision import Answer

    assert list_for({"a": Answer.NO, "b": Answer.UNVERIFIABLE}) == "unverifiable"
    assert list_for({"a": Answer.YES, "b": Answer.UNVERIFIABLE}) == "yes"
    assert list_for({}) == "no"
    assert words_of("nosuchcode") == "nosuchcode"


def test_each_signal_has_reasons_of_its_own_and_other() -> None:
    fitting = {
        name: {one.code for one in reasons()["yes"] if one.fits({name: "yes"})} - {OTHER} for name in SIGNALS
    }
    assert all(fitting.values())
    assert not fitting["hoax"] & (fitting["provocation"] | fitting["violence"])
    assert "call_to_violence" not in fitting["provocation"]
    assert all(one.fits({}) for name in ("no", "unverifiable", "harmless") for one in reasons()[name])


def _undrawn(desk: "Desk") -> str:
    return next(one for one in stories(desk) if not drawn(one, desk.settings.second_share, desk.cookie_key))
