"""Incidents: candidates that wait, one of them with its reports, what was confirmed or dismissed."""

from typing import Final

from starlette.responses import Response

from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.web import Asked, MissingError, Way, see
from desk.work import incidents
from desk.work.incident_groups import near
from pipeline.store import IncidentEvent

SHOWN: Final = 50
_NOTE: Final = 2000  # characters


def index(asked: Asked) -> Response:
    """What waits, what was confirmed, and the latest steps with a way back."""
    with asked.desk.store.reading() as db:
        found = incidents.table(asked.desk, db)
    return asked.desk.pages.render(
        asked,
        "incidents.html",
        table=found,
        shown=SHOWN,
        types=incidents.TYPES,
        reasons=incidents.REASONS,
        whereabouts=incidents.WHEREABOUTS,
        places=incidents.place_names(),
        names=user_names(asked.desk.people),
        may=asked.user.may(Permission.DECIDE),
        done=asked.query.get("sudah", ""),
    )


def show(asked: Asked) -> Response:
    """The reports of one event that waits, with the forms to confirm, merge or dismiss them."""
    with asked.desk.store.reading() as db:
        found = incidents.table(asked.desk, db)
    item = asked.params["item"]
    group = next((one for one in found.waiting if item in {r.item_id for r in one.reports}), None)
    if group is None:
        if item in found.titles:
            return see("/peristiwa", sudah="lain")
        raise MissingError
    asked.note("read", f"incident:{group.id}")
    return asked.desk.pages.render(
        asked,
        "incident.html",
        group=group,
        near=near(found.confirmed, group, asked.desk.settings.zone),
        proposal=found.proposals.get(group.id),
        whereabouts=incidents.WHEREABOUTS,
        types=incidents.TYPES,
        reasons=incidents.REASONS,
        places=incidents.places(),
        place_names=incidents.place_names(),
        may=asked.user.may(Permission.DECIDE),
    )


def confirm(asked: Asked) -> Response:
    """The ticked reports are one event."""
    event = incidents.confirm(
        asked.desk,
        asked.user.id,
        _items(asked),
        asked.text("type"),
        asked.text("place"),
        asked.text("day"),
        asked.text("note", _NOTE),
    )
    return _done(asked, event, "dipastikan")


def merge(asked: Asked) -> Response:
    """The ticked reports are of an event that is confirmed already."""
    into, note = asked.text("into"), asked.text("note", _NOTE)
    return _done(asked, incidents.merge(asked.desk, asked.user.id, _items(asked), into, note), "digabungkan")


def dismiss(asked: Asked) -> Response:
    """The ticked reports do not count."""
    reason, note = asked.text("reason"), asked.text("note", _NOTE)
    return _done(
        asked, incidents.dismiss(asked.desk, asked.user.id, _items(asked), reason, note), "disingkirkan"
    )


def undo(asked: Asked) -> Response:
    """Take one step back."""
    return _done(asked, incidents.undo(asked.desk, asked.user.id, asked.text("event")), "diurungkan")


def _items(asked: Asked) -> list[str]:
    given = [one for one in asked.form.getlist("items") if isinstance(one, str)]
    return list(dict.fromkeys(given))


def _done(asked: Asked, event: IncidentEvent, what: str) -> Response:
    asked.note(f"incident_{event.kind}", f"incident:{event.incident_id}", event=event.id)
    return see("/peristiwa", sudah=what)


WAYS: Final[tuple[Way, ...]] = (
    Way("GET", "/peristiwa", index, Permission.READ),
    Way("GET", "/peristiwa/{item}", show, Permission.READ),
    Way("POST", "/peristiwa/pastikan", confirm, Permission.DECIDE),
    Way("POST", "/peristiwa/gabungkan", merge, Permission.DECIDE),
    Way("POST", "/peristiwa/singkirkan", dismiss, Permission.DECIDE),
    Way("POST", "/peristiwa/urungkan", undo, Permission.DECIDE),
)
