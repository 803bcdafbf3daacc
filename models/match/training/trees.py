"""Fits the boosted trees of matching (`models/match/trees.py`)."""

from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

from models.match.index import Floats
from models.match.trees import LEAF, Trees

_TREES, _RATE = 100, 0.15
"""Six times as many trees at a fifth of the rate find no more, and take six times the room."""
_LEAVES, _LEAST_IN_LEAF, _RIDGE = 31, 40, 5.0
_SEED: Final = 0


def fit_trees(features: Floats, match: npt.NDArray[np.bool_], weight: npt.NDArray[np.float64]) -> Trees:
    """Trees fitted to `match`, by the features of pairs (pairs, features)."""
    fitted = HistGradientBoostingClassifier(
        learning_rate=_RATE,
        max_iter=_TREES,
        max_leaf_nodes=_LEAVES,
        min_samples_leaf=_LEAST_IN_LEAF,
        l2_regularization=_RIDGE,
        early_stopping=False,
        random_state=_SEED,
    )
    return trees_of(fitted.fit(features, match, sample_weight=weight))


def trees_of(fitted: HistGradientBoostingClassifier) -> Trees:
    """The trees of a fitted model of two classes, over numbers alone. Raises ValueError if they are laid out
    otherwise than this function reads them: the attribute that holds them has no public name (scikit-learn
    1.9)."""
    trees = [tree.nodes for (tree,) in fitted._predictors]
    nodes = np.concatenate(trees)
    at = np.concatenate([np.arange(len(tree)) for tree in trees])
    leaf = nodes["is_leaf"].astype(bool)
    right = np.where(leaf, 0, nodes["right"].astype(np.int64) - at)
    elsewhere = (nodes["left"] != at + 1) | nodes["is_categorical"].astype(bool)
    if elsewhere[~leaf].any() or right.max() > np.iinfo(np.uint8).max or fitted.n_features_in_ > LEAF:
        raise ValueError("trees of another layout than models/match/trees.py reads")
    return Trees(
        feature=np.where(leaf, LEAF, nodes["feature_idx"]).astype(np.uint8),
        number=np.where(leaf, nodes["value"], _rounded_down(nodes["num_threshold"])).astype(np.float32),
        right=right.astype(np.uint8),
        first=np.cumsum([0, *map(len, trees[:-1])]).astype(np.int32),
        intercept=np.asarray(fitted._baseline_prediction, dtype=np.float32).reshape(1),
    )


def _rounded_down(numbers: npt.NDArray[np.float64]) -> Floats:
    """The numbers rounded down to 32 bits, which the features have. Rounded up, a bound between two
    neighbouring numbers would become the upper one."""
    found = numbers.astype(np.float32)
    return np.where(found > numbers, np.nextafter(found, np.float32(-np.inf)), found)
