"""The cross-check: whether a text asserts a claim, by words and other words, meaning, numbers, names, denial.

Two steps, so that few pairs cost the encoder's look at claim and text together: the first goes by what both
vectors and words say, the second (trees) adds that look for the best claims of a text that has a good one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.match.bent import Bent, bent_from
from models.match.features import NAMES as LEXICAL
from models.match.features import lead
from models.match.index import Floats, Ints
from models.match.retold import NAMES as RETOLD
from models.match.trees import Trees, load_trees

WEIGHTS: Final = Path(__file__).resolve().parent / "crosscheck.json"
TREES: Final = WEIGHTS.with_suffix(".safetensors")
FIRST: Final = (
    "lexical",  # log-odds of the lexical model
    "cosine",  # of meaning
    "cosine_lead",  # ahead of the best claim of another group; negative: behind
    "cosine_rank",  # log of one more than the place among the text's candidates, from 0
    "stems",
    "covered",
    "covered_rare",
    "run",  # longest run of the claim's words in the text: what negates may stand beside a copy
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
    "told_lead",  # of meaning and other words together, ahead of the best claim of another group
    "told_rank",  # log of one more than the place among the text's candidates by both, from 0
    "pictured",  # whether the claim is on a picture, a recording, another's text: captions tell little
)
SECOND: Final = (*FIRST, "same", "same_lead")  # log-odds of the encoder's look at both together, and its lead
CHECKED: Final = 8
"""claims of a text, at most, that the encoder looks at together with it"""
_BEHIND: Final = 5.0
"""log-odds behind a text's best claim up to which an unlikely one is looked at too: on what is put aside half
the looks of the best five, and more right claims among them (docs/decisions/041-looks-where-it-is-open.md);
and how far behind the best what was not looked at stays, at least"""
_UNSEEN: Final = 0.5
"""how probable a claim can be, at most, that was not looked at while others of the text were: no mark"""
_OTHER: Final = 0.4
"""cosine of a text and the best of sixty claims about something else: a library of one has no other"""
_RETOLD: Final = 2.0
"""what the cosine of the retold vectors counts beside that of meaning: with it most posts in other words find
their claim among the first, and published posts lose little (docs/decisions/037-claims-in-other-words.md)"""
_OTHER_TOLD: Final = 0.7
"""what _OTHER is, of meaning and other words together"""
_ALONE: Final = -4.0
"""log-odds of the claim that the only one looked at with a text is ahead of"""
_COPIED: Final = 0.8
"""share of a claim's stems, by weight, from which a text is a copy of it"""
LITTLE_MORE: Final = 0.9
"""log of how many times as long as the claim a text is, up to which what it denies is the claim: a longer one
may be a post with what a fact-checker wrote under it"""
HELD_DOWN: Final = 0.5
"""how probably a copy asserts the claim, at most, that lacks a number of it and holds another, or is little
longer than the claim and denies it: of 30 texts of the first sort, most of them altered by us, 4 did"""
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
    """Both models, and from which first probability a text's best claims are looked at together with it."""

    first: Bent
    second: Trees
    worth: float
    encoder: str
    """version of the encoder that they were fitted with"""
    look: str
    """and of its look at claim and text"""


@lru_cache(maxsize=1)
def crosscheck(path: Path = WEIGHTS, trees: Path = TREES) -> CrossCheck:
    """The shipped weights. Raises ValueError if they were made for other features."""
    raw: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    first, second = bent_from(raw["first"], FIRST, path), load_trees(trees, SECOND)
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
    """(pairs, FIRST). `lexical` is (pairs, features of features.py), `retold` (pairs, those of retold.py),
    `names` (pairs, missing and others), `pictured` and `group` are those of each pair's claim."""
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
    """How like a claim a text is, by meaning and in other words: what candidates are found by."""
    return np.asarray(cosine + np.float32(_RETOLD) * retold, dtype=np.float32)


def rank(score: npt.NDArray[Any], text: Ints, ties: bool = False) -> Ints:
    """The place of each pair among those of its text (from 0), the highest score first; texts in order.

    `ties`: equal scores of a text share the place of the first.
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
    """Which pairs the encoder looks at together: of each text whose best claim reaches `worth`, up to CHECKED
    that reach it themselves or are near to the best."""
    best = np.zeros(int(text.max(initial=-1)) + 1)
    np.maximum.at(best, text, first)
    open_ones = first >= np.minimum(_behind(best), worth)[text]
    return np.flatnonzero((rank(first, text) < CHECKED) & (best[text] >= worth) & open_ones)


def second_features(first: Floats, same: Floats, text: Ints, group: Ints) -> Floats:
    """(pairs, SECOND) of pairs that were looked at together; `same`: the encoder's log-odds."""
    ahead = lead(same, text, group, _ALONE).astype(np.float32)
    return np.concatenate([first, same[:, None], ahead[:, None]], axis=1).astype(np.float32)


def checked(
    first: npt.NDArray[np.float64], text: Ints, chosen: Ints, second: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """All pairs' probabilities: `second` where looked at together. No other of the text is above those, nor
    nearer than _BEHIND to the best of them, nor above _UNSEEN."""
    size, seen = int(text.max(initial=-1)) + 1, text[chosen]
    least, most, bound = np.ones(size), np.zeros(size), np.ones(size)
    np.minimum.at(least, seen, second)
    np.maximum.at(most, seen, second)
    bound[seen] = np.minimum(np.minimum(least, _behind(most)), _UNSEEN)[seen]
    found = np.minimum(first, bound[text])
    found[chosen] = second
    return found


def _behind(found: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Probabilities of what stands _BEHIND these."""
    odds = np.exp(-_BEHIND) * found  # to 1 - found
    return np.asarray(odds / (odds + 1 - found))


def capped(found: npt.NDArray[np.float64], features: Floats, names: Sequence[str]) -> npt.NDArray[np.float64]:
    """Probabilities of pairs, held down where the text copies the claim and says otherwise: another number in
    the place of one of its own, or a denial around it. `features`: (pairs, names)."""
    held = {name: features[:, names.index(name)] for name in ("numbers_other", "denies")}
    copied, short = copies(features, names)
    return held_down(found, copied & ((held["numbers_other"] > 0) | (short & (held["denies"] > 0))))


def copies(features: Floats, names: Sequence[str]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Of pairs, whether the text copies the claim, and whether it is at most little longer."""
    held = {name: features[:, names.index(name)] for name in ("covered", "text_length", "claim_length")}
    return held["covered"] >= _COPIED, held["text_length"] - held["claim_length"] <= LITTLE_MORE


def held_down(found: npt.NDArray[np.float64], otherwise: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Probabilities of pairs, those that say `otherwise` at most HELD_DOWN."""
    return np.where(otherwise, np.minimum(found, HELD_DOWN), found)


def probability(logit: Floats) -> npt.NDArray[np.float64]:
    """Of log-odds."""
    return np.asarray(1 / (1 + np.exp(-logit.astype(np.float64))))
