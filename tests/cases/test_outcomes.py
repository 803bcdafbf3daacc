"""What became of referrals, counted per route; who must be told when an objection was upheld."""

from datetime import timedelta
from typing import Any

from cases.log import CaseStep
from cases.outcomes import RouteCounts, corrections, counts, may_decide
from cases.replay import read_case
from tests.cases.made import NOON, Logged, approved_log

TEAM = ("opener", "analyst")  # who may decide on objections and sign no referral


def sent_case(route: str = "police", case_id: str = "c-1") -> Logged:
    made = Logged(case_id=case_id)
    for entry in approved_log().log:
        made.add(entry.step, entry.data, entry.by_user)
    add(made, CaseStep.PACKAGED, package="k-1", sha256="a" * 64, manifest="b" * 64, route=route)
    add(made, CaseStep.SENT, package="k-1", recipient=route, by="hand", on="2026-11-21")
    return made


def add(made: Logged, step: CaseStep, by: str = "legal", **data: Any) -> None:
    made.add(step, data, by)


def outcome(made: Logged, what: str, reason: str = "") -> None:
    add(made, CaseStep.OUTCOME, package="k-1", outcome=what, on="2026-11-22", reason=reason, why=None)


def test_counted_per_route_each_package_once() -> None:
    first, second, third = sent_case(), sent_case(case_id="c-2"), sent_case("bawaslu", "c-3")
    for what in ("received", "received", "registered", "proven"):
        outcome(first, what)
    outcome(second, "received")
    outcome(second, "stopped", "formal")
    outcome(second, "stopped", "material")  # the latest reason
    outcome(third, "stopped", "")
    found = counts([first.log, second.log, third.log, approved_log().log])
    assert found.routes == {
        "bawaslu": RouteCounts(made=1, sent=1, stopped={"other": 1}),
        "police": RouteCounts(made=2, sent=2, received=2, registered=1, stopped={"material": 1}, proven=1),
    }
    assert (found.objections, found.upheld, found.rejected, found.corrections_due) == (0, 0, 0, 0)


def test_counted_within_a_time() -> None:
    made = sent_case()
    middle = made.now + timedelta(seconds=1)
    made.now += timedelta(days=1)
    outcome(made, "received")
    assert counts([made.log], until=middle).routes == {"police": RouteCounts(made=1, sent=1)}
    assert counts([made.log], since=middle).routes == {"police": RouteCounts(received=1)}
    assert counts([made.log], until=NOON).routes == {}


def test_recipients_of_each_package_are_told_once_an_objection_is_upheld() -> None:
    made = sent_case()
    add(made, CaseStep.PACKAGED, package="k-2", sha256="c" * 64, manifest="d" * 64, route="komdigi")
    add(made, CaseStep.SENT, package="k-2", recipient="komdigi", by="portal", on="2026-11-21")
    add(made, CaseStep.SENT, package="k-2", recipient="komdigi", by="email", on="2026-11-22")
    add(made, CaseStep.OBJECTED, objection="o-1", party="p-1", words=None)
    assert corrections(made.log) == ()
    add(made, CaseStep.OBJECTION_DECIDED, objection="o-1", upheld=True, why=None)
    add(made, CaseStep.SENT, package="k-1", recipient="prosecutor", by="hand", on="2026-11-23")
    due = corrections(made.log)
    assert [(one.package, one.recipient, one.told) for one in due] == [
        ("k-1", "police", False),
        ("k-2", "komdigi", False),
        ("k-1", "prosecutor", False),  # noted afterwards; the package is that which was wrong
    ]
    made.now += timedelta(days=1)
    add(made, CaseStep.CORRECTED, objection="o-1", package="k-2", recipient="komdigi", words=None)
    assert [one.told for one in corrections(made.log)] == [False, True, False]
    found = counts([made.log])
    assert (found.objections, found.upheld, found.corrections_due) == (1, 1, 2)
    assert set(found.routes) == {"police", "komdigi"}
    assert counts([made.log], since=made.now).routes == {}  # no package moved on the day of the correction


def test_a_package_made_after_the_objection_was_upheld_needs_no_correction() -> None:
    made = sent_case()
    add(made, CaseStep.OBJECTED, objection="o-1", party="p-1", words=None)
    add(made, CaseStep.OBJECTION_DECIDED, objection="o-1", upheld=True, why=None)
    add(made, CaseStep.PACKAGED, package="k-2", sha256="c" * 64, manifest="d" * 64, route="police")
    add(made, CaseStep.SENT, package="k-2", recipient="police", by="hand", on="2026-11-22")
    assert [one.package for one in corrections(made.log)] == ["k-1"]


def test_a_rejected_objection_corrects_nothing() -> None:
    made = sent_case()
    add(made, CaseStep.OBJECTED, objection="o-1", party="p-1", words=None)
    add(made, CaseStep.OBJECTION_DECIDED, objection="o-1", upheld=False, why=None)
    assert corrections(made.log) == ()
    assert counts([made.log]).rejected == 1


def test_somebody_else_decides() -> None:
    made = sent_case()
    add(made, CaseStep.OBJECTED, by="opener", objection="o-1", party="p-1", words=None)
    case = read_case(made.log)
    against = {who: bool(may_decide(case, made.log, "o-1", who, TEAM)) for who in made.keys}
    assert against == {
        "opener": True,  # took it down
        "analyst": False,
        "supervisor": True,
        "legal": True,
        "administrator": False,
    }
    approval = case.approvals[0]
    add(made, CaseStep.WITHDRAWN, by="supervisor", approval=approval.id)
    assert may_decide(read_case(made.log), made.log, "o-1", "supervisor", TEAM)  # approved once is enough
    assert may_decide(case, made.log, "o-2", "analyst", TEAM)


def test_who_judged_the_case_first_decides_only_where_nobody_else_is_left() -> None:
    made = sent_case()
    add(made, CaseStep.OBJECTED, by="supervisor", objection="o-1", party="p-1", words=None)
    case = read_case(made.log)

    def against(who: str, *more: str) -> str:
        return may_decide(case, made.log, "o-1", who, {*TEAM, *more})

    assert [against(who) for who in ("opener", "analyst")] == ["", ""]  # no other is left
    assert "selama ada rekan lain" in against("opener", "new")
    assert "selama ada rekan lain" in against("analyst", "new")  # filled in a worksheet
    assert against("new", "new") == ""
