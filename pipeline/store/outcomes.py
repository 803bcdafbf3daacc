"""How candidates end that bring no item, and what the next crawl should know of those that were fetched."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.record import Candidate, Known, Outcome, Rejected, Validators

PROGRAM_ERROR: Final = "error"
"""reason of a rejection that is a fault of the program, not of the page; crawls write the same code"""
Keys = Mapping[tuple[str, str], Known]
"""(source id, candidate key) -> what the next crawl should know of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateOutcome:
    """How a candidate ended that brought no item to store: known, or rejected with a reason."""

    source_id: str
    key: str
    outcome: Outcome
    item_id: str = ""  # of a known one, where it is known which
    what: str = ""  # of a rejected one: URL or native id
    stage: str = ""
    reason: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        """Refuse what only the store decides, and a rejection without a reason."""
        if self.outcome not in (Outcome.KNOWN, Outcome.REJECTED):
            raise ValueError(f"{self.key}: whether an item is {self.outcome} is for the store to decide")
        if self.outcome is Outcome.REJECTED and not self.reason:
            raise ValueError(f"{self.key}: rejected without a reason")


def known(candidate: Candidate, item_id: str = "") -> CandidateOutcome:
    """The outcome of a candidate with nothing new."""
    return CandidateOutcome(
        source_id=candidate.source_id, key=candidate.key, outcome=Outcome.KNOWN, item_id=item_id
    )


def rejected(key: str, rejection: Rejected) -> CandidateOutcome:
    """The outcome of a candidate that could not pass, at whatever stage."""
    return CandidateOutcome(
        source_id=rejection.source_id,
        key=key,
        outcome=Outcome.REJECTED,
        what=rejection.what,
        stage=rejection.stage,
        reason=rejection.reason,
        detail=rejection.detail,
    )


def remember(
    candidates: Iterable[Candidate], at: datetime, outcomes: Iterable[CandidateOutcome] = ()
) -> dict[tuple[str, str], Known]:
    """What the next crawl should know of these: when each was fetched, and what makes a request conditional.

    Or that the site refused it for good, or gave what is no article (by its outcome): then it is tried less
    and less often. Leaves out those that were not asked for, or may come at any time. `at`: of what has no
    page.
    """
    unread = {(one.source_id, one.key): one.reason for one in outcomes if one.outcome is Outcome.REJECTED}
    found = {(one.source_id, one.key): _seen(one, at, unread) for one in candidates}
    return {key: seen for key, seen in found.items() if seen is not None}


def _seen(candidate: Candidate, at: datetime, unread: Mapping[tuple[str, str], str]) -> Known | None:
    if candidate.rejected is not None:
        refused = candidate.rejected.reason if candidate.rejected.lasting else ""
        return Known(fetched_at=at, first_seen=at, refused=refused) if refused else None
    if candidate.known and not candidate.pages:
        return None
    if reason := unread.get((candidate.source_id, candidate.key)):
        return Known(fetched_at=at, first_seen=at, refused=reason)
    page = candidate.pages[0] if candidate.pages else None
    headers = {name.lower(): value for name, value in page.headers} if page else {}
    fetched_at = page.fetched_at if page else at
    return Known(
        fetched_at=fetched_at,
        first_seen=fetched_at,
        updated_at=candidate.updated_at,
        validators=Validators(etag=headers.get("etag", ""), last_modified=headers.get("last-modified", "")),
    )


def key_hash(source_id: str, key: str) -> str:
    """The name of a candidate where its key, which may point at a person, must not stand."""
    return hashlib.sha256(f"{source_id}\0{key}".encode()).hexdigest()[:16]
