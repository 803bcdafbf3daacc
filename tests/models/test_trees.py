"""Boosted trees: read as scikit-learn reads them, and written whole."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from models.match.index import Floats
from models.match.training.trees import fit_trees, trees_of
from models.match.trees import LEAF, load_trees, save_trees
from models.signal_card import CardError

NAMES = ("one", "other", "third", "fourth")
NEIGHBOUR = np.float32(1)


def made(seed: int, pairs: int = 3000) -> tuple[Floats, np.ndarray]:
    """Features, the third with few values, the last of two neighbouring 32-bit numbers; and what matches."""
    chance = np.random.default_rng(seed)
    features = chance.normal(size=(pairs, 4)).astype(np.float32)
    features[:, 2] = features[:, 2].round()
    features[:, 3] = np.where(features[:, 3] > 0, np.nextafter(NEIGHBOUR, np.float32(2)), NEIGHBOUR)
    match = (features[:, 0] * features[:, 1] > 0.3) ^ (features[:, 2] > 1) ^ (features[:, 3] > NEIGHBOUR)
    return features, match


def test_they_say_what_those_of_the_library_say() -> None:
    features, match = made(1)
    fitted = HistGradientBoostingClassifier(max_iter=60, random_state=0).fit(features, match)
    others, _ = made(2, 9000)  # more than stand in the trees at a time
    assert trees_of(fitted).logit(others) == pytest.approx(fitted.decision_function(others), abs=1e-4)


def test_they_learn_what_no_feature_tells_alone() -> None:
    features, match = made(1)
    others, wanted = made(2)
    trees = fit_trees(features, match, np.where(match, 2.0, 1.0))
    assert ((trees.logit(others) > 0) == wanted).mean() > 0.9


def test_what_is_laid_out_otherwise_is_refused() -> None:
    features, match = made(1)
    fitted = HistGradientBoostingClassifier(max_iter=3, categorical_features=[2]).fit(abs(features), match)
    with pytest.raises(ValueError, match="another layout"):
        trees_of(fitted)


def test_scaled_log_odds_rank_alike() -> None:
    features, match = made(1)
    trees = fit_trees(features, match, np.ones(len(match)))
    scaled = trees.scaled(0.5, -1.0)
    assert scaled.logit(features) == pytest.approx(trees.logit(features) * 0.5 - 1.0, abs=1e-4)
    assert (scaled.number[scaled.feature != LEAF] == trees.number[trees.feature != LEAF]).all()


def test_written_and_read_again(tmp_path: Path) -> None:
    features, match = made(1)
    trees = fit_trees(features, match, np.ones(len(match)))
    path = tmp_path / "trees.safetensors"
    save_trees(trees, NAMES, path)
    assert (load_trees(path, NAMES).logit(features) == trees.logit(features)).all()
    assert load_trees(path, NAMES).logit(features[:0]).shape == (0,)
    with pytest.raises(CardError, match="made for other features"):
        load_trees(path, (*NAMES, "fifth"))
    path.write_bytes(b"rubbish")
    with pytest.raises(CardError, match="cannot be read"):
        load_trees(path, NAMES)
