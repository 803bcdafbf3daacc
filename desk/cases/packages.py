"""Packages at the desk: what was made and still lies here, the draft of a dossier, taking a package along."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cases.case import Case, Package
from cases.dossier.build import build_dossier
from cases.dossier.write_pdf import as_pdf
from cases.gate import Blocker, GateError, blockers
from cases.log import CaseStep, Entry
from cases.package.contents import file_sha256, narrowed
from cases.package.gathering import as_material, gather
from cases.package.make import Sealed, exported, make_package, package_path
from cases.store import case_log, checked_case
from desk.cases.custody import refuse_cut
from desk.desk import Desk
from desk.people.accounts import user_names
from desk.people.signing import desk_signers
from desk.web import MissingError, RefusedError

_CLOSED: Final = "closed"  # a closed case makes no package; what was made before may be taken along


@dataclass(frozen=True, slots=True)
class Kept:
    """A package that was made, and whether its file lies here as it was sealed."""

    made: Package
    size: int  # bytes; 0 where the file is missing
    may_go: bool  # nothing has happened since that forbids to hand it over


def kept_packages(
    desk: Desk, log: Sequence[Entry], case: Case, blocking: Sequence[Blocker]
) -> tuple[Kept, ...]:
    """The packages of a case, the latest first."""
    found = []
    for one in reversed(case.packages):
        path = package_path(desk.settings, case.id, one.id)
        size = path.stat().st_size if path.is_file() else 0
        found.append(Kept(one, size, size > 0 and _may_go(one, log, blocking)))
    return tuple(found)


def draft(desk: Desk, case_id: str) -> bytes:
    """The dossier as it would be, as PDF: under pseudonyms, marked on every page. Raises CaseError."""
    signers = desk_signers(desk.people)
    with desk.store.reading() as db:
        gathered = gather(db, case_id)
    material = as_material(
        gathered,
        desk.settings,
        signers=narrowed(gathered.case, signers),
        names=user_names(desk.people),
        draft=True,
    )
    return as_pdf(build_dossier(material))


def make(desk: Desk, case_id: str, user: str) -> Sealed:
    """Make the package. Raises RefusedError with everything that blocks it, CaseError."""
    with desk.store.reading() as db:
        refuse_cut(desk.people, db, case_log(db, case_id))
    try:
        return make_package(
            desk.store,
            desk.settings,
            case_id,
            signers=desk_signers(desk.people),
            names=user_names(desk.people),
            by_user=user,
        )
    except GateError as error:
        raise RefusedError(str(error)) from error


def take(desk: Desk, case_id: str, package_id: str, user: str) -> tuple[Path, Entry]:
    """Where a package lies that is taken along now, and the entry in the log that it is.

    Raises MissingError, RefusedError, CaseError.
    None goes once an objection was upheld. Until then one that has been handed over can be taken again; one
    that has not, only as long as the gate is open and nobody has signed, or taken a signature back, since.
    """
    signers = desk_signers(desk.people)
    with desk.store.writing() as db:
        log = case_log(db, case_id)
        case = checked_case(log, case_id)
        made = next((one for one in case.packages if one.id == package_id), None)
        if made is None:
            raise MissingError
        refuse_cut(desk.people, db, log)
        if not _may_go(made, log, blockers(log, signers)):
            raise RefusedError("kasus berubah sesudah paket ini dibuat; buat paket baru")
        path = package_path(desk.settings, case_id, package_id)
        if not path.is_file():
            raise RefusedError("berkas paket ini tidak ada lagi di meja; pulihkan dari cadangan")
        if file_sha256(path) != made.sha256:
            raise RefusedError("berkas paket ini berubah di disk; jangan dipakai, pulihkan dari cadangan")
        return path, exported(db, case_id, package_id, made.sha256, user)


def _may_go(made: Package, log: Sequence[Entry], blocking: Sequence[Blocker]) -> bool:
    since = _since(made, log)
    if any(one.step is CaseStep.OBJECTION_DECIDED and one.data.get("upheld") for one in since):
        return False
    if made.sent:  # its recipient has it
        return True
    # What is signed anew is another package: the old one holds signatures that may no longer count
    signed = any(one.step in (CaseStep.APPROVED, CaseStep.WITHDRAWN) for one in since)
    return not signed and all(one.code == _CLOSED for one in blocking)


def _since(made: Package, log: Sequence[Entry]) -> Sequence[Entry]:
    """What was entered after it was made."""
    places = (one.place for one in log if one.step is CaseStep.PACKAGED and one.data["package"] == made.id)
    place = next(places)
    return [one for one in log if one.place > place]
