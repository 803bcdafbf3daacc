"""Trains the stance: called by `python -m models.training.train_all`.

It learns from posts that writers of ours wrote to invented claims in all four stances, so that what a claim
is about says nothing. Beside these it learns, at a tenth of the weight, from posts that assert a claim (ours
to other claims, and published ones) and from our reports and denials, which bring many voices, and news.
"""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from core.record import RoleName, Stance
from models.features import build, load_vocabulary
from models.linear import WEIGHTS
from models.match import data as claims
from models.signal_card import MODELS, Training, load_card_unchecked, save_card, sha256
from models.stance.score import CLASSES, NAME, Columns, beside, save
from models.training.data import LATER_SETS, clean, own_training, read_set
from models.training.fit import SEED, Margins
from models.training.signals import of_the_matrix
from models.words import read_texts

_POSTS: Final = "stance_posts"
_PLAIN: Final = tuple(name for name in LATER_SETS if name != "disguised_texts")
_SETS_BESIDE: Final = ("claim_pairs_2015_2025", "local_claims", "train_texts", "dev_guard", *_PLAIN)
"""the sets of claims are named as their files, the others as in `sets.yml`"""
_COST: Final = 8.0
_BESIDE: Final = 0.1
"""what a text counts that was not written for this"""
_ASSERTING: Final = 3000  # as many posts of ours to other claims, and as many published ones
_RAREST: Final = 3  # a column of fewer texts is left out
_COLUMNS: Final = 30_000
"""Columns that are kept: those with the greatest weights. All 190,000 would take more than two megabytes."""
_FOLDS: Final = 8
_MAY_COUNT: Final = 0.02
"""The share of posts that report, ask or deny that may count as surely asserting: the share of our lawful
texts that may be flagged for another signal (`training/calibrate.py`)."""
_ROLES: Final = {RoleName.REPORT: Stance.REPORTS, RoleName.DEBUNK: Stance.DEBUNKS}
Numbers = npt.NDArray[np.int64]


def _others(shared: Path, asked: set[str]) -> tuple[list[str], list[Stance]]:
    """Texts of other kinds and their stances: posts about other claims than those `asked` about, published
    posts before the held-out year, and our reports and denials."""
    chance = Random(SEED)
    ours = [one for one in claims.local_training() if one.about and one.key not in asked]
    pairs = claims.older(claims.checked(shared / "data"))
    told = [
        beside(clean(one.text), one.claim.claim if one.claim else "")
        for several in (ours, claims.public(pairs))
        for one in chance.sample(several, min(_ASSERTING, len(several)))
    ]
    roles = [one for one in own_training() if one.role in _ROLES and not one.form_of]
    texts = told + [one.text for one in roles]
    return texts, [Stance.ASSERTS] * len(told) + [_ROLES[one.role] for one in roles]


def _fit(x: sp.csr_matrix, y: Numbers, weight: Margins) -> Columns:
    """Fit a softmax. Each class weighs the same, since most of the texts of other kinds are of one class."""
    of_class = np.bincount(y, weight, len(CLASSES))
    columns = np.flatnonzero(np.asarray((x > 0).sum(axis=0)).ravel() >= _RAREST)
    model = LogisticRegression(C=_COST, max_iter=2000)
    model.fit(x[:, columns], y, sample_weight=weight * (of_class.mean() / of_class)[y])
    kept = np.sort(np.argsort(-np.abs(model.coef_).max(axis=0), kind="stable")[:_COLUMNS])
    weights = model.coef_[:, kept].T.astype(np.float32)
    return Columns(columns[kept].astype(np.int32), weights, model.intercept_.astype(np.float32))


def _numbers(stances: Sequence[Stance]) -> Numbers:
    return np.array([CLASSES.index(one) for one in stances], dtype=np.int64)


def train(shared: Path) -> str:
    """Learn the stance, choose the probability from which a text surely asserts, write weights and card.
    Returns what to tell."""
    posts = read_set(_POSTS, None)
    others, taken = _others(shared, {row["claim_id"] for row in posts})
    vocabulary = load_vocabulary()
    said = {row["claim_id"]: row["claim"] for row in claims.read(claims.LOCAL_CLAIMS)}
    x = build(read_texts([beside(clean(row["text"]), said[row["claim_id"]]) for row in posts]), vocabulary)
    x_others = build(read_texts(others), vocabulary)
    y, of_others = _numbers([Stance(row["stance"]) for row in posts]), _numbers(taken)
    writer = np.array([row["writer"] for row in posts])

    def fitted(rows: Numbers) -> Columns:
        weight = np.concatenate([np.ones(len(rows)), np.full(len(others), _BESIDE)])
        both = sp.csr_matrix(sp.vstack([x[rows], x_others], format="csr"))
        return _fit(both, np.concatenate([y[rows], of_others]), weight)

    chances = np.zeros((len(y), len(CLASSES)))
    for rest, away in GroupKFold(_FOLDS).split(y, groups=writer):
        chances[away] = fitted(rest).probabilities(x[away])
    best, at = chances.argmax(axis=1), CLASSES.index(Stance.ASSERTS)
    asserting, asserts = chances[:, at], y == at
    sure = round(float(np.quantile(asserting[~asserts], 1 - _MAY_COUNT)) + 1e-4, 4)
    _write(fitted(np.arange(len(y))), sure, y, len(others))
    kept, wrong = (float((asserting[part] >= sure).mean()) for part in (asserts, ~asserts))
    return (
        f"stance: writers left out, right {(best == y).mean():.3f}; surely asserting from {sure:.3f}: "
        f"{kept:.3f} of what asserts, {wrong:.3f} of the others"
    )


def _write(model: Columns, sure: float, y: Numbers, others: int) -> None:
    path = MODELS / NAME / WEIGHTS
    save(model, path)
    files = {WEIGHTS: sha256(path), **of_the_matrix()}
    update = {
        "version": f"stance-linear-1-{files[WEIGHTS][:8]}",
        "classes": tuple(one.value for one in CLASSES),
        "files": files,
        "cuts": (sure,),
        "training": Training(
            sets=(_POSTS, *_SETS_BESIDE),
            texts=len(y),
            positives={one.value: int((y == number).sum()) for number, one in enumerate(CLASSES)},
            seed=SEED,
            rule=f"The most probable stance, {others:,} texts of other kinds heard at a tenth of the weight. "
            f"Cut: the lowest probability from which on at most {_MAY_COUNT:.0%} of the posts of writers "
            "left out that report, ask or deny count as asserting; below it nothing is flagged.",
        ),
    }
    save_card(load_card_unchecked(NAME).model_copy(update=update))
