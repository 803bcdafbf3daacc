"""What the encoder does not learn from, so that ensemble, thresholds and cross-check can be fitted on it."""

from typing import Final
from zlib import crc32

from models.training.data import Example

WRITER: Final = "5"
_PART: Final = 10


def is_aside(example: Example) -> bool:
    """One group of near-duplicates in ten of the published texts; one writer of ours and one text in ten of
    the others."""
    if example.domain == "own":
        return example.writer == WRITER or crc32(example.id.encode()) % _PART == 0
    return crc32(example.group.encode()) % _PART == 0


def claim_is_aside(key: str) -> bool:
    """One claim in eight."""
    return crc32(key.encode()) % 8 == 0
