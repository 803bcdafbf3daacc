"""Whose turn a story is: what this user may do with it now, and what he may see. Pure."""

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from core.decision import Decision, DecisionKind, StoryState
from core.record import Claim, ClaimMatch, Stance
from desk.board.records import Story
from desk.people.accounts import User
from desk.people.roles import Permission
from pipeline.decisions import Reopened, Situation, standing
from pipeline.store.for_board import Copy

SIGNALS: Final = ("hoax", "provocation", "violence")
"""in the order in which they are asked"""
SAMPLED: Final = "sample"
"""reason of a second opinion that the desk itself asks for, so that agreement is measured on a fair share"""
PRESETS: Final = ("hour", "morning", "days")
_MORNING: Final = time(8)
_CLOSED: Final = frozenset({StoryState.DECIDED, StoryState.HARMLESS})
ANSWERING: Final = frozenset(
    {DecisionKind.DECIDE, DecisionKind.ASK_SECOND, DecisionKind.SECOND, DecisionKind.SETTLE}
)
"""kinds that answer every signal"""


class Turn(StrEnum):
    """What a story asks of one user."""

    DECIDE = "decide"
    SECOND = "second"  # the blind second opinion
    SETTLE = "settle"  # two opinions differ
    WAITS = "waits"  # for somebody else
    CLOSED = "closed"


def disputed(situation: Situation) -> bool:
    """Whether two opinions differ and nobody has settled it; also while the story is put off."""
    return situation.second is not None


def waits_for_second(situation: Situation) -> bool:
    """Whether a second opinion is asked for and not given; also while the story is put off."""
    return not disputed(situation) and (bool(situation.first_by) or situation.state is StoryState.SECOND)


def is_closed(situation: Situation) -> bool:
    """Whether the story is decided, and nothing has opened it again."""
    return situation.state in _CLOSED


def turn(situation: Situation, user: User) -> Turn:
    """What the story asks of this user."""
    if disputed(situation):
        return Turn.SETTLE if may_settle(situation, user) else Turn.WAITS
    if waits_for_second(situation):
        return Turn.WAITS if user.id in situation.answered_by else Turn.SECOND
    return Turn.CLOSED if is_closed(situation) else Turn.DECIDE


def may_settle(situation: Situation, user: User) -> bool:
    """Whether this user may be the third: a supervisor, and neither of the two."""
    return user.may(Permission.SETTLE) and user.id not in situation.answered_by


def is_blind(situation: Situation, user: User) -> bool:
    """Whether this user may still give the second opinion, so that nothing of the first is shown to him."""
    return user.may(Permission.DECIDE) and turn(situation, user) is Turn.SECOND


def allowed(situation: Situation, user: User) -> frozenset[DecisionKind]:
    """What this user may do with the story now, if he holds it. Undo has its own rule (`may_undo`)."""
    mine = turn(situation, user)
    kinds = {DecisionKind.SKIP, DecisionKind.UNDO}
    if mine is Turn.CLOSED:
        return frozenset(kinds | {DecisionKind.REOPEN, DecisionKind.EXCEPT})
    kinds |= {DecisionKind.HOLD, DecisionKind.HAND_OVER}
    if mine is Turn.DECIDE:
        kinds |= {DecisionKind.DECIDE, DecisionKind.ASK_SECOND, DecisionKind.HARMLESS, DecisionKind.EXCEPT}
    elif mine is not Turn.WAITS:
        kinds.add(DecisionKind(mine.value))
    return frozenset(kinds)


def may_undo(decision: Decision, user: User) -> bool:
    """By the one who made it, or a supervisor. What the desk itself asked goes only with what it asked about:
    else a supervisor alone could close what two have to decide."""
    return bool(decision.by_user) and (decision.by_user == user.id or user.may(Permission.SETTLE))


def taken_along(decisions: Sequence[Decision], undone: str) -> list[Decision]:
    """What the desk itself asked because of a decision: it goes when the decision is taken back."""
    return [one for one in standing(decisions) if one.reason == SAMPLED and one.refers_to == undone]


def false_matches(story: Story) -> list[ClaimMatch]:
    """Matches, other than of copies that deny it, with a claim that was found false; the surest first."""
    found = [
        match
        for copy in story.copies
        for match in copy.matches
        if match.stance is not Stance.DEBUNKS
        and match.claim_id in story.claims
        and story.claims[match.claim_id].false
    ]
    return sorted(found, key=lambda match: (not match.automatic, -match.score))


def stance(copy: Copy, claims: Mapping[str, Claim]) -> Stance | None:
    """What a copy does with the false claim that it matches best, as the model sees it; None: with none."""
    false = [one for one in copy.matches if one.claim_id in claims and claims[one.claim_id].false]
    best = max(false, key=lambda one: (one.automatic, one.score), default=None)
    return best.stance if best else None


def may_be_hoax(story: Story, own: Collection[str] = ()) -> bool:
    """Whether a claim that was found false is matched, or was opened from this very story (`own`, by id).
    Style alone never shows a hoax."""
    return bool(own) or bool(false_matches(story))


def grounds(story: Story, own: Collection[str] = ()) -> list[str]:
    """Ids of the false claims that the answer "hoax" rests on: those opened from this very story (`own`) and
    all that match automatically, or the best."""
    found = false_matches(story)
    sure = {*own, *(one.claim_id for one in found if one.automatic)}
    return sorted(sure or {one.claim_id for one in found[:1]})


def drawn(story_id: str, share: float, key: bytes) -> bool:
    """Whether a story belongs to the share that a second person decides too; always the same answer.

    With a key of the desk: who decides first must not be able to work it out.
    """
    first = hmac.digest(key, b"second opinion:" + story_id.encode(), hashlib.sha256)[:8]
    return int.from_bytes(first) / 2**64 < share


def is_first_answer(decisions: Sequence[Decision]) -> bool:
    """Whether nobody has answered the story yet."""
    return not any(one.kind in ANSWERING for one in standing(decisions))


def until(preset: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When a story that is put off comes back, in the desk's time; None for an unknown preset."""
    local = now.astimezone(zone)
    if preset == "hour":
        return now + timedelta(hours=1)
    if preset not in PRESETS:
        return None
    days = 3 if preset == "days" else 0 if local.time() < time(4) else 1
    return datetime.combine(local.date() + timedelta(days=days), _MORNING, zone).astimezone(now.tzinfo)


def apart_now(situation: Situation) -> frozenset[str]:
    """The copies excepted from a verdict that the next answer is for alone; none where it is for the story.
    A second opinion and a third are for what the first was; else a graver copy that nobody has read comes
    before those excepted, with the story, and so does a verdict that lost its claim."""
    if situation.first is not None:
        asked = frozenset(item for item, _ in situation.first.items)
        return asked if asked <= situation.excepted | situation.apart.keys() else frozenset()
    before = situation.why in (Reopened.COPY, Reopened.CLAIM)
    return situation.excepted if situation.verdict is not None and not before else frozenset()


def covered(
    items: Collection[tuple[str, int]], situation: Situation, mine: Turn
) -> tuple[tuple[str, int], ...]:
    """The copies that an answer covers: all but those that wait for a decision of their own, and those that
    have one. What opens a decided story again is about all of them."""
    if mine is Turn.CLOSED:
        return tuple(sorted(items))
    if apart := apart_now(situation):
        return tuple(sorted(pair for pair in items if pair[0] in apart))
    left_out = situation.excepted | situation.apart.keys()
    return tuple(sorted(pair for pair in items if pair[0] not in left_out))
