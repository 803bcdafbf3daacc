"""The models as a page may show them: what each signal is and is not, what it learned from, its floors.

The last measured values are those that `pantau evaluate` left in the data folder; without it the floors stand
alone: what was pinned, so that what ships may be lower by the tolerance. Mistakes are therefore told as the
most that floors and gates allow.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from models.match.signal import HoaxSignal, hoax_signal
from models.measuring.data import rows
from models.signal_card import NAMES, SignalCard, load_card
from pipeline import REFERENCE
from pipeline.quality.gates import gates

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
class Mistakes:
    """How many texts of a set go wrong. The share is rounded up, so that it is never told too low."""

    share: float  # to a tenth of a per cent
    wrong: int
    n: int  # texts of the set, 0 where they are not known here
    at_most: bool  # as many as floor and gate allow; else as measured on this machine


@dataclass(frozen=True, slots=True)
class Cards:
    """All models, and when they were measured last on this machine (None: never)."""

    models: tuple[ModelCard, ...]
    measured_at: datetime | None
    mistakes: Mapping[str, Mistakes]  # by the name of the measure, whose rest they are

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
    return Cards(cards, measured_at, _mistakes(measured))


def _mistakes(measured: Mapping[str, Mapping[str, object]]) -> dict[str, Mistakes]:
    floors: Mapping[str, float] = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))["floors"]
    of_models = {"hoax": hoax_signal().floors, "stance": load_card("stance").floors}
    of_models_too = {f"{model}.{key}": one for model, own in of_models.items() for key, one in own.items()}
    every = {**floors, **of_models_too}
    return {name: _mistake(name, every[name], measured.get(name, {})) for name in _sizes()}


def _mistake(name: str, floor: float, measured: Mapping[str, object]) -> Mistakes:
    value, n = _number(measured.get("value")), int(_number(measured.get("n")) or 0)
    if value is not None:
        return Mistakes(_up(1 - value), round((1 - value) * n), n, at_most=False)
    n = _sizes()[name]
    least = floor - max(TOLERANCE, 1 / n if n else 0)
    if name in gates():
        least = max(least, gates()[name].least)
    wrong = math.floor((1 - least) * n + 1e-9)
    return Mistakes(_up(wrong / n if n else 1 - least), wrong, n, at_most=True)


def _up(share: float) -> float:
    return math.ceil(round(share * 1000, 6)) / 1000


@lru_cache(maxsize=1)
def _sizes() -> Counter[str]:
    """How many texts the shares are of that a reader should know, by the name of the measure."""
    found: Counter[str] = Counter()
    for row in rows("texts"):
        group = row["group"].split("_", 1)[1]
        found[f"unlawful.{group}_found" if _unlawful(row) else f"lawful.{group}_passed"] += 1
        found["unlawful.severe_found"] += _unlawful(row) and row["severity"] == "3"
    for name in ("buried", "unusual"):
        for row in rows(name):
            found[f"{name}.found" if _unlawful(row) else f"{name}.lawful_passed"] += 1
    asserting = sum(row["stance"] == "asserts" for row in rows("stance"))
    found["stance.asserts_flagged"] = found["stance.asserts_shown"] = asserting
    found["hoax.match_auto_recall"] = len(rows("told"))
    found["hoax.match_auto_precision"] = 0  # of all marks, some hundreds: their number changes with the model
    return found


def _unlawful(row: Mapping[str, str]) -> bool:
    return "1" in (row["provocation"], row["violence"])


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
