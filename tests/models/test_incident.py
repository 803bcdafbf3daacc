"""The incident model: what it learned from, what is kept apart, and that training gives what ships."""

import numpy as np

from models.incident import NONE
from models.incident import train as training
from models.incident.score import VOCABULARY, design, score
from models.incident.train import fit, mixed, vocabulary_of
from models.linear import WEIGHTS, load_linear
from models.signal_card import MODELS, load_card
from models.training.incident_news import CLASSES, news

LEARNED, MEASURED = news("train"), news("measure")


def test_what_is_kept_apart_is_by_other_writers_and_not_learned_from() -> None:
    assert len(MEASURED) >= 150
    assert not {one.writer for one in LEARNED} & {one.writer for one in MEASURED}
    assert not {one.title for one in LEARNED} & {one.title for one in MEASURED}
    assert not {one.text for one in LEARNED} & {one.text for one in MEASURED}


def test_there_are_texts_of_every_class_in_both_parts() -> None:
    assert len(LEARNED) + len(MEASURED) >= 500
    for part in (LEARNED, MEASURED):
        assert {one.kind for one in part} == set(CLASSES)
    assert all(20 <= len(f"{one.title} {one.text}".split()) <= 150 for one in (*LEARNED, *MEASURED))


def test_the_shipped_weights_are_those_that_training_gives() -> None:
    kinds = np.array([CLASSES.index(one.kind) for one in LEARNED])
    vocabulary = vocabulary_of(LEARNED)
    weights, _ = fit(design([one.whole for one in LEARNED], vocabulary), kinds)
    np.testing.assert_allclose(weights, load_linear("incident").weights, atol=6e-3)


def test_the_card_fits_the_model() -> None:
    card = load_card("incident")
    assert card.classes == CLASSES
    assert card.classes[-1] == NONE
    doubt, sure = card.cuts
    assert 0 < doubt < sure < 1
    assert card.training.texts == len(LEARNED)
    assert sum((MODELS / "incident" / name).stat().st_size for name in (WEIGHTS, VOCABULARY.name)) < 1.5e6


def test_probabilities_of_each_text() -> None:
    found = score([one.whole for one in MEASURED[:5]])
    assert found.shape == (5, len(CLASSES))
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(score([MEASURED[0].whole])[0], found[0], atol=1e-6)
    assert score([]).shape == (0, len(CLASSES))
    assert np.isfinite(score(["", "\u202e\u0000"])).all()


def test_the_mix_holds_the_declared_share_of_events() -> None:
    kinds = np.array([0, 1, 8, 8, 8])
    weight = mixed(kinds)
    assert weight[:2].sum() / weight.sum() == training.BASE_RATE
