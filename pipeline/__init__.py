"""What happens to a page: extract, normalise, geotag, classify, match, group, prioritise, store."""

from core.errors import PantauError
from core.reference import REFERENCE

__all__ = ["REFERENCE", "BadReferenceError"]


class BadReferenceError(PantauError):
    """A file of `pipeline/reference` that cannot be used. The message names file, line, key and remedy."""
