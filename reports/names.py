"""Names of persons out of checked claims: a report names nobody.

What somebody wrote or published is never quoted in a report, so that only claims, in the words of a
fact-checker, could name a person. The masking of the store takes numbers and @names away, not plain names;
this rule finds those that follow a title, an honorific or an office. It may cover a word too many.
"""

import re
from typing import Final

HIDDEN: Final = "[nama]"
_TITLES: Final = (
    r"(?:H|Hj|Drs|Dra|Dr|dr|Ir|Prof|KH|Ust|AKP|AKBP|Kompol|Kombes|Iptu|Ipda|Bripka|Brigjen|Letkol|Kapten|"
    r"Mayor)\.?"
)
_CALLED: Final = (
    r"(?:Pak|Bapak|Bu|Ibu|Bang|Mas|Mbak|Haji|Hajjah|Ustaz|Ustadz|Sdr|Sdri|Saudara|Saudari|Tuan|Nyonya|"
    r"(?:[Oo]rang|[Pp]ria|[Ww]anita|[Ll]elaki|[Pp]erempuan|[Ww]arga|[Aa]kun) bernama|berinisial|inisial)\.?"
)
_OFFICE: Final = (
    r"(?:Bupati|Wakil Bupati|Wabup|Gubernur|Ketua|Wakil Ketua|Anggota|Kepala|Kades|Camat|Lurah|Kapolres|"
    r"Kapolsek|Dandim|Sekda|Sekretaris|Komisioner|Calon|Cabup|Cawabup|Paslon|Juru Bicara|Humas|Direktur|"
    r"Koordinator)"
)
_KNOWN: Final = (
    r"(?:Kutai|Kutim|Timur|Kalimantan|Kaltim|Sangatta|Utara|Selatan|Barat|Tengah|Kabupaten|Kecamatan|Desa|KPU|"
    r"KPPS|"
    r"PPK|PPS|TPS|Bawaslu|Panwaslu|DPRD|Polres|Polsek|Polri|TNI|Kesbangpol|Dinas|Badan|Kantor|Bidang|Bagian|"
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


def without_names(text: str) -> str:
    """The text with what reads as a person's name replaced by [nama]."""
    shown = _AFTER_CALL.sub(rf"\g<1>{HIDDEN}", text)
    return _AFTER_OFFICE.sub(rf"\g<1>{HIDDEN}", shown)
