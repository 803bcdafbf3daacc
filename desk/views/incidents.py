"""Incidents: candidates that wait, one of them with its reports, what was confirmed or dismissed."""

from collections.abc import Callable
from typing import Any, Final

from starlette.responses import Response

from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.views.item import copy_of, story_of
from desk.web import Asked, MissingError, RefusedError, Way, see
from desk.work import incidents
from desk.work.incident_groups import Group, near
from desk.work.incidents import Table
from pipeline.store import IncidentEvent

SHOWN: Final = 50
_NOTE: Final = 2000  # characters


def index(asked: Asked) -> Response:
    """What waits, what was confirmed, and the latest steps with a way back."""
    return asked.desk.pages.render(
        asked,
        "incidents.html",
        table=_table(asked),
        shown=SHOWN,
        names=user_names(asked.desk.people),
        done=asked.query.get("sudah", ""),
        **_words(asked),
    )


def show(asked: Asked) -> Response:
    """The reports of one event that waits, with the forms to confirm, merge or dismiss them."""
    found, item = _table(asked), asked.params["item"]
    group = _group(found, item)
    if group is None:
        if item in found.titles:
            return see("/peristiwa", sudah="lain")
        raise MissingError
    asked.note("read", f"incident:{group.id}")
    return _page(asked, found, group)


def _page(asked: Asked, found: Table, group: Group, problem: str = "") -> Response:
    """The page of reports that wait; after a problem with what was ticked and typed."""
    return asked.desk.pages.render(
        asked,
        "incident.html",
        status_code=400 if problem else 200,
        problem=problem,
        group=group,
        ticked=_items(asked) if problem else [one.item_id for one in group.reports],
        near=near(found.confirmed, group, asked.desk.settings.zone),
        proposal=found.proposals.get(group.id),
        **_words(asked),
    )


def _words(asked: Asked) -> dict[str, Any]:
    """What all pages of incidents use."""
    return {
        "types": incidents.TYPES,
        "doubts": incidents.DOUBTS,
        "reasons": incidents.REASONS,
        "whereabouts": incidents.WHEREABOUTS,
        "places": incidents.places(),
        "place_names": incidents.place_names(),
        "may": asked.user.may(Permission.DECIDE),
        "typed": asked.typed,
    }


def _table(asked: Asked) -> Table:
    with asked.desk.store.reading() as db:
        return incidents.table(asked.desk, db)


def _group(found: Table, item: str) -> Group | None:
    return next((one for one in found.waiting if item in {r.item_id for r in one.reports}), None)


def confirm(asked: Asked) -> Response:
    """The ticked reports are one event."""
    return _do(
        asked,
        "dipastikan",
        lambda: incidents.confirm(asked.desk, asked.user.id, _items(asked), **_happening(asked)),
    )


def merge(asked: Asked) -> Response:
    """The ticked reports are of an event that is confirmed already."""
    into, note = asked.text("into"), asked.text("note", _NOTE)
    return _do(
        asked,
        "digabungkan",
        lambda: incidents.merge(asked.desk, asked.user.id, _items(asked), into, note),
    )


def dismiss(asked: Asked) -> Response:
    """The ticked reports do not count."""
    reason, note = asked.text("reason"), asked.text("note", _NOTE)
    return _do(
        asked,
        "disingkirkan",
        lambda: incidents.dismiss(asked.desk, asked.user.id, _items(asked), reason, note),
    )


def undo(asked: Asked) -> Response:
    """Take one step back."""
    return _done(asked, incidents.undo(asked.desk, asked.user.id, asked.text("event")), "diurungkan")


def form(asked: Asked) -> Response:
    """The form for an event of a report that the machine found nowhere."""
    return _form(asked)


def enter(asked: Asked) -> Response:
    """A person enters an event of a report."""
    item = copy_of(asked, story_of(asked)).item_id
    try:
        event = incidents.enter(asked.desk, asked.user.id, item, **_happening(asked))
    except RefusedError as error:
        return _form(asked, str(error))
    return _done(asked, event, "dicatat")


def _form(asked: Asked, problem: str = "") -> Response:
    story = story_of(asked)
    copy = copy_of(asked, story)
    asked.note("read", f"story:{story.row.story_id}", item=copy.item_id)
    with asked.desk.store.reading() as db:
        known = incidents.entered_from(db, [one.item_id for one in story.copies])
        waits = _group(incidents.table(asked.desk, db), copy.item_id)
    return asked.desk.pages.render(
        asked,
        "incident_entry.html",
        status_code=400 if problem else 200,
        problem=problem,
        story=story,
        copy=copy,
        known=known,
        waits=waits,
        **_words(asked),
    )


def _happening(asked: Asked) -> dict[str, str]:
    return {
        "kind": asked.text("type"),
        "place": asked.text("place"),
        "day": asked.text("day"),
        "note": asked.text("note", _NOTE),
    }


def _items(asked: Asked) -> list[str]:
    given = [one for one in asked.form.getlist("items") if isinstance(one, str)]
    return list(dict.fromkeys(given))


def _do(asked: Asked, what: str, step: Callable[[], IncidentEvent]) -> Response:
    """Do a step; what was refused is told on the page of the reports, while they wait."""
    try:
        event = step()
    except RefusedError as error:
        found = _table(asked)
        group = _group(found, asked.text("group"))
        if group is None:
            raise
        return _page(asked, found, group, str(error))
    return _done(asked, event, what)


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
    Way("GET", "/cerita/{story}/peristiwa/{item}", form, Permission.DECIDE),
    Way("POST", "/cerita/{story}/peristiwa/{item}", enter, Permission.DECIDE),
)
