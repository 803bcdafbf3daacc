"""Bawaslu's formal and material requirements of a report, computed from the case.

Reporter with name and address, reported party, time and place, description, within seven days: Pasal 134
UU 1/2015 as read in a stored copy; evidence and witnesses: as reports are stopped for in practice. What is
incomplete is "informasi awal", which Bawaslu may follow up but need not register.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cases.case import Part, Party
from cases.deadlines import NO_REGIME, sent
from cases.dossier.material import Material
from cases.dossier.wording import when

SOURCE: Final = (
    "Menurut Pasal 134 UU 1/2015 dan praktik penanganan laporan (dibaca dari salinan, bukan dari JDIH); "
    "rinciannya diatur Perbawaslu 8/2020 beserta perubahannya. Harus dipastikan ahli hukum."
)
OTHERS: Final = "hanya untuk laporan kepada Bawaslu"
MEASURE: Final = (
    "Syarat Bawaslu dipakai di sini sebagai ukuran kelengkapan; penerima ini memakai aturannya sendiri."
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: what, whether the case has it, and how."""

    formal: bool
    label: str
    met: bool | None  # None: is not asked here
    words: str

    @property
    def state(self) -> str:
        """In one word."""
        return {True: "ada", False: "TIDAK ADA", None: "tidak berlaku"}[self.met]


def requirements(material: Material) -> tuple[Requirement, ...]:
    """All of them, the formal ones first. The reporter's is asked only where there is a reporter."""
    return (*_formal(material), *_material(material))


def missing(found: tuple[Requirement, ...]) -> tuple[str, ...]:
    """What is not there."""
    return tuple(one.label for one in found if one.met is False)


def title(material: Material, found: tuple[Requirement, ...]) -> str:
    """ "Laporan" with a reporter, "Bahan temuan" without, "Informasi awal" where something is missing."""
    if missing(found):
        return "Informasi awal"
    return "Laporan" if material.parties(Part.REPORTER) else "Bahan temuan"


def _formal(material: Material) -> tuple[Requirement, ...]:
    reporters, reported = material.parties(Part.REPORTER), material.parties(Part.REPORTED)
    known = [one for one in reporters if material.identities.get(one.id)]
    by = tuple(
        Requirement(True, "nama dan alamat pelapor", bool(known), _who(material, known))
        for _ in reporters[:1]
    )
    none = (
        "tanpa pelapor: hanya dapat menjadi temuan pengawas sendiri, bukan laporan; "
        "pelapor haruslah pemilih, pemantau atau peserta"
    )
    return (
        *(by or (Requirement(True, "pelapor", None, none),)),
        Requirement(True, "terlapor", bool(reported), _who(material, reported)),
        _in_time(material),
    )


def _in_time(material: Material) -> Requirement:
    label = "tidak lewat 7 hari kalender sejak diketahui"
    due = next((one for one in material.deadlines if one.id == "report"), None)
    if due is None:
        gone = sent(material.case)
        why = "sudah pernah dikirim" if gone else NO_REGIME if _to_bawaslu(material) else OTHERS
        return Requirement(True, label, None, why)
    in_time = material.made_at <= due.due
    words = f"batas {when(due.due, material.zone)}; berkas dibuat {when(material.made_at, material.zone)}"
    return Requirement(True, label, in_time, words if in_time else f"SUDAH LEWAT: {words}")


def _to_bawaslu(material: Material) -> bool:
    return material.route is not None and material.route.id == "bawaslu"


def source(material: Material) -> str:
    """Where the requirements come from, and what they are to this recipient."""
    return SOURCE if _to_bawaslu(material) else f"{MEASURE} {SOURCE}"


def _material(material: Material) -> tuple[Requirement, ...]:
    case = material.case
    witnesses = material.parties(Part.WITNESS)
    gaps = [word for word, there in (("hari", case.act_on), ("tempat", case.place)) if not there]
    where = f"belum dicatat: {' dan '.join(gaps)}" if gaps else "ada"
    return (
        Requirement(False, "waktu dan tempat kejadian", not gaps, where),
        Requirement(False, "uraian kejadian", case.description is not None, _there(case.description)),
        Requirement(False, "bukti", bool(case.evidence), f"{len(case.evidence)} bukti"),
        Requirement(False, "saksi", bool(witnesses), _who(material, witnesses)),
    )


def _there(value: object) -> str:
    return "ada" if value is not None else "belum ada"


def _who(material: Material, parties: Sequence[Party]) -> str:
    return "; ".join(material.who(one) for one in parties) or "belum ada"
