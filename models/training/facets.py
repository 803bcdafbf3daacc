"""Trains the facets: logistic regressions on the encoder's vectors of texts whose facets we labelled."""

from typing import Final

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from models.encoder.encode import encode
from models.facets import NAMES, WEIGHTS
from models.features import Floats
from models.training.data import Example
from models.training.fit import SEED, Flags
from models.training.lesson import Lesson

_COST: Final = 0.05
_FEW: Final = 10
_FOLDS: Final = 10


def _asked(example: Example, name: str) -> bool | None:
    """Whether a text has a facet; None if that was not labelled, or does not arise."""
    if name in ("person", "property"):
        return example.against in (name, "both") if example.violence and example.against else None
    if name in ("conditional", "dated"):
        return example.timing in (name, "both") if example.either and example.timing else None
    return example.ground == name if example.provocation and example.ground else None


def _fit(vectors: Floats, holds: Flags) -> LogisticRegression:
    model = LogisticRegression(C=_COST, class_weight="balanced", max_iter=2000, random_state=SEED)
    return model.fit(vectors, holds)


def train(lesson: Lesson) -> str:
    """Learn all facets and write them. Returns what to tell: F1 of each facet, with a tenth of the writers
    left out."""
    examples = [one for one in lesson.material.examples if one.ground or one.against or one.timing]
    examples = [one for one in examples if one.either]
    vectors = encode([one.text for one in examples])
    writer = np.array([one.writer for one in examples])
    weights, bias, told = np.zeros((vectors.shape[1], len(NAMES)), np.float32), [], []
    for place, name in enumerate(NAMES):
        answers = [_asked(one, name) for one in examples]
        rows = np.array([n for n, answer in enumerate(answers) if answer is not None])
        holds = np.array([bool(answers[n]) for n in rows])
        if holds.sum() < _FEW:
            bias.append(-10.0)  # too few texts to learn from: the facet is never given
            continue
        model = _fit(vectors[rows], holds)
        weights[:, place], value = model.coef_[0], float(model.intercept_[0])
        bias.append(value)
        told.append(f"{name} {_left_out(vectors[rows], holds, writer[rows]):.2f}")
    save_file({"weights": weights, "bias": np.array(bias, np.float32)}, WEIGHTS)
    WEIGHTS.chmod(0o644)
    return f"facets: F1, a tenth of the writers left out: {', '.join(told)}"


def _left_out(vectors: Floats, holds: Flags, writer: np.ndarray) -> float:
    """The F1 of a facet when each tenth of the writers in turn is predicted from the others."""
    found = np.zeros(len(holds), dtype=bool)
    for rest, away in GroupKFold(_FOLDS).split(vectors, groups=writer):
        if 0 < holds[rest].sum() < len(rest):
            found[away] = _fit(vectors[rest], holds[rest]).predict(vectors[away])
    return float(f1_score(holds, found))
