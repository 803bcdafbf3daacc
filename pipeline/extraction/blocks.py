"""A page as a sequence of text blocks: what stands between two block boundaries, in reading order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree, html

BLOCK_TAGS = frozenset(
    (
        "address", "amp-img", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd",
        "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_BOLD = frozenset(("b", "strong"))

_LINK, _UNLINK = "\ue000", "\ue001"
_NO_MARKS = {ord(_LINK): None, ord(_UNLINK): None}
# A page may hold these characters, too: what is no pair must not be looked through again and again.
_INSIDE = f"[^{_LINK}{_UNLINK}]*"
_LINKED = re.compile(f"{_LINK}({_INSIDE}){_UNLINK}")
_POINTER = re.compile(
    rf"[(\[]?\b(?:(?:baca|simak|lihat|tonton)\s+(?:juga|jg|pula)|baca|terkait|read\s+also|also\s+read)\s*+(?::\s*+)?(?:{_LINK}{_INSIDE}{_UNLINK}\s*)+[)\]]?"
    rf"|{_LINK}\s*(?:baca|simak|lihat)\s+(?:juga|pula)\b{_INSIDE}{_UNLINK}",
    re.I,
)
# What readers are shown between two halves of a paragraph.
_INTERRUPTION = re.compile(
    r"\[Gambas:[^\]]{0,60}\]|\bADVERTISEMENT\b|SCROLL TO (?:CONTINUE|RESUME)(?: WITH)? CONTENT"
)
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(slots=True)
class Block:
    """`text` has single spaces; `linked` counts its characters inside links; `region` as in `regions`;
    `parent` is the block element it stands in; `strong`: wholly bold, or a heading."""

    text: str
    linked: int
    region: str
    parent: html.HtmlElement
    strong: bool

    @property
    def link_density(self) -> float:
        """0 to 1."""
        return self.linked / max(1, len(self.text))


class _Collector:
    """The state of one walk: where we stand, and the text since the last boundary.

    Text inside links and inside bold is bracketed by private characters until the block is complete, so that
    "Baca juga: <a>...</a>" can be cut out of the middle of a paragraph.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parents: list[html.HtmlElement] = []
        self.pieces: list[str] = []
        self.links = self.bold = 0
        self.strong = 0
        self.linking = False
        self.region = ""

    def add(self, text: str | None) -> None:
        if not text or (text.isspace() and not self.pieces):
            return
        if self.links:
            text = f"{_LINK}{text}{_UNLINK}"
            self.linking = True
        if self.bold:
            self.strong += len(text.strip())
        self.pieces.append(text)

    def flush(self) -> None:
        if not self.pieces:
            return
        text = "".join(self.pieces)
        linked = 0
        if self.linking:
            text = _POINTER.sub(" ", text)
            linked = sum(len(" ".join(part.split())) for part in _LINKED.findall(text))
            text = text.translate(_NO_MARKS)
        if "[G" in text or "ADV" in text or "SCROLL" in text:
            text = _INTERRUPTION.sub(" ", text)
        text = " ".join(text.split())
        if text and self.parents:
            strong = self.strong >= 0.9 * len(text) or self.parents[-1].tag in HEADINGS
            self.blocks.append(Block(text, min(linked, len(text)), self.region, self.parents[-1], strong))
        self.pieces.clear()
        self.linking = False
        self.strong = 0


def read_blocks(root: html.HtmlElement, regions: Mapping[html.HtmlElement, str]) -> list[Block]:
    """The blocks below `root` in reading order, each marked with the region that it lies in."""
    state = _Collector()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            _enter(state, element, regions)
            state.add(element.text)
        else:
            _leave(state, element, regions)
            if element is not root:
                state.add(element.tail)
    state.flush()
    return state.blocks


def _enter(state: _Collector, element: html.HtmlElement, regions: Mapping[html.HtmlElement, str]) -> None:
    tag = element.tag
    if element in regions:
        state.flush()
        state.region = regions[element]
    if tag in BLOCK_TAGS:
        state.flush()
        if tag != "br":
            state.parents.append(element)
    elif tag == "a":
        state.links += 1
    elif tag in _BOLD:
        state.bold += 1


def _leave(state: _Collector, element: html.HtmlElement, regions: Mapping[html.HtmlElement, str]) -> None:
    tag = element.tag
    if tag in BLOCK_TAGS:
        state.flush()
        if tag != "br":
            state.parents.pop()
    elif tag == "a":
        state.links -= 1
    elif tag in _BOLD:
        state.bold -= 1
    if element in regions:
        state.flush()
        state.region = ""


def find_title(blocks: Sequence[Block], title: str) -> int:
    """The index of the block that says the headline: the last `h1` that does, else its first mention outside
    links, else any `h1`; -1 if there is none."""
    key = text_key(title)
    longest = 2 * len(title) + 20  # cheaper than a key of every paragraph
    said = [
        index
        for index, block in enumerate(blocks)
        if key and len(block.text) <= longest and block.link_density < 0.5 and text_key(block.text) == key
    ]
    headlines = [index for index in said if blocks[index].parent.tag == "h1"]
    if headlines or said:
        return headlines[-1] if headlines else said[0]
    return next((index for index, block in enumerate(blocks) if block.parent.tag == "h1"), -1)


def text_key(text: str) -> str:
    """Letters and digits in lower case: what is compared where spacing and punctuation may differ."""
    return _NOT_ALPHANUMERIC.sub("", text).lower()
