"""Who holds which story: a story opened is held by one person, so that two cannot decide it at once.

A hold lies in `desk.sqlite`. It runs out by the clock of the machine: in the sample too, where now stands.
Exclusive under races: whoever takes a hold looks and writes within one transaction that keeps all others out.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core import clock
from desk.people.database import Database

MINUTES: Final = 15
"""that a hold lasts without a heartbeat, unless the setting `hold_minutes` says otherwise"""
_AT_ONCE: Final = 500  # story ids in one question


@dataclass(frozen=True, slots=True)
class Hold:
    """Somebody is working on a story. Times are seconds since 1970 (core.clock.wall)."""

    story_id: str
    user_id: str
    since: float
    until: float

    @property
    def minutes(self) -> int:
        """For how long it is held by now."""
        return max(0, int((clock.wall() - self.since) // 60))


def acquire(people: Database, story_id: str, user_id: str, minutes: int = MINUTES) -> Hold:
    """Take the hold if it is free, run out or one's own (it then lasts anew). Returns the hold there is."""
    with people.writing() as db:
        current = _current(db, story_id)
        if current is not None and current.user_id != user_id:
            return current
        return _keep(db, story_id, user_id, minutes, current.since if current else clock.wall())


def beat(people: Database, story_id: str, user_id: str, minutes: int = MINUTES) -> Hold:
    """The heartbeat of an open page: as `acquire`. The hold is another's where it was taken over."""
    return acquire(people, story_id, user_id, minutes)


def release(people: Database, story_id: str, user_id: str, until: float | None = None) -> None:
    """Give the user's hold back.

    `until`: of the hold as the page that is being left last knew it. If the hold has been renewed since (the
    page was loaded again, or is open in a second tab), it stays.
    """
    with people.writing() as db:
        db.execute(
            "DELETE FROM holds WHERE story_id = ? AND user_id = ? AND (? IS NULL OR until <= ?)",
            (story_id, user_id, until, until),
        )


def take_over(people: Database, story_id: str, user_id: str, minutes: int = MINUTES) -> tuple[Hold, str]:
    """Take the hold whoever has it. Returns it, and the user id of who had it ("" where nobody did)."""
    with people.writing() as db:
        current = _current(db, story_id)
        mine = current is not None and current.user_id == user_id
        since = current.since if current is not None and mine else clock.wall()
        hold = _keep(db, story_id, user_id, minutes, since)
    return hold, current.user_id if current is not None and not mine else ""


def holder(people: Database, story_id: str) -> Hold | None:
    """Who holds this story now."""
    return holders(people, [story_id]).get(story_id)


def holders(people: Database, story_ids: Iterable[str]) -> dict[str, Hold]:
    """Who holds these stories now, by story; those that are free are left out."""
    wanted, found, now = list(story_ids), dict[str, Hold](), clock.wall()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        for row in people.read(
            f"SELECT * FROM holds WHERE until > ? AND story_id IN ({marks})",  # noqa: S608  question marks only
            (now, *some),
        ):
            found[row["story_id"]] = _hold(row)
    return found


def held_by_others(people: Database, user_id: str) -> frozenset[str]:
    """Stories that somebody else holds now."""
    rows = people.read("SELECT story_id FROM holds WHERE until > ? AND user_id <> ?", (clock.wall(), user_id))
    return frozenset(row["story_id"] for row in rows)


def _current(db: sqlite3.Connection, story_id: str) -> Hold | None:
    """The hold that has not run out; those that have are cleared away."""
    db.execute("DELETE FROM holds WHERE until <= ?", (clock.wall(),))
    row = db.execute("SELECT * FROM holds WHERE story_id = ?", (story_id,)).fetchone()
    return _hold(row) if row else None


def _keep(db: sqlite3.Connection, story_id: str, user_id: str, minutes: int, since: float) -> Hold:
    hold = Hold(story_id, user_id, since, clock.wall() + 60 * minutes)
    db.execute(
        "INSERT OR REPLACE INTO holds (story_id, user_id, since, until) VALUES (?, ?, ?, ?)",
        (hold.story_id, hold.user_id, hold.since, hold.until),
    )
    return hold


def _hold(row: sqlite3.Row) -> Hold:
    return Hold(row["story_id"], row["user_id"], row["since"], row["until"])
