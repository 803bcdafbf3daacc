"""An approval holds by its signature, its signer's role then, and the matter now; two by who they are."""

import secrets
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from cases.approval import faults, head_of_matter, matter, together, valid
from cases.case import Case
from cases.gate import blockers
from cases.log import CaseStep
from cases.replay import read_case
from cases.signers import certify, depute, end_certificate, end_deputy
from cases.signing import public_key
from cases.worksheets import fillers, reviews
from core.canonical import canonical
from tests.cases.made import (
    EVIDENCE,
    NOON,
    TEAM,
    Logged,
    approved_log,
    complete_log,
    described,
    party,
    routed,
    sheets,
)

NOT_MATTER = {"opened_by", "opened_at", "target", "called", "approvals", "packages", "closed", "head"}
"""What may change without making an approval stale; who opened is asked apart, and never changes."""


def codes(made: Logged, place: int = -1) -> set[str]:
    case = read_case(made.log)
    return {one.code for one in faults(case, case.approvals[place], made.signers())}


def test_all_of_a_case_is_in_the_matter_or_named_as_not() -> None:
    case = read_case(approved_log().log)
    names = {"id": "case", "sheets": "sheets"}
    there = set(matter(case))
    for one in fields(Case):
        assert (names.get(one.name, one.name) in there) is not (one.name in NOT_MATTER), one.name
    canonical(matter(case))  # ids, codes and hashes only


def test_a_signed_approval_holds() -> None:
    made = approved_log()
    case = read_case(made.log)
    assert [valid(case, one, made.signers()) for one in case.approvals] == [True, True]


CHANGES: dict[str, tuple[CaseStep, Any]] = {
    "description": (CaseStep.DESCRIBED, lambda m: {**described(m.keep), "description": m.keep("Lain.")}),
    "act_on": (CaseStep.DESCRIBED, lambda m: {**described(m.keep), "act_on": "2026-11-18"}),
    "place": (CaseStep.DESCRIBED, lambda m: {**described(m.keep), "place": "64.08.04"}),
    "channel": (CaseStep.DESCRIBED, lambda m: {**described(m.keep), "channel": "speech"}),
    "party added": (CaseStep.PARTY_ADDED, lambda m: party(m.keep, party="p-2", pseudonym="Terlapor 2")),
    "party changed": (CaseStep.PARTY_CHANGED, lambda m: {"party": "p-1", "conduct": "organised"}),
    "party struck": (CaseStep.PARTY_CHANGED, lambda m: {"party": "p-1", "struck": True}),
    "evidence": (CaseStep.EVIDENCE_ADDED, lambda m: {**EVIDENCE, "evidence": "e-2"}),
    "evidence struck": (CaseStep.EVIDENCE_STRUCK, lambda m: {"evidence": "e-1", "reason": None}),
    "story": (CaseStep.STORY_ADDED, lambda m: {"story": "s-2", "items": [["i-2", 1]]}),
    "route": (CaseStep.ROUTED, lambda m: {"route": "komdigi", "passed": [], "why": None}),
    "no criticism": (CaseStep.ROUTED, lambda m: {**routed(m.keep), "confirmed": []}),
    "why this route": (CaseStep.ROUTED, lambda m: {"route": "police", "passed": [], "why": m.keep("Lain.")}),
    "norm": (CaseStep.NORMED, lambda m: {"norm": "kuhp-247"}),
    "sheet": (CaseStep.SHEET, lambda m: sheets(m.keep, "opener", answer="unclear")[0][1]),
    "conclusion": (CaseStep.CONCLUDED, lambda m: {"outcome": "administrative"}),
    "objection": (CaseStep.OBJECTED, lambda m: {"objection": "o-1", "party": "", "words": None}),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_any_later_change_of_the_matter_makes_it_stale(what: str) -> None:
    made = approved_log()
    step, data = CHANGES[what]
    made.add(step, data(made), "opener")
    assert codes(made, 0) == codes(made, 1) == {"stale"}


@pytest.mark.parametrize(
    ("step", "data"),
    [
        (CaseStep.READ, {"what": "case"}),
        (CaseStep.REVEALED, {"party": "p-1", "reason": "dossier"}),
        (CaseStep.EXPORTED, {"what": "dossier", "sha256": "a" * 64}),
        (CaseStep.TIMESTAMPED, {"evidence": "e-1", "state": "good", "reason": "", "sha256": "a" * 64}),
    ],
)
def test_reading_and_stamping_change_nothing(step: CaseStep, data: dict[str, Any]) -> None:
    made = approved_log()
    made.add(step, data, "opener")
    assert codes(made, 0) == codes(made, 1) == set()


def test_a_changed_payload_a_changed_signature_another_key() -> None:
    made = complete_log()
    data = made.approval("legal")
    other = made.approval("supervisor")
    for wrong, code in [
        ({**data, "payload": {**data["payload"], "route": "bawaslu"}}, "signature"),
        ({**data, "payload": {**data["payload"], "user": "supervisor"}}, "signature"),
        ({**data, "signature": other["signature"]}, "signature"),
        ({**data, "signature": "kacau"}, "signature"),
        ({**data, "key": other["key"]}, "signature"),
        ({**data, "key": "0" * 64}, "certificate"),
        ({**data, "payload": {**data["payload"], "more": "x"}}, "payload"),
        ({**data, "payload": {**data["payload"], "nonce": None}}, "payload"),
        ({**data, "payload": {**data["payload"], "at": 7}}, "payload"),
        ({**data, "payload": []}, "payload"),
    ]:  # fmt: skip
        trial = replace(made, log=list(made.log))
        trial.add(CaseStep.APPROVED, wrong, "legal")
        assert code in codes(trial), wrong


def test_entered_by_another_than_who_signed() -> None:
    made = complete_log()
    made.add(CaseStep.APPROVED, made.approval("legal"), "supervisor")
    assert codes(made) == {"person"}


def test_signed_by_a_key_that_the_desk_never_certified() -> None:
    made = complete_log()
    own = secrets.token_bytes(32)
    made.add(CaseStep.APPROVED, made.approval("legal", private=own), "legal")
    assert codes(made) == {"certificate"}
    another_desk = secrets.token_bytes(32)
    posed = certify(another_desk, user="legal", name="Hasan", role="legal", public=public_key(own), at=NOON)
    signers = made.signers()
    signers = replace(signers, certificates={**signers.certificates, posed.fingerprint: posed})
    case = read_case(made.log)
    assert [one.code for one in faults(case, case.approvals[0], signers)] == ["certificate"]


def test_for_another_case() -> None:
    made, other = complete_log(), Logged(case_id="c-2")
    other.keys, other.desk = made.keys, made.desk
    for entry in made.log:
        other.add(entry.step, entry.data, entry.by_user)
    other.add(CaseStep.APPROVED, made.approval("legal"), "legal")
    assert codes(other) == {"case", "stale"}


@pytest.mark.parametrize(
    ("who", "code"), [("administrator", "administrator"), ("opener", "opener"), ("analyst", "role")]
)
def test_who_may_not_sign(who: str, code: str) -> None:
    made = complete_log()
    made.approve(who)
    assert code in codes(made)
    made.approve(who, role="legal")  # claims a role that the certificate doesn't give
    assert {"role"} <= codes(made)


def test_a_role_that_ended_signs_no_more_and_what_it_signed_before_holds() -> None:
    made = complete_log()
    made.approve("legal")
    signers = made.signers()
    key, held = next((key, one) for key, one in signers.certificates.items() if one.user == "legal")
    ended = end_certificate(made.desk, held, made.now)
    after = replace(signers, certificates={**signers.certificates, key: ended})
    made.approve("legal")
    case = read_case(made.log)
    assert [[one.code for one in faults(case, approval, after)] for approval in case.approvals] == [
        [],
        ["certificate"],
    ]


def test_an_approval_that_was_kept_back_or_dated_ahead() -> None:
    made = complete_log()
    data = made.approval("legal")
    made.now += timedelta(hours=1)
    made.add(CaseStep.APPROVED, data, "legal")
    assert codes(made) == {"time"}
    made.now -= timedelta(hours=2)
    made.add(CaseStep.APPROVED, data, "legal")
    assert codes(made) == {"time"}


def deputy_for(made: Logged, user: str, role: str, by: str, days: float = 3) -> str:
    made.deputies[f"d-{user}"] = depute(
        made.desk,
        deputy_id=f"d-{user}",
        user=user,
        for_role=role,
        since=NOON,
        until=NOON + timedelta(days=days),
        by_user=by,
    )
    return f"d-{user}"


def test_a_deputy_signs_for_the_role_while_it_lasts() -> None:
    made = complete_log()
    deputy = deputy_for(made, "analyst", "legal", "legal")
    made.approve("analyst", role="legal", deputy=deputy)
    assert codes(made) == set()
    made.approve("analyst", role="supervisor", deputy=deputy)
    assert codes(made) == {"deputy"}
    made.approve("supervisor", role="legal", deputy=deputy)  # somebody else's letter
    assert codes(made) == {"deputy"}
    made.approve("analyst", role="legal", deputy="d-none")
    assert codes(made) == {"deputy"}
    made.now += timedelta(days=4)
    made.approve("analyst", role="legal", deputy=deputy)
    assert codes(made) == {"deputy"}


def test_a_deputy_that_was_ended_before() -> None:
    made = complete_log()
    deputy = deputy_for(made, "analyst", "legal", "legal")
    made.deputies[deputy] = end_deputy(made.desk, made.deputies[deputy], made.now)
    made.approve("analyst", role="legal", deputy=deputy)
    assert codes(made) == {"deputy"}


def test_an_administrator_is_no_deputy_either() -> None:
    made = complete_log()
    deputy = deputy_for(made, "administrator", "legal", "supervisor")
    made.approve("administrator", role="legal", deputy=deputy)
    assert codes(made) == {"administrator"}


def enough(made: Logged) -> tuple[str, ...]:
    case = read_case(made.log)
    signers = made.signers()
    held = [one for one in case.approvals if valid(case, one, signers)]
    return together(case, held, signers, fillers(reviews(made.log)))


def test_two_people_and_one_of_them_a_legal_officer() -> None:
    made = complete_log()
    assert "ada 0" in enough(made)[0]
    made.approve("legal")
    assert "ada 1" in enough(made)[0]
    made.approve("legal")  # twice is still one person
    assert "ada 1" in enough(made)[0]
    made.approve("supervisor")
    assert enough(made) == ()


def test_who_answers_to_a_contestant_signs_nothing_that_counts() -> None:
    made = approved_log()
    tied = replace(made.signers(), tied=frozenset({"legal"}))
    case = read_case(made.log)
    assert [[one.code for one in faults(case, signed, tied)] for signed in case.approvals] == [[], ["tied"]]
    (blocker, why) = blockers(made.log, tied)
    assert "ada 1" in blocker.words and "terkait peserta pemilihan" in why.words
    kept = tied.narrowed(frozenset(tied.certificates), frozenset())
    assert kept.tied == tied.tied and set(kept.facts()) == {"certificates", "deputies"}


def test_a_deputy_whom_one_who_answers_to_a_contestant_named_signs_nothing_that_counts() -> None:
    made = complete_log()
    deputy = deputy_for(made, "analyst", "legal", "legal")
    made.approve("analyst", role="legal", deputy=deputy)
    made.approve("supervisor")
    assert blockers(made.log, made.signers()) == ()
    tied = replace(made.signers(), tied=frozenset({"legal"}))
    case = read_case(made.log)
    codes_of = [[one.code for one in faults(case, signed, tied)] for signed in case.approvals]
    assert codes_of == [["appointer"], []]
    assert "juga dari pengganti yang ditunjuknya" in blockers(made.log, tied)[-1].words


def test_two_supervisors_are_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TEAM, "legal", TEAM["supervisor"])
    made = complete_log()
    made.approve("legal")
    made.approve("supervisor")
    assert "petugas hukum" in enough(made)[0]


@pytest.mark.parametrize(
    ("filled", "fine"), [((), True), (("legal",), True), (("legal", "supervisor"), False)]
)
def test_the_two_who_approve_are_not_the_two_who_filled_in(filled: tuple[str, ...], fine: bool) -> None:
    made = complete_log()
    for user in filled:
        for step, data, by in sheets(made.keep, user):
            made.add(step, data, by)
    made.approve("legal")
    made.approve("supervisor")
    assert (enough(made) == ()) is fine


def test_who_named_a_deputy_does_not_sign_beside_it() -> None:
    made = complete_log()
    deputy = deputy_for(made, "analyst", "legal", "supervisor")
    made.approve("analyst", role="legal", deputy=deputy)
    made.approve("supervisor")
    assert "menunjuk pengganti" in enough(made)[0]
    made = complete_log()
    deputy = deputy_for(made, "analyst", "legal", "legal")
    made.approve("analyst", role="legal", deputy=deputy)
    made.approve("supervisor")
    assert enough(made) == ()


def test_two_deputies_do_not_sign_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TEAM, "helper", ("Lia Analis", TEAM["analyst"][1]))
    made = complete_log()  # one supervisor who names both would choose both signatures
    for who, role in (("analyst", "legal"), ("helper", "supervisor")):
        deputy = deputy_for(made, who, role, "supervisor")
        made.approve(who, role=role, deputy=deputy)
    assert "dua pengganti" in enough(made)[0]


def test_who_decided_on_an_objection_signs_nothing_in_that_case() -> None:
    made = complete_log()
    made.add(CaseStep.OBJECTED, {"objection": "o-1", "party": "p-1", "words": None}, "analyst")
    made.add(CaseStep.OBJECTION_DECIDED, {"objection": "o-1", "upheld": False, "why": None}, "legal")
    made.approve("legal")
    assert codes(made) == {"objection"}
    made.approve("supervisor")
    assert codes(made) == set()


def test_who_judged_it_under_another_norm_has_judged_it() -> None:
    made = complete_log()
    for who in ("legal", "supervisor"):  # their sheets are stale, and so they would sign as if new to it
        for step, data, by in sheets(made.keep, who, norm="kuhp-247"):
            made.add(step, data, by)
    made.approve("legal")
    made.approve("supervisor")
    assert "tidak mengisi lembar kerja" in enough(made)[0]


def test_the_same_matter_has_the_same_head_however_it_was_put_in() -> None:
    made = complete_log()
    case = read_case(made.log)
    assert head_of_matter(case) == head_of_matter(replace(case, stories=tuple(reversed(case.stories))))
    assert head_of_matter(case) != head_of_matter(replace(case, place=""))
