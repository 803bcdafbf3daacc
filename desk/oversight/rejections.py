"""The list of what was dropped, narrowed and paged; what identifies somebody is taken out."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.text import mask
from crawlers.source import Source
from pipeline.store.dropped import BY, RejectedCount, RejectedRow

PAGE: Final = 50
_ADDRESS: Final = re.compile(r"(?:https?://|www\.|t\.me/)\S+", re.IGNORECASE)
HIDDEN: Final = "disembunyikan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A value that the list may be narrowed to, and how many rows it would have, the others kept."""

    value: str
    number: int
    started_at: datetime | None = None  # of a round


def facets(counts: Sequence[RejectedCount], narrowed: Mapping[str, str]) -> dict[str, list[Facet]]:
    """For each thing to narrow by its values: rounds the newest first, the others the most frequent first."""
    found: dict[str, list[Facet]] = {}
    for key in BY:
        others = {name: value for name, value in narrowed.items() if name != key and value}
        number: Counter[str] = Counter()
        started: dict[str, datetime | None] = {}
        for one in counts:
            if _fits(one, others):
                number[getattr(one, key)] += one.number
                started[one.round_id] = one.started_at
        values = list(number) if key == "round_id" else [value for value, _ in number.most_common()]
        found[key] = [
            Facet(value=value, number=number[value], started_at=started.get(value)) for value in values
        ]
    return found


def total(counts: Sequence[RejectedCount], narrowed: Mapping[str, str]) -> int:
    """How many rows the narrowed list has."""
    return sum(one.number for one in counts if _fits(one, narrowed))


def _fits(one: RejectedCount, narrowed: Mapping[str, str]) -> bool:
    return all(getattr(one, name) == value for name, value in narrowed.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row as the page shows it."""

    row: RejectedRow
    what: str  # "" where it points at a post
    detail: str


def shown(rows: Sequence[RejectedRow], sources: Mapping[str, Source]) -> list[Shown]:
    """Rows without what points at a person: the address of a post, a number or a name in a detail.

    News and fact-checks are published; of a source that is gone nobody knows, so it counts as posts.
    """
    return [_shown(row, sources.get(row.source_id)) for row in rows]


def _shown(row: RejectedRow, source: Source | None) -> Shown:
    public = source is not None and not source.needs_mandate
    if public:
        return Shown(row=row, what=row.what[:300], detail=mask(row.detail)[:300])
    return Shown(row=row, what="", detail=_ADDRESS.sub(f"[{HIDDEN}]", mask(row.detail))[:300])
