"""Rounds: what was received and offered, how it ended, and whether both balances hold.

Each response received has exactly one use; each candidate offered has exactly one outcome. What was received
and offered is counted by the crawl where it comes in (SourceReport), not where it is stored.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import pyarrow as pa

from core import clock
from core.record import Page, ResponseUse, SourceReport
from core.settings import Profile
from pipeline.store.batch import TIME, table
from pipeline.store.database import Connection, StoreError, registered
from pipeline.store.reading import round_finished
from pipeline.store.summary import LIVE_COUNTS, source_rounds


class Response(Protocol):
    """A response and what it served for: an entry of the spool, say."""

    @property
    def page(self) -> Page:
        """The response, as archived."""

    @property
    def use(self) -> ResponseUse:
        """What it served for."""

    @property
    def reason(self) -> str:
        """Short code; never empty if it was rejected."""


def start_round(db: Connection, round_id: str, profile: Profile, started_at: datetime) -> None:
    """Open a round. One that is there already (it died and is finished now) stays as it is."""
    db.execute(
        """
        INSERT INTO rounds BY NAME
        SELECT $id AS id, coalesce(max(number), 0) + 1 AS number, $profile AS profile, $at AS started_at
        FROM rounds
        HAVING count(*) FILTER (WHERE id = $id) = 0
        """,
        {"id": round_id, "profile": profile, "at": started_at},
    )


def save_responses(db: Connection, round_id: str, responses: Sequence[Response]) -> int:
    """Store where each response lies and what it served for; returns how many were not there before."""
    if round_finished(db, round_id):
        return 0
    for one in responses:
        if one.use is ResponseUse.REJECTED and not one.reason:
            raise ValueError(f"{one.page.url}: rejected without a reason")
    rows = [
        (
            round_id, p.source_id, p.url, p.fetched_at, p.status, one.use.value, one.reason, p.body_sha256,
            p.warc_file, p.warc_offset,
        )
        for one in responses
        for p in (one.page,)
    ]  # fmt: skip
    text = pa.string()
    new = table(
        rows, round_id=text, source_id=text, url=text, fetched_at=TIME, status=pa.int32(), use=text,
        reason=text, body_sha256=text, warc_file=text, warc_offset=pa.int64(),
    )  # fmt: skip
    with registered(db, new=new):
        added = db.execute(
            "INSERT INTO private.responses BY NAME "
            "SELECT * FROM new ANTI JOIN private.responses USING (round_id, warc_file, warc_offset)"
        ).fetchone()
    return int(added[0]) if added else 0


def save_reports(db: Connection, round_id: str, reports: Sequence[SourceReport]) -> tuple[str, ...]:
    """Store how the sources fared. Call it when their candidates are stored.

    Validators of a source are remembered only if all that it offered has an outcome: else what is missing
    would never be offered again (304). Returns the sources whose validators were held back.
    """
    if round_finished(db, round_id):
        return ()
    decided = dict(
        db.execute(
            "SELECT source_id, count(*) FROM outcomes WHERE round_id = ? GROUP BY ALL", [round_id]
        ).fetchall()
    )
    incomplete = tuple(one.source_id for one in reports if decided.get(one.source_id, 0) < one.offered)
    moment = clock.now()
    rows = [
        (
            round_id, r.source_id, r.status, r.detail, r.requests, r.responses, r.offered, r.seconds,
            r.paused_until, moment,
        )
        for r in reports
    ]  # fmt: skip
    text, number = pa.string(), pa.int64()
    new = table(
        rows, round_id=text, source_id=text, status=text, detail=text, requests=number, responses=number,
        offered=number, seconds=pa.float64(), paused_until=TIME, reported_at=TIME,
    )  # fmt: skip
    with registered(db, new=new):
        db.execute(
            "INSERT INTO source_reports BY NAME "
            "SELECT * FROM new ANTI JOIN source_reports USING (round_id, source_id)"
        )
    _save_validators(db, [one for one in reports if one.source_id not in incomplete])
    return incomplete


def _save_validators(db: Connection, reports: Sequence[SourceReport]) -> None:
    """A report with validators replaces all of its source: those of last week's addresses would pile up."""
    rows = [
        (url, report.source_id, validators.etag, validators.last_modified)
        for report in reports
        for url, validators in report.validators.items()
    ]
    if not rows:
        return
    text = pa.string()
    new = table(rows, url=text, source_id=text, etag=text, last_modified=text)
    with registered(db, new=new):
        db.execute("DELETE FROM control_pages WHERE source_id IN (SELECT source_id FROM new)")
        db.execute("INSERT INTO control_pages BY NAME SELECT * FROM new")


def finish_round(db: Connection, round_id: str, finished_at: datetime, seconds: float) -> None:
    """Close a round: count both balances and keep the numbers. Repeating it changes nothing.

    Raises StoreError for a round that was not started.
    """
    if round_finished(db, round_id):
        return
    if not db.execute("SELECT 1 FROM rounds WHERE id = ?", [round_id]).fetchone():
        raise StoreError(f"round {round_id} was never started in this store")
    db.execute(f"INSERT INTO round_counts BY NAME {LIVE_COUNTS}", {"id": round_id})
    sources = source_rounds(db, round_id)
    db.execute(
        """
        UPDATE rounds SET finished_at = ?, seconds = ?, responses_balanced = ?, candidates_balanced = ?
        WHERE id = ?
        """,
        [
            finished_at,
            seconds,
            all(one.responses_balanced for one in sources),
            all(one.candidates_balanced for one in sources) and _items_agree(db, round_id),
            round_id,
        ],
    )
    db.execute("DELETE FROM outcomes WHERE round_id = ? AND outcome = 'known'", [round_id])


def _items_agree(db: Connection, round_id: str) -> bool:
    """Whether every candidate that ended as new or revision is an item of the round, and no item is more."""
    row = db.execute(
        """
        SELECT
            (SELECT count(*) FROM items WHERE round_id = $id)
            = (SELECT count(*) FROM outcomes WHERE round_id = $id AND outcome IN ('new', 'revision'))
        """,
        {"id": round_id},
    ).fetchone()
    return bool(row and row[0])


def unfinished_rounds(db: Connection) -> list[str]:
    """Rounds that were started and never closed, the oldest first."""
    return [
        row[0]
        for row in db.execute("SELECT id FROM rounds WHERE finished_at IS NULL ORDER BY number").fetchall()
    ]
