"""Reads the measuring sets. There are:

- labelled texts, and some of these disguised by hand;
- pairs of sentences that differ only in the group, office or person that they name;
- which claims public posts make, by two readers;
- posts in four stances to claims;
- invented claims, with posts that assert them and near misses;
- long ordinary messages of which one passage is charged;
- threats and hatred without the usual words, beside lawful talk that sounds dangerous.

`measuring.yml` pins each file by its number of rows and SHA-256; another version is refused. Nothing here is
learned from, tuned on or looked at for design.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, cast

from core.record import Stance
from models.training.data import Example, TextSet, clean, read_pinned, sets_of

HERE: Final = Path(__file__).parent
TEXTS: Final = HERE / "texts.csv"
SWAPS: Final = HERE / "swaps.csv"
BY_HAND: Final = HERE / "by_hand.csv"
TOLD: Final = HERE / "told.csv"
STANCE: Final = HERE / "stance.csv"
TWINS: Final = HERE / "twins.csv"
"""invented claims (columns `claim_id`, `claim`). `post_1` to `post_3` of each assert it; `near_miss_1` to
`near_miss_3` are told in the same way and do not"""
BURIED: Final = HERE / "buried.csv"
UNUSUAL: Final = HERE / "unusual.csv"
WAYS: Final = ("leet", "typo", "emoji", "mixed")
"""the ways in which texts were disguised by hand: digits and signs, slips, pictures, or marks and spelling"""
Kind = Literal["ethnicity", "religion", "pair", "office"]
Charged = Literal["buried", "unusual"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """One sentence twice, about one and about another, in the form in which it reaches a model. `kind` says
    what was swapped."""

    id: str
    kind: Kind
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Told:
    """Which claims a public post makes, by each of two readers who saw no label. A claim is named by its
    `models.match.data.claim_hash`."""

    label: str  # the claim that the public pairs name
    first: frozenset[str]
    second: frozenset[str]

    @property
    def both(self) -> frozenset[str]:
        """The claims that both readers name."""
        return self.first & self.second

    @property
    def either(self) -> frozenset[str]:
        """The claims that at least one reader names."""
        return self.first | self.second


@dataclass(frozen=True, slots=True, kw_only=True)
class StancePost:
    """A post about a claim of `guard/dev_claims.csv` (shared data), in the form in which it reaches a
    model."""

    id: str
    claim_id: str
    stance: Stance
    text: str


@lru_cache(maxsize=1)
def sets() -> dict[str, TextSet]:
    """All measuring sets by name. Raises DataError."""
    return sets_of(HERE / "measuring.yml")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a measuring set. Raises DataError if it is missing, or is not the version of
    `measuring.yml`."""
    return read_pinned(HERE, sets()[name], HERE / "measuring.yml")


def texts(change: Callable[[str], str] | None = None) -> list[Example]:
    """All labelled texts, normalised and masked. `change`, if given, is done before that to the text as
    typed."""
    return [_example(row, change(row["text"]) if change else row["text"]) for row in rows("texts")]


def by_hand(way: str) -> list[Example]:
    """Some of `texts`, each as a writer disguised it in one of WAYS, with the id and labels of the plain
    text."""
    plain = {row["id"]: row for row in rows("texts")}
    return [_example(plain[row["of"]], row["text"]) for row in rows("by_hand") if row["way"] == way]


def charged(name: Charged) -> list[Example]:
    """The texts of one of two sets, normalised and masked. `buried`: long ordinary messages of which one
    passage is charged. `unusual`: threats and hatred without the usual words, beside lawful talk that sounds
    dangerous."""
    return [_example(row, row["text"]) for row in rows(name)]


def swaps() -> list[Swap]:
    """All pairs of sentences."""
    return [
        Swap(
            id=row["id"],
            kind=cast(Kind, row["kind"]),
            first=clean(row["first"]),
            second=clean(row["second"]),
        )
        for row in rows("swaps")
    ]


@lru_cache(maxsize=1)
def told() -> dict[int, Told]:
    """The claims that each public post of 2025 makes, by the post's row (from 0) in
    `claim_pairs_2015_2025.csv` of the shared data."""
    return {
        int(row["row"]): Told(row["label"], frozenset(row["first"].split()), frozenset(row["second"].split()))
        for row in rows("told")
    }


def stance_posts() -> list[StancePost]:
    """All posts of the stance set."""
    return [
        StancePost(
            id=row["id"], claim_id=row["claim_id"], stance=Stance(row["stance"]), text=clean(row["text"])
        )
        for row in rows("stance")
    ]


def _example(row: dict[str, str], typed: str) -> Example:
    return Example.from_row(row, typed, group=row["id"], writer=row["writer"])
