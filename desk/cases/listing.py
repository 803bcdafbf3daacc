"""All cases in rows: for the page of the desk and for the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from cases.case import Case
from cases.deadlines import Deadline, deadlines
from cases.law.routes import route_title
from cases.log import Entry
from cases.store import CaseError, case_log, checked_case, texts
from core import clock
from pipeline.store import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A case whose chain was verified and whose log was replayed, or why that cannot be."""

    id: str
    log: Sequence[Entry]
    case: Case | None
    problem: str  # Indonesian, "" where there is a case


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case in the list. One whose chain is broken has no more than its id and the problem."""

    id: str
    opened_at: datetime
    log: Sequence[Entry]
    case: Case | None
    title: str  # "" where erased
    route: str  # in words, "" for none yet
    next: Deadline | None  # the nearest that has not passed, else the last
    problem: str  # why it cannot be read, Indonesian

    @property
    def closed(self) -> bool:
        """Whether it is closed; one that cannot be read is not: somebody must look at it."""
        return self.case is not None and self.case.closed


_CONTENTS: Final = """
    SELECT case_id, sha256(string_agg(
        sha256(concat_ws('|', number, place, id, step, data, by_user, epoch_us(made_at), previous, hash)),
        '' ORDER BY place, number
    ))
    FROM case_log GROUP BY case_id ORDER BY case_id
"""
_checked: Final[dict[tuple[str, str], Checked]] = {}


def checked_cases(db: Connection) -> list[Checked]:
    """Every case, verified and replayed; one whose rows are as they were the last time, only then.

    The hash of all that its rows hold tells, so that one altered by hand is verified anew.
    """
    contents = [(str(case_id), str(held)) for case_id, held in db.execute(_CONTENTS).fetchall()]
    found = {one: _checked.get(one) or _check(db, one[0]) for one in contents}
    for gone in set(_checked) - set(found):
        _checked.pop(gone, None)
    _checked.update(found)
    return list(found.values())


def _check(db: Connection, case_id: str) -> Checked:
    log = case_log(db, case_id)
    try:
        return Checked(id=case_id, log=log, case=checked_case(log, case_id), problem="")
    except CaseError as error:
        return Checked(id=case_id, log=log, case=None, problem=str(error))


def case_rows(db: Connection, zone: ZoneInfo) -> list[CaseRow]:
    """Every case: what cannot be read first, then open ones by the nearest deadline, closed ones last."""
    found = checked_cases(db)
    try:
        words = texts(db, [one.case.title for one in found if one.case])
    except CaseError:  # a title was altered: each is asked for by itself, so that its own row tells
        words = None
    return sorted((_row(db, one, words, zone) for one in found), key=_order)


def _order(row: CaseRow) -> tuple[bool, bool, datetime, str]:
    due = row.next.due if row.next else datetime.max.replace(tzinfo=row.opened_at.tzinfo)
    return (not row.problem, row.closed, due, row.id)


def _row(db: Connection, one: Checked, words: Mapping[str, str] | None, zone: ZoneInfo) -> CaseRow:
    if one.case is None:
        return _unread(one, one.problem)
    case = one.case
    try:
        titles = texts(db, [case.title]) if words is None else words
    except CaseError as error:
        return _unread(one, str(error))
    return CaseRow(
        id=case.id,
        opened_at=case.opened_at,
        log=one.log,
        case=case,
        title=titles.get(case.title.id, "") if case.title else "",
        route=route_title(case.route),
        next=nearest(deadlines(case, zone)),
        problem="",
    )


def _unread(one: Checked, problem: str) -> CaseRow:
    return CaseRow(
        id=one.id,
        opened_at=one.log[0].made_at,
        log=one.log,
        case=None,
        title="",
        route="",
        next=None,
        problem=problem,
    )


def nearest(found: Sequence[Deadline]) -> Deadline | None:
    """The next deadline; where all have passed, the one that passed last."""
    ahead = [one for one in found if one.due >= clock.now()]
    return ahead[0] if ahead else found[-1] if found else None
