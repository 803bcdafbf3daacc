"""Put in by hand: paste a text or enter a tip, and see at once what is known about it."""

from datetime import datetime
from typing import Final

from starlette.datastructures import UploadFile
from starlette.responses import Response

from core import clock
from core.errors import PantauError
from desk.desk import Entry
from desk.intake import entry
from desk.people.roles import Permission
from desk.web import Asked, MissingError, RefusedError, Way, see
from pipeline.store import confirmed_incidents, write_comment

REASONS: Final = ("verifikasi", "rujukan", "koreksi")
"""why somebody wants to see a screenshot: codes, for the audit trail"""


def form(asked: Asked) -> Response:
    """The form: one large field, a few small ones."""
    return _form(asked)


def enter(asked: Asked) -> Response:
    """Take it through the line, then show what is known."""
    try:
        made = _entry(asked)
        before = asked.desk.line.entered_before(made)
        story_id = asked.desk.line.enter(made)
    except PantauError as error:  # what the line refuses; what was typed stays in the form
        return _form(asked, str(error))
    asked.note("enter", f"story:{story_id}", screenshot=bool(made.screenshot), forwarded=made.forwarded)
    if before:  # the text is there already; where it was heard now is kept beside it
        with asked.desk.store.writing() as db:
            write_comment(db, story_id, asked.user.id, entry.heard_again(made))
    asked.desk.board.take([story_id])
    return see(f"/tempel/{story_id}", baru="lagi" if before else "1")


def known(asked: Asked) -> Response:
    """What is known about an entry: fact check, story and copies, incident; or that nothing is yet."""
    story = asked.desk.board.story(asked.params["story"])
    if story is None:
        raise MissingError
    asked.note("read", f"story:{story.row.story_id}")
    reports = entry.field_reports(asked.desk, story)
    if not reports:
        raise MissingError
    incidents = [one for one in asked.desk.board.incidents() if one.story_id == story.row.story_id]
    confirmed = _confirmed(asked) if incidents else set()
    return asked.desk.pages.render(
        asked,
        "known.html",
        story=story,
        entered=asked.query.get("baru", ""),
        checks=entry.checks(story),
        reports=[(one, _moment(one.heard_on)) for one in reports],
        others=max(0, story.row.copies - 1),
        similar=asked.desk.board.similar(story.row.story_id, 3),
        incidents=[(one, one.item_id in confirmed) for one in incidents],
        may_reveal=asked.user.may(Permission.REVEAL),
        reasons=REASONS,
    )


def image(asked: Asked) -> Response:
    """The screenshot of an entry: asked for with a reason, and written down."""
    reason = asked.text("reason")
    if reason not in REASONS:
        raise RefusedError("pilih alasan membuka gambar")
    story_id, item_id = asked.params["story"], asked.params["item"]
    asked.note("reveal", f"story:{story_id}", item=item_id, what="screenshot", reason=reason)
    body, kind = entry.screenshot(asked.desk, story_id, item_id)
    return Response(body, media_type=kind, headers={"Content-Disposition": "inline"})


def _entry(asked: Asked) -> Entry:
    text = asked.text("text", entry.MAX_TEXT + 1)
    if not text:
        raise RefusedError("tempel atau tulis dulu apa yang beredar")
    if len(text) > entry.MAX_TEXT:
        raise RefusedError(
            "teks terlalu panjang: paling banyak 20.000 huruf; yang lebih panjang lewat Unggah"
        )
    shot = _image(asked)
    return Entry(
        text=text,
        heard_at=asked.text("heard_at", 200),
        heard_on=entry.moment(asked.text("heard_on", 40), asked.desk.settings.zone),
        reporter=entry.role_of(asked.text("reporter"), asked.text("reporter_other", 100)),
        forwarded=asked.text("forwarded") == "ya",
        screenshot=shot,
        screenshot_type=entry.image_type(shot) if shot else "",
    )


def _image(asked: Asked) -> bytes:
    given = asked.form.get("screenshot")
    if not isinstance(given, UploadFile):
        return b""
    shot = given.file.read(entry.MAX_IMAGE + 1)
    if len(shot) > entry.MAX_IMAGE:
        raise RefusedError("gambar terlalu besar: paling banyak 8 MB")
    if shot and not entry.image_type(shot):
        raise RefusedError("gambar harus PNG, JPEG atau WebP")
    return shot


def _form(asked: Asked, problem: str = "") -> Response:
    now = clock.now().astimezone(asked.desk.settings.zone)
    return asked.desk.pages.render(
        asked,
        "entry.html",
        status_code=400 if problem else 200,
        problem=problem,
        typed=asked.text,
        sent=bool(asked.form),
        now=now.strftime("%Y-%m-%dT%H:%M"),
        reporters=entry.REPORTERS,
        other=entry.OTHER,
        longest=entry.MAX_TEXT,
    )


def _moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _confirmed(asked: Asked) -> set[str]:
    """The items of incidents that a person has confirmed."""
    with asked.desk.store.reading() as db:
        return {item for one in confirmed_incidents(db) for item in one.items}


WAYS: Final = (
    Way("GET", "/tempel", form, Permission.ENTER),
    Way("POST", "/tempel", enter, Permission.ENTER, upload=True),
    Way("GET", "/tempel/{story}", known, Permission.READ),
    Way("POST", "/tempel/{story}/gambar/{item}", image, Permission.REVEAL),
)
