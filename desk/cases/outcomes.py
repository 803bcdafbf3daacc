"""Where a package went and what its recipient answered: forms checked, then written in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cases.case import Case, Package
from cases.log import CaseStep, Entry
from cases.outcomes import OUTCOMES, SENT_BY, STOP_REASONS
from cases.store import append, case_log, checked_case, keep_text, the_case
from core import clock
from core.text.masking import mask
from desk.desk import Desk
from desk.web import MissingError, RefusedError

LONGEST = 2000


def sent(desk: Desk, user: str, case_id: str, form: Mapping[str, str]) -> Entry:
    """A package went to the recipient of its route, and nobody else's. Raises RefusedError, MissingError."""
    if form["by"] not in SENT_BY:
        raise RefusedError("pilih cara pengiriman")
    with desk.store.writing() as db:
        log = case_log(db, case_id)
        package = the_package(checked_case(log, case_id), form["package"])
        if not _was_taken(log, package):  # else one that may no longer go would only need to be called sent
            raise RefusedError("paket ini belum pernah diambil dari meja; ambil dulu, lalu catat")
        data = {
            "package": package.id,
            "recipient": package.route,
            "by": form["by"],
            "on": day(desk, form["on"], package).isoformat(),
        }
        if data in package.sent:
            raise RefusedError("pengiriman ini sudah tercatat")
        return append(db, case_id, CaseStep.SENT, data, by_user=user)


def outcome(desk: Desk, user: str, case_id: str, form: Mapping[str, str]) -> Entry:
    """What the recipient of a package answered. Raises RefusedError, MissingError."""
    what, reason, why = form["outcome"], form["reason"], mask(form["why"].strip())
    if what not in OUTCOMES:
        raise RefusedError("pilih hasil dari daftar")
    if what == "stopped" and reason not in STOP_REASONS:
        raise RefusedError("pilih alasan penghentian")
    if what == "stopped" and reason == "other" and len(why) < 5:
        raise RefusedError("tulis alasannya")
    with desk.store.writing() as db:
        package = the_package(the_case(db, case_id), form["package"])
        if not package.sent:
            raise RefusedError("catat pengirimannya dulu")
        data: dict[str, Any] = {
            "package": package.id,
            "outcome": what,
            "on": day(desk, form["on"], package).isoformat(),
            "reason": reason if what == "stopped" else "",
            "why": keep_text(db, case_id, why),
        }
        return append(db, case_id, CaseStep.OUTCOME, data, by_user=user)


def _was_taken(log: Sequence[Entry], package: Package) -> bool:
    what = f"package:{package.id}"
    return any(one.step is CaseStep.EXPORTED and one.data.get("what") == what for one in log)


def the_package(case: Case, package_id: str) -> Package:
    """A package of this case. Raises MissingError."""
    found = next((one for one in case.packages if one.id == package_id), None)
    if found is None:
        raise MissingError
    return found


def day(desk: Desk, text: str, package: Package) -> date:
    """A day between the package's making and today. Raises RefusedError."""
    zone = desk.settings.zone
    try:
        given = date.fromisoformat(text)
    except ValueError as error:
        raise RefusedError("isi tanggalnya") from error
    if not package.made_at.astimezone(zone).date() <= given <= clock.now().astimezone(zone).date():
        raise RefusedError("tanggalnya tidak boleh di depan, atau sebelum paket dibuat")
    return given
