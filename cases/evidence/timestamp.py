"""Time stamps (RFC 3161): an authority that knows nothing of the case signs that this hash was there then.

Stamped is the SHA-256 of a manifest; the answer lies beside it as `manifest.tsr`. Only an answer that leads
to one of the root certificates of the settings is kept. A stamp that could not be had is an entry of the
custody log, with its reason, and is asked for again (`retry_stamps`), less and less often.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from cases.case import Case, Evidence
from cases.evidence.der import with_certificates_in_order
from cases.evidence.places import MANIFEST, STAMP, folder
from cases.evidence.wording import STAMP_REASONS
from cases.log import CaseStep, Entry
from cases.store import CaseError, all_logs, append, the_case
from core import clock
from core.canonical import sha256
from core.errors import PantauError
from core.files import write_new
from core.settings import Settings
from crawlers.fetch import FetchError, fetch
from pipeline.store import Connection, Store
from pipeline.store.notes import new_id

GOOD: Final = "good"
FAILED: Final = "failed"
_APART: Final = timedelta(hours=1)  # between the authority's clock and ours
_FIRST: Final = 120.0  # seconds until a failed stamp is asked for again; each time twice that
_LONGEST: Final = 3600.0
_AT_ONCE: Final = 20  # stamps of one turn

_ODD: Final = (
    VerificationError,
    ValueError,
    TypeError,
    x509.AttributeNotFound,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""what the libraries raise over certificates that somebody made up"""

_waits: Final[dict[tuple[str, str], tuple[int, float]]] = {}
"""by data folder and evidence: how often it failed, and when it is asked for again (clock.wall)"""
_turn: Final = threading.Lock()


class StampError(PantauError):
    """No good time stamp; `code` names the reason (cases.evidence.wording.STAMP_REASONS)."""

    def __init__(self, code: str) -> None:
        super().__init__(STAMP_REASONS[code])
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A good answer."""

    answer: bytes
    at: datetime  # as the authority says, UTC
    serial: int


def request_stamp(content: bytes, settings: Settings) -> Stamp:
    """Have these bytes stamped by the authority of the settings. Raises StampError."""
    roots = _roots(settings)
    asked = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        got = fetch(
            settings.tsa,
            settings,
            method="POST",
            headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
            body=asked.as_bytes(),
        )
    except FetchError as error:
        raise StampError("unreachable") from error
    if got.status != 200:
        raise StampError("http")
    answer = with_certificates_in_order(got.body)
    return verify_stamp(answer, sha256(content), roots, nonce=asked.nonce, now=_wall())


def verify_stamp(
    answer: bytes,
    digest: str,
    roots: list[x509.Certificate],
    *,
    nonce: int | None = None,
    now: datetime | None = None,
) -> Stamp:
    """Whether this answer stamps this SHA-256 and leads to one of these roots. Raises StampError.

    `now`: refuse an authority whose clock is more than an hour off; it is left out for an old stamp.
    """
    if not roots:
        raise StampError("no_roots")
    try:
        told = decode_timestamp_response(answer)
        if told.status != PKIStatus.GRANTED:
            raise StampError("refused")
        info = told.tst_info
        at = info.gen_time.replace(tzinfo=UTC) if info.gen_time.tzinfo is None else info.gen_time
        imprint = info.message_imprint.message.hex()
    except ValueError as error:
        raise StampError("garbage") from error
    if imprint != digest or (nonce is not None and info.nonce != nonce):
        raise StampError("mismatch")
    try:
        VerifierBuilder(roots=list(roots), nonce=nonce).build().verify(told, bytes.fromhex(digest))
    except _ODD as error:
        raise StampError("expired" if _has_expired(told, at) else "untrusted") from error
    if now is not None and abs(now - at) > _APART:
        raise StampError("clock")
    return Stamp(answer=answer, at=at, serial=info.serial_number)


def _has_expired(told: TimeStampResponse, at: datetime) -> bool:
    """Whether a certificate of the answer was not valid when it says it was made."""
    try:
        certificates = [x509.load_der_x509_certificate(one) for one in told.signed_data.certificates]
        return any(not one.not_valid_before_utc <= at <= one.not_valid_after_utc for one in certificates)
    except _ODD:
        return False


def stamp_time(place: Path) -> datetime | None:
    """When the stamp in this folder of evidence says it was made, UTC; None where there is none to read."""
    try:
        at = decode_timestamp_response((place / STAMP).read_bytes()).tst_info.gen_time
    except (OSError, ValueError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def stamped_hash(log: Sequence[Entry], evidence_id: str) -> str:
    """The SHA-256 that the custody log has of the good answer for this evidence; "" for none."""
    found = [
        str(one.data.get("sha256", ""))
        for one in log
        if one.step is CaseStep.TIMESTAMPED
        and one.data.get("evidence") == evidence_id
        and one.data.get("state") == GOOD
    ]
    return found[-1] if found else ""


def read_roots(path: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file. Raises StampError."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise StampError("bad_roots") from error


def _roots(settings: Settings) -> list[x509.Certificate]:
    if settings.tsa_roots is None:
        raise StampError("no_roots")
    return read_roots(settings.tsa_roots)


def _wall() -> datetime:
    return datetime.fromtimestamp(clock.wall(), UTC)


def retry_stamps(
    store: Store, settings: Settings, *, only: str = "", by_user: str = "", force: bool = False
) -> int:
    """Ask for every stamp that is missing; how many are good now. Nothing without an authority.

    `only`: one piece of evidence. `force`: though it is not its turn yet. It takes up to `settings.timeout`
    a stamp, so never call it where a page waits.
    """
    if not settings.tsa:
        return 0
    with _turn:
        with store.reading() as db:
            waiting = _waiting(db, only)
        due = [one for one in waiting if force or _is_due(settings, one[1].id)]
        return sum(_stamp(store, settings, case, piece, by_user) for case, piece in due[:_AT_ONCE])


def _waiting(db: Connection, only: str) -> list[tuple[str, Evidence]]:
    """Case and evidence that have no good stamp. A case whose log was altered is left alone."""
    found = []
    for case_id in all_logs(db):
        try:
            case = the_case(db, case_id)
        except CaseError:
            continue
        found += [
            (case_id, one) for one in case.evidence if one.stamped != GOOD and (not only or one.id == only)
        ]
    return found


def _is_due(settings: Settings, evidence_id: str) -> bool:
    _, at = _waits.get((str(settings.data), evidence_id), (0, 0.0))
    return clock.wall() >= at


def _stamp(store: Store, settings: Settings, case_id: str, piece: Evidence, by_user: str) -> bool:
    key = (str(settings.data), piece.id)
    place = folder(settings, case_id, piece.id)
    try:
        manifest = _manifest(place, piece)
        made = request_stamp(manifest, settings)
    except StampError as error:
        failures = _waits.get(key, (0, 0.0))[0] + 1
        _waits[key] = (failures, clock.wall() + min(_FIRST * 2 ** min(failures - 1, 20), _LONGEST))
        _enter(store, case_id, piece.id, {"state": FAILED, "reason": str(error)}, settings, by_user)
        return False
    _waits.pop(key, None)
    _keep(place, made.answer)
    told = {
        "state": GOOD,
        "reason": "",
        "sha256": sha256(made.answer),
        "at": made.at.isoformat(),
        "serial": str(made.serial),
    }
    _enter(store, case_id, piece.id, told, settings, by_user)
    return True


def _manifest(place: Path, piece: Evidence) -> bytes:
    """Raises StampError where it is not the one that was sealed: a stamp would vouch for something else."""
    try:
        content = (place / MANIFEST).read_bytes()
    except OSError as error:
        raise StampError("no_manifest") from error
    if sha256(content) != piece.manifest:
        raise StampError("no_manifest")
    return content


def _keep(place: Path, answer: bytes) -> None:
    draft = place.with_name(f".stamp-{new_id()}")
    try:
        write_new(draft, answer)
        draft.rename(place / STAMP)
    finally:
        draft.unlink(missing_ok=True)


def _enter(
    store: Store,
    case_id: str,
    evidence_id: str,
    told: dict[str, Any],
    settings: Settings,
    by_user: str,
) -> None:
    """An entry of the log; a failure that stands there already, for the same reason, is none."""
    with store.writing() as db:
        piece = _piece(the_case(db, case_id), evidence_id)
        if piece is None or piece.stamped == GOOD:
            return
        if (piece.stamped, piece.stamp_reason) == (told["state"], told["reason"]):
            return
        data = {"evidence": evidence_id, "authority": settings.tsa, **told}
        append(db, case_id, CaseStep.TIMESTAMPED, data, by_user=by_user)


def _piece(case: Case, evidence_id: str) -> Evidence | None:
    return next((one for one in case.evidence if one.id == evidence_id), None)
