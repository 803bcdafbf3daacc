"""A fact check of today reaches the post of yesterday: claims that a round brought are matched backwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.record import Claim
from core.settings import Settings
from flows.workspace import open_workspace
from pipeline.match_back import match_back
from pipeline.store import Store, claims, claims_before, save_claims

Library = Mapping[str, Claim]
"""Claims by id"""


def library_before(store: Store, round_id: str) -> Library:
    """The claims as they were before this round; ask before it is opened.

    A round that died and is finished now has brought some of today's claims: those stored since it began.
    """
    with store.reading() as db:
        return {claim.id: claim for claim in claims_before(db, round_id)}


def library_now(store: Store) -> Library:
    """The claims as they are."""
    with store.reading() as db:
        return {claim.id: claim for claim in claims(db)}


def match_late(store: Store, round_id: str, before: Library, during: Library) -> tuple[str, ...]:
    """Match backwards what has been added, changed or taken out; the stories that changed.

    `during`: the claims that the posts of the round were matched with. What came between `before` and then
    is new to earlier items only; what the desk added while the round ran is new to those of the round too.
    """
    known = match_back(store, _late(before, during), but_round=round_id)
    missed = match_back(store, _late(during, library_now(store)))
    return tuple(sorted({*known, *missed}))


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of claims that were stored."""

    added: int  # that were not there yet
    rerated: Sequence[tuple[Claim, Claim]]  # there already with another rating: before, now
    stories: int  # that changed by them


def keep_claims(settings: Settings, new: Sequence[Claim]) -> Kept:
    """Store claims and match them with what was said before."""
    store = open_workspace(settings).store
    before = library_now(store)
    with store.writing() as db:
        added = save_claims(db, new)
    rerated = [
        (before[claim.id], claim)
        for claim in new
        if claim.id in before and before[claim.id].rating != claim.rating
    ]
    return Kept(added, rerated, len(match_back(store, _late(before, library_now(store)))))


def _late(before: Library, after: Library) -> list[Claim]:
    changed = [claim for claim in after.values() if _says(before.get(claim.id)) != _says(claim)]
    return [*changed, *(claim for claim in before.values() if claim.id not in after)]


def _says(claim: Claim | None) -> tuple[str, str, bool] | None:
    return (claim.text, claim.rating, claim.false) if claim else None
