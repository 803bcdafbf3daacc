"""Finds what a passage of a long text counts (`models/passages.py`): `python -m models.training.passages`.

It looks at two sorts of texts. One are long ordinary messages of which one passage is a call or threat, or
holds such words lawfully (`guard/buried_texts.csv`; nothing is learned from them). The other are our lawful
long texts by writers whom the linear stage learned, but not the encoder. It prints what each discount finds
and lets through. ALONE is the lowest discount, in quarters, with which at most two in a hundred of the lawful
texts are flagged.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from core.record import Channel
from models import passages
from models.cascade import SIGNALS
from models.encoder.training.aside import is_aside
from models.role.score import score as role
from models.signal_card import load_card
from models.training.data import Example, own, own_training

_DISCOUNTS: Final = (*np.arange(0, 3.1, 0.25).tolist(), 99.0)


def lines() -> Iterator[str]:
    """The table, line by line. Discounts are log-odds; the last one leaves passages out."""
    buried = list(own("buried_texts"))
    lawful = [one for one in own_training() if is_aside(one) and not one.either]
    aside = [one for one in lawful if passages.passages((one.text,))]
    holds = np.array([one.either for one in buried])
    severe = np.array([one.severity == 3 for one in buried])
    for discount, found, passed in zip(_DISCOUNTS, _flagged(buried), _flagged(aside), strict=True):
        wrong = np.concatenate([found[~holds], passed]).mean()
        yield (
            f"{discount:5.2f}: found {found[holds].mean():.3f}, severe {found[severe].mean():.3f}; lawful"
            f" flagged {wrong:.4f}: buried {found[~holds].mean():.3f}, put aside {passed.mean():.4f}"
            f" of {len(aside)}"
        )


def _flagged(examples: Sequence[Example]) -> list[npt.NDArray[np.bool_]]:
    """Which texts are flagged with each discount."""
    texts = [one.text for one in examples]
    asserts = role(texts).argmax(axis=1) == passages.ASSERTS
    found = []
    for discount in _DISCOUNTS:
        reached = np.zeros(len(texts), dtype=bool)
        for name in SIGNALS:
            least = load_card(name).thresholds[Channel.POST]
            reached |= passages.judge(name, texts, discount).probability >= least
        found.append(reached & asserts)
    return found


if __name__ == "__main__":
    for line in lines():
        sys.stdout.write(line + "\n")
