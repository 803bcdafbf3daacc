"""What a post does with a claim, beside TF-IDF that learned from the same posts.

Measured as in `pipeline/quality/stance.py`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from benchmarks.quality.matching import counted
from benchmarks.quality.systems import SEED, words_and_characters
from benchmarks.quality.table import Row
from core.record import Stance
from models.measuring.data import stance_posts
from models.training.data import clean, read_set
from pipeline.quality.stance import counts

_TITLES: Final = {
    "asserts_right": "posts that assert, taken so",
    "reports_right": "that report",
    "questions_right": "that ask",
    "debunks_right": "that deny",
    "asserts_flagged": "posts that assert, flagged among 60 claims",
    "asserts_shown": "posts that assert, flagged or in doubt",
    "others_not_flagged": "posts that report, ask or deny, not flagged",
    "others_not_shown": "posts that report, ask or deny, neither",
}
_GOALS: Final = {"others_not_flagged": 0.99}


def rows(shared: Path) -> Iterator[Row]:
    """Each measure; of the stances beside the baseline's, which flags nothing."""
    theirs = _baseline()
    for key, found in counts(shared / "data").items():
        yield counted("stance to a claim", _TITLES[key], found, _GOALS.get(key), theirs.get(key))


def _baseline() -> dict[str, float]:
    """Of each stance the share that words 1-2 and characters 2-5 of the whole text tell."""
    tell = LogisticRegression(C=4.0, max_iter=2000, random_state=SEED)
    model = Pipeline([("read", words_and_characters()), ("tell", tell)])
    learned, posts = read_set("stance_posts", None), stance_posts()
    model.fit([clean(row["text"]) for row in learned], [row["stance"] for row in learned])
    told = model.predict([post.text for post in posts])
    found = {}
    for stance in Stance:
        right = [said == stance for post, said in zip(posts, told, strict=True) if post.stance is stance]
        found[f"{stance.value}_right"] = sum(right) / len(right)
    return found
