"""A logistic model over features, their hinges and their products. It is small, and read without
scikit-learn."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from models.match.index import Floats
from models.signal_card import CardError

PARTS: Final = ("mean", "scale", "knots", "linear", "bends", "products")
REMEDY: Final = "restore it, or run python -m models.match.train"


@dataclass(frozen=True, slots=True)
class HingeLogistic:
    """A logistic model. A hinge is what a feature has beyond a knot; a product is that of two features."""

    mean: Floats  # (features,)
    scale: Floats
    knots: Floats  # (features, knots), in units of scale
    linear: Floats  # (features,)
    bends: Floats  # (features, knots): of the hinges; the files of weights have this name
    products: Floats  # (features, features), upper triangle
    intercept: float

    def logit(self, features: Floats) -> Floats:
        """The log-odds of pairs, by their features (pairs, features)."""
        z = np.clip((features - self.mean) / self.scale, -6, 6)
        hinges = np.maximum(z[:, :, None] - self.knots[None], 0)
        total = (
            self.intercept
            + z @ self.linear
            + np.einsum("pfk,fk->p", hinges, self.bends)
            + np.einsum("pf,pf->p", z @ self.products, z)
        )
        return np.asarray(total, dtype=np.float32)

    def scaled(self, slope: float, shift: float) -> Self:
        """The same model with log-odds times `slope`, plus `shift`. It ranks pairs as before."""
        return replace(
            self,
            linear=(self.linear * slope).astype(np.float32),
            bends=(self.bends * slope).astype(np.float32),
            products=(self.products * slope).astype(np.float32),
            intercept=self.intercept * slope + shift,
        )


def read_weights(path: Path) -> Mapping[str, Any]:
    """What a JSON file of weights holds. Raises CardError if it cannot be read."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CardError(f"{path}: cannot be read ({error}): {REMEDY}") from error
    if not isinstance(raw, dict):
        raise CardError(f"{path}: holds no weights by name: {REMEDY}")
    return raw


def logistic_from(raw: Mapping[str, Any], names: Sequence[str], path: Path) -> HingeLogistic:
    """The model that `logistic_as` wrote as `raw`, read from `path`. Raises CardError if a part of it is
    missing, or if it was made for other features than `names`."""
    try:
        if tuple(raw["features"]) != tuple(names):
            raise CardError(f"{path}: made for other features: {REMEDY}")
        parts = {key: np.array(raw[key], dtype=np.float32) for key in PARTS}
        return HingeLogistic(**parts, intercept=float(raw["intercept"]))
    except (KeyError, TypeError, ValueError) as error:
        raise CardError(f"{path}: holds other parts than a model ({error}): {REMEDY}") from error


def logistic_as(model: HingeLogistic, names: Sequence[str]) -> dict[str, Any]:
    """A model as a mapping for JSON, its numbers rounded to six decimals."""
    raw: dict[str, Any] = {"features": list(names), "intercept": round(model.intercept, 6)}
    for key in PARTS:
        raw[key] = np.round(getattr(model, key).astype(np.float64), 6).tolist()
    return raw
