"""The shipped model of severity, for texts that hold a signal."""

from collections.abc import Sequence

from models.join import score_joined
from models.linear import Probabilities


def score(texts: Sequence[str]) -> Probabilities:
    """Of each text (normalised and masked), supposing that it holds a signal: the probabilities that its
    severity is at least 2, and 3."""
    return score_joined("severity", texts)
