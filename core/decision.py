"""What the team decides: about a story, and about a claim that it checks itself. Codes and ids, no words.

The rows are append-only (pipeline/migrations/0003_desk.sql); where a story stands follows from them
(pipeline/decisions.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

OPERATOR: Final = "operator"
"""who it was, in the audit trail, where a command did something: nobody has logged in there"""


class Answer(StrEnum):
    """What a person says of one signal of a story."""

    YES = "yes"
    NO = "no"
    UNVERIFIABLE = "unverifiable"


class DecisionKind(StrEnum):
    """What a person did with a story. Rows are never changed: to take one back is an `undo`."""

    DECIDE = "decide"  # answers every signal
    ASK_SECOND = "ask_second"  # somebody else is to decide too, without seeing the first answer
    SECOND = "second"  # the blind second opinion
    SETTLE = "settle"  # a third decides where two differ
    HOLD = "hold"  # comes back at a time
    SKIP = "skip"  # not now, not by me
    HAND_OVER = "hand_over"  # to a named colleague
    HARMLESS = "harmless"  # known: further copies stay out, but a graver one, until it grows unusually
    EXCEPT = "except"  # these copies are not what the decision says: they are decided apart
    REOPEN = "reopen"  # back into the queue
    UNDO = "undo"


class StoryState(StrEnum):
    """Where a story stands, by the decisions that stand."""

    NEW = "new"
    HELD = "held"  # until a time
    SECOND = "second"  # waits for the second opinion
    DISPUTED = "disputed"  # two opinions differ
    DECIDED = "decided"
    HARMLESS = "harmless"
    REOPENED = "reopened"  # by a person, or by itself (pipeline.decisions.Reopened)


class ClaimStep(StrEnum):
    """A step in checking a claim of the desk's own."""

    OPENED = "opened"  # data: text, story_id, item_id, criticises (local government or an incumbent)
    SOURCE = "source"  # data: kind (see SourceKind), publisher, url, public (may stand in the clarification)
    STRUCK = "struck"  # data: source (id of the event); it counts no more
    FLAG = "flag"  # data: criticises; set by one person, taken back by two
    VERDICT = "verdict"  # data: verdict (see Verdict)
    WITHDRAWN = "withdrawn"  # data of a claim of the library: text, rating, url, publisher
    MATCHED = "matched"  # data: stories, verdict; posts of before were matched with the claim so decided


class SourceKind(StrEnum):
    """What stands behind a source that the desk found for or against a claim."""

    FACT_CHECKER = "fact_checker"  # an outside one
    NAMED_BODY = "named_body"  # published word of the body that the claim is about
    OFFICIAL = "official"  # another authority's record
    MEDIA = "media"
    FIELD = "field"  # seen or asked on the spot by the team


class Verdict(StrEnum):
    """What two people found a claim to be."""

    TRUE = "true"
    FALSE = "false"
    MISLEADING = "misleading"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One row of what the team did with a story: ids and codes, no words and no names."""

    id: str
    story_id: str
    kind: DecisionKind
    items: tuple[tuple[str, int], ...]  # item id and revision that it covers
    answers: Mapping[str, Answer]  # by signal; empty unless decide, second, settle
    severity: int  # 0 to 3
    reason: str  # code of the short list
    by_user: str
    at: datetime
    number: int = 0  # order of writing; given by the store
    note_id: str = ""
    seconds: float | None = None  # from opening the story to deciding
    until: datetime | None = None
    to_user: str = ""
    refers_to: str = ""
    copies: int = 1  # that the story had then
    shown: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """the signals as shown; where the answer is "hoax", the ids of the claims that it rests on too"""
