"""How Indonesian writes numbers and days."""

from datetime import date
from typing import Final

DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


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
