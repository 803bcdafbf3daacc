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
from pipeline.decisions import OPEN
from pipeline.store import ConfirmedIncident, Connection, confirmed_incidents, queue
from reports.area_map.areas import Area, areas
from reports.area_map.boundaries import Boundaries
from reports.figures.claims import ClaimSpread, claims_spread
from reports.figures.closed import as_of
from reports.figures.compare import BASE, LEAST, Compared, compare
from reports.figures.coverage import (
    Mark,
    SourceCount,
    by_hand,
    covered,
    first_reports,
    missed_days,
    source_counts,
    too_few_days,
    watched_days,
)
from reports.figures.decided import Decided, Standing, decided, open_now, standing
from reports.figures.referrals import Due, Referrals, due, referrals
from reports.figures.stories import Story, WeekCount, count, in_time, stories, stories_of, why_of
from reports.period import Period, monitoring_began, weeks
from reports.vulnerability.scores import Filled
from reports.words import SIGNALS

SHOWN_WEEKS: Final = 8
METRICS: Final = ("stories", "marked", *SIGNALS)
"""what is compared: new stories, those with a signal, those with each signal"""
TOP: Final = 8
_GRAVE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TopStory:
    """One of the stories to know, without its words."""

    story_id: str
    marks: Mapping[str, int]  # signal -> severity, 1 to 3
    doubtful: frozenset[str]  # of these signals: the model is unsure
    why: tuple[str, ...]  # kinds of words found
    channels: tuple[str, ...]
    kecamatan: tuple[str, ...]
    copies: int
    sources: int
    first_said: date
    state: StoryState  # once the period has closed, as it was then
    answers: Mapping[str, Answer]  # of the verdict that stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Grave:
    """Active stories with a grave signal: all of them, not only those among the stories to know."""

    stories: int
    doubtful: int  # of these: the model is unsure of what is grave
    waiting: int  # for a decision of people
    kecamatan: frozenset[str]  # codes that they name


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is told of a period; as it stands at `made_at`."""

    period: Period
    made_at: datetime
    complete: bool
    week: WeekCount  # of the period, whatever its length
    active: int  # stories with a copy said in it
    active_marked: int
    # Eight weeks up to this one, the oldest first, those before monitoring began left out; without what
    # people uploaded or entered by hand.
    crawled: tuple[WeekCount, ...]
    earlier: int  # whole weeks of monitoring before this one
    watched: frozenset[date]  # days of the period on which a round reached a source
    short: frozenset[str]  # codes of those weeks in which too few days were watched
    base: tuple[str, ...]  # codes of the earlier weeks that are compared with, the oldest first
    compared: Mapping[str, Compared]  # over the sources that ran well in all weeks compared
    alike: frozenset[str]  # those sources
    days: Mapping[date, Mapping[str, int]]  # copies with each signal by the day on which they were said
    open_states: Mapping[StoryState, int]  # of all stories of the store that wait, or did
    decided: Decided
    top: tuple[TopStory, ...]  # of the period by priority; of today what is first in the queue
    grave: Grave
    claims: tuple[ClaimSpread, ...]
    incidents: tuple[ConfirmedIncident, ...]
    areas: tuple[Area, ...]
    nowhere: int  # active stories that name no kecamatan
    sources: tuple[SourceCount, ...]
    referrals: Referrals
    yesterday: WeekCount | None = None  # of a day: the day before, if it was monitored
    due: tuple[Due, ...] = ()  # deadlines of open cases that are not over yet
    began: date | None = None  # when monitoring did; None: nothing was ever stored
    asked: bool = True  # whether a round ever went out to a source; else all was brought by hand
    boundaries: Boundaries | None = None  # where the team gives some, for the true map
    filled: Filled | None = None  # the history of vulnerability; None where it cannot be read
    ground_problems: tuple[tuple[str, str], ...] = ()  # what the team gave for the map, why it is unusable

    @property
    def violent(self) -> int:
        """Confirmed incidents that are violence or a threat of it: a peaceful protest never is."""
        return sum(one.type is not IncidentType.PROTEST_PEACEFUL for one in self.incidents)

    @property
    def missed(self) -> tuple[date, ...]:
        """Days of the period that are over and had no round: what is not known of them is not calm."""
        return missed_days(self.period, self.watched, self.made_at)

    @property
    def too_few(self) -> bool:
        """Whether so few days of the week were watched that it is compared with no other."""
        return too_few_days(self.period, self.watched, self.made_at)

    @property
    def incomparable(self) -> bool:
        """Whether there are weeks to compare with, and no source that ran well in all of them and is not
        silent now."""
        return len(self.base) >= LEAST and not self.alike

    @property
    def current(self) -> bool:
        """Whether what waits now belongs to it: the period runs, or is the latest week or quarter."""
        return self.made_at < self.period.closes

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
    every = stories(db, shown[0].begins, period.ends, period.gathered)
    active = [one for one in every if one.within(period)]
    states = standing(db, now)
    then = states if now < period.closes else as_of(db, states, period.closes)
    logs = all_logs(db)
    uploads = by_hand(db, sources)
    earlier = _earlier(db, period, uploads)
    watched = watched_days(db, shown[0].begins, period.ends, period.zone, uploads)
    base = _base(period, earlier, watched, now)
    alike, compared = _compared(db, every, period, base, uploads)
    told = shown[-1 - min(earlier, SHOWN_WEEKS - 1) :]
    twice = _watched_twice(period, watched, now)
    crawled = frozenset(copy.source_id for one in every for copy in one.copies) - uploads
    copies = [copy for one in active for copy in one.within(period)]
    return Figures(
        period=period,
        made_at=now,
        complete=period.complete(now),
        week=count(every, period),
        active=len(active),
        active_marked=sum(bool(one.marks) for one in active),
        crawled=tuple(count(every, one, crawled) for one in told),
        earlier=earlier,
        watched=frozenset(period.days) & watched,
        short=frozenset(one.code for one in told if too_few_days(one, watched, now)),
        base=tuple(one.code for one in base),
        compared=compared,
        alike=alike,
        days=_days(every, period),
        open_states=open_now(db, states),
        decided=decided(db, then, every, period),
        top=_top(db, active, then, period, now),
        grave=_grave(active, then),
        claims=claims_spread(db, copies, {one.id: one.kecamatan for one in active}, period),
        incidents=tuple(
            one for one in confirmed_incidents(db, period.first) if one.happened_on <= period.last
        ),
        areas=areas(db, period.first, period.last, period.zone, uploads, period.gathered),
        nowhere=sum(not one.kecamatan for one in active),
        sources=source_counts(db, every, period, sources, unusable, uploads, earlier, now >= period.closes),
        referrals=referrals(logs, period),
        yesterday=count(every, period.earlier(1)) if earlier and twice else None,
        due=due(logs) if period.kind == "day" else (),
        began=monitoring_began(db, period.zone),
        asked=not first_reports(db).keys() <= uploads,
    )


def _earlier(db: Connection, period: Period, uploads: frozenset[str]) -> int:
    """Whole weeks of monitoring before this one; a week that began a day late counts as whole. Taking in an
    upload is no monitoring."""
    firsts = [first for name, first in first_reports(db).items() if name not in uploads]
    if not firsts or period.kind == "transparency":
        return 0
    first, number = min(firsts), 0
    while number < SHOWN_WEEKS and first <= period.earlier(number + 1).begins + timedelta(days=1):
        number += 1
    return number


def _watched_twice(period: Period, watched: Collection[date], now: datetime) -> bool:
    """Whether a day and the one before it, and the two before these, were all watched."""
    several = (period, period.earlier(1))
    return period.kind == "day" and not any(missed_days(one, watched, now) for one in several)


def _base(period: Period, earlier: int, watched: Collection[date], now: datetime) -> tuple[Period, ...]:
    """The latest whole weeks before this one that were watched well enough; none if it was not itself."""
    if period.kind != "week" or not period.complete(now) or too_few_days(period, watched, now):
        return ()
    before = [period.earlier(back) for back in reversed(range(1, min(earlier, SHOWN_WEEKS - 1) + 1))]
    return tuple(one for one in before if not too_few_days(one, watched, now))[-BASE:]


def _compared(
    db: Connection, every: Sequence[Story], period: Period, before: Sequence[Period], uploads: frozenset[str]
) -> tuple[frozenset[str], dict[str, Compared]]:
    """This week against those before, by the sources that ran well in all of them and are not silent now."""
    alike = frozenset.intersection(*(covered(db, one, uploads) for one in (*before, period)))
    heard = {copy.source_id for one in every for copy in one.within(period)}
    quiet, since = alike - heard, (before[0] if before else period).begins
    others = (copy for one in every for copy in one.copies if copy.source_id in quiet)
    earlier = [copy for copy in others if since <= copy.said_at < period.begins]
    # Silent, though it spoke in those weeks: that it brought nothing is told apart, not read as fewer.
    alike -= {copy.source_id for copy in earlier if in_time(copy, period)}
    now, past = count(every, period, alike), [count(every, one, alike) for one in before if alike]
    return alike, {name: compare(now.metric(name), [one.metric(name) for one in past]) for name in METRICS}


def _days(every: Sequence[Story], period: Period) -> dict[date, Mapping[str, int]]:
    found: dict[date, Counter[str]] = {one: Counter() for one in period.days}
    for story in every:
        for copy in story.within(period):
            found[copy.said_at.astimezone(period.zone).date()].update(copy.marks.keys())
    return dict(found)


def _top(
    db: Connection, active: Sequence[Story], states: Standing, period: Period, now: datetime
) -> tuple[TopStory, ...]:
    """Stories of the period with a signal, the highest priority first; of today the first of the queue."""
    morning = period.kind == "day" and not period.complete(now)
    marked = sorted((one for one in active if one.marks), key=lambda one: (-one.priority, one.id))[:TOP]
    told = stories_of(db, [row.story_id for row in queue(db, TOP)]) if morning else marked
    why = why_of(db, [copy for one in told for copy in one.copies])
    found = []
    for one in told:
        verdict = states.verdict(one.id)
        copies = one.copies if morning else one.within(period)
        first = (one.copies if morning else one.timely(period))[0]
        found.append(
            TopStory(
                story_id=one.id,
                marks=one.marks,
                doubtful=one.doubtful,
                why=why.get(one.id, ()),
                channels=tuple(sorted({copy.channel for copy in copies})),
                kecamatan=one.kecamatan,
                copies=len(copies),
                sources=len({copy.source_id for copy in copies}),
                first_said=first.said_at.astimezone(period.zone).date(),
                state=states.state(one.id),
                answers=dict(verdict.answers) if verdict else {},
            )
        )
    return tuple(found)


def _grave(active: Sequence[Story], states: Standing) -> Grave:
    """Counted over all, since a week with more of them than stories to know is the one that matters most."""
    found = [one for one in active if _grave_names(one)]
    return Grave(
        stories=len(found),
        doubtful=sum(_grave_names(one) <= one.doubtful for one in found),
        waiting=sum(states.state(one.id) in (*OPEN, StoryState.HELD) for one in found),
        kecamatan=frozenset(code for one in found for code in one.kecamatan),
    )


def _grave_names(one: Story) -> set[str]:
    return {name for name, severity in one.marks.items() if severity >= _GRAVE}
