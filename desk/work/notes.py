"""The notes of reasons, as the models wrote them in Indonesian, in pieces that a page can say in English."""

import re
from typing import Final

from core.record import Reason

_BETWEEN: Final = re.compile(
    r"(; |: | oleh |(?<=dinilai) |(?<=cocok) (?=\d)|(?<=\d) (?=dengan klaim)|, (?=\d)| \((?=\d))"
)
WORDS: Final = (
    "di judul",
    "Peran penulis",
    "ucapan penulis sendiri",
    "melaporkan kejadian atau ucapan orang lain",
    "membantah atau meluruskan kabar",
    "menentang kebencian atau menenangkan",
    "tampaknya menghasut permusuhan atas dasar suku atau asal",
    "tampaknya menghasut permusuhan atas dasar agama",
    "tampaknya menghasut permusuhan atas dasar ras atau keturunan",
    "tampaknya menghasut permusuhan terhadap pendatang",
    "tampaknya menghasut permusuhan terhadap kubu politik",
    "tampaknya menghasut melawan aparat atau penyelenggara pemilihan",
    "tampaknya menghasut permusuhan terhadap suatu kelompok",
    "tampaknya mengancam atau menyerukan kekerasan",
    "tampaknya mengancam atau menyerukan kekerasan terhadap orang",
    "tampaknya mengancam atau menyerukan perusakan barang atau bangunan",
    "tampaknya mengancam atau menyerukan kekerasan terhadap orang dan barang",
    "bersyarat",
    "menyebut waktu",
    "menyebut",
    "kata-kata itu berada di dalam kutipan",
    "mungkin menyampaikan ucapan orang lain",
    "berdasarkan satu bagian teks",
    "bacalah seluruhnya",
    "teks berupa pertanyaan",
    "bagian ini berupa pertanyaan",
    "mungkin kiasan atau gurauan",
    "cocok",
    "dengan klaim yang sudah dibantah",
    "dengan klaim",
    "sama dengan klaim",
    "mungkin sama dengan klaim, dengan kata lain",
    "ada di klaim, tidak di teks ini",
    "sikap",
    "teks memberitakan, bukan menyatakan sendiri",
    "teks menanyakan kebenarannya",
    "belum pasti bahwa teks menyatakannya",
    "teks membantah atau meluruskan",
    "teks memuat bantahan",
    "teks memuat penyangkalan yang tidak ada di klaim",
    "ada kata ingkar yang tidak ada di klaim",
    "angka di teks bertukar tempat dibanding di klaim",
    "di klaim",
    "di teks",
    "sama atau lebih cocok dengan klaim ini",
    "dinilai",
    "belum dinilai",
    "salah",
    " oleh ",
)
"""said by pipeline/reasons/flag.py and pipeline/reasons/match.py; labels of words: models/lexicon.yml"""
_OF_CLAIM: Final = (
    "sama dengan klaim",
    "mungkin sama dengan klaim",
    "ada di klaim",
    "sama atau lebih cocok dengan klaim ini",
)
"""begin the notes beside words of a claim"""


def note_bits(note: str) -> list[str]:
    """A note and what joins its pieces: each piece is translated by itself, names and dates stay."""
    return [bit for bit in _BETWEEN.split(note) if bit]


def is_quote(signal: str, reason: Reason) -> bool:
    """Whether a reason's words are those of the text or of a claim; of a hoax most are our own: how it
    matches, with which stance."""
    return signal != "hoax" or reason.note.startswith(_OF_CLAIM)
