"""What is taken along by hand: a clarification, a short text, the week's headline; as words and as a picture.

Nothing is sent from here. Who took it where is recorded, by kind of place, never by person.
"""

from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.views.item import story_of
from desk.web import Asked, RefusedError, Way, see
from desk.work import passing
from pipeline.store.taken import taken_of, write_taken
from reports.clarification import Card, as_picture, as_text

_LONGEST: Final = 1200  # characters of facts that somebody typed


def claim(asked: Asked) -> Response:
    """The clarification of a claim that was found false."""
    return _claim(asked, "")


def claim_with(asked: Asked) -> Response:
    """The same with facts that somebody typed: shown, kept nowhere."""
    return _claim(asked, asked.text("facts", _LONGEST))


def _claim(asked: Asked, typed: str) -> Response:
    claim_id = asked.params["claim"]
    card = passing.card_of_claim(asked.desk, claim_id, typed)
    asked.note("clarification", f"claim:{claim_id}")
    return _page(asked, card, f"claim:{claim_id}", f"/salin/klaim/{claim_id}", typed=typed, facts=True)


def story(asked: Asked) -> Response:
    """What may be taken along of a story: clarifications of false claims, a short text for a body."""
    found = story_of(asked)
    passing.not_blind(asked.desk, asked.user, found)
    story_id = found.row.story_id
    claims = passing.false_claims(asked.desk, found)
    try:
        card, refused = passing.card_of_story(asked.desk, found), ""
    except RefusedError as error:
        card, refused = None, str(error)
    asked.note("clarification", f"story:{story_id}")
    return _page(
        asked, card, f"story:{story_id}", f"/salin/cerita/{story_id}",
        claims=claims, refused=refused, back=f"/cerita/{story_id}",
    )  # fmt: skip


def report(asked: Asked) -> Response:
    """The headline of a public edition."""
    edition = asked.params["edition"]
    card = passing.card_of_report(asked.desk, edition)
    return _page(asked, card, f"report:{edition}", f"/salin/laporan/{edition}", back=f"/laporan/{edition}")


def claim_picture(asked: Asked) -> Response:
    """The clarification as a picture; with the facts of the address, where somebody typed some."""
    facts = asked.query.get("fakta", "")[:_LONGEST]
    return _picture(passing.card_of_claim(asked.desk, asked.params["claim"], facts))


def story_picture(asked: Asked) -> Response:
    """The short text as a picture."""
    return _picture(passing.card_of_story(asked.desk, story_of(asked)))


def report_picture(asked: Asked) -> Response:
    """The headline as a picture."""
    return _picture(passing.card_of_report(asked.desk, asked.params["edition"]))


def _picture(card: Card) -> Response:
    return Response(as_picture(card), media_type="image/png")


def record_claim(asked: Asked) -> Response:
    """Somebody took the clarification somewhere."""
    claim_id = asked.params["claim"]
    passing.card_of_claim(asked.desk, claim_id)  # what may not leave was not taken along
    return _record(asked, f"claim:{claim_id}", f"/salin/klaim/{claim_id}")


def record_story(asked: Asked) -> Response:
    """Somebody took the short text somewhere."""
    found = story_of(asked)
    passing.verdict_of(asked.desk, found)
    return _record(asked, f"story:{found.row.story_id}", f"/salin/cerita/{found.row.story_id}")


def record_report(asked: Asked) -> Response:
    """Somebody took the headline somewhere."""
    edition = asked.params["edition"]
    passing.card_of_report(asked.desk, edition)
    return _record(asked, f"report:{edition}", f"/salin/laporan/{edition}")


def _record(asked: Asked, about: str, path: str) -> Response:
    whereto = asked.text("whereto", 40)
    if whereto not in passing.WHERETO:
        raise RefusedError("pilih ke mana bahan ini dibawa")
    with asked.desk.store.writing() as db:
        [one] = write_taken(db, about, [whereto], asked.user.id)
    asked.note("taken", about, whereto=whereto, id=one.id)
    return see(path, sudah="1")


def _page(asked: Asked, card: Card | None, about: str, path: str, **more: Any) -> Response:
    with asked.desk.store.reading() as db:
        before = taken_of(db, [about])
    typed = str(more.get("typed", ""))
    shown: dict[str, Any] = {"claims": (), "refused": "", "typed": "", "facts": False, "back": ""}
    return asked.desk.pages.render(
        asked,
        "taken.html",
        text=as_text(card) if card else "",
        picture=f"{path}/gambar" + (f"?{urlencode({'fakta': typed})}" if typed else ""),
        path=path,
        before=before,
        whereto=passing.WHERETO,
        names=user_names(asked.desk.people),
        done=asked.query.get("sudah", "") == "1",
        **shown | more,
    )


WAYS: Final[tuple[Way, ...]] = (
    Way("GET", "/salin/klaim/{claim}", claim, Permission.EXPORT),
    Way("POST", "/salin/klaim/{claim}", claim_with, Permission.EXPORT),
    Way("GET", "/salin/klaim/{claim}/gambar", claim_picture, Permission.EXPORT),
    Way("POST", "/salin/klaim/{claim}/catat", record_claim, Permission.EXPORT),
    Way("GET", "/salin/cerita/{story}", story, Permission.EXPORT),
    Way("GET", "/salin/cerita/{story}/gambar", story_picture, Permission.EXPORT),
    Way("POST", "/salin/cerita/{story}/catat", record_story, Permission.EXPORT),
    Way("GET", "/salin/laporan/{edition}", report, Permission.EXPORT),
    Way("GET", "/salin/laporan/{edition}/gambar", report_picture, Permission.EXPORT),
    Way("POST", "/salin/laporan/{edition}/catat", record_report, Permission.EXPORT),
)
