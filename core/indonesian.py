"""How Indonesian writes numbers, days and months."""

from datetime import date
from typing import Final

DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
SHORT_MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "agu": 8, "ags": 8, "agt": 8, "sep": 9,
    "sept": 9, "okt": 10, "nov": 11, "des": 12,
}  # fmt: skip
"""short names, as people write them behind a day; "mei" is short already"""


def number(value: float, digits: int = 0) -> str:
    """1234.5 as "1.234,5" with one digit."""
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def percent(share: float, digits: int = 0) -> str:
    """0.125 as "12,5 %" with one digit."""
    return f"{number(100 * share, digits)} %"


def day_in_words(day: date) -> str:
    """ "20 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_in_digits(day: date) -> str:
    """ "20-11-2026"."""
    return f"{day:%d-%m-%Y}"
