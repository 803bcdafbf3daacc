"""How well a signal is found in the texts of a writer that was not learned from. The margins are out of fold,
and a fold holds whole writers."""

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.metrics import average_precision_score

from models.cascade import SIGNALS
from models.training.data import Example
from models.training.fit import Margins


def by_writer(examples: Sequence[Example], margins: Mapping[str, Margins]) -> str:
    """What to tell: the average precision of either signal, and of each, writer by writer.

    `margins` are those of each signal, by heads that have seen no text of the example's writer.
    """
    writer = np.array([example.writer for example in examples])
    labels = {name: np.array([bool(getattr(one, name)) for one in examples]) for name in SIGNALS}
    names = sorted(
        name
        for name in set(writer.tolist())
        if name.isdigit() and all(held[writer == name].any() for held in labels.values())
    )
    found = np.array([_of_writer(writer == name, labels, margins) for name in names])
    parts = [
        f"{label} {values.mean():.3f} ({values.min():.3f} to {values.max():.3f})"
        for label, values in zip(("either", *SIGNALS), found.T, strict=True)
    ]
    return f"one writer of {len(names)} held out, mean average precision: {', '.join(parts)}"


def _of_writer(
    mine: np.ndarray, labels: Mapping[str, np.ndarray], margins: Mapping[str, Margins]
) -> list[float]:
    held = [labels[name][mine] for name in SIGNALS]
    told = [margins[name][mine] for name in SIGNALS]
    either = average_precision_score(held[0] | held[1], np.maximum(*told))
    return [either, *(average_precision_score(y, z) for y, z in zip(held, told, strict=True))]
