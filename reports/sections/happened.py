"""Confirmed incidents: violence or tension, and apart from it peaceful protests, which are never violence.

In the team's edition each stands with its day and place. Outside of it kinds and places stand without numbers
beside ranges, so that no small number follows from them (reports.telling).
"""

from typing import Final

from core.indonesian import day_in_words, number
from core.record import IncidentType
from pipeline.geotag import kecamatan
from pipeline.store import ConfirmedIncident
from reports.area_map.layers import MARKS
from reports.document import Block, heading, para, table
from reports.figures import Figures
from reports.telling import Teller
from reports.words import INCIDENTS, listed

TENSE: Final = "kekerasan atau ketegangan"
PEACEFUL: Final = "unjuk rasa damai"
_KINDS: Final = {
    "force": "kekerasan terhadap orang",
    "damage": "perusakan atau pembakaran",
    "threat": "ancaman atau intimidasi",
    "protest": PEACEFUL,
}
"""the marks of the map in words"""
_UNKNOWN: Final = "kecamatan tidak diketahui"
_FEW: Final = 2
_KIND_OF: Final = {kind: mark.name for mark in MARKS for kind in mark.types}
_PROTEST: Final = _KIND_OF[IncidentType.PROTEST_PEACEFUL]


def tense(f: Figures, teller: Teller) -> str:
    """How many incidents of violence or tension, as this edition may tell it."""
    return teller.grouped(f.violent, len(_spots(f, peaceful=False)))


def peaceful(f: Figures, teller: Teller) -> str:
    """How many peaceful protests."""
    return teller.grouped(len(f.incidents) - f.violent, len(_spots(f, peaceful=True)))


def _spots(f: Figures, *, peaceful: bool) -> dict[tuple[str, str], None]:
    """Kind and place of each mark, in the order of the marks and of the codes; "" where no kecamatan is
    known."""
    named, order = kecamatan(), list(_KINDS)
    found = {(_KIND_OF[one.type], one.place[:8] if one.place[:8] in named else "") for one in f.incidents}
    kept = [spot for spot in found if (spot[0] == _PROTEST) is peaceful]
    return dict.fromkeys(sorted(kept, key=lambda spot: (order.index(spot[0]), spot[1])))


def where(f: Figures) -> str:
    """ ", di Bengalon dan Sangkulirang": where violence or tension was confirmed, if in few places."""
    codes = {code for _, code in _spots(f, peaceful=False)}
    return f", di {_places(list(codes))}" if len(codes) <= _FEW and "" not in codes else ""


def sentence(f: Figures, teller: Teller) -> str:
    """What was confirmed, in one sentence."""
    if not f.incidents:
        return "Belum ada peristiwa yang dipastikan terjadi; yang belum diperiksa orang tidak dihitung."
    parts = []
    if f.violent:
        kinds = _kinds(f) if teller.suppress else _types(f)
        parts.append(f"{tense(f, teller)} {TENSE} ({kinds})")
    if len(f.incidents) > f.violent:
        where = _places([code for _, code in _spots(f, peaceful=True)])
        parts.append(f"{peaceful(f, teller)} {PEACEFUL}{f' di {where}' if where else ''}, bukan kekerasan")
    return f"Peristiwa yang dipastikan: {'; '.join(parts)}."


def _types(f: Figures) -> str:
    tense_ones = [one for one in f.incidents if one.type is not IncidentType.PROTEST_PEACEFUL]
    kinds = dict.fromkeys(one.type for one in tense_ones)
    return "; ".join(_of_type([one for one in tense_ones if one.type is kind]) for kind in kinds)


def _of_type(several: list[ConfirmedIncident]) -> str:
    where = _places([one.place[:8] for one in several])
    return f"{number(len(several))} {INCIDENTS[several[0].type]}" + (f" di {where}" if where else "")


def _kinds(f: Figures) -> str:
    spots = _spots(f, peaceful=False)
    told = []
    for kind in dict.fromkeys(kind for kind, _ in spots):
        where = _places([code for one, code in spots if one == kind])
        told.append(_KINDS[kind] + (f" di {where}" if where else ""))
    return "; ".join(told)


def _places(codes: list[str]) -> str:
    named = kecamatan()
    told = [named[code] for code in sorted(set(codes)) if code in named]
    unknown = told and any(code not in named for code in codes)  # else it would read as if all were there
    return listed([*told, *([_UNKNOWN] if unknown else [])])


def incidents(f: Figures, teller: Teller) -> list[Block]:
    """What a person has confirmed to have happened."""
    blocks = [heading("Peristiwa yang dipastikan")]
    if not f.incidents:
        return [
            *blocks,
            para(
                "Belum ada peristiwa yang dipastikan pada periode ini; itu tidak berarti tidak ada kejadian. "
                "Berita yang mungkin melaporkan kejadian dihitung hanya sesudah diperiksa orang."
            ),
        ]
    told = (
        f"{tense(f, teller)} peristiwa {TENSE}, dan {peaceful(f, teller)} {PEACEFUL}. Keduanya tidak "
        "dijumlahkan."
    )
    return [*blocks, para(told), _by_kind(f) if teller.suppress else _one_by_one(f)]


def _by_kind(f: Figures) -> Block:
    spots = [*_spots(f, peaceful=False), *_spots(f, peaceful=True)]
    rows = []
    for kind in dict.fromkeys(kind for kind, _ in spots):
        codes = [code for one, code in spots if one == kind]
        unknown = [_UNKNOWN] if "" in codes else []
        names = [kecamatan()[code] for code in codes if code]
        rows.append((_KINDS[kind].capitalize(), listed([*names, *unknown])))
    return table(
        "Jenis dan tempat, masing-masing satu peristiwa atau lebih. Jenis menurut ACLED.",
        ("Jenis", "Kecamatan"),
        rows,
        "ll",
        (2, 3),
    )


def _one_by_one(f: Figures) -> Block:
    named = kecamatan()
    rows = [
        (
            day_in_words(one.happened_on),
            INCIDENTS[one.type].capitalize(),
            named.get(one.place[:8], "–"),
            number(len(one.items)),
        )
        for one in f.incidents
    ]
    return table(
        "Jenis menurut ACLED. “Laporan”: tulisan yang melaporkannya.",
        ("Tanggal", "Jenis", "Kecamatan", "Laporan"),
        rows,
        "lllr",
        (2, 4, 2, 1),
    )
