"""Route and norm: what is proposed, what was passed over, what may be named; deadlines and their ICS."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import Response

from cases.case import Case
from cases.deadlines import NO_REGIME, as_calendar, deadlines, regime
from cases.law.checking import validity
from cases.law.norms import NormState, Offer, find_offer, gaps, norms, offer, offers
from cases.law.routes import Proposal, proposals, route_title
from cases.log import Entry
from cases.store import case_log, checked_case
from core import clock
from desk.cases import route
from desk.cases.head import head, word
from desk.cases.reading import read_note, words_of
from desk.people.roles import Permission
from desk.web import Asked, RefusedError, Way, see
from pipeline.election_calendar import active_stages, no_stage


def show(asked: Asked) -> Response:
    """Stages of the act's day, routes with their reasons, norms that may be named, deadlines."""
    return _page(asked)


def choose(asked: Asked) -> Response:
    """Take a route; going further than needed asks why."""
    case_id = asked.params["case"]
    try:
        entry = route.choose(
            asked.desk,
            asked.user.id,
            case_id,
            asked.text("route", 40),
            asked.text("why", route.LONGEST),
            not_criticism=asked.text("not_criticism") == "ya",
        )
    except RefusedError as error:
        return _page(asked, problem=str(error), about="jalur")
    return _done(asked, entry, "jalur")


def name_norm(asked: Asked) -> Response:
    """Name a norm, or none."""
    try:
        entry = route.name_norm(asked.desk, asked.user.id, asked.params["case"], asked.text("norm", 60))
    except RefusedError as error:
        return _page(asked, problem=str(error), about="norma")
    return _done(asked, entry, "norma")


def call(asked: Asked) -> Response:
    """110 was called: first that, the package after."""
    try:
        entry = route.call(asked.desk, asked.user.id, asked.params["case"], asked.text("why", route.LONGEST))
    except RefusedError as error:
        return _page(asked, problem=str(error), about="darurat")
    return _done(asked, entry, "darurat")


def calendar(asked: Asked) -> Response:
    """The deadlines of all open cases as iCalendar: ids, never a party."""
    with asked.desk.store.reading() as db:
        found = route.all_deadlines(asked.desk, db)
    asked.note("export", "deadlines", cases=len({case.id for case, _ in found}), rows=len(found))
    return Response(
        as_calendar(found),
        media_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="tenggat.ics"',
            "Cache-Control": "no-store",
        },
    )


def _page(asked: Asked, *, problem: str = "", about: str = "") -> Response:
    case_id, desk = asked.params["case"], asked.desk
    read_note(asked, case_id, "route")
    with desk.store.reading() as db:
        log = case_log(db, case_id)
        case = checked_case(log, case_id)
        found = proposals(case, route.conclusion(db, case))
        words = words_of(db, case, [case.route_why])
    return desk.pages.render(
        asked,
        "cases/route.html",
        status_code=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        **head(asked, log, case, words, "jalur"),
        found=found,
        standing=_standing(case, found),
        why=word(words, case.route_why),
        title_of=route_title,
        longest=route.LONGEST,
        shortest=route.SHORTEST,
        validity=validity,
        deadlines=deadlines(case, desk.settings.zone),
        no_regime="" if regime(case, desk.settings.zone) else NO_REGIME,
        now=clock.now(),
        may=asked.user.may(Permission.CASE_WORK) and not case.closed,
        problem=problem,
        about=about,
        done=asked.query.get("sudah", ""),
        typed=asked.text,
        **_law(case),
    )


def _standing(case: Case, found: Sequence[Proposal]) -> str:
    """The route that is ticked: the one that was chosen, while it is open, else the proposed one."""
    opened = {one.route.id for one in found if one.open}
    return case.route if case.route in opened else next(one.route.id for one in found if one.proposed)


def _law(case: Case) -> dict[str, Any]:
    """What depends on the day of the act: stages, offers, what is not offered and why, what is missing."""
    day = case.act_on
    chosen = find_offer(case.norm, day)  # whatever its state
    if day is None:
        return {
            "stages": (),
            "no_stage": no_stage(),
            "offered": (),
            "left_out": (),
            "gaps": (),
            "chosen": chosen,
        }
    offered = offers(day)
    named = {one.norm.id for one in offered}
    others = [one.id for one in norms() if one.id not in named and one.use in ("offence", "administrative")]
    return {
        "stages": active_stages(day),
        "no_stage": no_stage(),
        "offered": sorted(offered, key=_order),
        "left_out": tuple(offer(one, day) for one in others),
        "gaps": gaps(day),
        "chosen": chosen,
    }


def _order(one: Offer) -> tuple[bool, bool, bool]:
    """An election's own law first, then what is surely in force; what only a victim may report comes last."""
    return (one.norm.complaint, one.norm.regime == "umum", one.state is NormState.DOUBTFUL)


def _done(asked: Asked, entry: Entry, what: str) -> Response:
    asked.note(f"case_{entry.step}", f"case:{entry.case_id}", entry=entry.id, head=entry.hash)
    return see(f"/kasus/{entry.case_id}/jalur", sudah=what)


WAYS: Final[tuple[Way, ...]] = (
    Way("GET", "/kasus/tenggat.ics", calendar, Permission.CASES),
    Way("GET", "/kasus/{case}/jalur", show, Permission.CASES),
    Way("POST", "/kasus/{case}/jalur", choose, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/norma", name_norm, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/darurat", call, Permission.CASE_WORK),
)
