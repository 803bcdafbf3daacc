"""Where a story stands by the decisions about it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decision import Answer, Decision, DecisionKind, StoryState
from pipeline.decisions import (
    OPEN,
    Reopened,
    Situation,
    first_opinions,
    grown,
    is_answer,
    refused_undo,
    standing,
    story_state,
)
from tests.pipeline.store.items import NOON

K, S = DecisionKind, StoryState
YES = {"hoax": Answer.YES, "provocation": Answer.NO}
NO = {"hoax": Answer.NO, "provocation": Answer.NO}


def made(kind: DecisionKind, by: str = "u-1", **more: object) -> Decision:
    fields: dict[str, object] = {
        "id": "", "story_id": "s", "kind": kind, "items": (("a", 0),), "answers": {}, "severity": 0,
        "reason": "", "by_user": by, "at": NOON, **more,
    }  # fmt: skip
    return Decision(**fields)  # type: ignore[arg-type]


def written(*decisions: Decision) -> list[Decision]:
    """As the store gives them: numbered, each with an id."""
    return [
        replace(one, number=place, id=one.id or f"d{place}") for place, one in enumerate(decisions, start=1)
    ]


def stand(
    *decisions: Decision,
    now: datetime = NOON,
    copies: int = 1,
    revisions: dict[str, int] | None = None,
    flagged: dict[str, dict[str, int]] | None = None,
    unfounded: frozenset[str] = frozenset(),
) -> Situation:
    return story_state(
        written(*decisions),
        now=now,
        copies=copies,
        revisions=revisions,
        flagged=flagged,
        unfounded=unfounded,
    )


def test_nothing_decided_is_new() -> None:
    assert stand() == Situation(state=S.NEW)
    assert stand(made(K.SKIP)).state is S.NEW


@pytest.mark.parametrize(
    ("kind", "state"), [(K.DECIDE, S.DECIDED), (K.HARMLESS, S.HARMLESS), (K.REOPEN, S.REOPENED)]
)
def test_one_decision(kind: DecisionKind, state: StoryState) -> None:
    assert stand(made(kind)).state is state


def test_a_hold_runs_out() -> None:
    hold = made(K.HOLD, until=NOON + timedelta(hours=1))
    assert stand(hold) == Situation(state=S.HELD, until=NOON + timedelta(hours=1))
    assert stand(hold, now=NOON + timedelta(hours=1)).state is S.NEW
    assert stand(hold, made(K.DECIDE)).state is S.DECIDED
    assert stand(made(K.HOLD, until=NOON + timedelta(days=9)), hold).until == NOON + timedelta(hours=1)


def test_what_was_held_comes_back_as_it_was() -> None:
    hold, later = made(K.HOLD, until=NOON + timedelta(hours=1)), NOON + timedelta(hours=2)
    ask = made(K.ASK_SECOND, answers=YES)
    assert stand(ask, hold).state is S.HELD
    assert stand(ask, hold).first_by == "u-1"
    assert stand(ask, hold, now=later).state is S.SECOND
    assert stand(made(K.DECIDE), hold, now=later).state is S.REOPENED  # who holds it wants it back


def test_the_second_opinion_is_somebody_elses() -> None:
    alone = stand(made(K.DECIDE, answers=YES), made(K.ASK_SECOND))
    assert (alone.state, alone.first_by) == (S.SECOND, "u-1")
    assert alone.first is not None
    assert alone.first.answers == YES
    asked = stand(made(K.ASK_SECOND, answers=YES), made(K.HAND_OVER, to_user="u-9"))
    assert (asked.state, asked.first_by, asked.assigned_to) == (S.SECOND, "u-1", "u-9")
    without = stand(made(K.ASK_SECOND))
    assert (without.first, without.first_by) == (None, "u-1")


def test_two_opinions() -> None:
    ask = made(K.ASK_SECOND, answers=YES)
    assert stand(ask, made(K.SECOND, "u-2", answers=YES)).state is S.DECIDED
    differ = stand(ask, made(K.SECOND, "u-2", answers=NO))
    assert (differ.state, differ.first_by) == (S.DISPUTED, "u-1")
    assert stand(ask, made(K.SECOND, "u-2", answers=NO), made(K.SETTLE, "u-3")).state is S.DECIDED
    assert stand(made(K.ASK_SECOND), made(K.SECOND, "u-2", answers=NO)).state is S.DECIDED


def test_a_second_opinion_whose_first_was_taken_back_waits_for_a_third_person() -> None:
    for second in (YES, NO):
        both = (made(K.ASK_SECOND, answers=YES), made(K.SECOND, "u-2", answers=second, refers_to="d1"))
        left = stand(*both, made(K.UNDO, refers_to="d1"))
        assert (left.state, left.first_by, left.settled) == (S.SECOND, "u-2", False)
        assert left.answered_by == {"u-1", "u-2"}
        third = made(K.SECOND, "u-3", answers=NO, refers_to="d2")
        found = stand(*both, made(K.UNDO, refers_to="d1"), third)
        assert found.state is (S.DECIDED if second == NO else S.DISPUTED)


@pytest.mark.parametrize(
    ("then", "now", "opens"),
    [(1, 10, False), (1, 11, True), (8, 17, False), (8, 18, True), (30, 59, False), (30, 60, True)],
)
def test_unusual_growth_opens_again(then: int, now: int, opens: bool) -> None:
    assert grown(then, now) is opens
    for kind in (K.DECIDE, K.HARMLESS):
        found = stand(made(kind, copies=then), copies=now)
        assert (found.state is S.REOPENED) is opens
        assert found.why is (Reopened.GROWTH if opens else None)
    assert stand(made(K.DECIDE, copies=then), made(K.DECIDE, copies=now), copies=now).state is S.DECIDED


def test_a_revision_of_a_covered_copy_opens_again() -> None:
    decided = made(K.DECIDE, items=(("a", 1), ("b", 0)))
    assert stand(decided, revisions={"a": 1, "c": 3}).state is S.DECIDED
    found = stand(decided, revisions={"b": 1})
    assert (found.state, found.why) == (S.REOPENED, Reopened.REVISION)
    assert stand(decided, made(K.DECIDE, items=(("b", 1),)), revisions={"b": 1}).state is S.DECIDED


VIOLENT = {"provocation": Answer.NO, "violence": Answer.YES}


@pytest.mark.parametrize(
    ("verdict", "before", "after", "opens"),
    [
        (made(K.HARMLESS), {}, {"violence": 3}, True),
        (made(K.HARMLESS), {"violence": 1}, {"violence": 3}, True),
        (made(K.HARMLESS), {"violence": 0}, {"violence": 1}, True),  # now the model is sure
        (made(K.HARMLESS), {"violence": 0}, {"violence": 0}, False),
        (made(K.HARMLESS), {"violence": 3}, {"violence": 3}, False),  # a song: that is what was decided
        (made(K.DECIDE, answers=NO), {"provocation": 2}, {"provocation": 2}, False),  # a false alarm
        (made(K.DECIDE, answers=NO), {"provocation": 2}, {"violence": 0}, True),
        (made(K.DECIDE, answers=VIOLENT, severity=2), {}, {"violence": 2}, False),  # people said so
        (made(K.DECIDE, answers=VIOLENT, severity=2), {}, {"violence": 3}, True),
        (made(K.DECIDE, answers=VIOLENT, severity=2), {"violence": 3}, {"violence": 3}, False),
        (made(K.DECIDE, answers=VIOLENT, severity=2), {}, {"provocation": 0}, True),
    ],
)
def test_a_copy_graver_than_those_decided_on_opens_again(
    verdict: Decision, before: dict[str, int], after: dict[str, int], opens: bool
) -> None:
    found = stand(verdict, copies=2, flagged={"a": before, "b": after})
    assert found.why is (Reopened.COPY if opens else None)
    assert (found.state is S.REOPENED) is opens
    again = replace(verdict, items=(("a", 0), ("b", 0)))
    assert not stand(verdict, again, copies=2, flagged={"a": before, "b": after}).open
    assert not stand(again, copies=2, flagged={"a": before, "b": after}).open


def test_a_judged_copy_that_is_read_more_mildly_since_opens_nothing() -> None:
    mark: dict[str, object] = {"flagged": True, "unsure": False, "severity": 3}
    verdict = made(K.HARMLESS, shown={"violence": mark})
    flagged = {"a": {"violence": 1}, "b": {"violence": 3}}
    assert stand(verdict, copies=2, flagged=flagged).state is S.HARMLESS
    assert stand(replace(verdict, shown={"violence": mark | {"severity": 2}}), flagged=flagged).open
    apart = made(K.EXCEPT, items=(("b", 0),))
    whole = replace(verdict, items=(("a", 0), ("b", 0)))
    later = stand(whole, apart, made(K.DECIDE, items=(("b", 0),)), flagged={"c": {"violence": 3}})
    assert later.why is Reopened.COPY  # what was shown may have been the one decided apart


def test_a_graver_copy_does_not_wait_behind_those_excepted() -> None:
    whole = made(K.DECIDE, items=(("a", 0), ("b", 0)), answers=NO, copies=2)
    apart, grave = made(K.EXCEPT, items=(("b", 0),)), {"c": {"violence": 3}}
    waits = stand(whole, apart, copies=3)
    assert (waits.why, waits.waiting) == (Reopened.EXCEPTED, frozenset("b"))
    found = stand(whole, apart, copies=3, flagged=grave)
    assert (found.why, found.waiting, found.excepted) == (Reopened.COPY, frozenset("c"), frozenset("b"))
    read = made(K.DECIDE, items=(("a", 0), ("c", 0)), answers=VIOLENT, severity=3)
    assert stand(whole, apart, read, copies=3, flagged=grave).waiting == frozenset("b")


def test_a_grave_copy_decided_apart_makes_no_other_one_harmless() -> None:
    whole = made(K.HARMLESS, items=(("a", 0), ("b", 0)), copies=2)
    apart = (made(K.EXCEPT, items=(("b", 0),)), made(K.DECIDE, items=(("b", 0),), answers=VIOLENT))
    assert stand(whole, *apart, copies=2, flagged={"b": {"violence": 3}}).state is S.HARMLESS
    later = stand(whole, *apart, copies=3, flagged={"b": {"violence": 3}, "c": {"violence": 3}})
    assert (later.state, later.why) == (S.REOPENED, Reopened.COPY)


def test_a_hoax_whose_claim_fell_is_open_and_settled_no_more() -> None:
    hoax = made(K.DECIDE, id="x", answers=YES)
    found = stand(hoax, unfounded=frozenset("x"))
    assert (found.state, found.why, found.settled, found.kept) == (S.REOPENED, Reopened.CLAIM, False, True)
    assert stand(hoax, made(K.DECIDE, id="y", answers=NO), unfounded=frozenset("x")).settled
    apart = (made(K.EXCEPT, items=(("b", 0),)), made(K.DECIDE, id="x", items=(("b", 0),), answers=YES))
    whole = made(K.DECIDE, items=(("a", 0), ("b", 0)), answers=NO, copies=2)
    found = stand(whole, *apart, copies=2, unfounded=frozenset("x"))
    assert (found.why, found.excepted) == (Reopened.EXCEPTED, frozenset("b"))
    again = made(K.DECIDE, items=(("b", 0),), answers=NO)
    assert stand(whole, *apart, again, copies=2, unfounded=frozenset("x")).state is S.DECIDED


def test_excepted_copies_wait_for_their_own_decision() -> None:
    whole = made(K.DECIDE, items=(("a", 0), ("b", 0)), answers=YES, copies=2)
    apart = made(K.EXCEPT, items=(("b", 0),))
    for order in ((whole, apart), (apart, replace(whole, items=(("a", 0),)))):
        found = stand(*order, copies=2)
        assert (found.state, found.why, found.excepted) == (S.REOPENED, Reopened.EXCEPTED, frozenset("b"))
        both = stand(*order, made(K.HARMLESS, items=(("b", 0),)), copies=2)
        assert (both.state, both.excepted) == (S.DECIDED, frozenset())
        assert both.verdict is not None
        assert both.verdict.answers == YES
    assert stand(apart, made(K.DECIDE, items=(("b", 0),))).state is S.NEW  # the others wait still
    assert stand(whole, apart, whole).state is S.DECIDED
    assert stand(whole, apart, made(K.REOPEN)).excepted == frozenset()


def test_what_was_decided_of_a_copy_itself_stays_when_the_story_is_decided_anew() -> None:
    others, own = made(K.DECIDE, items=(("a", 0),), answers=YES, copies=2), (("b", 0),)
    apart = made(K.DECIDE, items=own, answers=NO)
    rows = (made(K.EXCEPT, items=own), others, apart)
    assert stand(*rows, copies=2).apart.keys() == {"b"}
    undone = (*rows, made(K.UNDO, refers_to="d2"))
    left = stand(*undone, copies=2)
    assert (left.state, left.verdict, left.excepted) == (S.NEW, None, frozenset())
    assert left.apart.keys() == {"b"}
    again = stand(*undone, others, copies=2)
    assert (again.state, again.apart["b"].answers) == (S.DECIDED, NO)
    assert not stand(*undone, others, made(K.REOPEN), copies=2).apart
    without = stand(*undone, others, made(K.UNDO, refers_to="d3"), copies=2)
    assert (without.excepted, without.apart) == (frozenset("b"), {})
    revised = stand(*undone, others, copies=2, revisions={"b": 1})
    assert (revised.why, revised.waiting, revised.apart) == (Reopened.EXCEPTED, frozenset("b"), {})
    anew = replace(apart, items=(("b", 1),))
    assert stand(*undone, others, anew, copies=2, revisions={"b": 1}).state is S.DECIDED


def test_two_who_agree_about_a_copy_apart_close_no_story_whose_verdict_was_taken_back() -> None:
    own = (("b", 0),)
    rows = (
        made(K.EXCEPT, items=own),
        made(K.DECIDE, items=(("a", 0),), answers=YES, copies=2),
        made(K.ASK_SECOND, items=own, answers=NO),
        made(K.SECOND, "u-2", items=own, answers=NO, refers_to="d3"),
    )
    assert stand(*rows, copies=2).state is S.DECIDED
    assert stand(*rows, made(K.UNDO, refers_to="d2"), copies=2).state is S.NEW


def test_handing_over_changes_no_state() -> None:
    found = stand(made(K.HAND_OVER, to_user="u-2"))
    assert (found.state, found.assigned_to) == (S.NEW, "u-2")
    assert stand(made(K.HAND_OVER, to_user="u-2"), made(K.DECIDE)).assigned_to == ""


def test_an_undo_takes_back_exactly_one() -> None:
    both = written(made(K.DECIDE), made(K.HARMLESS), made(K.UNDO, refers_to="d2"))
    assert [one.id for one in standing(both)] == ["d1"]
    assert refused_undo(both, "d1") == ""
    assert refused_undo(both, "d2") == "undone_already"
    assert refused_undo(both, "d3") == "is_undo"
    assert refused_undo(both, "d9") == "unknown"


ANSWERS = st.sampled_from([YES, NO, {}])
ITEMS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=3, unique_by=lambda one: one[0]
)
ONE = st.builds(
    made,
    st.sampled_from([kind for kind in K if kind is not K.UNDO]),
    st.sampled_from(["u-1", "u-2", "u-3"]),
    answers=ANSWERS,
    items=ITEMS,
    copies=st.integers(1, 30),
    until=st.sampled_from([None, NOON - timedelta(hours=1), NOON + timedelta(hours=1)]),
    to_user=st.sampled_from(["", "u-2"]),
)


def now_of(decisions: Sequence[Decision], copies: int, revisions: dict[str, int]) -> Situation:
    return story_state(decisions, now=NOON, copies=copies, revisions=revisions)


WORLD = (st.integers(1, 60), st.dictionaries(st.sampled_from("abc"), st.integers(0, 2)))


@given(st.lists(ONE, max_size=8), ONE, *WORLD)
def test_undoing_the_last_gives_the_state_before(
    before: list[Decision], last: Decision, copies: int, revisions: dict[str, int]
) -> None:
    after = written(*before, last)
    undone = written(*before, last, made(K.UNDO, refers_to=after[-1].id))
    assert now_of(undone, copies, revisions) == now_of(written(*before), copies, revisions)


@given(st.lists(ONE, max_size=8), st.data(), *WORLD)
def test_an_undo_is_as_if_it_had_never_been(
    decisions: list[Decision], data: st.DataObject, copies: int, revisions: dict[str, int]
) -> None:
    all_of_them = written(*decisions)
    if all_of_them:
        meant = data.draw(st.sampled_from(all_of_them))
        undone = [
            *all_of_them,
            replace(made(K.UNDO, refers_to=meant.id), id="undo", number=len(all_of_them) + 1),
        ]
        without = [one for one in all_of_them if one is not meant]
        assert now_of(undone, copies, revisions) == now_of(without, copies, revisions)


@given(st.lists(ONE, max_size=8), st.randoms(use_true_random=False), *WORLD)
def test_a_state_always_exists_in_any_order_of_reading(
    decisions: list[Decision], random: Random, copies: int, revisions: dict[str, int]
) -> None:
    ordered = written(*decisions)
    found = now_of(ordered, copies, revisions)
    assert found.state in S
    assert found.open is (found.state in OPEN)
    assert (found.until is not None) is (found.state is S.HELD)
    assert (found.why is not None) or found.state is not S.REOPENED
    if found.state in (S.SECOND, S.DISPUTED):
        assert found.first_by
    shuffled = list(ordered)
    random.shuffle(shuffled)
    assert now_of(shuffled, copies, revisions) == found


def test_who_answers_first_and_who_is_overturned() -> None:
    rows = written(
        made(K.DECIDE, answers=YES),  # d1, taken back
        made(K.UNDO, refers_to="d1"),
        made(K.ASK_SECOND, answers=YES),  # d3, settled otherwise
        made(K.SECOND, answers=NO, refers_to="d3"),
        made(K.SETTLE, answers=NO, refers_to="d3"),
        made(K.ASK_SECOND, answers=YES),  # d6, settled so
        made(K.SETTLE, answers=YES, refers_to="d6"),
        made(K.ASK_SECOND, answers=YES),  # d8, settled otherwise, which was taken back
        made(K.SETTLE, answers=NO, refers_to="d8"),
        made(K.UNDO, refers_to="d9"),
        made(K.HARMLESS),  # d11
        made(K.ASK_SECOND),  # says nothing of the story
        made(K.HOLD),
        made(K.SKIP),
    )
    found = first_opinions(rows)
    assert found == {"d1": True, "d3": True, "d6": False, "d8": False, "d11": False}
    assert [one.id for one in rows if is_answer(one) and one.id not in found] == ["d4", "d5", "d7", "d9"]


GRAVE: dict[str, Any] = {"answers": {"hoax": Answer.NO, "provocation": Answer.YES}, "severity": 3}
VAGUE: dict[str, Any] = {**GRAVE, "severity": 1}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # reopened by a person: what follows corrects, and counts as no first opinion
        ([made(K.DECIDE, **GRAVE), made(K.REOPEN), made(K.DECIDE, answers=NO)], {"d1": True}),
        ([made(K.DECIDE, **GRAVE), made(K.REOPEN), made(K.DECIDE, **GRAVE)], {"d1": False}),
        ([made(K.DECIDE, **GRAVE), made(K.REOPEN)], {"d1": False}),
        ([made(K.DECIDE, **GRAVE), made(K.REOPEN), made(K.HARMLESS)], {"d1": True}),
        ([made(K.DECIDE, answers=NO), made(K.REOPEN), made(K.HARMLESS)], {"d1": False}),
        ([made(K.HARMLESS), made(K.REOPEN), made(K.DECIDE, **GRAVE)], {"d1": True}),
        # reopened again after it was confirmed: still the first that was wrong
        (
            [made(K.DECIDE, **GRAVE), made(K.REOPEN), made(K.DECIDE, **GRAVE), made(K.REOPEN),
             made(K.DECIDE, answers=NO)],
            {"d1": True},
        ),
        # what corrects, taken back and given again
        (
            [made(K.DECIDE, **GRAVE), made(K.REOPEN), made(K.DECIDE, answers=NO),
             made(K.UNDO, refers_to="d3"), made(K.DECIDE, answers=NO)],
            {"d1": True},
        ),
        # taken back, and given again: two that were first, one of them taken back
        (
            [made(K.DECIDE, **GRAVE), made(K.UNDO, refers_to="d1"), made(K.DECIDE, **GRAVE)],
            {"d1": True, "d3": False},
        ),
        # the second opinion taken back, then another that agrees
        (
            [made(K.ASK_SECOND, **GRAVE), made(K.SECOND, answers=NO, refers_to="d1"),
             made(K.UNDO, refers_to="d2"), made(K.SECOND, **GRAVE, refers_to="d1")],
            {"d1": False},
        ),
        # settled for the first, then reopened and decided otherwise
        (
            [made(K.ASK_SECOND, **GRAVE), made(K.SECOND, answers=NO, refers_to="d1"),
             made(K.SETTLE, **GRAVE, refers_to="d1"), made(K.REOPEN), made(K.DECIDE, answers=NO)],
            {"d1": True},
        ),
        # of two people
        (
            [made(K.ASK_SECOND, **GRAVE), made(K.SECOND, **GRAVE, refers_to="d1"), made(K.REOPEN),
             made(K.ASK_SECOND, answers=NO), made(K.SECOND, answers=NO, refers_to="d4")],
            {"d1": True},
        ),
        # not before two agree, and as the third says
        (
            [made(K.DECIDE, **GRAVE), made(K.REOPEN), made(K.ASK_SECOND, answers=NO),
             made(K.SECOND, **GRAVE, refers_to="d3")],
            {"d1": False},
        ),
        # taken back: the reopening, or what followed it
        ([made(K.DECIDE, **GRAVE), made(K.REOPEN), made(K.UNDO, refers_to="d2")], {"d1": False}),
        (
            [made(K.DECIDE, **GRAVE), made(K.REOPEN), made(K.DECIDE, answers=NO),
             made(K.UNDO, refers_to="d3")],
            {"d1": False},
        ),
        # later copies open by themselves, with no row: a fresh first opinion, and no error before
        ([made(K.DECIDE, **GRAVE), made(K.DECIDE, answers=NO)], {"d1": False, "d2": False}),
        (
            [made(K.DECIDE, **GRAVE), made(K.DECIDE, **VAGUE), made(K.REOPEN), made(K.DECIDE, answers=NO)],
            {"d1": False, "d2": True},
        ),
        # copies decided apart are another question than the story
        (
            [made(K.DECIDE, **GRAVE), made(K.EXCEPT, items=(("b", 0),)),
             made(K.DECIDE, answers=NO, items=(("b", 0),)), made(K.REOPEN), made(K.DECIDE, **GRAVE)],
            {"d1": False, "d3": False},
        ),
        # over severity alone
        (
            [made(K.ASK_SECOND, **GRAVE), made(K.SECOND, **VAGUE, refers_to="d1"),
             made(K.SETTLE, **VAGUE, refers_to="d1")],
            {"d1": True},
        ),
        (
            [made(K.ASK_SECOND, **GRAVE), made(K.SECOND, **VAGUE, refers_to="d1"),
             made(K.SETTLE, **GRAVE, refers_to="d1")],
            {"d1": False},
        ),
    ],
)  # fmt: skip
def test_a_person_reopens_what_was_wrong(rows: list[Decision], expected: dict[str, bool]) -> None:
    assert first_opinions(written(*rows)) == expected


def test_what_a_person_reopened_is_not_settled_until_it_is_decided_anew() -> None:
    decide, reopen = made(K.DECIDE, answers=YES), made(K.REOPEN)
    assert stand(decide).settled
    assert not stand(decide, reopen).settled
    assert not stand(decide, reopen, made(K.HOLD, until=NOON + timedelta(hours=1))).settled
    assert stand(decide, reopen, made(K.DECIDE, answers=NO)).settled
    assert stand(decide, copies=99).settled, "growth says nothing against it"
    assert not stand(made(K.ASK_SECOND, answers=YES)).settled


def test_to_put_off_what_opened_by_itself_doubts_nothing() -> None:
    decide, hold = made(K.DECIDE, answers=YES), made(K.HOLD, until=NOON + timedelta(hours=1))
    for now in (NOON, NOON + timedelta(hours=2)):
        grew = stand(decide, hold, copies=99, now=now)
        assert (grew.why, grew.settled) == (Reopened.GROWTH, True)
    assert stand(decide, hold).why is Reopened.PERSON, "who holds it wants it back"


def test_copies_decided_apart_after_they_were_put_off_leave_nothing_open() -> None:
    both, apart = (("a", 0), ("b", 0)), (("b", 0),)
    rows = (
        made(K.DECIDE, answers=YES, items=both),
        made(K.EXCEPT, items=apart),
        made(K.HOLD, items=both, until=NOON + timedelta(hours=1)),
    )
    later = NOON + timedelta(hours=2)
    assert stand(*rows, now=later, copies=2).waiting == {"b"}
    assert stand(*rows, made(K.DECIDE, answers=NO, items=apart), now=later, copies=2).state is S.DECIDED
