"""Masking of what identifies a person: numbers, addresses, account names.

Each shape is one pattern with a replacement; a shape that could also be a date, a price, a count or a law's
number needs a word beside it (rek, WA, plat) or a structure (the birth date inside an identity number).
Left alone: dates, hours, prices, vote counts, years, articles of law, TPS numbers, coordinates, ISBN.
"""

import re
from collections.abc import Callable

NIK, KK, PHONE, ACCOUNT, EMAIL = "[NIK]", "[KK]", "[telepon]", "[rekening]", "[email]"
HANDLE, PLATE, ADDRESS, NUMBER = "[@akun]", "[pelat]", "[alamat]", "[nomor]"

_Replace = str | Callable[[re.Match[str]], str]
_GUARD = re.compile(r"[\d@＠]|\bat\b", re.IGNORECASE)
_SEP = r"[ .\-–]"
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?: \d{3})+")
_MONEY = re.compile(r"(?:\b(?:rp|idr|usd)\.?|\$)\s?$", re.IGNORECASE)
_PROVINCES = "1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7]"
# Province, regency, district; day (women: plus 40), month, year; serial.
_IDENTITY = re.compile(
    rf"(?:{_PROVINCES})\d{{4}}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{{6}}"
)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _before(match: re.Match[str], width: int = 25) -> str:
    return match.string[max(0, match.start() - width) : match.start()].lower()


def _sixteen(match: re.Match[str]) -> str:
    """Sixteen digits: in one run always; in groups if it has an identity number's structure or name."""
    before = _before(match)
    named = re.search(r"\b(?:nik|n\.i\.k|ktp|e-?ktp|kk|kartu|identitas|npwp|rek\w*)\b", before)
    digits = "".join(str(int(d)) for d in _digits(match.group()))
    if not match.group().isdigit() and not named and not _IDENTITY.fullmatch(digits):
        return match.group()
    if re.search(r"\b(?:kk|kartu keluarga)\b(?!.*\bnik\b)", before):
        return KK
    if re.search(r"\b(?:kartu kredit|kartu debit|atm|rek\w*)\b(?!.*\bnik\b)", before):
        return ACCOUNT
    return NIK


def _phone(match: re.Match[str]) -> str:
    """A mobile number: 9 to 12 digits from the 8 on; a price that begins with 62 is none."""
    found = match.group()
    national = re.sub(r"^(?:62)?0?", "", _digits(found))
    if not 9 <= len(national) <= 12:
        return found
    if not found.startswith(("+", "(", "0")) and (
        _THOUSANDS.fullmatch(found) or _MONEY.search(_before(match))
    ):
        return found
    return PHONE


def _foreign_phone(match: re.Match[str]) -> str:
    """+60 12-345 6789; not "+12.500 suara"."""
    found = match.group()
    return found if _THOUSANDS.fullmatch(found.lstrip("+")) or len(_digits(found)) < 8 else PHONE


def _account(match: re.Match[str]) -> str:
    """The number after "rek", a bank's or a wallet's name; money is none."""
    head, number = match.group(1), match.group(2)
    if _THOUSANDS.fullmatch(number) or re.search(
        r"\b(?:rp|sebesar|senilai|sejumlah|tahun|usd)\b", head, re.I
    ):
        return match.group()
    return f"{head}{ACCOUNT}"


def _bare_mobile(match: re.Match[str]) -> str:
    return match.group() if _MONEY.search(_before(match)) else PHONE


def _handle(match: re.Match[str]) -> str:
    """An account name; not a price a piece (@5000, @10rb) and not the swear word written with @."""
    name = match.group(1)
    if re.fullmatch(r"\d{1,7}(?:rb|k|ribu|jt)?|\d{1,3}(?:\.\d{3})+|nj[i1]ng\w*", name, re.IGNORECASE):
        return match.group()
    return HANDLE


_PLATE_CODES = "A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNPRSTW]?|E[ABD]?|F|G|H|K[BHTU]?|L|M|N|P[AB]?|R|S|T|W|Z"
_NOT_PLATE = r"(?!(?:JT|RB|KM|KG|M|T|DAN|DI|KE|HA|CM|L|GB|MB|TH|THN|KK|WIB|AM|PM)\b)"
_STREET = r"(?:[Jj]l[n]?\.?|[Jj]alan|[Gg]ang|[Gg]g\.?|JL[N]?\.?|JALAN|[Pp]erum(?:ahan)?)"
_RT = r"R\.?T\.?[ .:]{0,2}\d{1,3}"
_RW = r"R\.?W\.?[ .:]{0,2}\d{1,3}"
_NUMBER_KEYWORD = r"(?:npwp|bpjs|paspor|passport|nip|sim|nuptk|nisn|nim|no\.? ?peserta)"
_BANKS = (
    r"bri|bni|bca|bsi|btn|bankaltimtara|bpd|mandiri|danamon|cimb|permata|muamalat|jago|seabank|dana|ovo|gopay"
    r"|shopeepay|linkaja|bank \w+"
)

_SHAPES: tuple[tuple[re.Pattern[str], _Replace], ...] = tuple(
    (re.compile(pattern), replace)
    for pattern, replace in (
        (r"[@＠]?[\w.+-]*[\w+-][@＠](?:[\w-]+\.)+[A-Za-z]{2,}", EMAIL),
        (
            r"(?i)\b[\w.+-]+ ?[\[(] ?at ?[\])] ?[\w-]+(?: ?(?:\.|[\[(] ?(?:dot|titik) ?[\])]) ?[a-z]{2,})+",
            EMAIL,
        ),
        (r"(?i)((?:wa\.me|api\.whatsapp\.com|whatsapp\.com)/[^\s\d\[]*)\+?\d{8,15}", rf"\1{PHONE}"),
        (
            r"(?i)(\b(?:instagram\.com|twitter\.com|x\.com|t\.me(?:/s)?|facebook\.com|fb\.com|tiktok\.com|threads\.net"
            r"|youtube\.com)/)(?!\[|(?:p|reel|watch|groups|share|hashtag|search|events|i|joinchat|c|channel|shorts"
            r"|playlist|explore|stories|photo|story\.php|permalink\.php)\b)@?[\w.%-]*\w",
            rf"\1{HANDLE}",
        ),
        (r"(?<![\w@＠./])[@＠](?!akun\])(\w(?:[\w.]*\w)?)", _handle),
        (
            r"(?i)\b(ig|instagram|tiktok|twitter|fb|telegram)( ?[:=] ?)(?=\w*[\d_.]\w)(?!https?)[a-z][\w.]{2,29}\b",
            rf"\1\2{HANDLE}",
        ),
        (rf"(?<!\d)(?<!\d{_SEP})\d(?:{_SEP}?\d){{15}}(?!{_SEP}?\d)", _sixteen),
        (rf"(?i)(\b{_NUMBER_KEYWORD}\b[ .:=#]{{0,3}}(?:no\.?|nomor)?[ .:]{{0,2}})[a-z]?\d(?:{_SEP}?\d){{6,17}}", rf"\1{NUMBER}"),
        (r"(?<!\w)\d{15,20}(?!\w)", NUMBER),
        (
            rf"(?<![\w.,])(?:\+? ?62{_SEP}?(?:\(0\)|0)?{_SEP}?|\(?0)8\d{{1,3}}\)?(?:{_SEP}{{0,2}}\d{{1,8}}){{1,5}}(?!\d)",
            _phone,
        ),
        (rf"(?<![\w.,])[0Oo]{_SEP}8(?:{_SEP}\d){{8,11}}(?!{_SEP}?\d)", PHONE),
        (r"(?<!\w)\+\d{1,3}[ .\-]?\(?\d(?:[ .\-)(]{0,2}\d){5,13}(?!\d)", _foreign_phone),
        (
            rf"(?<![\w.,-])(?:\+?62{_SEP}?|\(?0)(?:21|22|24|31|61|5[1-5]\d|[2-79]\d\d)(?:\) ?|{_SEP}|/)"
            rf"\d{{2,4}}{_SEP}?\d{{2,5}}(?![\d/:]|{_SEP}\d)",
            PHONE,
        ),
        (r"(?<![\w.,-])05[1-5]\d{6,8}(?!\d)", PHONE),
        (
            rf"(?i)(\b(?:wa|whatsapp|hp|telp|telepon|tlp|tlpn|telpon|fax|hub(?:ungi)?|kontak|call|sms|no\.? ?hp|nomor ?(?:hp|wa))"
            rf"\b[ .:=(]{{0,3}}(?:no\.?|nomor|di|ke)?[ .:]{{0,2}})(?!\d{{4}}(?!{_SEP}?\d))\d(?:{_SEP}?\d){{6,12}}(?!\d)",
            rf"\1{PHONE}",
        ),
        (r"(?<![\w.,/])8[1-35-9]\d{8,10}(?![\w,/]|\.\d)", _bare_mobile),
        (
            rf"(?i)((?<!\[)\b(?:no\.? ?rek|norek|rek|rekening)\b\.?[^\d\n@\[\]]{{0,30}}?)(?<!\d)(\d(?:{_SEP}?\d){{6,17}})(?!\d)",
            _account,
        ),
        (
            rf"(?i)(\b(?:{_BANKS})\b[ :.\-]{{1,3}}(?:(?:no\.?|nomor|rek\.?|norek|a\.?n\.?)[ :.]{{0,2}})?)(\d(?:{_SEP}?\d){{7,17}})(?!\d)",
            _account,
        ),
        (r"(?i)(?<![\w-])kt ?\d{1,4} ?[a-z]{1,3}(?!\w)" , PLATE),
        (rf"(?<![\w-])(?:{_PLATE_CODES}) ?\d{{3,4}} ?{_NOT_PLATE}[A-Z]{{1,3}}(?!\w)", PLATE),
        (
            rf"(?i)(\b(?:plat|pelat|nopol|no\.? ?pol)\b[ .:]{{0,2}}(?:nomor|no\.?|polisi)?[ .:]{{0,2}})(?:{_PLATE_CODES}) ?\d{{1,4}}"
            r"(?: ?[a-z]{1,3})?(?!\w)",
            rf"\1{PLATE}",
        ),
        (
            rf"(?<!\w){_STREET} (?:[A-Z0-9][\w'.]*,? ){{1,5}}(?:[Nn]o\.?|[Nn]omor|NO\.?|[Bb]lok) ?\w{{1,5}}(?:/\w{{1,4}})?"
            rf"(?:,? [Nn]o\.? ?\d{{1,4}})?(?:,? ?(?i:{_RT}(?:[ ,/]{{0,2}}(?:{_RW}|\d{{1,3}}))?))?(?!\w)",
            ADDRESS,
        ),
        (rf"(?i)(?<!\w){_RT} ?(?:[/,.]? ?{_RW}|/ ?\d{{1,3}})(?!\w)", ADDRESS),
        (rf"(?i)(\b(?:rumah\w*|alamat\w*|tinggal|domisili|kos|kost|kontrakan|jl|jalan|gang|gg)\b[^\d\n.]{{0,40}}?)(?<!\w){_RT}(?!\w)", rf"\1{ADDRESS}"),
        (r"(?i)\b(?:blok|blk) ?[a-z]{1,2}[ -]?\d{0,3}[,/ ]{1,2}(?:no\.?|nomor) ?\d{1,4}\b", ADDRESS),
    )
)  # fmt: skip


def _once(text: str) -> str:
    for pattern, replace in _SHAPES:
        text = pattern.sub(replace, text)
    return text


def mask(text: str) -> str:
    """`text` with personal numbers, addresses and account names replaced by what they are, in brackets.

    Idempotent: masking one thing can bring a keyword next to another number, so it runs until nothing changes.
    """
    if not _GUARD.search(text):
        return text
    while (masked := _once(text)) != text:
        text = masked
    return text
