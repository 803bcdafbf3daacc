"""What became of referrals: where a package went, what its recipient answered, objections and corrections.

Counted per route from the logs alone; a package counts once under each outcome that was recorded for it, a
stopped one under its latest reason.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from cases.case import Case
from cases.log import CaseStep, Entry
from cases.worksheets import fillers, reviews

OUTCOMES: Final[Mapping[str, str]] = {
    "received": "Diterima",
    "registered": "Diregistrasi",
    "stopped": "Dihentikan",
    "proven": "Terbukti",
    "not_proven": "Tidak terbukti",
}
"""What a recipient may answer, in Indonesian, in the order in which it usually comes."""

STOP_REASONS: Final[Mapping[str, str]] = {
    "formal": "syarat formal tidak terpenuhi",
    "material": "syarat materiel tidak terpenuhi",
    "no_offence": "bukan pelanggaran atau tindak pidana",
    "too_late": "lewat waktu",
    "evidence": "bukti tidak cukup",
    "settled": "diselesaikan secara damai (keadilan restoratif)",
    "passed_on": "diteruskan ke lembaga lain",
    "other": "alasan lain",
}
"""Why a recipient stopped, in Indonesian."""

SENT_BY: Final[Mapping[str, str]] = {
    "hand": "diantar langsung",
    "mail": "surat tercatat",
    "email": "surel resmi",
    "portal": "formulir daring penerima",
}
"""How a package went, in Indonesian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteCounts:
    """Packages of one route. `stopped`: by reason (code of STOP_REASONS)."""

    made: int = 0
    sent: int = 0
    received: int = 0
    registered: int = 0
    stopped: Mapping[str, int] = field(default_factory=dict)
    proven: int = 0
    not_proven: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """All cases together."""

    routes: Mapping[str, RouteCounts]  # by route id
    objections: int
    upheld: int
    rejected: int
    corrections_due: int  # recipients who were not told yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A recipient who must be told, or was, that an objection was upheld."""

    objection: str
    package: str
    route: str
    recipient: str  # code
    sent_on: str  # ISO date
    told: bool


def counts(
    logs: Iterable[Sequence[Entry]], *, since: datetime | None = None, until: datetime | None = None
) -> Counts:
    """Counts over these logs, of what was entered from `since` and before `until`."""
    told: dict[str, dict[str, set[str]]] = {}  # route -> what -> packages
    stopped: dict[str, dict[str, str]] = {}  # route -> package -> reason
    objections = Counter[str]()
    due = 0
    for log in logs:
        routes = {one.data["package"]: one.data["route"] for one in log if one.step is CaseStep.PACKAGED}
        for entry in log:
            if (since and entry.made_at < since) or (until and entry.made_at >= until):
                continue
            _count_objection(entry, objections)
            _count_package(entry, routes, told, stopped)
        due += sum(not one.told for one in corrections(log))
    return Counts(
        routes={route: _route_counts(told[route], stopped.get(route, {})) for route in sorted(told)},
        objections=objections["made"],
        upheld=objections["upheld"],
        rejected=objections["rejected"],
        corrections_due=due,
    )


def corrections(log: Sequence[Entry]) -> tuple[Correction, ...]:
    """Who was sent a package made before an objection was upheld, and whether they were told.

    When it was made counts, not when somebody noted that it was sent: that may be days later.
    """
    upheld: dict[str, int] = {
        one.data["objection"]: one.place
        for one in log
        if one.step is CaseStep.OBJECTION_DECIDED and one.data.get("upheld")
    }
    made = {one.data["package"]: one for one in log if one.step is CaseStep.PACKAGED}
    done = {
        (one.data["objection"], one.data["package"], one.data["recipient"])
        for one in log
        if one.step is CaseStep.CORRECTED
    }
    found: dict[tuple[str, str, str], Correction] = {}
    for entry in log:
        package = made.get(entry.data["package"]) if entry.step is CaseStep.SENT else None
        if package is None:
            continue
        for objection, place in upheld.items():
            key = (objection, entry.data["package"], entry.data["recipient"])
            if package.place < place and key not in found:
                found[key] = Correction(
                    objection=objection,
                    package=key[1],
                    route=package.data["route"],
                    recipient=key[2],
                    sent_on=entry.data["on"],
                    told=key in done,
                )
    return tuple(found.values())


def may_decide(case: Case, log: Sequence[Entry], objection_id: str, user: str, team: Collection[str]) -> str:
    """Why this person may not decide the objection, in Indonesian; "" where they may.

    `team`: ids of all who may decide at this desk today and sign no referral. Whoever judged the case first,
    as its opener or in a worksheet, decides only where nobody of the team is left who did not: a team of five
    may have no other.
    """
    objection = next((one for one in case.objections if one.id == objection_id), None)
    if objection is None or objection.upheld is not None:
        return "keberatan ini tidak ada atau sudah diputuskan"
    if objection.by_user == user:
        return "yang mencatat keberatan tidak memutuskannya"
    approved = {one.by_user for one in log if one.step is CaseStep.APPROVED}
    if user in approved:
        return "yang menyetujui rujukan tidak memutuskan keberatan atasnya"
    judged = {case.opened_by, *fillers(reviews(log, case))}
    if user in judged and set(team) - judged - approved - {objection.by_user}:
        return (
            "yang membuka kasus atau mengisi lembar kerjanya tidak memutuskan selama ada rekan lain yang "
            "bukan penyetuju"
        )
    return ""


def _count_objection(entry: Entry, found: Counter[str]) -> None:
    if entry.step is CaseStep.OBJECTED:
        found["made"] += 1
    elif entry.step is CaseStep.OBJECTION_DECIDED:
        found["upheld" if entry.data.get("upheld") else "rejected"] += 1


def _count_package(
    entry: Entry,
    routes: Mapping[str, str],
    told: dict[str, dict[str, set[str]]],
    stopped: dict[str, dict[str, str]],
) -> None:
    what = _what(entry)
    package = str(entry.data.get("package", ""))
    if not what or package not in routes:
        return
    route = routes[package]
    one = f"{entry.case_id}/{package}"
    told.setdefault(route, {}).setdefault(what, set()).add(one)
    if what == "stopped":
        stopped.setdefault(route, {})[one] = str(entry.data.get("reason") or "other")


def _what(entry: Entry) -> str:
    steps = {CaseStep.PACKAGED: "made", CaseStep.SENT: "sent"}
    if entry.step is CaseStep.OUTCOME:
        outcome = str(entry.data["outcome"])
        return outcome if outcome in OUTCOMES else ""
    return steps.get(entry.step, "")


def _route_counts(told: Mapping[str, set[str]], stopped: Mapping[str, str]) -> RouteCounts:
    numbers: dict[str, Any] = {
        name: len(told.get(name, ()))
        for name in ("made", "sent", "received", "registered", "proven", "not_proven")
    }
    return RouteCounts(**numbers, stopped=dict(sorted(Counter(stopped.values()).items())))
