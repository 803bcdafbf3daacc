"""The rows of claim matching: counts become shares with their bounds."""

from math import isnan
from pathlib import Path

import pytest

from benchmarks.quality import matching
from pipeline.quality.match import Count


def test_a_share_of_nothing_is_no_number() -> None:
    assert Count(3, 4).share == 0.75
    assert isnan(Count(0, 0).share)


def test_a_row_has_bounds_and_says_whether_its_goal_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [key for key, *_ in matching._ROWS]
    ours, theirs = dict.fromkeys(keys, Count(54, 60)), dict.fromkeys(keys, Count(30, 60))
    monkeypatch.setattr(matching, "counts", lambda _: ours)
    monkeypatch.setattr(matching, "baseline", lambda _: theirs)
    rows = {row.name: row for row in matching.rows(Path("shared"))}
    forwards, slang = rows["local claims, first: forwards"], rows["local claims, first: slang"]
    assert (forwards.ours, forwards.tfidf, forwards.n) == ("0.900 [0.80, 0.95]", "0.500", 60)
    assert (forwards.met, slang.met, rows["local marks that are right"].met) == (True, False, None)
