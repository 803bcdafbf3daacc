"""Claims that are much like a text's own claim and are not it: what the cross-check must refuse."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from models.encoder.training.pairs import Pair

_LOOKED_AT: Final = 6
_SAME: Final = 0.5
"""likeness of two claims from which both may be the same hoax, checked twice"""


def alike(pairs: Sequence[Pair], each: int) -> list[tuple[str, str]]:
    """For each post up to `each` pairs of another claim, the most alike first, and the post."""
    keys = list(dict.fromkeys(pair.key for pair in pairs))
    number = {key: place for place, key in enumerate(keys)}
    wording = {pair.key: pair.claim for pair in pairs}
    reader = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, min_df=2)
    claims = reader.fit_transform([wording[key] for key in keys])
    found = []
    for start in range(0, len(pairs), 500):
        part = pairs[start : start + 500]
        likeness = (reader.transform([pair.post for pair in part]) @ claims.T).toarray()
        own = claims[[number[pair.key] for pair in part]]
        twins = (own @ claims.T).toarray()
        likeness[twins > _SAME] = -1
        best = np.argsort(-likeness, axis=1)[:, :_LOOKED_AT]
        for pair, row in zip(part, best, strict=True):
            found += [(wording[keys[place]], pair.post) for place in row[:each]]
    return found
