"""Why a story ranks where it does: the parts of its priority, each in words that a person can check."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.record import RoleName
from core.region import REGENCY
from desk.board.records import Row
from desk.work import wording
from pipeline.prioritise import STAGE, counts, lifted, weights
from pipeline.store import QueueSignal

_KECAMATAN: Final = f"{REGENCY}."


@dataclass(frozen=True, slots=True)
class Part:
    """One part: how much of it there is, how much it weighs, and where that comes from."""

    name: str
    label: str
    share: float  # 0 to 1
    weight: float | None  # in the importance; None: the probability, which multiplies all
    words: str  # with {placeholders}
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Told:
    """The whole reckoning: value = probability x importance."""

    value: float
    importance: float
    always: float
    parts: tuple[Part, ...]
    plain: float  # the importance before the stage of the election lifted it; the same where none did
    signals: tuple[QueueSignal, ...]  # that are flagged or unsure, with the words that speak for them


def told(row: Row, published_at: datetime | None, fetched_at: datetime) -> Told:
    """Why this story ranks so. Its recency counts from when what stands for it was published or fetched."""
    importance = weights().importance
    parts = tuple(
        Part(
            name,
            label,
            row.priority.parts.get(name, 0.0),
            None if name == "probability" else float(getattr(importance, name)),
            *_words(row, name, published_at, fetched_at),
        )
        for name, label in wording.PARTS.items()
    )
    adds = sum(part.weight * part.share for part in parts if part.weight is not None)
    plain = importance.always + adds
    return Told(
        row.priority.value,
        lifted(plain, row.priority.parts.get(STAGE, 0.0)),
        importance.always,
        parts,
        plain,
        tuple(one for one in row.signals if one.flagged or one.unsure),
    )


def _words(
    row: Row, part: str, published_at: datetime | None, fetched_at: datetime
) -> tuple[str, Mapping[str, object]]:
    if part == "recency":
        return _recency(published_at, fetched_at)
    return {
        "probability": _probability,
        "severity": _severity,
        "spread": _spread,
        "place": _place,
    }[part](row)


def _probability(row: Row) -> tuple[str, Mapping[str, object]]:
    role = RoleName(row.role) if row.role else None
    most = max(
        row.signals, key=lambda one: counts(one.name, one.probability, one.flagged, role), default=None
    )
    if most is not None and most.name == "hoax":
        return "dari kecocokan dengan klaim dan sikap penulis terhadapnya", {}
    if row.role == "assert":
        return "dari sinyal yang paling mungkin; penulis menyatakannya sendiri", {}
    return "dari sinyal yang paling mungkin, dikurangi karena penulis {role}", {"role": row.role}


def _severity(row: Row) -> tuple[str, Mapping[str, object]]:
    worst = max((one.severity for one in row.signals), default=0)
    return "tingkat {severity} dari 3", {"severity": worst}


def _spread(row: Row) -> tuple[str, Mapping[str, object]]:
    return "{copies} salinan dari {sources} sumber", {"copies": row.copies, "sources": len(row.sources)}


def _recency(published_at: datetime | None, fetched_at: datetime) -> tuple[str, Mapping[str, object]]:
    half = int(weights().recency.half_life_hours)
    if published_at is None:
        return "terpantau {age} lalu; tiap {half} jam nilainya tinggal separuh", {
            "age": fetched_at,
            "half": half,
        }
    return "ditayangkan {age} lalu; tiap {half} jam nilainya tinggal separuh", {
        "age": published_at,
        "half": half,
    }


def _place(row: Row) -> tuple[str, Mapping[str, object]]:
    names = [name for code, name in row.places if code.startswith(_KECAMATAN)]
    if names:
        return "menyebut {places}", {"places": ", ".join(names[:3])}
    return "tidak menyebut kecamatan kita", {}
