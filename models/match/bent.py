"""A logistic model over features, bends of them and their products: small, and read without scikit-learn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from models.match.index import Floats

PARTS: Final = ("mean", "scale", "knots", "linear", "bends", "products")


@dataclass(frozen=True, slots=True)
class Bent:
    """A logistic model over the features, bends of them (beyond each knot) and their products."""

    mean: Floats  # (features,)
    scale: Floats
    knots: Floats  # (features, knots), in units of scale
    linear: Floats  # (features,)
    bends: Floats  # (features, knots)
    products: Floats  # (features, features), upper triangle
    intercept: float

    def logit(self, features: Floats) -> Floats:
        """Log-odds of (pairs, features)."""
        z = np.clip((features - self.mean) / self.scale, -6, 6)
        bent = np.maximum(z[:, :, None] - self.knots[None], 0)
        total = (
            self.intercept
            + z @ self.linear
            + np.einsum("pfk,fk->p", bent, self.bends)
            + np.einsum("pf,pf->p", z @ self.products, z)
        )
        return np.asarray(total, dtype=np.float32)

    def scaled(self, slope: float, shift: float) -> Self:
        """The same ranking with other log-odds."""
        return replace(
            self,
            linear=(self.linear * slope).astype(np.float32),
            bends=(self.bends * slope).astype(np.float32),
            products=(self.products * slope).astype(np.float32),
            intercept=self.intercept * slope + shift,
        )


def bent_from(raw: Mapping[str, Any], names: Sequence[str], path: Path) -> Bent:
    """From a mapping read from `path`. Raises ValueError if it was made for other features than `names`."""
    if tuple(raw["features"]) != tuple(names):
        raise ValueError(f"{path}: made for other features; run python -m models.match.train")
    parts = {key: np.array(raw[key], dtype=np.float32) for key in PARTS}
    return Bent(**parts, intercept=float(raw["intercept"]))


def bent_as(model: Bent, names: Sequence[str]) -> dict[str, Any]:
    """As a mapping for JSON, rounded to what a float32 holds of it."""
    raw: dict[str, Any] = {"features": list(names), "intercept": round(model.intercept, 6)}
    for key in PARTS:
        raw[key] = np.round(getattr(model, key).astype(np.float64), 6).tolist()
    return raw
