"""Objections: taken down, decided by somebody else, and what the recipients of each package are told then."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from cases.case import Case
from cases.law.routes import route
from cases.log import CaseStep, Entry
from cases.outcomes import Correction, corrections, may_decide
from cases.store import append, case_log, checked_case, keep_text, the_case
from core import clock
from core.indonesian import day_in_digits
from desk.cases.approvals import signs_as
from desk.cases.forms import masked
from desk.desk import Desk
from desk.people.affiliations import working
from desk.people.roles import Permission
from desk.web import MissingError, RefusedError
from pipeline.store.notes import new_id

LONGEST: Final = 4000
SHORTEST: Final = 10


def take_down(desk: Desk, user: str, case_id: str, party: str, words: str) -> Entry:
    """Somebody who is named objects. `party`: whose, or "" for another who is named. Raises RefusedError."""
    words = _words(words)
    with desk.store.writing() as db:
        case = the_case(db, case_id)
        if party and case.party(party) is None:
            raise RefusedError("pilih pihak dari daftar")
        data = {"objection": new_id(), "party": party, "words": keep_text(db, case_id, words)}
        return append(db, case_id, CaseStep.OBJECTED, data, by_user=user)


def decide(desk: Desk, user: str, case_id: str, form: Mapping[str, str]) -> Entry:
    """Somebody else decides. Raises RefusedError: who may not, and why."""
    if form["verdict"] not in ("upheld", "rejected"):
        raise RefusedError("pilih putusan")
    why = _words(form["why"])
    with desk.store.writing() as db:
        log = case_log(db, case_id)
        case = checked_case(log, case_id)
        if against := may_decide(case, log, form["objection"], user, deciders(desk)):
            raise RefusedError(against)
        data: dict[str, Any] = {
            "objection": form["objection"],
            "upheld": form["verdict"] == "upheld",
            "why": keep_text(db, case_id, why),
        }
        return append(db, case_id, CaseStep.OBJECTION_DECIDED, data, by_user=user)


def deciders(desk: Desk) -> frozenset[str]:
    """Ids of those to whom an objection is left first: may decide today, sign no referral, are not tied.

    Who signs may decide as well, but need not: who has decided signs no more, and a team of five has two.
    """
    return frozenset(
        one.id
        for one in working(desk.people)
        if one.may(Permission.CASE_WORK) and signs_as(desk, one) == ("", "")
    )


def correct(desk: Desk, user: str, case_id: str, form: Mapping[str, str]) -> Entry:
    """A recipient was told. Raises RefusedError where it was already, MissingError where it need not be."""
    words = form["words"].strip()  # unmasked: a letter with the hash of a package, written by the team
    if len(words) < SHORTEST:
        raise RefusedError("tulis apa yang disampaikan kepada penerima")
    wanted = (form["objection"], form["package"], form["recipient"])
    with desk.store.writing() as db:
        log = case_log(db, case_id)
        checked_case(log, case_id)
        due = next(
            (one for one in corrections(log) if (one.objection, one.package, one.recipient) == wanted), None
        )
        if due is None:
            raise MissingError
        if due.told:
            raise RefusedError("penerima ini sudah diberi tahu")
        data = {
            "objection": due.objection,
            "package": due.package,
            "recipient": due.recipient,
            "words": keep_text(db, case_id, words),
        }
        return append(db, case_id, CaseStep.CORRECTED, data, by_user=user)


def recipient_title(code: str) -> str:
    """Who a recipient is, in Indonesian."""
    try:
        return route(code).recipient or route(code).title
    except KeyError:
        return code


def day_of(text: str) -> str:
    """An ISO date as the team writes dates; anything else as it stands."""
    try:
        return day_in_digits(date.fromisoformat(text))
    except ValueError:
        return text


def draft(desk: Desk, case: Case, due: Correction, why: str) -> str:
    """What the recipient of a package is told, in Indonesian; the team reads and changes it first."""
    package = next((one for one in case.packages if one.id == due.package), None)
    today = day_in_digits(clock.now().astimezone(desk.settings.zone))
    return (
        f"Kepada Yth. {recipient_title(due.recipient)}\n\n"
        f"Perihal: koreksi atas paket rujukan {due.package}\n"
        f"SHA-256 paket: {package.sha256 if package else '–'}\n"
        f"Dikirim kepada Saudara pada: {day_of(due.sent_on)}\n\n"
        "Orang yang disebut dalam paket itu mengajukan keberatan. Keberatan diperiksa oleh orang yang tidak "
        "mencatatnya dan tidak menyetujui rujukan, dan diterima. Alasannya:\n\n"
        f"{why}\n\n"
        "Kami menarik rujukan itu sejauh menyangkut keberatan ini. Mohon koreksi ini dilampirkan pada "
        "berkasnya, paket tidak dipakai lagi sebagai dasar tindakan terhadap orang tersebut, dan salinannya "
        "yang sudah diteruskan ikut dikoreksi.\n\n"
        f"{today}\n{desk.settings.office}"
    )


def _words(words: str) -> str:
    return masked(words[:LONGEST], SHORTEST, "tulis alasannya, paling sedikit 10 huruf")
