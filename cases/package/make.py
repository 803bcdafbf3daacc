"""The sealed package of a referral: dossier, evidence, manifest, signatures, time stamps, custody log.

The gate is asked within the same reading that gives the package its contents, and again within the
transaction that enters it into the custody log: what changed in between makes the package anew. It is
checked as its recipient will check it before it counts; nothing leaves that does not verify.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

from cases.evidence.timestamp import StampError, request_stamp
from cases.gate import pass_gate
from cases.log import CaseStep, Entry, stamp
from cases.package.container import write_container
from cases.package.contents import Contents, contents_of, file_sha256
from cases.package.gathering import Gathered, gather
from cases.package.records import CLOCK_SET, FORMAT, SEAL, Manifest, Seal, written
from cases.package.verify import verify_package
from cases.seals import MANIFEST, SIGNATURE, STAMP
from cases.signers import Signers
from cases.signing import fingerprint, public_key, sign
from cases.store import CaseError, append, case_log
from core import clock
from core.canonical import sha256
from core.files import FOLDER_MODE, folder_to_disk, new_file
from core.keys import SIGNATURE as SIGNATURE_KEY
from core.keys import load_key
from core.settings import Settings
from pipeline.store import Connection, Store
from pipeline.store.notes import new_id

FOLDER: Final = "packages"
_TRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A package that was made."""

    id: str
    path: Path
    sha256: str
    fingerprint: str  # of the desk's key, to be given to the recipient by another way
    manifest: str = ""  # SHA-256 of its manifest
    stamp: str = "none"  # "good", "failed", "none"
    head: str = ""  # hash of the last entry that making it left in the custody log


def package_path(settings: Settings, case_id: str, package_id: str) -> Path:
    """Where the desk keeps a package. The ids come from the custody log."""
    return settings.cases / case_id / FOLDER / f"{package_id}.zip"


def make_package(
    store: Store,
    settings: Settings,
    case_id: str,
    out: Path | None = None,
    *,
    signers: Signers,
    names: Mapping[str, str],  # of the team's people, by user id
    by_user: str,
) -> Sealed:
    """Make the package of a case. Raises cases.gate.GateError while anything blocks, CaseError.

    It is kept under the case's folder, and copied to `out`, which is then an export of its own.
    """
    if out is not None and out.exists():
        raise CaseError(f"{out}: sudah ada; pilih nama lain")
    for _ in range(_TRIES):
        with store.reading() as db:
            gathered = gather(db, case_id)
            pass_gate(gathered.log, signers)
        with _drafted(settings, case_id) as draft:
            sealed = _build(settings, gathered, draft, signers, names)
            if head := _enter(store, settings, gathered, sealed, draft, signers, by_user, out):
                break
    else:
        raise CaseError("kasus berubah selama paket dibuat; coba lagi")
    if out is not None:
        _copy(sealed.path, out)
    return replace(sealed, head=head)


def _build(
    settings: Settings, gathered: Gathered, draft: Path, signers: Signers, names: Mapping[str, str]
) -> Sealed:
    """Write the whole package into the draft, and check it as its recipient will."""
    package_id, private = new_id(), load_key(settings.keys, SIGNATURE_KEY)
    public = public_key(private)
    contents = contents_of(gathered, settings, package_id=package_id, signers=signers, names=names)
    manifest = _manifest(settings, gathered, contents, package_id, public)
    state, reason, answer = _stamp(settings, manifest)
    seal = _seal(manifest, state, reason, answer, private)
    parts: list[tuple[str, bytes | Path]] = [
        *contents.files,
        (MANIFEST, manifest),
        (SIGNATURE, sign(private, manifest).encode()),
        *([(STAMP, answer)] if answer else []),
        (SEAL, written(seal)),
    ]
    try:
        with new_file(draft) as file:
            write_container(file, parts)
    except (OSError, ValueError) as error:
        raise CaseError(f"paket tidak dapat ditulis: {error}") from error
    verdict = verify_package(draft, fingerprint(public))
    if verdict.faults:
        raise CaseError("paket tidak lolos pemeriksaan sendiri: " + "; ".join(verdict.faults[:5]))
    return Sealed(
        id=package_id,
        path=package_path(settings, gathered.case.id, package_id),
        sha256=file_sha256(draft),
        fingerprint=fingerprint(public),
        manifest=sha256(manifest),
        stamp=state,
    )


def _manifest(
    settings: Settings, gathered: Gathered, contents: Contents, package_id: str, public: bytes
) -> bytes:
    return written(
        Manifest(
            format=FORMAT,
            package=package_id,
            case=gathered.case.id,
            route=gathered.case.route,
            office=settings.office,
            made_at=stamp(clock.now()),
            software=f"pantau {version('pantau')}{CLOCK_SET if clock.is_fixed() else ''}",
            desk_key=fingerprint(public),
            custody_head=gathered.log[-1].hash,
            custody_entries=len(gathered.log),
            head_of_matter=contents.head_of_matter,
            authority=settings.tsa,
            files=contents.listed,
            left_out=contents.left_out,
        )
    )


def _stamp(settings: Settings, manifest: bytes) -> tuple[str, str, bytes]:
    """State, reason and answer of the time stamp. A failure is seen, and blocks nothing."""
    if not settings.tsa:
        return "none", "", b""
    try:
        return "good", "", request_stamp(manifest, settings).answer
    except StampError as error:
        return "failed", str(error), b""


def _seal(manifest: bytes, state: str, reason: str, answer: bytes, private: bytes) -> Seal:
    open_seal = Seal(
        manifest=sha256(manifest),
        state=state,
        reason=reason,
        stamp=sha256(answer) if answer else "",
        signature="",
    )
    return open_seal.model_copy(update={"signature": sign(private, open_seal.message())})


def _enter(
    store: Store,
    settings: Settings,
    gathered: Gathered,
    sealed: Sealed,
    draft: Path,
    signers: Signers,
    by_user: str,
    out: Path | None,
) -> str:
    """Enter it and put it in its place: the log's new end, or "" where the case has changed meanwhile."""
    case_id = gathered.case.id
    placed = False
    try:
        with store.writing() as db:
            log = case_log(db, case_id)
            if [one.hash for one in log] != [one.hash for one in gathered.log]:
                return ""
            pass_gate(log, signers)
            made = {
                "package": sealed.id,
                "sha256": sealed.sha256,
                "manifest": sealed.manifest,
                "route": gathered.case.route,
            }
            last = append(db, case_id, CaseStep.PACKAGED, made, by_user=by_user)
            if out is not None:
                last = exported(db, case_id, sealed.id, sealed.sha256, by_user)
            draft.rename(sealed.path)
            placed = True
            folder_to_disk(sealed.path.parent)
    except BaseException:
        if placed:
            sealed.path.unlink(missing_ok=True)  # the entry was not written: there is no such package
        raise
    return last.hash


def exported(db: Connection, case_id: str, package_id: str, sha256_of: str, by_user: str) -> Entry:
    """Enter into the custody log that this package left the desk."""
    told = {"what": f"package:{package_id}", "sha256": sha256_of}
    return append(db, case_id, CaseStep.EXPORTED, told, by_user=by_user)


@contextmanager
def _drafted(settings: Settings, case_id: str) -> Iterator[Path]:
    """Where to write it; what lies there goes if it is not put in place."""
    place = settings.cases / case_id / FOLDER
    settings.cases.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    place.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
    place.mkdir(mode=FOLDER_MODE, exist_ok=True)
    draft = place / f".draft-{new_id()}"
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _copy(path: Path, out: Path) -> None:
    """Whole or not at all, and never over another file."""
    draft = out.with_name(f".{out.name}.{new_id()}")
    try:
        with new_file(draft) as target, path.open("rb") as source:
            shutil.copyfileobj(source, target)
        os.link(draft, out)
    except FileExistsError as error:
        raise CaseError(f"{out}: sudah ada; paket tersimpan di meja, unduh dari sana") from error
    finally:
        draft.unlink(missing_ok=True)
