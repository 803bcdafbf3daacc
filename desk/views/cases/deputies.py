"""Deputies: who stands in for whom until when; named by those who may approve."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from cases.log import stamp
from cases.signers import APPROVING, Deputy
from core import clock
from desk.people import deputies
from desk.people.accounts import AccountError, user_names
from desk.people.affiliations import tied_today
from desk.people.roles import ROLE_WORDS, Permission, RoleOfUser
from desk.web import Asked, RefusedError, Way, see


def index(asked: Asked) -> Response:
    """Everyone who stands in or stood in, and the form to name one."""
    return _page(asked)


def name(asked: Asked) -> Response:
    """Name a deputy until the end of a day."""
    try:
        named = deputies.name_deputy(
            asked.desk.people, asked.user, asked.text("user", 100), asked.text("role", 20), _end(asked)
        )
    except (AccountError, RefusedError) as error:
        return _page(asked, str(error))
    asked.note("deputy_named", f"user:{named.user}", deputy=named.id, role=named.for_role, until=named.until)
    return see("/pengganti", sudah="tunjuk")


def end(asked: Asked) -> Response:
    """End one before the day."""
    try:
        ended = deputies.end_deputy(asked.desk.people, asked.text("deputy", 100))
    except AccountError as error:
        return _page(asked, str(error))
    asked.note("deputy_ended", f"user:{ended.user}", deputy=ended.id)
    return see("/pengganti", sudah="akhir")


def _end(asked: Asked) -> datetime:
    """The last second of the day that was chosen, by the desk's calendar."""
    try:
        day = date.fromisoformat(asked.text("until", 10))
    except ValueError as error:
        raise RefusedError("isi tanggal terakhir") from error
    return datetime.combine(day, time(23, 59, 59), asked.desk.settings.zone).astimezone(UTC)


def _page(asked: Asked, problem: str = "") -> Response:
    today = clock.now().astimezone(asked.desk.settings.zone).date()
    bound = tied_today(asked.desk.people)
    return asked.desk.pages.render(
        asked,
        "cases/deputies.html",
        status_code=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        problem=problem,
        rows=[(one, _state(one, bound)) for one in deputies.all_deputies(asked.desk.people)],
        moment_of=datetime.fromisoformat,
        candidates=deputies.candidates(asked.desk.people, asked.user),
        role_words={one: ROLE_WORDS[RoleOfUser(one)] for one in APPROVING},
        first=today + timedelta(days=1),
        last=today + deputies.LONGEST - timedelta(days=1),
        days=deputies.LONGEST.days,
        names=user_names(asked.desk.people),
        may=asked.user.may(Permission.DEPUTE),
        done=asked.query.get("sudah", ""),
    )


def _state(held: Deputy, bound: Collection[str]) -> str:
    """ "ended" (before the day), "over", "runs"; "bound" or "appointer" where the deputy or who named them
    answers to a contestant, so that it does not count."""
    if held.ended_at:
        return "ended"
    if stamp(clock.now()) > held.until:
        return "over"
    return "bound" if held.user in bound else "appointer" if held.by_user in bound else "runs"


WAYS: Final[tuple[Way, ...]] = (
    Way("GET", "/pengganti", index, Permission.CASES),
    Way("POST", "/pengganti", name, Permission.DEPUTE),
    Way("POST", "/pengganti/akhiri", end, Permission.DEPUTE),
)
