"""Approving at the desk: what the form must carry, the password, the signature; one transaction."""

from typing import Final

from cases.approval import appointer_tied, approve, head_of_matter, valid
from cases.case import Case
from cases.gate import matter_blockers
from cases.log import CaseStep, Entry
from cases.signers import APPROVING, Signers
from cases.store import append, case_log, checked_case
from core import clock
from desk.desk import Desk
from desk.people import deputies, history
from desk.people.accounts import AccountError, User, check_password
from desk.people.roles import Permission
from desk.people.signing import desk_signers, unlock
from desk.web import RefusedError
from pipeline.store import Connection

_STALE: Final = "kasus berubah sejak halaman ini dibuka; baca lagi, lalu setujui"


def signs_as(desk: Desk, user: User) -> tuple[str, str]:
    """As which role this user may sign now, and by which deputy's id; ("", "") where not at all."""
    if user.may(Permission.APPROVE) and user.role.value in APPROVING:
        return user.role.value, ""
    deputy = deputies.active(desk.people, user.id)
    if deputy is None or not deputies.may_stand_in(user):
        return "", ""
    return deputy.for_role, deputy.id


def why_not(desk: Desk, case: Case, user: User, signers: Signers | None = None) -> str:
    """Why this user may not approve this case, in Indonesian; "" where they may.

    `signers`: whose keys count, where the caller has read them already.
    """
    role, deputy = signs_as(desk, user)
    if not role:
        return "peran Anda tidak menyetujui rujukan"
    if user.id == case.opened_by:
        return "Anda membuka kasus ini; orang lain yang menyetujuinya"
    if any(one.decided_by == user.id for one in case.objections):
        return "Anda memutuskan keberatan dalam kasus ini; orang lain yang menyetujuinya"
    if history.lately_administrator(desk.people.one, user.id):
        return history.WAIT
    signers = signers or desk_signers(desk.people)
    if appointer_tied(deputy, signers):
        return "yang menunjuk Anda terkait peserta pemilihan; minta petugas hukum atau penyelia lain menunjuk"
    if any(one.by_user == user.id and valid(case, one, signers) for one in case.approvals):
        return "Anda sudah menyetujui; persetujuan Anda masih berlaku"
    return ""


def ready(desk: Desk, db: Connection, user: User, case_id: str, head: str) -> Case:
    """The case, if this user may sign what the page showed.

    `head`: hash of the matter on the page: what was read is what is signed. Raises RefusedError.
    """
    log = case_log(db, case_id)
    case = checked_case(log, case_id)
    if why := why_not(desk, case, user):
        raise RefusedError(why)
    if matter_blockers(log):
        raise RefusedError("masih ada yang kurang; lengkapi dulu sebelum menyetujui")
    if head != head_of_matter(case):
        raise RefusedError(_STALE)
    return case


def sign(desk: Desk, user: User, case_id: str, head: str, password: str) -> Entry:
    """One approval, signed with the own key; the caller has asked the throttle. Raises RefusedError."""
    if check_password(desk.people, user.name, password) is None:
        raise RefusedError("sandi salah; persetujuan tidak ditandatangani")
    try:
        private = unlock(desk.people, user, password)
    except AccountError as error:
        raise RefusedError(str(error)) from error
    role, deputy = signs_as(desk, user)
    with desk.store.writing() as db:
        case = ready(desk, db, user, case_id, head)
        data = approve(case, private, user=user.id, role=role, deputy=deputy, at=clock.now())
        return append(db, case_id, CaseStep.APPROVED, data, by_user=user.id)


def withdraw(desk: Desk, user: User, case_id: str, approval_id: str) -> Entry:
    """Take one's own approval back. Raises RefusedError."""
    with desk.store.writing() as db:
        case = checked_case(case_log(db, case_id), case_id)
        if not any(one.id == approval_id and one.by_user == user.id for one in case.approvals):
            raise RefusedError("hanya persetujuan Anda sendiri yang bisa ditarik")
        return append(db, case_id, CaseStep.WITHDRAWN, {"approval": approval_id}, by_user=user.id)
