"""What a case is follows from its log alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cases.case import Case, Conclusion, Conduct, Part, Text
from cases.log import CaseStep, Entry, chained
from cases.replay import read_case

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
OPENED = {"stories": ["s1"], "items": [["i1", 0]], "known_at": NOON.isoformat(), "title": None, "news": False}
WORDS = {"id": "t1", "sha256": "0" * 64}
PARTY = {"party": "p1", "part": "reported", "conduct": "authored", "pseudonym": "Terlapor 1"}


def case_of(*steps: tuple[CaseStep, dict[str, Any]], by_user: str = "u1") -> Case:
    log: list[Entry] = []
    for number, (step, data) in enumerate([(CaseStep.OPENED, OPENED), *steps]):
        at = NOON + timedelta(minutes=number)
        log.append(chained(log, "k1", step, data, by_user=by_user, at=at, entry_id=f"e{number}"))
    return read_case(log)


def test_a_case_begins_with_its_opening() -> None:
    with pytest.raises(ValueError, match="opening"):
        read_case([])
    entry = chained([], "k1", CaseStep.READ, {}, by_user="u1", at=NOON, entry_id="e1")
    with pytest.raises(ValueError, match="opening"):
        read_case([entry])
    case = case_of()
    assert (case.opened_by, case.known_at, case.items, case.closed) == ("u1", NOON, (("i1", 0),), False)


def test_stories_join_once_and_the_earliest_knowledge_counts() -> None:
    earlier = NOON - timedelta(hours=3)
    second = {"story": "s2", "items": [["i2", 1]], "known_at": earlier.isoformat(), "news": True}
    case = case_of(
        (CaseStep.STORY_ADDED, second),
        (CaseStep.STORY_ADDED, {"story": "s2", "items": [["i2", 1], ["i3", 0]]}),
        (CaseStep.STORY_ADDED, {"story": "s3", "items": [], "known_at": NOON.isoformat()}),
    )  # fmt: skip
    assert case.stories == ("s1", "s2", "s3")
    assert case.items == (("i1", 0), ("i2", 1), ("i3", 0))
    assert case.known_at == earlier
    assert case.news


def test_described_anew() -> None:
    data = {"description": WORDS, "place": "64.08.09", "act_on": "2026-11-19", "channel": "speech"}
    case = case_of((CaseStep.DESCRIBED, data), (CaseStep.DESCRIBED, {**data, "channel": "news"}))
    assert case.description == Text("t1", "0" * 64)
    assert (case.place, case.act_on, case.channel) == ("64.08.09", date(2026, 11, 19), "news")


def test_parties_are_added_changed_and_struck() -> None:
    witness = {"party": "p2", "pseudonym": "Saksi 1", "part": "witness", "conduct": "none"}
    case = case_of(
        (CaseStep.PARTY_ADDED, PARTY),
        (CaseStep.PARTY_ADDED, witness),
        (CaseStep.PARTY_CHANGED, {"party": "p1", "minor": True, "identity": WORDS}),
        (CaseStep.PARTY_CHANGED, {"party": "p2", "part": "victim", "pseudonym": "Korban 1"}),
    )  # fmt: skip
    first, second = case.parties
    assert (first.minor, first.press, first.conduct, first.identity) == (
        True,
        False,
        Conduct.AUTHORED,
        Text("t1", "0" * 64),
    )
    assert (second.part, second.pseudonym, second.minor) == (Part.VICTIM, "Korban 1", False)
    assert case.party("p2") == second and case.party("p9") is None
    struck = case_of((CaseStep.PARTY_ADDED, PARTY), (CaseStep.PARTY_CHANGED, {"party": "p1", "struck": True}))
    assert struck.parties == ()


def test_evidence_is_stamped_and_struck() -> None:
    piece = {
        "evidence": "v1", "kind": "capture", "captured_at": NOON.isoformat(), "manifest": "a" * 64,
        "files": [{"name": "x.txt", "sha256": "b" * 64, "size": 3, "media_type": "text/plain"}],
    }  # fmt: skip
    stamped = (CaseStep.TIMESTAMPED, {"evidence": "v1", "state": "failed", "reason": "timeout"})
    (one,) = case_of((CaseStep.EVIDENCE_ADDED, piece), stamped).evidence
    assert (one.stamped, one.stamp_reason, one.files[0].size) == ("failed", "timeout", 3)
    assert (
        case_of((CaseStep.EVIDENCE_ADDED, piece), (CaseStep.EVIDENCE_STRUCK, {"evidence": "v1"})).evidence
        == ()
    )


def test_route_sheets_approvals_packages_and_objections() -> None:
    approved = {"payload": {"case": "k1"}, "signature": "x", "key": "f"}
    answers = {"context": {"answer": "met", "why": WORDS}}
    case = case_of(
        (CaseStep.ROUTED, {"route": "bawaslu", "passed": ["kpu"], "why": WORDS}),
        (CaseStep.CALLED, {"to": "110"}),
        (CaseStep.NORMED, {"norm": "kuhp-246"}),
        (CaseStep.SHEET, {"sheet": "rabat", "norm": "kuhp-246", "answers": answers}),
        (CaseStep.CONCLUDED, {"outcome": "concern"}),
        (CaseStep.CONCLUDED, {"outcome": "criminal"}),
        (CaseStep.APPROVED, approved),
        (CaseStep.APPROVED, approved),
        (CaseStep.WITHDRAWN, {"approval": "e7"}),
        (CaseStep.PACKAGED, {"package": "k", "sha256": "c", "manifest": "d", "route": "bawaslu"}),
        (CaseStep.SENT, {"package": "k", "recipient": "bawaslu", "on": "2026-11-21"}),
        (CaseStep.OUTCOME, {"package": "k", "outcome": "received", "on": "2026-11-22"}),
        (CaseStep.OBJECTED, {"objection": "o", "party": "p1", "words": WORDS}),
        (CaseStep.OBJECTION_DECIDED, {"objection": "o", "upheld": True, "why": WORDS}),
        (CaseStep.CORRECTED, {"objection": "o", "package": "k", "recipient": "bawaslu"}),
    )
    assert (case.route, case.passed, case.norm, len(case.called)) == ("bawaslu", ("kpu",), "kuhp-246", 1)
    assert case.sheets["rabat", "u1"].answers["context"][0] == "met"
    assert case.conclusions == {"u1": Conclusion.CRIMINAL}
    assert [one.id for one in case.approvals] == ["e8"]
    (package,) = case.packages
    assert len(package.sent) == len(package.outcomes) == 1
    (objection,) = case.objections
    assert (objection.upheld, objection.decided_by, len(objection.corrected)) == (True, "u1", 1)


def test_closed_and_open_again() -> None:
    assert case_of((CaseStep.CLOSED, {"why": WORDS})).closed
    assert not case_of((CaseStep.CLOSED, {"why": WORDS}), (CaseStep.REOPENED, {})).closed


def test_readings_change_nothing_but_the_head() -> None:
    before = case_of()
    for step in (CaseStep.READ, CaseStep.REVEALED, CaseStep.EXPORTED):
        after = case_of((step, {"what": "case", "party": "p1", "reason": "contact"}))
        assert after.head != before.head
        assert after == type(after)(
            **{name: getattr(after if name == "head" else before, name) for name in Case.__slots__}
        )
