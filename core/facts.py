"""Numbers and names in a text: what tells two fillings of a template apart, or two claims on one subject."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import Final

from core import links
from core.indonesian import DAYS, MONTHS, SHORT_MONTHS

_UNITS: Final = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
}  # fmt: skip
_WHOLE: Final = {"sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000, "sejuta": 1_000_000}
_SCALES: Final = {"ribu": 1_000, "juta": 1_000_000, "miliar": 10**9, "milyar": 10**9, "triliun": 10**12}
_SHORT: Final = {"rb": 1_000, "rbu": 1_000, "k": 1_000, "jt": 1_000_000, "jta": 1_000_000, "t": 10**12}
_SUFFIXES: Final = _SCALES | _SHORT | {"m": 10**9}
_NUMBER_WORDS: Final = frozenset([*_UNITS, *_WHOLE, *_SCALES, "belas", "puluh", "ratus"])
_ALTERNATIVES: Final = "|".join(sorted(_NUMBER_WORDS, key=lambda word: (-len(word), word)))
_UNIT_NAMES: Final = "|".join(sorted(_SUFFIXES, key=lambda word: (-len(word), word)))
_DIGITS: Final = re.compile(rf"(\d+(?:[.,:]\d+)*)(?:[ ]?({_UNIT_NAMES})\b)?", re.IGNORECASE)
_SPOKEN: Final = re.compile(rf"\b(?:{_ALTERNATIVES})(?:\s+(?:{_ALTERNATIVES}))*\b", re.IGNORECASE)
_ONE_UNIT: Final = f"(?:{'|'.join(_UNITS)})"
_UNIT: Final = re.compile(rf"({_ONE_UNIT})\s+(?={_ONE_UNIT}\b(?!\s+{_ONE_UNIT}\b))", re.IGNORECASE)
"""a digit in words before just one more"""
_LETTERS: Final = re.compile(r"[a-z]+")
_LINK: Final = re.compile(rf"{links.FULL}|(?<![\w.-]){links.BARE}")
_STUCK: Final = re.compile(r"[^\W\d_]+$")
_STUCK_WORDS: Final = (
    "rp idr usd us rm no nomor urut paslon tps rt rw km dapil sd sdn smp smpn sma sman smk pasal tgl tanggal"
    " jam pkl pukul"
)
_LEADS: Final = frozenset(_STUCK_WORDS.split())
"""words that a number is written to without a space; behind another one a digit repeats it or is a letter"""
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_AMOUNT: Final = re.compile(r"(\d{1,3}(?:\.\d{3})+),(\d\d?)|(\d{1,3}(?:,\d{3})+)\.(\d\d?)")  # 1.200.000,00
_DECIMALS: Final = re.compile(r"\d+,\d+")
_LONGEST: Final = 40
"""characters of a number; Python refuses to count in more than 4,300 digits"""
_ONE: Final = re.compile(r"\b(?:no|nomor|urut|paslon)\.?\s+$", re.IGNORECASE)
_NONE: Final = re.compile(r"\b(?:salah|per|demi)\s+$", re.IGNORECASE)
# What "satu" counts; of days or villages it is as often "one and the same" or "the whole".
_COUNTED: Final = re.compile(
    r"\s+(?:orang|warga|korban|petugas|pemilih|saksi|anggota|polisi|tps|kotak)\b(?!\s+pun\b)", re.IGNORECASE
)
# Two numbers stand side by side where the first names and the second counts: "TPS tujuh dua orang".
_NAMES_ONE: Final = re.compile(r"\b(?:no|nomor|urut|paslon|tps|rt|rw)\.?\s+$", re.IGNORECASE)
_PAIR: Final = re.compile(r"\bpaslon\.?\s+(?:no\.?\s+|nomor\s+)?(?:urut\s+)?$", re.IGNORECASE)
"""there are not ten pairs of candidates"""
_COUNTED_TOO: Final = re.compile(
    rf"{_COUNTED.pattern}|\s+(?:suara|putaran|periode|bulan|tahun(?!\s+(?:ini|\d))"
    rf"|hari(?!\s+(?:ini|{'|'.join(DAYS)})))\b",
    re.IGNORECASE,
)
_FIGURE: Final = re.compile(r"\d+(?:[.,:/]\d+)*")
_WORD_BEFORE: Final = re.compile(r"([^\W\d]\w*)[ \t(:]+(?:Rp\.? ?)?$")
_BEFORE: Final = 30  # characters in which the word before a number is looked for
# A capital after a lower-case letter, digit, comma or bracket: not merely the start of a sentence.
_NAME: Final = re.compile(r" (?<=[a-z0-9,;:(] )([A-Z][a-z]{2,})\b")  # the space first: it is searched fast
_DAYS: Final = frozenset(day.lower() for day in DAYS)
_MONTHS: Final = tuple(month.lower() for month in MONTHS)
_DATES: Final = _DAYS.union(_MONTHS)
_DATE: Final = re.compile(r"\b\d{1,2}([./-])(\d{1,2})\1(?:\d{4}|\d\d)\b")
_MONTH_AFTER_DAY: Final = re.compile(rf"\b\d{{1,2}}\s+({'|'.join(SHORT_MONTHS)})\b", re.IGNORECASE)
_MONTH_NAMES: Final = "|".join([*_MONTHS, *SHORT_MONTHS])
_SHORT_DATE: Final = re.compile(
    r"(?<![\d.,/-])(?P<day>0?[1-9]|[12]\d|3[01])([/-])(?P<month>0?[1-9]|1[0-2])(?:\2(?:\d{4}|\d\d))?(?![\d/])"
)
"""3/11, 3-11-2026"""
_DAY_BEFORE: Final = re.compile(r"\b(?:tanggal|tgl)\.? ?$", re.IGNORECASE)
_DAY_AFTER: Final = re.compile(rf" ?(?:{_MONTH_NAMES})\b", re.IGNORECASE)
_HOUR_BEFORE: Final = re.compile(r"\b(?:pukul|jam|pkl)\.? ?$", re.IGNORECASE)
_HOUR_AFTER: Final = re.compile(r" ?(?:wita|wib|wit)\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MONEY: Final = re.compile(r"(?:\brp|[$])\.? ?$", re.IGNORECASE)
NUMBER_WORDS: Final = _NUMBER_WORDS.union(_SHORT, ["rp", "rupiah"])
"""words that numbers and amounts are made of; of one letter too ("k"), as they stand behind digits"""


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text in one spelling: "600", "Rp80.000" and "80 ribu" as "80000", "tujuh" as "7".

    Times keep their minutes ("08.30" is "8.3"), so that they compare equal among themselves.
    """
    return frozenset(number for _, number in numbers_placed(text))


def numbers_placed(text: str) -> list[tuple[int, str]]:
    """The numbers of a text as `numbers` spells them, each with the character that it begins at: (0, "600").
    Those in digits come first."""
    return _placed(without_links(text), _is_letter)


def _placed(text: str, left_out: Callable[[str, re.Match[str]], bool]) -> list[tuple[int, str]]:
    """As `numbers_placed`, of a text without links; `left_out` says which digits are no number."""
    found = [
        (match.start(), _written(match[1], (match[2] or "").lower()))
        for match in _DIGITS.finditer(text)
        if not left_out(text, match)
    ]
    # The long pattern is slow, and most texts hold no number in words.
    if not _NUMBER_WORDS.isdisjoint(_LETTERS.findall(text.lower())):
        for start, end, value in _said(text):
            if value > 1 or _is_one(text, start, end):
                found.append((start, str(value)))
    return found


def without_links(text: str) -> str:
    """The text with blanks in the place of its links, as long as before."""
    if "/" not in text and "www." not in text:
        return text
    return _LINK.sub(lambda link: " " * len(link[0]), text)


def _is_letter(text: str, match: re.Match[str]) -> bool:
    """Whether digits are part of a word: hati2, t3was, 0rang."""
    start, end = match.span(1)
    if match[1] == "0" and text[end : end + 1].isalpha():
        return True
    before = _STUCK.search(text, max(0, start - _BEFORE), start)
    return before is not None and before[0].lower() not in _LEADS


def _is_one(text: str, start: int, end: int) -> bool:
    """Whether a "satu" is a number; most often it is none: salah satu, satu sama lain."""
    before = text[max(0, start - 12) : start]
    return bool(_ONE.search(before)) or bool(_COUNTED.match(text, end) and not _NONE.search(before))


def _said(text: str) -> Iterator[tuple[int, int, int]]:
    """The numbers in words: where each begins and ends, and its value."""
    for match in _SPOKEN.finditer(text):
        start, end = match.span()
        first = _UNIT.match(text, start, end)
        if first and _is_apart(text, start, end):
            yield start, first.end(1), _UNITS[first[1].lower()]
            start = first.end()
        if value := _spoken(text[start:end].lower()):
            yield start, end, value


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether of two digits in words the first names and the second counts: "TPS tujuh dua orang tewas"."""
    before = text[max(0, start - _BEFORE) : start]
    return bool(_PAIR.search(before) or (_NAMES_ONE.search(before) and _COUNTED_TOO.match(text, end)))


@lru_cache(maxsize=1 << 14)
def _written(digits: str, unit: str = "") -> str:
    """One spelling of a number in digits with its unit of size; as it stands if nobody counts so far."""
    if len(digits) > _LONGEST:
        return digits
    if amount := _AMOUNT.fullmatch(digits):
        whole, part = (amount[1], amount[2]) if amount[1] else (amount[3], amount[4])
        plain = f"{re.sub(r'[.,]', '', whole)}.{part}"
    elif _THOUSANDS.fullmatch(digits) and not (unit and _DECIMALS.fullmatch(digits)):  # 1.250 miliar
        plain = re.sub(r"[.,]", "", digits)
    else:
        plain = re.sub(r"[,:/]", ".", digits)
    if plain.count(".") > 1:  # a date or a version: 21.11.2026
        return plain
    scale = _SUFFIXES.get(unit, 1)
    whole, _, part = plain.partition(".")
    if not part:
        return str(int(whole) * scale)
    if scale == 1:
        return f"{int(whole)}.{part.rstrip('0')}".rstrip(".")
    return str(int(whole) * scale + int(part) * scale // 10 ** len(part))


def _spoken(words: str) -> int:
    """The value of number words: "dua ratus lima belas" is 215, "dua lima" 25, "dua lima ribu" 25000. 0 where
    they make no one number: "ribu", "dua tiga", which is two or three."""
    units = [_UNITS.get(word, 0) for word in words.split()]
    scale = _SCALES.get(words.split()[-1], 0)
    if len(units) == 2 + bool(scale) and all(units[:2]):
        tens, ones = units[:2]
        return 0 if ones in (tens, tens + 1) else (10 * tens + ones) * (scale or 1)  # "satu satu": one by one
    total = group = last = 0
    for word in words.split():
        if word in _SCALES:
            if not group + last and not total:
                return 0
            total += max(group + last, 1) * _SCALES[word]
            group = last = 0
        elif word in _WHOLE:
            group += _WHOLE[word]
        elif word in _UNITS:
            if last:
                return 0
            last = _UNITS[word]
        else:
            group += {"belas": 10 + last, "puluh": last * 10, "ratus": last * 100}[word] if last else 0
            last = 0
    return total + group + last


def kinds(text: str) -> dict[str, str]:
    """What each number of a text that is no count is: "year", "day" (of a month), "month" (in digits) or
    "hour". Of one that is two things, neither: it may stand for a count."""
    text = without_links(text)
    found: dict[str, set[str]] = {}
    dated: dict[int, str] = {}
    for match in _SHORT_DATE.finditer(text):
        dated |= {match.start("day"): "day", match.start("month"): "month"}
    for match in _DIGITS.finditer(text):
        if _is_letter(text, match):
            continue
        number = _written(match[1], (match[2] or "").lower())
        found.setdefault(number, set()).add(
            dated.get(match.start()) or _kind(text, match.start(), match.end(1), is_year=not match[2])
        )
    for start, end, value in _said(text):
        found.setdefault(str(value), set()).add(_kind(text, start, end))
    return {number: kind for number, (kind, *more) in found.items() if kind and not more}


def _kind(text: str, start: int, end: int, *, is_year: bool = False) -> str:
    """What the number between these two characters is; "" if it is a count. `is_year`: whether it may be a
    year, so far as its unit goes."""
    before = text[max(0, start - _BEFORE) : start]
    if _HOUR_BEFORE.search(before) or _HOUR_AFTER.match(text, end):
        return "hour"
    if _DAY_BEFORE.search(before) or _DAY_AFTER.match(text, end):
        return "day"
    return "year" if is_year and _YEAR.fullmatch(text, start, end) and not _MONEY.search(before) else ""


def months(text: str) -> frozenset[str]:
    """The months that a text names: in full, shortened behind a day ("3 nov"), or in a date (3-11-2026)."""
    dated = {int(month) for _, month in _DATE.findall(text)}
    dated.update(SHORT_MONTHS[name.lower()] for name in _MONTH_AFTER_DAY.findall(text))
    words = set(_LETTERS.findall(text.lower()))
    every = enumerate(_MONTHS, 1)
    return frozenset(month for number, month in every if number in dated or month in words)


def figures(text: str, words: Collection[str]) -> set[tuple[str, str]]:
    """Numbers, days and months, with the word before where there is one: ("pukul", "12.15"), ("hari",
    "senin"), ("", "600"). `words` are the words of the text's model form.
    """
    found = {("hari" if word in _DAYS else "bulan", word) for word in _DATES.intersection(words)}
    for match in _FIGURE.finditer(text):
        before = _WORD_BEFORE.search(text[max(0, match.start() - _BEFORE) : match.start()])
        if before:
            found.add((before[1].lower(), _written(match[0])))
    # Two texts of one template may differ in a link's or a word's digits alone.
    found.update(("", number) for _, number in _placed(text, lambda *_: False))
    return found


def names(text: str) -> set[str]:
    """Capitalised words within sentences, in lower case. Empty for a text in one case."""
    return {match.lower() for match in _NAME.findall(text)} - _DATES
