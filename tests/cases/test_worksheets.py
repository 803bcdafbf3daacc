"""Worksheets: blanks block, another norm makes them stale, the gentlest counts, both fill in blind."""

from typing import Any

import pytest

from cases.case import Answer, Conclusion
from cases.law.norms import norms
from cases.log import CaseStep
from cases.replay import read_case
from cases.worksheets import (
    RABAT_FACTORS,
    blanks,
    may_conclude,
    needs_rabat,
    outcome,
    questions,
    reviews,
    sheets_for,
    visible,
)
from tests.cases.made import NORM, Logged, complete_log, sheets


def given(sheet: str, norm: str = NORM, answer: Answer = Answer.MET) -> dict[str, Any]:
    return {one.id: (answer, "sebab") for one in questions(sheet, norm)}


def test_the_two_sheets_ask_what_they_should() -> None:
    assert [one.id for one in RABAT_FACTORS] == [
        "context", "speaker", "intent", "content", "extent", "likelihood",
    ]  # fmt: skip
    assert sheets_for("") == ("rabat",)
    assert sheets_for("no-such-norm") == ("rabat",)
    for one in norms():
        assert [asked.id for asked in questions("elements", one.id)] == [asked.id for asked in one.elements]


def test_each_blank_is_named_whether_answer_or_words() -> None:
    full = given("rabat")
    assert blanks("rabat", NORM, full) == ()
    for name in full:
        assert blanks("rabat", NORM, {key: one for key, one in full.items() if key != name}) == (name,)
        assert blanks("rabat", NORM, {**full, name: (Answer.MET, None)}) == (name,)
        assert blanks("rabat", NORM, {**full, name: ("perhaps", "sebab")}) == (name,)


def test_a_criminal_conclusion_needs_all_six_and_every_element() -> None:
    rabat, elements = given("rabat"), given("elements")
    assert may_conclude(Conclusion.CRIMINAL, NORM, rabat, elements) == ""
    for answer in (Answer.NOT_MET, Answer.UNCLEAR):
        for name in rabat:
            less = {**rabat, name: (answer, "sebab")}
            assert may_conclude(Conclusion.CRIMINAL, NORM, less, elements)
            assert may_conclude(Conclusion.ADMINISTRATIVE, NORM, less, elements) == ""
        for name in elements:
            less = {**elements, name: (answer, "sebab")}
            assert may_conclude(Conclusion.CRIMINAL, NORM, rabat, less)
            assert may_conclude(Conclusion.ADMINISTRATIVE, NORM, rabat, less)
            assert may_conclude(Conclusion.CONCERN, NORM, rabat, less) == ""
    assert may_conclude(Conclusion.CRIMINAL, "", rabat, {})


def test_norms_on_hate_and_incitement_need_rabat_and_deeds_do_not() -> None:
    assert all(needs_rabat(norm) for norm in ("kuhp-242", "kuhp-243", "kuhp-246", "kuhp-247", "kuhp-300", ""))
    assert not needs_rabat("kuhp-262")  # violence by many
    less = {**given("rabat"), "extent": (Answer.NOT_MET, "sebab")}
    assert may_conclude(Conclusion.CRIMINAL, "kuhp-262", less, given("elements", "kuhp-262")) == ""


def test_two_people_are_complete_and_one_is_not() -> None:
    made = complete_log()
    assert [one.complete for one in reviews(made.log)] == [True, True]
    assert outcome(reviews(made.log)) is Conclusion.CRIMINAL
    one = [entry for entry in made.log if entry.by_user != "analyst"]
    assert outcome(reviews(one)) is Conclusion.CONCERN


@pytest.mark.parametrize("second", list(Conclusion))
def test_the_gentlest_counts_whoever_gave_it_and_a_third_outvotes_nobody(second: Conclusion) -> None:
    made = complete_log()
    made.add(CaseStep.CONCLUDED, {"outcome": second.value}, "analyst")
    assert outcome(reviews(made.log)) is second
    for step, data, user in sheets(made.keep, "supervisor"):
        made.add(step, data, user)
    assert outcome(reviews(made.log)) is second


def test_another_norm_makes_every_sheet_stale_until_filled_in_anew() -> None:
    made = complete_log()
    made.add(CaseStep.NORMED, {"norm": "kuhp-247"}, "opener")
    assert ["stale" in one.missing for one in reviews(made.log)] == [True, True]
    assert outcome(reviews(made.log)) is Conclusion.CONCERN
    for user in ("opener", "analyst"):
        for step, data, by in sheets(made.keep, user, norm="kuhp-247"):
            made.add(step, data, by)
    assert outcome(reviews(made.log)) is Conclusion.CRIMINAL


def test_after_a_changed_sheet_one_concludes_anew() -> None:
    made = complete_log()
    made.add(*sheets(made.keep, "analyst")[0])
    assert reviews(made.log)[1].missing == ("conclusion",)


def test_an_upheld_objection_asks_for_new_sheets_and_a_rejected_one_does_not() -> None:
    for upheld in (True, False):
        made = complete_log()
        made.add(CaseStep.OBJECTED, {"objection": "o-1", "party": "p-1", "words": None}, "opener")
        made.add(
            CaseStep.OBJECTION_DECIDED, {"objection": "o-1", "upheld": upheld, "why": None}, "supervisor"
        )
        assert [one.complete for one in reviews(made.log)] == [not upheld] * 2
        for user in ("opener", "analyst"):
            for step, data, by in sheets(made.keep, user):
                made.add(step, data, by)
        assert [one.complete for one in reviews(made.log)] == [True] * 2


def test_the_second_fills_in_blind() -> None:
    made = Logged()
    whole = complete_log()
    for entry in whole.log:
        made.add(entry.step, entry.data, entry.by_user)
        found = reviews(made.log, read_case(made.log))
        done = sum(one.complete for one in found)
        seen = {who: {one.user for one in visible(found, who)} for who in ("opener", "analyst", "legal")}
        if done < 2:
            assert all(others <= {who} for who, others in seen.items())
        else:
            assert all(others == {"opener", "analyst"} for others in seen.values())
    assert done == 2
