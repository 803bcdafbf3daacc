"""The models as a page may show them: what each signal is and is not, what it learned from, its floors.

The last measured values are those that `pantau evaluate` left in the data folder; without it the floors stand
alone: what was pinned, so that what ships may be lower by the tolerance.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import yaml

from models.match.signal import HoaxSignal, hoax_signal
from models.signal_card import NAMES, SignalCard, load_card
from pipeline import REFERENCE

EVALUATION: Final = "evaluation.json"
FLOORS: Final = REFERENCE / "floors.yml"
"""of what is no model's own"""
TOLERANCE: Final = 0.005
"""what a change elsewhere (a slang word, a mask) may cost before it is a fall; or one text of a small set"""
_RIGHT: Final = re.compile(r"at least (\d+)% \(post\)")


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
    measured: str | None  # version that was measured last; "" where it was not written down, None: never
    right_of_100: int | None  # posts flagged that are right, as the threshold was chosen
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
    shares: Mapping[str, float]  # of the figures that are no model's own; the floor where it was not measured

    @property
    def outdated(self) -> bool:
        """Whether what was measured last was of other models than those that ship now."""
        return any(one.measured not in (None, one.version) for one in self.models)


def versions() -> dict[str, str]:
    """Of every model that ships, by its name. Raises CardError if a card cannot be read."""
    return {hoax_signal().name: hoax_signal().version, **{name: load_card(name).version for name in NAMES}}


def model_cards(data: Path) -> Cards:
    """Every model that ships. Raises CardError or ValueError if a file is not the one of its card."""
    measured, measured_at = _measured(data / EVALUATION)
    cards = (_hoax(hoax_signal(), measured), *(_linear(load_card(name), measured) for name in NAMES))
    return Cards(cards, measured_at, _shares(measured))


def _shares(measured: Mapping[str, Mapping[str, object]]) -> dict[str, float]:
    floors: Mapping[str, float] = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))["floors"]
    values = {name: _number(measured.get(name, {}).get("value")) for name in floors}
    return {name: floor if (value := values[name]) is None else value for name, floor in floors.items()}


def _version_measured(name: str, measured: Mapping[str, Mapping[str, object]]) -> str | None:
    found = [one for key, one in measured.items() if key.startswith(f"{name}.")]
    return str(found[0].get("version", "")) if found else None


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
        measured=_version_measured(card.name, measured),
        right_of_100=None,
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
    right = _RIGHT.search(card.training.rule)
    return ModelCard(
        name=card.name,
        label={"id": card.label.id, "en": card.label.en},
        what=card.is_.strip(),
        what_not=card.is_not.strip(),
        version=card.version,
        measured=_version_measured(card.name, measured),
        right_of_100=int(right[1]) if right else None,
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
