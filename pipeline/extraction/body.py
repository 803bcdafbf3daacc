"""The article's paragraphs: a run of blocks on which two independent judges agree as far as they can.

One judge is the shape of the blocks (`shape`). The other is trafilatura (`modes`), on the page without
comments, lists and navigation. Its say in the final run weighs the more, the more it agrees with the shapes.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from lxml import html

from pipeline.extraction.blocks import Block, text_key
from pipeline.extraction.boilerplate import is_boilerplate, is_initials
from pipeline.extraction.modes import best_votes
from pipeline.extraction.regions import CAPTION
from pipeline.extraction.shape import (
    LEAD_LETTERS,
    LIST_ITEM,
    LIST_TAGS,
    PROSE_MIN,
    SENTENCE_END,
    after_title,
    best_run,
    is_picture_caption,
    is_usable,
    join_datelines,
    weigh,
)

SIGNATURE_REACH = 8  # blocks
CAPTION_REACH = 12  # blocks
STATED_MIN = 200  # characters of an articleBody that is more than a teaser

_TOKEN = re.compile(r"\w+")
_LINE_BREAK = re.compile(r"[\r\n]+|<br\s*/?>|</p>", re.I)
_ANY_TAG = re.compile(r"<[^>]{1,200}>")


def find_body(
    tree: html.HtmlElement, blocks: Sequence[Block], title: str, article_body: str, description: str
) -> tuple[str, ...]:
    """The paragraphs of a page's article, in order.

    `tree` must have lost the parts that `regions` names already.
    `article_body` and `description` are what the page states for machines; both may be empty.
    """
    stated = text_key(article_body) if len(article_body) >= STATED_MIN else ""
    if stated and _coverage(article_body, [block.text for block in blocks]) < 0.5:  # shown by script only
        return tuple(_lines(article_body))
    blocks = _with_lead(after_title(join_datelines(blocks), title), description)
    weights = weigh(blocks, stated, description)
    votes = best_votes(tree, blocks, best_run(weights))
    for index, block in enumerate(blocks):
        weights[index] += _say(block, weights[index], index in votes.chosen) * max(votes.agreement, 0.3)
    kept = _kept(blocks, best_run(weights), votes.chosen)
    return tuple([blocks[index].text for index in kept] or _photo_story(blocks))


def _say(block: Block, weight: float, chosen: bool) -> float:
    """Trafilatura's say on a block; little on items of lists and tables, which stand or fall as a whole."""
    if not weight:
        return 0.0
    say = 20 + 0.3 * min(len(block.text), 500)
    if chosen:
        return say
    return -5.0 if weight == LIST_ITEM else -say


def plain_paragraphs(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The paragraphs of a part of a page that is known to be the article: all but pointers and widgets."""
    blocks = join_datelines(blocks)
    kept = [index for index, block in enumerate(blocks) if is_usable(block)]
    return tuple(blocks[index].text for index in _without_empty_headings(blocks, kept))


def _lines(text: str) -> list[str]:
    lines = (" ".join(_ANY_TAG.sub(" ", raw).split()) for raw in _LINE_BREAK.split(text))
    return [line for line in lines if line and not is_boilerplate(line)]


def _with_lead(blocks: list[Block], description: str) -> list[Block]:
    """A caption that the page's own description begins with is the text of a photograph's story."""
    start = text_key(description)[:LEAD_LETTERS]
    if len(start) == LEAD_LETTERS:
        for block in blocks:
            if block.region == CAPTION and text_key(block.text).startswith(start):
                block.region = ""
    return blocks


def _photo_story(blocks: Sequence[Block]) -> list[str]:
    """The first caption under the headline, where a page has no other text."""
    captions = (block.text for block in blocks[:CAPTION_REACH] if block.region == CAPTION)
    return [text for text in captions if len(text) >= PROSE_MIN][:1]


def _kept(blocks: Sequence[Block], run: range, chosen: Collection[int]) -> list[int]:
    """Of a run the blocks that are article: no pointers, credits, captions, and no heading over nothing."""
    kept = []
    for index in run:
        block = blocks[index]
        if not is_usable(block) or is_picture_caption(block):
            continue
        fragment = (
            len(block.text) < 25 and not SENTENCE_END.search(block.text) and not is_initials(block.text)
        )
        if fragment and index not in chosen and not block.strong and block.parent.tag not in LIST_TAGS:
            continue
        kept.append(index)
    kept = _without_empty_headings(blocks, _without_repeats(blocks, kept))
    return kept + _signature(blocks, run.stop)


def _without_repeats(blocks: Sequence[Block], kept: Sequence[int]) -> list[int]:
    """Without pull quotes and second copies: a block of some length whose words stand in another one."""
    keys = {index: text_key(blocks[index].text) for index in kept}
    whole = "\n".join(keys.values())
    return [
        index
        for index, key in keys.items()
        if len(key) < 40 or whole.count(key) == 1 or not _stands_elsewhere(index, keys)
    ]


def _stands_elsewhere(index: int, keys: Mapping[int, str]) -> bool:
    key = keys[index]
    return any(
        key in other and (len(other) > len(key) or place < index)
        for place, other in keys.items()
        if place != index
    )


def _without_empty_headings(blocks: Sequence[Block], kept: Sequence[int]) -> list[int]:
    """Without headings that stand over a list that was dropped, or over nothing."""
    following: list[int | None] = [*kept[1:], None]
    pairs = zip(kept, following, strict=False)  # nothing kept, nothing follows
    return [index for index, after in pairs if not _heads_nothing(blocks, index, after)]


def _heads_nothing(blocks: Sequence[Block], index: int, after: int | None) -> bool:
    block = blocks[index]
    if (
        not block.strong
        or len(block.text) >= 80
        or SENTENCE_END.search(block.text)
        or is_initials(block.text)
    ):
        return False
    if after is None:
        return True
    between = blocks[index + 1 : after]
    return bool(between) and all(other.link_density > 0.5 for other in between)


def _signature(blocks: Sequence[Block], start: int) -> list[int]:
    """The initials that sign an article may stand after a list of links that interrupts it."""
    for index in range(start, min(start + SIGNATURE_REACH, len(blocks))):
        block = blocks[index]
        if block.region:
            return []
        if is_initials(block.text):
            return [index]
        if is_usable(block) and not block.strong:
            return []
    return []


def _coverage(wanted: str, texts: Sequence[str]) -> float:
    """The share of the wanted words that stand in the texts."""
    words = Counter(_TOKEN.findall(wanted.lower()))
    have = Counter(_TOKEN.findall(" ".join(texts).lower()))
    return sum((words & have).values()) / max(1, sum(words.values()))
