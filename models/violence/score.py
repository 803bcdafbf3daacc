"""The shipped model of violence."""

from collections.abc import Sequence

from models.join import score_joined
from models.linear import Probabilities


def score(texts: Sequence[str]) -> Probabilities:
    """The calibrated probability of each text (normalised and masked) that its author means violence."""
    return score_joined("violence", texts)[:, 0]
