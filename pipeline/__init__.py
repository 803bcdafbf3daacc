"""What happens to a page: extract, normalise, group, geotag, classify, match, prioritise, store."""

from pathlib import Path
from typing import Final

REFERENCE: Final = Path(__file__).parent / "reference"
"""what people write down: places, stages, law, thresholds"""
