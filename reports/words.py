"""How reports write: dates, lengths of time, lists, and the words for codes, which the desk uses too."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.decision import Answer, StoryState
from core.indonesian import DAYS, MONTHS, day_in_words, number
from core.record import IncidentType

SIGNALS: Final[Mapping[str, str]] = {
    "hoax": "sinyal hoaks",
    "provocation": "sinyal provokasi",
    "violence": "sinyal kekerasan",
}
"""A signal says that a person should look; it is no finding. In the order in which the desk asks."""
SHORT: Final[Mapping[str, str]] = {"hoax": "Hoaks", "provocation": "Provokasi", "violence": "Kekerasan"}
"""Where what is named is a question or a column of decisions, not a finding."""
ANSWERS: Final[Mapping[Answer, str]] = {
    Answer.YES: "ya",
    Answer.NO: "tidak",
    Answer.UNVERIFIABLE: "tidak dapat dipastikan",
}
"""What a person may say of a signal."""
SEVERITIES: Final = ("tanpa tingkat", "ringan", "jelas", "berat")
"""0 to 3, as docs/labelling.md defines them."""
STATES: Final[Mapping[StoryState, str]] = {
    StoryState.NEW: "belum diperiksa",
    StoryState.HELD: "ditunda",
    StoryState.SECOND: "menunggu pendapat kedua",
    StoryState.DISPUTED: "pendapat berbeda",
    StoryState.DECIDED: "sudah diputuskan",
    StoryState.HARMLESS: "sudah diperiksa, tidak berbahaya",
    StoryState.REOPENED: "dibuka lagi",
}
INCIDENTS: Final[Mapping[IncidentType, str]] = {
    IncidentType.CLASH: "bentrok antarkelompok",
    IncidentType.MOB: "pengeroyokan atau amuk massa",
    IncidentType.ATTACK: "penyerangan terhadap orang",
    IncidentType.THREAT: "ancaman",
    IncidentType.DESTRUCTION: "perusakan atau pembakaran",
    IncidentType.INTIMIDATION: "intimidasi petugas, pemilih atau wartawan",
    IncidentType.PROTEST_PEACEFUL: "unjuk rasa damai (bukan kekerasan)",
    IncidentType.PROTEST_VIOLENT: "unjuk rasa disertai kekerasan",
}
EDITIONS: Final[Mapping[str, str]] = {"full": "edisi tim", "partners": "edisi mitra", "public": "edisi umum"}
_TENS: Final = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


def spelled(value: int) -> str:
    """A small number as a word, where a sentence begins or holds few."""
    return _TENS[value] if 0 <= value < len(_TENS) else number(value)


def day(value: date) -> str:
    """ "Senin, 23 November 2026"."""
    return f"{DAYS[value.weekday()]}, {day_in_words(value)}"


def weekday(value: date) -> str:
    """ "Senin"."""
    return DAYS[value.weekday()]


def tiny_day(value: date) -> str:
    """ "23 Nov"."""
    return f"{value.day} {MONTHS[value.month - 1][:3]}"


def span(first: date, last: date) -> str:
    """ "16–22 November 2026", months and years only where they differ."""
    if first == last:
        return day_in_words(first)
    if first.year != last.year:
        return f"{day_in_words(first)} – {day_in_words(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} – {day_in_words(last)}"
    return f"{first.day}–{day_in_words(last)}"


def tiny_days(days: Sequence[date]) -> str:
    """ "16 Nov dan 18–22 Nov": days in order, those that follow each other together."""
    runs: list[list[date]] = []
    for one in days:
        if runs and one - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(one)
        else:
            runs.append([one])
    return listed([_run(run[0], run[-1]) for run in runs])


def _run(first: date, last: date) -> str:
    if first == last:
        return tiny_day(first)
    alike = first.month == last.month
    return f"{first.day}–{tiny_day(last)}" if alike else f"{tiny_day(first)} – {tiny_day(last)}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """ "Jumat, 20 November 2026 pukul 08.00"."""
    local = value.astimezone(zone)
    return f"{day(local.date())} pukul {local:%H.%M}"


def hours(value: float | None) -> str:
    """A length of time in words: "40 detik", "35 menit", "4,5 jam", "2,1 hari"; "–" for none."""
    if value is None:
        return "–"
    if value < 1 / 60:
        return f"{round(3600 * value)} detik"
    if value < 1:
        return f"{round(60 * value)} menit"
    return f"{number(value, 1)} jam" if value < 48 else f"{number(value / 24, 1)} hari"


def listed(parts: list[str]) -> str:
    """ "a, b dan c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} dan {parts[-1]}" if parts else ""
