"""The shipped model of violence."""

from collections.abc import Sequence

from models.linear import Probabilities, score_linear


def score(texts: Sequence[str]) -> Probabilities:
    """The calibrated probability of each text (normalised and masked) that its author means violence."""
    return score_linear("violence", texts)[:, 0]
