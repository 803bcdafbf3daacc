"""The cards of the models as a page shows them, beside what was measured last on this machine."""

from pathlib import Path

from pipeline.evaluate import Measure, write_measures
from pipeline.model_cards import EVALUATION, model_cards


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


def test_a_torn_measurement_is_none(tmp_path: Path) -> None:
    (tmp_path / EVALUATION).write_text('[{"name": "provoc', encoding="utf-8")
    assert model_cards(tmp_path).measured_at is None
