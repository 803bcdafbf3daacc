"""The measuring sets, read: labelled texts, some of them disguised by hand, pairs of sentences with one group
swapped, which claims public posts make, posts in four stances to claims, claims with posts and twins, long
ordinary messages of which one passage is charged, and texts in unusual ways of speaking.

`measuring.yml` pins each file with rows and SHA-256; another version is refused. Nothing here is learned
from, tuned on or looked at for design.
"""

import csv
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, cast

import yaml
from pydantic import TypeAdapter

from core.record import RoleName, Stance
from models.training.data import DataError, Example, TextSet, clean

HERE: Final = Path(__file__).parent
TEXTS: Final = HERE / "texts.csv"
SWAPS: Final = HERE / "swaps.csv"
BY_HAND: Final = HERE / "by_hand.csv"
TOLD: Final = HERE / "told.csv"
STANCE: Final = HERE / "stance.csv"
TWINS: Final = HERE / "twins.csv"
"""invented claims (`claim_id`, `claim`), each with `post_1` to `post_3` that assert it, and `near_miss_1` to
`near_miss_3`, told as these are, that do not"""
BURIED: Final = HERE / "buried.csv"
UNUSUAL: Final = HERE / "unusual.csv"
WAYS: Final = ("leet", "typo", "emoji", "mixed")
"""in which texts were disguised by hand: digits and signs, slips, pictures, marks and spelling"""
Kind = Literal["ethnicity", "religion", "pair", "office"]
Charged = Literal["buried", "unusual"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """The same sentence about one and about another, as it reaches a model; `kind` is what was swapped."""

    id: str
    kind: Kind
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Told:
    """Which claims a public post makes (`match.data.claim_hash`), by each of two readers who saw no label."""

    label: str  # the claim that the public pairs name
    first: frozenset[str]
    second: frozenset[str]

    @property
    def both(self) -> frozenset[str]:
        """Those that both name."""
        return self.first & self.second

    @property
    def either(self) -> frozenset[str]:
        """Those that one of them names."""
        return self.first | self.second


@dataclass(frozen=True, slots=True, kw_only=True)
class StancePost:
    """A post about a claim of `guard/dev_claims.csv` of the shared data, as it reaches a model."""

    id: str
    claim_id: str
    stance: Stance
    text: str


@lru_cache(maxsize=1)
def sets() -> dict[str, TextSet]:
    """All measuring sets by name."""
    raw = yaml.safe_load((HERE / "measuring.yml").read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, TextSet]).validate_python(raw)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a set. Raises DataError if it is missing or another version than `measuring.yml` names."""
    path = HERE / sets()[name].path
    if not path.is_file():
        raise DataError(f"{path}: no such file (named in models/measuring/measuring.yml)")
    if hashlib.sha256(path.read_bytes()).hexdigest() != sets()[name].sha256:
        raise DataError(f"{path}: differs from the version in models/measuring/measuring.yml")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(change: Callable[[str], str] | None = None) -> list[Example]:
    """All labelled texts, normalised and masked; `kind` is the group. `change` is done to what was typed."""
    return [_example(row, change(row["text"]) if change else row["text"]) for row in rows("texts")]


def by_hand(way: str) -> list[Example]:
    """Texts of `texts`, with their ids and labels, as a writer disguised them in one of WAYS."""
    plain = {row["id"]: row for row in rows("texts")}
    return [_example(plain[row["of"]], row["text"]) for row in rows("by_hand") if row["way"] == way]


def charged(name: Charged) -> list[Example]:
    """Long ordinary messages of which one passage is charged (`buried`), or threats and hatred without the
    usual words beside lawful talk that sounds dangerous (`unusual`), normalised and masked."""
    return [_example(row, row["text"]) for row in rows(name)]


def swaps() -> list[Swap]:
    """All pairs."""
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
    """Each public post of 2025, by its row (from 0) in `claim_pairs_2015_2025.csv` of the shared data."""
    return {
        int(row["row"]): Told(row["label"], frozenset(row["first"].split()), frozenset(row["second"].split()))
        for row in rows("told")
    }


def stance_posts() -> list[StancePost]:
    """All posts in four stances."""
    return [
        StancePost(
            id=row["id"], claim_id=row["claim_id"], stance=Stance(row["stance"]), text=clean(row["text"])
        )
        for row in rows("stance")
    ]


def _example(row: dict[str, str], typed: str) -> Example:
    return Example(
        id=row["id"],
        text=clean(typed),
        domain="own",
        provocation=row["provocation"] == "1",
        violence=row["violence"] == "1",
        role=RoleName(row["role"]),
        severity=int(row["severity"]),
        group=row["id"],
        channel=row["channel"],
        kind=row["group"],
        writer=row["writer"],
        ground=row["ground"],
        against=row["against"],
        timing=row["timing"],
    )
