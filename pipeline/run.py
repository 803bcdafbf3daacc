"""The order of the stages, in one tuple.

The first ones look at the batch and the claims only, so they may run in worker processes; the last ones look
at the past (which story, how far it has spread), so they run in one process, batch after batch.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from core.record import Annotated
from pipeline.classify import classify
from pipeline.context import Context
from pipeline.geotag import geotag
from pipeline.group import group, sign
from pipeline.match import match
from pipeline.normalise import normalise
from pipeline.prioritise import prioritise

Stage = Callable[[list[Annotated], Context], list[Annotated]]
_T = TypeVar("_T")

SCORING: Final[tuple[Stage, ...]] = (normalise, geotag, classify, match)
APART: Final[tuple[Stage, ...]] = (*SCORING, sign)
TOGETHER: Final[tuple[Stage, ...]] = (group, prioritise)
STAGES: Final[tuple[Stage, ...]] = (*APART, *TOGETHER)


def annotate(batch: list[Annotated], context: Context, stages: Sequence[Stage] = STAGES) -> list[Annotated]:
    """Pass a batch through the stages: as many come out as went in, in the same order."""
    for stage in stages:
        batch = stage(batch, context)
    return batch


def in_batches(things: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Cut a sequence into runs of at most `size`."""
    for start in range(0, len(things), size):
        yield things[start : start + size]
