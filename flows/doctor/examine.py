"""All that `pantau doctor` looks at: program, settings, folder, keys, sources, models, store, and so on."""

import importlib.metadata
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from core import clock, disk
from core.errors import PantauError
from core.keys import AUTHOR, COOKIE, NAMES, is_made, problems
from core.mandate import load_mandate, reason_against
from core.settings import PROJECT, Settings
from core.sqlite import fault
from crawlers.source import usable_sources
from flows.alone import was_served
from flows.doctor import cases, reports
from flows.doctor.cases import DESK_FILE, read_only
from flows.doctor.finding import Finding, Look
from flows.lateness import late_sources, late_words
from flows.outage import outage_words
from flows.spooled import DAMAGED
from flows.workspace import SAMPLE_SOURCES, first_start, store_lost
from pipeline.classify import check_weights
from pipeline.store import ProfileError, Store, claims, folder_profile, source_health, source_switches
from pipeline.switches import switched_on

_LEAST_FREE = 5e9  # bytes; a regency's archive grows by some GB a month
_MANY_FAILURES = 3
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)  # the last: no such table
_NOT_SETTINGS = {"PANTAU_SHARED", "PANTAU_WEEK"}
"""read by the tests, by a notebook"""


def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order in which a person would mend them."""
    looks: tuple[Look, ...] = (
        ("pustaka", _libraries),
        ("setelan", _settings),
        ("folder data", _folder),
        ("spool", _spool),
        ("kunci", _keys),
        ("meja", _desk),
        ("sumber", _sources),
        ("kontak", _contact),
        ("mandat", _mandate),
        ("model", _models),
        ("basis data", _store),
        ("jadwal", _schedule),
        *cases.looks(),
        *reports.looks(),
    )
    findings: list[Finding] = []
    for what, look in looks:
        try:
            findings += look(settings)
        except ProfileError:
            told = f"{settings.data / 'profile'} harus berisi sample atau live, sesuai isi folder ini"
            findings.append(Finding(what, False, f"{told}; betulkan berkas itu"))
        except PantauError as error:
            findings.append(Finding(what, False, str(error)))
        except OSError as error:
            findings.append(Finding(what, False, disk.os_error(error, settings.data)))
        except sqlite3.Error as error:
            told = disk.remedy(settings.data) if disk.full(settings.data) else str(error)
            findings.append(Finding(what, False, told))
    return findings


def _denied(*paths: Path) -> str:
    """What is said of those that this account may not read; "" where it may: they are not damaged."""
    closed = " ".join(f"'{path}'" for path in paths if path.exists() and not os.access(path, os.R_OK))
    if not closed:
        return ""
    return f"milik akun lain; kembalikan kepada akun yang menjalankan Pantau: sudo chown AKUN {closed}"


def _libraries(settings: Settings) -> Iterator[Finding]:
    """Installed versions against the pinned ones."""
    pins = dict(
        line.split("==")
        for line in (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith("#")
    )
    wrong = []
    for name, pinned in pins.items():
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found = "tidak ada"
        if found != pinned and found.partition("+")[0] != pinned:  # "2.13.0+cpu" is the same release
            wrong.append(f"{name} {found} (seharusnya {pinned})")
    version = ".".join(map(str, sys.version_info[:3]))
    if wrong:
        remedy = "pasang lagi di folder program: .venv/bin/pip install -c constraints.txt -e '.[dev]'"
        yield Finding("pustaka", False, f"{', '.join(wrong)}; {remedy}")
    else:
        yield Finding("pustaka", True, f"Python {version}, {len(pins)} paket sesuai constraints.txt")


def _settings(settings: Settings) -> Iterator[Finding]:
    """Variables that nothing reads: a misspelt one would else be kept to itself."""
    known = {f"PANTAU_{name.upper()}" for name in Settings.model_fields} | _NOT_SETTINGS
    if unknown := sorted(name for name in os.environ if name.startswith("PANTAU_") and name not in known):
        yield Finding("setelan", False, f"tidak dikenal: {', '.join(unknown)}; lihat docs/operating.md")


def _folder(settings: Settings) -> Iterator[Finding]:
    profile = folder_profile(settings) or "belum dipakai"
    free = disk.free(settings.data)
    detail = f"{settings.data} · profil {profile} · sisa ruang {free / 1e9:.1f} GB"
    if disk.full(settings.data):
        detail += f"; {disk.remedy(settings.data)}"
    elif free <= _LEAST_FREE:
        detail += "; hampir habis: kosongkan disk itu"
    yield Finding("folder data", free > _LEAST_FREE, detail)
    if settings.data.exists() and settings.data.stat().st_mode & 0o077:
        yield Finding(
            "izin folder",
            False,
            f"orang lain di mesin ini bisa membacanya; jalankan: chmod 700 {settings.data}",
        )


def _spool(settings: Settings) -> Iterator[Finding]:
    """Rounds that are not finished, and spools of which a line was damaged."""
    waiting = sum(1 for _ in settings.spool.glob("*/")) if settings.spool.exists() else 0
    if waiting:
        yield Finding("spool", None, f"{waiting} ronde belum selesai; ronde berikutnya menyelesaikannya")
    if damaged := sorted(settings.spool.glob(f"*{DAMAGED}")):
        yield Finding(
            "spool",
            False,
            f"baris rusak di {', '.join(str(path) for path in damaged)}; yang terbaca sudah diolah, sisanya "
            "diambil lagi (ekspor dan isian tangan: masukkan lagi); periksa disk, lalu hapus berkas itu",
        )


def _keys(settings: Settings) -> Iterator[Finding]:
    if not settings.keys.exists():
        yield Finding("kunci", None, f"belum ada; dibuat pada {first_start(settings, 'pantau run')}")
        return
    if unlocked := [
        path for path in (settings.keys, *settings.keys.iterdir()) if path.stat().st_mode & 0o077
    ]:
        names = ", ".join(str(path) for path in unlocked)
        yield Finding(
            "kunci", False, f"{names} bisa dibuka orang lain; jalankan: chmod -R go-rwx '{settings.keys}'"
        )
        return
    made = [name for name in NAMES if is_made(settings.keys, name)]
    found = problems(settings.keys, made)
    yield Finding("kunci", not found, "; ".join(found) or "ada, hanya terbaca oleh pemiliknya")
    for name, command in ((AUTHOR, "pantau run"), (COOKIE, "pantau desk")):
        if name not in made:
            yield Finding(f"kunci {name}", None, f"belum ada; dibuat pada {command} berikutnya")


def _desk(settings: Settings) -> Iterator[Finding]:
    """The desk's own files: closed to others, whole."""
    path = settings.data / DESK_FILE
    if not path.exists():
        yield Finding("meja", None, f"belum dipakai; jalankan: {first_start(settings, 'pantau desk')}")
        return
    if path.stat().st_mode & 0o077:
        yield Finding("meja", False, f"{path} terbaca oleh orang lain; jalankan: chmod 600 {path}")
        return
    # of a file of another account SQLite says only that it cannot open it
    if denied := _denied(*(path.with_name(path.name + end) for end in ("", "-wal", "-shm"))):
        yield Finding("meja", False, denied)
        return
    try:
        with read_only(path) as db:
            broken = fault(db)
            active = int(db.execute("SELECT count(*) FROM users WHERE NOT disabled").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
            raise
        broken, active = str(error), 0
    if not broken:
        yield Finding("meja", True, f"{path.name}, {active} akun aktif")
    else:
        remedy = f"hapus {path.name}-wal dan {path.name}-shm, lalu pulihkan dari cadangan"
        yield Finding("meja", False, f"{path} rusak ({broken}); {remedy}")


def _sources(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("sumber contoh", SAMPLE_SOURCES), ("sumber nyata", settings.sources)):
        sources, unusable = usable_sources(folder)
        off = sum(source.disabled is not None for source in sources.values())
        seen = sum(bool(source.verified) for source in sources.values())
        told = f"{len(sources)} berkas sah, {off} dimatikan, {seen} pernah diperiksa orang"
        wrong = [f"berkas tidak dapat dipakai; perbaiki: {why}" for why in unusable.values()]
        yield Finding(name, not unusable, "; ".join([told, *wrong]))


def _contact(settings: Settings) -> Iterator[Finding]:
    if not settings.contact:
        yield Finding(
            "kontak", None, "kosong; profil live memerlukannya: PANTAU_CONTACT=surel atau alamat web"
        )


def _mandate(settings: Settings) -> Iterator[Finding]:
    mandate = load_mandate(settings.data)
    day = clock.now().astimezone(settings.zone).date()
    against = {kind: reason_against(mandate, kind, day) for kind in ("telegram", "file")}
    reasons = sorted({reason for reason in against.values() if reason})
    if reasons and not _posts_switched_on(settings):
        yield Finding("mandat", None, f"{'; '.join(reasons)}; belum perlu: tidak ada sumber unggahan menyala")
    else:
        yield Finding("mandat", not reasons, "; ".join(reasons) or "berlaku")


def _posts_switched_on(settings: Settings) -> bool:
    """Whether two people have switched on a source of posts of the live profile."""
    if folder_profile(settings) != "live" or not settings.database.exists():
        return False
    sources, _ = usable_sources(settings.sources)
    with Store(settings.database).reading() as db:
        on = switched_on(source_switches(db))
    return any(one.id in on for one in sources.values() if one.needs_mandate and one.disabled is None)


def _models(settings: Settings) -> Iterator[Finding]:
    names = check_weights()
    yield Finding("model", True, f"bobot sesuai SHA-256: {', '.join(names)}")


def _store(settings: Settings) -> Iterator[Finding]:
    if store_lost(settings):
        yield Finding(
            "basis data",
            False,
            f"{settings.database} hilang, padahal folder ini sudah dipakai; pulihkan dari cadangan sebelum "
            "pantau run atau pantau desk",
        )
        return
    if not settings.database.exists():
        yield Finding("basis data", None, f"belum ada; dibuat pada {first_start(settings, 'pantau run')}")
        return
    if denied := _denied(settings.database):
        yield Finding("basis data", False, denied)
        return
    with Store(settings.database).reading() as db:
        known, health = claims(db), source_health(db)
    size = settings.database.stat().st_size
    yield Finding("basis data", True, f"{settings.database.name}, {size / 1e6:.0f} MB")
    yield Finding(
        "klaim", True if known else None, f"{len(known)} klaim" if known else "belum ada: pantau claims sync"
    )
    if words := outage_words(settings):
        yield Finding("kesehatan sumber", False, words)
        return
    bad = [f"{one.source_id} ({one.detail})" for one in health if one.failing_rounds >= _MANY_FAILURES]
    if bad:
        yield Finding(
            "kesehatan sumber", False, f"gagal {_MANY_FAILURES} ronde berturut-turut: {'; '.join(bad)}"
        )


def _schedule(settings: Settings) -> Iterator[Finding]:
    """Sources whose turn has long passed."""
    if late := late_sources(settings):
        yield Finding("jadwal", False if was_served(settings) else None, late_words(late, settings))
