"""How the sources have fared lately, for `pantau sources list` and `pantau doctor`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.store.database import Connection
from pipeline.store.reading import fetch


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source has fared lately."""

    source_id: str
    status: str  # of its last round
    detail: str
    last_round: datetime
    last_healthy: datetime | None
    failing_rounds: int  # in a row, up to now
    offered: int  # candidates in the last round
    items: int  # stored, ever
    last_new: datetime | None  # when its newest item was fetched
    paused_until: datetime | None
    round: int  # number of its last round
    healthy_round: int | None  # of the last one in which it was read


def source_health(db: Connection) -> list[SourceHealth]:
    """One row for each source that has ever reported, by id."""
    rows = fetch(
        db,
        """
        WITH reports AS (
            SELECT s.*, r.number, s.status IN ('healthy', 'empty') AS fine
            FROM source_reports s JOIN rounds r ON r.id = s.round_id
        ),
        past AS (
            SELECT source_id, max(number) FILTER (WHERE fine) AS fine_number,
                max(reported_at) FILTER (WHERE fine) AS last_healthy
            FROM reports GROUP BY source_id
        ),
        stored AS (
            SELECT source_id, count(*) FILTER (WHERE revision = 0) AS items,
                max(fetched_at) FILTER (WHERE revision = 0) AS last_new
            FROM items GROUP BY source_id
        ),
        failing AS (
            SELECT source_id, count(*) AS failing_rounds
            FROM reports JOIN past USING (source_id)
            WHERE number > coalesce(fine_number, 0) AND status NOT IN ('paused', 'refused')
            GROUP BY source_id
        )
        SELECT r.source_id, r.status, r.detail, r.reported_at AS last_round, p.last_healthy,
            coalesce(f.failing_rounds, 0) AS failing_rounds, r.offered, coalesce(i.items, 0) AS items,
            i.last_new, r.paused_until, r.number AS round, p.fine_number AS healthy_round
        FROM reports r JOIN past p USING (source_id) LEFT JOIN failing f USING (source_id)
            LEFT JOIN stored i USING (source_id)
        QUALIFY row_number() OVER (PARTITION BY r.source_id ORDER BY r.number DESC) = 1
        ORDER BY r.source_id
        """,
    )
    return [SourceHealth(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class Outage:
    """How many sources failed after anything was last read, and how many were asked at all."""

    failed: int
    asked: int

    @property
    def total(self) -> bool:
        """Whether nothing can be read any more: on a schedule each source has rounds of its own, so those
        whose turn has not come since are no sign of the contrary."""
        return 2 * self.failed > self.asked


def outage(health: Sequence[SourceHealth]) -> Outage:
    """Of these sources, by their last reports; those not asked (paused, refused) do not count."""
    read = max((one.healthy_round or 0 for one in health), default=0)
    asked = [one for one in health if one.status not in ("paused", "refused")]
    return Outage(sum(one.round > read for one in asked), len(asked))


@dataclass(frozen=True, slots=True)
class Unread:
    """Pages that came from a source and are no article."""

    pages: int  # different ones
    reason: str  # of most of them


def unread_pages(db: Connection) -> dict[str, Unread]:
    """By source: what could not be read since it last brought an item.

    Not counted: what a site says is gone, and fact checks with a rating that nobody has classified.
    """
    rows = fetch(
        db,
        """
        WITH brought AS (
            SELECT i.source_id, max(r.number) AS number
            FROM items i JOIN rounds r ON r.id = i.round_id GROUP BY i.source_id
        )
        SELECT j.source_id, count(DISTINCT j.key_hash) AS pages, mode(j.reason) AS reason
        FROM private.rejections j JOIN rounds r ON r.id = j.round_id LEFT JOIN brought b USING (source_id)
        WHERE r.number > coalesce(b.number, 0) AND j.reason NOT IN ('soft_404', 'unknown_rating')
            AND (j.stage = 'extract' OR j.stage = 'intake' AND j.reason IN ('extract_failed', 'error'))
        GROUP BY j.source_id
        """,
    )
    return {row["source_id"]: Unread(row["pages"], row["reason"]) for row in rows}
