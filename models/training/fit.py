"""Fits linear heads: one design matrix, squared hinge loss, predictions for folds that were not learned from.

Each published set has a column of its own, so that how often a set holds a signal is not learned as what a
signal looks like. For a new text these columns stand at their mean. Texts of ours are also learned disguised
(`copies.py`); a text and its copy together weigh what the text would weigh alone. The signals also learn from
ordinary texts, as texts that hold neither signal. There a published text and an ordinary one each weigh as
much as two of ours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from core.text import model_form
from models.features import Floats, Vocabulary, build, learn_vocabulary
from models.training.copies import disguised
from models.training.data import Example, are_ours, clean, ordinary_by_set, training
from models.training.near_duplicates import bare, near_duplicates, shingles
from models.words import read_texts

FOLDS: Final = 5
SEED: Final = 20261124
COST: Final = 0.5
UNSURE_WEIGHT: Final = 0.5
_PUBLISHED: Final = 2.0
"""What a published or ordinary text weighs beside one of ours if posts are judged. Of ours there are twice as
many."""
_OF_SENSE: Final = 0.15
"""what a text whose words tell little by themselves weighs (docs/decisions/045-a-little-of-sense.md)"""
_DISGUISED: Final = 0.15
"""the share of a text's weight that its disguised copy takes"""
Margins = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Material:
    """All that training looks at. `fold` is the fold in which each example is held out."""

    examples: tuple[Example, ...]
    vocabulary: Vocabulary
    design: sp.csr_matrix  # examples, then copies; features, then one column a set
    of: npt.NDArray[np.int64]  # the example that each row of the design is, or is a copy of
    row_weight: Margins  # of each row of the design: an example and its copies share its weight
    weight: Margins  # of each example with its copies
    fold: npt.NDArray[np.int64]
    ordinary: sp.csr_matrix  # ordinary texts; features, then one column a set
    ordinary_fold: npt.NDArray[np.int64]

    @property
    def own(self) -> Flags:
        """Which examples are texts of ours."""
        return are_ours(self.examples)

    @property
    def features(self) -> int:
        """The number of columns that are features; the columns of the sets stand behind them."""
        return sum(len(block.keys) for block in self.vocabulary.values())


@dataclass(frozen=True, slots=True)
class Task:
    """What a head learns: which examples hold it, and from which examples it learns (`use`).

    `for_posts`: the head is asked about posts as they come. So a published text weighs more, and ordinary
    texts are learned from too, as texts that do not hold it.
    """

    holds: Flags
    use: Flags
    for_posts: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The weights of one head, and its bias for a text that is of no set in particular."""

    weights: Floats
    bias: float


def _fold(example: Example) -> int:
    """The fold of an example. Near-duplicates share one, and so do all texts of a writer."""
    if example.writer.isdigit():
        return int(example.writer) % FOLDS
    return crc32(example.group.encode()) % FOLDS


def _copies(examples: Sequence[Example]) -> Iterator[tuple[int, str]]:
    """A disguised copy of each example of ours, behind the number of the example."""
    chance = Random(SEED)
    for number, example in enumerate(examples):
        if example.domain == "own":
            yield number, clean(disguised(example.text, chance))


def _weight(example: Example) -> float:
    """What an example weighs beside others of its set."""
    return (
        example.share * (UNSURE_WEIGHT if example.unsure else 1.0) * (_OF_SENSE if example.of_sense else 1.0)
    )


def _row_weights(weight: Margins, of: npt.NDArray[np.int64]) -> Margins:
    """The weight of each text, then of each copy. A text and its copy together weigh what the text would
    weigh alone."""
    taken = _DISGUISED * weight[of]
    left = weight.copy()
    left[of] -= taken
    return np.concatenate([left, taken])


def gather(shared: Path | None) -> Material:
    """Read all training texts and lay out their features. Takes about a minute."""
    examples = tuple(training(shared))
    batch = read_texts([example.text for example in examples])
    # A slip is no word: texts disguised by hand teach what words weigh, and add none to the vocabulary.
    vocabulary = learn_vocabulary(read_texts([one.text for one in examples if not one.form_of]))
    names = sorted({example.domain for example in examples})
    number = np.array([names.index(example.domain) for example in examples])
    weight = np.array([_weight(one) for one in examples])
    copied, texts = zip(*_copies(examples), strict=True)
    of = np.array(copied)
    design = [
        _beside(build(batch, vocabulary), number, len(names)),
        _beside(build(read_texts(texts), vocabulary), number[of], len(names)),
    ]
    sets, others = zip(*ordinary_by_set(shared, "train"), strict=True)
    of_others = np.array([names.index(name) for name in sets])
    return Material(
        examples=examples,
        vocabulary=vocabulary,
        design=sp.csr_matrix(sp.vstack(design, format="csr")),
        of=np.concatenate([np.arange(len(examples)), of]),
        row_weight=_row_weights(weight, of),
        weight=weight,
        fold=np.array([_fold(example) for example in examples]),
        ordinary=_beside(build(read_texts(others), vocabulary), of_others, len(names)),
        ordinary_fold=np.array(near_duplicates([shingles(bare(model_form(one))) for one in others])) % FOLDS,
    )


def _beside(features: sp.csr_matrix, number: npt.NDArray[np.int64], sets: int) -> sp.csr_matrix:
    """The features, and behind them a column for each set: 1 where the text is of that set."""
    places = sp.csr_matrix(
        (np.ones(len(number), np.float32), (np.arange(len(number)), number)), (len(number), sets)
    )
    return sp.csr_matrix(sp.hstack([features, places], format="csr"))


def fit_head(material: Material, task: Task, but: int | None = None) -> Head:
    """Learn one head from all folds, or from all folds `but` one."""
    use = task.use & (material.fold != but)
    ordinary = np.flatnonzero(task.for_posts & (material.ordinary_fold != but))
    rows = np.flatnonzero(use[material.of])
    weight = material.row_weight[rows]
    if task.for_posts:
        weight = weight * np.where(material.own[material.of[rows]], 1, _PUBLISHED)
    model = LinearSVC(C=COST, tol=1e-3, max_iter=5000, random_state=SEED)
    model.fit(
        sp.vstack([material.design[rows], material.ordinary[ordinary]], format="csr"),
        np.concatenate([task.holds[material.of[rows]], np.zeros(len(ordinary), dtype=bool)]),
        sample_weight=np.concatenate([weight, np.full(len(ordinary), _PUBLISHED)]),
    )
    learned = model.coef_[0]
    sets = (material.design[np.flatnonzero(use)], material.ordinary[ordinary])
    of_sets = np.asarray(sp.vstack([one[:, material.features :] for one in sets]).mean(axis=0)).ravel()
    return Head(
        weights=learned[: material.features].astype(np.float32),
        bias=float(model.intercept_[0] + of_sets @ learned[material.features :]),
    )


def out_of_fold(material: Material, task: Task) -> tuple[Margins, Margins]:
    """The margins of each example, and of each ordinary text, by a head that has not seen its fold."""
    margins = np.zeros(len(material.examples))
    traffic = np.zeros(material.ordinary.shape[0])
    features = material.design[: len(material.examples), : material.features]
    others = material.ordinary[:, : material.features]
    for fold in range(FOLDS):
        head = fit_head(material, task, but=fold)
        for found, matrix, held in (
            (margins, features, material.fold == fold),
            (traffic, others, material.ordinary_fold == fold),
        ):
            found[held] = matrix[held] @ head.weights + head.bias
    return margins, traffic


def stack(heads: Sequence[Head]) -> tuple[Floats, Floats]:
    """The weights (features x heads) and biases of several heads, side by side."""
    weights = np.stack([head.weights for head in heads], axis=1)
    return weights, np.array([head.bias for head in heads], dtype=np.float32)
