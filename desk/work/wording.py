"""The words that pages use for codes, in Indonesian; `words/queue.yml` has the English.

Nothing here accuses: a signal is a signal until a person has decided.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from core.decision import StoryState
from core.record import Channel, RoleName, Signal, Stance
from crawlers.source import FIELD
from desk.board.records import OtherMark
from desk.filters import chance
from desk.work.notes import is_quote, note_bits
from pipeline.store import QueueSignal
from reports.words import SEVERITIES, SIGNALS
from reports.words import SHORT as SIGNAL_NAMES

__all__ = [
    "SEVERITIES",
    "SIGNALS",
    "SIGNAL_NAMES",
    "is_quote",
    "note_bits",
]  # templates know this module only

FACETS: Final[Mapping[str, str]] = {
    "ethnicity": "atas dasar suku atau asal",
    "religion": "atas dasar agama",
    "race": "atas dasar ras",
    "newcomers": "terhadap pendatang",
    "political": "terhadap kubu politik",
    "authority": "terhadap aparat atau penyelenggara",
    "other": "terhadap kelompok lain",
    "person": "terhadap orang",
    "property": "terhadap barang",
    "conditional": "bersyarat",
    "dated": "menyebut waktu",
}
"""of a signal (models/facets.py)"""
ROLES: Final[Mapping[str, str]] = {
    RoleName.ASSERT: "menyatakan sendiri",
    RoleName.REPORT: "memberitakan",
    RoleName.DEBUNK: "membantah",
    RoleName.COUNTER: "menenangkan",
}
STANCES: Final[Mapping[str, str]] = {
    Stance.REPORTS: "tampaknya memberitakan",
    Stance.QUESTIONS: "tampaknya menanyakan",
    Stance.DEBUNKS: "tampaknya membantah",
}
"""of a copy that does not assert the claim"""
CHANNELS: Final[Mapping[str, str]] = {
    Channel.NEWS: "berita",
    Channel.POST: "unggahan",
    Channel.FACTCHECK: "cek fakta",
    Channel.FIELD: "dari lapangan",
}
STATES: Final[Mapping[str, str]] = {
    StoryState.NEW: "baru",
    StoryState.HELD: "ditunda",
    StoryState.SECOND: "menunggu pendapat kedua",
    StoryState.DISPUTED: "pendapat berbeda",
    StoryState.DECIDED: "sudah diputuskan",
    StoryState.HARMLESS: "dikenal tidak berbahaya",
    StoryState.REOPENED: "dibuka lagi",
}
LANGUAGES: Final[Mapping[str, str]] = {
    "id": "bahasa Indonesia",
    "ms": "bahasa Melayu",
    "en": "bahasa Inggris",
    "und": "bahasa daerah atau campuran",
}
PARTS: Final[Mapping[str, str]] = {
    "probability": "Kemungkinan",
    "severity": "Tingkat",
    "spread": "Sebaran",
    "recency": "Kebaruan",
    "place": "Tempat",
}
"""of a priority, in the order they are told"""


def level(share: float) -> str:
    """A probability (or a part of a priority) in a word: the figure stands beside it."""
    return "tinggi" if share >= 0.75 else "sedang" if share >= 0.4 else "rendah"


def severity(value: int) -> str:
    """0 to 3 in a word."""
    return SEVERITIES[min(max(value, 0), len(SEVERITIES) - 1)]


def shade(one: Signal | QueueSignal | OtherMark) -> str:
    """The class of a signal's badge: how grave it is, or that the model is unsure."""
    if not one.flagged:
        return "unsure"
    return "grave" if one.severity == len(SEVERITIES) - 1 else "strong"


def figure(probability: float) -> str:
    """A probability in per cent, as all pages write it."""
    return chance(probability)


def rest(title: str, excerpt: str) -> str:
    """What an excerpt says beyond the title: the title of a post is how its text begins."""
    start = title.removesuffix("…").rstrip()
    if not excerpt.startswith(start):
        return excerpt
    more = excerpt[len(start) :].strip()
    return f"… {more}" if more else ""


def brought(sources: Collection[str]) -> bool:
    """Whether a story from these sources holds what somebody brought by hand."""
    return FIELD.id in sources


def is_covered(signals: Iterable[Signal | QueueSignal], blur_severity: int) -> bool:
    """Whether a text is hidden until asked for: severe violence, as far as the signals tell."""
    return blur_severity > 0 and any(
        one.name == "violence" and (one.flagged or one.unsure) and one.severity >= blur_severity
        for one in signals
    )
