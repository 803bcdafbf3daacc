"""No covered count can be worked out: for what is shown there is always another that shows the same."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from itertools import product

import pytest

from reports.telling import Teller

OUT = Teller("public")


def secret(worlds: Iterable[tuple[tuple[int, ...], Hashable]]) -> None:
    """Whoever knows the rules and sees what is shown still has two values to choose from, for 1 and for 2."""
    seen: dict[Hashable, list[tuple[int, ...]]] = defaultdict(list)
    for values, shown in worlds:
        seen[shown].append(values)
    for shown, alike in seen.items():
        for at, found in enumerate(zip(*alike, strict=True)):
            assert len(set(found)) > 1 or found[0] not in (1, 2), f"{shown}: {alike[0]}, place {at}"


@pytest.mark.parametrize("number", [2, 3, 4])
def test_parts_of_a_total_that_is_told(number: int) -> None:
    secret((values, (OUT.n(sum(values)), *OUT.parts(values))) for values in product(range(8), repeat=number))


def test_marks_beside_a_total() -> None:
    """Kinds and places are told by marks, one or more each; their sum by a range."""
    for marks in range(1, 6):
        secret((values, OUT.grouped(sum(values), marks)) for values in product(range(1, 8), repeat=marks))


def test_a_share() -> None:
    secret(((hits, left), OUT.of(hits, hits + left)) for hits in range(9) for left in range(9))


def test_the_team_sees_every_number() -> None:
    full = Teller("full")
    assert full.parts([2, 1, 9]) == ["2", "1", "9"]
    assert (full.grouped(2, 2), full.of(1, 2), full.n(1)) == ("2", "1 dari 2", "1")


def test_how_it_reads() -> None:
    assert OUT.parts([2, 10, 5]) == ["*", "10", "*"]
    assert OUT.parts([2, 5, 5]) == ["*", "*", "*"]
    assert OUT.parts([2, 1]) == ["*", "*"]
    assert OUT.parts([0, 10, 5]) == ["0", "10", "5"]
    assert OUT.parts([1, 0, 1]) == ["*", "*", "*"]
    assert OUT.of(1, 20) == OUT.of(19, 20) == "– dari 20"
    assert (OUT.grouped(2), OUT.grouped(2, 2), OUT.grouped(4), OUT.grouped(0)) == ("<3", "2–5", "3–5", "0")
