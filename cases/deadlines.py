"""Days that the law counts: from when, how many, calendar or working days, by regime; and as ICS."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One deadline of a case."""

    id: str  # "report", "follow_up", ...
    title: str  # Indonesian
    due: datetime  # the last moment, UTC
    starts: datetime
    rule: str  # Indonesian: "7 hari kalender sejak diketahui (Pasal 134 UU 1/2015)"
    certainty: str


def deadlines(case: Case) -> tuple[Deadline, ...]:
    """The deadlines of a case by its regime, the nearest first."""
    raise NotImplementedError


def as_calendar(found: Sequence[tuple[Case, Deadline]]) -> bytes:
    """As iCalendar (RFC 5545). Entries name the case's id, never a party."""
    raise NotImplementedError
