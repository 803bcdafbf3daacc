"""Claim matching beside character TF-IDF, as `pipeline/quality/match.py` measures both."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.quality.table import Interval, Row
from core.interval import wilson
from pipeline.quality.match import Count, baseline, counts

# Measure, title, goal; a goal is a least value.
_ROWS: Final = (
    ("match_local_r1_post_1", "local claims, first: slang", 0.95),
    ("match_local_r1_post_2", "local claims, first: forwards", 0.90),
    ("match_local_r1_post_3", "local claims, first: paraphrases", 0.80),
    ("match_local_near_miss_held_back", "local near misses not marked", 0.95),
    ("match_local_auto_recall", "local posts marked, and rightly", 0.60),
    ("match_local_auto_precision", "local marks that are right", None),
    ("match_twin_r1", "posts that have a twin, first", None),
    ("match_twin_auto_recall", "posts that have a twin marked, and rightly", None),
    ("match_twin_near_miss_held_back", "twins (other things, told as posts are) not marked", None),
    ("match_r1", "public posts of 2025, first", 0.90),
    ("match_r5", "public posts of 2025, first five", 0.96),
    ("match_told_r1", "of these, told by their text: first", None),
    ("match_told_r5", "of these, told by their text: first five", None),
    ("match_auto_recall", "public posts marked, and rightly", None),
    ("match_told_auto_precision", "public marks that are right, by a reader", None),
    ("match_auto_precision", "marks that are right (public, a writer, stream)", None),
    ("match_stream_held_back", "unrelated posts not marked", 0.99),
)
# Of the baseline's claims readers saw only the first of each post.
_UNREAD: Final = ("match_told_r5",)


def rows(shared: Path) -> Iterator[Row]:
    """Each measure beside the baseline's."""
    ours, theirs = counts(shared / "data"), baseline(shared / "data")
    for key, title, goal in _ROWS:
        other = None if key in _UNREAD else theirs[key].share
        yield counted("claim matching", title, ours[key], goal, other)


def counted(part: str, title: str, found: Count, goal: float | None, baseline: float | None) -> Row:
    """A share with Wilson's interval beside the baseline's; a goal is a least value."""
    return Row(
        part=part,
        name=title,
        tfidf="" if baseline is None else f"{baseline:.3f}",
        linear="",
        ours=str(Interval(found.share, *wilson(found.good, found.n))),
        goal="" if goal is None else f"{goal:.2f}",
        met=None if goal is None else found.share >= goal,
        n=found.n,
    )
