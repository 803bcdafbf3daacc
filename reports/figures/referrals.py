"""Cases, referrals and what became of them, by route; from the custody logs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.case import Case, read_case
from cases.deadlines import deadlines
from cases.law.routes import ROUTES
from cases.log import CaseStep
from cases.store import all_logs
from pipeline.store import Connection
from reports.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteCount:
    """One route in a period."""

    route: str
    title: str
    cases: int  # that took this route in the period
    packages: int
    sent: int
    outcomes: Mapping[str, int]  # recorded in the period, by code


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrals:
    """The casework of a period."""

    opened: int
    closed: int
    open_now: int
    routes: tuple[RouteCount, ...]  # those that were used
    objections: int
    upheld: int
    corrections: int  # told to recipients
    targets: Mapping[str, int]  # cases of the period by whom they were aimed at, as a reviewer set it


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One deadline of an open case."""

    case_id: str
    title: str
    at: datetime


def due(db: Connection) -> tuple[Due, ...]:
    """The deadlines of all open cases, the nearest first; those that have passed too."""
    cases = [read_case(log) for log in all_logs(db).values() if log and log[0].step is CaseStep.OPENED]
    found = [
        Due(case_id=case.id, title=one.title, at=one.due)
        for case in cases
        if not case.closed
        for one in deadlines(case)
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.case_id)))


def referrals(db: Connection, period: Period) -> Referrals:
    """What was done with cases in the period. A case without a route has none here."""
    logs = all_logs(db)
    found = [read_case(log) for log in logs.values() if log and log[0].step is CaseStep.OPENED]
    steps = Counter(one.step for log in logs.values() for one in log if period.holds(one.made_at))
    routed = {
        (one.case_id, str(one.data["route"]))
        for log in logs.values()
        for one in log
        if one.step is CaseStep.ROUTED and period.holds(one.made_at)
    }
    titles = {one.id: one.title for one in ROUTES}
    names = {name for _, name in routed} | {one.route for case in found for one in case.packages}
    routes = [
        _route(name, titles.get(name, name), sum(route == name for _, route in routed), found, period)
        for name in sorted(names, key=lambda name: ([*titles, name].index(name), name))
    ]
    mine = [one for one in found if period.holds(one.opened_at)]
    objections = [one for case in found for one in case.objections if period.holds(one.made_at)]
    return Referrals(
        opened=len(mine),
        closed=steps[CaseStep.CLOSED],
        open_now=sum(not one.closed for one in found),
        routes=tuple(one for one in routes if one.cases or one.packages or one.sent or one.outcomes),
        objections=len(objections),
        upheld=sum(one.upheld is True for one in objections),
        corrections=steps[CaseStep.CORRECTED],
        targets=_targets(db, {one.id for one in mine}),
    )


def _route(route: str, title: str, cases: int, found: Sequence[Case], period: Period) -> RouteCount:
    packages = [one for case in found for one in case.packages if one.route == route]
    days = set(period.days)
    return RouteCount(
        route=route,
        title=title,
        cases=cases,
        packages=sum(period.holds(one.made_at) for one in packages),
        sent=sum(_on(sent) in days for one in packages for sent in one.sent),
        outcomes=Counter(
            str(result["outcome"]) for one in packages for result in one.outcomes if _on(result) in days
        ),
    )


def _on(data: Mapping[str, object]) -> date | None:
    """The day that an entry about a package names."""
    try:
        return date.fromisoformat(str(data.get("on", ""))[:10])
    except ValueError:
        return None


def _targets(db: Connection, cases: set[str]) -> Mapping[str, int]:
    """Whom the cases were aimed at, by the latest description: "" where no reviewer has said."""
    latest: dict[str, str] = {}
    for case_id, log in all_logs(db).items():
        if case_id not in cases:
            continue
        latest[case_id] = ""
        for one in log:
            if one.step is CaseStep.DESCRIBED and "target" in one.data:
                latest[case_id] = str(one.data["target"] or "")
    return Counter(latest.values())
