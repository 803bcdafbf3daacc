"""The cards of the models as a page shows them, beside what was measured last on this machine."""

import json
from pathlib import Path

import yaml

from models.signal_card import load_card
from pipeline.evaluate import Measure, tolerance, write_measures
from pipeline.model_cards import EVALUATION, FLOORS, Mistakes, model_cards
from pipeline.quality.gates import gates


def measure(name: str, value: float, *, ok: bool = True) -> Measure:
    return Measure(name, value, value - 0.1, value + 0.1, 0.5, 300, "x", ok)


def test_without_a_measurement_the_floors_stand_alone(tmp_path: Path) -> None:
    cards = model_cards(tmp_path)
    assert cards.measured_at is None
    names = [card.name for card in cards.models]
    assert names == ["hoax", "provocation", "violence", "role", "severity", "stance", "incident"]
    for card in cards.models:
        assert card.floors, card.name
        assert all(one.value is None for one in card.floors)
        assert card.what
        assert card.what_not
        assert card.version
        assert card.sets


def test_what_evaluate_left_stands_beside_the_floors(tmp_path: Path) -> None:
    write_measures(
        [measure("provocation.writer_ap", 0.97), measure("hoax.match_r1", 0.4, ok=False)],
        tmp_path / EVALUATION,
    )
    cards = model_cards(tmp_path)
    assert cards.measured_at is not None
    values = {(card.name, one.name): one for card in cards.models for one in card.floors}
    assert values["provocation", "writer_ap"].value == 0.97
    assert values["provocation", "writer_ap"].n == 300
    assert not values["hoax", "match_r1"].ok
    assert values["violence", "writer_ap"].value is None


def test_what_was_measured_says_of_which_version(tmp_path: Path) -> None:
    kept = tmp_path / EVALUATION
    write_measures([measure("provocation.writer_ap", 0.97), measure("lawful.critic_passed", 0.9)], kept)
    cards = model_cards(tmp_path)
    provocation = next(card for card in cards.models if card.name == "provocation")
    assert provocation.measured == provocation.version
    assert not cards.outdated
    kept.write_text(
        kept.read_text(encoding="utf-8").replace(provocation.version, "of-before"), encoding="utf-8"
    )
    cards = model_cards(tmp_path)
    assert next(card for card in cards.models if card.name == "provocation").measured == "of-before"
    assert cards.outdated
    rows = json.loads(kept.read_text(encoding="utf-8"))
    kept.write_text(
        json.dumps([{"name": row["name"], "value": row["value"]} for row in rows]), encoding="utf-8"
    )
    assert model_cards(tmp_path).outdated, "written before versions were"


def test_what_goes_wrong_is_at_most_what_passes_floor_and_gate(tmp_path: Path) -> None:
    floors = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))["floors"]
    cards = model_cards(tmp_path)
    for name, one in cards.mistakes.items():
        assert one.at_most
        if name not in floors:
            continue
        least = max(floors[name] - tolerance(one.n), gates()[name].least if name in gates() else 0)
        right, one_less = one.n - one.wrong, one.n - one.wrong - 1
        assert right / one.n >= least - 1e-9, name
        assert one_less / one.n < least, name
        assert one.wrong / one.n <= one.share < one.wrong / one.n + 0.001, name
    assert cards.mistakes["lawful.protest_passed"].n == 205
    assert all(one.wrong > 0 for name, one in cards.mistakes.items() if name in floors)


def test_what_the_team_must_know_is_what_was_measured(tmp_path: Path) -> None:
    cards = model_cards(tmp_path)
    assert {card.name: card.right_of_100 for card in cards.models if card.right_of_100} == {
        name: int(load_card(name).training.rule.split("at least ")[1].split("%")[0])
        for name in ("provocation", "violence")
    }
    one = Measure("lawful.critic_passed", 204 / 205, None, None, 0.5, 205, "x", True)
    write_measures([one], tmp_path / EVALUATION)
    expected = {**cards.mistakes, "lawful.critic_passed": Mistakes(0.005, 1, 205, at_most=False)}
    assert model_cards(tmp_path).mistakes == expected


def test_a_torn_measurement_is_none(tmp_path: Path) -> None:
    (tmp_path / EVALUATION).write_text('[{"name": "provoc', encoding="utf-8")
    assert model_cards(tmp_path).measured_at is None
