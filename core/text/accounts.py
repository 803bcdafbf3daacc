"""Shapes of accounts of banks and wallets: a long number beside a word for an account, which is no sum."""

import re
from typing import Final

from core.text.shapes import FUNDS, ROUND, SEP, THOUSANDS, Shapes, before

ACCOUNT: Final = "[rekening]"

_AMOUNT = re.compile(r" ?(?:rupiah|perak|ribu|rb|juta|jt|miliar|milyar|triliun)\b", re.IGNORECASE)
_COUNTED = re.compile(r" ?(?:orang|org|jiwa|warga|suara|pemilih|lembar|paket|persen)\b|%", re.IGNORECASE)
_COUNT = 9  # digits of a count or price; an account has more, and its owner may be "warga Bengalon"
_DAY = (
    r"(?:\d{1,2}[ .\-]\d{1,2}[ .\-](?:19|20)\d\d"
    r"|(?:19|20)\d\d(?:[ .\-]\d{1,2}[ .\-]\d{1,2}|[ \-–](?:19|20)\d\d))"
)
_DATE = re.compile(rf"{_DAY}(?![\-–]?\d)")
# Beside "rek" a number that only begins as a date does is an account; an hour may follow a date.
_ONLY_DATE = re.compile(rf"{_DAY}(?: \d\d[.]\d\d)?")
_YEAR = re.compile(r"(?:19|20)\d\d ")  # then another number; beside "rek" both are one account
_RANGE = re.compile(r"\d{1,3}(?:\.\d{3})+(?:[ \-–]\d{1,3}(?:\.\d{3})+)+")
_LISTED = re.compile(r"\b(?:tps|rt|rw|paslon|urut|pasal|ayat|juara)\W{0,2}$")
_SHORT = re.compile(rf"\d{{1,3}}(?:{SEP}\d{{1,3}})*")
# "a.n. Bupati" signs a decree; most that stand before "penerima" are those who receive aid.
_SIGNS = r"(?!\.? ?(?i:bupati|wakil|camat|gubernur|kepala|sekretaris|kapolres|menteri)\b)"
_AID = (
    r"(?! (?i:bansos|bantuan|blt|pkh|bpnt|bst|manfaat|hibah|beasiswa|hadiah|subsidi|vaksin\w*|suara|sembako"
    r"|insentif|zakat|yang|yg)\b)"
)
_OWNED = (
    rf"[ ,(]{{1,2}}(?:(?i:a\.n|a/n|atas nama)(?!\w){_SIGNS}|(?i:an)\.?+{_SIGNS} (?=[A-Z])"
    rf"|(?i:penerima)(?: ?:|{_AID} (?=[A-Z])))"
)
_PAYS = re.compile(
    r"\b(?:rek\w*|norek|no|nomor|transfer|tf|trf|kirim|bayar|top ?up|isi|saldo|via|lewat|ovo|gopay|shopeepay"
    r"|linkaja|bri|bni|bca|mandiri)\b[^\d\n.]{0,12}$",
    re.IGNORECASE,
)
_PAYS_BY = re.compile(r"\b(?:via|lewat|no|nomor|top ?up)\W{1,2}$")
_SPENT = re.compile(r" (?:dari|untuk|utk)\b(?! (?:saya|sy|aku|ku|gue|gw)\b)", re.IGNORECASE)
_BANKS = (
    r"bri|brimo|bni|bca|bsi|btn|bankaltimtara|bpd|mandiri|danamon|cimb|permata|muamalat|jago|seabank|ovo"
    r"|gopay|shopeepay|linkaja|bank \w+"
)


def _account(match: re.Match[str]) -> str:
    """The number after "rek", a bank's or a wallet's name; money, counts and dates are none."""
    head, number = match.group(1), match.group(2)
    money = re.search(r"\b(?:rp|sebesar|senilai|sejumlah|tahun|usd|tanggal|pada)\b", head, re.IGNORECASE)
    named = re.search(r"rek", head, re.IGNORECASE)
    price = match.string.startswith(",-", match.end())
    counted = not named and _COUNTED.match(match.string, match.end())
    if number.endswith(ROUND) and FUNDS.search(head) and not head.lower().endswith("dana "):
        return match.group()
    if money or (len(number) <= _COUNT and (price or counted)) or _AMOUNT.match(match.string, match.end()):
        return match.group()
    dated = _ONLY_DATE.fullmatch(number) if named else _DATE.match(number) or _YEAR.match(number)
    if dated or THOUSANDS.fullmatch(number):
        return match.group()
    return f"{head}{ACCOUNT}"


def _wallet(match: re.Match[str]) -> str:
    """The number after "dana": of the wallet of that name only beside another word for an account, since it
    mostly means funds; or written as the wallet writes itself, which a sum in capitals is too."""
    number = match.group(2)
    summed = number.endswith(ROUND)
    capitals = match.group(1).startswith("DANA") and len(number) > _COUNT
    wallet = capitals and (not summed or before(match).endswith("ke "))
    owned = re.match(rf"{_OWNED}| an\b", match.string[match.end() : match.end() + 20])
    spent = summed and _SPENT.match(match.string, match.end())
    paid = (_PAYS_BY.search(before(match)) and not spent) or (_PAYS.search(before(match)) and not summed)
    told = re.search(r"\b(?:no|nomor|rek|norek|a\.?n)\b", match.group(1), re.IGNORECASE)
    return _account(match) if wallet or owned or paid or told else match.group()


def _owned(match: re.Match[str]) -> str:
    """The number before "a.n." or behind "transfer ke"; no sum, no range, no list of polling stations."""
    number = match.group(2)
    listed = _SHORT.fullmatch(number) and _LISTED.search(before(match))
    return match.group() if number.endswith(ROUND) or _RANGE.fullmatch(number) or listed else _account(match)


ACCOUNTS: Final[Shapes] = (
    (
        rf"(?i)((?<!\[)\b(?:no\.? ?rek|norek|rek|rekening)\b\.?[^\d\n@\[\]]{{0,30}}?)"
        rf"(?<!\d)(\d(?:{SEP}?\d){{6,17}})(?!{SEP}?\d)",
        _account,
    ),
    (
        rf"(?i)(\b(?:{_BANKS})\b[ :.\-]{{1,3}}(?:(?:no\.?|nomor|rek\.?|norek|a\.?n\.?)[ :.]{{0,2}})?)"
        rf"(\d(?:{SEP}?\d){{7,17}})(?!{SEP}?\d)",
        _account,
    ),
    (
        rf"(?i)(\bdana\b[ :.\-]{{1,3}}(?:(?:no\.?|nomor|rek\.?|norek|a\.?n\.?)[ :.]{{0,2}})?)"
        rf"(\d(?:{SEP}?\d){{7,17}})(?!{SEP}?\d)",
        _wallet,
    ),
    (
        rf"(?i)(\b(?:transfer|trf|tf) (?:ke(?! (?:kas )?(?:desa|daerah)\W{{1,3}}\d)|via|lewat)\b"
        rf"[^\d\n@\[\]]{{0,20}}?)(?<!\d)(\d(?:{SEP}?\d){{9,17}})(?!{SEP}?\d)",
        _owned,
    ),
    (rf"(?<![\w.,/\-])()(\d(?:{SEP}?\d){{9,17}})(?={_OWNED})", _owned),
    # No aid has as many receivers as one number of ten digits would say.
    (rf"(?<![\w.,/\-])()(\d{{10,18}})(?= (?i:penerima){_AID} \w)", _owned),
)
