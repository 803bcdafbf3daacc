"""What the sources brought in their last rounds: beside what is expected of them."""

from dataclasses import dataclass

from pipeline.store.database import Connection
from pipeline.store.reading import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Yield:
    """One round of one source."""

    round_id: str
    status: str
    offered: int
    new: int  # candidates that became an item or a revision


def recent_yields(db: Connection, each: int = 8) -> dict[str, tuple[Yield, ...]]:
    """The last rounds of each source by source id, the newest first."""
    rows = fetch(
        db,
        """
        WITH fresh AS (
            SELECT round_id, source_id, sum(number)::BIGINT AS new FROM round_counts
            WHERE kind = 'candidate' AND result IN ('new', 'revision') GROUP BY ALL
        )
        SELECT s.source_id, s.round_id, s.status, s.offered, coalesce(f.new, 0) AS new
        FROM source_reports s JOIN rounds r ON r.id = s.round_id
            LEFT JOIN fresh f ON f.round_id = s.round_id AND f.source_id = s.source_id
        QUALIFY row_number() OVER (PARTITION BY s.source_id ORDER BY r.number DESC) <= $each
        ORDER BY s.source_id, r.number DESC
        """,
        {"each": each},
    )
    found: dict[str, list[Yield]] = {}
    for row in rows:
        found.setdefault(row.pop("source_id"), []).append(Yield(**row))
    return {source_id: tuple(yields) for source_id, yields in found.items()}
