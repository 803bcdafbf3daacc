"""The shipped model of provocation."""

from collections.abc import Sequence

from models.linear import Probabilities, score_linear


def score(texts: Sequence[str]) -> Probabilities:
    """The calibrated probability of each text (normalised and masked) that its author means provocation."""
    return score_linear("provocation", texts)[:, 0]
