"""The models as a page may show them: what each signal is and is not, what it learned from, its floors.

The last measured values are those that `pantau evaluate` left in the data folder; without it the floors stand
alone: what was pinned, so that what ships may be lower by the tolerance.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from models.match.signal import HoaxSignal, hoax_signal
from models.signal_card import NAMES, SignalCard, load_card

EVALUATION: Final = "evaluation.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredFloor:
    """A measure with its floor, and what `pantau evaluate` measured last, if it did."""

    name: str
    floor: float
    value: float | None
    low: float | None
    high: float | None
    n: int
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """One model: what it says, where it came from, how good it is."""

    name: str
    label: Mapping[str, str]  # "id", "en"
    what: str
    what_not: str
    version: str
    thresholds: Mapping[str, float]  # by channel, or by use ("automatic", "suggested")
    unsure: tuple[float, float] | None
    sets: tuple[str, ...]
    texts: int  # 0 where they are not counted
    positives: Mapping[str, int]
    rule: str
    licence: str
    files: tuple[str, ...]
    floors: tuple[MeasuredFloor, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """All models, and when they were measured last on this machine (None: never)."""

    models: tuple[ModelCard, ...]
    measured_at: datetime | None


def model_cards(data: Path) -> Cards:
    """Every model that ships. Raises CardError or ValueError if a file is not the one of its card."""
    measured, measured_at = _measured(data / EVALUATION)
    cards = (_hoax(hoax_signal(), measured), *(_linear(load_card(name), measured) for name in NAMES))
    return Cards(cards, measured_at)


def _measured(path: Path) -> tuple[Mapping[str, Mapping[str, object]], datetime | None]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (FileNotFoundError, json.JSONDecodeError):  # never measured here, or torn while it was written
        return {}, None
    return {str(one["name"]): one for one in raw}, moment


def _floors(
    name: str, floors: Mapping[str, float], measured: Mapping[str, Mapping[str, object]]
) -> tuple[MeasuredFloor, ...]:
    found = []
    for key, floor in floors.items():
        one = measured.get(f"{name}.{key}", {})
        found.append(
            MeasuredFloor(
                name=key,
                floor=floor,
                value=_number(one.get("value")),
                low=_number(one.get("low")),
                high=_number(one.get("high")),
                n=int(_number(one.get("n")) or 0),
                ok=bool(one.get("ok", True)),
            )
        )
    return tuple(found)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _hoax(card: HoaxSignal, measured: Mapping[str, Mapping[str, object]]) -> ModelCard:
    limits = card.thresholds
    return ModelCard(
        name=card.name,
        label=card.label,
        what=card.what.strip(),
        what_not=card.what_not.strip(),
        version=card.version,
        thresholds={"automatic": limits.automatic, "suggested": limits.suggested},
        unsure=limits.unsure,
        sets=card.training,
        texts=0,
        positives={},
        rule="",
        licence=card.licence,
        files=tuple(card.files),
        floors=_floors(card.name, card.floors, measured),
    )


def _linear(card: SignalCard, measured: Mapping[str, Mapping[str, object]]) -> ModelCard:
    return ModelCard(
        name=card.name,
        label={"id": card.label.id, "en": card.label.en},
        what=card.is_.strip(),
        what_not=card.is_not.strip(),
        version=card.version,
        thresholds={channel.value: value for channel, value in card.thresholds.items()},
        unsure=(card.unsure.low, card.unsure.high) if card.unsure else None,
        sets=card.training.sets,
        texts=card.training.texts,
        positives=card.training.positives,
        rule=card.training.rule,
        licence=card.licence,
        files=tuple(card.files),
        floors=_floors(card.name, card.floors, measured),
    )
