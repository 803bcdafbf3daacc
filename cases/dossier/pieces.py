"""The evidence as a dossier lists it."""

from typing import Final

from cases.case import Evidence
from cases.dossier.data import Block, Notice, Paragraph, Section, Table
from cases.dossier.material import Material
from cases.dossier.wording import digits, named, plain, when
from cases.evidence.wording import LACKS
from core import indonesian

_MOST_FILES: Final = 24  # whose hashes the dossier itself lists
_STAMPS: Final = {
    "": "tanpa cap waktu (belum diminta, atau tidak ada otoritas)",
    "good": "cap waktu RFC 3161 ada",
    "failed": "cap waktu GAGAL didapat",
}


def evidence_section(material: Material) -> Section:
    """Every piece with what it lacks, its stamp and the hashes of its files; of many only the manifests'."""
    pieces = material.case.evidence
    blocks: list[Block] = []
    if sum(len(one.files) for one in pieces) > _MOST_FILES:
        many = tuple(
            (_piece_words(material, number, one), digits(one.manifest))
            for number, one in enumerate(pieces, 1)
        )
        blocks.append(Table(("Bukti", "SHA-256 manifest-nya"), many, (6, 11), hashes=1))
        blocks.append(Paragraph("Hash setiap berkas ada dalam manifest bukti itu, di folder evidence/."))
        blocks.extend(_by_hand(number) for number, one in enumerate(pieces, 1) if one.kind == "hand")
        pieces = ()
    for number, piece in enumerate(pieces, 1):
        blocks.append(Paragraph(_piece_words(material, number, piece)))
        if piece.kind == "hand":
            blocks.append(_by_hand(number))
        rows = tuple(
            (_file(material, piece, one.name), indonesian.number(one.size), digits(one.sha256))
            for one in piece.files
        )
        blocks.append(Table(("Berkas", "Bita", "SHA-256"), rows, (6, 3, 17), hashes=2))
    if not blocks:
        blocks.append(Notice("Belum ada bukti."))
    if material.left_out:
        blocks.append(
            Paragraph(
                f"{len(material.left_out)} berkas asli tidak disertakan, karena penerima ini tidak "
                "memerlukan data pribadi di dalamnya; hash-nya tercantum, berkasnya disimpan meja ini."
            )
        )
    return Section("Bukti", tuple(blocks))


def _by_hand(number: int) -> Notice:
    return Notice(f"Bukti {number} tidak diambil oleh sistem: diserahkan seseorang.")


def _file(material: Material, piece: Evidence, name: str) -> str:
    return f"{name} (tidak disertakan)" if f"{piece.id}/{name}" in material.left_out else name


def _piece_words(material: Material, number: int, piece: Evidence) -> str:
    captured = piece.kind == "capture"
    kind, by = ("tangkapan sistem", "oleh") if captured else ("berkas yang diserahkan", "dicatat oleh")
    lacks = "; ".join(LACKS.get(one, plain(one)) for one in piece.lacks)
    reason = f" ({plain(piece.stamp_reason)})" if piece.stamp_reason else ""
    parts = [
        f"Bukti {number} [{piece.id}]: {kind}, {when(piece.captured_at, material.zone)}",
        f"{by} {plain(named(material.people, piece.by_user))}",
        f"{_STAMPS.get(piece.stamped, plain(piece.stamped))}{reason}",
    ]
    return "; ".join(parts) + "." + (f" Kekurangannya: {lacks}." if lacks else "")
