"""Prioritise: where an item stands in the queue, as a value with its parts.

value = probability x importance; the weights and why they are so stand in `reference/priority.yml`. Each part
lies between 0 and 1, and the value never falls when one rises. While an election's stage is active that has a
priority (`reference/stages/`), a sixth part, `stage`, lifts importance towards 1; between elections there is
none, and nothing changes.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from math import log2
from typing import Annotated as Checked
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.record import Annotated, Place, Priority, Role, RoleName, Signal
from core.region import REGENCY
from models.yamlfile import read_model
from pipeline import REFERENCE, BadReferenceError
from pipeline.context import Context, Spread
from pipeline.election_calendar import day_of, stage_priority
from pipeline.geotag import SURE

_FILE: Final = REFERENCE / "priority.yml"
PARTS: Final = ("probability", "severity", "spread", "recency", "place")
STAGE: Final = "stage"
"""the part that is there only while a stage of an election lifts importance"""
_KECAMATAN: Final = f"{REGENCY}."
_Share = Checked[float, Field(ge=0, le=1)]
_STRICT = ConfigDict(extra="forbid", frozen=True)


class _Importance(BaseModel):
    model_config = _STRICT
    always: _Share
    severity: _Share
    spread: _Share
    recency: _Share
    place: _Share

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = self.always + self.severity + self.spread + self.recency + self.place
        if abs(total - 1) > 1e-9:
            raise ValueError(f"importance: the weights add up to {total:g}, not 1")
        return self


class _Probability(BaseModel):
    model_config = _STRICT
    unflagged: _Share
    report: _Share
    debunk: _Share
    counter: _Share


class _Spread(BaseModel):
    model_config = _STRICT
    copies: int = Field(ge=2)
    sources: int = Field(ge=2)
    share_of_sources: _Share


class _Recency(BaseModel):
    model_config = _STRICT
    half_life_hours: float = Field(gt=0)


class _Place(BaseModel):
    model_config = _STRICT
    unknown: _Share


class Weights(BaseModel):
    """What `priority.yml` says."""

    model_config = _STRICT
    importance: _Importance
    probability: _Probability
    spread: _Spread
    recency: _Recency
    place: _Place


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The shipped weights. Raises BadReferenceError if the file is wrong."""
    return read_model(_FILE, Weights, BadReferenceError)


def probability(signals: tuple[Signal, ...], role: Role | None) -> float:
    """Of the signal that counts most; 0 without one."""
    name = None if role is None else role.name
    return max((counts(s.name, s.probability, s.flagged, name) for s in signals), default=0.0)


def counts(signal: str, probability: float, flagged: bool, role: RoleName | None) -> float:
    """What the probability of a signal counts: less if it is not flagged, less if the author only reports or
    denies. The hoax signal knows by itself what the author does with the claim."""
    w = weights().probability
    shares = {RoleName.REPORT: w.report, RoleName.DEBUNK: w.debunk, RoleName.COUNTER: w.counter}
    share = 1.0 if role is None or signal == "hoax" else shares.get(role, 1.0)
    return probability * (1.0 if flagged else w.unflagged) * share


def severity(signals: tuple[Signal, ...]) -> float:
    """The highest, by that of the gravest (3)."""
    return max((signal.severity for signal in signals), default=0) / 3


def spread(copies: int, sources: int) -> float:
    """Of a story with so many copies from so many sources: 0 for one of each, 1 for many."""
    w = weights().spread
    by_copies = min(1.0, log2(max(1, copies)) / log2(w.copies))
    by_sources = min(1.0, log2(max(1, sources)) / log2(w.sources))
    return (1 - w.share_of_sources) * by_copies + w.share_of_sources * by_sources


def recency(said: datetime, now: datetime) -> float:
    """1 for now (or a clock that runs ahead), half as much with each half-life."""
    hours = max(0.0, (now - said).total_seconds() / 3600)
    return float(0.5 ** (hours / weights().recency.half_life_hours))


def place(places: tuple[Place, ...]) -> float:
    """How surely a text names a place of ours; between no and yes where it names none."""
    unknown = weights().place.unknown
    ours = [p.confidence for p in places if p.code.startswith(_KECAMATAN) and p.confidence >= SURE]
    return unknown + (1 - unknown) * max(ours, default=0.0)


def combine(parts: Mapping[str, float]) -> float:
    """The value that the parts make, from 0 to 1; with another `recency` it is brought up to date."""
    w = weights().importance
    importance = (
        w.always
        + w.severity * parts["severity"]
        + w.spread * parts["spread"]
        + w.recency * parts["recency"]
        + w.place * parts["place"]
    )
    return min(1.0, parts["probability"] * lifted(importance, parts.get(STAGE, 0.0)))


def lifted(importance: float, stage: float) -> float:
    """Importance with the stage of the day: lifted towards 1, never beyond; as it was for 0."""
    return importance + stage * (1 - importance)


def aged(value: float | None, parts: Mapping[str, float], said: datetime, now: datetime) -> Priority:
    """A stored priority with the recency of `now`; as it was stored where its parts are others."""
    if not parts.keys() >= set(PARTS):
        return Priority(value=value or 0.0, parts=parts)
    fresh = {**parts, "recency": recency(said, now)}
    return Priority(value=combine(fresh), parts=fresh)


def by_recency(parts: Mapping[str, float]) -> float:
    """How much of the value hangs on recency: a stored value falls by this times what recency falls.

    The queue's SQL (pipeline/store/ranking.py) says the same for many rows at once.
    """
    return parts["probability"] * weights().importance.recency * (1 - parts.get(STAGE, 0.0))


@dataclass(slots=True)
class _Tally:
    """Copies and sources of a story in the batch."""

    items: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


def prioritise(batch: list[Annotated], context: Context) -> list[Annotated]:
    """Fill `priority`. The spread of a story is that of the store and of the whole batch."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for one in batch:
        if one.item.revision == 0:  # a revision is a copy that the store counts already
            tallies[one.story_id].items.add(one.item.id)
        tallies[one.story_id].sources.add(one.item.source_id)
    past = context.spread(set(tallies) - {""})
    return [
        replace(one, priority=_priority(one, tallies[one.story_id], past.get(one.story_id), context.now))
        for one in batch
    ]


def again(priority: Priority, signals: tuple[Signal, ...], role: Role | None) -> Priority:
    """A priority given earlier, with other signals. What it was weighed with otherwise stays."""
    if not priority.parts.keys() >= set(PARTS):
        return priority
    parts = {
        **priority.parts, "probability": probability(signals, role), "severity": severity(signals)
    }  # fmt: skip
    return Priority(value=combine(parts), parts=parts)


def _priority(annotated: Annotated, tally: _Tally, past: Spread | None, now: datetime) -> Priority:
    item = annotated.item
    # An item without a story (a row that is scored by itself) has spread nowhere.
    copies = len(tally.items) + (past.copies if past else 0) if annotated.story_id else 1
    sources = len(tally.sources | (past.sources if past else frozenset())) if annotated.story_id else 1
    parts = {
        "probability": probability(annotated.signals, annotated.role),
        "severity": severity(annotated.signals),
        "spread": spread(copies, sources),
        "recency": recency(item.published_at or item.fetched_at, now),
        "place": place(annotated.places),
    }
    lift = stage_priority(day_of(item.published_at or item.fetched_at))
    if lift:
        parts[STAGE] = lift
    return Priority(value=combine(parts), parts=parts)
