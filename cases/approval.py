"""Approvals: what is approved, how it is signed, and whether a signed approval still holds.

An approval is a record that its approver signed with a key of their own. It names the hash of the matter (all
that the approver saw); any later change of it makes the approval stale. Two hold together when:

- they are of two people, one signing as legal officer (or as deputy of that role);
- neither is an administrator, neither opened the case, neither decided on an objection in it, neither answers
  to a contestant while candidates stand, nor does whoever named one of them a deputy;
- at least one of them filled in no worksheet of the case: whoever judged it first does not judge it alone;
- at most one is a deputy, and not one whom the other named: else one person might choose both signatures.

A team of five can live with that: one analyst opens, two people fill the worksheets, the supervisor and the
legal officer sign; one of these two may have stood in at the worksheets.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cases.case import Approval, Case, Filled, Text
from cases.log import CaseStep, Entry, stamp
from cases.signers import (
    ADMINISTRATOR,
    APPROVING,
    LEGAL,
    Signers,
    certified,
    deputed,
    public_bytes,
)
from cases.signing import fingerprint, public_key, sign, verifies
from core.canonical import canonical, sha256

NEEDED: Final = 2
_WRITTEN_WITHIN: Final = timedelta(minutes=10)  # from signing until the entry stands in the log

_FIELDS: Final = frozenset(
    {"case", "head_of_matter", "route", "norm", "role", "user", "deputy", "at", "decision", "nonce"}
)

WORDS: Final[Mapping[str, str]] = {
    "payload": "isi persetujuan tidak lengkap atau bukan persetujuan",
    "case": "persetujuan ini milik kasus lain",
    "certificate": "kunci penanda tangan tidak disahkan oleh meja ini, atau sudah tidak berlaku saat itu",
    "signature": "tanda tangan tidak cocok dengan isinya",
    "person": "kunci itu milik orang lain",
    "time": "waktu tanda tangan tidak cocok dengan waktu pencatatan",
    "administrator": "pengurus tidak boleh menyetujui",
    "opener": "pembuka kasus tidak boleh menyetujui",
    "objection": "yang memutuskan keberatan dalam kasus ini tidak boleh menyetujui",
    "tied": "penanda tangan terkait peserta pemilihan",
    "appointer": "yang menunjuk pengganti ini terkait peserta pemilihan",
    "role": "penanda tangan tidak memegang peran itu saat menandatangani",
    "deputy": "penunjukan pengganti tidak sah atau tidak berlaku saat itu",
    "stale": "kasus berubah setelah disetujui",
}
"""Why an approval does not hold, in Indonesian, by code."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why an approval does not hold."""

    code: str

    @property
    def words(self) -> str:
        """In Indonesian."""
        return WORDS[self.code]


def matter(case: Case) -> dict[str, Any]:
    """What is approved: everything on which a referral rests. Only ids, codes and hashes."""
    return {
        "case": case.id,
        "known_at": stamp(case.known_at),
        "title": _text(case.title),
        "stories": sorted(case.stories),
        "items": sorted([item, revision] for item, revision in case.items),
        "description": _text(case.description),
        "place": case.place,
        "act_on": case.act_on.isoformat() if case.act_on else "",
        "channel": case.channel,
        "news": case.news,
        "parties": sorted(
            [
                one.id,
                one.part.value,
                one.conduct.value,
                one.pseudonym,
                _text(one.identity),
                one.press,
                one.minor,
            ]
            for one in case.parties
        ),
        "evidence": sorted([one.id, one.manifest] for one in case.evidence),
        "route": case.route,
        "passed": list(case.passed),
        "route_why": _text(case.route_why),
        "confirmed": list(case.confirmed),
        "norm": case.norm,
        "sheets": sorted([sheet, user, _answers(one)] for (sheet, user), one in case.sheets.items()),
        "conclusions": sorted([user, one.value] for user, one in case.conclusions.items()),
        "objections": sorted([one.id, one.party, _verdict(one.upheld)] for one in case.objections),
    }


def head_of_matter(case: Case) -> str:
    """SHA-256 of the matter in canonical JSON: what an approval names."""
    return sha256(canonical(matter(case)))


def payload(case: Case, *, user: str, role: str, deputy: str, at: datetime) -> dict[str, str]:
    """What an approver signs."""
    return {
        "case": case.id,
        "head_of_matter": head_of_matter(case),
        "route": case.route,
        "norm": case.norm,
        "role": role,
        "user": user,
        "deputy": deputy,
        "at": stamp(at),
        "decision": "approve",
        "nonce": secrets.token_hex(8),  # no two approvals are alike: one shown twice is a copy
    }


def approve(
    case: Case, private: bytes, *, user: str, role: str, deputy: str = "", at: datetime
) -> dict[str, Any]:
    """The data of an entry CaseStep.APPROVED, signed with the approver's own key."""
    signed = payload(case, user=user, role=role, deputy=deputy, at=at)
    return {
        "payload": signed,
        "signature": sign(private, canonical(signed)),
        "key": fingerprint(public_key(private)),
    }


def faults(case: Case, approval: Approval, signers: Signers) -> tuple[Fault, ...]:
    """Why this approval does not hold; empty: it holds. Nothing is believed that is not signed."""
    said = approval.payload
    texts = isinstance(said, Mapping) and all(isinstance(one, str) for one in said.values())
    if not texts or set(said) != _FIELDS:
        return (Fault("payload"),)
    certificate = signers.certificates.get(approval.key)
    public = public_bytes(certificate.public_key) if certificate else b""
    if certificate is None or fingerprint(public) != approval.key:
        return (Fault("certificate"),)
    if not verifies(public, canonical(dict(said)), approval.signature):
        return (Fault("signature"),)
    checks = {
        "certificate": certified(signers.desk_key, certificate, said["at"]),
        "payload": said["decision"] == "approve",
        "case": said["case"] == case.id,
        "person": said["user"] == certificate.user == approval.by_user,
        "time": _written_at_once(said["at"], approval.made_at),
        "administrator": certificate.role != ADMINISTRATOR,
        "opener": said["user"] != case.opened_by,
        "objection": said["user"] not in {one.decided_by for one in case.objections},
        "tied": said["user"] not in signers.tied,
        "appointer": not appointer_tied(said["deputy"], signers),
        "stale": _is_of(case, said),
    }
    found = [Fault(code) for code, holds in checks.items() if not holds]
    return (*found, *_role_faults(said, certificate.role, signers))


def appointer_tied(deputy_id: str, signers: Signers) -> bool:
    """Whether whoever named this deputy answers to a contestant today: they would choose who signs."""
    deputy = signers.deputies.get(deputy_id)
    return deputy is not None and deputy.by_user in signers.tied


def valid(case: Case, approval: Approval, signers: Signers) -> bool:
    """Whether this approval holds now."""
    return not faults(case, approval, signers)


def together(
    case: Case, approvals: Sequence[Approval], signers: Signers, fillers: frozenset[str]
) -> tuple[str, ...]:
    """What is missing for these valid approvals to be enough, in Indonesian; empty: they are.

    `fillers`: who filled in worksheets of the case. Enough is any two of them that go together.
    """
    people = {one.by_user: one for one in approvals}
    if len(people) < NEEDED:
        return (f"perlu {NEEDED} persetujuan yang sah dari dua orang; ada {len(people)}",)
    reasons: list[str] = []
    held = list(people.values())
    for place, first in enumerate(held):
        for second in held[place + 1 :]:
            against = _against(first, second, signers, fillers)
            if not against:
                return ()
            reasons.extend(against)
    return tuple(dict.fromkeys(reasons))


def discounted(log: Sequence[Entry]) -> frozenset[str]:
    """Ids of approvals that count for nothing, whoever signed them: copies, and those dated back."""
    return copies(log) | dated_back(log)


def dated_back(log: Sequence[Entry]) -> frozenset[str]:
    """Ids of approvals dated before what stood in the log already.

    With the clock set back (`--now`) a deputy or a key that has ended would sign as of old.
    """
    latest: datetime | None = None
    found: set[str] = set()
    for entry in log:
        if entry.step is CaseStep.APPROVED and latest and entry.made_at < latest - _WRITTEN_WITHIN:
            found.add(entry.id)
        latest = max(latest or entry.made_at, entry.made_at)
    return frozenset(found)


def copies(log: Sequence[Entry]) -> frozenset[str]:
    """Ids of approvals that show a payload which stood in the log before: a withdrawn one put in again.

    The payload, not the signature: one signature can be written in Base64 in more than one way.
    """
    seen: set[str] = set()
    again: set[str] = set()
    for entry in log:
        if entry.step is CaseStep.APPROVED:
            signed = sha256(canonical(entry.data.get("payload")))
            if signed in seen:
                again.add(entry.id)
            seen.add(signed)
    return frozenset(again)


def _against(first: Approval, second: Approval, signers: Signers, fillers: frozenset[str]) -> list[str]:
    """What speaks against these two together."""
    found = []
    if LEGAL not in (first.payload["role"], second.payload["role"]):
        found.append("salah satu persetujuan harus dari petugas hukum atau penggantinya")
    if {first.by_user, second.by_user} <= fillers:
        found.append("salah satu penyetuju harus orang yang tidak mengisi lembar kerja kasus ini")
    if first.payload["deputy"] and second.payload["deputy"]:
        found.append("dua pengganti tidak menyetujui bersama; salah satu penyetuju memegang perannya sendiri")
    for one, other in ((first, second), (second, first)):
        deputy = signers.deputies.get(one.payload["deputy"])
        if deputy is not None and deputy.by_user == other.by_user:
            found.append("yang menunjuk pengganti tidak boleh menyetujui bersama pengganti itu")
    return found


def _role_faults(said: Mapping[str, str], role: str, signers: Signers) -> list[Fault]:
    """The role was held then: by the certificate, or by a deputy's letter."""
    if said["role"] not in APPROVING:
        return [Fault("role")]
    if not said["deputy"]:
        return [] if said["role"] == role else [Fault("role")]
    deputy = signers.deputies.get(said["deputy"])
    holds = (
        deputy is not None
        and deputy.id == said["deputy"]
        and deputy.user == said["user"]
        and deputy.for_role == said["role"]
        and deputed(signers.desk_key, deputy, said["at"])
    )
    return [] if holds else [Fault("deputy")]


def _is_of(case: Case, said: Mapping[str, str]) -> bool:
    named = (said["head_of_matter"], said["route"], said["norm"])
    return named == (head_of_matter(case), case.route, case.norm)


def _written_at_once(signed: str, written: datetime) -> bool:
    """An approval stands in the log when it is signed; one kept back and put in later does not count."""
    earliest = stamp(written - _WRITTEN_WITHIN)
    return earliest <= signed <= stamp(written)


def _text(text: Text | None) -> str:
    return text.sha256 if text else ""


def _verdict(upheld: bool | None) -> str:
    return {None: "open", True: "upheld", False: "rejected"}[upheld]


def _answers(filled: Filled) -> str:
    """The hash of one worksheet: its norm, each answer and the words for it."""
    answers = {name: [answer.value, _text(why)] for name, (answer, why) in filled.answers.items()}
    return sha256(canonical({"norm": filled.norm, "answers": answers}))
