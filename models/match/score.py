"""Match texts with claims: which claim, and how probably the text is about it (calibrated)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.match.features import NAMES, ClaimFacts
from models.match.index import ClaimIndex, Floats, Ints

WEIGHTS: Final = Path(__file__).resolve().parent / "weights.json"
CANDIDATES: Final = 20
"""claims compared closely with a text, by default"""


@dataclass(frozen=True, slots=True)
class Model:
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


@lru_cache(maxsize=1)
def model(path: Path = WEIGHTS) -> Model:
    """The shipped weights. Raises ValueError if they were made for other features."""
    raw: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if tuple(raw["features"]) != NAMES:
        raise ValueError(f"{path}: made for other features; run models/match/train.py")
    parts = {
        key: np.array(raw[key], dtype=np.float32)
        for key in ("mean", "scale", "knots", "linear", "bends", "products")
    }
    return Model(**parts, intercept=float(raw["intercept"]))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Texts and claims that may match, by text in order, the most probable first."""

    text: Ints
    claim: Ints
    probability: npt.NDArray[np.float64]


class Matcher:
    """A library of claims, ready to be matched."""

    def __init__(self, claims: Sequence[str]) -> None:
        """Of the claims' texts, in order."""
        self.claims = tuple(claims)
        self.index = ClaimIndex(claims)
        self.facts = ClaimFacts(self.index, claims)

    def compare(self, texts: Sequence[str], most: int, least: float = 0.0) -> tuple[Ints, Ints, Floats]:
        """Pairs (text, claim) and their features. Texts whose best rough score is below `least` have none."""
        if not len(self.index.weights) or not texts:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing, np.zeros((0, len(NAMES)), dtype=np.float32)
        vectors = self.index.vectors(texts)
        text, claim = self.index.candidates(vectors, most, least)
        chosen, local = np.unique(text, return_inverse=True)
        features = self.facts.compare([texts[number] for number in chosen], vectors[chosen], local, claim)
        return text, claim, features

    def match(self, texts: Sequence[str], most: int = CANDIDATES, least: float = 0.0) -> Pairs:
        """At most `most` claims a text, with probabilities; equal ones in the order of the claims."""
        text, claim, features = self.compare(texts, most, least)
        probability = 1 / (1 + np.exp(-model().logit(features).astype(np.float64)))
        order = np.lexsort((claim, -probability, text))
        return Pairs(text[order], claim[order], probability[order])


_last: tuple[tuple[str, ...], Matcher] | None = None


def matcher(claims: tuple[str, ...]) -> Matcher:
    """The matcher of a library; the last one is kept, since a run asks for the same again and again."""
    global _last
    if _last is None or (_last[0] is not claims and _last[0] != claims):
        _last = (claims, Matcher(claims))
    return _last[1]
