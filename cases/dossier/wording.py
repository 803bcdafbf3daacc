"""The words of a dossier: codes in Indonesian, times in the desk's zone and in UTC, texts safe to print."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import emoji

from cases.case import Answer, Conclusion, Conduct, Part
from cases.log import CaseStep
from core.indonesian import day_in_words

PARTS: Final = {
    Part.REPORTED: "terlapor",
    Part.VICTIM: "korban",
    Part.REPORTER: "pelapor",
    Part.WITNESS: "saksi",
}
CONDUCTS: Final = {
    Conduct.AUTHORED: "membuat atau menyiarkan sendiri",
    Conduct.ORGANISED: "mengatur atau menggerakkan",
    Conduct.FORWARDED: "hanya meneruskan",
    Conduct.NONE: "–",
}
ANSWERS: Final = {
    Answer.MET: "Terpenuhi",
    Answer.NOT_MET: "TIDAK terpenuhi",
    Answer.UNCLEAR: "BELUM JELAS",
}
CONCLUSIONS: Final = {
    Conclusion.CRIMINAL: "patut ditelaah sebagai dugaan pidana",
    Conclusion.ADMINISTRATIVE: "patut ditelaah sebagai dugaan pelanggaran administrasi",
    Conclusion.CONCERN: "sah menurut hukum, tetapi perlu diperhatikan",
    Conclusion.NOTHING: "tidak ada yang perlu ditindaklanjuti",
}
CERTAINTIES: Final = {
    "verified": "dibaca di sumber resmi atau di dua sumber lebih; tetap harus dipastikan ahli hukum",
    "single": "hanya dari satu sumber; harus dipastikan ahli hukum",
    "secondary": "hanya dari sumber sekunder atau pendapat; harus dipastikan ahli hukum",
    "unverified": "belum diperiksa pada sumbernya; harus dipastikan ahli hukum",
    "inferred": "kesimpulan meja ini sendiri; harus dipastikan ahli hukum",
}
ROLES: Final = {
    "legal": "Petugas hukum",
    "supervisor": "Penyelia",
    "analyst": "Analis",
    "administrator": "Pengurus",
    "viewer": "Pembaca angka",
}
CHANNELS: Final = {
    "": "belum dicatat",
    "public_post": "unggahan terbuka",
    "private_message": "pesan pribadi",
    "news": "berita",
    "speech": "ucapan di muka umum",
    "other": "cara lain",
}
STEPS: Final[Mapping[CaseStep, str]] = {
    CaseStep.OPENED: "kasus dibuka",
    CaseStep.STORY_ADDED: "cerita ditambahkan",
    CaseStep.DESCRIBED: "uraian ditulis",
    CaseStep.PARTY_ADDED: "pihak dicatat",
    CaseStep.PARTY_CHANGED: "catatan pihak diubah",
    CaseStep.REVEALED: "identitas dibuka",
    CaseStep.EVIDENCE_ADDED: "bukti disimpan",
    CaseStep.TIMESTAMPED: "cap waktu diminta",
    CaseStep.EVIDENCE_STRUCK: "bukti dicoret",
    CaseStep.CALLED: "panggilan darurat dicatat",
    CaseStep.ROUTED: "jalur dipilih",
    CaseStep.NORMED: "norma dipilih",
    CaseStep.SHEET: "lembar kerja diisi",
    CaseStep.CONCLUDED: "kesimpulan dicatat",
    CaseStep.APPROVED: "disetujui dan ditandatangani",
    CaseStep.WITHDRAWN: "persetujuan ditarik",
    CaseStep.PACKAGED: "paket dibuat",
    CaseStep.SENT: "paket dikirim",
    CaseStep.OUTCOME: "hasil dicatat",
    CaseStep.OBJECTED: "keberatan diterima",
    CaseStep.OBJECTION_DECIDED: "keberatan diputus",
    CaseStep.CORRECTED: "penerima diberi koreksi",
    CaseStep.CLOSED: "kasus ditutup",
    CaseStep.REOPENED: "kasus dibuka lagi",
    CaseStep.READ: "dibaca",
    CaseStep.EXPORTED: "disalin keluar",
}
_LONGEST_WORD: Final = 36  # characters that a column holds
_BREAK: Final = "\u200b"  # a place where a line may break, and nothing else


def plain(text: str) -> str:
    """Text that can be printed: clean, and with places to break words that no column holds."""
    return " ".join(_broken(word) for word in clean(text).split())


def clean(text: str) -> str:
    """Text on one line, without control or direction marks, emoji by name.

    Direction marks could show words in another order than they are signed in, and what is not seen could
    split a name that must not be there. The fonts that a package's PDF carries have no emoji.
    """
    named = emoji.demojize(text, language="id")
    kept = "".join(
        " " if one.isspace() else one
        for one in named
        if one.isspace() or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return " ".join(kept.split())


def _broken(word: str) -> str:
    """A word with places to break it, where it is longer than a column holds."""
    if len(word) <= _LONGEST_WORD:
        return word
    return _BREAK.join(word[n : n + _LONGEST_WORD] for n in range(0, len(word), _LONGEST_WORD))


def when(moment: datetime | None, zone: ZoneInfo) -> str:
    """ "20 November 2026, 08.15 WITA (2026-11-20 00:15:00 UTC)"."""
    if moment is None:
        return "tidak diketahui"
    here, there = moment.astimezone(zone), moment.astimezone(UTC)
    return f"{day_in_words(here)}, {here:%H.%M %Z} ({there:%Y-%m-%d %H:%M:%S} UTC)"


def short(moment: datetime, zone: ZoneInfo) -> str:
    """ "20-11-2026 08.15 WITA"."""
    return f"{moment.astimezone(zone):%d-%m-%Y %H.%M %Z}"


def digits(sha256: str) -> str:
    """A hash in groups of eight, so that people can compare it and lines can break."""
    return " ".join(sha256[n : n + 8] for n in range(0, len(sha256), 8))


def named(names: Mapping[str, str], user: str) -> str:
    """The name of somebody of the team, else the id."""
    return names.get(user) or (f"pengguna {user}" if user else "sistem")
