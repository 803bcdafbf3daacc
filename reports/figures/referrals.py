"""Cases, referrals and what became of them, by route; from the custody logs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cases.case import Case
from cases.deadlines import deadlines
from cases.law.routes import ROUTES, route_title
from cases.log import CaseStep, Entry
from cases.outcomes import RouteCounts, counts
from cases.replay import read_case
from reports.period import Period

Logs = Mapping[str, tuple[Entry, ...]]
"""custody logs by case, as `cases.store.all_logs` gives them"""


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


def due(logs: Logs) -> tuple[Due, ...]:
    """The deadlines of all open cases, the nearest first; those that have passed too."""
    found = [
        Due(case_id=case.id, title=one.title, at=one.due)
        for case in _cases(logs)
        if not case.closed
        for one in deadlines(case)
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.case_id)))


def _cases(logs: Logs) -> list[Case]:
    return [read_case(log) for log in logs.values() if log[0].step is CaseStep.OPENED]


def referrals(logs: Logs, period: Period) -> Referrals:
    """What was done with cases in the period; packages and outcomes as the desk counts them."""
    found = _cases(logs)
    steps = Counter(one.step for log in logs.values() for one in log if period.holds(one.made_at))
    routed = Counter(
        route
        for _, route in {
            (one.case_id, str(one.data["route"]))
            for log in logs.values()
            for one in log
            if one.step is CaseStep.ROUTED and period.holds(one.made_at)
        }
    )
    counted = counts(logs.values(), since=period.begins, until=period.ends)
    order = [one.id for one in ROUTES]
    names = sorted({*routed, *counted.routes}, key=lambda name: ([*order, name].index(name), name))
    mine = [one for one in found if period.holds(one.opened_at)]
    return Referrals(
        opened=len(mine),
        closed=steps[CaseStep.CLOSED],
        open_now=sum(not one.closed for one in found),
        routes=tuple(_route(name, routed[name], counted.routes.get(name, RouteCounts())) for name in names),
        objections=counted.objections,
        upheld=counted.upheld,
        corrections=steps[CaseStep.CORRECTED],
        targets=Counter(one.target for one in mine),
    )


def _route(name: str, cases: int, counted: RouteCounts) -> RouteCount:
    ended = {
        "received": counted.received,
        "registered": counted.registered,
        "stopped": sum(counted.stopped.values()),
        "proven": counted.proven,
        "not_proven": counted.not_proven,
    }
    return RouteCount(
        route=name,
        title=route_title(name),
        cases=cases,
        packages=counted.made,
        sent=counted.sent,
        outcomes={code: number for code, number in ended.items() if number},
    )
