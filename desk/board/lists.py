"""What a list holds, as one condition in SQL: rows, total and counts all ask by it, so that they agree."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.decision import StoryState
from pipeline.decisions import OPEN

HOURS: Final[Mapping[str, int]] = {"24h": 24, "7d": 7 * 24, "30d": 30 * 24}
_WORD: Final = re.compile(r"\w+")
_WORDS: Final = 12  # of a search; more would only narrow it to nothing
_TAGS: Final = ("signal", "channel", "kecamatan", "source")
COUNTED: Final = (*_TAGS, "language", "unsure")
"""filters whose values are tags of a story"""

STATE: Final = "CASE WHEN s.until IS NOT NULL AND s.until <= :now THEN s.later ELSE s.state END"
"""the state of a story now: a hold runs out by itself"""
_BROUGHT: Final = "s.n IN (SELECT n FROM tags WHERE name = 'channel' AND value = 'field')"
_OPEN: Final = ", ".join(f"'{state.value}'" for state in sorted(OPEN))


class Lane(StrEnum):
    """Which stories are listed."""

    QUEUE = "queue"  # flagged or unsure, brought by hand, or kept open by a person, and open
    SPREADING = "spreading"  # many copies or fast growth, no claim rated true or false
    ALL = "all"  # decided ones too: for search


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; "" is everything. They live in the URL."""

    signal: str = ""
    channel: str = ""
    kecamatan: str = ""  # code
    source: str = ""
    state: str = ""  # a StoryState, or "" for what is open now (lane ALL: for all)
    since: str = ""  # "24h", "7d", "30d": a copy came within
    language: str = ""
    unsure: str = ""  # "1" only unsure, "0" only flagged
    text: str = ""  # search


@dataclass(frozen=True, slots=True)
class Condition:
    """A WHERE clause over `stories s`, and its values."""

    sql: str
    values: Mapping[str, object]

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from any other condition."""
        return (self.sql, *sorted(self.values.items()))


def condition(
    lane: Lane, filters: Filters, skipped: Sequence[str], now: datetime, assigned: str | None = None
) -> Condition:
    """What the stories of this list fulfil. A value that a filter does not know narrows nothing."""
    values: dict[str, object] = {"now": now.timestamp()}
    parts = [*_lane(lane), *_state(lane, filters.state, values)]
    for name in _TAGS:
        if wanted := getattr(filters, name):
            values[name] = wanted
            parts.append(f"s.n IN (SELECT n FROM tags WHERE name = '{name}' AND value = :{name})")  # noqa: S608
    if filters.since in HOURS:
        values["since"] = now.timestamp() - HOURS[filters.since] * 3600
        parts.append("s.last_seen >= :since")
    if filters.language:
        values["language"] = filters.language
        parts.append("s.language = :language")
    if filters.unsure in ("0", "1"):
        parts.append("s.unsure" if filters.unsure == "1" else "s.flagged")
    if filters.text.strip():
        values["words"] = match(filters.text)
        parts.append("s.n IN (SELECT rowid FROM words WHERE words MATCH :words)" if values["words"] else "0")
    if assigned is not None:
        values["assigned"] = assigned
        parts.append("s.assigned = :assigned")
    if skipped:
        values["skipped"] = json.dumps(list(skipped))
        parts.append("s.story_id NOT IN (SELECT value FROM json_each(:skipped))")
    return Condition(" AND ".join(parts) or "1", values)


def _lane(lane: Lane) -> list[str]:
    if lane is Lane.QUEUE:
        return [f"(s.marked OR s.asked OR {_BROUGHT})"]
    if lane is Lane.SPREADING:
        return ["s.spreads > :now", "NOT s.matched"]
    return []


def _state(lane: Lane, state: str, values: dict[str, object]) -> list[str]:
    if state in set(StoryState):
        values["state"] = state
        return [f"{STATE} = :state"]
    return [] if lane is Lane.ALL else [f"{STATE} IN ({_OPEN})"]


def match(text: str) -> str:
    """What somebody typed, as a question to the full text: all its words, the last one as a beginning.

    Each word stands in quotes: nothing that a user types is an operator. "" if there is no word in it.
    """
    words = _WORD.findall(text[:1000])[:_WORDS]
    if not words:
        return ""
    quoted = [f'"{word}"' for word in words]
    return " ".join(quoted) + ("*" if text[-1:].strip() else "")


def order(lane: Lane) -> str:
    """By priority; what spreads by how fast it does."""
    first = "s.pace DESC, " if lane is Lane.SPREADING else ""
    return f"{first}s.aged DESC, s.fetched, s.item_id"


def everywhere(lane: Lane, filters: Filters, now: datetime) -> Condition:
    """The list without its filter of the state: of all states, not only of the open ones."""
    where = condition(Lane.ALL, replace(filters, state=""), (), now)
    return Condition(" AND ".join([*_lane(lane), where.sql]), where.values)


SINCE: Final = ", ".join(
    f"coalesce(sum(s.last_seen >= :now - {hours * 3600}), 0) AS '{name}'" for name, hours in HOURS.items()
)
"""how many came within each of the spans"""
