"""Days that the law counts: from when, how many, calendar or working days, by regime; and as ICS.

The rules are data (`pipeline/reference/deadlines.yml`). They run only within an election: the regime is that
of the stage of the act's day. Steps that follow each other are reckoned as if each took its whole time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event
from pydantic import BaseModel, ConfigDict, Field

from cases.case import Case, Package
from cases.law.catalogue import MARK_WORDS, LawError, Mark
from cases.workdays import after_working, limits
from core import clock
from core.region import ZONE
from core.yamlfile import load_model
from pipeline import REFERENCE
from pipeline.election_calendar import active_stages

_FILE: Final = REFERENCE / "deadlines.yml"
_HERE: Final = ZoneInfo(ZONE)
_STRICT: Final = ConfigDict(extra="forbid", frozen=True)
_RECEIVED: Final = ("received", "registered")
_ENDED: Final = ("stopped", "proven", "not_proven")
_ALARMS: Final = (timedelta(days=-2), timedelta(hours=-20))
NO_REGIME: Final = (
    "Tidak ada tahapan pemilihan pada hari perbuatan (bila kosong: hari diketahui): tenggat Pilkada dan "
    "Pemilu tidak berjalan."
)
"""Indonesian; what is said where a case has no deadlines"""
UNSURE_START: Final = "titik awalnya disimpulkan; harus dipastikan ahli hukum"
COUNTING: Final = "hari mulai tidak dihitung (disimpulkan; harus dipastikan ahli hukum)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One deadline of a case."""

    id: str  # "report", "follow_up", ...
    title: str  # Indonesian
    due: datetime  # the last moment, UTC
    rule: str  # Indonesian: "7 hari kalender sejak diketahui (Pasal 134 UU 1/2015)"
    certainty: str
    by: str = ""  # Indonesian: who must act
    ours: bool = False  # the team itself
    supposed: bool = False  # reckoned as if every step before took its whole time
    notes: tuple[str, ...] = ()  # Indonesian: what the calendar does not know, office hours


class _Office(BaseModel):
    model_config = _STRICT
    opens: int = Field(ge=0, le=23)
    closes: int = Field(ge=1, le=24)
    certainty: Mark
    source: str


class Rule(BaseModel):
    """One rule, as its file says it."""

    model_config = _STRICT
    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    regime: Literal["pilkada", "pemilu"]
    title: str
    days: int = Field(gt=0)
    unit: Literal["calendar", "working", "hours"]
    after: str
    by: str
    ours: bool = False
    hours: bool = False
    rule: str
    certainty: Mark
    source: str
    start: Mark = Mark.V
    """how sure we are from when it is counted"""


class Rules(BaseModel):
    """`deadlines.yml`."""

    model_config = _STRICT
    office: _Office
    rules: tuple[Rule, ...]


@cache
def rules() -> Rules:
    """The shipped rules. Raises LawError if the file is wrong."""
    return load_model(_FILE, Rules, LawError)


def regime(case: Case, zone: ZoneInfo = _HERE) -> str:
    """ "pilkada" or "pemilu" by the stage of the act's day (else of the day it was known); "" for none."""
    day = case.act_on or case.known_at.astimezone(zone).date()
    return next((one.election.regime for one in active_stages(day)), "")


def deadlines(case: Case, zone: ZoneInfo = _HERE) -> tuple[Deadline, ...]:
    """The deadlines of a case by its regime, the nearest first; none when closed, ended or on another way."""
    held = regime(case, zone)
    ended = any(str(one.get("outcome")) in _ENDED for pack in _to_bawaslu(case) for one in pack.outcomes)
    if not held or case.closed or ended or case.route not in ("", "bawaslu"):
        return ()
    begun = _begun(case, zone)
    found: dict[str, Deadline] = {}
    for rule in rules().rules:
        if rule.regime != held:
            continue
        start = begun.get(rule.after)
        before = found.get(rule.after)
        if start is None and before is not None:
            start = before.due
        if start is not None:
            found[rule.id] = _deadline(rule, start, zone, supposed=before is not None)
    if "received" in begun or sent(case):
        found.pop("report", None)
    return tuple(sorted(found.values(), key=lambda one: (one.due, one.id)))


def _begun(case: Case, zone: ZoneInfo) -> dict[str, datetime]:
    """What has begun, and when: known always, the others when Bawaslu said so."""
    found = {"known": case.known_at}
    for name, codes in (("received", _RECEIVED), ("registered", ("registered",))):
        days = [
            date.fromisoformat(str(one["on"]))
            for pack in _to_bawaslu(case)
            for one in pack.outcomes
            if one.get("outcome") in codes and one.get("on")
        ]
        if days:
            found[name] = datetime.combine(min(days), time(), zone)
    return found


def sent(case: Case) -> bool:
    """Whether a package went to Bawaslu; what went elsewhere ends none of its deadlines."""
    return any(pack.sent for pack in _to_bawaslu(case))


def _to_bawaslu(case: Case) -> tuple[Package, ...]:
    return tuple(one for one in case.packages if one.route == "bawaslu")


def _deadline(rule: Rule, start: datetime, zone: ZoneInfo, *, supposed: bool) -> Deadline:
    first = start.astimezone(zone).date()
    last = last_day(rule, first)
    office = rules().office
    ends = datetime.combine(last, time(office.closes), zone) if rule.hours else _midnight(last, zone)
    hours = f"laporan diterima pukul {office.opens:02}.00–{office.closes:02}.00"
    unsure = () if rule.start.certain and not supposed else (UNSURE_START,)
    known = limits(first, last) if rule.unit == "working" else ()
    notes = (*((hours,) if rule.hours else ()), *unsure, *known)
    return Deadline(
        id=rule.id,
        title=rule.title,
        due=ends.astimezone(UTC),
        rule=rule.rule if rule.unit == "hours" else f"{rule.rule}; {COUNTING}",
        certainty=MARK_WORDS[rule.certainty],
        by=rule.by,
        ours=rule.ours,
        supposed=supposed,
        notes=notes,
    )


def last_day(rule: Rule, first: date) -> date:
    """The last day of a rule that began on this day (local calendar); the day itself is not counted."""
    if rule.unit == "working":
        return after_working(first, rule.days)
    return first + timedelta(days=rule.days if rule.unit == "calendar" else -(-rule.days // 24))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day."""
    return datetime.combine(day, time(23, 59, 59), zone)


def as_calendar(found: Sequence[tuple[Case, Deadline]]) -> bytes:
    """As iCalendar (RFC 5545). Entries name the case's id, never a party."""
    calendar = Calendar()
    calendar.add("prodid", "-//Pantau//Tenggat kasus//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Tenggat kasus")
    for case, one in found:
        calendar.add_component(_event(case, one))
    return bytes(calendar.to_ical())


def _event(case: Case, one: Deadline) -> Event:
    event = Event()
    event.add("uid", f"{case.id}-{one.id}@pantau")
    event.add("dtstamp", clock.now())
    event.add("dtstart", one.due)
    event.add("dtend", one.due)
    event.add("summary", f"{one.title} (kasus {case.id})")
    event.add(
        "description", "\n".join([one.rule, f"Kepastian: {one.certainty}", f"Oleh: {one.by}", *one.notes])
    )
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    for before in _ALARMS if one.ours else _ALARMS[1:]:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{one.title} (kasus {case.id})")
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event
