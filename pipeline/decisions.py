"""Where a story stands, by the decisions about it. Pure: the board and `pantau queue` ask the same function.

A decision applies to all copies, those that join later too, except those that an `except` names; what people
decided of such a copy itself stays until it is decided again or a person reopens the story. What was decided
opens again by a person, by a material revision of a copy that the decision covers, by a later copy
that is graver than those decided on, by unusual growth, or where a claim that the answer "hoax" rests on is
found false no more.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.decision import Answer, Decision, DecisionKind, StoryState

OPEN: Final = frozenset({StoryState.NEW, StoryState.SECOND, StoryState.DISPUTED, StoryState.REOPENED})
"""States of a story that waits for somebody."""
_CLOSED: Final = frozenset({StoryState.DECIDED, StoryState.HARMLESS})
_TIMES: Final = 2
_MORE: Final = 10
_APART: Final = 2
"""levels of severity by which two opinions with the same answers still differ: vague is not grave"""
_ANSWERS: Final = frozenset(
    {DecisionKind.DECIDE, DecisionKind.ASK_SECOND, DecisionKind.SECOND, DecisionKind.SETTLE}
)


class Reopened(StrEnum):
    """Why a story that was decided is open again."""

    PERSON = "person"
    EXCEPTED = "excepted"  # copies that the decision does not cover wait for one of their own
    REVISION = "revision"
    COPY = "copy"  # a later one has a signal that those decided on have not, or not so gravely or surely
    GROWTH = "growth"
    CLAIM = "claim"  # decided a hoax by a claim that is found false no more: the verdict may be wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Where a story stands, and what goes with it."""

    state: StoryState
    until: datetime | None = None  # held: until when
    assigned_to: str = ""  # user id, handed over
    first_by: str = ""  # user id of the first opinion: may not give the second
    first: Decision | None = None  # that the second opinion is compared with; None: only asked for
    second: Decision | None = None  # that differs from the first; nobody has settled it yet
    answered_by: frozenset[str] = frozenset()  # user ids: have given one of two opinions, or taken it back
    verdict: Decision | None = None  # that closed the story, though it may be open again
    excepted: frozenset[str] = frozenset()  # items that wait for a decision of their own
    apart: Mapping[str, Decision] = field(default_factory=dict)  # item -> its own, where that stands
    waiting: frozenset[str] = frozenset()  # items that the story is open for; empty: all
    why: Reopened | None = None

    @property
    def open(self) -> bool:
        """Whether it waits for somebody now."""
        return self.state in OPEN

    @property
    def settled(self) -> bool:
        """Whether the verdict stands: nobody is asked for a second opinion or a third, and neither a person
        nor a claim that fell has reopened the story, which says that it may be wrong."""
        asked = self.second is not None or bool(self.first_by) or self.state is StoryState.SECOND
        doubted = self.why in (Reopened.PERSON, Reopened.CLAIM)
        return self.verdict is not None and not asked and not doubted

    @property
    def kept(self) -> bool:
        """Whether people keep it, with a signal or without: handed over, held, asked again, reopened."""
        return bool(self.assigned_to) or (self.state is not StoryState.NEW and self.state not in _CLOSED)


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """Those that were not taken back, in the order of writing; undos are not among them."""
    undone = {one.refers_to for one in decisions if one.kind is DecisionKind.UNDO}
    kept = [one for one in decisions if one.kind is not DecisionKind.UNDO and one.id not in undone]
    return sorted(kept, key=lambda one: one.number)


def refused_undo(decisions: Sequence[Decision], decision_id: str) -> str:
    """Why this decision of the story cannot be taken back, as a code; "" if it can."""
    meant = next((one for one in decisions if one.id == decision_id), None)
    if meant is None:
        return "unknown"
    if meant.kind is DecisionKind.UNDO:
        return "is_undo"
    if any(one.kind is DecisionKind.UNDO and one.refers_to == decision_id for one in decisions):
        return "undone_already"
    return ""


def grown(then: int, now: int) -> bool:
    """Whether a story has grown unusually since it was decided: twice the copies, and ten more at least."""
    return now >= max(_TIMES * then, then + _MORE)


def story_state(
    decisions: Sequence[Decision],
    *,
    now: datetime,
    copies: int,
    revisions: Mapping[str, int] | None = None,
    flagged: Mapping[str, Mapping[str, int]] | None = None,
    unfounded: Collection[str] = (),
) -> Situation:
    """Where a story stands. `decisions`: all of the story, in any order; `copies`: that it has now;
    `revisions`: of its items by id the latest that is material (those without one may be left out);
    `flagged`: of its items by id the signals that are flagged now, with their severity, 0 where the model is
    unsure (likewise); `unfounded`: ids of decisions that rest on a claim which is found false no more
    (pipeline.store.unfounded)."""
    walk = _Walk()
    for one in standing(decisions):
        walk.step(one)
    found = walk.end(now, copies, revisions or {}, flagged or {}, unfounded)
    return replace(found, answered_by=_answered_by(found, decisions)) if found.first_by else found


def _answered_by(found: Situation, decisions: Sequence[Decision]) -> frozenset[str]:
    """Who has answered the question that two are asked; an opinion that was taken back counts: who gave it
    has seen the other one since."""
    first = found.first.id if found.first else ""
    seconds = {
        one.by_user
        for one in decisions
        if one.kind is DecisionKind.SECOND and first and one.refers_to == first
    }
    before = {one.by_user for one in decisions if found.first and one.id == found.first.refers_to}
    differs = {found.second.by_user} if found.second else set()
    return frozenset({found.first_by, *seconds, *before, *differs})


def differ(first: Decision, second: Decision) -> bool:
    """Whether two opinions are not the same: other answers, or severities two levels apart."""
    return dict(first.answers) != dict(second.answers) or abs(first.severity - second.severity) >= _APART


def is_answer(one: Decision) -> bool:
    """Whether a person said of the story what it is; to ask for a second opinion alone says nothing."""
    return one.kind is DecisionKind.HARMLESS or (one.kind in _ANSWERS and bool(one.answers))


def first_opinions(decisions: Sequence[Decision]) -> dict[str, bool]:
    """The first opinions by id, and whether each was overturned: taken back, settled otherwise by a third, or
    reopened by a person and decided otherwise. What answers such a reopening corrects, and is no first one;
    what opens by itself, as when a graver copy comes, says nothing against the answer before.

    `decisions`: all of the stories that they are about, in any order.
    """
    undone = {one.refers_to for one in decisions if one.kind is DecisionKind.UNDO}
    stories: dict[str, list[Decision]] = defaultdict(list)
    for one in sorted(decisions, key=lambda one: one.number):
        stories[one.story_id].append(one)
    found: dict[str, bool] = {}
    for rows in stories.values():
        found |= _first_of_story(rows, undone)
    return found


def _first_of_story(rows: Sequence[Decision], undone: Collection[str]) -> dict[str, bool]:
    by_id = {one.id: one for one in rows}
    found: dict[str, bool] = {}
    walk, doubted = _Walk(), False  # doubted: reopened by a person, and not closed again
    first: Decision | None = None  # of the story as it stands, not of copies decided apart
    for one in rows:
        fresh = _may_be_first(one) and not doubted
        if fresh:
            found[one.id] = one.id in undone
        if one.kind is DecisionKind.UNDO or one.id in undone:
            continue
        walk.step(one)
        if fresh and not walk.is_apart(one):
            first = one
        if one.kind is DecisionKind.SETTLE and one.refers_to in found:
            found[one.refers_to] |= _otherwise(by_id[one.refers_to], one)
        if one.kind is DecisionKind.REOPEN:
            doubted = walk.verdict is not None
        if doubted and walk.verdict and walk.state in _CLOSED:
            doubted = False
            if first is not None:
                found[first.id] |= _otherwise(first, walk.verdict)
    return found


def _may_be_first(one: Decision) -> bool:
    return is_answer(one) and one.kind not in (DecisionKind.SECOND, DecisionKind.SETTLE)


def _otherwise(first: Decision, later: Decision) -> bool:
    """Whether the later answer is another one; nothing harmful is another answer than any yes."""
    if DecisionKind.HARMLESS in (first.kind, later.kind):
        return (Answer.YES in first.answers.values()) != (Answer.YES in later.answers.values())
    return differ(first, later)


@dataclass(slots=True)
class _Walk:
    """What is known after some of the decisions."""

    state: StoryState = StoryState.NEW
    hold: Decision | None = None
    assigned_to: str = ""
    opinion: Decision | None = None  # the latest answer that a second one may be compared with
    asked: Decision | None = None  # that asked for the second opinion
    differing: Decision | None = None  # the second opinion, where it differs
    verdict: Decision | None = None
    copies: int = 1  # when the verdict was given
    covered: dict[str, int] = field(default_factory=dict)  # item -> revision that was decided on
    excepted: set[str] = field(default_factory=set)
    ever_excepted: set[str] = field(default_factory=set)
    apart: dict[str, Decision] = field(default_factory=dict)  # item -> the decision of its own

    def step(self, one: Decision) -> None:
        """Take in the next decision."""
        _STEPS[one.kind](self, one)

    def is_apart(self, one: Decision) -> bool:
        """Whether it is about nothing but copies that were excepted from an earlier answer."""
        items = {item for item, _ in one.items}
        return bool(items) and items <= self.ever_excepted

    def answer(self, one: Decision, state: StoryState) -> bool:
        """Whether it is an answer for the story, and not only for copies excepted from an earlier one."""
        items = {item for item, _ in one.items}
        self.covered.update(one.items)
        self.hold, self.assigned_to = None, ""
        if self.is_apart(one):
            self.excepted -= items
            self.apart |= dict.fromkeys(items, one)
            return False
        self.apart = {item: made for item, made in self.apart.items() if item not in items}
        self.excepted = self.excepted - items if items else set()
        self.state, self.verdict, self.copies = state, one, one.copies
        return True

    def decide(self, one: Decision) -> None:
        if self.answer(one, StoryState.DECIDED):
            self.opinion, self.asked, self.differing = one, None, None

    def settle(self, one: Decision) -> None:
        self.answer(one, StoryState.DECIDED)
        self.state, self.opinion, self.asked = StoryState.DECIDED, one, None
        self.differing = None

    def harmless(self, one: Decision) -> None:
        if self.answer(one, StoryState.HARMLESS):
            self.opinion = self.asked = self.differing = None

    def ask_second(self, one: Decision) -> None:
        if one.answers:  # asked while answering: this is the first opinion
            self.opinion = one
        self.asked, self.state, self.hold = one, StoryState.SECOND, None
        self.differing = None
        self.assigned_to = one.to_user

    def second(self, one: Decision) -> None:
        first = self.opinion
        self.answer(one, StoryState.DECIDED)
        if first is None and one.refers_to:  # the first was taken back: one alone does not close the story
            self.state, self.opinion, self.asked = StoryState.SECOND, one, one
            return
        self.state, self.asked = StoryState.DECIDED, None
        if first is not None and differ(first, one):
            self.state, self.differing = StoryState.DISPUTED, one
        else:
            self.opinion = one

    def hold_it(self, one: Decision) -> None:
        self.hold = one

    def hand_over(self, one: Decision) -> None:
        self.assigned_to = one.to_user

    def except_some(self, one: Decision) -> None:
        items = {item for item, _ in one.items}
        self.excepted |= items
        self.ever_excepted |= items
        for item in items:
            self.covered.pop(item, None)

    def reopen(self, one: Decision) -> None:
        self.state = StoryState.REOPENED
        self.hold = self.opinion = self.asked = self.differing = None
        self.assigned_to = ""
        self.covered.clear()
        self.excepted.clear()
        self.ever_excepted.clear()
        self.apart.clear()

    def skip(self, one: Decision) -> None:
        """Somebody passed it by: says nothing about the story."""

    def end(
        self,
        now: datetime,
        copies: int,
        revisions: Mapping[str, int],
        flagged: Mapping[str, Mapping[str, int]],
        unfounded: Collection[str],
    ) -> Situation:
        self.excepted |= self._undecided_again(revisions, unfounded)
        state, why, graver = self.state, None, self._graver(flagged)
        if state in _CLOSED and self.verdict is None:  # closed for copies decided apart: the others wait
            state = StoryState.NEW
        if state is StoryState.REOPENED:
            why = Reopened.PERSON
        elif state in _CLOSED and self.verdict is not None and self.verdict.id in unfounded:
            state, why = StoryState.REOPENED, Reopened.CLAIM
        elif state in _CLOSED and (why := self._opened_by(copies, revisions, graver)):
            state = StoryState.REOPENED
        elif state in _CLOSED and self.hold:  # who holds it wants it back
            state, why = StoryState.REOPENED, Reopened.PERSON
        until = self.hold.until if self.hold and self.hold.until and self.hold.until > now else None
        if until is not None:
            state = StoryState.HELD
        waits = self.asked is not None or self.state is StoryState.DISPUTED
        first = self.opinion if waits else None
        return Situation(
            state=state,
            until=until,
            assigned_to=self.assigned_to,
            first_by=first.by_user if first else self.asked.by_user if self.asked else "",
            first=first,
            second=self.differing if first else None,
            verdict=self.verdict,
            excepted=frozenset(self.excepted),
            apart={item: made for item, made in self.apart.items() if item not in self.excepted},
            waiting=graver
            if why is Reopened.COPY
            else frozenset(self.excepted if why is Reopened.EXCEPTED else ()),
            why=why,
        )

    def _undecided_again(self, revisions: Mapping[str, int], unfounded: Collection[str]) -> set[str]:
        """The copies decided apart whose own decision lost its claim, or that say something else since: no
        answer to the whole story covers them, so each waits for another of its own."""
        return {
            item
            for item, made in self.apart.items()
            if made.id in unfounded or revisions.get(item, 0) > self.covered.get(item, 0)
        }

    def _opened_by(
        self, copies: int, revisions: Mapping[str, int], graver: frozenset[str]
    ) -> Reopened | None:
        if (
            self.excepted
        ):  # somebody has read these; a graver one nobody has, and it does not wait behind them
            return Reopened.COPY if graver else Reopened.EXCEPTED
        if any(revisions.get(item, 0) > revision for item, revision in self.covered.items()):
            return Reopened.REVISION
        if graver:
            return Reopened.COPY
        return Reopened.GROWTH if grown(self.copies, copies) else None

    def _graver(self, flagged: Mapping[str, Mapping[str, int]]) -> frozenset[str]:
        """The copies that no decision covers and that are flagged as none of those decided on, now or when
        they were shown, where people have not said so themselves. Copies as grave as these are what the
        verdict was about, a false alarm too."""
        if self.verdict is None:
            return frozenset()
        judged = {item for item, _ in self.verdict.items} - self.ever_excepted
        known = {
            name: self.verdict.severity
            for name, answer in self.verdict.answers.items()
            if answer is Answer.YES
        }
        seen = [flagged.get(item, {}) for item in judged]
        if len(judged) == len(self.verdict.items):  # else what was shown may be of one decided apart since
            seen.append(_shown_flagged(self.verdict))
        for marks in seen:
            for name, severity in marks.items():
                known[name] = max(severity, known.get(name, severity))
        return frozenset(
            item
            for item in flagged.keys() - self.covered.keys() - self.excepted
            if any(name not in known or severity > known[name] for name, severity in flagged[item].items())
        )


def _shown_flagged(one: Decision) -> dict[str, int]:
    """The signals flagged when it was made, with their severity: 0 where unsure, or not written then."""
    return {
        name: severity if isinstance(severity, int) and not mark.get("unsure") else 0
        for name, mark in one.shown.items()
        if mark.get("flagged")
        for severity in (mark.get("severity", 0),)
    }


_STEPS: Final = {
    DecisionKind.DECIDE: _Walk.decide,
    DecisionKind.ASK_SECOND: _Walk.ask_second,
    DecisionKind.SECOND: _Walk.second,
    DecisionKind.SETTLE: _Walk.settle,
    DecisionKind.HOLD: _Walk.hold_it,
    DecisionKind.SKIP: _Walk.skip,
    DecisionKind.HAND_OVER: _Walk.hand_over,
    DecisionKind.HARMLESS: _Walk.harmless,
    DecisionKind.EXCEPT: _Walk.except_some,
    DecisionKind.REOPEN: _Walk.reopen,
}
