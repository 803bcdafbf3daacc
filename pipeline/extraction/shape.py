"""What the shape of a block says: sentences speak for the article, short and linked blocks against it.

The run of blocks with the greatest sum of such weights is the article (maximum subsequence segmentation,
Pasternack and Roth, "Extracting Article Text from the Web", WWW 2009).
"""

import re
from collections.abc import Sequence

from lxml import html

from pipeline.extraction.blocks import HEADINGS, Block, find_title, text_key
from pipeline.extraction.boilerplate import (
    END_OF_ARTICLE,
    is_boilerplate,
    is_caption,
    is_dateline,
    is_number,
    is_pointer,
)
from pipeline.extraction.regions import COMMENT

PROSE_MIN = 60  # characters of a block that is prose even without an end of sentence
PROSE_MAX = 500  # characters of a block that count
TEASER_MAX = 220  # characters
LISTED_MAX = 6
POINTED_MAX = 6  # links after "Baca juga:" that may stand between two paragraphs
LEAD_LETTERS = 40  # letters and digits of a description that must be those of a block
LIST_TAGS = frozenset(("li", "td", "th", "dd", "dt"))

# Weights, in characters of prose that they outweigh.
_BARRIER, _OTHER_REGION, _LINKED, _BOILERPLATE, _HEADING, LIST_ITEM = (
    -500.0,
    -30.0,
    -80.0,
    -40.0,
    -20.0,
    -15.0,
)
_SHORT, _LONG_FRAGMENT, _TEASER, _POINTED = -60.0, -30.0, -20.0, -10.0
_EVIDENCE = 100.0

_LIST_LINE = re.compile(r"^(?:[-–—•*·▪►✓]|\(?\d{1,2}[.)]|[a-z][.)])\s+\S")
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]*]*$|[\"”’]$")


def weigh(blocks: Sequence[Block], article_key: str, description: str) -> list[float]:
    """The weight of each block, with what the page states for machines.

    `article_key`: letters and digits of the stated article text, `description`: the stated summary, or "".
    """
    lead = text_key(description)[:LEAD_LETTERS]
    lead = lead if len(lead) == LEAD_LETTERS else ""
    weights = []
    pointed = listed = 0
    for index, block in enumerate(blocks):
        pointed = POINTED_MAX if is_pointer(block.text) else pointed - 1 if block.link_density > 0.5 else 0
        weight = _TEASER if _is_teaser(blocks, index) else shape(block)
        if pointed > 0 and weight in (_LINKED, _BOILERPLATE):
            weight = _POINTED
        listed = listed + 1 if weight == LIST_ITEM else 0
        if listed > LISTED_MAX:  # a long list or a table weighs no more than a short one
            weight = 0.0
        if article_key or lead:
            key = text_key(block.text)
            if (lead and lead in key) or (len(key) > 30 and key in article_key):
                weight += _EVIDENCE
        weights.append(weight)
    return weights


def shape(block: Block) -> float:
    """How much a block by itself speaks for the article (positive) or against it."""
    if block.region == COMMENT or END_OF_ARTICLE.match(block.text):
        return _BARRIER
    if block.region:
        return _OTHER_REGION
    if block.link_density > 0.5:
        return _LINKED
    if _is_figure(block):
        return LIST_ITEM
    if is_boilerplate(block.text) or is_picture_caption(block):
        return _BOILERPLATE
    return _text_shape(block)


def _is_figure(block: Block) -> bool:
    """Whether a block is a number in a table; elsewhere a lone number is a widget's."""
    return block.parent.tag in ("td", "th") and is_number(block.text)


def _text_shape(block: Block) -> float:
    length = len(block.text)
    ends = bool(SENTENCE_END.search(block.text))
    if block.parent.tag in HEADINGS:
        return _HEADING
    if length >= PROSE_MIN and block.link_density < 0.35 and (ends or length >= 2 * PROSE_MIN):
        return float(min(length, PROSE_MAX))
    if ends and length >= 25:
        return length / 2
    if block.parent.tag in LIST_TAGS or block.strong or _LIST_LINE.match(block.text):
        return LIST_ITEM
    return _SHORT if length < PROSE_MIN else _LONG_FRAGMENT


def best_run(weights: Sequence[float]) -> range:
    """The run of indices with the greatest sum of weights; empty if no weight is positive (Kadane)."""
    best, best_range, total, start = 0.0, range(0), 0.0, 0
    for index, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, index
        total += weight
        if total > best:
            best, best_range = total, range(start, index + 1)
    return best_range


def first_prose(blocks: Sequence[Block]) -> int:
    """The index at which the blocks begin to look like an article; 0 if they never do."""
    return best_run([shape(block) for block in blocks]).start


def is_usable(block: Block) -> bool:
    """Whether a block may be a paragraph of the article at all."""
    if block.region or block.link_density > 0.5:
        return False
    return _is_figure(block) or not is_boilerplate(block.text)


def is_picture_caption(block: Block) -> bool:
    """Whether a block ends in a photographer's credit and stands in or right after a picture's element."""
    if not is_caption(block.text):
        return False
    before = block.parent.getprevious()
    return _has_picture(block.parent) or (before is not None and _has_picture(before))


def _has_picture(element: html.HtmlElement) -> bool:
    return next(element.iter("img", "amp-img", "figure", "picture"), None) is not None


def join_datelines(blocks: Sequence[Block]) -> list[Block]:
    """Blocks with a dateline ("Jakarta -") joined to the sentence that it begins."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last is not None and _begins_sentence(last, block):
            joined[-1] = Block(f"{last.text} {block.text}", block.linked, "", block.parent, False)
        else:
            joined.append(block)
    return joined


def _begins_sentence(last: Block, block: Block) -> bool:
    plain = not block.region and not last.region and not last.linked
    return plain and len(block.text) > 40 and is_dateline(last.text)


def after_title(blocks: list[Block], title: str) -> list[Block]:
    """The blocks after the headline, if most of the prose stands there, up to the next article's own."""
    at = find_title(blocks, title)
    after = blocks[at + 1 :]
    if at >= 0 and blocks[at].parent.tag == "h1":
        home = _article_of(blocks[at])
        others = (
            place
            for place, block in enumerate(after)
            if block.parent.tag == "h1" and _article_of(block) is not home
        )
        after = after[: next(others, len(after))]
    prose = _prose(after)
    return after if prose >= 100 or prose * 2 >= _prose(blocks) else blocks


def _prose(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks if shape(block) > 0)


def _article_of(block: Block) -> html.HtmlElement | None:
    return next(block.parent.iterancestors("article"), None)


def _is_teaser(blocks: Sequence[Block], index: int) -> bool:
    """Whether a block stands between two linked headlines, as teasers of a list do, or ends such a list."""
    block = blocks[index]
    if (
        len(block.text) >= TEASER_MAX
        or block.linked
        or index == 0
        or not _is_linked_headline(blocks[index - 1])
    ):
        return False
    goes_on = index + 1 < len(blocks) and _is_linked_headline(blocks[index + 1])
    return goes_on or (index >= 3 and _is_linked_headline(blocks[index - 3]))


def _is_linked_headline(block: Block) -> bool:
    return len(block.text) >= 15 and block.link_density > 0.8 and not is_boilerplate(block.text)
