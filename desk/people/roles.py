"""Who may do what: the one table. `docs/roles.md` prints it, the server enforces it on every route."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class RoleOfUser(StrEnum):
    """What somebody is at the desk."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    SUPERVISOR = "supervisor"
    LEGAL = "legal"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a route asks for."""

    COUNTS = "counts"  # read numbers, no texts
    READ = "read"  # queue and items, masked
    COMMENT = "comment"
    DECIDE = "decide"  # answer, hold, skip, hand over, second opinion, harmless, claims, incidents
    ENTER = "enter"  # put in by hand, upload
    REVEAL = "reveal"  # what the masking took away, with a reason
    EXPORT = "export"  # masked rows, up to the role's limit
    SETTLE = "settle"  # where two differ
    OVERSEE = "oversee"  # agreement, times, overturned decisions
    SWITCH = "switch"  # sources of posts on and off
    REJECTIONS = "rejections"
    AUDIT = "audit"
    ACCOUNTS = "accounts"
    CASES = "cases"  # read cases, under pseudonyms
    CASE_WORK = "case_work"  # open cases; parties, evidence, route, worksheets, objections
    APPROVE = "approve"  # sign that a referral may go
    PACKAGE = "package"  # make the sealed package; where it went, what became of it
    DEPUTE = "depute"  # name a deputy for a time
    REPORTS = "reports"  # the team's edition
    PUBLISH = "publish"  # issue and correct editions


ROLE_WORDS: Final[Mapping[RoleOfUser, str]] = {
    RoleOfUser.VIEWER: "Pembaca angka",
    RoleOfUser.ANALYST: "Analis",
    RoleOfUser.SUPERVISOR: "Penyelia",
    RoleOfUser.LEGAL: "Petugas hukum",
    RoleOfUser.ADMINISTRATOR: "Pengurus",
}
"""As the pages and `docs/roles.md` call them."""

PERMISSION_WORDS: Final[Mapping[Permission, str]] = {
    Permission.COUNTS: "membaca angka, keadaan sumber dan model; bukan teks",
    Permission.READ: "membaca antrean, butir, klaim dan peristiwa (data pribadi tersamar)",
    Permission.COMMENT: "menulis komentar tim",
    Permission.DECIDE: "memutuskan: jawaban, tunda, lewati, serahkan, pendapat kedua, klaim, peristiwa",
    Permission.ENTER: "menempel teks dan mengunggah ekspor",
    Permission.REVEAL: "membuka data yang tersamar, dengan alasan",
    Permission.EXPORT: "mengekspor baris yang tersamar, sampai batas peran",
    Permission.SETTLE: "menyelesaikan dua jawaban yang berbeda",
    Permission.OVERSEE: "melihat mutu: kesepakatan, lama waktu, putusan yang dibatalkan",
    Permission.SWITCH: "menghidupkan dan mematikan sumber",
    Permission.REJECTIONS: "melihat apa yang ditolak dan mengapa",
    Permission.AUDIT: "membaca jejak audit",
    Permission.ACCOUNTS: "mengelola akun",
    Permission.CASES: "membaca kasus (pihak dengan nama samaran)",
    Permission.CASE_WORK: "mengerjakan kasus: pihak, bukti, jalur, lembar kerja, keberatan",
    Permission.APPROVE: "menandatangani persetujuan rujukan",
    Permission.PACKAGE: "membuat paket rujukan, mencatat pengiriman dan hasilnya",
    Permission.DEPUTE: "menunjuk pengganti untuk sementara",
    Permission.REPORTS: "membaca laporan edisi tim",
    Permission.PUBLISH: "menerbitkan dan mengoreksi laporan",
}
"""as `docs/roles.md` calls them"""

_EVERYBODY: Final = frozenset({Permission.COUNTS})
_READER: Final = _EVERYBODY | {Permission.READ, Permission.COMMENT, Permission.EXPORT}
_CASEWORK: Final = frozenset({Permission.CASES, Permission.CASE_WORK, Permission.REPORTS})
_APPROVER: Final = frozenset({Permission.APPROVE, Permission.PACKAGE, Permission.DEPUTE, Permission.PUBLISH})
_ANALYST: Final = _READER | _CASEWORK | {Permission.DECIDE, Permission.ENTER, Permission.REVEAL}

MAY: Final[Mapping[RoleOfUser, frozenset[Permission]]] = {
    RoleOfUser.VIEWER: _EVERYBODY,
    RoleOfUser.ANALYST: _ANALYST,
    RoleOfUser.SUPERVISOR: _ANALYST
    | _APPROVER
    | {
        Permission.SETTLE,
        Permission.OVERSEE,
        Permission.SWITCH,
        Permission.REJECTIONS,
        Permission.AUDIT,
    },
    # Reads all, decides nothing in the queue: the one who approves a referral has not fed it.
    RoleOfUser.LEGAL: _READER
    | _CASEWORK
    | _APPROVER
    | {Permission.REVEAL, Permission.OVERSEE, Permission.AUDIT},
    # Keeps the machine running; neither reads items nor decides.
    RoleOfUser.ADMINISTRATOR: _EVERYBODY
    | {Permission.SWITCH, Permission.REJECTIONS, Permission.AUDIT, Permission.ACCOUNTS},
}

EXPORT_ROWS: Final[Mapping[RoleOfUser, int]] = {
    RoleOfUser.VIEWER: 0,
    RoleOfUser.ANALYST: 200,
    RoleOfUser.SUPERVISOR: 2000,
    RoleOfUser.LEGAL: 200,
    RoleOfUser.ADMINISTRATOR: 0,
}
"""Rows of one export, by role."""


def may(role: RoleOfUser, permission: Permission) -> bool:
    """Whether a user with this role has this permission."""
    return permission in MAY[role]
