"""What a case waits for next, and where that is done: one line on each of its pages and in the list."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from cases.case import Case, Package
from cases.gate import blockers
from cases.law.routes import find_route
from cases.log import CaseStep, Entry
from cases.outcomes import corrections
from cases.signers import Signers
from cases.worksheets import reviews
from desk.cases import approvals
from desk.desk import Desk
from desk.people.accounts import User

WORDS: Final[Mapping[str, str]] = {
    "objection": "putuskan keberatan yang masih terbuka",
    "correct": "beri tahu penerima paket tentang koreksinya",
    "describe": "lengkapi uraian: apa, kapan, di mana",
    "evidence": "ambil bukti selagi halamannya masih ada",
    "route": "pilih jalur; untuk jalur dengan paket, pilih normanya dulu",
    "gentle": "kerjakan lewat jalur yang dipilih, lalu tutup kasus ini dengan alasan",
    "protect": "pilih jalur tanpa paket: rujukan diblokir karena pihaknya",
    "sheets": "isi lembar kerja Anda",
    "second": "menunggu orang kedua mengisi lembar kerja",
    "conclusion": "pilih jalur yang lebih ringan: kesimpulannya tidak untuk dirujuk",
    "choose": "pilih jalurnya: lembar kerja dua orang sudah selesai",
    "stopped": "periksa jalur dan norma: yang dipilih tertutup",
    "again": "pilih jalurnya lagi, dengan alasannya",
    "approve": "baca semuanya, lalu setujui",
    "wait": "menunggu persetujuan dua orang, salah satunya petugas hukum",
    "package": "buat paket",
    "take": "ambil paketnya, kirim, lalu catat ke mana",
    "outcome": "catat jawaban penerima",
    "close": "hasilnya sudah tercatat: tutup kasus bila tidak ada lagi yang dikerjakan",
}
"""what is to be done, Indonesian"""
PATHS: Final[Mapping[str, str]] = {
    "objection": "/keberatan",
    "correct": "/keberatan",
    "describe": "#uraian",
    "evidence": "/bukti",
    "route": "/jalur",
    "gentle": "#tutup",
    "protect": "/jalur",
    "sheets": "/lembar#lembar-anda",
    "second": "/lembar",
    "conclusion": "/jalur#jalur",
    "choose": "/jalur#jalur",
    "stopped": "/jalur",
    "again": "/jalur#jalur",
    "approve": "/persetujuan#setujui",
    "wait": "/persetujuan",
    "package": "/paket",
    "take": "/paket#dibuat",
    "outcome": "/hasil",
    "close": "#tutup",
}
"""where, after the address of the case"""
_FINAL: Final = frozenset({"stopped", "proven", "not_proven"})  # nothing comes after these
_FACTS: Final = frozenset({"description", "act_on", "place"})
_STOPS: Final = frozenset({"route", "route_stopped", "passed", "criticism", "norm", "norm_void"})


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step: what, and where."""

    words: str  # Indonesian
    path: str  # after the address of the case


def step_of(desk: Desk, log: Sequence[Entry], case: Case, user: User, signers: Signers) -> NextStep | None:
    """What this case waits for, as this user sees it; None for one that is closed."""
    if case.closed:
        return None
    code = _before(log, case) or _made(log, case) or _asked(desk, log, case, user, signers)
    return NextStep(WORDS[code], PATHS[code])


def _before(log: Sequence[Entry], case: Case) -> str:
    """What goes before everything else: somebody objects, or must be told that we were wrong."""
    if any(one.upheld is None for one in case.objections):
        return "objection"
    return "correct" if any(not one.told for one in corrections(log)) else ""


def _made(log: Sequence[Entry], case: Case) -> str:
    """After the newest package; "" where there is none that may go."""
    if not case.packages:
        return ""
    if case.packages[-1].sent:
        return "close" if _answered(case.packages[-1]) else "outcome"
    last = max((CaseStep.PACKAGED, CaseStep.APPROVED, CaseStep.WITHDRAWN), key=lambda one: _place(log, one))
    return "take" if last is CaseStep.PACKAGED else ""


def _answered(package: Package) -> bool:
    return any(one.get("outcome") in _FINAL for one in package.outcomes)


def _place(log: Sequence[Entry], step: CaseStep) -> int:
    return max((one.place for one in log if one.step is step), default=0)


def _asked(desk: Desk, log: Sequence[Entry], case: Case, user: User, signers: Signers) -> str:
    """What the gate asks next, in the order in which a case is worked."""
    codes = {one.code for one in blockers(log, signers)}
    if codes & _FACTS:
        return "describe"
    if "evidence" in codes:
        return "evidence"
    if _gentle(case):
        return "gentle"
    if codes & {"minor", "forwarded"}:
        return "protect"
    return _judged(log, case, codes, user) or _signed(desk, case, codes, user, signers)


def _gentle(case: Case) -> bool:
    """Whether a route that makes no package was chosen."""
    chosen = find_route(case.route)
    return chosen is not None and not chosen.needs_package


def _judged(log: Sequence[Entry], case: Case, codes: Set[str], user: User) -> str:
    """Norm, worksheets, route."""
    if not case.route and not case.norm:
        return "route"
    if "sheets" in codes:
        own = any(one.complete and one.user == user.id for one in reviews(log, case))
        return "second" if own else "sheets"
    if "conclusion" in codes:
        return "conclusion"
    if not case.route:
        return "choose"
    return "stopped" if not _STOPS.isdisjoint(codes) else ""


def _signed(desk: Desk, case: Case, codes: Set[str], user: User, signers: Signers) -> str:
    """Nothing else is missing: approvals, then the package. What else blocks belongs to the route."""
    if not codes <= {"approvals"}:
        return "again"
    if codes:
        return "wait" if approvals.why_not(desk, case, user, signers) else "approve"
    return "package"
