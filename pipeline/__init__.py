"""What happens to a page: extract, normalise, geotag, classify, match, group, prioritise, store."""

from pathlib import Path
from typing import Final

from core.errors import PantauError

REFERENCE: Final = Path(__file__).parent / "reference"
"""what people write down: places, stages, law, thresholds"""


class BadReferenceError(PantauError):
    """A file of `pipeline/reference` that cannot be used. The message names file, line, key and remedy."""
