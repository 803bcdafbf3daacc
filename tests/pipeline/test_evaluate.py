"""The gate itself, on invented figures; the real ones are measured by `pantau evaluate`."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from rich.console import Console

from core.interval import wilson
from core.record import RoleName
from models.signal_card import NAMES, load_card
from models.training.data import Example
from pipeline import evaluate as gate
from pipeline.evaluate import EvaluateError, Measure, digest_of, pin, show_measures, write_measures
from pipeline.quality.gates import Gate
from pipeline.quality.match import Count
from pipeline.quality.models import Figure, average_precision, calibration_error, judge, measure_own
from pipeline.quality.rooms import ROOMS, Room, _counted


def _figure(value: float, name: str = "group.precision") -> Figure:
    return Figure(name, value, value, value, 1000)


@pytest.fixture
def floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "floors.yml"
    path.write_text(
        "# kept\ndata: {}\nfloors:\n  group.precision: 0.98  # asked for\nafter: 1\n", encoding="utf-8"
    )
    monkeypatch.setattr(gate, "FLOORS", path)
    monkeypatch.setattr(gate, "gates", dict)
    gate._pins.cache_clear()
    yield path
    gate._pins.cache_clear()


def _room(tmp_path: Path, value: float, *, shared: bool = False, name: str = "group.precision") -> Room:
    (tmp_path / "data.csv").write_text("x\n", encoding="utf-8")
    return Room("group", lambda _: [_figure(value, name)], lambda _: [tmp_path / "data.csv"], shared)


def test_a_figure_below_its_floor_is_not_ok(
    floors: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value, ok in ((0.99, True), (0.976, True), (0.97, False)):
        monkeypatch.setattr(gate, "ROOMS", (_room(tmp_path, value),))
        (measure,) = gate.evaluate(shared=tmp_path)
        assert measure.ok is ok
        assert measure.floor == 0.98


def test_a_gate_holds_to_the_last_text_and_must_be_measured(
    floors: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "gates", lambda: {"group.precision": Gate(goal=0.98), "x.y": Gate(goal=0.9)})
    for value, ok in ((0.98, True), (0.979, False)):
        monkeypatch.setattr(gate, "ROOMS", (_room(tmp_path, value),))
        held, missing = gate.evaluate(shared=tmp_path)
        assert held.ok is ok
        assert ("gates.yml" in held.note) is not ok
        assert (missing.name, missing.value, missing.ok) == ("x.y", None, False)


def test_a_missed_gate_is_seen_on_other_data_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        gate, "gates", lambda: {"a.b": Gate(goal=0.98), "c.d": Gate(goal=0.9), "e.f": Gate(goal=1)}
    )
    other = "other data than the floors were pinned on (--update)"
    measures = [
        Measure("a.b", 0.97, 0.9, 1.0, None, 100, "", False, other),
        Measure("c.d", 0.95, 0.9, 1.0, None, 100, "", False, other),
    ]
    assert gate.missed_gates(measures) == ["a.b"]


def test_what_is_counted_has_bounds() -> None:
    counts = {"r1": Count(45, 60), "r5": Count(0, 0)}
    (found,) = _counted("hoax", counts)
    assert (found.name, found.value, found.n) == ("hoax.r1", 0.75, 60)
    assert (found.low, found.high) == wilson(45, 60)


def test_other_data_than_pinned_is_not_ok(
    floors: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = (_room(tmp_path, 0.99),)
    monkeypatch.setattr(gate, "ROOMS", rooms)
    gate.pin_data(tmp_path, rooms)
    gate._pins.cache_clear()
    assert gate.evaluate(shared=tmp_path)[0].ok
    (tmp_path / "data.csv").write_text("y\n", encoding="utf-8")
    (measure,) = list(
        gate._of_room(
            Room("group", lambda _: [_figure(1)], lambda _: [tmp_path / "data.csv"], False), tmp_path
        )
    )
    assert not measure.ok
    assert "other data" in measure.note


def test_without_shared_data_a_room_is_not_run_and_fails_in_ci(
    floors: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "ROOMS", (_room(tmp_path, 0.99, shared=True),))
    monkeypatch.setattr("models.training.data.shared_folder", lambda: None)
    monkeypatch.delenv("CI", raising=False)
    (measure,) = gate.evaluate()
    assert measure.value is None
    assert measure.ok
    assert "not run" in measure.note
    monkeypatch.setenv("CI", "true")
    assert not gate.evaluate()[0].ok


def _measure(name: str, value: float, floor: float | None) -> Measure:
    return Measure(name, value, value, value, floor, 1, "", floor is None or value >= floor)


def test_pinning_raises_floors_and_never_lowers_them(floors: Path) -> None:
    assert pin([_measure("group.precision", 0.9919, 0.98)]) == ["group.precision: 0.98 -> 0.991"]
    assert pin([_measure("group.precision", 0.9889, 0.991)]) == []
    assert pin([_measure("group.recall", 0.9123, None)]) == ["group.recall: None -> 0.912"]
    found = yaml.safe_load(floors.read_text(encoding="utf-8"))
    assert found["floors"] == {"group.precision": 0.991, "group.recall": 0.912}
    assert found["after"] == 1
    assert floors.read_text(encoding="utf-8").startswith("# kept\n")


def test_a_floor_stays_where_what_is_measured_is_within_its_tolerance(floors: Path) -> None:
    """One text of 180 may be missing: the share that was measured counts, not what it is cut to."""
    assert pin([_measure("group.recall", 155 / 180, None)]) == ["group.recall: None -> 0.861"]
    measured = replace(_measure("group.recall", 154 / 180, 0.861), n=180)
    assert pin([measured], allow_lower=True) == []


def test_lowering_is_refused_and_nothing_is_pinned(floors: Path) -> None:
    before = floors.read_text(encoding="utf-8")
    measures = [_measure("group.recall", 0.95, None), _measure("group.precision", 0.9, 0.98)]
    with pytest.raises(EvaluateError, match="--allow-lower"):
        pin(measures)
    assert floors.read_text(encoding="utf-8") == before
    pin(measures, allow_lower=True)
    assert yaml.safe_load(floors.read_text(encoding="utf-8"))["floors"]["group.precision"] == 0.9


def test_every_pinned_floor_is_of_a_measure_that_exists() -> None:
    measures = (
        "_ap",
        "_f1",
        "_kappa",
        "calibration",
        "_article",
        "_reports",
        "found",
        "right",
        "type",
        "peaceful_kept",
        "_place",
        "_kecamatan",
        "_day",
        "_whole",
        "_precision",
        "_recall",
        "_flagged",
        "_shown",
    )
    for card in (load_card(name) for name in NAMES):
        assert card.floors, f"{card.name} has no floors: python -m pipeline.evaluate --update"
        for key in card.floors:
            assert key.endswith(measures), key


@pytest.mark.parametrize("room", [one for one in ROOMS if not one.shared], ids=lambda room: room.name)
def test_our_own_data_is_what_the_floors_were_pinned_on(room: Room) -> None:
    """Else `pantau evaluate` fails, at the very end of `make test`."""
    assert gate._pins().data[room.name] == digest_of(room.files(Path()))


def test_the_table_and_the_file(tmp_path: Path) -> None:
    measures = [_measure("a.b", 0.5, 0.6), Measure("c: all", None, None, None, None, 0, "", True, "not run")]
    console = Console(record=True, width=120)
    show_measures(measures, console)
    shown = console.export_text()
    assert "BELOW" in shown
    assert "not run" in shown
    write_measures(measures, tmp_path / "m.json")
    assert json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))[0]["value"] == 0.5


def test_a_digest_depends_on_names_and_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("x", encoding="utf-8")
    two.write_text("x", encoding="utf-8")
    assert digest_of([one]) != digest_of([two])
    assert digest_of([one]) == digest_of([one])


def _example(text: str, holds: bool) -> Example:
    return Example(
        id=text, text=text, domain="own", provocation=holds, violence=False, role=RoleName.ASSERT,
        severity=2 * holds,
    )  # fmt: skip


def test_figures_of_a_small_set() -> None:
    texts = [("usir semua pendatang, mereka hama", True), ("ngopi di warung acil", False)] * 5
    figure = average_precision("provocation.x_ap", judge([_example(*text) for text in texts]), "provocation")
    assert figure.value == 1
    assert figure.n == 10


def test_calibration_error_of_known_numbers() -> None:
    value, holds = np.array([0.25] * 4), np.array([True, False, False, False])
    assert calibration_error(value, holds, np.ones(4)) == pytest.approx(0)
    assert calibration_error(value, ~holds, np.ones(4)) == pytest.approx(0.5)


def test_wilson_bounds() -> None:
    low, high = wilson(0, 30)
    assert low == 0
    assert high == pytest.approx(0.114, abs=0.001)
    assert wilson(0, 0) == (0, 1)


def test_our_own_sets_are_measured_without_shared_data() -> None:
    figures = {figure.name: figure for figure in measure_own()}
    assert {"either.writer_ap", "either.guard_ap", "role.guard_f1", "severity.writer_kappa"} <= set(figures)
    assert all(figure.low <= figure.high for figure in figures.values())
