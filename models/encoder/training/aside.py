"""What the encoder does not learn from, so that ensemble, thresholds and cross-check can be fitted on it.

Of ours whole writers: who has learned from a writer's other texts knows the voice, and is surer of them than
of a stranger's (docs/decisions/023-whole-writers-aside.md).
"""

from typing import Final
from zlib import crc32

from models.training.data import Example

WRITERS: Final = frozenset({"5", "48", "51", "56", "57", "59"})
"""of texts"""
CLAIM_WRITERS: Final = ("L64", "L67")
"""of invented claims: how their ids begin"""


def is_aside(example: Example) -> bool:
    """Some writers of ours; of the published texts one group of near-duplicates in ten."""
    if example.domain == "own":
        return example.writer in WRITERS
    return crc32(example.group.encode()) % 10 == 0


def claim_is_aside(key: str) -> bool:
    """The invented claims of some writers; of the published ones one in eight."""
    return key.startswith(CLAIM_WRITERS) if is_invented(key) else crc32(key.encode()) % 8 == 0


def is_invented(key: str) -> bool:
    """Whether a claim is one of ours: L and digits. Published ones have a hash."""
    return key[:1] == "L" and key[1:].isdigit()
