"""The list of cases, one case, its parties; opening one from a story."""

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from cases.log import Entry
from desk.cases import evidence, listing, opening
from desk.cases.next_step import step_of
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.people.signing import desk_signers
from desk.story.page import COPIES_LISTED
from desk.views.cases import parties
from desk.views.cases.summary import summary
from desk.views.item import story_of
from desk.web import Asked, RefusedError, Way, see
from desk.work import wording
from desk.work.wording import is_covered

_FIELDS: Final[Mapping[str, int]] = {
    "description": opening.LONGEST_WORDS,
    "place": 20,
    "act_on": 10,
    "channel": 30,
    "target": 60,
    "seen": 32,
}
_PARTS: Final = ("terbuka", "ditutup")
_SHOWN: Final = 100


def index(asked: Asked) -> Response:
    """Every case with its state, route and nearest deadline; one that cannot be read is marked."""
    with asked.desk.store.reading() as db:
        rows = listing.case_rows(db, asked.desk.settings.zone)
    part = asked.query.get("bagian", "")
    part = part if part in _PARTS else _PARTS[0]
    parted = {
        "terbuka": [row for row in rows if not row.closed],
        "ditutup": [row for row in rows if row.closed],
    }
    signers = desk_signers(asked.desk.people)
    coming = {
        row.id: step_of(asked.desk, row.log, row.case, asked.user, signers)
        for row in parted[part][:_SHOWN]
        if row.case
    }
    asked.note("read", "cases")
    return asked.desk.pages.render(
        asked,
        "cases/index.html",
        part=part,
        coming=coming,
        counts={name: len(some) for name, some in parted.items()},
        rows=parted[part][:_SHOWN],
        shown=_SHOWN,
        names=user_names(asked.desk.people),
        may=asked.user.may(Permission.CASE_WORK),
    )


def show(asked: Asked) -> Response:
    """One case: what happened, who, what still stands in the way, the custody log."""
    return summary(asked)


def new(asked: Asked) -> Response:
    """From a story: which of its copies go into a new case, or into one that is open."""
    story = story_of(asked)
    desk, row = asked.desk, story.row
    with desk.store.reading() as db:
        known = opening.known(desk, db, row.story_id)
        holding = set(opening.cases_with(db, row.story_id))
        cases = listing.case_rows(db, desk.settings.zone)
    rows = [one for one in cases if not one.closed and not one.problem]
    asked.note("case_new", f"story:{row.story_id}")
    return desk.pages.render(
        asked,
        "cases/new.html",
        story=story,
        copies=story.copies[: max(COPIES_LISTED, opening.MOST_ITEMS)],
        covered=lambda copy: is_covered(copy.signals, desk.settings.blur_severity),
        known=known,
        holding=[one for one in rows if one.id in holding],
        others=[one for one in rows if one.id not in holding][:_SHOWN],
        wording=wording,
        most=opening.MOST_ITEMS,
        longest_title=opening.LONGEST_TITLE,
        source_title=lambda source: desk.sources[source].title if source in desk.sources else source,
    )


def open_one(asked: Asked) -> Response:
    """A new case."""
    entry = opening.open_case(
        asked.desk,
        asked.user.id,
        asked.text("story", 64),
        _items(asked),
        asked.text("title", opening.LONGEST_TITLE),
        again=asked.text("again") == "ya",
    )
    if asked.text("capture") == "ya":
        evidence.capture_all(asked.desk, entry.case_id, asked.user.id)
    return _done(asked, entry, "dibuka")


def add_story(asked: Asked) -> Response:
    """A story joins a case that is open; the form names the case, or the address does."""
    case_id = asked.params.get("case", "") or asked.text("case", 64)
    if not case_id:
        raise RefusedError("pilih kasusnya")
    story = asked.text("story", 64)
    return _done(
        asked, opening.add_story(asked.desk, asked.user.id, case_id, story, _items(asked)), "ditambah"
    )


def describe(asked: Asked) -> Response:
    """What happened, where, when, how. A wrong form comes back with what was typed."""
    case_id = asked.params["case"]
    form = {name: asked.text(name, limit) for name, limit in _FIELDS.items()}
    try:
        entry = opening.describe(asked.desk, asked.user.id, case_id, form)
    except RefusedError as error:
        return summary(asked, problem=str(error), about="uraian")
    return _done(asked, entry, "diuraikan")


def close(asked: Asked) -> Response:
    """Nothing more is done in it."""
    entry = opening.close(asked.desk, asked.user.id, asked.params["case"], asked.text("why", 1000))
    return _done(asked, entry, "ditutup")


def reopen(asked: Asked) -> Response:
    """It goes on."""
    entry = opening.reopen(asked.desk, asked.user.id, asked.params["case"], asked.text("why", 1000))
    return _done(asked, entry, "dibuka-lagi")


def _items(asked: Asked) -> list[str]:
    return [one for one in asked.form.getlist("items") if isinstance(one, str)]


def _done(asked: Asked, entry: Entry, what: str) -> Response:
    asked.note(f"case_{entry.step}", f"case:{entry.case_id}", entry=entry.id, head=entry.hash)
    return see(f"/kasus/{entry.case_id}", sudah=what)


WAYS: Final[tuple[Way, ...]] = (
    Way("GET", "/kasus", index, Permission.CASES),
    Way("POST", "/kasus", open_one, Permission.CASE_WORK),
    Way("POST", "/kasus/cerita", add_story, Permission.CASE_WORK),
    Way("GET", "/cerita/{story}/kasus", new, Permission.CASE_WORK),
    Way("GET", "/kasus/{case}", show, Permission.CASES),
    Way("POST", "/kasus/{case}/uraian", describe, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/tutup", close, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/buka", reopen, Permission.CASE_WORK),
    *parties.WAYS,
)
