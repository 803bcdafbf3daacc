"""Words that somebody typed into a form of a case."""

from core.text.masking import mask
from desk.web import RefusedError


def masked(words: str, least: int, refusal: str) -> str:
    """These words as a case keeps them: numbers and addresses of people masked.

    Raises RefusedError with `refusal` (Indonesian) where fewer than `least` characters are left.
    """
    words = mask(words.strip())
    if len(words) < least:
        raise RefusedError(refusal)
    return words
