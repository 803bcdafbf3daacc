"""Trains severity: called by `python -m models.training.train_all`."""

import numpy as np

from models.linear import Linear
from models.signal_card import Training, load_card_unchecked, save_card
from models.training.calibrate import Traffic, platt
from models.training.fit import SEED
from models.training.joining import join_severity
from models.training.lesson import Lesson
from models.training.signals import SETS, save_model


def train(lesson: Lesson) -> str:
    """Learn two heads, "at least 2" and "3", from texts that hold a signal. Returns what to tell."""
    material, held = lesson.material, lesson.held["severity"].examples
    severity = np.array([example.severity for example in material.examples])
    use = lesson.heads["severity"][0].use
    weight = material.weight[use] / material.weight[use].sum()
    curves = [platt(Traffic(held[use, n], severity[use] >= n + 2, weight)) for n in range(2)]
    slope, offset = (np.array(column, dtype=np.float32) for column in zip(*curves, strict=True))
    weights, bias = lesson.fit("severity")
    join, cuts = join_severity(lesson.aside)
    version, files = save_model("severity", Linear(weights, bias, slope, offset), join)
    card = load_card_unchecked("severity").model_copy(
        update={
            "version": version,
            "files": files,
            "cuts": cuts,
            "training": Training(
                sets=SETS,
                texts=int(use.sum()),
                positives={f"severity {n}": int((severity[use] == n).sum()) for n in (1, 2, 3)},
                seed=SEED,
                rule="Cuts: as many of the texts put aside reach each class as labels do.",
            ),
        }
    )
    save_card(card)
    return f"severity: cuts {cuts[0]:.3f}, {cuts[1]:.3f} from {int(use.sum())} texts"
