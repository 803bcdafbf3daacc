"""An invented case for the pictures of the desk: two people have judged it, nobody has approved it yet."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cases.evidence.capture import capture
from cases.store import the_case
from cases.worksheets import questions
from desk.cases import opening, parties, route, sheets
from desk.people import audit

if TYPE_CHECKING:
    from desk.board.records import Row
    from desk.desk import Desk

NORM: Final = "kuhp-246"
TITLE: Final = "Ajakan membakar kantor penyelenggara pemilihan"
DESCRIPTION: Final = (
    "Terlapor 1 mengajak pembaca grup terbuka membakar kantor penyelenggara pemilihan di Sangatta pada malam "
    "pengumuman hasil, membawa bensin dan parang, dan menyebut tempat berkumpul."
)
WHY: Final = "Ada hari, tempat, dan alat; klarifikasi tidak menjawab ajakan membakar."
RABAT: Final = {
    "context": "Pengumuman hasil tinggal lima hari; di kecamatan ini sudah ada dua cerita serupa.",
    "speaker": "Akun ini sering dikutip di tiga grup warga; pengikutnya sekitar dua ribu.",
    "intent": "Kalimatnya perintah, diulang dua kali, bukan kutipan dan bukan kelakar.",
    "content": "Menyebut apa yang dibakar, dengan apa, dan di mana berkumpul.",
    "extent": "Grup terbuka dengan sekitar enam ribu anggota; empat salinan dalam dua jam.",
    "likelihood": "Ada malam dan tempat berkumpul; dua orang menjawab akan datang.",
}
AGAIN: Final = {
    "context": "Menjelang pengumuman hasil; sudah ada dua cerita serupa dari kecamatan ini.",
    "speaker": "Bukan tokoh, tetapi unggahannya kerap diteruskan di grup warga.",
    "intent": "Ajakan langsung kepada pembaca grup; tidak ada tanda kelakar.",
    "content": "Terang: membakar kantor, membawa alat, berkumpul di satu tempat.",
    "extent": "Grup terbuka; disalin empat kali dalam dua jam.",
    "likelihood": "Waktu dan tempat disebut, dan ada yang menyahut akan ikut.",
}
ELEMENTS: Final = (
    "Grup terbuka: siapa pun dapat membacanya tanpa diterima dulu.",
    "Mengajak berbuat, bukan mengeluh tentang hasil.",
    "Yang diajak ialah membakar kantor dan melukai pegawai.",
    "Diulang setelah ditegur pengurus grup.",
)


def open_case(desk: "Desk", row: "Row", first: str, second: str) -> str:
    """A case from this story, with evidence, worked by these two users up to the approvals; its id."""
    case_id = opening.open_case(desk, first, row.story_id, [row.item_id], TITLE).case_id
    opening.describe(
        desk,
        first,
        case_id,
        {
            "description": DESCRIPTION,
            "place": row.places[0][0],
            "act_on": "2026-11-19",
            "channel": "public_post",
            "target": "",
            "seen": "",
        },
    )
    reported = {
        "part": "reported",
        "conduct": "authored",
        "press": "",
        "minor": "",
        "identity": "akun rekaan",
    }
    parties.add(desk, first, case_id, reported)
    with desk.store.reading() as db:
        items = the_case(db, case_id).items
    for item, revision in items:
        capture(desk.store, desk.settings, case_id, item, revision, by_user=first)
    route.name_norm(desk, first, case_id, NORM)
    for user, reasons in ((first, RABAT), (second, AGAIN)):
        entry = sheets.save(desk, user, case_id, _filled_in(reasons))
        audit.note(desk.people, user, "case_sheet", f"case:{case_id}", {"head": entry.hash})
    route.choose(desk, second, case_id, "police", WHY, not_criticism=True)
    return case_id


def _filled_in(reasons: Mapping[str, str]) -> sheets.Typed:
    """Both sheets, every question met, each with a reason of its own."""
    elements = [one.id for one in questions("elements", NORM)]
    words = {f"rabat.{name}": why for name, why in reasons.items()}
    words |= {f"elements.{name}": why for name, why in zip(elements, ELEMENTS, strict=True)}
    return sheets.Typed(norm=NORM, answers=dict.fromkeys(words, "met"), words=words, outcome="criminal")
