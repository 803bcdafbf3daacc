"""Fits the small logistic models of matching (`models/match/hinge_logistic.py`)."""

from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from models.match.hinge_logistic import HingeLogistic
from models.match.index import Floats

_KNOTS: Final = (0.25, 0.5, 0.75)


def fit_logistic(
    features: Floats, match: npt.NDArray[np.bool_], weight: npt.NDArray[np.float64], strength: float
) -> HingeLogistic:
    """Fit features, hinges and products. They are standardised for the fit, and the weights are folded back.
    `strength` is scikit-learn's C."""
    x = features.astype(np.float64)
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    z = np.clip((x - mean) / scale, -6, 6)
    knots = np.quantile(z, _KNOTS, axis=0).T
    size, per = z.shape[1], len(_KNOTS)
    first, second = np.triu_indices(size)
    hinges = np.maximum(z[:, :, None] - knots[None], 0).reshape(len(z), size * per)
    wide = np.concatenate([z, hinges, z[:, first] * z[:, second]], axis=1)
    centre, spread = wide.mean(axis=0), np.maximum(wide.std(axis=0), 1e-6)
    logistic = LogisticRegression(C=strength, max_iter=4000)
    logistic.fit((wide - centre) / spread, match, sample_weight=weight)
    weights = logistic.coef_[0] / spread
    products = np.zeros((size, size))
    products[first, second] = weights[size * (1 + per) :]
    return HingeLogistic(
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        knots=knots.astype(np.float32),
        linear=weights[:size].astype(np.float32),
        bends=weights[size : size * (1 + per)].reshape(size, per).astype(np.float32),
        products=products.astype(np.float32),
        intercept=float(logistic.intercept_[0] - weights @ centre),
    )


def platt(logit: Floats, match: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """The slope and shift that make log-odds calibrated (Platt 1999)."""
    fitted = LogisticRegression(C=1e6).fit(logit.astype(np.float64)[:, None], match)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def calibrated(model: HingeLogistic, features: Floats, match: npt.NDArray[np.bool_]) -> HingeLogistic:
    """The model with probabilities that hold on texts as they come: here all pairs weigh the same."""
    return model.scaled(*platt(model.logit(features), match))
