"""Holding a story: the heartbeat of its page, giving it back, taking it over."""

from typing import Final

from starlette.responses import Response

from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.web import Asked, RefusedError, Way, see
from desk.work import holds
from desk.work.holds import Hold
from desk.work.listing import read_from

REASONS: Final = {
    "agreed": "sudah disepakati dengan yang memegang",
    "away": "yang memegang meninggalkan meja",
    "urgent": "mendesak, tidak bisa menunggu",
    "mistake": "terbuka tanpa sengaja",
}
"""why somebody takes a story over, for the audit trail"""


def beat(asked: Asked) -> Response:
    """The page is still open. Answers with the box that says who holds the story; headers tell the script.

    Only a page that held the story (`mine`) takes it again; another one looks whether it has become free.
    """
    story, user = asked.params["story"], asked.user.id
    if asked.text("mine") == "1":
        hold: Hold | None = holds.beat(asked.desk.people, story, user, asked.desk.settings.hold_minutes)
    else:
        hold = holds.holder(asked.desk.people, story)
    mine = hold is not None and hold.user_id == user
    return asked.desk.pages.render(
        asked,
        "_held.html",
        headers={
            "X-Hold": "mine" if mine else "other" if hold else "free",
            "X-Hold-Until": repr(hold.until) if hold else "",
        },
        held=hold,
        mine=mine,
        names=user_names(asked.desk.people),
        lost=not mine and asked.text("mine") == "1",
    )


def release(asked: Asked) -> Response:
    """Give the story back, and go back to the list. `until`: see desk.work.holds.release."""
    story = asked.params["story"]
    holds.release(asked.desk.people, story, asked.user.id, _seconds(asked.text("until", 40)))
    if asked.text("leaving") == "1":  # sent by the script of a page that is gone already
        return Response(status_code=204)
    return see(read_from(asked.text("dari")).address())


def take_over(asked: Asked) -> Response:
    """Take the story from whoever holds it, for a reason."""
    story, reason, desk = asked.params["story"], asked.text("reason"), asked.desk
    if reason not in REASONS:
        raise RefusedError(asked.say("pilih alasan mengapa Anda mengambil alih cerita ini"))
    _, before = holds.take_over(desk.people, story, asked.user.id, desk.settings.hold_minutes)
    if before:
        asked.note("take_over", f"story:{story}", reason=reason, held_by=before)
    return see(f"/cerita/{story}", **({"dari": asked.text("dari")} if asked.text("dari") else {}))


def _seconds(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


WAYS: Final = (
    Way("POST", "/cerita/{story}/detak", beat, Permission.DECIDE),
    Way("POST", "/cerita/{story}/lepas", release, Permission.DECIDE),
    Way("POST", "/cerita/{story}/ambil", take_over, Permission.DECIDE),
)
