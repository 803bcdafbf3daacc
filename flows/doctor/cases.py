"""What `pantau doctor` looks at for cases: the desk's key, evidence, custody, time stamps, Chromium."""

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cases.case import Case
from cases.evidence.places import folder
from cases.evidence.render import find_chromium
from cases.evidence.stamping import GOOD
from cases.evidence.timestamp import StampError, read_roots, request_stamp
from cases.seals import MANIFEST
from cases.signers import Certificate, certified
from cases.signing import fingerprint, public_key
from cases.store import CaseError, all_logs, checked_case
from core import clock
from core.canonical import sha256
from core.keys import SIGNATURE, is_made, load_key
from core.settings import Settings
from flows.doctor.finding import Finding, Look
from pipeline.store import Connection, Store

DESK_FILE: Final = "desk.sqlite"  # the desk's room knows what is in it; here only what a check needs
_PATIENCE: Final = 10.0  # seconds that an authority may take here
_SOON: Final = timedelta(days=30)
_NAMED: Final = 3  # examples in one line


def looks() -> tuple[Look, ...]:
    """In the order in which a person would mend them."""
    return (
        ("kunci tanda tangan", signature_key),
        ("bukti", evidence),
        ("kasus", cases),
        ("cap waktu", time_stamps),
        ("Chromium", chromium),
    )


def signature_key(settings: Settings) -> Iterator[Finding]:
    """The desk's Ed25519 key against the certificates that it has signed."""
    held = _certificates(settings.data / DESK_FILE)
    if not is_made(settings.keys, SIGNATURE):
        if held or _any_sealed(settings):
            yield Finding(
                "kunci tanda tangan",
                False,
                f"{settings.keys / SIGNATURE}.key hilang, padahal sudah ada yang ditandatangani dengannya; "
                "pulihkan dari cadangan sebelum meja dibuka lagi: kunci baru tidak mengesahkan yang lama",
            )
        else:
            yield Finding("kunci tanda tangan", None, "belum ada; dibuat saat pertama diperlukan")
        return
    public = public_key(load_key(settings.keys, SIGNATURE))
    foreign = sum(one is None or not certified(public, one, one.made_at) for one in held)
    if foreign:
        yield Finding(
            "kunci tanda tangan",
            False,
            f"{foreign} dari {len(held)} sertifikat penyetuju tidak ditandatangani kunci ini; pulihkan "
            f"{DESK_FILE} dan keys/ dari cadangan yang sama",
        )
        return
    told = f"sidik {fingerprint(public)}"
    yield Finding("kunci tanda tangan", True, f"{told}; {len(held)} sertifikat. Cadangkan di media lain")


def read_only(path: Path) -> contextlib.closing[sqlite3.Connection]:
    """The desk's file, opened so that looking changes nothing in it."""
    return contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))


def _certificates(path: Path) -> list[Certificate | None]:
    """Those of `desk.sqlite`; None for a row that is no certificate any more."""
    if not path.exists():
        return []
    try:
        with read_only(path) as db:
            return [_certificate(row[0]) for row in db.execute("SELECT certificate FROM signing_keys")]
    except sqlite3.DatabaseError:
        return []  # a damaged file is a finding of its own, an older one has no such table


def _certificate(text: str) -> Certificate | None:
    try:
        return Certificate(**json.loads(text))
    except (TypeError, ValueError):
        return None


def _any_sealed(settings: Settings) -> bool:
    return settings.cases.is_dir() and any(True for _ in settings.cases.glob(f"*/*/{MANIFEST}"))


def evidence(settings: Settings) -> Iterator[Finding]:
    """The folder of evidence: closed to others, and how large it is."""
    if not settings.cases.is_dir():
        return
    files, size, unlocked = 0, 0, []
    for path in (settings.cases, *settings.cases.rglob("*")):
        found = path.lstat()
        if found.st_mode & 0o077 and not path.is_symlink():
            unlocked.append(path)
        if path.is_file():
            files, size = files + 1, size + found.st_size
    if unlocked:
        yield Finding(
            "bukti",
            False,
            f"{len(unlocked)} folder atau berkas di {settings.cases} bisa dibuka orang lain; jalankan: "
            f"chmod -R go-rwx '{settings.cases}'",
        )
    else:
        yield Finding("bukti", True, f"{files} berkas, {size / 1e6:.0f} MB, hanya terbaca oleh pemiliknya")


def cases(settings: Settings) -> Iterator[Finding]:
    """Every case: its chain whole, its sealed evidence there as it was sealed, its time stamps."""
    if not settings.database.exists():
        return
    with Store(settings.database).reading() as db:
        found, broken = _read(db)
    if not found and not broken:
        return
    lost = [f"{one.id}/{name}" for one in found for name in _lost(settings, one)]
    if broken:
        yield Finding(
            "kasus",
            False,
            f"rantai pengawasan putus: {_some(broken)}; pulihkan pantau.duckdb dari cadangan, lalu periksa "
            "siapa yang membukanya",
        )
    if lost:
        yield Finding(
            "kasus",
            False,
            f"bukti hilang atau bukan yang disegel: {_some(lost)}; pulihkan {settings.cases} dari cadangan "
            "yang sama dengan pantau.duckdb",
        )
    if not broken and not lost:
        sealed = sum(len(one.evidence) for one in found)
        told = f"{len(found)} kasus, rantainya utuh; {sealed} bukti dengan manifes seperti saat disegel"
        yield Finding("kasus", True, told)
    waiting = sum(piece.stamped != GOOD for one in found for piece in one.evidence)
    if settings.tsa and waiting:
        yield Finding("kasus", None, f"{waiting} bukti menunggu cap waktu; meja memintanya lagi sendiri")


def _read(db: Connection) -> tuple[list[Case], list[str]]:
    """The cases, and the ids of those that cannot be read."""
    found, broken = [], []
    for case_id, log in all_logs(db).items():
        try:
            found.append(checked_case(log, case_id))
        except CaseError:
            broken.append(case_id)
    return found, broken


def _lost(settings: Settings, case: Case) -> Iterator[str]:
    for piece in case.evidence:
        path = folder(settings, case.id, piece.id) / MANIFEST
        if not path.is_file() or sha256(path.read_bytes()) != piece.manifest:
            yield piece.id


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" dan {more} lagi" if more > 0 else "")


def time_stamps(settings: Settings) -> Iterator[Finding]:
    """The authority: configured, trusted, answering. It is sent the hash of a few fixed words."""
    roots = read_roots(settings.tsa_roots) if settings.tsa_roots else []  # named and missing: a finding
    if not settings.tsa:
        yield Finding(
            "cap waktu", None, "tidak diatur; bukti dan paket tanpa cap waktu (PANTAU_TSA, PANTAU_TSA_ROOTS)"
        )
        return
    began = time.perf_counter()
    quick = settings.model_copy(update={"timeout": min(settings.timeout, _PATIENCE)})
    try:
        request_stamp(b"pantau doctor", quick)
    except StampError as error:
        cause = f" ({error.__cause__})" if error.__cause__ else ""
        yield Finding("cap waktu", False, f"{settings.tsa}: {error}{cause}")
        return
    seconds = time.perf_counter() - began
    yield Finding("cap waktu", True, f"{settings.tsa} menjawab dalam {seconds:.1f} detik, dan dipercaya")
    ends = min(one.not_valid_after_utc for one in roots)
    if ends - datetime.fromtimestamp(clock.wall(), UTC) < _SOON:
        yield Finding(
            "cap waktu", None, f"sertifikat akar di {settings.tsa_roots} berakhir {ends:%d-%m-%Y}; ganti"
        )


def chromium(settings: Settings) -> Iterator[Finding]:
    """What draws captures."""
    found = find_chromium(settings.chromium)
    if found:
        yield Finding("Chromium", True, found)
    elif settings.chromium:
        yield Finding("Chromium", False, f"{settings.chromium} tidak ada; betulkan PANTAU_CHROMIUM")
    else:
        yield Finding(
            "Chromium", None, "tidak ada; bukti tanpa tangkapan layar dan PDF (apt install chromium)"
        )
