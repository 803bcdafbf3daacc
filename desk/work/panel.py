"""What the panel of decisions shows on a story's page, for the user who opened it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core import clock
from core.decision import Answer, Decision, DecisionKind, StoryState
from core.record import Stance
from desk.board.records import Story
from desk.desk import Desk
from desk.people.accounts import User, user_names
from desk.people.roles import Permission
from desk.work import turns
from desk.work.decide import Draft, colleagues, list_of, may_be_hoax
from desk.work.holds import holder
from desk.work.reasons import ListedReason, reasons, words_of
from desk.work.turns import Turn
from pipeline.decisions import Reopened, Situation, standing, story_state
from pipeline.store import note_texts
from pipeline.store.for_board import Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One of two answers that differ, without the name of who gave it."""

    answers: Mapping[str, str]
    severity: int
    reason: str  # its Indonesian words
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Everything that `_decide.html` needs. `blind`: nothing of the first answer may be on the page."""

    story_id: str
    turn: Turn
    blind: bool
    mine: bool  # the hold is this user's: only then is there a form
    may: frozenset[str]  # kinds of decisions, by their values
    seen: int  # number of the last decision that the page shows
    back: str  # the list that the user came from
    state: StoryState
    until: datetime | None
    assigned_to: str  # a name
    verdict: Decision | None  # None where the user is blind
    excepted: int  # copies that wait for a decision of their own
    apart: bool  # the next answer is for these
    decided_apart: int  # copies with a decision of their own, that the next answer does not cover
    fallen: bool  # reopened, since a claim that the verdict rests on is found false no more
    may_be_hoax: bool
    copies: tuple[Copy, ...]  # to choose exceptions from
    stances: Mapping[str, Stance]  # by item, of copies that deny, ask or report a false claim
    offered: frozenset[str]  # of these, which to except from a hoax; none where all are, none again
    copies_in_all: int
    colleagues: tuple[User, ...]
    opinions: tuple[Opinion, ...]  # the two that differ, for the one who settles
    undoable: tuple[Decision, ...]  # the newest first
    reasons: Mapping[str, tuple[ListedReason, ...]]
    listed: str  # the list of reasons that fits the draft's answers
    draft: Draft = field(default_factory=Draft)
    errors: Mapping[str, str] = field(default_factory=dict)
    signals: tuple[str, ...] = turns.SIGNALS


def situation_of(story: Story, decisions: Sequence[Decision]) -> Situation:
    """Where the story stands now, by these decisions and what the board has of it."""
    return story_state(
        decisions,
        now=clock.now(),
        copies=story.row.copies,
        revisions=story.revised,
        flagged=story.flagged,
        unfounded=story.unfounded,
    )


def make_panel(
    desk: Desk,
    user: User,
    story: Story,
    decisions: Sequence[Decision],
    *,
    back: str = "",
    draft: Draft | None = None,
    errors: Mapping[str, str] | None = None,
) -> Panel:
    """The panel of a story; with a draft that was refused, as it was filled in, and what is wrong with it."""
    situation = situation_of(story, decisions)
    hold = holder(desk.people, story.row.story_id)
    mine = hold is not None and hold.user_id == user.id and user.may(Permission.DECIDE)
    blind = turns.is_blind(situation, user)
    stances = _stances(story)
    asks = mine or draft is not None  # what was typed is shown again, though the hold was lost meanwhile
    last = max((one.number for one in decisions), default=0)
    apart = frozenset[str]() if blind else turns.apart_now(situation)
    return Panel(
        story_id=story.row.story_id,
        turn=turns.turn(situation, user),
        blind=blind,
        mine=mine,
        may=frozenset(one.value for one in turns.allowed(situation, user)) if asks else frozenset(),
        seen=last,
        back=back,
        state=situation.state,
        until=situation.until,
        assigned_to=user_names(desk.people).get(situation.assigned_to, "") if situation.assigned_to else "",
        verdict=None if blind else situation.verdict,
        excepted=0 if blind else len(apart or situation.excepted),
        apart=bool(apart),
        decided_apart=0 if blind else len(situation.apart.keys() - apart),
        fallen=situation.why is Reopened.CLAIM,
        may_be_hoax=may_be_hoax(desk, story),
        copies=story.copies,
        stances=stances,
        offered=_offered(story, decisions, stances, situation),
        copies_in_all=story.row.copies,
        colleagues=tuple(colleagues(desk.people, user, situation)) if asks else (),
        opinions=_opinions(desk, user, situation) if asks else (),
        undoable=_undoable(user, decisions, blind=blind),
        reasons=reasons(),
        listed=list_of(draft or Draft()),
        draft=draft or Draft(seen=str(last)),
        errors=errors or {},
    )


def _stances(story: Story) -> dict[str, Stance]:
    found = {copy.item_id: turns.stance(copy, story.claims) for copy in story.copies}
    return {item: one for item, one in found.items() if one is not None and one is not Stance.ASSERTS}


def _offered(
    story: Story, decisions: Sequence[Decision], stances: Collection[str], situation: Situation
) -> frozenset[str]:
    harmless = turns.is_closed(situation) and (
        situation.verdict is None or situation.verdict.answers.get("hoax") is not Answer.YES
    )
    if harmless or len(stances) == len(story.copies):
        return frozenset()
    excepted = (one for one in standing(decisions) if one.kind is DecisionKind.EXCEPT)
    return frozenset(stances) - {item for one in excepted for item, _ in one.items}


def _opinions(desk: Desk, user: User, situation: Situation) -> tuple[Opinion, ...]:
    """Both answers, for the one who settles. Only here is the store asked: two seldom differ."""
    if turns.turn(situation, user) is not Turn.SETTLE or situation.first is None or situation.second is None:
        return ()
    both = (situation.first, situation.second)
    with desk.store.reading() as db:
        notes = note_texts(db, [one.note_id for one in both])
    return tuple(
        Opinion(
            answers={name: answer.value for name, answer in one.answers.items()},
            severity=one.severity,
            reason=words_of(one.reason),
            note=notes.get(one.note_id, ""),
        )
        for one in both
    )


def _undoable(user: User, decisions: Sequence[Decision], *, blind: bool) -> tuple[Decision, ...]:
    """What stands and this user may take back; of a skipped story there is nothing to take back."""
    return tuple(
        one
        for one in reversed(standing(decisions))
        if one.kind is not DecisionKind.SKIP
        and one.by_user
        and turns.may_undo(one, user)
        and (one.by_user == user.id or not blind)
    )
