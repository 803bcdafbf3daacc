"""How well texts are matched to claims, on texts held out of training: public posts of 2025, one writer's
posts and near misses, our local claims, and a stream of texts about something else. Beside it the same by
likeness of characters (TF-IDF), which is what one would try first.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer

from models.match import data
from models.match.data import Query, claim_hash
from models.measuring.data import TOLD, Told, rows, told
from models.training.data import DataError
from pipeline.match import match_posts

_TOP: Final = 5
_BATCH: Final = 500
_FALSE: Final = 0.01
"""share of ordinary posts that the baseline may mark: its threshold is where it marks no more"""
Ranks = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.bool_]]
Ask = Callable[[Sequence[str], Sequence[str], int], Ranks]
"""texts, claims, how many claims a text: as `match_posts` answers"""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one text fared: the keys of the claims that it was given, the best first (at most 5), and whether
    it matched the first automatically."""

    query: Query
    claims: tuple[str, ...]
    automatic: bool

    @property
    def right(self) -> bool:
        """Whether the first claim is what the text is about."""
        return self.among(1)

    def among(self, top: int) -> bool:
        """Whether the claim that the text is about is among the first."""
        return self.query.about is not None and self.query.about.key in self.claims[:top]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many."""

    good: int
    n: int

    @property
    def share(self) -> float:
        """Not a number of none."""
        return self.good / self.n if self.n else nan


def counts(shared: Path, ask: Ask = match_posts) -> dict[str, Count]:
    """Counts by name, `shared` being the folder of datasets. Takes some minutes.

    `match_r1`, `match_r5`: public posts of 2025 against all public claims. `match_told_...`: of those from
    whose text two readers could tell the claim, the share with a claim first, or among the first five, that
    both say it makes; `match_told_auto_precision`: of the automatic matches of all those posts the share of
    which at least one says so (`models/measuring/told.csv`). `match_auto_precision`: of the
    automatic matches of those posts, of a held-out writer's posts and near misses, and of the stream, the
    share that is right; `match_auto_recall`: share of the public posts that match automatically, and rightly.
    `..._held_back`: share of near misses, or of the stream, that does not match automatically.
    `match_local_*`: our 60 claims by sort of post, and their near misses; `match_local_r1_wide`: among all
    public claims too. `match_twin_*`: other claims of ours, whose near misses are told just as their posts
    are (`models/measuring/twins.csv`).
    """
    pairs = data.checked(shared)
    claims, keys = [pair.claim for pair in pairs], [pair.key for pair in pairs]
    late = [row for row, pair in enumerate(pairs) if pair.year >= data.HELD_OUT_YEAR]
    public = answers(data.public([pairs[row] for row in late]), claims, keys, ask)
    written = answers(data.written(shared, pairs, data.HELD_OUT_WRITER), claims, keys, ask)
    stream = answers([Query(text, "traffic") for text in data.raw_stream(shared)], claims, keys, ask)
    return {
        "match_r1": _share(public, 1),
        "match_r5": _share(public, _TOP),
        **_told([_read(row, pairs[row].key) for row in late], public),
        "match_auto_precision": count(a.right for a in (*public, *written, *stream) if a.automatic),
        "match_auto_recall": count(a.automatic and a.right for a in public),
        "match_stream_held_back": _held_back(stream),
        "match_writer_r1": _share([a for a in written if a.query.about], 1),
        "match_near_miss_held_back": _held_back([a for a in written if not a.query.about]),
        **_local(shared, claims, keys, ask),
        **_twins(ask),
    }


def baseline(shared: Path) -> dict[str, Count]:
    """The figures of `counts` by the likeness of characters, which marks a hundredth of the stream."""
    claims = [pair.claim for pair in data.checked(shared)]
    likeness = by_characters(data.raw_stream(shared), claims, 1, 2.0)[1][:, 0]
    threshold = float(np.quantile(likeness, 1 - _FALSE))
    return counts(shared, lambda texts, several, top: by_characters(texts, several, top, threshold))


def by_characters(texts: Sequence[str], claims: Sequence[str], top: int, threshold: float) -> Ranks:
    """The claims most alike in runs of 3 to 5 characters within words; marked from `threshold` (a cosine)."""
    reader = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    library = reader.fit_transform(claims).T.tocsr()
    which = np.zeros((len(texts), top), dtype=np.int64)
    score = np.zeros((len(texts), top))
    for start in range(0, len(texts), _BATCH):
        likeness = (reader.transform(texts[start : start + _BATCH]) @ library).toarray()
        best = np.argsort(-likeness, axis=1, kind="stable")[:, :top]
        which[start : start + _BATCH] = best
        score[start : start + _BATCH] = np.take_along_axis(likeness, best, axis=1)
    return which, score, score[:, 0] > threshold


def answers(
    queries: Sequence[Query], claims: Sequence[str], keys: Sequence[str], ask: Ask = match_posts
) -> list[Answer]:
    """Match texts with claims; claims with the same key are one."""
    which, _, automatic = ask([query.text for query in queries], claims, _TOP)
    found = []
    for query, row, matched in zip(queries, which.tolist(), automatic.tolist(), strict=True):
        found.append(Answer(query, tuple(keys[claim] for claim in row if claim >= 0), matched))
    return found


def _read(row: int, key: str) -> Told:
    """What readers say of a public post. Raises DataError where the pairs are others than those they read."""
    found = told().get(row)
    if found is None or found.label != claim_hash(key):
        raise DataError(f"{TOLD}: row {row} of the public pairs is another claim")
    return found


def _told(by_readers: Sequence[Told], found: Sequence[Answer]) -> dict[str, Count]:
    """The posts as readers took them: `by_readers` and `found` in the same order."""
    read = [
        (one, [claim_hash(key) for key in answer.claims])
        for one, answer in zip(by_readers, found, strict=True)
    ]
    clear = [(one.both, given) for one, given in read if one.both]
    first = [
        (one.either, given[0]) for (one, given), answer in zip(read, found, strict=True) if answer.automatic
    ]
    return {
        "match_told_r1": count(not both.isdisjoint(given[:1]) for both, given in clear),
        "match_told_r5": count(not both.isdisjoint(given) for both, given in clear),
        "match_told_auto_precision": count(best in either for either, best in first),
    }


def _local(shared: Path, others: Sequence[str], other_keys: Sequence[str], ask: Ask) -> dict[str, Count]:
    claims, queries = data.local(shared)
    keys = list(dict.fromkeys(query.about.key for query in queries if query.about))
    found = answers(queries, claims, keys, ask)
    wide = answers([q for q in queries if q.about], [*claims, *others], [*keys, *other_keys], ask)
    figures = {
        f"match_local_r1_{name}": _share([a for a in found if a.query.kind == name], 1)
        for name in ("post_1", "post_2", "post_3")
    }
    return figures | {
        **_beside_near_misses("local", found),
        "match_local_r5": _share([a for a in found if a.query.about], _TOP),
        "match_local_r1_wide": _share(wide, 1),
        "match_local_auto_precision": count(a.right for a in found if a.automatic),
    }


def _twins(ask: Ask) -> dict[str, Count]:
    told_alike = rows("twins")
    claims, keys = [row["claim"] for row in told_alike], [row["claim_id"] for row in told_alike]
    return _beside_near_misses("twin", answers(data.invented(told_alike), claims, keys, ask))


def _beside_near_misses(name: str, found: Sequence[Answer]) -> dict[str, Count]:
    asserting = [a for a in found if a.query.about]
    return {
        f"match_{name}_r1": _share(asserting, 1),
        f"match_{name}_auto_recall": count(a.automatic and a.right for a in asserting),
        f"match_{name}_near_miss_held_back": _held_back([a for a in found if not a.query.about]),
    }


def _share(found: Sequence[Answer], top: int) -> Count:
    return count(a.among(top) for a in found)


def _held_back(found: Sequence[Answer]) -> Count:
    return count(not a.automatic for a in found)


def count(good: Iterable[bool]) -> Count:
    """How many of them hold."""
    told = list(good)
    return Count(sum(told), len(told))
