"""The cross-check: whether a text asserts a claim, by words and other words, meaning, numbers, names, denial.

It goes in two steps, so that few pairs cost the encoder's look at claim and text together. The first goes by
what the vectors and the words of both say. The second (trees) adds that look, for the best claims of a text
that has a good one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.linear import sigmoid
from models.match.features import NAMES as LEXICAL
from models.match.features import lead
from models.match.hinge_logistic import REMEDY, HingeLogistic, logistic_from, read_weights
from models.match.index import Floats, Ints
from models.match.retold import NAMES as RETOLD
from models.match.trees import Trees, load_trees
from models.signal_card import CardError

WEIGHTS: Final = Path(__file__).resolve().parent / "crosscheck.json"
TREES: Final = WEIGHTS.with_suffix(".safetensors")
FIRST: Final = (
    "lexical",  # log-odds of the lexical model
    "cosine",  # cosine of meaning
    "cosine_lead",  # how far the cosine is ahead of the best claim of another group; negative: behind
    "cosine_rank",  # log of the place among the text's candidates by cosine, plus 1 (places from 0)
    "stems",
    "covered",
    "covered_rare",
    "run",  # longest run of the claim's words in the text: a negation may stand beside a copy
    "missing",
    "names_missing",  # share of the claim's names that the text lacks
    "names_other",  # names of other claims that stand in their place, at most 2
    "numbers_same",
    "numbers_other",
    "numbers_missing",
    "denies",
    "negates",
    "asks",
    "text_length",
    "claim_length",  # log of words: titles of fact-checks are short, and whole sentences tell more
    *RETOLD,  # what the claim and the text have in other words
    "told_lead",  # how far meaning and other words together are ahead of another group's best claim
    "told_rank",  # the same log of the place by meaning and other words together
    "pictured",  # whether the claim is about a picture, a recording or another's text: captions tell little
)
SECOND: Final = (*FIRST, "same", "same_lead")  # log-odds of the encoder's look, and its lead
CHECKED: Final = 8
"""Claims of a text, at most, that the encoder looks at together with the text."""
_BEHIND: Final = 5.0
"""How many log-odds behind a text's best claim another may stand.

An unlikely claim is looked at too if it stands no further behind. This was chosen on what is put aside: half
the looks of the best five claims, and more right claims among them
(docs/decisions/041-looks-where-it-is-open.md). Claims that were not looked at end at least so far behind the
best one that was (`checked`).
"""
_UNSEEN: Final = 0.5
"""How probable a claim that was not looked at can be, at most, while others of its text were looked at: too
little for a mark."""
_OTHER: Final = 0.4
"""What stands for the best other claim's cosine in a library of one claim: that of a text and the best of
sixty claims about something else."""
_RETOLD: Final = 2.0
"""What the cosine of the retold vectors counts beside that of meaning. With it most posts in other words have
their claim among the first, and published posts lose little (docs/decisions/037-claims-in-other-words.md)."""
_OTHER_TOLD: Final = 0.7
"""What _OTHER is, for meaning and other words together."""
_ALONE: Final = -4.0
"""What stands for the best other claim's log-odds if only one claim was looked at with a text."""
_COPIED: Final = 0.8
"""A text that has this share of a claim's stems, by weight, is a copy of the claim."""
LITTLE_MORE: Final = 0.9
"""How much longer than the claim a text may be for what it denies to be the claim: the log of the ratio of
their lengths. A longer text may be a post with what a fact-checker wrote under it."""
HELD_DOWN: Final = 0.5
"""The most probable that a copy which says something else can be.

A copy says something else if it lacks a number of the claim and holds another, or if it is little longer than
the claim and denies it. Of 30 texts of the first sort, most of them altered by us, 4 asserted the claim.
`otherwise.py` and `instead.py` know further sorts; the matcher asks them.
"""
_FROM_LEXICAL: Final = (
    "stems", "covered", "covered_rare", "run", "missing", "numbers_same", "numbers_other", "numbers_missing",
    "denies", "negates", "asks", "text_length", "claim_length",
)  # fmt: skip
_PICTURE_WORDS: Final = (
    "foto video gambar rekaman screenshot poster potret klip audio unggahan selebaran meme artikel judul"
)
PICTURES: Final = frozenset(_PICTURE_WORDS.split())
"""words by which a claim says that it is on a picture, a recording, or another's text"""
_PLACES: Final = {name: LEXICAL.index(name) for name in _FROM_LEXICAL}


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """Both models. `worth`: the first probability of a text's best claim from which its best claims are
    looked at."""

    first: HingeLogistic
    second: Trees
    worth: float
    encoder: str
    """version of the encoder that both were fitted with"""
    look: str
    """version of the encoder's look at claim and text that both were fitted with"""


@lru_cache(maxsize=1)
def crosscheck(path: Path = WEIGHTS, trees: Path = TREES) -> CrossCheck:
    """The shipped weights. Raises CardError if they cannot be read, or were made for other features."""
    raw = read_weights(path)
    if lacking := [name for name in ("first", "worth", "encoder", "look") if name not in raw]:
        raise CardError(f"{path}: {lacking[0]} is missing: {REMEDY}")
    first, second = logistic_from(raw["first"], FIRST, path), load_trees(trees, SECOND)
    return CrossCheck(first, second, float(raw["worth"]), str(raw["encoder"]), str(raw["look"]))


def first_features(
    lexical: Floats,
    logit: Floats,
    cosine: Floats,
    retold: Floats,
    names: Floats,
    pictured: Floats,
    text: Ints,
    group: Ints,
) -> Floats:
    """The features of the first step, (pairs, FIRST). `lexical` is (pairs, features of features.py), `retold`
    (pairs, those of retold.py), and `names` (pairs, missing and others). `pictured` and `group` are those of
    each pair's claim."""
    told = told_likeness(cosine, retold[:, RETOLD.index("retold")])
    own: dict[str, npt.NDArray[Any]] = {
        "lexical": logit,
        "cosine": cosine,
        "cosine_lead": lead(cosine, text, group, _OTHER),
        "cosine_rank": np.log1p(rank(cosine, text, ties=True)),
        **dict(zip(RETOLD, retold.T, strict=True)),
        "told_lead": lead(told, text, group, _OTHER_TOLD),
        "told_rank": np.log1p(rank(told, text, ties=True)),
        "names_missing": names[:, 0],
        "names_other": names[:, 1],
        "pictured": pictured,
    }
    columns = [own[name] if name in own else lexical[:, _PLACES[name]] for name in FIRST]
    return np.stack(columns, axis=1).astype(np.float32)


def told_likeness(cosine: Floats, retold: Floats) -> Floats:
    """How like a claim a text is by meaning and in other words together. Candidates are found by it."""
    return np.asarray(cosine + np.float32(_RETOLD) * retold, dtype=np.float32)


def rank(score: npt.NDArray[Any], text: Ints, ties: bool = False) -> Ints:
    """The place of each pair among the pairs of its text (from 0), the highest score first. Texts are in
    order.

    `ties`: equal scores of a text share the place of the first of them.
    """
    order = np.lexsort((-score, text))
    place = np.arange(len(order))
    if ties and len(order):
        new = np.r_[True, (np.diff(score[order]) != 0) | (np.diff(text[order]) != 0)]
        place = np.maximum.accumulate(np.where(new, place, 0))
    places = np.empty(len(order), dtype=np.int64)
    places[order] = place - np.searchsorted(text, text)
    return places


def looked_at(first: npt.NDArray[np.float64], text: Ints, worth: float) -> Ints:
    """Which pairs the encoder looks at together. Of each text whose best claim reaches `worth`, these are up
    to CHECKED claims that reach it themselves, or stand no more than _BEHIND behind the best."""
    best = np.zeros(int(text.max(initial=-1)) + 1)
    np.maximum.at(best, text, first)
    open_ones = first >= np.minimum(_behind(best), worth)[text]
    return np.flatnonzero((rank(first, text) < CHECKED) & (best[text] >= worth) & open_ones)


def second_features(first: Floats, same: Floats, text: Ints, group: Ints) -> Floats:
    """The features of the second step, (pairs, SECOND), of pairs that were looked at together. `same`: the
    log-odds of that look."""
    ahead = lead(same, text, group, _ALONE).astype(np.float32)
    return np.concatenate([first, same[:, None], ahead[:, None]], axis=1).astype(np.float32)


def checked(
    first: npt.NDArray[np.float64], text: Ints, chosen: Ints, second: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The probabilities of all pairs: `second` for those that were looked at together (`chosen`). No other
    pair of such a text is above those, nor nearer than _BEHIND to the best of them, nor above _UNSEEN."""
    size, seen = int(text.max(initial=-1)) + 1, text[chosen]
    least, most, bound = np.ones(size), np.zeros(size), np.ones(size)
    np.minimum.at(least, seen, second)
    np.maximum.at(most, seen, second)
    bound[seen] = np.minimum(np.minimum(least, _behind(most)), _UNSEEN)[seen]
    found = np.minimum(first, bound[text])
    found[chosen] = second
    return found


def _behind(found: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The probabilities that stand _BEHIND log-odds below these."""
    odds = np.exp(-_BEHIND) * found  # for each (1 - found) against
    return np.asarray(odds / (odds + 1 - found))


def capped(found: npt.NDArray[np.float64], features: Floats, names: Sequence[str]) -> npt.NDArray[np.float64]:
    """Probabilities of pairs, capped at HELD_DOWN where the text copies the claim and says something else:
    another number in the place of one of the claim's, or a denial around it. `features`: (pairs, names)."""
    held = {name: features[:, names.index(name)] for name in ("numbers_other", "denies")}
    copied, short = copies(features, names)
    return held_down(found, copied & ((held["numbers_other"] > 0) | (short & (held["denies"] > 0))))


def copies(features: Floats, names: Sequence[str]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Two flags of each pair: whether the text copies the claim, and whether it is at most little longer."""
    held = {name: features[:, names.index(name)] for name in ("covered", "text_length", "claim_length")}
    return held["covered"] >= _COPIED, held["text_length"] - held["claim_length"] <= LITTLE_MORE


def held_down(found: npt.NDArray[np.float64], otherwise: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Probabilities of pairs, capped at HELD_DOWN where a pair says something else (`otherwise`)."""
    return np.where(otherwise, np.minimum(found, HELD_DOWN), found)


def probability(logit: Floats) -> npt.NDArray[np.float64]:
    """The probabilities of these log-odds."""
    return sigmoid(logit.astype(np.float64))
