"""Time stamps (RFC 3161): an authority that knows nothing of the case signs that this hash was there then.

Stamped is the SHA-256 of a manifest; the answer lies beside it as `manifest.tsr`. Only an answer that leads
to one of the root certificates of the settings is kept.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

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

from cases.evidence.der import with_certificates_in_order
from cases.evidence.wording import STAMP_REASONS
from cases.seals import STAMP
from core import clock
from core.canonical import sha256
from core.errors import PantauError
from core.settings import Settings
from crawlers.fetch import FetchError, fetch

_APART: Final = timedelta(hours=1)  # between the authority's clock and ours

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
