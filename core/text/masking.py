"""Masking of what identifies a person: numbers, addresses, account names.

Each shape is a pattern with a replacement. A shape that could also be a date, a price, a count or the number
of a law needs a word beside it (rek, WA, plat) or a structure (the birth date inside an identity number).
Left alone: dates, hours, prices, sums, vote counts, years, articles of law, TPS numbers, coordinates, ISBN,
an RT that is no home's, a street without a house or an RT. The shapes of accounts and of addresses are in
`accounts.py` and `addresses.py`.
"""

import re
from typing import Final

from core.text.accounts import ACCOUNT, ACCOUNTS
from core.text.addresses import HOUSES
from core.text.shapes import SEP, THOUSANDS, Replace, Shapes, before, is_sum

NIK: Final = "[NIK]"
KK: Final = "[KK]"
PHONE: Final = "[telepon]"
EMAIL: Final = "[email]"
HANDLE: Final = "[@akun]"
PLATE: Final = "[pelat]"
NUMBER: Final = "[nomor]"

_GAP = r"[ .:=(]{0,3}"
# Digits of full width would hide what a number begins with (０８); a reader sees the same.
_WIDE = str.maketrans("０１２３４５６７８９＋－", "0123456789+-")

_PROVINCES = "1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7]"
# Province, regency, district; day (women: plus 40), month, year; serial.
_IDENTITY = re.compile(
    rf"(?:{_PROVINCES})\d{{4}}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{{6}}"
)


def _digits(text: str) -> str:
    """The digits of `text`, of any script, as ASCII."""
    return "".join(str(int(character)) for character in text if character.isdecimal())


def _sixteen(match: re.Match[str]) -> str:
    """Sixteen digits: in one run always; in groups if it has an identity number's structure or name."""
    ahead = before(match)
    named = re.search(r"\b(?:nik|n\.i\.k|ktp|e-?ktp|kk|kartu|identitas|npwp|rek\w*)\b", ahead)
    grouped = not match.group().isdecimal()
    decimal = re.fullmatch(r"\d{1,3}\.\d+", match.group())  # a coordinate
    if decimal or (grouped and not named and not _IDENTITY.fullmatch(_digits(match.group()))):
        return match.group()
    if re.search(r"\b(?:kk|kartu keluarga)\b(?!.*\bnik\b)", ahead):
        return KK
    if re.search(r"\b(?:kartu kredit|kartu debit|atm|rek\w*)\b(?!.*\bnik\b)", ahead):
        return ACCOUNT
    in_link = match.start() and match.string[match.start() - 1] in "/="
    return NUMBER if in_link else NIK


def _mobile(match: re.Match[str]) -> str:
    """9 to 12 digits from the 8 on; a price that begins with 62 is none."""
    found = match.group()
    national = re.sub(r"^(?:62)?0?", "", _digits(found))
    if not 9 <= len(national) <= 12:
        return found
    bare = found[0] not in "+(0Oo"
    return found if bare and (THOUSANDS.fullmatch(found) or is_sum(match)) else PHONE


def _foreign(match: re.Match[str]) -> str:
    """+60 12-345 6789; not "+12.500 suara"."""
    found = match.group()
    return found if THOUSANDS.fullmatch(found.lstrip("+")) or len(_digits(found)) < 8 else PHONE


def _bare_mobile(match: re.Match[str]) -> str:
    return match.group() if is_sum(match) else PHONE


def _called(match: re.Match[str]) -> str:
    """The number after "WA" or "telp"; not a year, a price or a count."""
    if THOUSANDS.fullmatch(match.group(2)):
        return match.group()
    return f"{match.group(1)}{PHONE}"


def _handle(match: re.Match[str]) -> str:
    """An account name; not a price a piece (@5000, @10rb) and not the swear word written with @."""
    name = match.group(1)
    if re.fullmatch(r"\d{1,7}(?:rb|k|ribu|jt)?|\d{1,3}(?:\.\d{3})+|nj[i1]ng\w*", name, re.IGNORECASE):
        return match.group()
    return HANDLE


_WRITTEN_AT = r"[\[(] ?at ?[\])]"
_DOT = r"[\[(] ?(?:dot|titik) ?[\])]"
_PLACES_OF_A_SITE = (
    "p|reel|reels|watch|groups|share|sharer|hashtag|search|events|i|joinchat|c|channel|shorts|playlist|explore"
    "|photo|video|story|permalink|home|intent|live|tag|results"
)
_SITES = (
    r"(?:instagram|twitter|x|facebook|fb|tiktok|youtube)\.com|threads\.(?:net|com)"
    r"|(?:t|telegram)\.me(?:/s(?=/))?"
)
_WA_SITES = r"(?:wa\.me|(?:api\.|web\.|chat\.)?whatsapp\.com)"
_NETWORKS = "ig|instagram|tiktok|twitter|fb|facebook|telegram|threads"
_DOCUMENTS = "npwp|bpjs|paspor|passport|nip|sim|nuptk|nisn|nim"
_CALLS = (
    r"wa|whatsapp|hp|telp|telepon|tlp|tlpn|telpon|fax|hub|hubungi|kontak|call|sms|phone"
    r"|(?:no|nomor)\.? ?(?:hp|wa|telp|telepon|tlp)"
)
_CODES = "A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNPRSTW]?|E[ABD]?|F|G|H|K[BHTU]?|L|M|N|P[AB]?|R|S|T|W|Z"
# Capitals that follow a code letter and a number without being a plate: units, link words.
_NO_SUFFIX = r"(?!(?:JT|RB|M|T|K|KM|KG|DAN|DI|KE|HA|CM|GB|MB|TH|THN|KK|WIB|AM|PM|TPS|RT|KPU)\b)"

_EMAILS: Shapes = ((r"(?<![\w.+-])[@＠]?[\w.+-]{0,63}[\w+-][@＠](?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,}", EMAIL),)
# Account names.
_AT: Shapes = ((r"(?<![\w@＠./])[@＠](?!akun\])(\w(?:[\w.]*\w)?)(?:[@＠]\w(?:[\w.]*\w)?)*+", _handle),)
# E-mail written out: nama (at) gmail (dot) com.
_SPELLED: Shapes = (
    (rf"(?i)\b[\w.+-]{{1,63}} ?{_WRITTEN_AT} ?[\w-]{{1,63}}(?: ?(?:\.|{_DOT}) ?[a-z]{{2,}}){{1,4}}", EMAIL),
)
# Links to a chat or an account.
_LINKS: Shapes = (
    (rf"(?i)({_WA_SITES}/[^\s\d\[+]{{0,40}})\+?\d{{8,15}}", rf"\1{PHONE}"),
    (
        rf"(?i)(\b(?:{_SITES})/)(?!\[|https?:|(?:{_PLACES_OF_A_SITE})(?![\w.]))[@＠]?[\w.%-]*\w",
        rf"\1{HANDLE}",
    ),
)
# An account name after "IG:".
_NAMED: Shapes = (
    (rf"(?i)\b({_NETWORKS})( ?[:=] ?)(?=[a-z.]*[\d_.]\w)(?!https?)[a-z][\w.]{{2,29}}\b", rf"\1\2{HANDLE}"),
)
# Identity and family card, other documents; telephones; accounts of banks and wallets. Longest first, so that
# no part of a number is taken for something shorter.
_NUMBERS: Shapes = (
    (rf"(?<!\d)(?<!\d[.\-–])\d(?:{SEP}?\d){{15}}(?!\d|[.\-–]\d)", _sixteen),
    (
        rf"(?i)(\b(?:{_DOCUMENTS})\b{_GAP}(?:no\.?|nomor)?[ .:]{{0,2}})[a-z]?\d(?:{SEP}?\d){{6,17}}(?!\d)",
        rf"\1{NUMBER}",
    ),
    (r"(?<![\w.,])\d{15,20}(?!\w)", NUMBER),
    (
        rf"(?<![\w.,])(?:\+? ?62{SEP}?(?:\(0\)|0)?{SEP}?|\(?[0Oo])8\d{{1,3}}"
        rf"(?:\)?{SEP}{{0,2}}\d){{6,10}}(?!\d)",
        _mobile,
    ),
    (rf"(?<![\w.,])[0Oo]{SEP}8(?:{SEP}\d){{8,11}}(?!{SEP}?\d)", PHONE),
    (r"(?<!\w)\+\d{1,3}[ .\-]?\(?\d(?:[ .\-)(]{0,2}\d){5,13}(?!\d)", _foreign),
    (
        rf"(?<![\w.,-])(?:\+?62{SEP}?|\(?0)(?:21|22|24|31|61|5[1-5]\d|[2-79]\d\d)(?:\) ?|{SEP}|/)"
        rf"\d{{2,4}}{SEP}?\d{{2,5}}(?![\d/:]|{SEP}\d)",
        PHONE,
    ),
    (r"(?<![\w.,-])05[1-5]\d{6,8}(?!\d)", PHONE),
    (
        rf"(?i)(\b(?:{_CALLS})\b{_GAP}(?:no\.?|nomor|di|ke)?[ .:]{{0,2}})(?!\d{{4}}(?!{SEP}?\d))"
        rf"(\d(?:{SEP}?\d){{6,12}})(?!{SEP}?\d)",
        _called,
    ),
    (r"(?<![\w.,/])8[1-35-9]\d{8,10}(?![\w,/]|\.\d)", _bare_mobile),
    *ACCOUNTS,
)
# Vehicle plates: the province's own in any case, others in capitals, all after "plat".
_PLATES: Shapes = (
    (r"(?i)(?<![\w-])kt[ -]?\d{1,4}[ -]?[a-z]{1,3}(?!\w)", PLATE),
    (rf"(?<![\w-])(?:{_CODES}) ?\d{{3,4}} ?{_NO_SUFFIX}[A-Z]{{1,3}}(?!\w)", PLATE),
    (
        rf"(?i)(\b(?:plat|pelat|nopol|no\.? ?pol)\b[ .:]{{0,2}}(?:nomor|no\.?|polisi)?[ .:]{{0,2}})"
        rf"(?:{_CODES}) ?\d{{1,4}}(?: ?[a-z]{{1,3}})?(?!\w)",
        rf"\1{PLATE}",
    ),
)


def _family(
    guard: str, shapes: Shapes
) -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], Replace], ...]]:
    return re.compile(guard), tuple((re.compile(pattern), replace) for pattern, replace in shapes)


# Each family behind a cheap guard, since most posts hold nothing to mask; what holds an @ or a link first.
_FAMILIES = (
    _family(r"[\w+-][@＠]\w", _EMAILS),
    _family(rf"(?i){_WRITTEN_AT}", _SPELLED),
    _family(r"/", _LINKS),
    _family(r"[@＠](?!akun\])", _AT),
    _family(r"[:=]", _NAMED),
)
_DIGIT = re.compile(r"\d")
_WITH_DIGITS = (
    _family(r"\d(?:[^\w\n]{0,3}\d){6}", _NUMBERS),
    _family(
        r"(?i)(?<![a-z])[a-z]{1,2}[ -]?\d{1,4}[ -]?[a-z]{1,3}(?!\w)|(?:pol|plat|pelat)\b.{0,30}\d", _PLATES
    ),
    _family(r"(?i)(?<![a-z])(?:r\.?t|nom[oe]r|no|blo?k)(?![a-z])", HOUSES),
)


_PASSES: Final = 40
"""in which a text is masked; messages need two or three"""
_WHAT_BEGINS: Final = re.compile(rf"(?i)\d(?:{SEP}?\d)*|[@＠](?!akun\])|{_WRITTEN_AT}")
"""what stands in every shape that can bring another one about"""


def mask(text: str) -> str:
    """`text` with personal numbers, addresses and account names replaced by what they are, in brackets.
    Digits of full width become plain ones.

    Idempotent: masking one thing can bring a keyword next to another number, so it runs until nothing
    changes. A text that is made so that this takes for ever loses all its digits and at signs.
    """
    text = text if text.isascii() else text.translate(_WIDE)
    masked, settled = _masked(text)
    return masked if settled else _masked(_WHAT_BEGINS.sub(NUMBER, masked))[0]


def _masked(text: str) -> tuple[str, bool]:
    """The text after as many passes as it needs, at most `_PASSES`, and whether they were enough."""
    for _ in range(_PASSES):
        masked = text
        for guard, shapes in _FAMILIES + (_WITH_DIGITS if _DIGIT.search(text) else ()):
            if guard.search(masked):
                for pattern, replace in shapes:
                    masked = pattern.sub(replace, masked)
        if masked == text:
            return text, True
        text = masked
    return text, False
