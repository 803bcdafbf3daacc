"""A story as the board keeps it, from what the store says: pure, no database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import log2
from typing import Final

from core.decision import Decision, StoryState
from core.record import Channel, Incident
from desk.board.records import COPIES_SHOWN, OtherMark, Row
from pipeline.decisions import Situation, story_state
from pipeline.event.merge import Words
from pipeline.geotag import CODE_LENGTH, SURE, kecamatan
from pipeline.prioritise import aged, by_recency, recency, weights
from pipeline.spreading import Spreading, spreading, spreading_rule
from pipeline.store import QueueSignal
from pipeline.store.for_board import Copy, StoredItem

TITLE: Final = 100  # characters of the text that stand for the title of a post
EXCERPT: Final = 240
_WHY: Final = 4  # words that say why a story is there
_GROUPS: Final = 200  # moments kept of a story's copies; more are counted together
SPANS: Final = 24


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that the store says of a story."""

    story_id: str
    items: Sequence[tuple[StoredItem, int]]  # and how many revisions each has
    decisions: Sequence[Decision]
    commented: bool
    revised: Mapping[str, int]  # by item: the latest revision that is material
    unfounded: frozenset[str] = frozenset()  # ids of decisions whose claim is found false no more

    @property
    def flagged(self) -> dict[str, Mapping[str, int]]:
        """By item its flagged signals, as pipeline.decisions weighs them."""
        return {item.item_id: item.gravity for item, _ in self.items if item.flagged}


@dataclass(frozen=True, slots=True)
class Ageing:
    """Priority = base + slope * recency since `said`."""

    base: float | None  # None: it has no priority
    slope: float
    said: datetime

    def value(self, now: datetime) -> float:
        """The priority at this moment; -1 without one, so that it comes last."""
        return -1.0 if self.base is None else self.base + self.slope * recency(self.said, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A story as the board keeps it."""

    row: Row
    ageing: Ageing
    fetched: datetime
    overtaken: datetime | None
    marked: bool
    stands: "Standing"
    revised: Mapping[str, int]  # by item: the latest revision that is material
    flagged: Mapping[str, Mapping[str, int]]  # by item: signal -> severity, 0 where unsure
    unfounded: frozenset[str]  # ids of decisions whose claim is found false no more
    spread: Spreading
    copies: tuple[Copy, ...]
    times: tuple[tuple[float, int], ...]  # when copies were said, and how many
    channels: frozenset[str]
    kept: bool  # worth a place on the board, whether or not it holds an incident


def said(item: StoredItem) -> datetime:
    """When it was said: what its recency counts from."""
    return item.published_at or item.fetched_at


def seen(item: StoredItem) -> datetime:
    """When a copy appeared. A source's clock may run ahead, our own does not."""
    return min(item.published_at or item.first_fetched, item.first_fetched)


def ageing(item: StoredItem) -> Ageing:
    """As `pipeline.store.queue` ages what was stored."""
    if item.priority is None or not item.parts.keys() >= {"probability", "recency"}:
        return Ageing(item.priority, 0.0, said(item))
    slope = by_recency(item.parts)
    return Ageing(item.priority - slope * item.parts["recency"], slope, said(item))


def chosen(gathered: Gathered, now: datetime) -> list[StoredItem]:
    """The copies that are kept with their text: the one that stands for the story first, then those that
    carry what it does not, one of each text, so that nobody closes them unread; the others by time."""
    items = [item for item, _ in gathered.items]
    best = _best(_may_stand(gathered, now), now)
    graver = _graver(best, items)
    by_text: dict[str, StoredItem] = {}
    for item in items:
        by_text.setdefault(item.content_hash, item)
    every = (best, items[0], items[-1], *graver, *by_text.values(), *items)
    wanted = {one.item_id: one for one in every}
    turn = {one.item_id: place for place, one in enumerate((best, *graver))}
    return sorted(
        list(wanted.values())[:COPIES_SHOWN],
        key=lambda one: (turn.get(one.item_id, len(turn)), seen(one), one.item_id),
    )


def _graver(best: StoredItem, items: Sequence[StoredItem]) -> list[StoredItem]:
    """Of the copies that carry what the best one does not, one of each text; the gravest first."""
    found = [(max(beyond.values()), item) for item in items if (beyond := _beyond(best, item))]
    found.sort(key=lambda one: one[0], reverse=True)
    by_text: dict[str, StoredItem] = {}
    for _, item in found:
        by_text.setdefault(item.content_hash, item)
    return list(by_text.values())


def _may_stand(gathered: Gathered, now: datetime) -> list[StoredItem]:
    """The copies of which one stands for the story: where only some wait, of these, as in the terminal's
    queue."""
    items = [item for item, _ in gathered.items]
    if not gathered.decisions:
        return items
    waiting = _stands(gathered, now).now.waiting
    return [item for item in items if item.item_id in waiting] or items


def _rank(item: StoredItem, now: datetime) -> tuple[float, datetime, str]:
    return (-ageing(item).value(now), item.fetched_at, item.item_id)


def _best(items: Sequence[StoredItem], now: datetime) -> StoredItem:
    """Of the marked items, else of all, the one with the highest priority."""
    marked = [item for item in items if item.flagged or item.unsure]
    return min(marked or items, key=lambda item: _rank(item, now))


def _overtaken(best: StoredItem, items: Sequence[StoredItem], now: datetime) -> datetime | None:
    """When another item's priority passes the best one's: a fresh item falls faster than an old one."""
    marked = [item for item in items if item.flagged or item.unsure] or items
    mine, moments = ageing(best), []
    if mine.base is None or mine.slope <= 0:
        return None
    fresh = recency(mine.said, now)
    for other in (ageing(item) for item in marked if item is not best):
        if other.base is None or other.base <= mine.base:
            continue
        falls = mine.slope * fresh - other.slope * recency(other.said, now)
        lead = other.base - mine.base
        if falls > lead:  # in so many half-lives what is left of the lead is gone
            moments.append(log2(falls / lead))
    if not moments:
        return None
    hours = min(moments) * weights().recency.half_life_hours
    return datetime.fromtimestamp(now.timestamp() + hours * 3600 + 1, now.tzinfo)


def entry(gathered: Gathered, stored: Mapping[tuple[str, int], Copy], now: datetime) -> Entry:
    """The story for the board. `stored`: of the chosen items what they say."""
    items = [item for item, _ in gathered.items]
    revisions = {item.item_id: number for item, number in gathered.items}
    best, *others = chosen(gathered, now)
    copies = tuple(
        replace(stored[one.item_id, one.revision], revisions=revisions[one.item_id])
        for one in (best, *others)
    )
    stands = _stands(gathered, now)
    rule = spreading_rule()
    spread = spreading([(seen(i), i.source_id) for i in items if i.channel in rule.channels], rule)
    times = _grouped([seen(item).timestamp() for item in items])
    marked = any(item.flagged or item.unsure for item in items)
    return Entry(
        row=_row(gathered, best, copies, stands.now, times, now),
        ageing=ageing(best),
        fetched=best.fetched_at,
        overtaken=_overtaken(best, _may_stand(gathered, now), now),
        marked=marked,
        stands=stands,
        revised=gathered.revised,
        flagged=gathered.flagged,
        unfounded=gathered.unfounded,
        spread=spread,
        copies=copies,
        times=times,
        channels=frozenset(item.channel.value for item in items),
        kept=marked
        or bool(gathered.decisions)
        or gathered.commented
        or any(item.channel is Channel.FIELD for item in items)
        or (spread.until is not None and spread.until > now),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a story stands, now and once a hold is over."""

    now: Situation
    later: StoryState


def standing(
    decisions: Sequence[Decision],
    copies: int,
    revisions: Mapping[str, int],
    flagged: Mapping[str, Mapping[str, int]],
    unfounded: Collection[str],
    now: datetime,
) -> Standing:
    """`revisions`: by item the latest that is material; `flagged`: by item its flagged signals; `unfounded`:
    ids of decisions whose claim is found false no more."""

    def at(moment: datetime) -> Situation:
        return story_state(
            decisions,
            now=moment,
            copies=copies,
            revisions=revisions,
            flagged=flagged,
            unfounded=unfounded,
        )

    found = at(now)
    return Standing(found, found.state if found.until is None else at(found.until).state)


def _stands(gathered: Gathered, now: datetime) -> Standing:
    copies = len(gathered.items)
    return standing(gathered.decisions, copies, gathered.revised, gathered.flagged, gathered.unfounded, now)


def restated(row: Row, situation: Situation) -> Row:
    """The row of a story after a decision: nothing else has changed."""
    return replace(
        row,
        state=situation.state,
        until=situation.until,
        assigned_to=situation.assigned_to,
        first_by=situation.first_by,
        answered_by=tuple(sorted(situation.answered_by)),
        talked=True,
    )


def _row(
    gathered: Gathered,
    best: StoredItem,
    copies: Sequence[Copy],
    situation: Situation,
    times: Sequence[tuple[float, int]],
    now: datetime,
) -> Row:
    items, shown = [item for item, _ in gathered.items], copies[0]
    return Row(
        story_id=gathered.story_id,
        item_id=best.item_id,
        revision=best.revision,
        title=shown.title or beginning(shown.text, TITLE),
        excerpt=beginning(shown.text, EXCERPT),
        channel=best.channel,
        language=shown.language,
        role=best.role,
        signals=_signals(shown),
        priority=aged(best.priority, best.parts, said(best), now),
        places=_places(copies),
        sources=tuple(sorted({item.source_id for item in items})),
        first_seen=min(item.first_fetched for item in items),
        last_seen=max(item.fetched_at for item in items),
        copies=len(items),
        hours=sparkline(times, now),
        state=situation.state,
        matched=any(item.matched for item in items),
        until=situation.until,
        assigned_to=situation.assigned_to,
        first_by=situation.first_by,
        answered_by=tuple(sorted(situation.answered_by)),
        others=_others(best, items),
        waiting=tuple(sorted(situation.waiting)),
        talked=bool(gathered.decisions) or gathered.commented,
    )


def _signals(shown: Copy) -> tuple[QueueSignal, ...]:
    return tuple(
        QueueSignal(
            name=one.name,
            probability=one.probability,
            flagged=one.flagged,
            unsure=one.unsure,
            severity=one.severity,
            why=tuple(
                [
                    reason.words
                    for reason in sorted(one.reasons, key=lambda reason: -reason.weight)
                    if reason.weight > 0 and reason.words
                ][:_WHY]
            ),
        )
        for one in shown.signals
    )


def _others(best: StoredItem, items: Sequence[StoredItem]) -> tuple[OtherMark, ...]:
    """What the row would not show, though a person must look at it; the gravest first."""
    found: dict[str, _Mark] = {}
    for item in items:
        for name, mark in _beyond(best, item).items():
            found[name] = max(mark, found.get(name, mark))
    others = [
        OtherMark(name=name, flagged=flagged, severity=severity)
        for name, (flagged, _, severity) in found.items()
    ]
    return tuple(sorted(others, key=lambda one: (-one.severity, one.name)))


_Mark = tuple[bool, bool, int]
"""whether a signal is flagged, whether the model is sure of it, its severity"""


def _beyond(best: StoredItem, item: StoredItem) -> dict[str, _Mark]:
    """The marks of a copy that the best one has not, or not so gravely or surely."""
    mine = _marks(best)
    return {
        name: mark
        for name, mark in _marks(item).items()
        if name not in mine or any(more > less for more, less in zip(mark, mine[name], strict=True))
    }


def _marks(item: StoredItem) -> dict[str, _Mark]:
    return {
        name: (name in item.flagged, name not in item.unsure, severity)
        for name, severity in {**item.unsure, **item.flagged}.items()
    }


def _places(copies: Sequence[Copy]) -> tuple[tuple[str, str], ...]:
    """Kecamatan that the copies surely name, the surest first; those of the one shown before the others'."""
    found: dict[str, str] = {}
    for several in (copies[:1], copies[1:]):
        places = [place for one in several for place in one.places if place.confidence >= SURE]
        for place in sorted(places, key=lambda place: -place.confidence):
            code = place.code[:CODE_LENGTH]
            found.setdefault(code, kecamatan().get(code, place.name))
    return tuple(found.items())


def beginning(text: str, length: int) -> str:
    """The beginning of a text in one line, cut at a word."""
    flat = " ".join(text[: 8 * length].split())
    if len(flat) <= length and len(text) <= 8 * length:
        return flat
    return flat[:length].rsplit(" ", 1)[0] + " …"


def _grouped(times: Sequence[float]) -> tuple[tuple[float, int], ...]:
    """Moments and how many copies each stands for; of a story with thousands a few hundred suffice."""
    ordered = sorted(times)
    step = -(-len(ordered) // _GROUPS) if ordered else 1
    return tuple(
        (ordered[start], len(ordered[start : start + step])) for start in range(0, len(ordered), step)
    )


def sparkline(times: Sequence[tuple[float, int]], now: datetime) -> tuple[int, ...]:
    """Copies in each of 24 equal spans from the first to now."""
    spans = [0] * SPANS
    if times:
        first = times[0][0]
        length = max(now.timestamp() - first, 1.0) / SPANS
        for moment, count in times:
            spans[min(SPANS - 1, max(0, int((moment - first) / length)))] += count
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class FoundIncident:
    """A candidate incident in one of a story's copies."""

    copy: Copy
    incident: Incident
    words: Words  # of the report, by which it is compared with others
