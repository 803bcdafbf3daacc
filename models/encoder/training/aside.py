"""What the encoder does not learn from, so that second stage, thresholds and cross-check can be fitted on it.

Of our texts these are all texts of some writers. Who has learned from a writer's other texts knows the voice,
and is surer of them than of a stranger's (docs/decisions/023-whole-writers-aside.md).
"""

from typing import Final
from zlib import crc32

from models.training.data import Example

WRITERS: Final = frozenset({"5", "48", "51", "56", "57", "59"})
"""the writers of texts that are put aside"""
FAMILIES: Final = "families"
CLAIM_SORTS: Final = {
    FAMILIES: (64, 67, 75, 77),  # three to five claims that differ in a fact or two
    "single": (*range(124, 130), 148, 149, *range(162, 174)),  # claims that stand by themselves
    "own_words": (*range(174, 190), 212, 213),  # these too, but their posts share few words with them
}
"""The writers of invented claims that are put aside, by sort. 124 to 129 wrote in order to be put aside
(decision 028). 148 and 149 are put aside since decision 032, 162 to 173 since 033, 174 to 189 since 039, 212
and 213 since 040."""
TWINS: Final = frozenset({"L212", "L213"})
"""Those of the sort "own_words" whose near misses are told just as their posts are (decision 040)."""
_SORTS: Final = {f"L{number}": sort for sort, numbers in CLAIM_SORTS.items() for number in numbers}
_DIGITS: Final = 3  # the last digits of a claim's id, which number it among those of its writer


def is_aside(example: Example) -> bool:
    """Whether a text is put aside: all texts of some writers of ours are, and of the published texts one
    group of near-duplicates in ten."""
    if example.domain == "own":
        return example.writer in WRITERS
    return crc32(example.group.encode()) % 10 == 0


def claim_is_aside(key: str) -> bool:
    """Whether a claim is put aside: the invented claims of some writers are, and of the published claims one
    in eight."""
    writer = claim_writer(key)
    return writer in _SORTS if writer else crc32(key.encode()) % 8 == 0


def claim_writer(key: str) -> str:
    """The writer of an invented claim, whose key is L and digits; "" of a published one, whose key is
    words."""
    return key[:-_DIGITS] if key[:1] == "L" and key[1:].isdigit() else ""


def claim_sort(key: str) -> str:
    """The sort of an invented claim that is put aside; "" of any other."""
    return _SORTS.get(claim_writer(key), "")
