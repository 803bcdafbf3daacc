"""All figures of a period, in one record: what every report and page is made from."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from cases.store import all_logs
from core.decision import Answer, StoryState
from core.record import IncidentType
from crawlers.source import Source
from pipeline.store import ConfirmedIncident, Connection, confirmed_incidents, queue
from reports.area_map.areas import Area, areas
from reports.area_map.boundaries import Boundaries
from reports.figures.claims import ClaimSpread, claims_spread
from reports.figures.compare import BASE, Compared, compare
from reports.figures.coverage import Mark, SourceCount, covered, first_reports, source_counts
from reports.figures.decided import Decided, Standing, decided, open_now, standing
from reports.figures.referrals import Due, Referrals, due, referrals
from reports.figures.stories import Story, WeekCount, count, stories, stories_of, why_of
from reports.period import Period, weeks
from reports.vulnerability.scores import Filled
from reports.words import SIGNALS

SHOWN_WEEKS: Final = 8
METRICS: Final = ("stories", "marked", *SIGNALS)
"""what is compared: new stories, those with a signal, those with each signal"""
TOP: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class TopStory:
    """One of the stories to know, without its words."""

    story_id: str
    marks: Mapping[str, int]  # signal -> severity, 1 to 3
    why: tuple[str, ...]  # kinds of words found
    channels: tuple[str, ...]
    kecamatan: tuple[str, ...]
    copies: int
    sources: int
    first_said: date
    state: StoryState
    answers: Mapping[str, Answer]  # of the verdict that stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is told of a period; as it stands at `made_at`."""

    period: Period
    made_at: datetime
    complete: bool
    week: WeekCount  # of the period, whatever its length
    active: int  # stories with a copy said in it
    active_marked: int
    weeks: tuple[
        WeekCount, ...
    ]  # eight up to this one, the oldest first; those before monitoring began left out
    earlier: int  # whole weeks of monitoring before this one
    compared: Mapping[str, Compared]  # over the sources that ran well in all weeks compared
    alike: frozenset[str]  # those sources
    days: Mapping[date, Mapping[str, int]]  # copies with each signal by the day on which they were said
    open_states: Mapping[StoryState, int]  # of all stories of the store that wait, or did
    decided: Decided
    top: tuple[TopStory, ...]  # of the period by priority; of a day what is first in the queue now
    claims: tuple[ClaimSpread, ...]
    incidents: tuple[ConfirmedIncident, ...]
    areas: tuple[Area, ...]
    nowhere: int  # active stories that name no kecamatan
    sources: tuple[SourceCount, ...]
    referrals: Referrals
    yesterday: WeekCount | None = None  # of a day: the day before, if it was monitored
    due: tuple[Due, ...] = ()  # deadlines of open cases that are not over yet
    boundaries: Boundaries | None = None  # where the team gives some, for the true map
    filled: Filled | None = None  # the history of vulnerability; None where it cannot be read
    ground_problems: tuple[tuple[str, str], ...] = ()  # what the team gave for the map, why it is unusable

    @property
    def violent(self) -> int:
        """Confirmed incidents that are violence or a threat of it: a peaceful protest never is."""
        return sum(one.type is not IncidentType.PROTEST_PEACEFUL for one in self.incidents)

    def marked(self, *marks: Mark) -> tuple[SourceCount, ...]:
        """Sources that fared so."""
        return tuple(one for one in self.sources if one.mark in marks)


def figures(
    db: Connection,
    period: Period,
    sources: Mapping[str, Source],
    unusable: Collection[str],
    now: datetime,
) -> Figures:
    """Everything that a report of this period tells, from one open store.

    `unusable`: ids of sources whose file cannot be used.
    """
    shown = list(weeks(period, SHOWN_WEEKS)) if period.kind != "transparency" else [period]
    every = stories(db, shown[0].begins, period.ends)
    earlier = _earlier(db, period)
    active = [one for one in every if one.within(period)]
    states = standing(db, now)
    logs = all_logs(db)
    weekly = period.kind == "week" and period.complete(now)
    alike, compared = _compared(db, every, period, earlier if weekly else 0)
    copies = [copy for one in active for copy in one.within(period)]
    return Figures(
        period=period,
        made_at=now,
        complete=period.complete(now),
        week=count(every, period),
        active=len(active),
        active_marked=sum(bool(one.marks) for one in active),
        weeks=tuple(count(every, one) for one in shown[-1 - min(earlier, SHOWN_WEEKS - 1) :]),
        earlier=earlier,
        compared=compared,
        alike=alike,
        days=_days(every, period),
        open_states=open_now(db, states),
        decided=decided(db, states, every, period),
        top=_top(db, active, states, period),
        claims=claims_spread(db, copies, {one.id: one.kecamatan for one in active}, period),
        incidents=tuple(
            one for one in confirmed_incidents(db, period.first) if one.happened_on <= period.last
        ),
        areas=areas(db, period.first, period.last, period.zone),
        nowhere=sum(not one.kecamatan for one in active),
        sources=source_counts(db, every, period, sources, unusable, earlier),
        referrals=referrals(logs, period),
        yesterday=count(every, period.earlier(1)) if period.kind == "day" and earlier else None,
        due=due(logs) if period.kind == "day" else (),
    )


def _earlier(db: Connection, period: Period) -> int:
    """Whole weeks of monitoring before this one; a week that began a day late counts as whole."""
    firsts = first_reports(db).values()
    if not firsts or period.kind == "transparency":
        return 0
    first, number = min(firsts), 0
    while number < SHOWN_WEEKS and first <= period.earlier(number + 1).begins + timedelta(days=1):
        number += 1
    return number


def _compared(
    db: Connection, every: Sequence[Story], period: Period, earlier: int
) -> tuple[frozenset[str], dict[str, Compared]]:
    """This week against those before, by the sources that ran well in all of them and are not silent now."""
    before = [period.earlier(back) for back in reversed(range(1, min(earlier, BASE) + 1))]
    alike = frozenset.intersection(*(covered(db, one) for one in (*before, period)))
    heard = {copy.source_id for one in every for copy in one.within(period)}
    spoke = {copy.source_id for one in every for copy in one.copies if not period.holds(copy.said_at)}
    alike -= spoke - heard  # silent: that it brought nothing is told apart, not read as fewer stories
    now, past = count(every, period, alike), [count(every, one, alike) for one in before]
    return alike, {name: compare(now.metric(name), [one.metric(name) for one in past]) for name in METRICS}


def _days(every: Sequence[Story], period: Period) -> dict[date, Mapping[str, int]]:
    found: dict[date, Counter[str]] = {one: Counter() for one in period.days}
    for story in every:
        for copy in story.within(period):
            found[copy.said_at.astimezone(period.zone).date()].update(copy.marks.keys())
    return dict(found)


def _top(db: Connection, active: Sequence[Story], states: Standing, period: Period) -> tuple[TopStory, ...]:
    """Stories of the period with a signal, the highest priority first; of a day the first of the queue."""
    morning = period.kind == "day"
    marked = sorted((one for one in active if one.marks), key=lambda one: (-one.priority, one.id))[:TOP]
    told = stories_of(db, [row.story_id for row in queue(db, TOP)]) if morning else marked
    why = why_of(db, [one.id for one in told])
    found = []
    for one in told:
        verdict = states.verdict(one.id)
        copies = one.copies if morning else one.within(period)
        found.append(
            TopStory(
                story_id=one.id,
                marks=one.marks,
                why=why.get(one.id, ()),
                channels=tuple(sorted({copy.channel for copy in copies})),
                kecamatan=one.kecamatan,
                copies=len(copies),
                sources=len({copy.source_id for copy in copies}),
                first_said=one.first_said.astimezone(period.zone).date(),
                state=states.state(one.id),
                answers=dict(verdict.answers) if verdict else {},
            )
        )
    return tuple(found)
