"""`pantau verify`: checks a package offline; needs neither the data folder nor the database.

Everything is computed anew from the files: their hashes, the custody chain and the case that it makes, the
matter that was approved, each signature. The only thing that must come from elsewhere is the fingerprint of
the desk's key: whoever makes a package anew with another key makes it whole in itself.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cases.log import WRONG
from cases.package.checks import Check, approval_faults, case_faults, custody, evidence_faults
from cases.package.container import Read, read_container
from cases.package.records import (
    ALWAYS,
    CLOCK_SET,
    CUSTODY,
    EVIDENCE,
    KEY,
    SEAL,
    SUMS,
    Manifest,
    Seal,
    read_manifest,
    read_seal,
)
from cases.package.stamps import stamp_faults
from cases.replay import read_case
from cases.seals import MANIFEST, SEALS, SIGNATURE, STAMP
from cases.signing import fingerprint, key_file, verifies
from core.canonical import sha256

_LARGEST_RECORD: Final = 32_000_000  # bytes of a file that is read as JSON
_LARGEST_SEAL: Final = 1_000_000  # bytes of an evidence manifest, a signature, a time stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the check found. `faults` names each file and what is wrong, in Indonesian; empty: whole."""

    faults: tuple[str, ...]
    notes: tuple[str, ...]  # what was checked, what could not be
    fingerprint: str  # of the key that signed


@dataclass(slots=True)
class _Found:
    """What is collected on the way."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify_package(path: Path, fingerprint: str = "", roots: Path | None = None) -> Verdict:
    """Check a package: every byte, every file, the signatures, approvals, custody chain, time stamps.

    `fingerprint`: of the desk's key, as the desk gave it by another way. `roots`: PEM file of the authorities
    whose time stamps are trusted. Raises OSError for a file that cannot be read; all else is a fault.
    """
    read = read_container(path, _kept)
    found = _Found(faults=list(read.faults))
    if not read.parts:
        return Verdict(faults=tuple(found.faults) or ("wadah ZIP: kosong",), notes=(), fingerprint="")
    manifest, public = _manifest(read, found)
    if manifest is None:
        return _verdict(found, "")
    _key(public, manifest, fingerprint, found)
    _files(read, manifest, found)
    if read.faults:
        found.notes.append("Isinya tidak diperiksa lebih jauh: wadah ZIP sendiri sudah rusak.")
        return _verdict(found, manifest.desk_key)
    if manifest.software.endswith(CLOCK_SET):
        found.notes.append(
            "PERINGATAN: dibuat dengan jam yang ditetapkan dengan tangan (contoh atau latihan): waktu di "
            "dalamnya bukan waktu sebenarnya."
        )
    seal = _seal(read, manifest, public, found)
    _contents(read, manifest, public, found)
    stamps = stamp_faults(read.contents, seal, roots)
    found.faults += stamps.faults
    found.notes += stamps.notes
    return _verdict(found, manifest.desk_key)


def _kept(name: str) -> int:
    if name.startswith(f"{EVIDENCE}/"):
        return _LARGEST_SEAL if name.rsplit("/", 1)[-1] in SEALS else 0
    return _LARGEST_RECORD if name in (*ALWAYS, MANIFEST, SIGNATURE, STAMP, SEAL) else 0


def _verdict(found: _Found, key: str) -> Verdict:
    return Verdict(faults=_shown(found.faults), notes=_shown(found.notes), fingerprint=key)


def _shown(lines: list[str]) -> tuple[str, ...]:
    """Each line once, without what would steer a terminal: names and reasons are the package's own."""
    plain = ("".join(one if one.isprintable() else "?" for one in line) for line in lines)
    return tuple(dict.fromkeys(plain))


def _manifest(read: Read, found: _Found) -> tuple[Manifest | None, bytes]:
    """The manifest and the key that signed it, if it did."""
    if MANIFEST in read.damaged:
        return None, b""
    raw = read.contents.get(MANIFEST)
    if raw is None:
        found.faults.append(f"{MANIFEST}: tidak ada atau tidak terbaca")
        return None, b""
    try:
        manifest = read_manifest(raw)
    except (ValueError, RecursionError):
        found.faults.append(f"{MANIFEST}: bukan manifest paket Pantau yang utuh")
        return None, b""
    public = key_file(read.contents.get(KEY, b""))
    if not public and KEY not in read.damaged:
        found.faults.append(f"{KEY}: tidak ada atau bukan kunci publik Ed25519")
    signature = read.contents.get(SIGNATURE, b"").decode("ascii", "replace")
    if public and SIGNATURE not in read.damaged and not verifies(public, raw, signature):
        found.faults.append(f"{SIGNATURE}: tanda tangan manifest tidak cocok")
    return manifest, public


def _key(public: bytes, manifest: Manifest, given: str, found: _Found) -> None:
    """The key is the one that the manifest names, and the one that the desk told."""
    if public and fingerprint(public) != manifest.desk_key:
        found.faults.append(f"{KEY}: bukan kunci yang disebut manifest")
    wanted = "".join(given.split()).replace(":", "").casefold()
    if not wanted:
        found.notes.append(
            "PERINGATAN: keaslian kunci tidak diperiksa. Mintalah sidik kunci kepada meja pengirim lewat "
            "jalan lain (telepon, tatap muka), lalu ulangi dengan --key. "
            f"Sidik dalam paket: {manifest.desk_key}"
        )
    elif wanted != manifest.desk_key or (public and fingerprint(public) != wanted):
        found.faults.append(
            f"{MANIFEST}: ditandatangani kunci lain ({manifest.desk_key}), bukan kunci meja ({wanted[:64]})"
        )
    else:
        found.notes.append("Kunci meja cocok dengan sidik yang diberikan.")


def _files(read: Read, manifest: Manifest, found: _Found) -> None:
    """The container holds exactly the files of the manifest, in its order, and then the seals."""
    listed = {one.name: one for one in manifest.files}
    there = {one.name: one for one in read.parts}
    here = {*there, *read.damaged}
    found.faults += [f"{name}: tidak ada dalam paket" for name in listed if name not in here]
    found.faults += [f"{name}: tidak disebut manifest" for name in ALWAYS if name not in listed]
    extra = [name for name in there if name not in listed and name not in (*SEALS, SEAL)]
    found.faults += [
        f"{name}: tidak tercantum dalam manifest (ditambahkan atau diganti nama)" for name in extra
    ]
    for name, one in listed.items():
        part = there.get(name)
        if part is not None and (part.sha256, part.size) != (one.sha256, one.size):
            found.faults.append(f"{name}: isinya berubah (SHA-256 tidak sama dengan manifest)")
    order = [*listed, MANIFEST, SIGNATURE, *([STAMP] if STAMP in there else []), SEAL]
    if not found.faults and [one.name for one in read.parts] != order:
        found.faults.append(f"{MANIFEST}: urutan berkas dalam wadah ZIP lain daripada manifest")
    sums = "".join(f"{one.sha256}  {one.name}\n" for one in manifest.files if one.name != SUMS)
    if SUMS in read.contents and read.contents[SUMS] != sums.encode():
        found.faults.append(f"{SUMS}: tidak sama dengan manifest")
    if not found.faults:
        found.notes.append(f"{len(listed)} berkas cocok dengan manifest yang ditandatangani.")


def _seal(read: Read, manifest: Manifest, public: bytes, found: _Found) -> Seal | None:
    """The seal is the desk's, over this manifest and this time stamp."""
    try:
        seal = read_seal(read.contents.get(SEAL, b""))
    except (ValueError, RecursionError):
        found.faults.append(f"{SEAL}: tidak ada atau tidak utuh")
        return None
    if not verifies(public, seal.message(), seal.signature):
        found.faults.append(f"{SEAL}: tanda tangan tidak cocok")
    if seal.manifest != sha256(read.contents[MANIFEST]):
        found.faults.append(f"{SEAL}: milik manifest lain")
    raw = read.contents.get(STAMP)
    held = sha256(raw) if raw is not None else ""
    if held != seal.stamp or (seal.state == "good") != bool(seal.stamp):
        found.faults.append(f"{STAMP}: dihapus, ditambahkan atau berubah")
    if (seal.state == "none") == bool(manifest.authority):
        found.faults.append(f"{SEAL}: keadaan cap waktu tidak cocok dengan manifest")
    return seal


def _contents(read: Read, manifest: Manifest, public: bytes, found: _Found) -> None:
    """What the files say fits together; skipped where the log that all rests on cannot be read."""
    check = Check(read.contents, {one.name: one for one in read.parts}, manifest, public)
    log, faults = custody(check)
    found.faults += faults
    if not log or faults:
        found.notes.append("Persetujuan, bukti dan isi kasus tidak diperiksa: rantai pengawasan putus.")
        return
    try:
        case = read_case(log)
        found.faults += case_faults(check, log, case)
        found.faults += approval_faults(check, log, case)
        found.faults += evidence_faults(check, log, case)
    except WRONG:  # chained and signed by somebody who had something else in mind
        found.faults.append(f"{CUSTODY}: isi catatannya tidak masuk akal")
    found.notes.append(f"Rantai pengawasan utuh: {len(log)} catatan, sampai {log[-1].hash}.")
