"""Cases in reports: by route and outcome, deadlines on the page of the day, whom cases were aimed at."""

from datetime import datetime
from typing import TYPE_CHECKING

from cases.log import CaseStep
from cases.store import append
from core import clock
from pipeline.store.notes import new_id
from reports.differences import told
from reports.editions import count, document_of
from reports.period import the_day, the_quarter, the_week
from reports.report import Report
from reports.telling import HIDDEN

if TYPE_CHECKING:
    from flows.workspace import Workspace
    from pipeline.store import Connection
    from reports.editions import Press

FRIDAY = datetime.fromisoformat("2026-11-20T10:00:00+08:00")


def open_case(
    db: "Connection", target: str, route: str, *, sent: bool = False, act_on: str = "2026-11-19"
) -> str:
    case = new_id()

    def step(kind: CaseStep, **data: object) -> None:
        append(db, case, kind, data, by_user="orang-1")

    step(
        CaseStep.OPENED, stories=["313902048dd4f8d1"], items=[["313902048dd4f8d1", 0]], title=None,
        news=False,
        known_at=clock.now().isoformat(),
    )  # fmt: skip
    step(CaseStep.DESCRIBED, place="64.08.04", act_on=act_on, channel="public_post", target="press")
    step(CaseStep.DESCRIBED, place="64.08.04", act_on=act_on, channel="public_post", target=target)
    step(CaseStep.ROUTED, route="clarification")
    step(CaseStep.ROUTED, route=route)
    if sent:
        package = new_id()
        step(CaseStep.PACKAGED, package=package, sha256="0" * 64, manifest="0" * 64, route=route)
        step(CaseStep.SENT, package=package, recipient="bawaslu", by="hand", on="2026-11-20")
        step(CaseStep.OUTCOME, package=package, outcome="received", on="2026-11-20", why=None)
        step(CaseStep.OUTCOME, package=package, outcome="stopped", on="2026-11-21", reason="formal", why=None)
    return case


def test_referrals_are_counted_by_route_and_outcome(workspace: "Workspace", press: "Press") -> None:
    monday = clock.now()
    clock.fix(FRIDAY)
    with workspace.store.writing() as db:
        for sent in (True, True, True, False):
            open_case(db, "organiser", "bawaslu", sent=sent)
        open_case(db, "", "police")
    clock.fix(monday)
    zone = press.settings.zone
    found = count(press, the_week("2026-W47", zone)).referrals
    assert (found.opened, found.open_now, found.closed) == (5, 5, 0)
    routes = {one.route: one for one in found.routes}
    bawaslu = routes["bawaslu"]
    assert (bawaslu.cases, bawaslu.packages, bawaslu.sent) == (4, 3, 3)
    assert dict(bawaslu.outcomes) == {"received": 3, "stopped": 3}
    assert (routes["police"].cases, routes["police"].packages) == (1, 0)
    assert list(routes) == ["clarification", "bawaslu", "police"], "the gentlest first"
    assert dict(found.targets) == {"organiser": 4, "": 1}
    assert not count(press, the_week("2026-W46", zone)).referrals.opened


def test_the_transparency_report_tells_whom_cases_were_aimed_at(
    workspace: "Workspace", press: "Press"
) -> None:
    with workspace.store.writing() as db:
        for target in ("organiser",) * 12 + ("kasmidi-kinsu",) * 5 + ("",) * 2:
            open_case(db, target, "clarification")
    quarter = count(press, the_quarter("2026-Q4", press.settings.zone))
    facts = told(document_of(Report(figures=quarter, edition="public", office="Meja Uji")))
    under = "Kepada siapa kasus mengarah"
    assert facts[f"{under}: Penyelenggara pemilihan – Kasus"] == "12"
    # 5 is no small number, but the 2 beside it would follow from it and the total
    assert facts[f"{under}: Kasmidi – Kinsu – Kasus"] == HIDDEN
    assert facts[f"{under}: Belum atau tidak dinyatakan pemeriksa – Kasus"] == HIDDEN


def test_the_page_of_the_day_tells_what_is_due(workspace: "Workspace", press: "Press") -> None:
    """In a campaign a report must reach Bawaslu within seven days of being known."""
    known = datetime.fromisoformat("2024-10-14T09:00:00+08:00")
    clock.fix(known)
    with workspace.store.writing() as db:
        case = open_case(db, "organiser", "bawaslu", act_on="2024-10-13")
    clock.fix(datetime.fromisoformat("2024-10-21T07:00:00+08:00"))
    day = count(press, the_day("2024-10-21", press.settings.zone))
    facts = told(document_of(Report(figures=day, edition="full", office="Meja Uji")), passing=True)
    due = [value for name, value in facts.items() if "Tenggat hari ini dan besok" in name]
    assert any(case[:8] in line and "21 Oktober 2024" in line for line in due), due
    clock.fix(datetime.fromisoformat("2024-10-25T07:00:00+08:00"))
    later = told(
        document_of(Report(figures=count(press, day.period), edition="full", office="Meja Uji")), passing=True
    )
    assert not any("Tenggat hari ini" in name for name in later), "deadlines of now are none of that day"
