"""Words that were seen: how often each stands in Indonesian posts, news and claims, and how words look.

`seen.tsv` counts the words of texts of ours and published ones, and holds the names of our places
(`python -m models.training.count_words`).
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Final

SEEN: Final = Path(__file__).with_name("seen.tsv")
_OFTEN: Final = 5
"""times that a word is seen which may be meant by a slip or hidden by a disguise"""
_EDGE: Final = "^"
_SMOOTH, _BACK_OFF, _SIGNS = 0.1, 4.0, 27
"""counts that stand for what was not seen; letters and the end of a word"""


@cache
def seen() -> Mapping[str, int]:
    """Each word of four letters or more that was seen twice or more, with the number of texts."""
    rows = (line.split("\t") for line in SEEN.read_text(encoding="utf-8").splitlines())
    return {word: int(count) for word, count in rows}


@cache
def often() -> Mapping[str, int]:
    """The seen words that may be meant by a slip or hidden by a disguise, with the number of texts."""
    return {word: count for word, count in seen().items() if count >= _OFTEN}


@cache
def total() -> int:
    """The sum of all counts."""
    return sum(seen().values())


@cache
def _letters() -> tuple[Counter[str], Counter[str], Counter[str], Counter[str]]:
    """How many words hold three letters in a row, two before a third, two, one before another."""
    three: Counter[str] = Counter()
    two: Counter[str] = Counter()
    for word in often():
        edged = f"{_EDGE}{_EDGE}{word}{_EDGE}"
        three.update(edged[at : at + 3] for at in range(len(edged) - 2))
        two.update(map("".join, pairwise(edged[1:])))
    before_third: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for run, count in three.items():
        before_third[run[:2]] += count
    for run, count in two.items():
        before[run[0]] += count
    return three, before_third, two, before


@lru_cache(maxsize=1 << 14)
def looks(word: str) -> float:
    """Log-probability of a lower-case word by its letters: runs of three, smoothed by runs of two."""
    three, before_third, two, before = _letters()
    edged = f"{_EDGE}{_EDGE}{word}{_EDGE}"
    found = 0.0
    for at in range(len(edged) - 2):
        run = edged[at : at + 3]
        by_two = (two[run[1:]] + _SMOOTH) / (before[run[1]] + _SMOOTH * _SIGNS)
        found += log((three[run] + _BACK_OFF * by_two) / (before_third[run[:2]] + _BACK_OFF))
    return found
