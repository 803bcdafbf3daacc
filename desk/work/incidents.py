"""What the desk makes of candidate incidents: reports of one event together, confirmed, merged, dismissed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from core import clock
from core.record import Doubt, IncidentType
from desk.board.board import CandidateIncident
from desk.desk import Desk
from desk.web import MissingError, RefusedError
from desk.work.incident_groups import Group, Proposal, groups, proposal
from pipeline.event.merge import Whereabouts
from pipeline.geotag import gazetteer
from pipeline.store import (
    ConfirmedIncident,
    Connection,
    IncidentEvent,
    IncidentStep,
    incident_events,
    standing_events,
    write_incident_event,
)
from pipeline.store.for_board import headings
from pipeline.store.incident_events import confirmed
from pipeline.store.notes import new_id
from reports.words import INCIDENTS

_OLDEST: Final = timedelta(days=366)
TYPES: Final[Mapping[IncidentType, str]] = {kind: words.capitalize() for kind, words in INCIDENTS.items()}
WHEREABOUTS: Final[Mapping[Whereabouts, str]] = {
    Whereabouts.SAME: "tempat sama",
    Whereabouts.WITHIN: "kecamatan sama",
    Whereabouts.NEIGHBOURS: "desa berbeda, kecamatan sama",
    Whereabouts.OPEN: "tidak semua menyebut tempat",
}
DOUBTS: Final[Mapping[Doubt, str]] = {
    Doubt.EVENT: "belum pasti ada kejadian",
    Doubt.TYPE: "jenis belum pasti",
    Doubt.PLACE: "tempat belum pasti",
}
REASONS: Final[Mapping[str, str]] = {
    "no_event": "Bukan laporan kejadian",
    "elsewhere": "Terjadi di luar Kutai Timur",
    "accident": "Kecelakaan, bencana atau urusan lain",
    "old": "Kejadian lama yang ditulis lagi",
    "unsure": "Tidak dapat dipastikan",
    "other": "Lainnya (tulis di catatan)",
}


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A kecamatan with its desa, for a select."""

    code: str
    name: str
    desa: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A report as a list names it."""

    story_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """All that the pages show."""

    waiting: tuple[Group, ...]
    proposals: Mapping[str, Proposal]  # by group id: the confirmed incident that its reports may be of
    confirmed: tuple[ConfirmedIncident, ...]
    events: tuple[IncidentEvent, ...]  # standing ones, the latest first
    titles: Mapping[str, Heading]  # by item id; erased reports are missing


@cache
def places() -> tuple[PlaceName, ...]:
    """The kecamatan in the order of their names, each with its desa."""
    entries = gazetteer()
    return tuple(
        PlaceName(
            one.code,
            one.name,
            tuple(sorted(((e.code, e.name) for e in entries if e.parent == one.code), key=lambda e: e[1])),
        )
        for one in sorted(entries, key=lambda entry: entry.name)
        if one.level == "kecamatan"
    )


@cache
def place_names() -> Mapping[str, str]:
    """ "Sepaso Timur, Bengalon" by code; a kecamatan by its name alone."""
    names = {kecamatan.code: kecamatan.name for kecamatan in places()}
    names.update({code: f"{name}, {one.name}" for one in places() for code, name in one.desa})
    return names


def table(desk: Desk, db: Connection) -> Table:
    """What waits and what was done."""
    candidates = desk.board.incidents()
    events = standing_events(incident_events(db))
    taken, known = _taken(events), {one.item_id: one for one in candidates}
    waiting = groups([one for one in candidates if one.item_id not in taken], desk.settings.zone)
    stand = confirmed(events)
    proposals = {group.id: proposal(group, stand, known) for group in waiting}
    return Table(
        waiting=waiting,
        proposals={name: one for name, one in proposals.items() if one is not None},
        confirmed=stand,
        events=tuple(reversed(events)),
        titles=_titles(db, known, {item for event in events for item in event.items}),
    )


def _titles(
    db: Connection, known: Mapping[str, CandidateIncident], items: Collection[str]
) -> dict[str, Heading]:
    """Of candidates and of these items, which a person may have found where the machine saw nothing."""
    stored = headings(db, [item for item in items if item not in known])
    found = {
        item: Heading(story_id, title or f"#{story_id[:6]}") for item, (story_id, title) in stored.items()
    }
    return found | {name: Heading(one.story_id, one.title) for name, one in known.items()}


def confirm(
    desk: Desk, user: str, items: Sequence[str], kind: str, place: str, day: str, note: str
) -> IncidentEvent:
    """A person says: these reports are of one event, of this type, there, on that day."""
    return _write(desk, _happening(desk, user, items, kind, place, day), note)


def enter(desk: Desk, user: str, item: str, kind: str, place: str, day: str, note: str) -> IncidentEvent:
    """A person says: this report is of such an event, too, which the machine found nowhere.

    A report that waits waits on: it may be of several events.
    """
    event = replace(_happening(desk, user, [item], kind, place, day), incident_id=new_id())
    with desk.store.writing() as db:
        if _counts_already(db, event):
            raise RefusedError("peristiwa itu sudah tercatat dari laporan ini")
        return write_incident_event(db, event, note)


def _counts_already(db: Connection, event: IncidentEvent) -> bool:
    """Whether this very event is confirmed from the same story: a second time it would count twice."""
    about = (event.type, event.place, event.happened_on)
    alike = [one for one in confirmed(incident_events(db)) if about == (one.type, one.place, one.happened_on)]
    told = {item for one in alike for item in one.items}
    stored = headings(db, told.union(event.items))
    stories = {item: stored[item][0] if item in stored else item for item in told.union(event.items)}
    return not {stories[item] for item in told}.isdisjoint(stories[item] for item in event.items)


def entered_from(db: Connection, items: Collection[str]) -> tuple[ConfirmedIncident, ...]:
    """The confirmed incidents that one of these items reports."""
    return tuple(one for one in confirmed(incident_events(db)) if not set(items).isdisjoint(one.items))


def _happening(desk: Desk, user: str, items: Sequence[str], kind: str, place: str, day: str) -> IncidentEvent:
    return replace(
        _step(user, items, IncidentStep.CONFIRM),
        type=_type(kind),
        place=_place(place),
        happened_on=_happened(day, desk.settings.zone),
    )


def _step(user: str, items: Sequence[str], kind: IncidentStep) -> IncidentEvent:
    """A step about these reports: the first one names the incident."""
    return IncidentEvent(
        incident_id=items[0] if items else "",
        kind=kind,
        by_user=user,
        made_at=clock.now(),
        items=tuple(items),
    )


def merge(desk: Desk, user: str, items: Sequence[str], into: str, note: str) -> IncidentEvent:
    """These reports are of an incident that is confirmed already."""
    if not into:
        raise RefusedError("pilih peristiwa tujuannya")
    event = replace(
        _step(user, items, IncidentStep.MERGE),
        into_incident=into,
    )
    return _write(desk, event, note)


def dismiss(desk: Desk, user: str, items: Sequence[str], reason: str, note: str) -> IncidentEvent:
    """These reports are of no event that counts, for a reason."""
    if reason not in REASONS:
        raise RefusedError("pilih alasannya")
    if reason == "other" and not note:
        raise RefusedError("tulis alasannya di catatan")
    event = replace(
        _step(user, items, IncidentStep.DISMISS),
        reason=reason,
    )
    return _write(desk, event, note)


def undo(desk: Desk, user: str, event_id: str) -> IncidentEvent:
    """Take back one event: its reports wait again."""
    with desk.store.writing() as db:
        events = standing_events(incident_events(db))
        meant = next((one for one in events if one.id == event_id), None)
        if meant is None:
            raise RefusedError("ini sudah diurungkan; muat ulang halaman")
        if any(one.into_incident == meant.incident_id for one in events):
            raise RefusedError("urungkan dulu laporan yang digabungkan ke peristiwa ini")
        return write_incident_event(
            db,
            IncidentEvent(
                incident_id=meant.incident_id,
                kind=IncidentStep.UNDO,
                by_user=user,
                made_at=clock.now(),
                refers_to=meant.id,
            ),
        )


def _write(desk: Desk, event: IncidentEvent, note: str) -> IncidentEvent:
    """Append it, unless a colleague was faster: the store has one writer at a time."""
    known = {one.item_id for one in desk.board.incidents()}
    if not event.items:
        raise RefusedError("pilih setidaknya satu laporan")
    if not known.issuperset(event.items):
        raise MissingError
    with desk.store.writing() as db:
        events = standing_events(incident_events(db))
        if _taken(events) & set(event.items):
            raise RefusedError("laporan ini sudah ditangani rekan lain; muat ulang halaman")
        if event.into_incident and event.into_incident not in {one.id for one in confirmed(events)}:
            raise RefusedError("peristiwa tujuan sudah tidak ada; muat ulang halaman")
        if event.kind is IncidentStep.CONFIRM and _counts_already(db, event):
            raise RefusedError("peristiwa itu sudah tercatat dari laporan ini; gabungkan saja di bawah")
        return write_incident_event(db, event, note)


def _taken(events: Collection[IncidentEvent]) -> set[str]:
    """Reports that wait no longer; an event that a person entered takes none."""
    return {item for event in events if event.incident_id in event.items for item in event.items}


def _type(kind: str) -> IncidentType:
    try:
        return IncidentType(kind)
    except ValueError:
        raise RefusedError("pilih jenis kejadian") from None


def _place(code: str) -> str:
    if code not in place_names():
        raise RefusedError("pilih tempat kejadian")
    return code


def _happened(day: str, zone: ZoneInfo) -> date:
    today = clock.now().astimezone(zone).date()
    try:
        happened = date.fromisoformat(day)
    except ValueError:
        raise RefusedError("isi tanggal kejadian") from None
    if not today - _OLDEST <= happened <= today:
        raise RefusedError("tanggal kejadian tidak boleh di depan, atau lebih dari setahun lalu")
    return happened
