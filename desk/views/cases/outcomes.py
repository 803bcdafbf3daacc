"""What became of a case's packages: where they went, what the recipients answered."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from cases.case import Package, Text
from cases.outcomes import OUTCOMES, SENT_BY, STOP_REASONS
from cases.store import case_log, checked_case
from core import clock
from desk.cases import objections, outcomes
from desk.cases.head import head
from desk.cases.reading import read_note, words_of
from desk.people.roles import Permission
from desk.web import Asked, Way, see


def show(asked: Asked) -> Response:
    """Each package with what is known of it."""
    case_id = asked.params["case"]
    read_note(asked, case_id, "outcomes")
    with asked.desk.store.reading() as db:
        log = case_log(db, case_id)
        case = checked_case(log, case_id)
        words = words_of(db, case, _whys(case.packages))
    return asked.desk.pages.render(
        asked,
        "cases/outcomes.html",
        **head(asked, log, case, words, "hasil"),
        words=words,
        outcomes=OUTCOMES,
        reasons=STOP_REASONS,
        ways=SENT_BY,
        recipient=objections.recipient_title,
        day_of=objections.day_of,
        today=clock.now().astimezone(asked.desk.settings.zone).date(),
        may=asked.user.may(Permission.PACKAGE),
        done=asked.query.get("sudah", ""),
    )


def sent(asked: Asked) -> Response:
    """Note where a package went."""
    case_id = asked.params["case"]
    form = {name: asked.text(name, 100) for name in ("package", "by", "on")}
    entry = outcomes.sent(asked.desk, asked.user.id, case_id, form)
    asked.note("case_sent", f"case:{case_id}", package=str(entry.data["package"]), head=entry.hash)
    return see(f"/kasus/{case_id}/hasil", sudah="kirim")


def outcome(asked: Asked) -> Response:
    """Note what the recipient answered."""
    case_id = asked.params["case"]
    form = {name: asked.text(name, 100) for name in ("package", "outcome", "on", "reason")}
    form["why"] = asked.text("why", outcomes.LONGEST)
    entry = outcomes.outcome(asked.desk, asked.user.id, case_id, form)
    told = {"package": str(entry.data["package"]), "outcome": form["outcome"], "head": entry.hash}
    asked.note("case_outcome", f"case:{case_id}", **told)
    return see(f"/kasus/{case_id}/hasil", sudah="hasil")


def _whys(packages: Sequence[Package]) -> list[Text]:
    return [
        Text(str(one["why"]["id"]), str(one["why"]["sha256"]))
        for package in packages
        for one in package.outcomes
        if one.get("why")
    ]


WAYS: Final[tuple[Way, ...]] = (
    Way("GET", "/kasus/{case}/hasil", show, Permission.CASES),
    Way("POST", "/kasus/{case}/hasil", outcome, Permission.PACKAGE),
    Way("POST", "/kasus/{case}/hasil/kirim", sent, Permission.PACKAGE),
)
