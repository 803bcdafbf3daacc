"""The shipped model of severity, for texts that hold a signal."""

from collections.abc import Sequence

from models.join import score_joined
from models.linear import Probabilities


def score(texts: Sequence[str]) -> Probabilities:
    """The probabilities that the severity of each text (normalised and masked) is at least 2, and 3,
    supposing that it holds a signal."""
    return score_joined("severity", texts)
