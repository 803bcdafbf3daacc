"""What a document tells, as flat facts, and what differs between two: a correction says what changed."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from reports.document import Block, Cell, Document

_LEFT_OUT: Final = frozenset({"Koreksi", "Cara menghitung"})
"""boxes that tell of the report itself"""
MOST: Final = 24
"""changes that are listed one by one"""
_LONGEST: Final = 120  # characters of the name of a fact
_ALIKE: Final = 0.6  # two sentences that share so much are one, before and after
_PLACE: Final = re.compile(r" \([0-9]+\)$")  # which of several facts of one name
_RANK: Final = re.compile(r"^[0-9]+\. |(?<=^Klaim) [0-9]+$")  # of a claim in its table
_RANKED: Final = re.compile(r"(.*: Klaim) ([0-9]+) – (.*)")  # a cell of it in older editions for everybody
_PASSING: Final = "Saat dibuat: "
_NOTES: Final = re.compile(r" \(|; ")  # where what a caption says of this edition's picture begins
_CELL: Final = " – "  # between the name of a row and the head of a cell
_BETWEEN: Final = "; "  # between the cells of a whole row
_OVER: Final = "Periode ini kini selesai; ini edisi pertama sesudah itu"


def told(document: Document, *, passing: bool = False) -> dict[str, str]:
    """Every figure and sentence of it by what it is called. Not when it was made: that always differs.

    `passing`: also what is told of the moment of making only, as an edition of a running period does.
    """
    found: dict[str, str] = {}
    under = "Ringkasan"
    for block in document.blocks:
        if block.kind == "heading":
            under = block.text
        if block.passing and not passing:
            continue
        for called, value in _facts(block, under):
            name = _PASSING + called if block.passing else called
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
        return _of_table(block, under)
    if block.kind == "picture":
        return [(f"{under}: {_NOTES.split(block.text)[0]}", block.alt)]
    if block.kind in ("para", "bullets"):
        return [(f"{under}: kalimat", one) for one in (block.items or (block.text,))]
    if block.kind == "box" and block.text not in _LEFT_OUT:
        return [(block.text, one) for one in block.items]
    return []


def _of_table(block: Block, under: str) -> list[tuple[str, str]]:
    """Cell by cell; rows of one name whole, since their cells apart would not tell which belong together."""
    names = [f"{under}: {_RANK.sub('', _text(row[0]))}" for row in block.rows]
    several = {name for name, number in Counter(names).items() if number > 1}
    found = []
    for name, row in zip(names, block.rows, strict=True):
        cells = [(head, _text(cell)) for head, cell in zip(block.head[1:], row[1:], strict=True)]
        if name in several:
            found.append((name, _whole(dict(cells))))
        else:
            found += [(f"{name}{_CELL}{head}", told) for head, told in cells]
    return found


def _whole(cells: Mapping[str, str]) -> str:
    """A row as one fact, its cells by their heads."""
    return _BETWEEN.join(f"{head} {told}" for head, told in sorted(cells.items()))


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Each fact that changed, came or went, in words; none where nothing did.

    Facts of one name (the sentences of a box) have no order: only those that are new or gone are told, each
    beside the one that it most likely was. What tells of the moment of making is compared where both do. Once
    a period is over that was not, this is said, and of the facts only those that both tell: the rest has
    become whole, which is no correction.
    """
    were, are = _by_name(_unranked(before)), _by_name(after)
    were, are = _rows_like(were, are), _rows_like(are, were)
    over = _running(before) and not _running(after)
    lines = [_OVER] if over else []
    lines += [
        f"{_cut(name)}: {_change(old, new)}"
        for name in dict.fromkeys([*were, *are])
        if not name.startswith(_PASSING) or (name in were and name in are)
        for old, new in _pairs(were.get(name, []), are.get(name, []))
        if _bare(old) != _bare(new) and (not over or None not in (old, new))
    ]
    left = len(lines) - MOST
    return [*lines[:MOST], f"dan {left} perubahan lain"] if left > 0 else lines


def _running(facts: Mapping[str, str]) -> bool:
    """Whether the period was not over: only then is told what holds at the making only."""
    return any(name.startswith(_PASSING) for name in facts)


def _by_name(facts: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in facts.items():
        found.setdefault(_PLACE.sub("", key), []).append(value)
    return found


def _unranked(facts: Mapping[str, str]) -> dict[str, str]:
    """Claims without their words as whole rows: which is the first of them changes between editions."""
    rows: dict[str, dict[str, str]] = {}
    kept = {}
    for key, value in facts.items():
        if found := _RANKED.fullmatch(key):
            rows.setdefault(f"{found[1]} ({found[2]})", {})[found[3]] = value
        else:
            kept[key] = value
    return kept | {name: _whole(cells) for name, cells in rows.items()}


def _rows_like(facts: Mapping[str, list[str]], other: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """These facts with each row whole that stands among several of its name in the other edition."""
    cells: dict[str, dict[str, str]] = {}
    for name, values in facts.items():
        row, _, head = name.rpartition(_CELL)
        if row in other and row not in facts:
            cells.setdefault(row, {})[head] = values[0]
    apart = {f"{row}{_CELL}{head}" for row, heads in cells.items() for head in heads}
    kept = {name: values for name, values in facts.items() if name not in apart}
    return kept | {row: [_whole(heads)] for row, heads in cells.items()}


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """What is in one only: (before, after), None where there is no counterpart."""
    gone, come = _only(before, after), _only(after, before)
    if len(before) == len(after) == 1:
        return list(zip(gone, come, strict=True))
    found: list[tuple[str | None, str | None]] = []
    for new in come:
        likely = max(gone, key=lambda old: _likeness(old, new), default=None)
        if likely is not None and _likeness(likely, new) >= _ALIKE:
            gone.remove(likely)
            found.append((likely, new))
        else:
            found.append((None, new))
    return [*found, *((old, None) for old in gone)]


def _only(these: Sequence[str], others: Sequence[str]) -> list[str]:
    """What only these have. The cells of a row count in any order: older editions kept that of the table."""
    left = Counter(_parts(one) for one in others)
    found = []
    for one in these:
        if left[_parts(one)]:
            left[_parts(one)] -= 1
        else:
            found.append(one)
    return found


def _parts(value: str) -> tuple[str, ...]:
    return tuple(sorted(value.split(_BETWEEN)))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _cut(name: str) -> str:
    """Names of facts hold the words of claims."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST // 2]} … {name[-_LONGEST // 3 :]}"


def _bare(fact: str | None) -> str:
    """Without its full stop. Nothing for a fact that is not there, as for one that is empty."""
    return (fact or "").removesuffix(".")


def _change(before: str | None, after: str | None) -> str:
    was, now = _bare(before), _bare(after)
    if not was:
        return f"baru: {now}"
    return f"semula {was}, sekarang {now}" if now else f"dihapus (semula: {was})"
