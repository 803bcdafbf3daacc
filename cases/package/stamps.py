"""The time stamps of a package: each is over the manifest beside it and from a trusted authority."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import decode_timestamp_response

from cases.log import stamp
from cases.package.records import Seal
from cases.seals import MANIFEST, STAMP
from core.canonical import sha256
from core.errors import UsageError

_NONE: Final = "Cap waktu paket: tidak ada, karena meja ini tidak memakai otoritas cap waktu."


@dataclass(frozen=True, slots=True)
class Stamps:
    """What the check of time stamps found."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def stamp_faults(contents: Mapping[str, bytes], seal: Seal | None, roots: Path | None) -> Stamps:
    """Check every time stamp. Without `roots` whose it is stays unknown, and that is said."""
    found = Stamps()
    trusted = _trusted(roots)
    for name in sorted(one for one in contents if one.rsplit("/", 1)[-1] == STAMP):
        manifest = contents.get(name.removesuffix(STAMP) + MANIFEST, b"")
        _check(name, contents[name], manifest, trusted, found)
    if seal is not None and seal.state == "none":
        found.notes.append(_NONE)
    if seal is not None and seal.state == "failed":
        found.notes.append(f"Cap waktu paket: GAGAL didapat saat paket dibuat ({ascii(seal.reason)[:200]}).")
    return found


def _trusted(roots: Path | None) -> list[Certificate]:
    if roots is None:
        return []
    try:
        return load_pem_x509_certificates(roots.read_bytes())
    except ValueError as error:
        raise UsageError(f"{roots}: no certificates in PEM") from error


def _check(name: str, raw: bytes, manifest: bytes, trusted: list[Certificate], found: Stamps) -> None:
    try:
        answer = decode_timestamp_response(raw)
        told = answer.tst_info
        imprint, moment = told.message_imprint.message.hex(), told.gen_time
    except ValueError:
        found.faults.append(f"{name}: bukan cap waktu RFC 3161")
        return
    if imprint != sha256(manifest):
        found.faults.append(f"{name}: cap waktu bukan untuk manifest di sebelahnya")
        return
    if not trusted:
        found.notes.append(
            f"{name}: dari {stamp(moment)}; otoritasnya tidak diperiksa (berikan akarnya: --roots)."
        )
        return
    # Not imported above: it brings the store, which a check without roots does not need
    from cases.evidence.timestamp import StampError, verify_stamp

    try:
        verify_stamp(raw, sha256(manifest), trusted)
    except StampError as error:
        found.faults.append(f"{name}: {error}")
        return
    found.notes.append(f"{name}: cap waktu {stamp(moment)} dari otoritas yang dipercaya.")
