"""`/bantuan`: keys, signals, states, roles, how to pause. Short; `docs/using.md` is the long one."""

from typing import Final

from starlette.responses import Response

from desk.oversight.models import signal_words
from desk.people.roles import RoleOfUser
from desk.views.training import SIGNAL_WORDS
from desk.web import Asked, Way

ROLE_WORDS: Final = {
    RoleOfUser.VIEWER: ("Pembaca", "melihat angka: sumber, model, latihan; tidak melihat teks"),
    RoleOfUser.ANALYST: ("Analis", "membaca antrean, memutuskan, memasukkan teks, membuka klaim"),
    RoleOfUser.SUPERVISOR: (
        "Penyelia",
        "seperti analis, dan menyelesaikan pendapat yang berbeda, melihat mutu, penolakan, dan jejak audit, "
        "menyalakan sumber",
    ),
    RoleOfUser.LEGAL: (
        "Petugas hukum",
        "membaca semua dan melihat mutu dan jejak audit; tidak memutuskan di antrean",
    ),
    RoleOfUser.ADMINISTRATOR: (
        "Administrator",
        "mengurus akun, sumber, penolakan, dan jejak audit; tidak membaca teks dan tidak memutuskan",
    ),
}
STATE_WORDS: Final = {
    "baru": "belum ada yang memutuskan",
    "ditunda": "kembali ke antrean pada waktu yang ditentukan",
    "menunggu pendapat kedua": "orang lain menjawab tanpa melihat jawaban pertama",
    "pendapat berbeda": "dua jawaban tidak sama; penyelia menyelesaikannya",
    "sudah diputuskan": "selesai, sampai isinya berubah atau tumbuh tidak biasa",
    "dikenal tidak berbahaya": "salinannya tidak masuk antrean lagi, kecuali tumbuh tidak biasa",
    "dibuka lagi": "isinya berubah, tumbuh tidak biasa, atau seseorang membukanya lagi",
}


def overview(asked: Asked) -> Response:
    """The help page; open to everybody who is logged in."""
    return asked.desk.pages.render(
        asked,
        "help.html",
        signals=[(SIGNAL_WORDS[name], *signal_words(name)) for name in SIGNAL_WORDS],
        states=STATE_WORDS,
        roles=[(role, *words) for role, words in ROLE_WORDS.items()],
        mine=asked.user.role,
    )


WAYS: Final = (Way("GET", "/bantuan", overview, None),)
