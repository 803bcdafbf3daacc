"""Shapes of a person's address: a street with a house, and the RT of somebody's home.

A street word, a name and a house number are an address in any case of letters; but "jalan mulus nomor 2" is a
promise and its candidate, by what is said of the road. An RT (with or without RW) is an address only beside a
house number or a named street, or as the place of a person's home. Elsewhere it is the place that a complaint
speaks about, and stays.
"""

import re
from typing import Final

from core.text.shapes import Shapes, before

ADDRESS: Final = "[alamat]"

# What is complained of about a road, and is no street's name.
_BROKEN = r"rusak|hancur|amblas|putus|berlubang|bolong|becek|berdebu|longsor|banjir|macet|gelap|parah|licin"
# What is promised of a road, or says of what it is made; a gang may be called so.
_MADE = r"mulus|cor|dicor|aspal|diaspal|pengaspalan|semenisasi|rabat|diperbaiki|perbaikan|dibangun|terbaik"
_STATE = rf"{_BROKEN}|{_MADE}"
# What follows "jalan" or "gang" where it is no street: "jalan kaki ke TPS no 3", "jalan rusak di RT 8".
_NO_NAME = (
    r"ke|di(?! panjaitan)|dari|pada|oleh|yang|yg|dan|atau|untuk|utk|buat|sama|dengan|dgn|bareng|bersama"
    r"|menuju|sampai|dekat|depan|samping|belakang|tengah|pinggir|antara|sekitar|masuk|keluar|naik|turun|terus|lurus"
    rf"|pintas|tikus|kaki|{_BROKEN}|rusuh|umum"
    r"|desa|kampung|nasional|provinsi|kabupaten|tol|cerita|hidup|pikiran|ninja|politik|kemenangan|perubahan"
    r"|kita|kami|saya|aku|kamu|dia|mereka|orang|warga|semua|para|motor|ini|itu|sini|sana|lain|lagi|saja|aja"
    r"|ada|jadi|juga|tetap|paling|hanya|cuma|tidak|tak|tdk|gak|ga|nggak|bukan|belum|sudah|sdh|udah|akan|mau"
    r"|bisa|harus|pilih|milih|coblos|nyoblos|dukung|menang|pakai|pake|tanpa|lewat|sambil|karena|krn|kalau"
    r"|kalo|supaya|biar|agar"
)
_OF_THE_VOTE = r"(?i:paslon|calon|c[ab]?lon|cabup|cagub|capres|caleg|pasangan|tps|nom[oe]r|urut|partai)(?!\w)"
_SHORT_STREET = r"(?:(?i:jln?|gg)(?:\. ?| )|(?i:gang|perum(?:ahan)?)\.? )"
_STREET = rf"(?:{_SHORT_STREET}|(?i:jalan)\.? )"
_REST = r"[\w'./–-]{0,20}(?:,? |,)"
_CAPITAL = rf"(?!{_OF_THE_VOTE})[A-Z0-9]{_REST}"
_ANY_MADE = rf"(?!{_OF_THE_VOTE}|(?:{_NO_NAME})(?!\w))\w{_REST}"
_ANY = rf"(?!(?:{_MADE})(?!\w)){_ANY_MADE}"
_NO = r"(?i:nom[oe]r|no)[ .:]{0,3}"
# What is begun is taken whole: "5/A Tahun 2020" must not become a "5" that no year follows.
_MORE = r"(?:[/\-–](?!(?i:r\.?[tw]))\w{1,4}(?!\w)){0,3}+"
_DIGITS = rf"(?:[A-Za-z]{{1,2}}[-./ ]?)?\d{{1,5}}(?: ?[A-Za-z](?!\w))?+{_MORE}"
_BLOCK = r"(?i:blo?k)\.? ?"
# "Blok C 14 orang" counts; "Blok C14" and "Blok C 14 rumah Budi" say which house.
_NO_COUNT = r"(?!\d| ?(?i:orang|org|jiwa|warga|kk|suara|tahun|thn)\b)"
_IN_BLOCK = (
    rf"{_BLOCK}(?:[A-Za-z]{{0,2}}[-./]?\d{{1,4}}(?!\d)|[A-Za-z]{{1,2}} \d{{1,4}}{_NO_COUNT})"
    rf"(?:[A-Za-z](?!\w))?+{_MORE}"
)
_HOUSE = (
    rf"(?:{_NO}(?:{_DIGITS}|[IVX]{{1,5}}(?!\w)|[A-Z]{{1,2}}(?!\w))|{_IN_BLOCK}"
    rf"|{_BLOCK}\w{{1,5}}(?:[/\-–]\w{{1,4}})?)"
)
_HOUSE_WITH_DIGIT = rf"(?:{_NO}{_DIGITS}|{_IN_BLOCK})"
_RT = r"(?i:R\.?T\.?[ .:]{0,2}\d{1,3})"
_RW = r"(?i:R\.?W\.?[ .:]{0,2}\d{1,3})"
_BOTH = r"(?i:R\.?T\.? ?/ ?R\.?W\.?[ .:]{0,3}\d{1,3}(?: ?/ ?\d{1,3})?)"  # as on an identity card
_AND_RW = rf" ?(?:[/,.]? ?{_RW}|/ ?(?:\d{{1,3}}|[IVXivx]{{1,4}}))"
_UNIT = rf"(?<!\w)(?:{_RT}(?:{_AND_RW})?|{_BOTH})(?!\w)"
_UNIT_AND_RW = rf"(?<!\w)(?:{_RT}{_AND_RW}|{_BOTH})(?!\w)"
_TAIL = rf"(?:,? {_NO}\d{{1,4}}(?!\w))?(?:[ ,/]{{1,2}}{_UNIT})?(?!\w)(?! (?i:tahun|thn)\b)"
# Of a vote as often as of a house ("nomor 2 RT 5 menang"), so these numbers need more than an RT beside them.
_NO_PAIR = r"(?!0?[1-4](?!\w))"

# A "jalan" whose only number may be a candidate's; a second part of an address tells it from a house.
_CANDIDATE = re.compile(rf"(?i:jalan)\W(?:(?!(?i:\b(?:gang|gg|blo?k|perum)\b))\D)*\b{_NO}0?[1-4]")
# Said of a road that is promised or complained of, and of a vote right beside it.
_ROAD = re.compile(rf"(?i)\W(?:{_STATE}|bagus|baik|aman|lancar|sehat|santai)\W")
_PROMISED = re.compile(rf"(?i)\W(?:{_MADE})(?:,? |,){_NO}0?[1-4]$")
_VOTED = re.compile(r"\b(?:pilih|coblos|dukung|menangkan)\W{1,3}$")
_WINS = re.compile(r"(?i)\W{1,3}(?:pasti |akan )?(?:menang|juara)\b")
# A letter that is brought "ke no 12 RT 5" has no such number itself.
_OFFICIAL = re.compile(
    r"\b(?:(?:pertanyaan|suara|kotak)\b[^\d\n]{0,12}"
    r"|(?:surat|edaran|sk|perda|perbup)\b(?:(?!\b(?:ke|di)\b)[^\d\n]){0,12})$"
)

_HOME = (
    r"(?:rumah|alamat|tinggal(?!kan)|domisili|kediaman|kontrakan)[^\W\d]{0,9}"
    r"|kost?(?:an)?(?:nya|ku|mu)?(?!\w)"
)
_AT_HOME = re.compile(rf"\b(?:{_HOME})(?:[^\d\n.]{{0,20}}(?:\bdi|[:=]))? ?$")
_AT = re.compile(r"(?:\bdi|[:=]) ?$")
_VOTE_BEHIND = re.compile(rf",\s?{_NO}0?[1-4]$")
_NEAR_HOME = re.compile(rf"\b(?:{_HOME})|\bdi $")
# A dot ends the home's sentence, but for one behind a title or "jl".
_WITHIN = r"(?:[^\d\n.]|(?<![A-Za-z]{3})\.(?= ?\w)){0,40}?"
_NO_HOME = re.compile(
    r"\W{1,3}(?:ibadah|doa|sakit|makan|adat|dinas|duka|potong|produksi|tahanan|tahfiz|walet|tps|posko|kantor"
    r"|sekolah|masjid|balai|pemenangan|aspirasi|relawan|zakat)\b"
)
# Who runs these may live there: "rumah pintar milik Bu Ani".
_MAYBE_NO_HOME = re.compile(r"\W{1,3}(?:singgah|baca|pintar)\b")
_CROWD = r"warga|masyarakat|penduduk|orang-orang|pemilih"
_OWNER = re.compile(
    r"\b(?:saya|sy|aku|ku|gue|gua|gw|ane|kami|kita|kamu|kau|lu|loe|dia|beliau|mereka|pak|bapak|bpk|bu|ibu|mas"
    r"|mbak|mba|bang|abang|kak|om|tante|haji|hj?|ust\w*|kyai|kiai|si|sdr|saudara|bernama|nama|inisial"
    rf"|keluarga\w*|orang ?tua\w*|mertua\w*|(?:milik|punya|kepunyaan)(?! (?:{_CROWD}))|rumah(?:nya|ku|mu))\b"
)
# Behind "rumah warga" or "10 rumah" these are who comes or speaks.
_MAYBE_OWNER = re.compile(
    r"\b(?:ketua|kades|lurah|camat|anggota|petugas"
    r"|(?!(?:tepat|khusus|ha|terutama|akhir|sebelum|umum|kata|ada|lain|semua|seluruh|misal|setidak|sekitar|pu"
    r"|akibat)nya\b|(?:per|pe|ber)?laku\b|(?:meng)?aku\b|[bs]uku\b)\w+(?:nya|ku))\b"
)
_OF_THE_CROWD = re.compile(rf"\W+(?:(?:milik|punya|para) )*(?:{_CROWD})\b")
_SHARED = re.compile(
    r"\b(?:warga|masyarakat|penduduk|orang|pendatang|pemilih|jalan|jembatan|lampu|masjid|langgar|balai"
    r"|pos|posko|kosong|rumah|korban (?:banjir|kebakaran|longsor|bencana|gempa))\b|^(?:-|2|rumah)"
)
_MANY = re.compile(
    r"(?:\d|\b(?:puluhan|ratusan|belasan|sejumlah|beberapa|banyak|semua|tiap|setiap|seluruh|para|dua|tiga|empat"
    r"|lima|enam|tujuh|delapan|sembilan|sepuluh))(?: (?:unit|buah))? $"
)
_HARM = (
    r"(?:terendam|terbakar|terdampak|tergenang|kebanjiran|kebakaran|rusak|roboh|ambruk|banjir|longsor|hanyut"
    r"|ludes|hangus|padam)\b"
)
_HARMED = re.compile(rf" (?:ini |itu |juga |sudah )?{_HARM}")
_HARM_WITHIN = re.compile(rf"\b{_HARM}")
# What stands behind a home where no owner does: "rumah di RT 5", "rumah yang rusak", "rumah kayu".
_NOBODY = re.compile(
    r"\W*(?:$|(?:di|dekat|sekitar|wilayah|kawasan|lingkungan|desa|dusun|kampung|kel|kelurahan|kec|kecamatan"
    r"|yang|yg|ini|itu|tersebut|dan|juga|ikut|sudah|habis|masih|semua|banyak|kayu|panggung|petak|toko|kosong"
    rf"|tua|subsidi|kontrakan)\b|{_HARM})"
)
_NAME = re.compile(r" [A-Z][a-z]")
_NO_HEADLINE = re.compile(r" [a-z]{4}")
_PEOPLE = re.compile(r"\b(?:warga|masyarakat|penduduk|orang-orang|para|pendatang|pemilih)\b")


def _of_a_person(match: re.Match[str]) -> bool:
    """Whether the home before an RT is somebody's, not "rumah warga", "10 rumah" or "tinggal RT 6 dan 7"."""
    text, word, gap = match.string, match["home"].lower(), match["gap"].lower()
    ahead = before(match, 30)
    many = _MANY.search(ahead)
    if word.endswith(("ku", "mu", "nya")):
        return True
    if _NO_HOME.match(gap):
        return False
    if word.startswith("alamat") or _OWNER.search(gap):
        return True
    if _MAYBE_NO_HOME.match(gap):
        return False
    if _MAYBE_OWNER.search(gap) and not (many or _OF_THE_CROWD.match(gap)):
        return True
    if word.startswith(("tinggal", "domisili")):
        spoken = bool(_OWNER.search(ahead) or _MAYBE_OWNER.search(ahead))
        return spoken or (bool(re.search(r"\bdi\b", gap)) and not _PEOPLE.search(ahead))
    if many:
        return False
    nobody = _NOBODY.match(gap)
    # "rumah Budi dekat masjid"; in a headline every word has a capital.
    told = match["home"].islower() or _NO_HEADLINE.search(match["gap"])
    if told and _NAME.match(match["gap"]) and not (nobody or _SHARED.match(gap.strip())):
        return True
    harmed = _HARM_WITHIN.search(gap) or _HARMED.match(text[match.end() : match.end() + 30].lower())
    return not (_SHARED.search(gap) or (nobody and harmed))


def _home(match: re.Match[str]) -> str:
    return f"{match['home']}{match['gap']}{ADDRESS}" if _of_a_person(match) else match.group()


def _street(match: re.Match[str]) -> str:
    """A street with its house; not "jalan mulus nomor 2", unless it says whose home is there."""
    found = match.group()
    unnamed = match["named"] is None or found.isupper()
    if unnamed and _PROMISED.search(found) and not _NEAR_HOME.search(before(match, 40)):
        return found
    if not (unnamed and _CANDIDATE.fullmatch(found)) or _AT_HOME.search(before(match)):
        return ADDRESS
    voted = _VOTED.search(before(match)) or _WINS.match(match.string, match.end())
    promised = _ROAD.search(found) or (voted and not _NEAR_HOME.search(before(match, 40)))
    return found if promised else ADDRESS


def _home_street(match: re.Match[str]) -> str:
    """The street of somebody's home, whatever it is called; not "rumah kami di jalan mulus, nomor 2"."""
    home, gap, street = match["home"].lower(), match["gap"].lower(), match["street"]
    owned = home.endswith(("ku", "mu", "nya")) or home.startswith("alamat") or _OWNER.search(gap)
    # "janji rumah di jalan mulus no 2" names nobody's.
    lived_in = owned or (not home.startswith("rumah") and _AT.search(gap))
    if _NO_HOME.match(gap) or not lived_in or _VOTE_BEHIND.search(street):
        return match.group()
    return f"{match['home']}{match['gap']}{ADDRESS}"


def _numbered(match: re.Match[str]) -> str:
    """A house number with its RT; not the number of a letter or of a ballot box."""
    return match.group() if _OFFICIAL.search(before(match)) else ADDRESS


def _list(match: re.Match[str]) -> str:
    return re.sub(_UNIT, ADDRESS, match.group())


HOUSES: Final[Shapes] = (
    (
        rf"(?i)(?<!\w)(?P<home>{_HOME})(?P<gap>[^\d\n.,]{{0,20}}?)(?<!\w)"
        rf"(?P<street>jalan (?:{_ANY_MADE}){{1,5}}{_HOUSE_WITH_DIGIT})(?!\w){_TAIL}",
        _home_street,
    ),
    (
        rf"(?<!\w)(?:{_STREET}(?:(?P<named>(?:{_CAPITAL}){{1,5}}{_HOUSE})|(?:{_ANY}){{1,5}}{_HOUSE_WITH_DIGIT})"
        rf"|{_SHORT_STREET}(?:{_ANY_MADE}){{1,5}}{_HOUSE_WITH_DIGIT})(?!\w){_TAIL}",
        _street,
    ),
    (rf"(?i)\b{_BLOCK}[a-z]{{1,2}}[ -]?\d{{0,3}}[,/ ]{{1,2}}{_NO}\d{{1,4}}{_TAIL}", ADDRESS),
    # A named street and an RT; a house number and an RT, in either order.
    (
        rf"((?<!\w)(?:(?i:jln?|gg)(?:\. ?| )|(?i:gang|perum(?:ahan)?) |(?i:jalan) (?=[A-Z0-9]))"
        rf"(?:(?i:{_ANY})){{1,5}}?){_UNIT}",
        rf"\1{ADDRESS}",
    ),
    # Who complains about a road seldom names its RW, and then says what the road is or is like.
    (
        rf"((?<!\w)(?i:jalan) (?!(?i:poros|setapak|lingkungan|utama|beton|tanah|penghubung|hauling|bagus)\b)"
        rf"(?:(?i:{_ANY})){{1,5}}?){_UNIT_AND_RW}",
        rf"\1{ADDRESS}",
    ),
    (rf"(?<!\w)(?i:rumah) {_NO}{_DIGITS}[ ,/]{{1,2}}{_UNIT}", ADDRESS),
    # "No 12/RT 05/2024" and "No 12/RT 05/XI/2024" are a letter's.
    (rf"(?<!\w){_NO}{_NO_PAIR}{_DIGITS}[ ,/]{{1,2}}{_UNIT}(?!/(?:\w{{1,4}}/)?\d{{4}}\b)", _numbered),
    (rf"{_UNIT},? {_NO}{_NO_PAIR}{_DIGITS}(?!\w)", _numbered),
    (rf"(?i)(?<![\w\[])(?P<home>{_HOME})(?P<gap>{_WITHIN}){_UNIT}", _home),
    # More of the same, all at once: "rumah saya di RT 1, RT 2, ..., RT 60".
    (rf"(?i)\[alamat\](?:[ ,/&(]{{1,3}}(?:dan |atau )?{_UNIT})+", _list),
)
