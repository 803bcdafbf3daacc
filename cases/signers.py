"""Who may sign: certificates of approvers' keys and deputies, each signed by the desk's key.

Nothing here trusts where a record lies. Whoever writes into a database can add a certificate, a deputy or an
end; without the desk's signature over exactly these facts none of them counts (`certified`, `deputed`).
What this cannot keep out is somebody who reads `keys/signature.key` itself: docs/decisions/013.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from cases.log import stamp
from cases.signing import fingerprint, sign, verifies
from core.canonical import canonical

LEGAL: Final = "legal"
SUPERVISOR: Final = "supervisor"
ADMINISTRATOR: Final = "administrator"
APPROVING: Final = (LEGAL, SUPERVISOR)
"""roles that approve, or whose deputies do: the values of desk.people.roles.RoleOfUser"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """That a key belongs to a person in a role. Kept for good, so that old approvals verify."""

    user: str  # id
    name: str
    role: str  # a desk.people.roles.RoleOfUser, by its value
    public_key: str  # hexadecimal
    made_at: str  # UTC, cases.log.stamp
    signature: str  # of the desk, over all of the above in canonical JSON
    ended_at: str = ""  # reset, change of role, disabled
    ended_signature: str = ""  # of the desk, over the above with ended_at

    @property
    def fingerprint(self) -> str:
        """How people name the key; "" where what stands here is no key."""
        public = public_bytes(self.public_key)
        return fingerprint(public) if public else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputy:
    """Somebody stands in for a role from one day until another."""

    id: str
    user: str
    for_role: str
    since: str  # UTC stamp
    until: str  # UTC stamp
    by_user: str
    signature: str  # of the desk
    ended_at: str = ""  # ended before its day
    ended_signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """All that a check of approvals needs besides the case."""

    desk_key: bytes  # public
    certificates: Mapping[str, Certificate] = field(default_factory=dict)  # by fingerprint
    deputies: Mapping[str, Deputy] = field(default_factory=dict)  # by id
    tied: frozenset[str] = frozenset()  # users who answer to a contestant today; the desk knows, no package

    def facts(self) -> dict[str, Any]:
        """As a package carries them; `signers_of` reads them back."""
        return {
            "certificates": [asdict(one) for _, one in sorted(self.certificates.items())],
            "deputies": [asdict(one) for _, one in sorted(self.deputies.items())],
        }

    def narrowed(self, keys: frozenset[str], deputies: frozenset[str]) -> "Signers":
        """Only these: a package names nobody who did not sign in it."""
        return Signers(
            desk_key=self.desk_key,
            certificates={key: one for key, one in self.certificates.items() if key in keys},
            deputies={name: one for name, one in self.deputies.items() if name in deputies},
            tied=self.tied,
        )


def signers_of(facts: Mapping[str, Any], desk_key: bytes) -> Signers:
    """What `Signers.facts` gave, under a desk key known from elsewhere. Raises ValueError for other facts."""
    try:
        certificates = [Certificate(**one) for one in facts["certificates"]]
        deputies = [Deputy(**one) for one in facts["deputies"]]
    except (KeyError, TypeError) as error:
        raise ValueError(f"signers cannot be read: {error}") from error
    return Signers(
        desk_key=desk_key,
        certificates={one.fingerprint: one for one in certificates},
        deputies={one.id: one for one in deputies},
    )


def certify(
    desk_private: bytes, *, user: str, name: str, role: str, public: bytes, at: datetime
) -> Certificate:
    """A certificate, signed by the desk."""
    facts = {"user": user, "name": name, "role": role, "public_key": public.hex(), "made_at": stamp(at)}
    return Certificate(**facts, signature=sign(desk_private, _message("certificate", facts)))


def end_certificate(desk_private: bytes, held: Certificate, at: datetime) -> Certificate:
    """The same certificate, ended; one that has ended stays as it is."""
    if held.ended_at:
        return held
    facts = {**_made(held), "ended_at": stamp(at)}
    return Certificate(
        **facts, signature=held.signature, ended_signature=sign(desk_private, _message("certificate", facts))
    )


def depute(
    desk_private: bytes,
    *,
    deputy_id: str,
    user: str,
    for_role: str,
    since: datetime,
    until: datetime,
    by_user: str,
) -> Deputy:
    """A deputy, signed by the desk. Who may name whom, desk/people/deputies.py says."""
    facts = {
        "id": deputy_id,
        "user": user,
        "for_role": for_role,
        "since": stamp(since),
        "until": stamp(until),
        "by_user": by_user,
    }
    return Deputy(**facts, signature=sign(desk_private, _message("deputy", facts)))


def end_deputy(desk_private: bytes, held: Deputy, at: datetime) -> Deputy:
    """The same deputy, ended before the day."""
    if held.ended_at:
        return held
    facts = {**_named(held), "ended_at": stamp(at)}
    return Deputy(
        **facts, signature=held.signature, ended_signature=sign(desk_private, _message("deputy", facts))
    )


def certified(desk_key: bytes, held: Certificate, at: str) -> bool:
    """Whether the desk signed this certificate and it held at that moment (a `stamp`)."""
    facts = _made(held)
    if not verifies(desk_key, _message("certificate", facts), held.signature) or at < held.made_at:
        return False
    ended = {**facts, "ended_at": held.ended_at}
    return _not_ended(desk_key, "certificate", ended, held.ended_signature, at)


def deputed(desk_key: bytes, held: Deputy, at: str) -> bool:
    """Whether the desk signed this deputy and it held at that moment."""
    facts = _named(held)
    signed = verifies(desk_key, _message("deputy", facts), held.signature)
    if not signed or not held.since <= at <= held.until or held.user == held.by_user:
        return False
    ended = {**facts, "ended_at": held.ended_at}
    return _not_ended(desk_key, "deputy", ended, held.ended_signature, at)


def public_bytes(text: str) -> bytes:
    """The bytes of a public key in hexadecimal; empty where it is none."""
    try:
        public = bytes.fromhex(text)
    except ValueError:
        return b""
    return public if len(public) == 32 else b""


def _not_ended(desk_key: bytes, kind: str, facts: Mapping[str, str], signature: str, at: str) -> bool:
    """Not ended by that moment. An end that the desk did not sign makes the whole record doubtful."""
    if not facts["ended_at"]:
        return not signature
    return verifies(desk_key, _message(kind, facts), signature) and at <= facts["ended_at"]


def _message(kind: str, facts: Mapping[str, str]) -> bytes:
    # The kind is signed too: what was signed as one thing can't be shown as another.
    return canonical({"kind": kind, **facts})


def _made(held: Certificate) -> dict[str, str]:
    return {name: getattr(held, name) for name in ("user", "name", "role", "public_key", "made_at")}


def _named(held: Deputy) -> dict[str, str]:
    return {name: getattr(held, name) for name in ("id", "user", "for_role", "since", "until", "by_user")}
