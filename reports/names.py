"""Names of persons out of checked claims: a report names nobody.

What somebody wrote or published is never quoted in a report, so that only claims, in the words of a
fact-checker, could name a person. The masking of the store takes numbers and @names away, not plain names;
this rule finds those that follow a title, an honorific or an office, and bare ones: two or more words with
capitals of which none is known as a place, a body or the like, alone or after such a word. It may cover a
word too many, and a name within a headline in which Every Word Has a Capital stays: so the public edition
leaves the words of claims out.
"""

import re
from functools import cache
from typing import Final

from pipeline import REFERENCE
from pipeline.geotag import gazetteer

HIDDEN: Final = "[nama]"
_FILE: Final = REFERENCE / "not_names.txt"
_TITLES: Final = (
    r"(?:H|Hj|Drs|Dra|Dr|dr|Ir|Prof|KH|Ust|AKP|AKBP|Kompol|Kombes|Iptu|Ipda|Bripka|Brigjen|Letkol|Kapten|"
    r"Mayor)\.?"
)
_CALLED: Final = (
    r"(?:Pak|Bapak|Bu|Ibu|Bang|Mas|Mbak|Haji|Hajjah|Ustaz|Ustadz|Sdr|Sdri|Saudara|Saudari|Tuan|Nyonya|"
    r"bernama|berinisial|inisial)\.?"
)
_OFFICE: Final = (
    r"(?:Bupati|Wakil Bupati|Wabup|Gubernur|Ketua|Wakil Ketua|Anggota|Kepala|Kades|Camat|Lurah|Kapolres|"
    r"Kapolsek|Dandim|Sekda|Sekretaris|Komisioner|Calon|Cabup|Cawabup|Paslon|Juru Bicara|Humas|Direktur|"
    r"Koordinator)"
)
_KNOWN: Final = (
    r"(?:Kutai|Kutim|Timur|Kalimantan|Kaltim|Sangatta|Utara|Selatan|Barat|Tengah|Kabupaten|Kecamatan|Desa|KPU|"
    r"KPPS|PPK|PPS|TPS|Bawaslu|Panwaslu|DPRD|Polres|Polsek|Polri|TNI|Kesbangpol|Dinas|Badan|Kantor|Bidang|Bagian|"
    r"Daerah|Pilkada|Pemilu|RT|RW|BPD|Paguyuban|Kerukunan|Komisi|Dewan|Partai|Adat|Suku|Warga|Panitia)"
)
_WORD: Final = r"[A-Z][\w'’.-]*[a-z][\w'’-]*"
_AFTER_CALL: Final = re.compile(
    rf"\b((?:{_CALLED}|{_TITLES})\s+)(?:(?:{_TITLES})\s+)*(?!{_KNOWN}\b){_WORD}(?:\s+{_WORD})*"
)
_AFTER_OFFICE: Final = re.compile(
    rf"\b({_OFFICE}(?:\s+{_KNOWN}|\s+{_WORD}(?=\s+{_KNOWN}\b))*\s+)(?!{_KNOWN}\b|{_OFFICE}\b)"
    rf"({_WORD}\s+{_WORD}(?:\s+{_WORD})*)"
)


_PLACE: Final = (
    r"(?:[Jj]alan|Jl\.?|[Gg]ang|Danau|Sungai|Gunung|Pulau|Teluk|Tanjung|Muara|Pantai|Bukit|Lembah|Desa|Dusun|"
    r"Kampung|Kelurahan|Kecamatan|Kabupaten|Kota|Provinsi|Pasar|Masjid|Gereja|Pura|Vihara|Bandara|Pelabuhan|"
    r"Jembatan|Stadion|Lapangan|Hotel|Gedung|Sekolah|Universitas|Rumah|Yayasan|Partai|PT|CV|di|ke)"
)
_BODY: Final = (
    r"(?:Dinas|Badan|Kantor|Bidang|Bagian|Bank|Warga|Pemerintah|Kementerian|Kejaksaan|Pengadilan|Komisi|Dewan|"
    r"Majelis|Bawaslu|Panwaslu|KPU|Polres|Polsek|Adat|Suku|Paguyuban|Kerukunan|Daerah|Hari|Pesan)"
)
"""what is followed by its own name or region, not by a person"""
_RUN: Final = re.compile(rf"(?<![\w\[])(?:(?P<before>{_PLACE})\s+)?(?P<name>{_WORD}(?:\s+{_WORD})+)")
_BY: Final = re.compile(
    rf"\b(oleh|kepada|terhadap|menurut|bersama|suami|istri|anak)\s+({_WORD})(?![\w'’-])(?!\s+[A-Z])"
)


@cache
def _nobody() -> frozenset[str]:
    """Words that may begin with a capital and name no person."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    ours = {word for line in lines if not line.startswith("#") for word in line.split()}
    return frozenset(ours | {word.casefold() for entry in gazetteer() for word in entry.name.split()})


def _known(word: str) -> bool:
    plain = word.strip(".,’'").casefold()
    return plain in _nobody() or re.fullmatch(rf"{_KNOWN}|{_OFFICE}", word) is not None


def _bare(found: re.Match[str]) -> str:
    """All of a run of which nothing is known; else what follows the last known word, as a name does an
    office, a region or "Foto"."""
    words = list(re.finditer(r"\S+", found["name"]))
    known = [at for at, word in enumerate(words) if _known(word[0])]
    if found["before"]:
        return found[0]
    if not known:
        return HIDDEN
    last, rest = words[known[-1]], words[known[-1] + 1 :]
    place = any(re.fullmatch(_PLACE, word[0]) for word in (last, *rest[:-1]))
    if len(rest) < 2 or place or re.fullmatch(_BODY, last[0]):
        return found[0]
    return found[0][: last.end()] + f" {HIDDEN}"


def _by(found: re.Match[str]) -> str:
    return found[0] if _known(found[2]) else f"{found[1]} {HIDDEN}"


def _headline(text: str) -> bool:
    """Whether nearly every word has a capital, so that capitals tell nothing. What ends with a full stop is
    rather a sentence, which may hold little but names."""
    words = [word for word in text.split() if len(word) > 3]
    most = 0.8 if text.rstrip().endswith(".") else 0.7
    return len(words) > 2 and sum(word[0].isupper() for word in words) > most * len(words)


def without_names(text: str, *, bare: bool = True) -> str:
    """The text with what reads as a person's name replaced by [nama]. `bare`: also names without a title; not
    in our own words, where it would cover publishers and ships too."""
    shown = _AFTER_CALL.sub(rf"\g<1>{HIDDEN}", text)
    shown = _AFTER_OFFICE.sub(rf"\g<1>{HIDDEN}", shown)
    return shown if not bare or _headline(text) else _BY.sub(_by, _RUN.sub(_bare, shown))
