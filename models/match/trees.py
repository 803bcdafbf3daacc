"""Boosted trees over features (Friedman 2001), as scikit-learn fits them. They are small, and read without
it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from models.match.hinge_logistic import REMEDY
from models.match.index import Floats
from models.signal_card import CardError

LEAF: Final = 255
"""stands in place of a feature in a leaf, which asks for none"""
_PARTS: Final = ("feature", "number", "right", "first", "intercept")
_NAMES: Final = "features"
_PAIRS: Final = 4096  # pairs that go through all trees at a time


@dataclass(frozen=True, slots=True)
class Trees:
    """The nodes of all trees, one tree after another. The left branch of a node stands right behind it."""

    feature: npt.NDArray[np.uint8]  # (nodes,) the feature that a node asks for, or LEAF
    number: Floats  # (nodes,) the value up to which a pair goes left; of a leaf the log-odds that it adds
    right: npt.NDArray[np.uint8]  # (nodes,) how many nodes further the right branch stands
    first: npt.NDArray[np.int32]  # (trees,) the first node of each
    intercept: Floats  # (1,)

    def logit(self, features: Floats) -> Floats:
        """The log-odds of pairs, by their features (pairs, features)."""
        found = [self._logit(features[at : at + _PAIRS]) for at in range(0, len(features), _PAIRS)]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.float32)

    def _logit(self, features: Floats) -> Floats:
        node = np.tile(self.first, (len(features), 1))
        while (inside := self.feature[node] != LEAF).any():
            at = node[inside]
            goes_left = features[np.nonzero(inside)[0], self.feature[at]] <= self.number[at]
            node[inside] = at + np.where(goes_left, 1, self.right[at])
        total = self.number[node].sum(axis=1, dtype=np.float64)
        return np.asarray(total + self.intercept, dtype=np.float32)

    def scaled(self, slope: float, shift: float) -> Self:
        """The same trees with log-odds times `slope`, plus `shift`. They rank pairs as before."""
        number = np.where(self.feature == LEAF, self.number * slope, self.number)
        return replace(
            self,
            number=number.astype(np.float32),
            intercept=(self.intercept * slope + shift).astype(np.float32),
        )


def save_trees(trees: Trees, names: Sequence[str], path: Path) -> None:
    """Write the trees, with the names of their features."""
    save_file({part: getattr(trees, part) for part in _PARTS}, path, {_NAMES: " ".join(names)})
    path.chmod(0o644)


def load_trees(path: Path, names: Sequence[str]) -> Trees:
    """What `save_trees` wrote. Raises CardError if it cannot be read, or was made for other features than
    `names`."""
    try:
        with safe_open(path, framework="numpy") as file:
            if (file.metadata() or {}).get(_NAMES) != " ".join(names):
                raise CardError(f"{path}: made for other features: {REMEDY}")
            return Trees(**{part: file.get_tensor(part) for part in _PARTS})
    except (OSError, SafetensorError) as error:
        raise CardError(f"{path}: cannot be read ({error}): {REMEDY}") from error
