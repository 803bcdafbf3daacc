"""Objections: anyone named may object; somebody else decides; recipients of each package get a correction."""

from typing import Final

from starlette.responses import Response

from cases.outcomes import corrections, may_decide
from cases.store import case_log, checked_case
from desk.cases import objections
from desk.cases.head import head, word
from desk.cases.reading import read_note, words_of
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.web import Asked, Way, see


def show(asked: Asked) -> Response:
    """Every objection of a case, what was decided, and who must be told."""
    case_id = asked.params["case"]
    read_note(asked, case_id, "objections")
    with asked.desk.store.reading() as db:
        log = case_log(db, case_id)
        case = checked_case(log, case_id)
        words = words_of(db, case, [text for one in case.objections for text in (one.words, one.why)])
    whys = {one.id: word(words, one.why) for one in case.objections}
    due, team = corrections(log), objections.deciders(asked.desk)
    return asked.desk.pages.render(
        asked,
        "cases/objections.html",
        **head(asked, log, case, words, "keberatan"),
        words=words,
        whys=whys,
        against={one.id: may_decide(case, log, one.id, asked.user.id, team) for one in case.objections},
        due=due,
        drafts={
            one: objections.draft(asked.desk, case, one, whys[one.objection]) for one in due if not one.told
        },
        recipient=objections.recipient_title,
        day_of=objections.day_of,
        longest=objections.LONGEST,
        names=user_names(asked.desk.people),
        may=asked.user.may(Permission.CASE_WORK),
        may_send=asked.user.may(Permission.PACKAGE),
        done=asked.query.get("sudah", ""),
    )


def take_down(asked: Asked) -> Response:
    """Write an objection down."""
    case_id = asked.params["case"]
    words = asked.text("words", objections.LONGEST)
    entry = objections.take_down(asked.desk, asked.user.id, case_id, asked.text("party", 100), words)
    told = {"objection": str(entry.data["objection"]), "head": entry.hash}
    asked.note("case_objected", f"case:{case_id}", **told)
    return see(f"/kasus/{case_id}/keberatan", sudah="catat")


def decide(asked: Asked) -> Response:
    """Uphold or reject one."""
    case_id = asked.params["case"]
    form = {name: asked.text(name, 100) for name in ("objection", "verdict")}
    form["why"] = asked.text("why", objections.LONGEST)
    entry = objections.decide(asked.desk, asked.user.id, case_id, form)
    told = {"objection": form["objection"], "verdict": form["verdict"], "head": entry.hash}
    asked.note("case_objection_decided", f"case:{case_id}", **told)
    return see(f"/kasus/{case_id}/keberatan", sudah="putus")


def correct(asked: Asked) -> Response:
    """A recipient was told."""
    case_id = asked.params["case"]
    form = {name: asked.text(name, 100) for name in ("objection", "package", "recipient")}
    form["words"] = asked.text("words", objections.LONGEST)
    entry = objections.correct(asked.desk, asked.user.id, case_id, form)
    told = {"package": str(entry.data["package"]), "head": entry.hash}
    asked.note("case_corrected", f"case:{case_id}", **told)
    return see(f"/kasus/{case_id}/keberatan", sudah="koreksi")


WAYS: Final[tuple[Way, ...]] = (
    Way("GET", "/kasus/{case}/keberatan", show, Permission.CASES),
    Way("POST", "/kasus/{case}/keberatan", take_down, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/keberatan/putuskan", decide, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/keberatan/koreksi", correct, Permission.PACKAGE),
)
