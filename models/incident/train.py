"""Trains the incident model: `python -m models.incident.train`. Needs no shared folder; takes seconds.

Each class has one head against the others. All heads are calibrated together, on the margins of writers left
out, for a declared mix: a share BASE_RATE of the news that the model is asked about reports an event. It is
asked about news that hold a word of an event, most of which report none.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.metrics import average_precision_score
from sklearn.svm import LinearSVC

from models.features import Floats, Vocabulary, learn_vocabulary, save_vocabulary
from models.incident import NONE
from models.incident.score import SCALES, VOCABULARY, design
from models.linear import WEIGHTS, Linear, save_linear, to_probabilities
from models.names import NAMES
from models.signal_card import MODELS, Training, load_card_unchecked, save_card, sha256
from models.training.calibrate import Traffic, least_value, matrix_scaling
from models.training.fit import SEED
from models.training.incident_news import CLASSES, News, news
from models.words import read_texts

BASE_RATE: Final = 0.3
COST: Final = 2.0
# The least share of right ones among the candidates, in the declared mix, from the lower and upper cut on.
PRECISION: Final = (0.7, 0.9)
Margins = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


def fit(features: sp.csr_matrix, kinds: Numbers) -> tuple[Floats, Floats]:
    """The weights (features x classes) and biases, one head a class."""
    weights, biases = [], []
    for number in range(len(CLASSES)):
        model = LinearSVC(C=COST, tol=1e-3, max_iter=5000, random_state=SEED)
        model.fit(features, kinds == number)
        weights.append(model.coef_[0])
        biases.append(model.intercept_[0])
    return np.stack(weights, axis=1).astype(np.float32), np.array(biases, dtype=np.float32)


def vocabulary_of(texts: Sequence[News]) -> Vocabulary:
    """The vocabulary of these texts: what occurs in them often enough."""
    return learn_vocabulary(read_texts([one.whole for one in texts]), SCALES)


def writers_left_out(texts: Sequence[News], kinds: Numbers) -> Margins:
    """The margins of each text by heads, and a vocabulary, that have seen nothing of its writer."""
    writer = np.array([one.writer for one in texts])
    margins = np.zeros((len(texts), len(CLASSES)))
    for name in sorted(set(writer.tolist())):
        held = writer == name
        learned = [one for one in texts if one.writer != name]
        vocabulary = vocabulary_of(learned)
        weights, bias = fit(design([one.whole for one in learned], vocabulary), kinds[~held])
        margins[held] = (
            design([one.whole for one in texts if one.writer == name], vocabulary) @ weights + bias
        )
    return margins


def mixed(kinds: Numbers) -> Margins:
    """The weight of each text in the declared mix. The sum is the number of texts."""
    events = kinds != CLASSES.index(NONE)
    share = np.where(events, BASE_RATE / events.sum(), (1 - BASE_RATE) / (~events).sum())
    return np.asarray(share * len(kinds))


def train() -> str:
    """Learn, calibrate, choose the cuts, write weights, vocabulary and card. Returns what to tell."""
    texts = news("train")
    kinds = np.array([CLASSES.index(one.kind) for one in texts])
    margins, weight = writers_left_out(texts, kinds), mixed(kinds)
    slope, offset = matrix_scaling(margins, kinds, weight)
    probabilities = to_probabilities(margins, slope, offset)
    event = 1 - probabilities[:, CLASSES.index(NONE)]
    holds = kinds != CLASSES.index(NONE)
    judged = Traffic(event, holds, weight / weight.sum())
    cuts = tuple(round(least_value(judged, share), 4) for share in PRECISION)
    vocabulary = vocabulary_of(texts)
    save_vocabulary(vocabulary, VOCABULARY)
    weights, bias = fit(design([one.whole for one in texts], vocabulary), kinds)
    path = MODELS / "incident" / WEIGHTS
    save_linear(Linear(weights, bias, slope, offset), path)
    files = {
        WEIGHTS: sha256(path),
        VOCABULARY.name: sha256(VOCABULARY),
        "../names.yml": sha256(NAMES),
    }
    card = load_card_unchecked("incident").model_copy(
        update={
            "version": f"incident-linear-1-{files[WEIGHTS][:8]}",
            "files": files,
            "cuts": cuts,
            "training": Training(
                sets=("incident_news",),
                texts=len(texts),
                positives={name: int((kinds == number).sum()) for number, name in enumerate(CLASSES)},
                seed=SEED,
                base_rate=BASE_RATE,
                rule=f"{BASE_RATE:.0%} of the news that hold a word of an event report one. Cuts: the lowest "
                f"probability from which on {PRECISION[0]:.0%} (in doubt) and {PRECISION[1]:.0%} (sure) of "
                "the texts of writers left out are right.",
            ),
        }
    )
    save_card(card)
    found = event >= cuts[0]
    types = probabilities[:, :-1].argmax(axis=1)
    return (
        f"incident: writers left out, average precision {average_precision_score(holds, event):.3f}; cuts "
        f"{cuts[0]:.3f}, {cuts[1]:.3f}; found {found[holds].mean():.3f}, right {holds[found].mean():.3f}, "
        f"type {(types == kinds)[holds & found].mean():.3f}"
    )


if __name__ == "__main__":
    print(train())
