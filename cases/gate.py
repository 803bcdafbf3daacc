"""The gate: the one place that says whether a referral may leave. Everything that makes a package asks here.

No score is among its inputs. A row written by hand does not pass: it carries no signature. Everything is
computed anew from the log; nothing trusts a stored state.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cases.approval import discounted, faults, together
from cases.case import REVIEWERS, Case, Conclusion, Conduct, Part
from cases.law.norms import offers
from cases.law.routes import NOT_CRITICISM, Route, passed_over, proposals, route
from cases.log import WRONG, CaseStep, Entry, broken_at
from cases.replay import read_case
from cases.signers import Signers
from cases.worksheets import CONCLUSION_WORDS, Review, fillers, may_conclude, outcome, reviews
from core.errors import PantauError


class GateError(PantauError):
    """The gate is closed; the message names everything that is missing, in Indonesian."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that is missing or forbids it."""

    code: str
    words: str  # Indonesian


def blockers(log: Sequence[Entry], signers: Signers) -> tuple[Blocker, ...]:
    """What stands between this case and a package; empty: the gate is open."""
    before = matter_blockers(log)
    if any(one.code in UNREADABLE for one in before):
        return before
    try:
        return (*before, *_approvals(log, read_case(log), signers))
    except WRONG:
        return (*before, _UNREADABLE)


UNREADABLE: Final = ("no_case", "chain", "unreadable")
"""codes after which nothing else of the log is believed"""
_UNREADABLE: Final = Blocker("unreadable", "catatan kasus tidak terbaca; periksa dengan pengurus")


def matter_blockers(log: Sequence[Entry]) -> tuple[Blocker, ...]:
    """What must be mended before anybody is asked to approve: all blockers but the approvals."""
    if not log or log[0].step is not CaseStep.OPENED:
        return (Blocker("no_case", "kasus ini tidak ada"),)
    try:
        return _whole(log) or _of_case(log, read_case(log))
    except WRONG:  # rows written by hand need not make sense
        return (_UNREADABLE,)


def pass_gate(log: Sequence[Entry], signers: Signers) -> None:
    """Raises GateError unless nothing blocks."""
    found = blockers(log, signers)
    if found:
        raise GateError("paket belum boleh dibuat: " + "; ".join(one.words for one in found))


def _whole(log: Sequence[Entry]) -> tuple[Blocker, ...]:
    place = broken_at([one.facts() for one in log], [one.hash for one in log])
    if place is not None:
        return (Blocker("chain", f"rantai pengawasan putus pada catatan {place}"),)
    if {one.case_id for one in log} != {log[0].case_id}:
        return (Blocker("chain", "rantai pengawasan memuat catatan kasus lain"),)
    return ()


def _of_case(log: Sequence[Entry], case: Case) -> tuple[Blocker, ...]:
    found = reviews(log, case)
    return (
        *_facts(case),
        *_parties(case),
        *_route_and_norm(case, found),
        *_sheets(found),
        *_objections(case),
    )


def _facts(case: Case) -> list[Blocker]:
    missing = {
        "closed": (case.closed, "kasus sudah ditutup"),
        "description": (case.description is None, "uraian belum ada"),
        "act_on": (case.act_on is None, "hari perbuatan belum ada"),
        "place": (not case.place, "tempat belum ada"),
        "evidence": (not case.evidence, "belum ada bukti"),
    }
    return [Blocker(code, words) for code, (blocks, words) in missing.items() if blocks]


def _parties(case: Case) -> list[Blocker]:
    found = []
    if any(one.minor for one in case.parties):
        found.append(Blocker("minor", "ada pihak yang diduga di bawah umur; kasus tidak boleh dirujuk"))
    if any(one.part is Part.REPORTED and one.conduct is Conduct.FORWARDED for one in case.parties):
        found.append(
            Blocker("forwarded", "terlapor yang hanya meneruskan bukan pihak; tawarkan klarifikasi kepadanya")
        )
    return found


def _route_and_norm(case: Case, done: Sequence[Review]) -> list[Blocker]:
    if not case.route:
        return [Blocker("route", "jalur belum dipilih")]
    try:
        chosen = route(case.route)
    except KeyError:
        return [Blocker("route", "jalur tidak dikenal")]
    if not chosen.needs_package:
        return [Blocker("no_package", f"jalur {chosen.title} tidak memakai paket rujukan")]
    # Missing worksheets are told by `_sheets` alone: what one of two concluded must not show here.
    concluded = outcome(done) if sum(one.complete for one in done) >= REVIEWERS else Conclusion.CRIMINAL
    proposal = next((one for one in proposals(case, concluded) if one.route.id == case.route), None)
    if proposal is None or not proposal.open:
        why = ": " + "; ".join(proposal.reasons) if proposal and proposal.reasons else ""
        return [Blocker("route_stopped", f"jalur {chosen.title} tertutup{why}"), *_norm(case, chosen)]
    return [*_chosen_with_reason(case, concluded), *_norm(case, chosen)]


def _chosen_with_reason(case: Case, concluded: Conclusion) -> list[Blocker]:
    """Why it goes further than needed holds as things stand now: the norm may have changed since."""
    found = []
    passed = passed_over(case, case.route, concluded)
    if not set(passed) <= set(case.passed) or (passed and case.route_why is None):
        titles = ", ".join(route(one).title for one in passed)
        words = f"ada jalur lebih ringan yang terbuka ({titles}); pilih jalurnya lagi dan tulis alasannya"
        found.append(Blocker("passed", words))
    if NOT_CRITICISM not in case.confirmed:
        words = "belum dinyatakan bahwa ini bukan kritik, satire, kutipan atau unjuk rasa damai"
        found.append(Blocker("criticism", f"{words}; pilih jalurnya lagi"))
    return found


def _norm(case: Case, chosen: Route) -> list[Blocker]:
    if not case.norm:
        return [Blocker("norm", "norma belum dipilih")] if chosen.needs_norm else []
    if case.act_on is None:  # said already
        return []
    if case.norm not in {one.norm.id for one in offers(case.act_on)}:
        return [Blocker("norm_void", "norma yang dipilih tidak berlaku pada hari perbuatan")]
    return []


def _sheets(found: Sequence[Review]) -> list[Blocker]:
    done = sum(one.complete for one in found)
    if done < REVIEWERS:
        stale = any("stale" in one.missing or "objection" in one.missing for one in found)
        words = f"lembar kerja lengkap dari {REVIEWERS} orang diperlukan; baru {done}"
        return [Blocker("sheets", words + (" (ada yang usang)" if stale else ""))]
    concluded = outcome(found)
    if concluded not in (Conclusion.CRIMINAL, Conclusion.ADMINISTRATIVE):
        words = f"kesimpulan yang berlaku: {CONCLUSION_WORDS[concluded].lower()}; tidak untuk dirujuk"
        return [Blocker("conclusion", words)]
    return _carried(found, concluded)


def _carried(found: Sequence[Review], concluded: Conclusion) -> list[Blocker]:
    """The conclusion is one that the answers of each of them carry, whatever a row says."""
    for one in found:
        if one.complete and one.rabat is not None:
            elements = one.elements.answers if one.elements is not None else {}
            norm = one.rabat.norm
            if why := may_conclude(concluded, norm, one.rabat.answers, elements):
                return [Blocker("conclusion", f"lembar kerja tidak mendukung kesimpulan: {why}")]
    return []


def _objections(case: Case) -> list[Blocker]:
    if any(one.upheld is None for one in case.objections):
        return [Blocker("objection", "ada keberatan yang belum diputuskan")]
    return []


def _approvals(log: Sequence[Entry], case: Case, signers: Signers) -> list[Blocker]:
    uncounted = discounted(log)
    standing = [one for one in case.approvals if one.id not in uncounted]
    wrong = {one.id: {fault.code for fault in faults(case, one, signers)} for one in standing}
    held = [one for one in standing if not wrong[one.id]]
    words = together(case, held, signers, fillers(reviews(log, case)))
    if words and any(codes & {"tied", "appointer"} for codes in wrong.values()):
        told = "persetujuan dari yang terkait peserta pemilihan tidak dihitung"
        words = (*words, f"{told}, juga dari pengganti yang ditunjuknya")
    return [Blocker("approvals", one) for one in words]
