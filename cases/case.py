"""A case: stories, parties, evidence, route, worksheets, approvals, packages, outcomes.

`cases.replay.read_case(log)` is the only way to a Case; nothing else holds its state.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final


class Part(StrEnum):
    """What somebody is in a case."""

    REPORTED = "reported"  # terlapor
    VICTIM = "victim"
    REPORTER = "reporter"  # pelapor
    WITNESS = "witness"


class Conduct(StrEnum):
    """What a reported party did, as the evidence shows it."""

    AUTHORED = "authored"
    ORGANISED = "organised"
    FORWARDED = "forwarded"  # only passed it on: no party, is offered the clarification
    NONE = "none"  # victims, reporters, witnesses


class Conclusion(StrEnum):
    """What a person concludes from the worksheets (the three tiers of A/HRC/55/47, and nothing)."""

    CRIMINAL = "criminal"
    ADMINISTRATIVE = "administrative"
    CONCERN = "concern"  # lawful but of concern; the default
    NOTHING = "nothing"


GENTLE_TO_SEVERE: Final = (
    Conclusion.NOTHING,
    Conclusion.CONCERN,
    Conclusion.ADMINISTRATIVE,
    Conclusion.CRIMINAL,
)
REVIEWERS: Final = 2
"""people who fill in the worksheets; the gentlest of their conclusions counts"""


class Answer(StrEnum):
    """Of one factor or element on a worksheet."""

    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Text:
    """Words that lie in `private.case_texts`: their id and their salted hash."""

    id: str
    sha256: str


def salted(salt: str, text: str) -> str:
    """The hash by which the log commits to words that lie apart; `salt` in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody in a case, under a pseudonym until the dossier."""

    id: str
    part: Part
    conduct: Conduct
    pseudonym: str  # "Terlapor 1"
    identity: Text | None  # name, account, address: shown by a logged reveal only
    press: bool = False  # a press company or its journalist
    minor: bool = False  # suspected under 18: blocks the referral


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """One file of a piece of evidence, under the case's folder."""

    name: str
    sha256: str
    size: int  # bytes
    media_type: str
    personal: bool = False  # can name a person: shown by a logged reveal, left out of some packages


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One piece: a capture by the system, or what somebody brought."""

    id: str
    kind: str  # "capture" or "hand"
    captured_at: datetime
    files: tuple[EvidenceFile, ...]
    manifest: str  # SHA-256 of its manifest
    item: str = ""  # capture: the copy that it shows
    revision: int = 0
    lacks: tuple[str, ...] = ()  # codes of what could not be captured ("no_chromium", "gone", ...)
    stamped: str = ""  # "", "good", "failed"
    stamp_reason: str = ""
    by_user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One person's latest worksheet."""

    sheet: str  # "rabat" or "elements"
    norm: str
    answers: Mapping[str, tuple[Answer, Text | None]]
    by_user: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A signed approval that was not withdrawn; whether it still holds, cases.approval tells."""

    id: str
    payload: Mapping[str, Any]
    signature: str
    key: str
    by_user: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that was made, where it went and what became of it."""

    id: str
    sha256: str
    manifest: str
    route: str
    made_at: datetime
    by_user: str
    sent: tuple[Mapping[str, Any], ...] = ()
    outcomes: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Somebody named objects; somebody else decides; recipients get a correction."""

    id: str
    words: Text | None
    by_user: str  # who took it down
    made_at: datetime
    party: str = ""
    decided_by: str = ""
    upheld: bool | None = None
    why: Text | None = None
    corrected: tuple[Mapping[str, Any], ...] = ()  # packages whose recipients were told


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Where a case stands."""

    id: str
    opened_by: str
    opened_at: datetime
    known_at: datetime  # a person first opened the story; deadlines count from here
    title: Text | None
    stories: tuple[str, ...] = ()
    items: tuple[tuple[str, int], ...] = ()
    description: Text | None = None
    place: str = ""
    act_on: date | None = None  # the day of the act: chooses the law
    channel: str = ""  # how it was said: "public_post", "private_message", "news", "speech"
    target: str = ""  # whom it was aimed at, as a reviewer says (reports.targets); never an author's side
    news: bool = False  # one of its items came from a news source: the law of the press comes first
    called: tuple[datetime, ...] = ()  # the police were called (110), before any package
    parties: tuple[Party, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    route: str = ""
    passed: tuple[str, ...] = ()  # gentler routes that were passed over
    route_why: Text | None = None
    confirmed: tuple[str, ...] = ()  # what whoever chose the route said of it: codes of cases.law.routes
    norm: str = ""
    sheets: Mapping[tuple[str, str], Filled] = field(default_factory=dict)  # by (sheet, user)
    conclusions: Mapping[str, Conclusion] = field(default_factory=dict)  # by user
    approvals: tuple[Approval, ...] = ()
    packages: tuple[Package, ...] = ()
    objections: tuple[Objection, ...] = ()
    closed: bool = False
    head: str = ""  # hash of the last entry

    def party(self, party_id: str) -> Party | None:
        """The party with this id."""
        return next((one for one in self.parties if one.id == party_id), None)
