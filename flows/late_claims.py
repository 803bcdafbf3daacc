"""A fact check of today reaches the post of yesterday: claims that a round brought are matched backwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.decision import OPERATOR, ClaimStep
from core.record import Claim
from core.settings import Profile, Settings
from flows.workspace import open_workspace, stored_claims
from pipeline.claims import ClaimsError, same_claim
from pipeline.match_back import match_back
from pipeline.store import (
    AuditEntry,
    Store,
    claim_events,
    claims,
    claims_before,
    remove_claims,
    save_claims,
    withdrawn_claims,
    write_audit,
    write_claim_event,
)

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
    withdrawn: int = 0  # that were taken out before, and stay out


def keep_claims(settings: Settings, new: Sequence[Claim], profile: Profile | None = None) -> Kept:
    """Store claims and match them with what was said before."""
    store = open_workspace(settings, profile).store
    before = library_now(store)
    with store.writing() as db:
        out = withdrawn_claims(db)
        every = _as_known(new, [*before.values(), *_claims_of(out)])
        new = [one for one in every if one.id not in out]
        added = save_claims(db, new)
    rerated = [
        (before[claim.id], claim)
        for claim in new
        if claim.id in before and before[claim.id].rating != claim.rating
    ]
    stories = len(match_back(store, _late(before, library_now(store))))
    return Kept(added, rerated, stories, len(every) - len(new))


def _claims_of(withdrawn: Mapping[str, Mapping[str, object]]) -> list[Claim]:
    return [
        Claim(
            id=claim_id,
            text=str(data["text"]),
            rating=str(data["rating"]),
            url=str(data["url"]),
            publisher=str(data["publisher"]),
            published_at=None,
            false=False,
        )
        for claim_id, data in withdrawn.items()
        if data
    ]


def _as_known(new: Sequence[Claim], old: Sequence[Claim]) -> list[Claim]:
    """The new claims, each as the one that is known in other capitals, blanks or stops."""
    ids = {claim.id: claim for claim in old}
    known: dict[tuple[str, str, tuple[str, ...]], Claim] = {}
    found = []
    for claim in old:
        known.setdefault(_same(claim), claim)
    for claim in new:
        other = ids.get(claim.id) or known.setdefault(_same(claim), claim)
        found.append(replace(claim, id=other.id, text=other.text, url=other.url, publisher=other.publisher))
    return found


def _same(claim: Claim) -> tuple[str, str, tuple[str, ...]]:
    return claim.publisher.casefold(), claim.url, same_claim(claim.text)


def find_claims(settings: Settings, words: str) -> list[Claim]:
    """The claims of the library that hold all these words, in text, rating, publisher or address."""
    wanted = words.casefold().split()
    return [claim for claim in stored_claims(settings) if all(word in _told(claim) for word in wanted)]


def _told(claim: Claim) -> str:
    return f"{claim.text} {claim.rating} {claim.publisher} {claim.url}".casefold()


def withdraw_claim(settings: Settings, claim_id: str, reason: str, profile: Profile | None = None) -> int:
    """Take a claim out of the library for good; how many stories changed. What it was, and why it went, stays
    written down, and no later round brings it back. Raises ClaimsError."""
    if not reason.strip():
        raise ClaimsError("--reason: empty; write why the claim is taken out")
    store = open_workspace(settings, profile).store
    with store.writing() as db:
        claim = next((one for one in claims(db) if one.id == claim_id), None)
        if claim is None:
            raise ClaimsError(f"{claim_id!r}: no such claim in the library; see `pantau claims list`")
        if claim_events(db, claim_id):
            raise ClaimsError(f"{claim_id}: a claim of the desk's own; withdraw it there, on {claim.url}")
        data = {
            "text": claim.text,
            "rating": claim.rating,
            "url": claim.url,
            "publisher": claim.publisher,
        }
        event = write_claim_event(db, claim_id, ClaimStep.WITHDRAWN, data, OPERATOR, reason)
        write_audit(
            db,
            [
                AuditEntry(
                    id=event.id,
                    made_at=event.made_at,
                    by_user=OPERATOR,
                    action="claim_out",
                    object=f"claim:{claim_id}",
                    detail={"note": event.note_id},
                )
            ],
        )
        remove_claims(db, [claim_id])
    return len(match_back(store, [claim]))


def _late(before: Library, after: Library) -> list[Claim]:
    changed = [claim for claim in after.values() if _says(before.get(claim.id)) != _says(claim)]
    return [*changed, *(claim for claim in before.values() if claim.id not in after)]


def _says(claim: Claim | None) -> tuple[str, str, bool] | None:
    return (claim.text, claim.rating, claim.false) if claim else None
