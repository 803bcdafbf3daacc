"""What the team decided: how many stories, which answers, how soon; never who."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final

from core.decision import Answer, Decision, DecisionKind, StoryState
from core.interval import quantile
from pipeline.decisions import Situation, first_opinions, is_answer
from pipeline.store import Connection, decisions_since, situations
from pipeline.store.reading import fetch
from reports.figures.stories import Story
from reports.period import Period
from reports.words import SIGNALS

_MARKED: Final = """
    SELECT DISTINCT c.story_id
    FROM current_items c JOIN signals s ON s.item_id = c.id AND s.revision = c.revision
    WHERE s.flagged OR s.unsure
    UNION SELECT story_id FROM current_items WHERE channel = 'field'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Lengths in hours; None where there is none to measure."""

    number: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The decisions of a period, as they stand now; once it has closed, as they stood then."""

    answers_given: int  # by people: first and second opinions, settlements
    stories: int  # with a verdict of the period that stands
    harmless: int  # of these: nothing harmful
    by_signal: Mapping[str, Mapping[Answer, int]]
    shown: Mapping[str, tuple[int, int]]  # of stories shown with the signal: said yes, all
    overturned: tuple[int, int]  # first opinions of the period taken back or decided otherwise, all
    undone: int
    to_decision: Times  # from the first copy that was stored to the first answer that was not taken back
    known_to_decision: Times  # from the first opening by a person to the same
    work: Times  # from opening the story to the answer, by the clock of the desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Every decision, and where each story that has one stands: now, or when a period closed."""

    decisions: tuple[Decision, ...]
    situations: Mapping[str, Situation]

    def state(self, story_id: str) -> StoryState:
        """Where a story stands; new where nobody has decided anything."""
        found = self.situations.get(story_id)
        return found.state if found else StoryState.NEW

    def verdict(self, story_id: str) -> Decision | None:
        """The decision that stands; not one that waits for a second opinion or a third, or was reopened."""
        found = self.situations.get(story_id)
        return found.verdict if found and found.settled else None


def standing(db: Connection, now: datetime) -> Standing:
    """All decisions of the store, and the states that they add up to."""
    every = decisions_since(db, 0)
    return Standing(decisions=every, situations=situations(db, every, now))


def decided(db: Connection, standing: Standing, stories: Sequence[Story], period: Period) -> Decided:
    """What was decided in the period."""
    verdicts = [
        found.verdict
        for found in standing.situations.values()
        if found.settled and found.verdict is not None and period.holds(found.verdict.at)
    ]
    answered = [one for one in standing.decisions if is_answer(one)]
    undone = {one.refers_to for one in standing.decisions if one.kind is DecisionKind.UNDO}
    lasting = [one for one in answered if one.id not in undone]
    answers = [one for one in answered if period.holds(one.at)]
    opinions = first_opinions(standing.decisions)
    by_desk = {one.id for one in standing.decisions if not one.by_user}  # goes with what it asked about
    firsts = [opinions[one.id] for one in answers if one.id in opinions]
    return Decided(
        answers_given=len(answers),
        stories=len(verdicts),
        harmless=sum(one.kind is DecisionKind.HARMLESS for one in verdicts),
        by_signal={
            name: Counter(one.answers[name] for one in verdicts if name in one.answers) for name in SIGNALS
        },
        shown={name: _shown(verdicts, name) for name in SIGNALS},
        overturned=(sum(firsts), len(firsts)),
        undone=sum(
            one.kind is DecisionKind.UNDO and period.holds(one.at) and one.refers_to not in by_desk
            for one in standing.decisions
        ),
        to_decision=_to_decision(lasting, {one.id: one.first_stored for one in stories}, period),
        known_to_decision=_to_decision(lasting, _opened(db), period),
        work=_times([one.seconds / 3600 for one in answers if one.seconds is not None]),
    )


def _shown(verdicts: Sequence[Decision], name: str) -> tuple[int, int]:
    """Of what the desk showed with this signal, how much people said is so: the precision at the queue."""
    flagged = [one for one in verdicts if one.shown.get(name, {}).get("flagged")]
    return sum(one.answers.get(name) is Answer.YES for one in flagged), len(flagged)


def _opened(db: Connection) -> dict[str, datetime]:
    """When each story was first opened by a person, from the audit trail."""
    rows = fetch(
        db,
        "SELECT object, min(made_at) AS at FROM audit WHERE action = 'open' AND object LIKE 'story:%' "
        "GROUP BY 1",
    )
    return {row["object"].removeprefix("story:"): row["at"] for row in rows}


def _to_decision(answered: Sequence[Decision], since: Mapping[str, datetime], period: Period) -> Times:
    """Of the stories whose first answer that was not taken back lies in the period; a second opinion is not
    measured again. Of what began before it was answered: what was opened only later, from elsewhere, took no
    time. An answer taken back only after the close stays measured in its period."""
    firsts: dict[str, datetime] = {}
    for one in answered:
        firsts[one.story_id] = min(one.at, firsts.get(one.story_id, one.at))
    return _times(
        [
            (at - since[story_id]).total_seconds() / 3600
            for story_id, at in firsts.items()
            if period.holds(at) and story_id in since and since[story_id] <= at
        ]
    )


def _times(hours: Sequence[float]) -> Times:
    return Times(number=len(hours), median=median(hours) if hours else None, p90=quantile(hours, 0.9))


def open_now(db: Connection, standing: Standing) -> Counter[StoryState]:
    """Where all the stories stand that carry a signal, that a person keeps open or brought: the queue."""
    marked = {row["story_id"] for row in fetch(db, _MARKED)}
    kept = {story_id for story_id, found in standing.situations.items() if found.kept}
    return Counter(standing.state(story_id) for story_id in marked | kept)
