"""Reports that may be of one event, and confirmed incidents that they may be of: proposed, with the reason.

Nothing is put together without a person: a group is what the page shows ticked, and a proposed incident is
what its select shows first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.record import Incident, Place
from desk.board.board import CandidateIncident
from pipeline.event.merge import Likeness, Report, Words, compare, proposed_groups
from pipeline.store import ConfirmedIncident

_AROUND: Final = timedelta(days=7)
_NEVER: Final = datetime.fromtimestamp(0, ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True)
class Group:
    """Reports that may be of one event, the earliest first."""

    reports: tuple[CandidateIncident, ...]
    why: tuple[Likeness | None, ...]  # of each report: how it is like the one that it is likest; None alone

    @property
    def id(self) -> str:
        """That of its first item, by which the incident will be named."""
        return self.reports[0].item_id

    @property
    def best(self) -> CandidateIncident:
        """The report that tells most of place and day, the earliest of them: what the form is filled with."""
        return max(self.reports, key=lambda one: _tells(one.incident))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A confirmed incident that a group's reports may be of, and why."""

    incident: ConfirmedIncident
    why: Likeness


def groups(candidates: Sequence[CandidateIncident], zone: ZoneInfo) -> tuple[Group, ...]:
    """Reports that may be of one event together; the latest group first."""
    ordered = sorted(candidates, key=lambda one: (one.published_at or _NEVER, one.item_id))
    by_id = {one.item_id: one for one in ordered}
    made = [
        Group(tuple(by_id[one.item_id] for one in several), tuple(_likest(one, several) for one in several))
        for several in proposed_groups([_report(one) for one in ordered])
    ]
    return tuple(sorted(made, key=lambda group: day(group.reports[-1], zone), reverse=True))


def near(
    confirmed: Sequence[ConfirmedIncident], group: Group, zone: ZoneInfo
) -> tuple[ConfirmedIncident, ...]:
    """Confirmed incidents that these reports may be of too: a week around; those of the kecamatan first."""
    best = group.best
    about = day(best, zone)
    kecamatan = best.incident.place.code[:8] if best.incident.place else ""
    some = [one for one in confirmed if abs(one.happened_on - about) <= _AROUND]
    return tuple(sorted(some, key=lambda one: one.place[:8] != kecamatan))


def proposal(
    group: Group, confirmed: Sequence[ConfirmedIncident], reports: Mapping[str, CandidateIncident]
) -> Proposal | None:
    """The confirmed incident that some report of a group is likest, if it is like one."""
    found = [
        Proposal(one, why)
        for one in confirmed
        for mine in group.reports
        if (why := compare(_report(mine), _confirmed(one, reports))) is not None
    ]
    return max(found, key=lambda one: one.why.margin, default=None)


def day(one: CandidateIncident, zone: ZoneInfo) -> date:
    """Of the event, else of the report."""
    return one.incident.happened_on or (one.published_at or _NEVER).astimezone(zone).date()


def _tells(incident: Incident) -> tuple[bool, int]:
    return incident.happened_on is not None, len(incident.place.code) if incident.place else 0


def _likest(one: Report, several: Sequence[Report]) -> Likeness | None:
    found = (compare(one, other) for other in several if other is not one)
    return max(filter(None, found), key=lambda like: like.margin, default=None)


def _report(one: CandidateIncident) -> Report:
    return Report(one.item_id, one.incident, one.published_at, one.words)


def _confirmed(one: ConfirmedIncident, reports: Mapping[str, CandidateIncident]) -> Report:
    """A confirmed incident with the words of those of its reports that the board still has."""
    words: dict[str, tuple[float, str]] = {}
    for item in one.items:
        known: Words = reports[item].words if item in reports else {}
        words.update(known)
    place = Place(code=one.place, name="", span=None, confidence=1.0)
    incident = Incident(type=one.type, place=place, happened_on=one.happened_on, confidence=1.0)
    return Report(one.id, incident, None, words)
