"""The gate: closed unless everything is there and two people have signed; no row, form or order opens it."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cases.approval import approve, head_of_matter
from cases.case import Conclusion
from cases.gate import GateError, blockers, matter_blockers, pass_gate
from cases.log import CaseStep, Entry
from cases.replay import read_case
from cases.signers import Signers, certify
from cases.signing import public_key, sign
from core.canonical import canonical
from tests.cases.made import (
    EVIDENCE,
    NOON,
    TEAM,
    Logged,
    answers,
    approved_log,
    complete_log,
    described,
    party,
    routed,
    sheets,
)

PEOPLE = sorted(TEAM)


def codes(made: Logged) -> set[str]:
    return {one.code for one in blockers(made.log, made.signers())}


def signed_again(made: Logged) -> Logged:
    """Both approve what stands now: whatever blocks then is not the approvals' age."""
    made.approve("supervisor")
    made.approve("legal")
    return made


def test_complete_and_approved_by_two_it_opens() -> None:
    made = approved_log()
    assert blockers(made.log, made.signers()) == ()
    pass_gate(made.log, made.signers())


def test_without_approvals_with_one_or_with_withdrawn_ones_it_is_closed() -> None:
    made = complete_log()
    assert codes(made) == {"approvals"}
    assert matter_blockers(made.log) == ()
    made.approve("supervisor")
    assert codes(made) == {"approvals"}
    legal = made.approve("legal")
    assert codes(made) == set()
    made.add(CaseStep.WITHDRAWN, {"approval": legal.id}, "legal")
    assert codes(made) == {"approvals"}
    with pytest.raises(GateError, match="dua orang"):
        pass_gate(made.log, made.signers())
    made.add(CaseStep.APPROVED, legal.data, "legal")  # what was withdrawn, put in again
    assert codes(made) == {"approvals"}
    made.approve("legal")
    assert codes(made) == set()


REMOVED = {
    "described": {"description", "act_on", "place", "route_stopped"},
    "evidence_added": {"evidence"},
    "routed": {"route"},
    "normed": {"norm", "route_stopped", "sheets"},
    "sheet": {"sheets"},
    "concluded": {"sheets"},
}


@pytest.mark.parametrize("without", REMOVED)
def test_each_requirement_that_is_left_out_closes_it(without: str) -> None:
    made = signed_again(complete_log(without=without))
    assert codes(made) == REMOVED[without]


AFTERWARDS: dict[str, tuple[list[tuple[CaseStep, Any]], set[str]]] = {
    "closed": ([(CaseStep.CLOSED, {"why": None})], {"closed"}),
    "evidence struck": ([(CaseStep.EVIDENCE_STRUCK, {"evidence": "e-1"})], {"evidence"}),
    "minor": ([(CaseStep.PARTY_CHANGED, {"party": "p-1", "minor": True})], {"minor", "route_stopped"}),
    "forwarded": (
        [(CaseStep.PARTY_CHANGED, {"party": "p-1", "conduct": "forwarded"})],
        {"forwarded", "route_stopped"},
    ),
    "press": ([(CaseStep.PARTY_CHANGED, {"party": "p-1", "press": True})], {"route_stopped"}),
    "no package": ([(CaseStep.ROUTED, {"route": "clarification"})], {"no_package"}),
    "unknown route": ([(CaseStep.ROUTED, {"route": "pos_ronda"})], {"route"}),
    "Bawaslu without a stage": ([(CaseStep.ROUTED, {"route": "bawaslu"})], {"route_stopped"}),
    "another norm": ([(CaseStep.NORMED, {"norm": "kuhp-247"})], {"sheets"}),
    "a void norm": ([(CaseStep.NORMED, {"norm": "uu1-1946-14"})], {"norm_void", "route_stopped", "sheets"}),
    "an unknown norm": ([(CaseStep.NORMED, {"norm": "kuhp-999"})], {"norm_void", "route_stopped", "sheets"}),
    "objection": (
        [(CaseStep.OBJECTED, {"objection": "o-1", "party": "p-1", "words": None})],
        {"objection"},
    ),
    "upheld": (
        [
            (CaseStep.OBJECTED, {"objection": "o-1", "party": "p-1", "words": None}),
            (CaseStep.OBJECTION_DECIDED, {"objection": "o-1", "upheld": True, "why": None}),
        ],
        {"sheets"},
    ),
    "one says concern": ([(CaseStep.CONCLUDED, {"outcome": "concern"})], {"conclusion", "route_stopped"}),
    "one says nothing": ([(CaseStep.CONCLUDED, {"outcome": "nothing"})], {"conclusion", "route_stopped"}),
}


@pytest.mark.parametrize("what", AFTERWARDS)
def test_each_thing_that_forbids_it_closes_it_though_both_sign_again(what: str) -> None:
    made = approved_log()
    steps, expected = AFTERWARDS[what]
    for step, data in steps:
        made.add(step, data, "opener")
    assert codes(signed_again(made)) == expected


def test_a_conclusion_that_the_answers_do_not_carry() -> None:
    made = complete_log()
    for answer in ("not_met", "unclear"):
        for step, data, by in sheets(made.keep, "analyst", answer=answer):
            made.add(step, data, by)  # written past the form: concludes criminal all the same
        assert codes(signed_again(made)) == {"conclusion"}


def test_a_norm_that_opens_a_gentler_route_asks_anew_why_it_is_passed_over() -> None:
    made = approved_log()  # kuhp-246 may go to the police only; kuhp-242 to the platform and Komdigi too
    made.add(CaseStep.NORMED, {"norm": "kuhp-242"}, "opener")
    for who in ("opener", "analyst"):
        for step, data, by in sheets(made.keep, who, norm="kuhp-242"):
            made.add(step, data, by)
    assert codes(signed_again(made)) == {"passed"}
    passed = {**routed(made.keep), "passed": ["platform", "komdigi"]}
    made.add(CaseStep.ROUTED, {**passed, "why": None}, "opener")
    assert codes(signed_again(made)) == {"passed"}
    made.add(CaseStep.ROUTED, passed, "opener")
    assert codes(signed_again(made)) == set()


def test_nobody_has_said_that_it_is_no_criticism() -> None:
    made = approved_log()
    made.add(CaseStep.ROUTED, {**routed(made.keep), "confirmed": []}, "opener")
    assert codes(signed_again(made)) == {"criticism"}


def test_what_one_of_two_concluded_anew_does_not_show_in_what_blocks() -> None:
    told = []
    for outcome in ("criminal", "concern"):
        made = approved_log()
        made.add(CaseStep.NORMED, {"norm": "kuhp-247"}, "opener")
        for step, data, by in sheets(made.keep, "analyst", norm="kuhp-247", outcome=outcome):
            made.add(step, data, by)
        told.append(matter_blockers(made.log))
    assert told[0] == told[1]


def test_a_clock_that_was_set_back_lets_nobody_sign() -> None:
    made = complete_log()
    made.add(CaseStep.READ, {"what": "approvals"}, "legal")
    made.now -= timedelta(hours=1)
    assert codes(signed_again(made)) == {"approvals"}
    made.now += timedelta(hours=2)
    assert codes(signed_again(made)) == set()


def test_a_blank_among_the_answers() -> None:
    made = complete_log()
    rabat = answers(made.keep, ["context", "speaker", "intent", "content", "extent"])
    made.add(CaseStep.SHEET, {"sheet": "rabat", "norm": "kuhp-246", "answers": rabat}, "analyst")
    made.add(CaseStep.CONCLUDED, {"outcome": "criminal"}, "analyst")
    assert codes(signed_again(made)) == {"sheets"}


def test_one_person_alone_fills_no_two_sheets() -> None:
    made = complete_log()
    alone = replace(made, log=[])
    for entry in made.log:
        if entry.by_user != "analyst":
            alone.add(entry.step, entry.data, entry.by_user)
    for step, data, by in sheets(made.keep, "opener"):
        alone.add(step, data, by)
    assert codes(signed_again(alone)) == {"sheets"}


def test_nothing_of_a_broken_chain_is_believed() -> None:
    made = approved_log()
    for place in range(len(made.log)):
        altered = list(made.log)
        altered[place] = replace(altered[place], by_user="somebody")
        assert {one.code for one in blockers(altered, made.signers())} == {"chain"}
        cut = [*made.log[:place], *made.log[place + 1 :]]
        if place < len(made.log) - 1:
            assert {one.code for one in blockers(cut, made.signers())} & {"chain", "no_case"}
    assert {one.code for one in blockers([], made.signers())} == {"no_case"}


# Rows that somebody writes into the database: chained rightly, but without the approvers' keys.


def sql_own_key(made: Logged, user: str) -> dict[str, Any]:
    return made.approval(user, private=secrets.token_bytes(32))


def sql_no_signature(made: Logged, user: str) -> dict[str, Any]:
    return {**made.approval(user, private=secrets.token_bytes(32)), "signature": ""}


def sql_named_key(made: Logged, user: str) -> dict[str, Any]:
    """The real fingerprint, somebody else's signature."""
    own = secrets.token_bytes(32)
    real = made.approval(user)
    return {**real, "signature": sign(own, canonical(real["payload"]))}


def sql_copied(made: Logged, user: str) -> dict[str, Any]:
    """A real signature, of another case with the same content."""
    other = complete_log()
    other.keys, other.desk, other.case_id = made.keys, made.desk, "c-0"
    return approve(
        replace(read_case(other.log), id="c-0"),
        made.keys[user],
        user=user,
        role=TEAM[user][1].value,
        at=made.now + timedelta(seconds=1),
    )


def sql_moved(made: Logged, user: str) -> dict[str, Any]:
    """The same, with the payload set right afterwards."""
    copied = sql_copied(made, user)
    return {**copied, "payload": made.approval(user)["payload"]}


FORGED: list[Callable[[Logged, str], dict[str, Any]]] = [
    sql_own_key,
    sql_no_signature,
    sql_named_key,
    sql_copied,
    sql_moved,
]


@pytest.mark.parametrize("forge", FORGED)
def test_rows_written_by_hand_never_open_it(forge: Callable[[Logged, str], dict[str, Any]]) -> None:
    made = complete_log()
    for user in ("supervisor", "legal"):
        made.add(CaseStep.APPROVED, forge(made, user), user)
    assert codes(made) == {"approvals"}
    made.approve("supervisor")  # one real approval beside a forged one is one
    assert codes(made) == {"approvals"}


def test_certificates_that_another_signed_do_not_help_forged_rows() -> None:
    made = complete_log()
    forger, own = secrets.token_bytes(32), {user: secrets.token_bytes(32) for user in ("supervisor", "legal")}
    posed = [
        certify(forger, user=user, name=user, role=TEAM[user][1].value, public=public_key(key), at=NOON)
        for user, key in own.items()
    ]
    for user, key in own.items():
        made.add(CaseStep.APPROVED, made.approval(user, private=key), user)
    signers = Signers(desk_key=made.signers().desk_key, certificates={one.fingerprint: one for one in posed})
    assert {one.code for one in blockers(made.log, signers)} == {"approvals"}


def test_one_person_signing_under_two_names() -> None:
    made = complete_log()
    made.add(CaseStep.APPROVED, made.approval("legal"), "legal")
    made.add(CaseStep.APPROVED, made.approval("legal"), "supervisor")
    made.add(CaseStep.APPROVED, made.approval("legal", role="supervisor"), "supervisor")
    assert codes(made) == {"approvals"}


@pytest.mark.parametrize(
    "data", [{}, {"payload": None}, {"payload": {}, "signature": 1, "key": []}, {"payload": 5}]
)
def test_rows_that_make_no_sense_keep_it_closed(data: dict[str, Any]) -> None:
    made = approved_log()
    made.add(CaseStep.APPROVED, data, "legal")
    found = codes(made)
    assert found <= {
        "unreadable"
    }  # beside two good approvals an unreadable third blocks or counts for nothing
    worse = complete_log()
    worse.add(CaseStep.APPROVED, data, "legal")
    assert codes(worse) & {"approvals", "unreadable"}
    worse.add(CaseStep.CONCLUDED, {"outcome": "very criminal"}, "legal")
    assert codes(worse) == {"unreadable"}


def test_a_time_that_no_clock_shows_keeps_it_closed() -> None:
    made, sound = Logged(), complete_log()
    sound.keys, sound.desk = made.keys, made.desk
    made.add(CaseStep.OPENED, {**sound.log[0].data, "known_at": "0001-01-01T00:00:00+14:00"}, "opener")
    made.add(CaseStep.APPROVED, sound.approval("legal"), "legal")
    assert "unreadable" in codes(made)


# Any order of any steps: what opens the gate always shows the two signatures that opened it.

KEEP = Logged().keep
PLAIN: dict[CaseStep, list[dict[str, Any]]] = {
    CaseStep.STORY_ADDED: [{"story": "s-2", "items": [["i-2", 1]]}],
    CaseStep.DESCRIBED: [described(KEEP), {**described(KEEP), "act_on": "2026-11-18"}],
    CaseStep.PARTY_ADDED: [party(KEEP), party(KEEP, minor=True), party(KEEP, party="p-3", press=True)],
    CaseStep.PARTY_CHANGED: [{"party": "p-1", "conduct": one} for one in ("forwarded", "authored")],
    CaseStep.REVEALED: [{"party": "p-1", "reason": "dossier"}],
    CaseStep.EVIDENCE_ADDED: [dict(EVIDENCE)],
    CaseStep.TIMESTAMPED: [{"evidence": "e-1", "state": "good", "reason": ""}],
    CaseStep.EVIDENCE_STRUCK: [{"evidence": "e-1"}],
    CaseStep.CALLED: [{"to": "110", "why": None}],
    CaseStep.ROUTED: [routed(KEEP), routed(KEEP, "bawaslu"), routed(KEEP, "clarification")],
    CaseStep.NORMED: [{"norm": "kuhp-246"}, {"norm": "kuhp-247"}, {"norm": ""}],
    CaseStep.SHEET: [step[1] for one in ("met", "unclear") for step in sheets(KEEP, "x", answer=one)[:2]],
    CaseStep.CONCLUDED: [{"outcome": one.value} for one in Conclusion],
    CaseStep.PACKAGED: [{"package": "k-1", "sha256": "a" * 64, "manifest": "b" * 64, "route": "police"}],
    CaseStep.SENT: [{"package": "k-1", "recipient": "police", "by": "hand", "on": "2026-11-21"}],
    CaseStep.OUTCOME: [{"package": "k-1", "outcome": "proven", "on": "2026-11-21", "why": None}],
    CaseStep.OBJECTED: [{"objection": "o-1", "party": "", "words": None}],
    CaseStep.OBJECTION_DECIDED: [{"objection": "o-1", "upheld": one, "why": None} for one in (True, False)],
    CaseStep.CORRECTED: [{"objection": "o-1", "package": "k-1", "recipient": "police", "words": None}],
    CaseStep.CLOSED: [{"why": None}],
    CaseStep.REOPENED: [{"why": None}],
    CaseStep.READ: [{"what": "case"}],
    CaseStep.EXPORTED: [{"what": "dossier", "sha256": "a" * 64}],
}  # fmt: skip
SPECIAL = {CaseStep.OPENED, CaseStep.APPROVED, CaseStep.WITHDRAWN}

plain = st.sampled_from([(step, data) for step, rows in PLAIN.items() for data in rows])
moves = st.lists(
    st.tuples(
        st.one_of(plain, st.sampled_from(["sign", "forge", "replay", "withdraw"])), st.sampled_from(PEOPLE)
    ),
    max_size=12,
)


endings = st.lists(
    st.tuples(
        st.sampled_from(["sign", "sign", "forge", "replay", "withdraw"]),
        st.sampled_from(["legal", "supervisor", "legal", "supervisor", "analyst"]),
    ),
    max_size=4,
)


def test_every_step_is_among_those_that_are_drawn() -> None:
    assert set(PLAIN) | SPECIAL == set(CaseStep)


def play(made: Logged, drawn: list[Any]) -> list[Entry]:
    """Take the moves; which approvals were really signed."""
    signed: list[Entry] = []
    for move, user in drawn:
        if move == "sign":
            signed.append(made.approve(user))
        elif move == "forge":
            made.add(CaseStep.APPROVED, sql_own_key(made, user), user)
        elif move == "replay" and signed:
            made.add(CaseStep.APPROVED, signed[-1].data, signed[-1].by_user)
        elif move == "withdraw" and signed:
            made.add(CaseStep.WITHDRAWN, {"approval": signed[-1].id}, user)
        elif isinstance(move, tuple):
            step, data = move
            made.add(step, data, user)
    return signed


def shows_two(made: Logged, signed: list[Entry]) -> bool:
    """Two people who may have really signed what stands now, and have not taken it back."""
    gone = {one.data["approval"] for one in made.log if one.step is CaseStep.WITHDRAWN}
    head = head_of_matter(read_case(made.log))
    now = {
        one.by_user for one in signed if one.id not in gone and one.data["payload"]["head_of_matter"] == head
    }
    return "legal" in now and "supervisor" in now


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(moves, moves, st.just([])), endings, st.sampled_from([True, True, True, False]))
def test_no_order_of_steps_opens_it_without_two_who_signed_what_stands_now(
    drawn: list[Any], ending: list[Any], complete: bool
) -> None:
    made = complete_log() if complete else Logged()
    if not complete:
        made.add(CaseStep.OPENED, dict(complete_log().log[0].data), "opener")
    signed = [*play(made, drawn), *play(made, ending)]
    is_open = not blockers(made.log, made.signers())
    event(f"open: {is_open}")
    if is_open:
        assert shows_two(made, signed)


def spoils(drawn: Any) -> bool:
    """Whether an approver's signature would not count afterwards: they decide on an objection, or fill in
    a worksheet and are no new eyes (one of the two may)."""
    move, user = drawn
    return (move[0] is CaseStep.OBJECTION_DECIDED and user in ("legal", "supervisor")) or (
        move[0] is CaseStep.SHEET and user == "supervisor"
    )


@settings(max_examples=60, deadline=None)
@given(moves)
def test_whatever_came_before_what_opens_it_is_signed_by_two_of_those_who_may(drawn: list[Any]) -> None:
    made = complete_log()
    play(made, [one for one in drawn if one[0] != "sign" and not spoils(one)])
    assert blockers(made.log, made.signers())  # nobody has signed
    if not matter_blockers(made.log):
        for who in ("opener", "analyst", "administrator"):
            made.approve(who)
        assert blockers(made.log, made.signers())
        signed_again(made)
        assert not blockers(made.log, made.signers())
