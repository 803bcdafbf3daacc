"""The board: what the team has to look at, as a reading copy of the store that answers in milliseconds."""

import json
import sqlite3
import threading
from collections.abc import Callable, Hashable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Final, TypeVar, cast
from zoneinfo import ZoneInfo

from core import clock
from core.record import Incident
from core.region import ZONE
from desk.board import keep, taking
from desk.board.counting import Bits
from desk.board.incidents import INCIDENT_DAYS
from desk.board.lists import (
    COUNTED,
    HOURS,
    SINCE,
    STATE,
    Condition,
    Filters,
    Lane,
    condition,
    everywhere,
    order,
)
from desk.board.records import Row, Story
from desk.board.search import similar_to
from desk.people.database import Database
from pipeline.event.merge import Words
from pipeline.store import Store, StoreBusyError, for_board
from pipeline.store.for_board import Copy

__all__ = ["Board", "CandidateIncident", "Filters", "Lane", "Listed"]

_T = TypeVar("_T")
_HERE: Final = ZoneInfo(ZONE)
_STEP: Final = 5.0  # seconds
_COUNTS: Final = 1000  # kept; searches make ever new ones
_SCHEMA: Final = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Rows of a list, and how many there are in all under these filters."""

    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateIncident:
    """News that may report an event; what a person said of it stands in the store's incident events."""

    item_id: str
    story_id: str
    title: str
    source_id: str
    published_at: datetime | None
    incident: Incident
    words: Words  # of the report, by which it is compared with others


def _drop_other_versions(path: Path) -> None:
    """A board that was made by another version is made anew: it holds nothing of its own."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
    if version != taking.VERSION:
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)


class Board:
    """`board.sqlite`. May be deleted while no desk runs: it is made anew from the store.

    `zone`: the desk's, by which a day begins.
    """

    def __init__(self, path: Path, store: Store, zone: ZoneInfo = _HERE) -> None:
        self.store = store
        _drop_other_versions(path)
        self._database = Database(path, f"{_SCHEMA}\nPRAGMA user_version = {taking.VERSION};")
        self._zone = zone
        self._bits = Bits(self._database)
        self._counting = threading.Lock()
        self._counts: dict[Hashable, object] = {}
        self._counted_at: tuple[int, datetime] | None = None
        self._ahead_at = -1
        self._taker = taking.Taker(self._database, store)
        self._count_ahead()

    def refresh(self, *, at_leisure: bool = False) -> None:
        """Take in what rounds have brought, and what was decided, since the last time.

        `at_leisure`: not so soon after the last time, if that took long. A store that is busy is asked again
        at the next turn.
        """
        with suppress(StoreBusyError):
            self._taker.refresh(at_leisure)
        self._count_ahead()

    def _count_ahead(self) -> None:
        """Count before the pages are asked: the first who looks at the queue need not wait for it."""
        if self._ahead_at != self._taker.written:
            self._ahead_at = self._taker.written
            self.listed(Lane.QUEUE, Filters(), limit=0)
            self.facets(Lane.QUEUE, Filters())

    def building(self) -> tuple[int, int] | None:
        """While the board is made for the first time: how many stories are on it, of how many; else None."""
        return self._taker.progress

    def take(self, story_ids: Sequence[str]) -> None:
        """Take these stories in anew, now: after a decision, an entry by hand, a new claim."""
        self._taker.take(story_ids)

    def listed(
        self,
        lane: Lane,
        filters: Filters,
        *,
        skipped: Sequence[str] = (),
        assigned: str | None = None,
        limit: int = 40,
        offset: int = 0,
    ) -> Listed:
        """Stories by priority, the highest first, without those that the user skipped.

        `assigned`: only those handed over to this user; "" only those handed over to nobody.
        """
        now = self._now()
        where = condition(lane, filters, skipped, now, assigned)
        total = self._counted(where.key, lambda: self._count(where))
        # The page is found in the narrow table first; what is shown is fetched for its few rows.
        rows = self._database.read(
            f"SELECT {keep.COLUMNS} FROM ("  # noqa: S608 (our own conditions; values are bound)
            f"SELECT s.n FROM stories s WHERE {where.sql} ORDER BY {order(lane)} LIMIT :limit OFFSET :offset"
            f") page JOIN stories s USING (n) JOIN shown h USING (n) ORDER BY {order(lane)}",
            {**where.values, "limit": limit, "offset": offset},
        )
        return Listed(rows=self._rows(rows, now), total=total)

    def _now(self) -> datetime:
        """Now, in steps: within one, rows, totals and counts are asked about the same moment."""
        now = clock.now()
        return now - timedelta(seconds=now.timestamp() % _STEP)

    def _counted(self, what: Hashable, count: Callable[[], _T]) -> _T:
        """A count, kept while nothing is written on the board, for one step: many look at the same list."""
        moment = self._taker.written, self._now()
        with self._counting:
            if moment != self._counted_at:
                self._counts.clear()
                self._counted_at = moment
            if what in self._counts:
                return cast(_T, self._counts[what])
        found = count()
        with self._counting:
            if moment == self._counted_at and len(self._counts) < _COUNTS:
                self._counts[what] = found
        return found

    def _count(self, where: Condition) -> int:
        row = self._database.one(f"SELECT count(*) FROM stories s WHERE {where.sql}", dict(where.values))  # noqa: S608
        return int(row[0]) if row else 0

    def _rows(self, rows: Sequence[sqlite3.Row], now: datetime) -> tuple[Row, ...]:
        aged_at = self._taker.aged_at() or now
        return tuple(keep.read_row(row, now, aged_at) for row in rows)

    def facets(self, lane: Lane, filters: Filters) -> dict[str, dict[str, int]]:
        """For each filter how many stories each of its values would give, the other filters kept."""
        now = self._now()
        return self._counted(("facets", lane, filters, now), lambda: self._facets(lane, filters, now))

    def _facets(self, lane: Lane, filters: Filters, now: datetime) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        free = [name for name in COUNTED if not getattr(filters, name)]
        found |= self._bits.counts(self._numbers(condition(lane, filters, (), now)), free)
        for name in COUNTED:
            if name not in found:
                without = condition(lane, replace(filters, **{name: ""}), (), now)
                found |= self._bits.counts(self._numbers(without), [name])
        where = everywhere(lane, filters, now)
        found["state"] = self._grouped(
            f"SELECT {STATE} AS value, count(*) AS number FROM stories s WHERE {where.sql} GROUP BY 1",  # noqa: S608
            where,
        )
        where = condition(lane, replace(filters, since=""), (), now)
        row = self._database.one(f"SELECT {SINCE} FROM stories s WHERE {where.sql}", dict(where.values))  # noqa: S608
        found["since"] = {name: row[name] for name in HOURS if row[name]} if row else {}
        return found

    def _numbers(self, where: Condition) -> list[int]:
        rows = self._database.read(f"SELECT s.n FROM stories s WHERE {where.sql}", dict(where.values))  # noqa: S608
        return [row[0] for row in rows]

    def _grouped(self, sql: str, where: Condition) -> dict[str, int]:
        return {row["value"]: row["number"] for row in self._database.read(sql, dict(where.values))}

    def decided_today(self) -> int:
        """Stories decided since the desk's midnight: with it the day's portion counts down."""
        today = clock.now().astimezone(self._zone).date()
        midnight = datetime.combine(today, time(), self._zone).timestamp()
        row = self._database.one("SELECT count(*) FROM stories WHERE decided >= ?", (midnight,))
        return row[0] if row else 0

    def story(self, story_id: str) -> Story | None:
        """A story with its copies; one that is not on the board is fetched from the store."""
        now = clock.now()
        kept = self._database.one(
            f"SELECT {keep.COLUMNS}, h.claims, h.revised, h.flagged, h.unfounded "  # noqa: S608
            "FROM stories s JOIN shown h USING (n) WHERE s.story_id = ?",
            (story_id,),
        )
        if kept is None:
            return self._taker.fetched([story_id]).get(story_id)
        copies = self._database.read("SELECT data FROM copies WHERE n = ? ORDER BY place", (kept["n"],))
        claims = self._database.read(
            "SELECT id, data FROM claims WHERE id IN (SELECT value FROM json_each(?))", (kept["claims"],)
        )
        (row,) = self._rows([kept], now)
        return Story(
            row=row,
            copies=keep.read_copies(copies),
            claims=keep.read_claims(claims),
            revised=json.loads(kept["revised"]),
            flagged=json.loads(kept["flagged"]),
            unfounded=frozenset(json.loads(kept["unfounded"])),
        )

    def similar(self, story_id: str, limit: int = 10) -> tuple[Row, ...]:
        """Other stories that share much of its wording, the most alike first."""
        numbers = similar_to(self._database, story_id, limit)
        rows = self._database.read(
            f"SELECT {keep.COLUMNS} FROM stories s JOIN shown h USING (n) "  # noqa: S608
            "WHERE s.n IN (SELECT value FROM json_each(?))",
            (json.dumps(numbers),),
        )
        by_number = {row["n"]: row for row in rows}
        return self._rows([by_number[n] for n in numbers if n in by_number], clock.now())

    def search_store(self, text: str, limit: int = 20) -> tuple[Row, ...]:
        """Stories of the whole store with all these words in an item, the latest first. Takes seconds."""
        words = text.split()[:12]
        with self.store.reading() as db:
            found = for_board.stories_with_words(db, words, limit)
        stories = self._taker.fetched(found)
        return tuple(stories[story_id].row for story_id in found if story_id in stories)

    def revisions(self, item_id: str) -> tuple[Copy, ...]:
        """All revisions of an item, the first one first, from the store."""
        with self.store.reading() as db:
            found = for_board.revisions_of(db, item_id)
        return tuple(replace(one, revisions=len(found)) for one in found)

    def incidents(self) -> tuple[CandidateIncident, ...]:
        """Candidate incidents of the last 60 days, the newest first."""
        after = clock.now().timestamp() - INCIDENT_DAYS * 86400
        rows = self._database.read(
            "SELECT i.item_id, i.published, i.data, s.story_id FROM incidents i JOIN stories s USING (n) "
            "WHERE i.published > ? ORDER BY i.published DESC, i.item_id",
            (after,),
        )
        found = []
        for row in rows:
            title, source_id, incident, words = keep.read_incident(row["data"])
            found.append(
                CandidateIncident(
                    item_id=row["item_id"],
                    story_id=row["story_id"],
                    title=title,
                    source_id=source_id,
                    published_at=datetime.fromtimestamp(row["published"], UTC),
                    incident=incident,
                    words=words,
                )
            )
        return tuple(found)
