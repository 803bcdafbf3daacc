"""`/sumber`: how the sources fare, silent ones on top; sources of posts are switched on by two people."""

from typing import Final, get_args

from starlette.responses import Response

from core import clock
from core.mandate import MandateError, PostKind, load_mandate, reason_against
from core.record import Channel
from crawlers.source import Source
from desk.oversight.sources import source_rows, unusable_rows
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.web import Asked, MissingError, RefusedError, Way, see
from pipeline.store import note_texts, source_health, source_switches, write_switch
from pipeline.store.yields import recent_yields
from pipeline.switches import NEVER, standing


def overview(asked: Asked) -> Response:
    """All sources: counts and words, no address of a post."""
    desk = asked.desk
    with desk.store.reading() as db:
        health, yields = source_health(db), recent_yields(db)
        switches = standing(source_switches(db))
        notes = note_texts(db, [note for one in switches.values() for _, note in one.notes])
    rows = source_rows(
        [source for source in desk.sources.values() if source.channel is not Channel.FIELD],  # by hand
        health,
        yields,
        switches,
        now=clock.now(),
        live=desk.profile == "live",
        unwatched=_unwatched(asked),
    )
    return desk.pages.render(
        asked,
        "sources.html",
        rows=rows,
        unusable=unusable_rows(desk.unusable),
        names=user_names(desk.people) if asked.user.may(Permission.SWITCH) else {},
        notes=notes if asked.user.may(Permission.SWITCH) else {},
        may_switch=asked.user.may(Permission.SWITCH),
        live=desk.profile == "live",
    )


def _unwatched(asked: Asked) -> dict[str, str]:
    """By kind of source why the mandate does not let posts be watched today, in Indonesian."""
    day = clock.now().astimezone(asked.desk.settings.zone).date()
    try:
        mandate = load_mandate(asked.desk.settings.data)
    except MandateError as error:
        return dict.fromkeys(get_args(PostKind), str(error))
    return {kind: reason for kind in get_args(PostKind) if (reason := reason_against(mandate, kind, day))}


def switch_on(asked: Asked) -> Response:
    """One of the two people says yes. Who has said so already cannot be the second."""
    source = _source_of_posts(asked)
    with asked.desk.store.writing() as db:
        if asked.user.id in standing(source_switches(db, source.id)).get(source.id, NEVER).by:
            raise RefusedError(asked.say("Anda sudah menyalakan sumber ini; orang kedua harus orang lain"))
        made = write_switch(db, source.id, on=True, by_user=asked.user.id, note=asked.text("note", 500))
    asked.note("switch_on", f"source:{source.id}", note=made.note_id)
    return see("/sumber")


def switch_off(asked: Asked) -> Response:
    """One person is enough to stop a source."""
    source = _source_of_posts(asked)
    with asked.desk.store.writing() as db:
        made = write_switch(db, source.id, on=False, by_user=asked.user.id, note=asked.text("note", 500))
    asked.note("switch_off", f"source:{source.id}", note=made.note_id)
    return see("/sumber")


def _source_of_posts(asked: Asked) -> Source:
    source = asked.desk.sources.get(asked.params["source"])
    if source is None:
        raise MissingError
    if not source.needs_mandate:
        raise RefusedError(asked.say("Berita dan cek fakta tidak perlu dinyalakan"))
    if asked.desk.profile != "live":
        raise RefusedError(asked.say("Ini contoh rekaan: sumbernya selalu menyala"))
    return source


WAYS: Final = (
    Way("GET", "/sumber", overview, Permission.COUNTS),
    Way("POST", "/sumber/{source}/nyala", switch_on, Permission.SWITCH),
    Way("POST", "/sumber/{source}/mati", switch_off, Permission.SWITCH),
)
