"""All cases in rows: for the page of the desk and for the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.case import Case
from cases.deadlines import Deadline, deadlines
from cases.law.routes import route_title
from cases.log import Entry
from cases.store import CaseError, all_logs, checked_case, texts
from core import clock
from pipeline.store import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case in the list. One whose chain is broken has no more than its id and the problem."""

    id: str
    opened_at: datetime
    case: Case | None
    title: str  # "" where erased
    route: str  # in words, "" for none yet
    next: Deadline | None  # the nearest that has not passed, else the last
    problem: str  # why it cannot be read, Indonesian

    @property
    def closed(self) -> bool:
        """Whether it is closed; one that cannot be read is not: somebody must look at it."""
        return self.case is not None and self.case.closed


def case_rows(db: Connection) -> list[CaseRow]:
    """Every case: what cannot be read first, then open ones by the nearest deadline, closed ones last."""
    rows = [_row(db, case_id, log) for case_id, log in all_logs(db).items()]
    return sorted(rows, key=_order)


def _order(row: CaseRow) -> tuple[bool, bool, datetime, str]:
    due = row.next.due if row.next else datetime.max.replace(tzinfo=row.opened_at.tzinfo)
    return (not row.problem, row.closed, due, row.id)


def _row(db: Connection, case_id: str, log: Sequence[Entry]) -> CaseRow:
    try:
        case = checked_case(log, case_id)
        title = texts(db, [case.title]).get(case.title.id, "") if case.title else ""
    except CaseError as error:
        return CaseRow(
            id=case_id,
            opened_at=log[0].made_at,
            case=None,
            title="",
            route="",
            next=None,
            problem=str(error),
        )
    return CaseRow(
        id=case_id,
        opened_at=case.opened_at,
        case=case,
        title=title,
        route=route_title(case.route),
        next=nearest(deadlines(case)),
        problem="",
    )


def nearest(found: Sequence[Deadline]) -> Deadline | None:
    """The next deadline; where all have passed, the one that passed last."""
    ahead = [one for one in found if one.due >= clock.now()]
    return ahead[0] if ahead else found[-1] if found else None
