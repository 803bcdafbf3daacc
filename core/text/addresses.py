"""Shapes of a person's address: a street with a house, and the RT of somebody's home.

A street word, a name and a house number are an address in any case of letters. An RT (with or without RW) is
one only beside a house number or a named street, or as the place of a person's home. Elsewhere it is the
place that a complaint speaks about, and stays.
"""

import re
from typing import Final

from core.text.shapes import Shapes

ADDRESS: Final = "[alamat]"

# What follows "jalan" or "gang" where it is no street: "jalan kaki ke TPS no 3", "jalan rusak di RT 8".
_NO_NAME = (
    r"ke|di(?! panjaitan)|dari|pada|oleh|yang|yg|dan|atau|untuk|utk|buat|sama|dengan|dgn|bareng|bersama"
    r"|menuju|sampai|dekat|depan|samping|belakang|tengah|pinggir|antara|sekitar|masuk|keluar|naik|turun|terus|lurus"
    r"|pintas|tikus|kaki|rusak|berlubang|becek|longsor|banjir|macet|gelap|parah|rusuh|licin|umum"
    r"|desa|kampung|nasional|provinsi|kabupaten|tol|cerita|hidup|pikiran|ninja|politik|kemenangan|perubahan"
    r"|kita|kami|saya|aku|kamu|dia|mereka|orang|warga|semua|para|motor|ini|itu|sini|sana|lain|lagi|saja|aja"
    r"|ada|jadi|juga|tetap|paling|hanya|cuma|tidak|tak|tdk|gak|ga|nggak|bukan|belum|sudah|sdh|udah|akan|mau"
    r"|bisa|harus|pilih|milih|coblos|nyoblos|dukung|menang|pakai|pake|tanpa|lewat|sambil|karena|krn|kalau"
    r"|kalo|supaya|biar|agar"
)
_OF_THE_VOTE = r"(?i:paslon|calon|c[ab]?lon|cabup|cagub|capres|caleg|pasangan|tps|nom[oe]r|urut|partai)(?!\w)"
_STREET = r"(?:(?i:jln?|gg)(?:\. ?| )|(?i:jalan|gang|perum(?:ahan)?)\.? )"
_REST = r"[\w'./]{0,20}(?:,? |,)"
_CAPITAL = rf"(?!{_OF_THE_VOTE})[A-Z0-9]{_REST}"
_ANY = rf"(?!{_OF_THE_VOTE}|(?:{_NO_NAME})(?!\w))\w{_REST}"
_NO = r"(?i:nom[oe]r|no)[ .:]{0,3}"
_DIGITS = r"(?:[A-Za-z]{1,2}[-. ]?)?\d{1,5}(?: ?[A-Za-z](?!\w))?(?:[/\-–]\w{1,4})?"
_BLOCK = r"(?i:blo?k)\.? ?"
_HOUSE = (
    rf"(?:{_NO}(?:{_DIGITS}|[IVX]{{1,5}}(?!\w)|[A-Z]{{1,2}}(?!\w))|{_BLOCK}\w{{1,5}}(?:[/\-–]\w{{1,4}})?)"
)
_HOUSE_WITH_DIGIT = rf"(?:{_NO}{_DIGITS}|{_BLOCK}[A-Za-z]{{0,2}}[-. ]?\d{{1,4}})"
_RT = r"(?i:R\.?T\.?[ .:]{0,2}\d{1,3})"
_RW = r"(?i:R\.?W\.?[ .:]{0,2}\d{1,3})"
_UNIT = rf"(?<!\w){_RT}(?: ?(?:[/,.]? ?{_RW}|/ ?\d{{1,3}}))?(?!\w)"
_TAIL = rf"(?:,? {_NO}\d{{1,4}}(?!\w))?(?:[ ,/]{{1,2}}{_UNIT})?(?!\w)(?! (?i:tahun|thn)\b)"
# Of a vote as often as of a house ("nomor 2 RT 5 menang"), so these numbers need more than an RT beside them.
_NO_PAIR = r"(?!0?[1-4](?!\w))"

_HOME = r"rumah|alamat|tinggal|domisili|kediaman|kost?|kontrakan"
# A dot ends the home's sentence, but for one behind a title or "jl".
_WITHIN = r"(?:[^\d\n.]|(?<![A-Za-z]{3})\.(?= ?\w)){0,40}?"
_NO_HOME = re.compile(
    r"\W{1,3}(?:ibadah|doa|sakit|makan|adat|dinas|duka|potong|produksi|tahanan|tahfiz|walet|tps|posko|kantor"
    r"|sekolah|masjid|balai)\b"
)
_OWNER = re.compile(
    r"\b(?:saya|sy|aku|ku|gue|gua|gw|ane|kami|kita|kamu|kau|lu|loe|dia|beliau|mereka|pak|bapak|bpk|bu|ibu|mas"
    r"|mbak|mba|bang|abang|kak|om|tante|haji|hj?|ust\w*|kyai|kiai|si|sdr|saudara|bernama|nama|inisial|ketua"
    r"|kades|lurah|camat|anggota|petugas|keluarga\w*|orang ?tua\w*|mertua\w*|\w+(?:nya|ku))\b"
)
_SHARED = re.compile(
    r"\b(?:warga|masyarakat|penduduk|orang|pendatang|pemilih|korban|jalan|jembatan|lampu|masjid|langgar|balai"
    r"|pos|posko|kosong|rusak|roboh|terbakar|terendam|kebanjiran|rumah)\b|^(?:-|2|rumah)"
)
_MANY = re.compile(
    r"(?:\d|\b(?:puluhan|ratusan|belasan|sejumlah|beberapa|banyak|semua|tiap|setiap|seluruh|para|dua|tiga|empat"
    r"|lima|enam|tujuh|delapan|sembilan|sepuluh|sebuah|satu))(?: (?:unit|buah))? $"
)
_HARMED = re.compile(
    r" (?:ini |itu |juga |sudah )?(?:terendam|terbakar|terdampak|tergenang|kebanjiran|kebakaran|rusak|roboh"
    r"|ambruk|banjir|longsor|hanyut|ludes|hangus|padam)\b"
)
_PEOPLE = re.compile(r"\b(?:warga|masyarakat|penduduk|orang-orang|para|pendatang|pemilih)\b")


def _of_a_person(match: re.Match[str]) -> bool:
    """Whether the home before an RT is somebody's, not "rumah warga", "10 rumah" or "tinggal RT 6 dan 7"."""
    text, word, gap = match.string, match["home"].lower(), match["gap"].lower()
    before = text[max(0, match.start() - 30) : match.start()].lower()
    owned = re.search(r"(?:ku|mu|nya)$", word) or _OWNER.search(gap)
    if _NO_HOME.match(gap):
        return False
    if owned or word.startswith("alamat"):
        return True
    if word.startswith(("tinggal", "domisili")):
        spoken = bool(_OWNER.search(before))
        return spoken or (bool(re.search(r"\bdi\b", gap)) and not _PEOPLE.search(before))
    harmed = _HARMED.match(text[match.end() : match.end() + 30].lower())
    return not (_SHARED.search(gap) or _MANY.search(before) or harmed)


def _home(match: re.Match[str]) -> str:
    return f"{match['home']}{match['gap']}{ADDRESS}" if _of_a_person(match) else match.group()


HOUSES: Final[Shapes] = (
    (
        rf"(?<!\w){_STREET}(?:(?:{_CAPITAL}){{1,5}}{_HOUSE}|(?:{_ANY}){{1,5}}{_HOUSE_WITH_DIGIT})(?!\w){_TAIL}",
        ADDRESS,
    ),
    (rf"(?i)\b{_BLOCK}[a-z]{{1,2}}[ -]?\d{{0,3}}[,/ ]{{1,2}}{_NO}\d{{1,4}}{_TAIL}", ADDRESS),
    # A named street and an RT; a house number and an RT, in either order.
    (
        rf"((?<!\w)(?:(?i:jln?|gg)(?:\. ?| )|(?i:gang|perum(?:ahan)?) |(?i:jalan) (?=[A-Z0-9]))"
        rf"(?:(?i:{_ANY})){{1,5}}?){_UNIT}",
        rf"\1{ADDRESS}",
    ),
    (rf"(?<!\w)(?:(?i:rumah) {_NO}|{_NO}{_NO_PAIR}){_DIGITS}[ ,/]{{1,2}}{_UNIT}", ADDRESS),
    (rf"{_UNIT},? {_NO}{_NO_PAIR}{_DIGITS}(?!\w)", ADDRESS),
    (rf"(?i)(?<![\w\[])(?P<home>(?:{_HOME})\w{{0,9}})(?P<gap>{_WITHIN}){_UNIT}", _home),
    # More of the same: "rumah saya di RT 1, RT 2".
    (rf"(?i)(\[alamat\][ ,/&]{{1,3}}(?:dan |atau )?){_UNIT}", rf"\1{ADDRESS}"),
)
