"""A benchmark that was broken off goes on where its page ends."""

from pathlib import Path

import pytest

from benchmarks.hs1 import MARKS, on_page, table
from benchmarks.quality.table import write

FOLDS = [(0.848, 0.861, 0.842), (0.844, 0.85, 0.842)]


def page(folder: Path, rounds: int) -> Path:
    path = folder / "quality.md"
    path.write_text(
        "| 0 | 0.1 | 0.2 | 0.3 |\n" + "\n".join(MARKS) + "\n| 1 | 0.1 | 0.2 | 0.3 |\n", encoding="utf-8"
    )
    write(path, table(FOLDS, rounds), *MARKS)
    return path


def test_folds_are_read_from_between_the_marks(tmp_path: Path) -> None:
    assert on_page(page(tmp_path, 4), 4) == FOLDS


@pytest.mark.parametrize("rounds", [1, 3, 14])
def test_folds_of_another_run_are_not_taken(tmp_path: Path, rounds: int) -> None:
    assert on_page(page(tmp_path, 4), rounds) == []
