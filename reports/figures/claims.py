"""Checked claims that went round in a period, and how far."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from pipeline.store import Connection
from pipeline.store.database import registered
from pipeline.store.for_board import claims_by_id
from pipeline.store.reading import fetch
from reports.figures.stories import Copy, in_revisions
from reports.period import Period

_MATCHES: Final = """
    SELECT m.item_id, m.claim_id, m.automatic, m.stance
    FROM wanted w JOIN matches m ON m.item_id = w.id AND m.revision = w.revision
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSpread:
    """One claim that a fact-checker, or the desk, has rated, and the copies of the period about it."""

    claim_id: str
    text: str  # the fact-checker's words
    rating: str
    false: bool
    publisher: str
    checked_on: date | None
    asserting: int  # copies that say it, matched for certain
    possible: int  # copies that may say it: a person must look
    reporting: int  # news that report or question it
    sources: int  # of the copies that say it, or may
    kecamatan: tuple[str, ...]
    first_said: date | None
    stories: frozenset[str]  # of all copies about it


def claims_spread(
    db: Connection, copies: Sequence[Copy], places: Mapping[str, tuple[str, ...]], period: Period
) -> tuple[ClaimSpread, ...]:
    """Claims that copies of the period match, the widest spread first. `places`: kecamatan by story."""
    by_id = {one.item_id: one for one in copies}
    with registered(db, wanted=in_revisions(copies)):
        rows = list(fetch(db, _MATCHES))
    by_claim: dict[str, list[tuple[dict[str, Any], Copy]]] = defaultdict(list)
    for row in rows:
        by_claim[row["claim_id"]].append((row, by_id[row["item_id"]]))
    found = []
    for claim_id, claim in claims_by_id(db, set(by_claim)).items():
        mine = by_claim[claim_id]
        said = [(row, one) for row, one in mine if row["stance"] == "asserts" and one.channel != "factcheck"]
        stances = Counter(row["stance"] for row, one in mine if one.channel != "factcheck")
        found.append(
            ClaimSpread(
                claim_id=claim_id,
                text=claim.text,
                rating=claim.rating,
                false=claim.false,
                publisher=claim.publisher,
                checked_on=_day(claim.published_at, period) if claim.published_at else None,
                asserting=sum(bool(row["automatic"]) for row, _ in said),
                possible=sum(not row["automatic"] for row, _ in said),
                reporting=stances["reports"] + stances["questions"],
                sources=len({one.source_id for _, one in said}),
                kecamatan=tuple(sorted({code for _, one in said for code in places.get(one.story_id, ())})),
                first_said=min((_day(one.said_at, period) for _, one in said), default=None),
                stories=frozenset(one.story_id for _, one in mine),
            )
        )
    return tuple(sorted(found, key=_widest))


def _widest(one: ClaimSpread) -> tuple[int, int, int, str]:
    return (-(one.asserting + one.possible), -one.asserting, -one.reporting, one.claim_id)


def _day(moment: datetime, period: Period) -> date:
    return moment.astimezone(period.zone).date()
