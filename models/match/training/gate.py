"""Train the gate: posts that were checked or that we wrote to claims, against ordinary traffic."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import save_file
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from models.match import data
from models.match.gate import COLUMNS, OTHERS, WEIGHTS, columns_of, others_of
from models.match.score import READ
from models.match.words import words_of

SEED: Final = 0
_PUBLIC, _TRAFFIC = 3000, 8000
_OWN_WEIGHT: Final = 2000.0  # what all our posts together weigh


def matrix(texts: Sequence[str]) -> sparse.csr_matrix:
    """The inputs of the gate (texts x columns of stems and others)."""
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        words = words_of(text[:READ])
        held = [(column, 1.0) for column in columns_of(words)]
        held += [(COLUMNS + place, value) for place, value in enumerate(others_of(text, words))]
        for column, value in held:
            rows.append(row)
            columns.append(column)
            values.append(value)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), COLUMNS + OTHERS))


def train_gate(shared: Path) -> None:
    """Fit the gate and write it. Near misses are on neither side."""
    pairs = data.checked(shared)
    written = [
        *data.written(shared, pairs, data.UNMEASURED_WRITERS),
        *data.ours_to_published(pairs),
        *data.local_training(),
    ]
    own = [query.text for query in written if query.about]
    public = [pair.post for pair in data.older(pairs)]
    traffic = data.traffic(shared)
    for texts in (public, traffic):
        random.Random(SEED).shuffle(texts)
    public, traffic = public[:_PUBLIC], traffic[:_TRAFFIC]
    held = matrix([*own, *public, *traffic])
    match = np.array([True] * (len(own) + len(public)) + [False] * len(traffic))
    weight = np.array([_OWN_WEIGHT / len(own)] * len(own) + [0.5] * len(public) + [1.0] * len(traffic))
    fitted = LogisticRegression(C=0.1, max_iter=400).fit(held, match, sample_weight=weight)
    stored = {
        "weights": fitted.coef_[0].astype(np.float16),
        "intercept": fitted.intercept_.astype(np.float32),
    }
    save_file(stored, WEIGHTS)
    WEIGHTS.chmod(0o644)
