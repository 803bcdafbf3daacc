"""What was done with a story, in words: who, when, what, why; what was taken back stays readable."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core import clock
from core.decision import Decision, DecisionKind
from pipeline.decisions import standing, story_state
from pipeline.store import Comment, Store, note_texts, story_comments, story_decisions
from pipeline.store.taken import Taken, taken_of
from reports.words import ANSWERS

KINDS: Final = {
    DecisionKind.DECIDE: "memutuskan",
    DecisionKind.ASK_SECOND: "meminta pendapat kedua",
    DecisionKind.SECOND: "memberi pendapat kedua",
    DecisionKind.SETTLE: "memutuskan di antara dua pendapat",
    DecisionKind.HOLD: "menunda",
    DecisionKind.SKIP: "melewati",
    DecisionKind.HAND_OVER: "menyerahkan",
    DecisionKind.HARMLESS: "menandai sebagai dikenal tidak berbahaya",
    DecisionKind.EXCEPT: "mengecualikan beberapa salinan",
    DecisionKind.REOPEN: "membuka lagi",
    DecisionKind.UNDO: "membatalkan",
}


@dataclass(frozen=True, slots=True)
class Told:
    """All that the team said about a story, by the store."""

    decisions: tuple[Decision, ...] = ()
    comments: tuple[Comment, ...] = ()
    notes: Mapping[str, str] | None = None
    taken: tuple[Taken, ...] = ()  # along, by hand: of the story or of a claim that it matches

    @property
    def last(self) -> int:
        """Number of the last decision; 0 for none."""
        return max((one.number for one in self.decisions), default=0)


@dataclass(frozen=True, slots=True)
class Done:
    """One decision as the page tells it."""

    decision: Decision
    words: str  # what was done
    at: datetime
    note: str
    answers: tuple[tuple[str, str], ...]  # signal, answer in words
    undone: bool
    undoes: str = ""  # what an undo took back, in words


def told(store: Store, story_id: str, claims: Collection[str] = ()) -> Told:
    """Decisions, their notes, comments and what was taken along, asked at once."""
    with store.reading() as db:
        decisions = story_decisions(db, story_id)
        notes = note_texts(db, [one.note_id for one in decisions])
        taken = taken_of(db, [f"story:{story_id}", *(f"claim:{claim}" for claim in claims)])
        return Told(decisions, story_comments(db, story_id), notes, taken)


def veiled(heard: Told) -> Told:
    """As whoever gives the blind second opinion may see it: nothing from the first answer on."""
    state = story_state(heard.decisions, now=clock.now(), copies=1)
    if state.first is None:
        return heard
    before = _answered_at(heard.decisions, state.first)
    return Told(
        tuple(one for one in heard.decisions if one.number < before),
        tuple(one for one in heard.comments if one.number < before),
        heard.notes,  # what was taken along tells what was decided
    )


def _answered_at(decisions: Sequence[Decision], first: Decision) -> int:
    """Number of the first answer since the story was last decided: one that was taken back and given again
    would tell as much as the one that stands."""
    earlier = max((one.number for one in standing(decisions) if _answers(one, first.number)), default=0)
    return min(one.number for one in decisions if one.number > earlier and _answers(one, first.number + 1))


def _answers(one: Decision, before: int) -> bool:
    return one.number < before and (bool(one.answers) or one.kind is DecisionKind.HARMLESS)


def history(heard: Told) -> list[Done]:
    """The decisions in words, the latest first."""
    stands = {one.id for one in standing(heard.decisions)}
    by_id = {one.id: one for one in heard.decisions}
    return [_done(one, stands, by_id, heard.notes or {}) for one in reversed(heard.decisions)]


def _done(one: Decision, stands: set[str], by_id: Mapping[str, Decision], notes: Mapping[str, str]) -> Done:
    meant = by_id.get(one.refers_to) if one.kind is DecisionKind.UNDO else None
    return Done(
        one,
        KINDS[one.kind],
        one.at,
        notes.get(one.note_id, ""),
        tuple((name, ANSWERS[answer]) for name, answer in one.answers.items()),
        one.kind is not DecisionKind.UNDO and one.id not in stands,
        KINDS[meant.kind] if meant else "",
    )
