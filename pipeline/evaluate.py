"""Every model and stage against its floors: what `pantau evaluate` shows.

Floors of models are pinned in their signal.yml, the others in `reference/floors.yml`, which also pins the
data that each room is measured on. `python -m pipeline.evaluate --update` pins anew what is measured now; it
refuses to lower a floor unless `--allow-lower` says so. What fairness demands (`pipeline/quality/gates.py`)
must hold besides, to the last text. Without the shared data what needs it is "not run"; with CI=true that is
a failure.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from core.console import Report, quiet
from core.errors import PantauError
from models.match.signal import hoax_signal
from models.signal_card import MODELS, NAMES, load_card
from models.training import data
from models.yamlfile import read_model
from pipeline.model_cards import FLOORS, TOLERANCE, versions
from pipeline.quality.gates import GATES, gates
from pipeline.quality.rooms import ROOMS, Room


class EvaluateError(PantauError):
    """Floors that cannot be read, or may not be pinned so; one line with the remedy."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure beside its floor. `value` is None where it was not run; `low` and `high` bound it."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    floor: float | None
    n: int
    data: str  # SHA-256 of what it was measured on, first 16 digits
    ok: bool
    note: str = ""


def evaluate(
    report: Report = quiet, shared: Path | None = None, rooms: Sequence[Room] | None = None
) -> list[Measure]:
    """Measure every room, or those given. `shared`: PANTAU_SHARED, else `../shared`, unless given.

    Raises EvaluateError where floors cannot be read, and what the rooms raise where data is missing.
    """
    folder, chosen = shared or data.shared_folder(), ROOMS if rooms is None else rooms
    found: list[Measure] = []
    for number, room in enumerate(chosen):
        report(number, len(chosen))
        found.extend(_of_room(room, folder))
    report(len(chosen), len(chosen))
    return found if rooms else [*found, *_not_measured(one.name for one in found)]


def _not_measured(names: Iterable[str]) -> Iterator[Measure]:
    """Gates that nothing measures hold nothing."""
    for name in sorted(gates().keys() - set(names)):
        yield Measure(
            name, None, None, None, None, 0, "", False, f"a gate that nothing measures ({GATES.name})"
        )


def _of_room(room: Room, shared: Path | None) -> Iterator[Measure]:
    if room.shared and shared is None:
        note = "not run: set PANTAU_SHARED to the folder that holds data/"
        ok = os.environ.get("CI") != "true"
        yield Measure(f"{room.name}: all", None, None, None, None, 0, "", ok, note)
        return
    folder = shared or Path()
    digest = digest_of(room.files(folder))
    pinned = _pins().data.get(room.name, digest)
    changed = "" if digest == pinned else "other data than the floors were pinned on (--update)"
    for figure in room.measure(folder):
        floor, gate = floor_of(figure.name), gates().get(figure.name)
        note = changed or ("" if gate is None else gate.missed(figure.value))
        ok = not note and _holds(figure.value, floor, figure.n)
        yield Measure(figure.name, figure.value, figure.low, figure.high, floor, figure.n, digest, ok, note)


def _holds(value: float | None, floor: float | None, n: int) -> bool:
    """Whether a measure is not below its floor, but for the tolerance; what was not run is not."""
    return value is None or floor is None or value >= floor - tolerance(n)


def tolerance(n: int) -> float:
    """How far below its floor a measure of `n` texts (0: not known) may be."""
    return max(TOLERANCE, 1 / n) if n > 1 else TOLERANCE


def digest_of(files: Iterable[Path]) -> str:
    """One hash of several files and their names, 16 digits."""
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


class _Pins(BaseModel):
    """What `floors.yml` pins."""

    data: Mapping[str, str]
    floors: Mapping[str, float]


@lru_cache(maxsize=1)
def _pins() -> _Pins:
    return read_model(FLOORS, _Pins, EvaluateError)


def _home(name: str) -> tuple[Path, str]:
    """The file in which a measure's floor is pinned, and its key there."""
    family, key = name.split(".", 1)
    if family == "hoax":
        return MODELS / "match" / "signal.yml", key
    if family in NAMES:
        return MODELS / family / "signal.yml", key
    return FLOORS, name


def floor_of(name: str) -> float | None:
    """The pinned floor of a measure, None where it has none."""
    family, key = name.split(".", 1)
    if family == "hoax":
        return hoax_signal().floors.get(key)
    if family in NAMES:
        return load_card(family).floors.get(key)
    return _pins().floors.get(name)


def missed_gates(measures: Sequence[Measure]) -> list[str]:
    """The names of what is below its gate, whatever data it was measured on; and of gates not measured."""
    held = {one.name: float("nan") if one.value is None else one.value for one in measures}
    return [name for name, gate in gates().items() if name in held and gate.missed(held[name])]


def pin(measures: Sequence[Measure], *, allow_lower: bool = False) -> list[str]:
    """Pin floors at what is measured now, never below what they are; returns what changed.

    Raises EvaluateError, and pins nothing, if a measure fell below its floor and `allow_lower` is not set.
    """
    run = [one for one in measures if one.value is not None]
    fallen = [one for one in run if not _holds(one.value, one.floor, one.n)]
    if fallen and not allow_lower:
        names = ", ".join(f"{one.name} {one.value:.3f} < {one.floor:.3f}" for one in fallen)
        raise EvaluateError(
            f"below their floors: {names}; mend it, or lower them with --allow-lower and say why"
        )
    changes = []
    for one in run:
        lower = one in fallen
        if one.floor is None or lower or _floor(one) > one.floor:
            path, key = _home(one.name)
            write_floor(path, key, _floor(one))
            changes.append(f"{one.name}: {one.floor} -> {_floor(one)}")
    return changes


def _floor(measure: Measure) -> float:
    """The value cut (not rounded) to three digits: a floor must not lie above what was measured."""
    return int((measure.value or 0) * 1000) / 1000


def write_floor(path: Path, key: str, value: float | str, block: str = "floors") -> None:
    """Set `key` in a block of plain pairs of a YAML file; all else, comments too, stays as it is."""
    lines = path.read_text(encoding="utf-8").splitlines()
    titles = (f"{block}:", f"{block}: {{}}")
    start = next((n for n, line in enumerate(lines) if line.split("#")[0].strip() in titles), len(lines))
    lines[start:] = lines[start:] or [""]
    lines[start] = f"{block}:"
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith((" ", "#"))), len(lines))
    at = next((n for n in range(start + 1, end) if lines[n].strip().startswith(f"{key}:")), None)
    if at is None:
        lines.insert(end, f"  {key}: {value}")
    else:
        lines[at] = f"  {key}: {value}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def pin_data(shared: Path, rooms: Sequence[Room]) -> None:
    """Pin which data each room is measured on."""
    for room in rooms:
        write_floor(FLOORS, room.name, f'"{digest_of(room.files(shared))}"', block="data")


def show_measures(measures: Sequence[Measure], console: Console | None = None) -> None:
    """A table: value, interval, floor."""
    table = Table(box=None, pad_edge=False)
    for column in ("measure", "value", "95 %", "floor", "n", ""):
        table.add_column(column, justify="left" if column in ("measure", "") else "right", overflow="fold")
    for one in measures:
        value = "-" if one.value is None else f"{one.value:.3f}"
        spread = one.low is not None and one.high is not None and one.low < one.high
        bounds = f"{one.low:.3f}-{one.high:.3f}" if spread else ""
        floor = "" if one.floor is None else f"{one.floor:.3f}"
        state = one.note or ("" if one.ok else "BELOW")
        table.add_row(one.name, value, bounds, floor, str(one.n or ""), state)
    piped = None if sys.stdout.isatty() else 140  # a pipe has no width: lines must not fold
    (console or Console(highlight=False, width=piped)).print(table)


def write_measures(measures: Sequence[Measure], path: Path) -> None:
    """Write the measures as a JSON list, those of a model with its version: they hold for no other."""
    known = versions()
    rows = [
        {**asdict(one), **({"version": known[model]} if (model := one.name.split(".")[0]) in known else {})}
        for one in measures
    ]
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; with --update pin floors and data."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.evaluate", description=__doc__)
    parser.add_argument("--update", action="store_true", help="pin what is measured now")
    parser.add_argument("--allow-lower", action="store_true", help="lower floors too; say why in the commit")
    parser.add_argument(
        "--room", action="append", choices=[room.name for room in ROOMS], help="only this one"
    )
    chosen = parser.parse_args(arguments)
    rooms = [room for room in ROOMS if not chosen.room or room.name in chosen.room]
    measures = evaluate(rooms=rooms if chosen.room else None)
    show_measures(measures)
    if not chosen.update:
        return 0 if all(one.ok for one in measures) else 1
    if missed := missed_gates(measures):
        raise EvaluateError(
            f"gates of fairness are missed: {', '.join(missed)}; mend it, or decide ({GATES})"
        )
    shared = data.shared_folder()
    if shared is None:
        raise EvaluateError("floors are pinned with all data at hand: set PANTAU_SHARED")
    for change in pin(measures, allow_lower=chosen.allow_lower):
        sys.stdout.write(change + "\n")
    pin_data(shared, rooms)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EvaluateError as problem:
        sys.exit(str(problem))
