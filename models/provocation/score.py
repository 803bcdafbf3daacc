"""The shipped model of provocation."""

from collections.abc import Sequence

from models.join import score_joined
from models.linear import Probabilities


def score(texts: Sequence[str]) -> Probabilities:
    """The calibrated probability of each text (normalised and masked) that its author means provocation."""
    return score_joined("provocation", texts)[:, 0]
