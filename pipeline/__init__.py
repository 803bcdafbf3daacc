"""What happens to a page: extract, normalise, geotag, classify, match, group, prioritise, store."""

from pathlib import Path
from typing import Final

REFERENCE: Final = Path(__file__).parent / "reference"
"""what people write down: places, stages, law, thresholds"""
