"""Trafilatura as the second judge, in several modes: the cheapest first, others where that seems wrong."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml import html

from pipeline.extraction.blocks import Block, text_key
from pipeline.extraction.shape import is_usable

MODES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("fast precision", {"fast": True, "favor_precision": True}),
    ("balanced", {}),
    ("recall without tables", {"favor_recall": True, "include_tables": False}),
)
AGREEMENT = 0.85  # share of characters on which a mode and the run agree, from which no further mode is tried


@dataclass(frozen=True, slots=True)
class Votes:
    """Of the mode that agreed best: how far it did (0 to 1), and the indices of the blocks that it took."""

    agreement: float
    chosen: frozenset[int]


def best_votes(tree: html.HtmlElement, blocks: Sequence[Block], own: range) -> Votes:
    """The votes of the mode whose text agrees best with the run `own`."""
    keys = [text_key(block.text) for block in blocks]
    best = Votes(-1.0, frozenset())
    for _, options in MODES:
        chosen = _blocks_of(_text(tree, options), keys)
        agreement = _agreement(blocks, own, chosen)
        if agreement > best.agreement:
            best = Votes(agreement, chosen)
        if agreement >= AGREEMENT:
            break
    return best


def _text(tree: html.HtmlElement, options: dict[str, Any]) -> str:
    with _unheard():
        document = trafilatura.bare_extraction(tree, include_comments=False, **options)
    return "" if document is None else str(document.text or "")  # type: ignore[union-attr]


@contextmanager
def _unheard() -> Iterator[None]:
    """Without what trafilatura logs: a page in which a mode finds nothing is no error, since the next mode is
    tried, and refusals name the page."""
    log = logging.getLogger("trafilatura")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def _blocks_of(text: str, keys: Sequence[str]) -> frozenset[int]:
    """Which blocks a text holds. Short blocks must be a line of it, longer ones may stand anywhere."""
    whole = text_key(text)
    lines = {text_key(line) for line in text.splitlines()}
    return frozenset(
        index for index, key in enumerate(keys) if key and (key in lines or (len(key) > 25 and key in whole))
    )


def _agreement(blocks: Sequence[Block], own: range, chosen: frozenset[int]) -> float:
    """F1 in characters between the run's blocks and the chosen ones, leaving out what neither could keep."""
    sizes = {index: len(block.text) for index, block in enumerate(blocks) if is_usable(block)}
    mine = {index for index in own if index in sizes}
    theirs = {index for index in chosen if index in sizes}
    both = sum(sizes[index] for index in mine & theirs)
    total = sum(sizes[index] for index in mine) + sum(sizes[index] for index in theirs)
    return 2 * both / total if both else 0.0
