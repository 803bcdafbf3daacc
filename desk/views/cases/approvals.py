"""Approvals: what is approved in one view, what blocks, who has signed; approve, withdraw."""

from datetime import datetime
from http import HTTPStatus
from math import ceil
from typing import Any, Final

from starlette.responses import Response

from cases.approval import faults, head_of_matter
from cases.case import REVIEWERS, Case
from cases.gate import blockers, matter_blockers
from cases.law.norms import find_offer
from cases.law.routes import find_route
from cases.signers import Signers
from cases.store import case_log, checked_case
from cases.worksheets import ANSWER_WORDS, CONCLUSION_WORDS, outcome, reviews, visible
from desk.cases import approvals, wording
from desk.cases.concerns import concerns
from desk.cases.head import head, word
from desk.cases.reading import read_note, words_of
from desk.cases.summary import items_of
from desk.people import throttle
from desk.people.accounts import user_names
from desk.people.history import history
from desk.people.roles import ROLE_WORDS, Permission
from desk.people.signing import desk_signers, own_certificate
from desk.views.cases import deputies, objections, outcomes
from desk.views.cases.sheets import asked_questions, shown
from desk.views.login import password
from desk.web import Asked, RefusedError, Way, see
from desk.work.incidents import place_names


def show(asked: Asked) -> Response:
    """All that an approver needs to know, and the form to sign it."""
    return _page(asked)


def sign(asked: Asked) -> Response:
    """Approve, with the password."""
    people, user = asked.desk.people, asked.user
    case_id = asked.params["case"]
    head = asked.text("head", 64)
    try:  # first what needs no password, so that only a wrong one counts as a try
        with asked.desk.store.reading() as db:
            approvals.ready(asked.desk, db, user, case_id, head)
    except RefusedError as error:
        return _page(asked, problem=str(error))
    wait = throttle.admit_again(people, user)
    if wait > 0:
        words = asked.say("terlalu banyak percobaan; coba lagi dalam {n} menit").format(n=ceil(wait / 60))
        return _page(asked, problem=words, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        entry = approvals.sign(asked.desk, user, case_id, head, password(asked, "password"))
    except RefusedError as error:
        asked.note("case_approve_failed", f"case:{case_id}")
        return _page(asked, problem=str(error))
    throttle.succeeded_again(people, user)
    asked.note(
        "case_approved", f"case:{case_id}", entry=entry.id, head=entry.hash, key=str(entry.data["key"])
    )
    return see(f"/kasus/{case_id}/persetujuan", sudah="setuju")


def withdraw(asked: Asked) -> Response:
    """Take one's own approval back."""
    case_id = asked.params["case"]
    entry = approvals.withdraw(asked.desk, asked.user, case_id, asked.text("approval", 100))
    told = {"approval": str(entry.data["approval"]), "head": entry.hash}
    asked.note("case_withdrawn", f"case:{case_id}", **told)
    return see(f"/kasus/{case_id}/persetujuan", sudah="tarik")


def _page(asked: Asked, problem: str = "", status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Response:
    case_id, desk = asked.params["case"], asked.desk
    read_note(asked, case_id, "approvals")
    signers = desk_signers(desk.people)
    with desk.store.reading() as db:
        log = case_log(db, case_id)
        case = checked_case(log, case_id)
        found = reviews(log, case)
        done = sum(one.complete for one in found) >= REVIEWERS
        seen = shown(db, case, [one for one in visible(found, asked.user.id) if one.complete]) if done else []
        words = words_of(db, case, [case.route_why])
        items = items_of(desk, db, case)
        names = user_names(desk.people)
        known = concerns(asked.say, desk.people, db, log, case, found, names, signers.tied)
    certificate = own_certificate(desk.people, asked.user.id)
    role, deputy = approvals.signs_as(desk, asked.user)
    before = matter_blockers(log)
    return desk.pages.render(
        asked,
        "cases/approvals.html",
        status_code=status if problem else HTTPStatus.OK,
        **head(asked, log, case, words, "persetujuan"),
        description=word(words, case.description),
        route_why=word(words, case.route_why),
        route=find_route(case.route),
        offer=find_offer(case.norm, case.act_on),
        place=place_names().get(case.place, case.place),
        wording=wording,
        items=items,
        seen=seen,
        sheets=asked_questions(case.norm),
        sheet_words=wording.SHEETS,
        answers=ANSWER_WORDS,
        conclusions=CONCLUSION_WORDS,
        counts=outcome(found),
        before=before,
        blocking=blockers(log, signers),
        concerns=known,
        approvals=_signed(asked, case, signers),
        role_words={one.value: words for one, words in ROLE_WORDS.items()},
        role=role,
        deputy=deputy,
        why_not=approvals.why_not(desk, case, asked.user),
        head=head_of_matter(case),
        fingerprint=certificate.fingerprint if certificate else "",
        names=names,
        done=asked.query.get("sudah", ""),
        problem=problem,
    )


def _signed(asked: Asked, case: Case, signers: Signers) -> list[dict[str, Any]]:
    """Each approval that stands in the log, why it does not hold if so, and how old key and account are."""
    return [
        {
            **_key(signers, one.key),
            "account": history(asked.desk.people, one.by_user),
            "id": one.id,
            "user": one.by_user,
            "at": one.made_at,
            "role": str(one.payload.get("role", "")),
            "deputy": _named_by(signers, str(one.payload.get("deputy", ""))),
            "key": one.key,
            "faults": [fault.words for fault in faults(case, one, signers)],
        }
        for one in case.approvals
    ]


def _named_by(signers: Signers, deputy: str) -> str:
    """Who named this deputy, by id; "-" for one that there is not, "" for no deputy."""
    held = signers.deputies.get(deputy)
    return held.by_user if held else "-" * bool(deputy)


def _key(signers: Signers, key: str) -> dict[str, Any]:
    """Since when there is this key, and whether its owner had another before."""
    held = signers.certificates.get(key)
    if held is None:
        return {"since": None, "renewed": False}
    others = [one for one in signers.certificates.values() if one.user == held.user]
    return {
        "since": datetime.fromisoformat(held.made_at),
        "renewed": any(one.made_at < held.made_at for one in others),
    }


WAYS: Final[tuple[Way, ...]] = (
    Way("GET", "/kasus/{case}/persetujuan", show, Permission.CASES),
    # An analyst may be a deputy: whether one signs, the view asks; it answers 400, not 403.
    Way("POST", "/kasus/{case}/persetujuan", sign, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/persetujuan/tarik", withdraw, Permission.CASE_WORK),
    *deputies.WAYS,
    *outcomes.WAYS,
    *objections.WAYS,
)
