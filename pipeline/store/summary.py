"""What a round adds up to: the summary that is printed, and the counts behind both balances."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from core.record import Rejected
from pipeline.store.database import Connection, StoreError
from pipeline.store.reading import fetch, round_finished

LIVE_COUNTS: Final = """
    SELECT round_id, source_id, 'response' AS kind, use AS result, reason, count(*) AS number
    FROM private.responses WHERE round_id = $id GROUP BY ALL
    UNION ALL
    SELECT round_id, source_id, 'candidate' AS kind, outcome AS result, reason, count(*) AS number
    FROM outcomes WHERE round_id = $id GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class SourceRound:
    """One source in one round. `received`, `offered`: the crawl's own counts; None: it never reported."""

    source_id: str
    status: str  # "" if it never reported
    detail: str
    received: int | None
    offered: int | None
    responses: Mapping[str, int]  # by use
    candidates: Mapping[str, int]  # by outcome
    rejected_responses: Mapping[str, int]  # by reason
    rejected_candidates: Mapping[str, int]

    @property
    def responses_balanced(self) -> bool:
        """Every response received has one use."""
        return self.received == sum(self.responses.values())

    @property
    def candidates_balanced(self) -> bool:
        """Every candidate offered has one outcome."""
        return self.offered == sum(self.candidates.values())


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """All that the summary of a round prints."""

    id: str
    profile: str
    started_at: datetime
    seconds: float | None
    sources: tuple[SourceRound, ...]
    responses_balanced: bool
    candidates_balanced: bool
    stories: int  # that got an item or a revision
    new_stories: int
    flagged: Mapping[str, int]  # items of the round by signal
    unsure: Mapping[str, int]  # and not flagged

    @property
    def responses(self) -> Mapping[str, int]:
        """Responses by use."""
        return _total(one.responses for one in self.sources)

    @property
    def candidates(self) -> Mapping[str, int]:
        """Candidates by outcome."""
        return _total(one.candidates for one in self.sources)

    @property
    def rejected_responses(self) -> Mapping[str, int]:
        """Rejected responses by reason."""
        return _total(one.rejected_responses for one in self.sources)

    @property
    def rejected_candidates(self) -> Mapping[str, int]:
        """Rejected candidates by reason."""
        return _total(one.rejected_candidates for one in self.sources)


def _total(counts: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(total.most_common())


def round_summary(db: Connection, round_id: str) -> RoundSummary:
    """The summary of a round, as far as it has come. Raises StoreError for one that was not started."""
    found = list(fetch(db, "SELECT * FROM rounds WHERE id = ?", [round_id]))
    if not found:
        raise StoreError(f"round {round_id} was never started in this store")
    sources, row = source_rounds(db, round_id), found[0]
    finished = row["finished_at"] is not None
    stories, new_stories = _stories(db, round_id)
    marks = list(
        fetch(
            db,
            """
            SELECT s.name,
                count(*) FILTER (WHERE s.flagged) AS flagged,
                count(*) FILTER (WHERE s.unsure AND NOT s.flagged) AS unsure
            FROM signals s JOIN items i ON i.id = s.item_id AND i.revision = s.revision
            WHERE i.round_id = ? GROUP BY s.name ORDER BY s.name
            """,
            [round_id],
        )
    )
    return RoundSummary(
        id=row["id"],
        profile=row["profile"],
        started_at=row["started_at"],
        seconds=row["seconds"],
        sources=tuple(sources),
        responses_balanced=row["responses_balanced"]
        if finished
        else all(one.responses_balanced for one in sources),
        candidates_balanced=row["candidates_balanced"]
        if finished
        else all(one.candidates_balanced for one in sources),
        stories=stories,
        new_stories=new_stories,
        flagged={mark["name"]: mark["flagged"] for mark in marks},
        unsure={mark["name"]: mark["unsure"] for mark in marks},
    )


def _stories(db: Connection, round_id: str) -> tuple[int, int]:
    row = db.execute(
        """
        SELECT count(DISTINCT story_id), count(*) FILTER (WHERE id = story_id AND revision = 0)
        FROM items WHERE round_id = ?
        """,
        [round_id],
    ).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def source_rounds(db: Connection, round_id: str) -> list[SourceRound]:
    """Every source of the round: those that reported, and those of which something is stored."""
    counts = (
        "SELECT * FROM round_counts WHERE round_id = $id" if round_finished(db, round_id) else LIVE_COUNTS
    )
    rows = list(fetch(db, counts, {"id": round_id}))
    reports = {
        row["source_id"]: row
        for row in fetch(db, "SELECT * FROM source_reports WHERE round_id = $id", {"id": round_id})
    }
    names = sorted({row["source_id"] for row in rows} | set(reports))
    return [
        _source_round(name, [r for r in rows if r["source_id"] == name], reports.get(name)) for name in names
    ]


def _source_round(
    source_id: str, rows: Sequence[Mapping[str, Any]], report: Mapping[str, Any] | None
) -> SourceRound:
    def counted(kind: str, by: str, result: str = "") -> dict[str, int]:
        count: Counter[str] = Counter()
        for row in rows:
            if row["kind"] == kind and result in ("", row["result"]) and row[by]:
                count[row[by]] += row["number"]
        return dict(count.most_common())

    return SourceRound(
        source_id=source_id,
        status=report["status"] if report else "",
        detail=report["detail"] if report else "",
        received=report["responses"] if report else None,
        offered=report["offered"] if report else None,
        responses=counted("response", "result"),
        candidates=counted("candidate", "result"),
        rejected_responses=counted("response", "reason", "rejected"),
        rejected_candidates=counted("candidate", "reason", "rejected"),
    )


def revised(db: Connection, round_id: str) -> set[str]:
    """The key hash of each candidate of the round that was taken as a revision of an item."""
    rows = db.execute(
        "SELECT key_hash FROM outcomes WHERE round_id = ? AND outcome = 'revision'", [round_id]
    ).fetchall()
    return {row[0] for row in rows}


def rejections(db: Connection, round_id: str) -> list[Rejected]:
    """Each candidate of the round that could not pass, with what and why (from schema `private`)."""
    rows = fetch(
        db, "SELECT * FROM private.rejections WHERE round_id = ? ORDER BY source_id, what", [round_id]
    )
    return [
        Rejected(
            source_id=row["source_id"],
            what=row["what"],
            stage=row["stage"],
            reason=row["reason"],
            detail=row["detail"],
        )
        for row in rows
    ]
