"""`/bantuan`: keys, signals, states, roles, how to pause. Short; `docs/using.md` is the long one."""

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from core.decision import StoryState
from desk.oversight.models import signal_words
from desk.people.roles import ROLE_WORDS, RoleOfUser
from desk.web import Asked, Way
from desk.work.wording import SIGNAL_NAMES, STATES

WHAT_ROLES_DO: Final[Mapping[RoleOfUser, str]] = {
    RoleOfUser.VIEWER: "melihat angka: sumber, model, latihan; tidak melihat teks",
    RoleOfUser.ANALYST: "membaca antrean, memutuskan, memasukkan teks, membuka klaim",
    RoleOfUser.SUPERVISOR: (
        "seperti analis, dan menyelesaikan pendapat yang berbeda, melihat mutu, penolakan, dan jejak audit, "
        "menyalakan sumber"
    ),
    RoleOfUser.LEGAL: "membaca semua dan melihat mutu dan jejak audit; tidak memutuskan di antrean",
    RoleOfUser.ADMINISTRATOR: (
        "mengurus akun, sumber, penolakan, dan jejak audit; tidak membaca teks dan tidak memutuskan"
    ),
}
WHAT_STATES_MEAN: Final[Mapping[StoryState, str]] = {
    StoryState.NEW: "belum ada yang memutuskan",
    StoryState.HELD: "kembali ke antrean pada waktu yang ditentukan",
    StoryState.SECOND: "orang lain menjawab tanpa melihat jawaban pertama",
    StoryState.DISPUTED: "dua jawaban tidak sama; penyelia menyelesaikannya",
    StoryState.DECIDED: (
        "selesai, sampai isinya berubah, salinan yang lebih berat datang, atau tumbuh tidak biasa"
    ),
    StoryState.HARMLESS: "salinannya tidak masuk antrean lagi, kecuali lebih berat atau tumbuh tidak biasa",
    StoryState.REOPENED: (
        "isinya berubah, salinan yang lebih berat datang, tumbuh tidak biasa, atau seseorang membukanya lagi"
    ),
}


def overview(asked: Asked) -> Response:
    """The help page; open to everybody who is logged in."""
    return asked.desk.pages.render(
        asked,
        "help.html",
        signals=[(name, *signal_words(signal)) for signal, name in SIGNAL_NAMES.items()],
        states=[(STATES[state], words) for state, words in WHAT_STATES_MEAN.items()],
        roles=[(role, ROLE_WORDS[role], words) for role, words in WHAT_ROLES_DO.items()],
        mine=asked.user.role,
    )


WAYS: Final = (Way("GET", "/bantuan", overview, None),)
