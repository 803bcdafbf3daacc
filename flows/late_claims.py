"""A fact check of today reaches the post of yesterday: claims that a round brought are matched backwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.decision import OPERATOR, ClaimStep
from core.record import Claim
from core.settings import Profile, Settings
from flows.workspace import open_workspace, refuse_lost, stored_claims
from pipeline.claims import ClaimsError, same_claim
from pipeline.match_back import match_back, match_due
from pipeline.store import (
    AuditEntry,
    Connection,
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
from pipeline.store.rematch import due_claims, mark_due

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
        return _library(db)


def _library(db: Connection) -> Library:
    return {claim.id: claim for claim in claims(db)}


def match_late(store: Store, round_id: str, before: Library, during: Library) -> tuple[str, ...]:
    """Match backwards what has been added, changed or taken out; the stories that changed.

    `during`: the claims that the posts of the round were matched with. What came between `before` and then
    is new to earlier items only; what the desk added while the round ran is new to those of the round too.
    What a command has left undone is made up.
    """
    known = match_back(store, _late(before, during), but_round=round_id)
    missed = match_back(store, _late(during, library_now(store)))
    return tuple(sorted({*known, *missed, *match_due(store)}))


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of claims that were stored."""

    added: int  # that were not there yet
    rerated: Sequence[tuple[Claim, Claim]]  # there already with another rating: before, now
    stories: int  # that changed, by them or by what earlier commands had left undone
    withdrawn: int = 0  # that were taken out before, and stay out


def keep_claims(settings: Settings, new: Sequence[Claim], profile: Profile | None = None) -> Kept:
    """Store claims and match them with what was said before; also what an earlier command left undone."""
    store = open_workspace(settings, profile).store
    with store.writing() as db:
        before = _library(db)
        out = withdrawn_claims(db)
        every = _as_known(new, [*before.values(), *_claims_of(out)])
        new = [one for one in every if one.id not in out]
        added = save_claims(db, new)
        mark_due(db, [claim.id for claim in _late(before, _library(db))])
    rerated = [
        (before[claim.id], claim)
        for claim in new
        if claim.id in before and before[claim.id].rating != claim.rating
    ]
    return Kept(added, rerated, len(match_due(store)), len(every) - len(new))


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
    """Take a claim out of the library for good; how many stories changed, those among them that earlier
    commands had left undone. What it was, and why it went, stays written down, and no later round brings it
    back. One that was taken out already, but not from what it was matched with, is finished. Raises
    ClaimsError."""
    if not reason.strip():
        raise ClaimsError("--reason: empty; write why the claim is taken out")
    refuse_lost(settings)
    unknown = ClaimsError(f"{claim_id!r}: no such claim in the library; see `pantau claims list`")
    if not settings.database.exists():  # nor does a folder become the sample's by that
        raise unknown
    store = open_workspace(settings, profile).store
    with store.writing() as db:
        claim = _library(db).get(claim_id)
        if claim is None and claim_id not in due_claims(db).values():
            raise unknown
        if claim is not None:
            _take_out(db, claim, reason)
    return len(match_due(store))


def _take_out(db: Connection, claim: Claim, reason: str) -> None:
    if claim_events(db, claim.id):
        raise ClaimsError(f"{claim.id}: a claim of the desk's own; withdraw it there, on {claim.url}")
    data = {
        "text": claim.text,
        "rating": claim.rating,
        "url": claim.url,
        "publisher": claim.publisher,
    }
    event = write_claim_event(db, claim.id, ClaimStep.WITHDRAWN, data, OPERATOR, reason)
    write_audit(
        db,
        [
            AuditEntry(
                id=event.id,
                made_at=event.made_at,
                by_user=OPERATOR,
                action="claim_out",
                object=f"claim:{claim.id}",
                detail={"note": event.note_id},
            )
        ],
    )
    remove_claims(db, [claim.id])
    mark_due(db, [claim.id])


def _late(before: Library, after: Library) -> list[Claim]:
    changed = [claim for claim in after.values() if _says(before.get(claim.id)) != _says(claim)]
    return [*changed, *(claim for claim in before.values() if claim.id not in after)]


def _says(claim: Claim | None) -> tuple[str, str, bool] | None:
    return (claim.text, claim.rating, claim.false) if claim else None
