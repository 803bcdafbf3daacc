"""The shipped model of violence."""

from collections.abc import Sequence

from models.linear import Probabilities
from models.passages import judge


def score(texts: Sequence[str]) -> Probabilities:
    """The calibrated probability of each text (normalised and masked) that its author means violence."""
    return judge("violence", texts).probability
