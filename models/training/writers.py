"""Leave one writer out: how well a signal is found in the texts of a writer that was not learned from."""

import numpy as np
from sklearn.metrics import average_precision_score

from models.training.fit import Flags, Material, fit_head

_SIGNALS = ("provocation", "violence")


def leave_one_writer_out(material: Material) -> str:
    """Average precision of either signal and of each, writer by writer: what to tell."""
    writer = np.array([example.writer for example in material.examples])
    names = sorted(name for name in set(writer.tolist()) if name.isdigit() and _writes_both(material, name))
    found = np.array([_of_writer(material, writer == name) for name in names])
    parts = [
        f"{label} {values.mean():.3f} ({values.min():.3f} to {values.max():.3f})"
        for label, values in zip(("either", *_SIGNALS), found.T, strict=True)
    ]
    return f"one writer of {len(names)} left out, mean average precision: {', '.join(parts)}"


def _writes_both(material: Material, name: str) -> bool:
    mine = [example for example in material.examples if example.writer == name]
    return any(example.provocation for example in mine) and any(example.violence for example in mine)


def _of_writer(material: Material, mine: Flags) -> list[float]:
    use = ~mine
    held = np.flatnonzero(mine)
    texts = material.design[held][:, : material.features]
    margins, labels = [], []
    for name in _SIGNALS:
        holds = np.array([bool(getattr(example, name)) for example in material.examples])
        head = fit_head(material, holds, use)
        margins.append(texts @ head.weights + head.bias)
        labels.append(holds[held])
    either = average_precision_score(labels[0] | labels[1], np.maximum(*margins))
    return [either, *(average_precision_score(y, z) for y, z in zip(labels, margins, strict=True))]
