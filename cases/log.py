"""The custody log of a case: append-only, each entry chained to the one before by its hash.

Everything that happens to a case is an entry, reads and exports too (Berkeley Protocol 2020: chain of
custody). What a case is follows from its log (cases/replay.py). Entries hold ids, codes and hashes; words and
names lie apart in `private.case_texts`, named here by id and salted hash, so that they can be erased while
the chain stays whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from core.canonical import canonical, sha256

FIRST: Final = "0" * 64
"""what the first entry of a case is chained to"""
WRONG: Final = (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)
"""what reading entries raises whose author had something else in mind"""


class CaseStep(StrEnum):
    """What an entry records, and what its data hold; `text` is {"id", "sha256"} of words apart."""

    # stories, items [[id, revision]], known_at (ISO 8601), title: text, news (an item of a news source)
    OPENED = "opened"
    STORY_ADDED = (
        "story_added"  # story, items, news, known_at where a person opened it earlier than the others
    )
    DESCRIBED = "described"  # description: text, place (Kemendagri code), act_on (ISO date), channel, target
    PARTY_ADDED = "party_added"  # party, part, conduct, pseudonym, press, minor, identity: text
    # party and the changed of: part, conduct, press, minor, pseudonym, identity: text; struck; why: text
    PARTY_CHANGED = "party_changed"
    REVEALED = "revealed"  # party or evidence, reason (code)
    EVIDENCE_ADDED = "evidence_added"  # see cases.case.Evidence
    TIMESTAMPED = "timestamped"  # evidence, state ("good", "failed"), authority, reason, sha256 of the answer
    EVIDENCE_STRUCK = "evidence_struck"  # evidence, reason: text
    CALLED = "called"  # to ("110"), why: text; violence that is about to happen: call first, package after
    ROUTED = "routed"  # route, passed [gentler routes], why: text, confirmed [codes]
    NORMED = "normed"  # norm (id), or "" for none
    SHEET = "sheet"  # sheet ("rabat", "elements"), norm, answers {factor: {answer, why: text}}
    CONCLUDED = "concluded"  # outcome (see cases.case.Conclusion)
    APPROVED = "approved"  # payload, signature (Base64), key (fingerprint)
    WITHDRAWN = "withdrawn"  # approval (id of the entry)
    PACKAGED = "packaged"  # package, sha256, manifest, route
    SENT = "sent"  # package, recipient (code), by (how), on (ISO date)
    OUTCOME = "outcome"  # package, outcome (code), on (ISO date), why: text
    OBJECTED = "objected"  # objection, party or "", words: text
    OBJECTION_DECIDED = "objection_decided"  # objection, upheld, why: text
    CORRECTED = "corrected"  # objection, package, recipient, words: text
    CLOSED = "closed"  # why: text
    REOPENED = "reopened"
    READ = "read"  # what ("case", "evidence:ID", "dossier")
    EXPORTED = "exported"  # what, sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `place` counts from 1 within the case; `hash` is over everything else in it."""

    case_id: str
    place: int
    id: str
    step: CaseStep
    data: Mapping[str, Any]
    by_user: str
    made_at: datetime
    previous: str
    hash: str

    def facts(self) -> dict[str, Any]:
        """All but the hash, as they are hashed, exported and verified."""
        return {
            "case": self.case_id,
            "place": self.place,
            "id": self.id,
            "step": self.step.value,
            "data": dict(self.data),
            "by": self.by_user,
            "at": stamp(self.made_at),
            "previous": self.previous,
        }


def stamp(moment: datetime) -> str:
    """A moment as it is hashed: UTC, microseconds, always the same width."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def chained(
    log: Sequence[Entry],
    case_id: str,
    step: CaseStep,
    data: Mapping[str, Any],
    *,
    by_user: str,
    at: datetime,
    entry_id: str,
) -> Entry:
    """The next entry of this log; it is not yet stored."""
    last = log[-1] if log else None
    draft = Entry(
        case_id=case_id,
        place=(last.place if last else 0) + 1,
        id=entry_id,
        step=step,
        data=data,
        by_user=by_user,
        made_at=at,
        previous=last.hash if last else FIRST,
        hash="",
    )
    return replace(draft, hash=sha256(canonical(draft.facts())))


def broken_at(facts: Sequence[Mapping[str, Any]], hashes: Sequence[str]) -> int | None:
    """The place of the first entry that does not fit (altered, missing, out of order); None if all do.

    Takes what `Entry.facts` gives, so that the verifier can ask without the store. What was cut off at the
    end cannot show here: the last hash must be known from elsewhere (the manifest, an approval).
    """
    previous = FIRST
    for number, (fact, given) in enumerate(zip(facts, hashes, strict=True), start=1):
        fits = fact.get("place") == number and fact.get("previous") == previous
        if not fits or _hashed(fact) != given:
            return number
        previous = given
    return None


def _hashed(fact: Mapping[str, Any]) -> str:
    """The hash of an entry; "" for what no desk can have written (a decimal, say)."""
    try:
        return sha256(canonical(fact))
    except (TypeError, ValueError):
        return ""
