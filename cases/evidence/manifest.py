"""The manifest of a piece of evidence: every file with its SHA-256, and the capture's own facts, signed.

`manifest.json` is canonical JSON, `manifest.sig` the desk's Ed25519 signature over its bytes (Base64),
`manifest.tsr` a time stamp over its SHA-256, where there is one. The public key stands in the manifest, so
that it can be checked offline; whose key it is, its fingerprint tells, which is given by another way.
"""

import base64
import json
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rfc3161_client import decode_timestamp_response

from cases import signing
from cases.evidence.places import FACTS
from cases.evidence.wording import FAULTS
from cases.seals import MANIFEST, SEALS, SIGNATURE, STAMP
from core.canonical import canonical, sha256

FORMAT: Final = "pantau-evidence-1"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,60}(\.[a-z0-9]{1,8}){1,2}")
_TEXTS: Final = ("case", "evidence", "kind", "facts_sha256", "public_key", "key")
_LARGEST: Final = 5_000_000  # bytes of a manifest that is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file as a manifest lists it. `personal`: it holds what can name a person."""

    name: str
    sha256: str
    size: int  # bytes
    media_type: str
    personal: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with evidence: with which file, what."""

    file: str
    code: str  # see FAULTS

    @property
    def words(self) -> str:
        """In Indonesian, without the file's name."""
        return FAULTS[self.code]

    def __str__(self) -> str:
        """In one line."""
        return f"{self.file}: {self.words}"


def make_manifest(
    *,
    case_id: str,
    evidence_id: str,
    kind: str,
    facts: Mapping[str, Any],
    files: Sequence[Listed],
    key: bytes,
) -> tuple[bytes, bytes]:
    """Manifest and signature, as they are written. `key`: the desk's private key (32 bytes)."""
    public = signing.public_key(key)
    manifest = canonical(
        {
            "format": FORMAT,
            "case": case_id,
            "evidence": evidence_id,
            "kind": kind,
            "facts": dict(facts),
            "facts_sha256": sha256(canonical(dict(facts))),
            "files": [asdict(one) for one in sorted(files, key=lambda one: one.name)],
            "public_key": base64.b64encode(public).decode(),
            "key": signing.fingerprint(public),
        }
    )
    return manifest, signing.sign(key, manifest).encode()


def check_evidence(
    folder: Path,
    *,
    manifest: str = "",
    evidence_id: str = "",
    stamp: str = "",
) -> list[Fault]:
    """What is wrong with a folder of evidence; nothing: it is as it was sealed.

    What is known from elsewhere makes it sure: `manifest` and `stamp`, the SHA-256 that the custody log has
    of the manifest and of the time stamp's answer; `evidence_id`.
    """
    try:
        raw = _read(folder / MANIFEST)
    except FileNotFoundError:
        return [Fault(MANIFEST, "missing")]
    except OSError:
        return [Fault(MANIFEST, "unreadable")]
    known = bool(manifest) and sha256(raw) == manifest
    faults = [] if known or not manifest else [Fault(MANIFEST, "other_manifest")]
    try:
        told = json.loads(raw)
        listed = _listed(told)
        if canonical(told) != raw:
            raise ValueError(MANIFEST)
    except (ValueError, TypeError, KeyError, RecursionError):
        return [*faults, Fault(MANIFEST, "malformed")]
    faults += _seal_faults(folder, raw, told, known=known, other=bool(faults))
    if evidence_id and told.get("evidence") != evidence_id:
        faults.append(Fault(MANIFEST, "other_evidence"))
    facts = next((one.sha256 for one in listed if one.name == FACTS), "")
    if not told["facts_sha256"] == sha256(canonical(told["facts"])) == facts:
        faults.append(Fault(MANIFEST, "altered"))
    for one in listed:
        faults += _file_faults(folder / one.name, one)
    names = {one.name for one in listed}
    faults += [Fault(name, "unlisted") for name in _present(folder) if name not in (*names, *SEALS)]
    return faults + _stamp_faults(folder, raw, stamp)


def _listed(told: Any) -> tuple[Listed, ...]:
    """Raises ValueError, TypeError, KeyError for what is no manifest."""
    if not isinstance(told, dict) or told["format"] != FORMAT or not isinstance(told["facts"], dict):
        raise ValueError(MANIFEST)
    if not all(isinstance(told[name], str) for name in _TEXTS):
        raise ValueError(MANIFEST)
    listed = tuple(
        Listed(
            name=str(one["name"]),
            sha256=str(one["sha256"]),
            size=int(one["size"]),
            media_type=str(one["media_type"]),
            personal=one["personal"] is not False,  # whatever else it says: hold it back
        )
        for one in told["files"]
    )
    if any(not _NAME.fullmatch(one.name) or one.name in SEALS for one in listed):
        raise ValueError(MANIFEST)
    if len({one.name for one in listed}) != len(listed):
        raise ValueError(MANIFEST)
    return listed


def _seal_faults(
    folder: Path, raw: bytes, told: Mapping[str, Any], *, known: bool, other: bool
) -> list[Fault]:
    """`known`: the manifest is the one of the log; `other`: it is not, which is told already."""
    try:
        signature = _read(folder / SIGNATURE)
    except FileNotFoundError:
        return [Fault(SIGNATURE, "missing")]
    except OSError:
        return [Fault(SIGNATURE, "unreadable")]
    # Base64 has several ways to write the same bytes: only one of them is what we write.
    if not _is_base64(signature):
        return [Fault(SIGNATURE, "malformed")]
    if not _is_base64(told["public_key"].encode()):
        return [Fault(MANIFEST, "malformed")]
    public = base64.b64decode(told["public_key"])
    own = signing.fingerprint(public) == told["key"]
    if own and (other or signing.verifies(public, raw, signature.decode())):
        return []
    # Which of the two was changed, nothing tells, unless the log has the manifest's hash.
    return [Fault(SIGNATURE, "signature"), *([] if known else [Fault(MANIFEST, "signature")])]


def _is_base64(text: bytes) -> bool:
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)) == text
    except ValueError:
        return False


def _file_faults(path: Path, one: Listed) -> list[Fault]:
    try:
        content = _read(path, one.size + 1)
    except FileNotFoundError:
        return [Fault(one.name, "missing")]
    except OSError:
        return [Fault(one.name, "unreadable")]
    fits = len(content) == one.size and sha256(content) == one.sha256
    return [] if fits else [Fault(one.name, "altered")]


def _stamp_faults(folder: Path, raw: bytes, known: str) -> list[Fault]:
    try:
        answer = _read(folder / STAMP)
    except FileNotFoundError:
        return [Fault(STAMP, "missing")] if known else []
    except OSError:
        return [Fault(STAMP, "unreadable")]
    if known and sha256(answer) != known:
        return [Fault(STAMP, "altered")]
    try:
        stamped = decode_timestamp_response(answer).tst_info.message_imprint.message
    except ValueError:
        return [Fault(STAMP, "malformed")]
    return [] if stamped.hex() == sha256(raw) else [Fault(STAMP, "stamp")]


def _read(path: Path, most: int = _LARGEST) -> bytes:
    """A plain file's bytes, `most` of them. A link leads elsewhere: what it shows is no evidence."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError(str(path))
    with path.open("rb") as file:
        return file.read(most)


def _present(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
