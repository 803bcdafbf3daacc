"""The summary of a case, as a page of its own and as the answer to a form on it that could not be taken."""

from collections.abc import Collection, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import Response

from cases.case import Case, Conduct, Text
from cases.deadlines import NO_REGIME, deadlines, regime
from cases.gate import blockers
from cases.law.routes import route_title
from cases.log import Entry
from cases.store import case_log, checked_case, texts
from core import clock
from desk.board.records import Story
from desk.cases import custody, opening, parties, wording
from desk.cases.head import head, word
from desk.cases.reading import read_note, words_of
from desk.cases.summary import both, items_of, proposed_day, proposed_place
from desk.forms import page_number
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.people.signing import desk_signers
from desk.web import Asked
from desk.work.incidents import place_names, places
from pipeline.store import Connection

ENTRIES: Final = 60  # of the custody log on one page


def summary(asked: Asked, *, problem: str = "", about: str = "", forwarded: bool = False) -> Response:
    """The page. `problem`: what was wrong with the form `about`; `forwarded`: it was for a mere forwarder."""
    case_id, desk = asked.params["case"], asked.desk
    read_note(asked, case_id, "case")
    with desk.store.reading() as db:
        log = case_log(db, case_id)
        case = checked_case(log, case_id)
        items = items_of(desk, db, case)
        shown, pages, page = _page(custody.lines(log), page_number(asked.query.get("catatan", "")))
        words = words_of(db, case)
        reasons = _reasons(db, log, case, {one.place for one in shown if one.why})
        cut = custody.end_is_missing(desk.people, db, log)
        done = asked.query.get("sudah", "")
        offered = parties.clarifications(db, case) if forwarded or done == "diteruskan" else []
    stories = [desk.board.story(one) for one in case.stories]
    return desk.pages.render(
        asked,
        "cases/case.html",
        status_code=HTTPStatus.BAD_REQUEST if problem or forwarded else HTTPStatus.OK,
        **head(asked, log, case, words, "ringkasan"),
        description=word(words, case.description),
        items=items,
        both=partial(both, desk.settings.zone),
        stories=list(zip(case.stories, stories, strict=True)),
        blocked=blockers(log, desk_signers(desk.people)),
        deadlines=deadlines(case, desk.settings.zone),
        no_regime="" if case.closed or regime(case, desk.settings.zone) else NO_REGIME,
        now=clock.now(),
        route=route_title(case.route),
        lines=shown,
        reasons=reasons,
        page=page,
        pages=pages,
        entries=len(log),
        cut=cut,
        names={**user_names(desk.people), "": asked.say("sistem"), "operator": asked.say("baris perintah")},
        places=places(),
        place_names=place_names(),
        proposed=_proposed(asked, case, items, stories),
        wording=wording,
        acted=[one for one in wording.CONDUCTS if one is not Conduct.NONE],
        longest=opening.LONGEST_WORDS,
        longest_identity=parties.LONGEST_IDENTITY,
        may=asked.user.may(Permission.CASE_WORK) and not case.closed,
        may_turn=asked.user.may(Permission.CASE_WORK),
        may_reveal=asked.user.may(Permission.REVEAL),
        problem=problem,
        about=about,
        forwarded=forwarded or done == "diteruskan",
        offered=offered,
        done=done,
        typed=asked.typed,
    )


def _page(lines: Sequence[custody.Line], page: int) -> tuple[Sequence[custody.Line], int, int]:
    """The lines of this page, how many pages there are, which one it is."""
    pages = max(1, -(-len(lines) // ENTRIES))
    page = min(page, pages)
    return lines[(page - 1) * ENTRIES : page * ENTRIES], pages, page


def _reasons(db: Connection, log: Sequence[Entry], case: Case, wanted: Collection[int]) -> dict[str, str]:
    """The words of these entries' reasons, by id. A text that is a party's identity is never among them."""
    hidden = {one.identity.id for one in case.parties if one.identity}
    given = [one.data.get("why") or one.data["reason"] for one in log if one.place in wanted]
    return texts(db, [Text(one["id"], one["sha256"]) for one in given if one["id"] not in hidden])


def _proposed(
    asked: Asked, case: Case, items: Sequence[Any], stories: Sequence[Story | None]
) -> dict[str, str]:
    """What the form of the description begins with: what stands, else what the items tell."""
    day = case.act_on or proposed_day(asked.desk, items)
    return {
        "place": case.place or proposed_place(stories),
        "act_on": day.isoformat() if day else "",
        "channel": case.channel,
    }
