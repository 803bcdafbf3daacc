"""From the store onto the board: what is new, in chunks, each kept in one short transaction."""

import json
import sqlite3
import threading
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from core import clock
from core.decision import Decision
from core.record import Claim
from desk.board import keep
from desk.board.build import Entry, Gathered, chosen, entry
from desk.board.incidents import INCIDENT_DAYS, incidents_in
from desk.board.records import Story
from desk.people.database import Database
from pipeline.prioritise import weights
from pipeline.spreading import spreading_rule
from pipeline.store import Connection, Store, board_news, for_board, material_revisions, unfounded
from pipeline.store.undo import log_of

VERSION: Final = 11
"""of what is kept; a board of another version is made anew"""
_CHUNK: Final = 1000  # stories read in one turn: writers wait meanwhile
_KEPT_AT_ONCE: Final = 100  # stories written in one transaction
_REST: Final = 10.0  # times as long as a look took: while a round writes, pages need the processor too
_AGE_EVERY: Final = 120  # seconds; recency halves in a day


class Taker:
    """Keeps the board up to date. Any thread may ask; a chunk is taken by one at a time."""

    def __init__(self, database: Database, store: Store) -> None:
        self._database, self._store = database, store
        self._refreshing, self._taking = threading.Lock(), threading.Lock()
        self._seen: tuple[object, ...] | None = None  # of the store's file, at the last look
        self._rests_until = 0.0
        self.progress: tuple[int, int] | None = None
        self.written = 0  # rises with each writing: what was counted before is counted anew

    def refresh(self, at_leisure: bool) -> None:
        """Bring the board up to date with the store; see Board. Raises StoreError, StoreBusyError."""
        with self._refreshing:
            self._age()
            stamp = self._stamp()
            if stamp == self._seen or (at_leisure and clock.wall() < self._rests_until):
                return
            began = clock.wall()
            self._look()
            self._seen = stamp
            ended = clock.wall()
            self._rests_until = ended + _REST * (ended - began)

    def _stamp(self) -> tuple[object, ...]:
        """What changes when somebody writes into the store: looked at before it is opened."""
        found: list[object] = []
        for path in (self._store.path, log_of(self._store.path)):
            try:
                stat = path.stat()
            except FileNotFoundError:
                found.append(None)
            else:
                found.append((stat.st_mtime_ns, stat.st_size, stat.st_ino))
        return tuple(found)

    def _look(self) -> None:
        with self._store.reading() as db:
            marks = board_news.marks(db)
            last = self._marks()
            whole = last is None or not _ahead(marks, last)
            rounds = board_news.rounds_after(db, 0 if whole else self._finished())
            if whole or last is None:
                stories = self._worthy(db, None)
            else:
                stories = self._touched(db, [one.id for one in self._grown(rounds)], last, marks)
        if whole:
            self._empty()
            self.progress = (0, len(stories))
        try:
            self._take(stories)
        finally:
            self.progress = None
        self._remember(marks, rounds)

    def _touched(
        self,
        db: Connection,
        round_ids: Sequence[str],
        last: board_news.Marks,
        marks: board_news.Marks,
    ) -> list[str]:
        stories: dict[str, None] = {}
        if round_ids:
            touched = board_news.stories_of_rounds(db, round_ids)
            stories.update(dict.fromkeys(self._worthy(db, round_ids)))
            stories.update(dict.fromkeys(self._on_board(touched)))
        if marks != last:
            stories.update(dict.fromkeys(board_news.touched_since(db, last)))
        return list(stories)

    def _grown(self, rounds: Sequence[board_news.RoundSoFar]) -> list[board_news.RoundSoFar]:
        """Those of these rounds that have stored items since they were looked at."""
        taken = {row["id"]: row["items"] for row in self._database.read("SELECT id, items FROM rounds")}
        return [one for one in rounds if one.items > taken.get(one.id, 0)]

    def _worthy(self, db: Connection, round_ids: Collection[str] | None) -> list[str]:
        rule, now = spreading_rule(), clock.now()
        return board_news.worth_a_look(
            db,
            round_ids,
            channels=[channel.value for channel in rule.channels],
            copies=rule.least,
            spread_after=now
            - timedelta(days=rule.listed_days, hours=max(rule.many.hours, rule.doubled.hours)),
            incidents_after=now - timedelta(days=INCIDENT_DAYS),
        )

    def _on_board(self, story_ids: Collection[str]) -> list[str]:
        rows = self._database.read(
            "SELECT story_id FROM stories WHERE story_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(story_ids)),),
        )
        return [row["story_id"] for row in rows]

    def _mark(self, name: str) -> str:
        row = self._database.one("SELECT value FROM marks WHERE name = ?", (name,))
        return row["value"] if row else ""

    def _marks(self) -> board_news.Marks | None:
        """How far decisions, comments and changes were taken in; None: the board was never finished."""
        numbers = self._mark("numbers")
        return board_news.Marks(*json.loads(numbers)) if numbers else None

    def _finished(self) -> int:
        return int(self._mark("finished") or 0)

    def _remember(self, marks: board_news.Marks, rounds: Sequence[board_news.RoundSoFar]) -> None:
        finished = self._finished()
        for one in rounds:
            if not one.finished or one.number > finished + 1:
                break
            finished = one.number
        with self._database.writing() as db:
            _write_marks(
                db,
                numbers=json.dumps([marks.decisions, marks.comments, marks.changes]),
                finished=str(finished),
            )
            db.execute("DELETE FROM rounds")
            db.executemany(
                "INSERT INTO rounds (id, items) VALUES (?, ?)",
                [(one.id, one.items) for one in rounds if one.number > finished],
            )

    def _empty(self) -> None:
        with self._database.writing() as db:
            db.execute("DELETE FROM marks WHERE name <> 'changed'")
            for table in (
                "rounds",
                "stories",
                "shown",
                "copies",
                "tags",
                "claims",
                "incidents",
                "words",
            ):
                db.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
            _write_marks(db, aged=clock.now().isoformat())
        self.written += 1

    def aged_at(self) -> datetime | None:
        """When recencies were brought up to date last."""
        mark = self._mark("aged")
        return datetime.fromisoformat(mark) if mark else None

    def _age(self) -> None:
        """Recency falls: every few minutes all priorities follow, in one statement."""
        now, before = clock.now(), self.aged_at()
        if before is not None and abs((now - before).total_seconds()) < _AGE_EVERY:
            return
        with self._database.writing() as db:
            db.execute(_AGE, {"now": now.timestamp(), "half_life": weights().recency.half_life_hours})
            _write_marks(db, aged=now.isoformat())
        passed = self._database.read("SELECT story_id FROM stories WHERE overtaken <= ?", (now.timestamp(),))
        self._take([row["story_id"] for row in passed])

    def take(self, story_ids: Sequence[str]) -> None:
        """Take these stories in anew: of those whose items are as they were only what was decided."""
        wanted = list(dict.fromkeys(story_ids))
        with self._store.reading() as db:
            last = self._marks()
            if last is None:
                changed = set(wanted)
            else:
                grown = self._grown(board_news.rounds_after(db, self._finished()))
                changed = set(board_news.with_items_of(db, wanted, [one.id for one in grown]))
                changed |= set(board_news.changed_since(db, last)) & set(wanted)
                changed |= set(wanted) - set(self._on_board(wanted))
            decisions = for_board.decisions_of(db, wanted)
            fallen = unfounded(db, [one for several in decisions.values() for one in several])
        changed |= self._restate([name for name in wanted if name not in changed], decisions, fallen)
        self._take([name for name in wanted if name in changed])

    def _restate(
        self, story_ids: Sequence[str], decisions: dict[str, list[Decision]], fallen: Collection[str]
    ) -> set[str]:
        """Those of these stories that must be taken whole all the same: a claim of theirs fell, or may stand
        again. `fallen`: ids of decisions whose claim is found false no more."""
        if not story_ids:
            return set()
        now = clock.now()
        with self._taking, self._database.writing() as db:
            left = {
                kept["story_id"]
                for kept in db.execute(keep.STATED, (json.dumps(list(story_ids)),)).fetchall()
                if _fallen(decisions.get(kept["story_id"], []), fallen) != set(json.loads(kept["unfounded"]))
                or not keep.restate(db, kept, decisions.get(kept["story_id"], []), now)
            }
        self.written += 1
        return left

    def _take(self, story_ids: Sequence[str]) -> None:
        for start in range(0, len(story_ids), _CHUNK):
            chunk = story_ids[start : start + _CHUNK]
            with self._taking:  # else what was read earlier could be kept later
                entries, claims = self._entries(chunk)
                for first in range(0, len(chunk), _KEPT_AT_ONCE):
                    self._keep(chunk[first : first + _KEPT_AT_ONCE], entries, claims)
                    claims = {}
            if self.progress:
                self.progress = (start + len(chunk), self.progress[1])

    def _keep(self, story_ids: Sequence[str], entries: dict[str, Entry], claims: dict[str, Claim]) -> None:
        aged_at = self.aged_at() or clock.now()
        found = {name: incidents_in(entries[name].copies) for name in story_ids if name in entries}
        with self._database.writing() as db:
            keep.put_claims(db, claims)
            for name in story_ids:
                if name in entries and (entries[name].kept or found[name]):
                    keep.put(db, entries[name], found[name], aged_at)
                else:
                    keep.forget(db, name)
        self.written += 1

    def _entries(self, story_ids: Sequence[str]) -> tuple[dict[str, Entry], dict[str, Claim]]:
        """The stories as the store has them now, and the claims that they match."""
        now = clock.now()
        with self._store.reading() as db:
            items = for_board.items_of_stories(db, story_ids)
            decisions = for_board.decisions_of(db, list(items))
            commented = for_board.commented(db, list(items))
            changed = [one.item_id for several in items.values() for one, number in several if number > 1]
            revised = material_revisions(db, changed)
            fallen = unfounded(db, [one for several in decisions.values() for one in several])
            gathered = [
                Gathered(
                    name,
                    several,
                    decisions.get(name, []),
                    name in commented,
                    {one.item_id: revised[one.item_id] for one, _ in several if one.item_id in revised},
                    frozenset(one.id for one in decisions.get(name, []) if one.id in fallen),
                )
                for name, several in items.items()
            ]
            wanted = [(one.item_id, one.revision) for story in gathered for one in chosen(story, now)]
            stored = for_board.copies(db, wanted)
            claims = for_board.claims_by_id(
                db, {match.claim_id for copy in stored.values() for match in copy.matches}
            )
        return {story.story_id: entry(story, stored, now) for story in gathered}, claims

    def fetched(self, story_ids: Sequence[str]) -> dict[str, Story]:
        """Stories straight from the store, on the board or not."""
        entries, claims = self._entries(story_ids) if story_ids else ({}, {})
        return {
            name: Story(
                row=one.row,
                copies=one.copies,
                claims={
                    match.claim_id: claims[match.claim_id]
                    for copy in one.copies
                    for match in copy.matches
                    if match.claim_id in claims
                },
                revised=one.revised,
                flagged=one.flagged,
                unfounded=one.unfounded,
            )
            for name, one in entries.items()
        }


_AGE: Final = """
    UPDATE stories SET aged = base + slope * pow(0.5, max(0, :now - said) / 3600 / :half_life)
    WHERE slope > 0 AND base IS NOT NULL
"""


def _write_marks(db: sqlite3.Connection, **marks: str) -> None:
    for name, value in marks.items():
        db.execute("INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)", (name, value))


def _ahead(marks: board_news.Marks, last: board_news.Marks) -> bool:
    """Whether the store has all that was taken in: one that was restored from a copy may have less."""
    return (
        marks.decisions >= last.decisions
        and marks.comments >= last.comments
        and marks.changes >= last.changes
    )


def _fallen(decisions: Collection[Decision], fallen: Collection[str]) -> set[str]:
    return {one.id for one in decisions} & set(fallen)
