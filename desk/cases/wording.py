"""The words that pages and the command line have for what stands in a case."""

from collections.abc import Mapping
from typing import Final

from cases.case import Conduct, Part
from cases.log import CaseStep
from reports.targets import target_names

PARTS: Final[Mapping[Part, str]] = {
    Part.REPORTED: "Terlapor",
    Part.VICTIM: "Korban",
    Part.REPORTER: "Pelapor",
    Part.WITNESS: "Saksi",
}
"""what somebody is; with a number it is the pseudonym"""
CONDUCTS: Final[Mapping[Conduct, str]] = {
    Conduct.AUTHORED: "membuat atau mengucapkan sendiri",
    Conduct.ORGANISED: "menggerakkan atau mengatur",
    Conduct.FORWARDED: "hanya meneruskan",
    Conduct.NONE: "bukan pelaku",
}
CHANNELS: Final[Mapping[str, str]] = {
    "public_post": "Kiriman terbuka (media sosial, grup terbuka)",
    "private_message": "Pesan pribadi atau grup tertutup",
    "news": "Berita perusahaan pers",
    "speech": "Ucapan langsung (orasi, ceramah, pengeras suara)",
    "other": "Cara lain",
}
"""how it was said; the law asks whether in public"""
TARGETS: Final = target_names()
"""whom it was aimed at: contestants and groups, as the transparency report counts them"""
REVEAL_REASONS: Final[Mapping[str, str]] = {
    "contact": "menghubungi orang ini (klarifikasi, perlindungan)",
    "identify": "memastikan orangnya benar sebelum rujukan",
    "dossier": "memeriksa isi berkas rujukan",
    "objection": "menangani keberatan",
    "danger": "ada orang yang mungkin dalam bahaya",
}
"""why an identity is shown: a short list, so that reveals can be counted"""
STEPS: Final[Mapping[CaseStep, str]] = {
    CaseStep.OPENED: "membuka kasus",
    CaseStep.STORY_ADDED: "menambah cerita",
    CaseStep.DESCRIBED: "menguraikan perbuatan",
    CaseStep.PARTY_ADDED: "menambah pihak",
    CaseStep.PARTY_CHANGED: "mengubah pihak",
    CaseStep.REVEALED: "membuka identitas",
    CaseStep.EVIDENCE_ADDED: "menambah bukti",
    CaseStep.TIMESTAMPED: "meminta cap waktu",
    CaseStep.EVIDENCE_STRUCK: "mencoret bukti",
    CaseStep.CALLED: "mencatat panggilan darurat",
    CaseStep.ROUTED: "memilih jalur",
    CaseStep.NORMED: "memilih pasal",
    CaseStep.SHEET: "mengisi lembar kerja",
    CaseStep.CONCLUDED: "menyimpulkan",
    CaseStep.APPROVED: "menandatangani persetujuan",
    CaseStep.WITHDRAWN: "menarik persetujuan",
    CaseStep.PACKAGED: "membuat paket",
    CaseStep.SENT: "mencatat pengiriman",
    CaseStep.OUTCOME: "mencatat hasil",
    CaseStep.OBJECTED: "mencatat keberatan",
    CaseStep.OBJECTION_DECIDED: "memutuskan keberatan",
    CaseStep.CORRECTED: "memberi tahu penerima tentang koreksi",
    CaseStep.CLOSED: "menutup kasus",
    CaseStep.REOPENED: "membuka kembali kasus",
    CaseStep.READ: "membaca",
    CaseStep.EXPORTED: "mengeluarkan salinan",
}
"""what an entry of the custody log records: "Sari membaca ..." """
READS: Final[Mapping[str, str]] = {
    "case": "ringkasan kasus",
    "evidence": "bukti",
    "route": "jalur dan hukum",
    "sheets": "lembar kerja",
    "approvals": "persetujuan",
    "outcomes": "hasil",
    "objections": "keberatan",
    "package": "paket",
    "dossier": "berkas rujukan",
}
"""what was read; pages that name something else show their own word"""
SHEETS: Final[Mapping[str, str]] = {
    "rabat": "Enam faktor Rabat",
    "elements": "Unsur norma yang dipilih",
}
STAMPS: Final[Mapping[str, str]] = {"good": "berhasil", "failed": "belum berhasil"}
"""what became of a time stamp"""
