"""What a case waits for next: one step for every state, as the one who looks at it sees it."""

from typing import Any

import pytest

from cases.log import CaseStep
from cases.replay import read_case
from desk.cases.next_step import PATHS, WORDS, step_of
from desk.desk import Desk
from desk.people.accounts import User
from desk.people.roles import RoleOfUser
from tests.cases.made import TEAM, Logged, approved_log, complete_log, opening, routed, sheets
from tests.desk.conftest import Client

PACKAGE = {"package": "k-1", "sha256": "c" * 64, "manifest": "d" * 64, "route": "police"}
SENT = {"package": "k-1", "recipient": "police", "by": "hand", "on": "2026-11-21"}
OUTCOME = {"package": "k-1", "outcome": "stopped", "reason": "evidence", "on": "2026-11-22"}


def code(desk: Desk, made: Logged, who: str = "legal") -> str:
    """The step that this one of the team sees; "" for none."""
    name, role = TEAM[who]
    user = User(id=who, name=name, role=role, must_change=False, disabled=False, language="id")
    found = step_of(desk, made.log, read_case(made.log), user, made.signers())
    if found is None:
        return ""
    known = next(one for one, words in WORDS.items() if words == found.words)
    assert found.path == PATHS[known]
    return known


def opened() -> Logged:
    made = Logged()
    made.add(*opening(made.keep, "opener"))
    return made


def judged(made: Logged, *steps: tuple[CaseStep, dict[str, Any], str]) -> Logged:
    for step, data, user in steps:
        made.add(step, data, user)
    return made


def test_from_the_opening_to_the_end(desk: Desk) -> None:
    whole, made = complete_log().log, opened()
    waits = {
        CaseStep.DESCRIBED: "describe",
        CaseStep.EVIDENCE_ADDED: "evidence",
        CaseStep.NORMED: "route",
        CaseStep.SHEET: "sheets",
        CaseStep.ROUTED: "choose",
    }
    first = ("opener", "analyst")
    ordered = sorted(whole[1:], key=lambda one: one.step is CaseStep.ROUTED)  # the order the router wants
    for entry in ordered:
        if entry.step in waits:
            who = entry.by_user if entry.by_user in first else "legal"
            assert code(desk, made, who) == waits[entry.step], entry
        made.add(entry.step, entry.data, entry.by_user)
        if entry.step is CaseStep.CONCLUDED and entry.by_user == "opener":
            assert (code(desk, made, "opener"), code(desk, made, "analyst")) == ("second", "sheets")
    assert (code(desk, made), code(desk, made, "opener"), code(desk, made, "analyst")) == (
        "approve", "wait", "wait",
    )  # fmt: skip
    made.approve("legal")
    assert (code(desk, made), code(desk, made, "supervisor")) == ("wait", "approve")
    made.approve("supervisor")
    assert code(desk, made) == "package"
    for step, data, then in (
        (CaseStep.PACKAGED, PACKAGE, "take"),
        (CaseStep.SENT, SENT, "outcome"),
        (CaseStep.OUTCOME, {**OUTCOME, "outcome": "received"}, "outcome"),
        (CaseStep.OUTCOME, OUTCOME, "close"),
        (CaseStep.CLOSED, {}, ""),
    ):
        made.add(step, data, "legal")
        assert code(desk, made) == then


def test_a_gentle_route_ends_without_a_package(desk: Desk) -> None:
    made = complete_log()
    made.add(CaseStep.ROUTED, {"route": "clarification", "passed": []}, "opener")
    assert code(desk, made) == "gentle"
    made.add(CaseStep.ROUTED, {"route": "tidak ada", "passed": []}, "opener")
    assert code(desk, made) == "stopped"


def test_what_stops_a_referral_is_told(desk: Desk) -> None:
    assert code(desk, complete_log(outcome="concern")) == "conclusion"
    made = complete_log()
    made.add(CaseStep.PARTY_CHANGED, {"party": "p-1", "minor": True}, "opener")
    assert code(desk, made) == "protect"
    made = complete_log()
    made.add(CaseStep.NORMED, {"norm": "kuhp-433"}, "opener")
    for who in ("opener", "analyst"):
        judged(made, *sheets(made.keep, who, norm="kuhp-433"))
    assert code(desk, made) == "stopped", "only the victim reports it"
    made.add(CaseStep.ROUTED, routed(made.keep, "victim"), "opener")
    assert code(desk, made) == "gentle"


def test_objections_and_corrections_go_first(desk: Desk) -> None:
    made = approved_log()
    made.add(CaseStep.PACKAGED, PACKAGE, "legal")
    made.add(CaseStep.SENT, SENT, "legal")
    objection = {"objection": "o-1", "party": "p-1", "words": made.keep("Bukan saya.")}
    made.add(CaseStep.OBJECTED, objection, "opener")
    assert code(desk, made) == "objection"
    decided = {"objection": "o-1", "upheld": True, "why": made.keep("Benar bukan dia.")}
    made.add(CaseStep.OBJECTION_DECIDED, decided, "administrator")
    assert code(desk, made) == "correct"


def test_a_package_that_something_came_after_is_made_anew(desk: Desk) -> None:
    made = approved_log()
    made.add(CaseStep.PACKAGED, PACKAGE, "legal")
    made.add(CaseStep.WITHDRAWN, {"approval": read_case(made.log).approvals[0].id}, "supervisor")
    assert code(desk, made, "supervisor") == "approve"
    made.approve("supervisor")
    assert code(desk, made) == "package"


@pytest.mark.parametrize("role", [RoleOfUser.ANALYST, RoleOfUser.LEGAL])
def test_the_list_leads_there(desk: Desk, client: Client, role: RoleOfUser) -> None:
    from cases.store import append, keep_text
    from pipeline.store.notes import new_id

    case_id = new_id()
    with desk.store.writing() as db:
        step, data, user = opening(lambda text: keep_text(db, case_id, text), "u-1")
        append(db, case_id, step, data, by_user=user)
    one = client(role.value)
    for path in ("/kasus", f"/kasus/{case_id}/hasil", f"/kasus/{case_id}"):
        page = one.get(path).text
        assert f'href="/kasus/{case_id}#uraian"' in page and WORDS["describe"] in page, path
