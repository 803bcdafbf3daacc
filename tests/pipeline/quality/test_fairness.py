"""The gates of fairness themselves; `pantau evaluate` holds the shipped models against them."""

import numpy as np
import pytest
from pydantic import ValidationError

from core.settings import PROJECT
from models.measuring.data import WAYS, texts
from models.measuring.obfuscate import KINDS
from pipeline.quality.fairness import _kept
from pipeline.quality.gates import Gate, gates


def test_every_group_and_disguise_has_a_gate() -> None:
    lawful = {text.kind.removeprefix("n_") for text in texts() if not text.either}
    demanded = {f"lawful.{one}_passed" for one in ("all", *lawful, *(f"{way}_by_hand" for way in WAYS))}
    demanded |= {f"disguised.{one}_kept" for one in (*KINDS, *(f"{way}_by_hand" for way in WAYS))}
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


def test_what_is_below_its_gate_says_so() -> None:
    lowered = Gate(goal=0.98, floor=0.9, decision=1)
    assert lowered.missed(0.9) == Gate(goal=0.98).missed(0.98) == ""
    assert Gate(goal=0.98).missed(0.97) == "below its gate 0.98 (gates.yml)"
    assert lowered.missed(float("nan"))


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
