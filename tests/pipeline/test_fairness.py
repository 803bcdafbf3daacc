"""Gates of fairness: the shipped models against `reference/gates.yml`, and the gates themselves."""

import numpy as np
import pytest
from pydantic import ValidationError

from core.settings import PROJECT
from pipeline.fairness_quality import _kept, measure_fairness, measure_found
from pipeline.gates import Gate, broken, gates
from pipeline.model_quality import Figure


@pytest.fixture(scope="module")
def measured() -> dict[str, Figure]:
    return {figure.name: figure for figure in (*measure_fairness(), *measure_found())}


@pytest.mark.parametrize("name", gates())
def test_a_gate_holds(name: str, measured: dict[str, Figure]) -> None:
    assert broken(measured.values(), {name: gates()[name]}) == []


def test_every_figure_is_bounded_and_every_group_has_a_gate(measured: dict[str, Figure]) -> None:
    assert all(0 <= figure.low <= figure.value <= figure.high <= 1 for figure in measured.values())
    demanded = {name for name in measured if name.startswith(("lawful.", "disguised."))}
    assert demanded <= set(gates())


def test_a_lower_floor_names_a_decision_that_there_is() -> None:
    for name, gate in gates().items():
        if gate.decision:
            assert list((PROJECT / "docs" / "decisions").glob(f"{gate.decision:03d}-*.md")), name


def test_goals_are_those_that_we_set() -> None:
    goals = {name: gate.goal for name, gate in gates().items()}
    assert goals.pop("lawful.all_passed") == 0.99
    assert goals.pop("lawful.idiom_passed") == goals.pop("lawful.rude_passed") == 0.97
    assert {goal for name, goal in goals.items() if name.startswith("lawful.")} == {0.98}
    assert goals["swaps.all_within"] == 1
    assert {goal for name, goal in goals.items() if name.startswith("disguised.")} == {0.95}


def test_what_is_below_or_not_measured_breaks_its_gate() -> None:
    limits = {"a.b": Gate(goal=0.98), "c.d": Gate(goal=0.98, floor=0.9, decision=1)}
    figures = [Figure("a.b", 0.97, 0.95, 0.98, 200), Figure("c.d", 0.91, 0.9, 0.92, 200)]
    assert broken(figures, limits) == ["a.b: 0.970 (0.950-0.980, n 200) < 0.98"]
    assert broken(figures[1:], limits) == ["a.b: not measured"]
    assert broken([Figure("a.b", float("nan"), 0, 1, 0)], {"a.b": limits["a.b"]})


@pytest.mark.parametrize(
    "given", [{"floor": 0.9}, {"decision": 3}, {"floor": 0.99, "decision": 3}, {"floor": 2, "decision": 3}]
)
def test_a_floor_without_a_decision_or_above_its_goal_is_refused(given: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Gate.model_validate({"goal": 0.98, **given})


def test_what_a_disguise_costs() -> None:
    plain, disguised = np.array([True] * 8 + [False] * 2), np.array([True] * 6 + [False] * 4)
    figure = _kept("disguised.x_kept", plain, disguised)
    assert figure.value == pytest.approx(0.8)
    assert figure.low < 0.8 < figure.high
    assert _kept("disguised.x_kept", disguised, plain).value == 1
