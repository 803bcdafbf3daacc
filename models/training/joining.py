"""Trains the second stage: linear margins and the encoder's logits are joined and calibrated.

It is learned on what the encoder did not learn from, with margins of linear models that did not learn from
the text's fold. What calibration and thresholds rest on is predicted by joins that have not seen the text's
part either.
"""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from models.cascade import INPUTS
from models.features import Floats
from models.join import Join, beta
from models.linear import sigmoid
from models.training.calibrate import BASE_RATES, Traffic, beta_curve, mix, platt
from models.training.fit import SEED, UNSURE_WEIGHT, Margins
from models.training.lesson import PARTS, ROLES, Aside

_COST: Final = 0.2
# Each model looks at its own margins and logits. With all 30 inputs, 2,139 texts were too few: average
# precision of the texts put aside fell by 0.02 in place of rising (docs/decisions/017-two-readings.md).
_ROLE: Final = (*(name for name in INPUTS if "role_" in name), "quoted")
_SEVERITY: Final = tuple(name for name in INPUTS if "severity_" in name)


def _signal_inputs(name: str) -> tuple[str, ...]:
    return (f"linear_{name}_0", name)


def _weight(aside: Aside, size: int) -> Margins:
    """The weight of each row: half for one that readers were unsure of."""
    weight = np.ones(size)
    weight[: aside.size] = [UNSURE_WEIGHT if example.unsure else 1.0 for example in aside.examples]
    return weight


def _fitted(
    x: Floats, names: tuple[str, ...], y: npt.NDArray[np.generic], weight: Margins
) -> tuple[Margins, Margins]:
    """The weights (inputs x classes) and biases of a logistic regression. Only the inputs in `names` have
    weights; all others are 0."""
    used = [INPUTS.index(name) for name in names]
    part = x[:, used].astype(np.float64)
    mean, scale = part.mean(axis=0), np.maximum(part.std(axis=0), 1e-6)
    model = LogisticRegression(C=_COST, max_iter=4000, random_state=SEED)
    model.fit((part - mean) / scale, y, sample_weight=weight)
    found = model.coef_.T / scale[:, None]
    weights = np.zeros((len(INPUTS), found.shape[1]))
    weights[used] = found
    return weights, np.asarray(model.intercept_ - mean @ found)


def join_signal(aside: Aside, name: str) -> tuple[Join, Traffic]:
    """The join of a flagging signal, and cross-fitted probabilities of all texts in the declared mix."""
    holds = np.array([bool(getattr(example, name)) for example in aside.examples])
    y = np.concatenate([holds, np.zeros(len(aside.inputs) - aside.size, dtype=bool)])
    weight, value, used = _weight(aside, len(y)), np.zeros(len(y)), _signal_inputs(name)
    for part in range(PARTS):
        held = aside.part == part
        weights, bias = _fitted(aside.inputs[~held], used, y[~held], weight[~held])
        value[held] = (aside.inputs[held] @ weights + bias)[:, 0]
    examples, ordinary = value[: aside.size], value[aside.size :]
    found = mix(examples, holds, aside.own, ordinary, BASE_RATES[name], weight[: aside.size])
    slope, offset = platt(found)
    even = replace(found, value=found.value * slope + offset)
    curve = beta_curve(even)
    weights, bias = _fitted(aside.inputs, used, y, weight)
    scaled, shifted = (weights * slope).astype(np.float32), (bias * slope + offset).astype(np.float32)
    join = Join(scaled, shifted, softmax=False, curve=curve)
    return join, replace(found, value=sigmoid(beta(even.value, curve)))


def join_role(aside: Aside) -> Join:
    """The join of the role: a softmax over the four roles."""
    y = np.array([ROLES.index(example.role) for example in aside.examples])
    weights, bias = _fitted(aside.inputs[: aside.size], _ROLE, y, _weight(aside, aside.size))
    return Join(weights.astype(np.float32), bias.astype(np.float32), softmax=True)


def join_severity(aside: Aside) -> tuple[Join, tuple[float, float]]:
    """The join of severity (at least 2, at least 3; learned from texts that hold a signal), and its cuts."""
    severity = np.array([example.severity for example in aside.examples])
    use = np.flatnonzero(severity > 0)
    x, y = aside.inputs[use], severity[use]
    found = [_fitted(x, _SEVERITY, y >= least, np.ones(len(use))) for least in (2, 3)]
    weights = np.concatenate([one[0] for one in found], axis=1).astype(np.float32)
    join = Join(weights, np.concatenate([one[1] for one in found]).astype(np.float32), softmax=False)
    # The cuts let as many texts reach each class as labels do. By the most probable class, hardly a text
    # would be of the rare class.
    reached = join.probabilities(x)
    cuts = [round(float(np.quantile(reached[:, n], 1 - (y >= n + 2).mean())), 4) for n in range(2)]
    return join, (cuts[0], cuts[1])
