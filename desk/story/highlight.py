"""A text cut into pieces, so that a page can mark what speaks for and against each signal, overlaps too.

Offsets go into the masked text. Nothing here makes HTML: the template escapes each piece.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from core.record import Signal

SHOWN: Final = 20_000
"""characters of a text that a page shows at first"""
WHOLE: Final = 1_000_000
"""characters that are shown when all is asked for"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks."""

    text: str
    speaks_for: tuple[str, ...] = ()  # names of signals
    against: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()  # signals of which a mark begins here: their letter is set before it


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in pieces; `left`: characters that are not shown."""

    pieces: tuple[Piece, ...]
    left: int = 0


@dataclass(frozen=True, slots=True, order=True)
class _Stretch:
    start: int
    end: int
    signal: str
    against: bool


def marked(text: str, signals: Sequence[Signal], limit: int = SHOWN) -> Marked:
    """The beginning of the text, cut at every edge of a mark."""
    shown = text[:limit]
    stretches = sorted(set(_stretches(signals, len(shown))))
    edges = sorted({0, len(shown), *(edge for one in stretches for edge in (one.start, one.end))})
    pieces = tuple(_piece(shown, start, end, stretches) for start, end in pairwise(edges) if start < end)
    return Marked(pieces, len(text) - len(shown))


def _stretches(signals: Sequence[Signal], length: int) -> Iterator[_Stretch]:
    """Where something speaks for a signal that is shown as one, or against it."""
    for signal in signals:
        if not (signal.flagged or signal.unsure):
            continue  # of what was not found nothing is marked: a page full of marks says nothing
        weighed = [(reason.span, reason.weight < 0) for reason in signal.reasons]
        for span, against in [*((span, False) for span in signal.spans), *weighed]:
            if span is not None and 0 <= span.start < min(span.end, length):
                yield _Stretch(span.start, min(span.end, length), signal.name, against)


def _piece(text: str, start: int, end: int, stretches: Sequence[_Stretch]) -> Piece:
    over = [one for one in stretches if one.start <= start and one.end >= end]
    return Piece(
        text[start:end],
        tuple(sorted({one.signal for one in over if not one.against})),
        tuple(sorted({one.signal for one in over if one.against})),
        tuple(sorted({one.signal for one in over if one.start == start})),
    )
