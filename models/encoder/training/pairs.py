"""Claims with the posts that assert them and the texts that only resemble them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.encoder.reading import reading
from models.encoder.training.aside import claim_is_aside
from models.match import data
from models.match.data import Checked, Query
from models.match.words import words_of


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, a post that asserts it, and a near miss ("" for none), in the form in which the encoder reads
    them."""

    key: str
    claim: str
    post: str
    near: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim and a text, and whether the text asserts the claim."""

    claim: str
    text: str
    same: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A text beside claims that differ in little. It asserts the first, and none of the others."""

    text: str
    claims: tuple[str, ...]


def older(shared: Path) -> list[Checked]:
    """The public pairs to learn from. All are of before the held-out year. No claim is among them that was
    checked again in that year or is put aside, and no post that was checked for such a claim too."""
    pairs = data.checked(shared / "data")
    kept = [pair for pair in data.older(pairs) if not claim_is_aside(pair.key)]
    others = {pair.key for pair in pairs} - {pair.key for pair in kept}
    apart = {" ".join(words_of(pair.post)) for pair in pairs if pair.key in others}
    return [pair for pair in kept if " ".join(words_of(pair.post)) not in apart]


def public_pairs(checked: Sequence[Checked]) -> list[Pair]:
    """Public pairs, in the form in which the encoder reads them."""
    found = [Pair(one.key, reading(one.claim), reading(one.post)) for one in checked]
    return [pair for pair in found if pair.claim and pair.post and pair.claim != pair.post]


def own_queries(shared: Path) -> list[Query]:
    """Posts and near misses of ours, to public and to invented local claims."""
    pairs = data.checked(shared / "data")
    return [
        *data.written(shared / "data", pairs, data.LEARNED_WRITERS),
        *data.ours_to_published(pairs),
        *data.local_training(),
    ]


def own_pairs(queries: Sequence[Query], chance: random.Random) -> list[Pair]:
    """Each post of ours with its claim, beside one of the claim's near misses."""
    near: dict[str, list[str]] = {}
    for query in queries:
        if query.near:
            near.setdefault(query.near.key, []).append(reading(query.text))
    return [
        Pair(
            query.about.key,
            reading(query.about.claim),
            reading(query.text),
            chance.choice(near.get(query.about.key, [""])),
        )
        for query in queries
        if query.about
    ]


def judged(
    public: Sequence[Pair],
    queries: Sequence[Query],
    altered: Sequence[Query],
    others: Sequence[tuple[str, str]],
) -> list[Judged]:
    """Pairs to judge: right pairs, near misses, and `others`, which are (claim, text) that are alike and
    about different things."""
    found = [Judged(pair.claim, pair.post, True) for pair in public]
    for query in [*queries, *altered]:
        if claim := query.claim:
            found.append(Judged(reading(claim.claim), reading(query.text), query.about is not None))
    return found + [Judged(claim, text, False) for claim, text in others]
