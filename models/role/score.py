"""The shipped model of the role: what the author does with the words."""

from collections.abc import Sequence

from models.linear import Probabilities, score_linear


def score(texts: Sequence[str]) -> Probabilities:
    """Probabilities of each text (normalised and masked): assert, report, debunk, counter."""
    return score_linear("role", texts)
