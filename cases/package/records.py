"""What stands in a package: manifest, seal, log, approvals; and how its files are called."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from cases.case import Case
from cases.log import Entry
from core.canonical import canonical

FORMAT: Final = "pantau-package-1"
SEAL: Final = "seal.json"
KEY: Final = "desk-key.pem"
CUSTODY: Final = "custody.jsonl"
APPROVALS: Final = "approvals.json"
SIGNERS: Final = "signers.json"
CASE: Final = "case.json"
SUMS: Final = "SHA256SUMS"
READ_ME: Final = ("BACA-SAYA.txt", "README.txt")
DOSSIER: Final = ("dossier.pdf", "dossier.docx")
EVIDENCE: Final = "evidence"
ALWAYS: Final = (*READ_ME, *DOSSIER, CASE, APPROVALS, SIGNERS, CUSTODY, KEY, SUMS)
"""files that every package holds besides manifest, signature and seal"""

CLOCK_SET: Final = " (jam ditetapkan)"
"""after the software's version: made while the clock was set by hand, so that its times are no real ones"""

_Record = TypeVar("_Record", bound=BaseModel)
_HASH: Final = r"^[0-9a-f]{64}$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ListedFile(_Strict):
    """One file of the package."""

    name: str
    sha256: str = Field(pattern=_HASH)
    size: int = Field(ge=0)  # bytes


class LeftOut(_Strict):
    """An evidence file that stays at the desk: the recipient does not need what it tells of people."""

    evidence: str
    name: str
    sha256: str = Field(pattern=_HASH)
    reason: str


class Manifest(_Strict):
    """All that is sealed. Canonical JSON; signed by the desk's key."""

    format: str = Field(pattern=f"^{FORMAT}$")
    package: str
    case: str
    route: str
    office: str
    made_at: str  # UTC, cases.log.stamp
    software: str
    desk_key: str = Field(pattern=_HASH)  # fingerprint
    custody_head: str = Field(pattern=_HASH)
    custody_entries: int = Field(ge=1)
    head_of_matter: str = Field(pattern=_HASH)
    authority: str  # of time stamps; "" where none is configured
    files: tuple[ListedFile, ...] = Field(strict=False)
    left_out: tuple[LeftOut, ...] = Field(strict=False)


class Seal(_Strict):
    """What became of the time stamp, signed: so that a stamp can't be taken away unseen."""

    manifest: str = Field(pattern=_HASH)
    state: str = Field(pattern="^(good|failed|none)$")
    reason: str
    stamp: str = Field(pattern=f"^$|{_HASH}")  # SHA-256 of manifest.tsr
    signature: str  # of the desk's key over all of the above in canonical JSON

    def message(self) -> bytes:
        """What is signed."""
        return canonical({"kind": "seal", **self.model_dump(exclude={"signature"})})


def read_manifest(raw: bytes) -> Manifest:
    """The manifest. Raises ValueError for anything but the canonical JSON of one."""
    return _canonical(Manifest.model_validate_json(raw), raw)


def read_seal(raw: bytes) -> Seal:
    """The seal. Raises ValueError as `read_manifest`."""
    return _canonical(Seal.model_validate_json(raw), raw)


def written(record: BaseModel) -> bytes:
    """A record as canonical JSON."""
    return canonical(record.model_dump(mode="json"))


def approvals_of(case: Case) -> list[dict[str, Any]]:
    """The approvals of a case, as a package carries them."""
    return [
        {"id": one.id, "payload": dict(one.payload), "signature": one.signature, "key": one.key}
        for one in case.approvals
    ]


def log_lines(log: Sequence[Entry]) -> bytes:
    """A custody log, as a package carries it: one entry a line, with its hash."""
    return b"".join(canonical({**one.facts(), "hash": one.hash}) + b"\n" for one in log)


def text_hashes(log: Sequence[Entry]) -> dict[str, str]:
    """The salted hash of all words that a log names, by their id."""
    found: dict[str, str] = {}
    for entry in log:
        for one in _dicts(entry.data):
            if set(one) == {"id", "sha256"}:
                found[str(one["id"])] = str(one["sha256"])
    return found


def _canonical(record: _Record, raw: bytes) -> _Record:
    if written(record) != raw:
        raise ValueError("not canonical JSON")
    return record


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _dicts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _dicts(inner)
