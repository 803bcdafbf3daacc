"""The shipped model of the role: what the author does with the words."""

from collections.abc import Sequence

from models.join import score_joined
from models.linear import Probabilities


def score(texts: Sequence[str]) -> Probabilities:
    """The probabilities of each text (normalised and masked) for the roles assert, report, debunk and
    counter."""
    return score_joined("role", texts)
