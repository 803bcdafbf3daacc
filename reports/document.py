"""A page to be told: blocks in order, without a look. The same document becomes HTML and PDF."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table that is a drawing; `text` says what it shows."""

    svg: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of a document; which fields it uses, its kind tells."""

    kind: str  # lead, numbers, heading, para, bullets, table, picture, box
    text: str = ""  # the words; of a table or picture its caption
    items: tuple[Any, ...] = ()  # bullets and boxes: paragraphs; numbers: (value, label)
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str | Cell, ...], ...] = ()
    align: str = ""  # of the columns: "l" and "r"
    widths: tuple[float, ...] = ()  # of the columns, in shares; () as they need
    svg: str = ""
    alt: str = ""  # of a picture, for those who do not see it
    share: float = 1.0  # of the page's width
    passing: bool = False  # as of the making, no part of the period: what changes in it corrects nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report."""

    title: str
    subtitle: str
    office: str
    edition: str  # "edisi tim"
    notes: tuple[str, ...]  # below the title: stage, state of the figures, what is corrected
    footer: str
    blocks: tuple[Block, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON knows it."""
        return asdict(self)


def lead(text: str) -> Block:
    """The headline."""
    return Block(kind="lead", text=text)


def heading(text: str) -> Block:
    """A heading; it stays with what follows."""
    return Block(kind="heading", text=text)


def para(text: str) -> Block:
    """A paragraph."""
    return Block(kind="para", text=text)


def bullets(items: Sequence[str]) -> Block:
    """A list."""
    return Block(kind="bullets", items=tuple(items))


def numbers(items: Sequence[tuple[str, str]]) -> Block:
    """A row of large figures, each with what it counts."""
    return Block(kind="numbers", items=tuple(items))


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    align: str,
    widths: Sequence[float] = (),
) -> Block:
    """A table with its caption above."""
    return Block(
        kind="table",
        text=caption,
        head=tuple(head),
        rows=tuple(tuple(row) for row in rows),
        align=align,
        widths=tuple(widths),
    )


def picture(svg: str, caption: str, alt: str, share: float = 1.0) -> Block:
    """A drawing with its caption above."""
    return Block(kind="picture", svg=svg, text=caption, alt=alt, share=share)


def passing(block: Block) -> Block:
    """The same block, marked as told of the moment of making only."""
    return replace(block, passing=True)


def box(title: str, items: Sequence[str]) -> Block:
    """A frame with a title and paragraphs."""
    return Block(kind="box", text=title, items=tuple(items))
