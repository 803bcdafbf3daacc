"""Trains severity: `python -m models.severity.train` (all: `-m models.training.train_all`)."""

import numpy as np
from sklearn.metrics import cohen_kappa_score

from models.linear import Linear, to_probabilities
from models.signal_card import Training, load_card_unchecked, save_card
from models.training.alone import only
from models.training.calibrate import Traffic, platt
from models.training.fit import SEED, Material, fit_head, out_of_fold, stack
from models.training.signals import SETS, save_model


def train(material: Material) -> str:
    """Two heads, "at least 2" and "3", learned from texts that hold a signal. Returns what to tell."""
    severity = np.array([example.severity for example in material.examples])
    use = np.array([example.either for example in material.examples]) & (severity > 0)
    margins = np.stack([out_of_fold(material, severity >= least, use)[0] for least in (2, 3)], axis=1)
    weight = material.weight[use] / material.weight[use].sum()
    curves = [platt(Traffic(margins[use, n], severity[use] >= n + 2, weight)) for n in range(2)]
    slope, offset = (np.array(column, dtype=np.float32) for column in zip(*curves, strict=True))
    weights, bias = stack([fit_head(material, severity >= least, use) for least in (2, 3)])
    version, files = save_model("severity", Linear(weights, bias, slope, offset))
    probabilities = to_probabilities(margins, slope, offset)[use]
    # As many texts reach each class as among the labels: the most probable class would starve the rare one.
    cuts = tuple(
        round(float(np.quantile(probabilities[:, n], 1 - (severity[use] >= n + 2).mean())), 4)
        for n in range(2)
    )
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
                rule="Cuts: as many out-of-fold predictions reach each class as labels do.",
            ),
        }
    )
    save_card(card)
    found = 1 + (probabilities >= cuts).cumprod(axis=1).sum(axis=1)
    own = material.own[use]
    kappas = [
        cohen_kappa_score(severity[use][part], found[part], weights="quadratic") for part in (~own, own)
    ]
    return f"severity: out of fold, weighted kappa published {kappas[0]:.3f}, ours {kappas[1]:.3f}"


if __name__ == "__main__":
    print(only(train))
