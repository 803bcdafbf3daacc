"""How well the team agrees, and how right what it was shown: figures from the decisions of the last days."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from core.decision import Answer, Decision, DecisionKind
from core.interval import quantile
from desk.oversight.agreement import Kappa, Share, kappa
from desk.work.turns import SAMPLED, SIGNALS
from pipeline.decisions import first_opinions, is_answer, story_state
from pipeline.store import Connection
from pipeline.store.decisions import decision_of
from pipeline.store.reading import fetch

DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What was shown flagged and decided on one day, by signal."""

    on: date
    precision: Mapping[str, Share]

    @property
    def any(self) -> bool:
        """Whether there is anything to count."""
        return any(share.n for share in self.precision.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The figures of the supervisor's page."""

    since: date
    until: date
    decided: int  # answers that people gave
    sampled: Mapping[str, Kappa]  # by signal, of the share that the desk drew: the fair one
    all_pairs: Mapping[str, Kappa]  # and of all, those asked for because somebody was in doubt too
    overturned: Share  # of first opinions
    median_seconds: float | None
    p90_seconds: float | None
    precision: Mapping[str, Share]  # of all days; what was shown flagged
    with_unsure: Mapping[str, Share]  # the same, with what was shown as unsure
    days: tuple[Day, ...]  # the newest first, days without a decision too
    by_person: Mapping[str, int]  # user id -> answers; work done, no measure of anybody


def recent_decisions(db: Connection, since: datetime) -> tuple[Decision, ...]:
    """All decisions about the stories that had one since then, in order: one question to the store."""
    rows = fetch(
        db,
        "SELECT * FROM decisions WHERE story_id IN (SELECT story_id FROM decisions WHERE made_at >= $since) "
        "ORDER BY number",
        {"since": since},
    )
    return tuple(decision_of(row) for row in rows)


def first_day(now: datetime, zone: ZoneInfo, days: int = DAYS) -> date:
    """The first day of the period that ends today."""
    return now.astimezone(zone).date() - timedelta(days=days - 1)


def quality(
    decisions: Sequence[Decision],
    now: datetime,
    zone: ZoneInfo,
    days: int = DAYS,
    unfounded: Collection[str] = (),
) -> Quality:
    """The figures of the period that ends with today, in the desk's days. `unfounded`: ids of decisions that
    rest on a claim which is found false no more (pipeline.store.unfounded)."""
    since = first_day(now, zone, days)

    def within(one: Decision) -> bool:
        return one.at.astimezone(zone).date() >= since

    pairs = [pair for pair in pairs_of(decisions) if within(pair[1])]
    sampled = {one.refers_to for one in decisions if one.reason == SAMPLED}
    answers = [one for one in decisions if within(one) and is_answer(one)]
    opinions = first_opinions(decisions)
    firsts = [opinions[one.id] for one in answers if one.id in opinions]
    seconds = [one.seconds for one in answers if one.seconds is not None]
    verdicts = _verdicts(decisions, now, unfounded)
    shown = _by_day(verdicts, zone)
    counted = [Day(on=day, precision=shown[day]) for day in _days(since, days)]
    return Quality(
        since=since,
        until=since + timedelta(days=days - 1),
        decided=len(answers),
        sampled=_kappas(pair for pair in pairs if pair[0].id in sampled),
        all_pairs=_kappas(pairs),
        overturned=Share(sum(firsts), len(firsts)),
        median_seconds=median(seconds) if seconds else None,
        p90_seconds=quantile(seconds, 0.9),
        precision={name: _sum(day.precision[name] for day in counted) for name in SIGNALS},
        with_unsure={
            name: _share([one for one in verdicts if within(one)], name, "flagged", "unsure")
            for name in SIGNALS
        },
        days=tuple(counted),
        by_person=Counter(one.by_user for one in answers),
    )


def pairs_of(decisions: Sequence[Decision]) -> list[tuple[Decision, Decision]]:
    """First and second opinions as they were given: taking one back later does not make them agree."""
    by_id = {one.id: one for one in decisions}
    return [
        (by_id[one.refers_to], one)
        for one in decisions
        if one.kind is DecisionKind.SECOND and one.refers_to in by_id
    ]


def _kappas(pairs: Iterable[tuple[Decision, Decision]]) -> dict[str, Kappa]:
    kept = list(pairs)
    return {
        name: kappa(
            [
                (first.answers[name].value, second.answers[name].value)
                for first, second in kept
                if name in first.answers and name in second.answers
            ]
        )
        for name in SIGNALS
    }


def _verdicts(decisions: Sequence[Decision], now: datetime, unfounded: Collection[str]) -> list[Decision]:
    """Those that stand, one a story.

    Not those that wait for a second opinion: on a day with few of them the figure would tell the first one.
    Nor those of stories that a person has reopened, or a claim that fell: they may be wrong.
    """
    stories: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions:
        stories[one.story_id].append(one)
    found = [story_state(rows, now=now, copies=1, unfounded=unfounded) for rows in stories.values()]
    return [one.verdict for one in found if one.settled and one.verdict is not None]


def _by_day(verdicts: Iterable[Decision], zone: ZoneInfo) -> dict[date, dict[str, Share]]:
    """By the day of the verdict: stories shown flagged, and of these decided yes."""
    days: dict[date, list[Decision]] = defaultdict(list)
    for one in verdicts:
        days[one.at.astimezone(zone).date()].append(one)
    found: dict[date, dict[str, Share]] = defaultdict(lambda: {name: Share(0, 0) for name in SIGNALS})
    for day, of_day in days.items():
        found[day] = {name: _share(of_day, name, "flagged") for name in SIGNALS}
    return found


def _share(verdicts: Iterable[Decision], name: str, *marks: str) -> Share:
    """Of the stories shown with the signal under one of these marks those decided yes."""
    answers = [
        one.answers.get(name) for one in verdicts if any(one.shown.get(name, {}).get(mark) for mark in marks)
    ]
    return Share(answers.count(Answer.YES), len(answers))


def _days(since: date, days: int) -> list[date]:
    return [since + timedelta(days=n) for n in reversed(range(days))]


def _sum(shares: Iterable[Share]) -> Share:
    kept = list(shares)
    return Share(sum(one.hits for one in kept), sum(one.n for one in kept))
