"""The audit trail as a list with filters: what waits in `desk.sqlite` is moved into the store first."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from core.decision import DecisionKind
from desk.people import audit
from desk.people.database import Database
from desk.work.history import KINDS
from pipeline.store import AuditEntry, Store, StoreBusyError, audit_count, audit_entries, note_texts

PAGE: Final = 50

KEYS: Final[Mapping[str, str]] = {
    "address": "alamat jaringan",
    "alasan": "alasan",
    "apa": "apa",
    "approval": "persetujuan",
    "cases": "kasus",
    "comment": "komentar",
    "contestant": "peserta pemilihan",
    "copies": "salinan",
    "corrects": "mengoreksi",
    "criticises": "mengkritik",
    "decision": "putusan",
    "deputy": "pengganti",
    "entry": "catatan kasus",
    "event": "peristiwa",
    "evidence": "bukti",
    "faults": "kesalahan",
    "file": "berkas",
    "filters": "saringan",
    "format": "bentuk berkas",
    "forwarded": "diteruskan",
    "halaman": "halaman",
    "head": "sidik catatan terakhir",
    "held_by": "sebelumnya dipegang",
    "id": "nomor",
    "item": "tulisan",
    "items": "tulisan",
    "key": "kunci",
    "kind": "jenis",
    "live": "dari situs aslinya",
    "objection": "keberatan",
    "outcome": "hasil",
    "package": "paket",
    "page": "halaman",
    "reason": "alasan",
    "revision": "perubahan ke",
    "role": "peran",
    "ronde": "ronde",
    "rows": "baris",
    "screenshot": "tangkapan layar",
    "sejak": "sejak",
    "sha256": "sidik berkas",
    "siapa": "siapa",
    "story": "cerita",
    "sumber": "sumber",
    "tahap": "tahap",
    "tentang": "tentang",
    "tindakan": "tindakan",
    "to": "kepada",
    "total": "dari semua",
    "until": "sampai",
    "upload": "unggahan",
    "verdict": "penilaian",
    "version": "versi",
    "was": "sebelumnya",
    "what": "apa yang dibuka",
    "whereto": "dibawa ke",
}
"""Indonesian words for the keys of an entry's details; one that has none is shown as it is"""


def decision_action(kind: str) -> str:
    """The action of the trail that a decision of this kind is; `hand_over` is that of a report."""
    return "pass_on" if kind == DecisionKind.HAND_OVER else str(kind)


def action_of(entry: AuditEntry) -> str:
    """The action; decisions of before they had each its own were all noted as `decide`, with their kind."""
    return (
        decision_action(str(entry.detail.get("kind", "decide"))) if entry.action == "decide" else entry.action
    )


ACTIONS: Final[Mapping[str, str]] = {
    "login": "masuk",
    "login_failed": "gagal masuk",
    "logout": "keluar",
    "password_changed": "mengganti sandi",
    "forbidden": "ditolak: tanpa izin",
    "read": "membaca halaman",
    "open": "membuka cerita",
    "whole": "membaca seluruh teks",
    "copy": "membandingkan salinan",
    "revisions": "membaca perubahan",
    "archive": "membuka halaman arsip",
    "why": "melihat alasan urutan",
    "reveal": "membuka data yang disamarkan",
    "reveal_archive": "membuka halaman arsip asli",
    "decide": "memutuskan",
    "take_over": "mengambil alih cerita",
    "decision_refused": "putusan ditolak",
    "comment": "berkomentar",
    "claim_open": "membuka klaim",
    "claim_source": "mencatat sumber klaim",
    "claim_strike": "mencoret sumber klaim",
    "claim_verdict": "memberi putusan klaim",
    "claim_flag": "menilai apakah klaim mengkritik",
    "claim_withdraw": "menarik klaim",
    "claim_match": "mencocokkan klaim",
    "claim_out": "mengeluarkan klaim dari pustaka",
    "incident_confirm": "memastikan peristiwa",
    "incident_merge": "menggabungkan laporan peristiwa",
    "incident_dismiss": "menyingkirkan laporan peristiwa",
    "incident_undo": "mengurungkan langkah peristiwa",
    "case_new": "menyiapkan kasus",
    "case_opened": "membuka kasus",
    "case_story_added": "menambah cerita",
    "case_described": "menguraikan perbuatan",
    "case_party_added": "menambah pihak",
    "case_party_changed": "mengubah pihak",
    "case_forwarded_only": "ditawari klarifikasi: hanya meneruskan",
    "case_revealed": "membuka identitas",
    "case_closed": "menutup kasus",
    "case_reopened": "membuka kembali kasus",
    "case_sheet": "mengisi lembar kerja kasus",
    "case_approve_failed": "gagal menyetujui: sandi salah",
    "case_approved": "menyetujui rujukan",
    "case_withdrawn": "menarik persetujuan",
    "case_packaged": "membuat paket rujukan",
    "case_exported": "mengambil paket rujukan",
    "case_sent": "mencatat pengiriman paket",
    "case_outcome": "mencatat hasil rujukan",
    "case_objected": "mencatat keberatan",
    "case_objection_decided": "memutus keberatan",
    "case_corrected": "mencatat koreksi kepada penerima",
    "deputy_named": "menunjuk pengganti",
    "deputy_ended": "mengakhiri penggantian",
    "evidence_capture": "mengambil bukti",
    "evidence_brought": "menerima bukti yang dibawa orang",
    "evidence_check": "memeriksa ulang bukti",
    "evidence_file": "membuka berkas bukti",
    "evidence_stamp": "meminta cap waktu bukti",
    "evidence_strike": "mencoret bukti",
    "issue": "menerbitkan laporan",
    "hand_over": "menyerahkan laporan kepada KPU dan Bawaslu",
    "download": "mengunduh laporan",
    "user_affiliation": "menyatakan keterkaitan dengan peserta pemilihan",
    "vulnerability_upload": "mengunggah tabel kerawanan",
    "vulnerability_download": "mengunduh tabel kerawanan",
    "clarification": "menyiapkan klarifikasi",
    "taken": "mencatat bahan yang dibawa",
    "enter": "memasukkan teks",
    "upload": "mengunggah berkas",
    "upload_drop": "membuang unggahan",
    "import": "mengimpor berkas",
    "export": "mengekspor",
    "read_trail": "membaca jejak audit",
    "read_rejections": "membaca penolakan",
    "switch_on": "menyalakan sumber",
    "switch_off": "mematikan sumber",
    "training_read": "membaca hasil latihan",
    "user_added": "menambah akun",
    "user_disabled": "menonaktifkan akun",
    "user_enabled": "mengaktifkan akun",
    "user_reset": "mengatur ulang sandi",
    "user_role": "mengubah peran",
    **{decision_action(kind): words for kind, words in KINDS.items()},
}
"""Indonesian words for actions; the code is shown beside, so that a new one is readable too"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilters:
    """What the trail is narrowed to; they live in the address. "" is everything."""

    by_user: str = ""
    action: str = ""
    object: str = ""
    since: str = ""  # ISO date, in the desk's time zone

    @property
    def query(self) -> dict[str, str]:
        """As the address has them."""
        pairs = {
            "siapa": self.by_user,
            "tindakan": self.action,
            "tentang": self.object,
            "sejak": self.since,
        }
        return {name: value for name, value in pairs.items() if value}

    def address(self, page: int) -> str:
        """Of a page of this list."""
        return "/jejak?" + urlencode({**self.query, "halaman": page})

    def moment(self, zone: ZoneInfo) -> datetime | None:
        """The beginning of the day that `since` names."""
        return datetime.combine(date.fromisoformat(self.since), time(), zone) if self.since else None


def filters(given: Mapping[str, str]) -> TrailFilters:
    """From an address; what is no date is left out."""
    asked = TrailFilters(
        by_user=_clean(given.get("siapa", "")),
        action=_clean(given.get("tindakan", "")),
        object=_clean(given.get("tentang", "")),
        since=_clean(given.get("sejak", "")),
    )
    try:
        date.fromisoformat(asked.since or "2026-01-01")
    except ValueError:
        return replace(asked, since="")
    return asked


def _clean(value: str) -> str:
    """Without what no entry can hold: a lone surrogate would not go into a question to the store."""
    return value.encode("utf-8", "ignore").decode().replace("\x00", "").strip()[:100]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of the trail."""

    entries: tuple[AuditEntry, ...]
    total: int
    page: int
    pages: int
    actions: tuple[str, ...]  # all that there are, for the filter
    waiting: int  # entries that could not be moved into the store yet: it was busy
    notes: Mapping[str, str]  # by id: what somebody wrote as the reason, masked; an erased one is missing


def trail_page(people: Database, store: Store, asked: TrailFilters, page: int, zone: ZoneInfo) -> TrailPage:
    """The entries, the latest first."""
    with suppress(StoreBusyError):  # a round writes: what waits is told, not lost
        audit.flush(people, store)
    since = asked.moment(zone)
    with store.reading() as db:
        total = audit_count(db, by_user=asked.by_user, action=asked.action, object=asked.object, since=since)
        pages = max(1, -(-total // PAGE))
        page = min(page, pages)
        entries = audit_entries(
            db,
            by_user=asked.by_user,
            action=asked.action,
            object=asked.object,
            since=since,
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )
        notes = note_texts(db, [str(one.detail.get("note", "")) for one in entries])
        actions = db.execute("SELECT DISTINCT action FROM audit ORDER BY action").fetchall()
    waiting = people.one("SELECT count(*) AS n FROM audit_waiting")
    return TrailPage(
        entries, total, page, pages, tuple(row[0] for row in actions), waiting["n"] if waiting else 0, notes
    )
