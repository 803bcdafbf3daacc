"""How the sources have fared lately, for `pantau sources list` and `pantau doctor`."""

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
            i.last_new, r.paused_until
        FROM reports r JOIN past p USING (source_id) LEFT JOIN failing f USING (source_id)
            LEFT JOIN stored i USING (source_id)
        QUALIFY row_number() OVER (PARTITION BY r.source_id ORDER BY r.number DESC) = 1
        ORDER BY r.source_id
        """,
    )
    return [SourceHealth(**row) for row in rows]
