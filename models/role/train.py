"""Trains the role model: `python -m models.role.train` (all: `-m models.training.train_all`)."""

from typing import Final

import numpy as np
from sklearn.metrics import f1_score

from core.record import RoleName
from models.linear import Linear, to_probabilities
from models.signal_card import Training, load_card_unchecked, save_card
from models.training.alone import only
from models.training.calibrate import matrix_scaling
from models.training.fit import SEED, Material, fit_head, out_of_fold, stack
from models.training.signals import SETS, save_model

ROLES: Final = tuple(RoleName)


def train(material: Material) -> str:
    """One head a role against the others, calibrated together. Returns what to tell."""
    role = np.array([ROLES.index(example.role) for example in material.examples])
    every = np.ones(len(role), dtype=bool)
    margins = np.stack([out_of_fold(material, role == n, every)[0] for n in range(len(ROLES))], axis=1)
    slope, offset = matrix_scaling(margins, role, material.weight)
    weights, bias = stack([fit_head(material, role == n, every) for n in range(len(ROLES))])
    version, files = save_model("role", Linear(weights, bias, slope, offset))
    card = load_card_unchecked("role").model_copy(
        update={
            "version": version,
            "files": files,
            "training": Training(
                sets=SETS,
                texts=len(role),
                positives={name.value: int((role == n).sum()) for n, name in enumerate(ROLES)},
                seed=SEED,
                rule="The most probable role; calibrated on out-of-fold margins, shares as in training.",
            ),
        }
    )
    save_card(card)
    found, own = to_probabilities(margins, slope, offset).argmax(axis=1), material.own
    scores = [f1_score(role[part], found[part], average="macro") for part in (~own, own)]
    return f"role: out of fold, macro F1 published {scores[0]:.3f}, ours {scores[1]:.3f}"


if __name__ == "__main__":
    print(only(train))
