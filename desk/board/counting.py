"""Counts beside the filters: which stories have which value, as sets of bits in memory.

One bit a story. In SQL the same counts join a hundred thousand rows for each look at a list.
"""

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from desk.people.database import Database

_CHANGED: Final = "SELECT n, changed FROM stories WHERE changed > ?"
_TAGS: Final = "SELECT name, value, n FROM tags WHERE n IN (SELECT n FROM stories WHERE changed > ?)"


class Bits:
    """Values of all stories on the board; follows what any process writes there."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._sets: dict[tuple[str, str], int] = {}
        self._seen = -1

    def counts(self, numbers: Iterable[int], names: Iterable[str]) -> dict[str, dict[str, int]]:
        """Of the stories with these numbers, by each of these filters: how many have which value."""
        base, wanted = of_numbers(numbers), set(names)
        found: dict[str, dict[str, int]] = {name: {} for name in wanted}
        for (name, value), members in self._followed().items():
            if name in wanted and (count := (members & base).bit_count()):
                found[name][value] = count
        return found

    def _followed(self) -> dict[tuple[str, str], int]:
        """Up to date with the database; a dictionary that is never changed again."""
        with self._lock:
            changed = self._database.read(_CHANGED, (self._seen,))
            if changed:
                tags = self._database.read(_TAGS, (self._seen,))
                self._sets = _patched(self._sets, [row["n"] for row in changed], tags)
                self._seen = max(row["changed"] for row in changed)
            return self._sets


def of_numbers(numbers: Iterable[int]) -> int:
    """A set of numbers as bits."""
    several = list(numbers)
    bits = bytearray(max(several, default=0) // 8 + 1)
    for number in several:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def _patched(
    sets: dict[tuple[str, str], int], changed: list[int], tags: list[sqlite3.Row]
) -> dict[tuple[str, str], int]:
    others = ~of_numbers(changed)
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in tags:
        members[row["name"], row["value"]].append(row["n"])
    kept = {key: bits & others for key, bits in sets.items()}
    for key, several in members.items():
        kept[key] = kept.get(key, 0) | of_numbers(several)
    return kept
