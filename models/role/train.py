"""Trains the role: called by `python -m models.training.train_all`."""

import numpy as np
from sklearn.metrics import f1_score

from models.linear import Linear, to_probabilities
from models.signal_card import Training, load_card_unchecked, save_card
from models.training.calibrate import matrix_scaling
from models.training.fit import SEED
from models.training.joining import join_role
from models.training.lesson import ROLES, Lesson
from models.training.signals import SETS, save_model


def train(lesson: Lesson) -> str:
    """Learn one head a role against the others, calibrate all together, then join them. Returns what to
    tell."""
    material = lesson.material
    role = np.array([ROLES.index(example.role) for example in material.examples])
    margins = lesson.held["role"].examples
    slope, offset = matrix_scaling(margins, role, material.weight)
    weights, bias = lesson.fit("role")
    version, files = save_model("role", Linear(weights, bias, slope, offset), join_role(lesson.aside))
    card = load_card_unchecked("role").model_copy(
        update={
            "version": version,
            "files": files,
            "training": Training(
                sets=SETS,
                texts=len(role),
                positives={name.value: int((role == n).sum()) for n, name in enumerate(ROLES)},
                seed=SEED,
                rule="The most probable role; the second stage is learned on what is put aside.",
            ),
        }
    )
    save_card(card)
    found, own = to_probabilities(margins, slope, offset).argmax(axis=1), material.own
    scores = [f1_score(role[part], found[part], average="macro") for part in (~own, own)]
    return f"role: linear, out of fold, macro F1 published {scores[0]:.3f}, ours {scores[1]:.3f}"
