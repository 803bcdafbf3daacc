"""What a document tells, as flat facts, and what differs between two: a correction says what changed."""

from collections.abc import Mapping
from typing import Final

from reports.document import Block, Cell, Document

_LEFT_OUT: Final = frozenset({"Koreksi", "Cara menghitung"})
"""boxes that tell of the report itself"""
MOST: Final = 24
"""changes that are listed one by one"""
_LONGEST: Final = 120  # characters of the name of a fact


def told(document: Document) -> dict[str, str]:
    """Every figure and sentence of it by what it is called. Not when it was made: that always differs."""
    found: dict[str, str] = {}
    under = "Ringkasan"
    for block in document.blocks:
        if block.kind == "heading":
            under = block.text
        for name, value in _facts(block, under):
            key, number = name, 2
            while key in found:
                key, number = f"{name} ({number})", number + 1
            found[key] = value
    return found


def _facts(block: Block, under: str) -> list[tuple[str, str]]:
    if block.kind == "lead":
        return [("Kalimat utama", block.text)]
    if block.kind == "numbers":
        return [(label, value) for value, label in block.items]
    if block.kind == "table":
        return [
            (f"{under}: {_text(row[0])} – {head}", _text(cell))
            for row in block.rows
            for head, cell in zip(block.head[1:], row[1:], strict=True)
        ]
    if block.kind == "picture":
        return [(f"{under}: {block.text}", block.alt)]
    if block.kind in ("para", "bullets"):
        return [(f"{under}: kalimat", one) for one in (block.items or (block.text,))]
    if block.kind == "box" and block.text not in _LEFT_OUT:
        return [(block.text, one) for one in block.items]
    return []


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Each fact that changed, came or went, in words."""
    lines = [
        f"{_cut(name)}: {_change(before.get(name), after.get(name))}"
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]
    left = len(lines) - MOST
    return [*lines[:MOST], f"dan {left} perubahan lain"] if left > 0 else lines


def _cut(name: str) -> str:
    """Names of facts hold the words of claims."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST // 2]} … {name[-_LONGEST // 3 :]}"


def _change(before: str | None, after: str | None) -> str:
    if before is None:
        return f"baru: {after}"
    return f"dihapus (semula: {before})" if after is None else f"semula {before}, sekarang {after}"
