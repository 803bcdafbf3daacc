"""What the stages may look at besides the batch: now, the claims, and the past, through narrow questions."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.record import Claim


@dataclass(frozen=True, slots=True)
class StoredSignature:
    """An item of the store that shares a band with one of the batch."""

    item_id: str
    story_id: str
    signature: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How far a story has spread, without the batch: copies, distinct sources, first and last seen."""

    copies: int
    sources: frozenset[str]
    first_seen: datetime
    last_seen: datetime


def _no_signatures(bands: Collection[int]) -> Iterable[StoredSignature]:
    return ()


def _no_spread(story_ids: Collection[str]) -> Mapping[str, Spread]:
    return {}


@dataclass(frozen=True, slots=True)
class Context:
    """One for a run. The two questions to the store open it briefly; without a store they answer "nothing".

    `signatures(bands)`: stored items that share one of these band hashes (unsigned 63-bit).
    `spread(story_ids)`: spread of those stories that the store has.
    `regions`: source id -> Kemendagri code of the region it mostly writes about; an ambiguous place name in a
    source of the regency is more likely ours.
    """

    now: datetime
    claims: tuple[Claim, ...] = ()
    signatures: Callable[[Collection[int]], Iterable[StoredSignature]] = _no_signatures
    spread: Callable[[Collection[str]], Mapping[str, Spread]] = _no_spread
    regions: Mapping[str, str] = field(default_factory=dict)
