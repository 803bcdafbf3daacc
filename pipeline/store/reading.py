"""Reading: what the crawl, the stages and the desk ask of the past. Each question is one short query."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa

from core.record import Claim, CrawlState, Known, Reason, Signal, Span, Validators
from pipeline.context import Spread, StoredSignature
from pipeline.store.batch import ids
from pipeline.store.database import Connection, registered

_PER_STORY: Final = 8
"""signatures of one story under one band that are given out: more would say the same again"""

KNOWN: Final = """
    known AS (
        SELECT i.id, i.revision, i.story_id, i.source_id, i.channel
        FROM items i LEFT JOIN (
            SELECT id, max(revision) AS revision FROM items
            WHERE revision > 0 AND ($closes IS NULL OR fetched_at < $closes) GROUP BY id
        ) r ON r.id = i.id
        WHERE i.revision = coalesce(r.revision, 0) AND ($closes IS NULL OR i.fetched_at < $closes)
    )
"""
"""Each item that was fetched before the moment $closes, in its latest revision of then, in SQL: the view
`current_items` as it was; NULL: as it is now. A round that died and is finished later stores what it had
fetched before, which then belongs to the earlier moment."""


@dataclass(frozen=True, slots=True)
class KnownItem:
    """The latest revision of a stored item."""

    revision: int
    content_hash: str
    story_id: str
    round_id: str  # that stored it


def fetch(
    db: Connection, sql: str, values: list[Any] | dict[str, Any] | None = None
) -> Iterator[dict[str, Any]]:
    """Rows by column name; times are aware, in UTC. Through Arrow: DuckDB's own way needs pytz."""
    for batch in db.execute(sql, values or []).to_arrow_reader(2048):
        for row in batch.to_pylist():
            yield {name: _utc(value) for name, value in row.items()}


def _utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def known_items(db: Connection, item_ids: Collection[str]) -> dict[str, KnownItem]:
    """Those of the items that the store has, by id."""
    with registered(db, wanted=ids(item_ids)):
        rows = db.execute(
            "SELECT id, revision, content_hash, story_id, round_id FROM items SEMI JOIN wanted USING (id) "
            "ORDER BY revision"
        ).fetchall()
    return {row[0]: KnownItem(*row[1:]) for row in rows}


def latest_urls(db: Connection, item_ids: Collection[str]) -> dict[str, str]:
    """The address from which the latest revision of each of these items came (from schema `private`)."""
    with registered(db, wanted=ids(item_ids, "item_id")):
        rows = db.execute(
            "SELECT item_id, arg_max(url, revision) FROM private.originals SEMI JOIN wanted USING (item_id) "
            "GROUP BY item_id"
        ).fetchall()
    return dict(rows)


def round_finished(db: Connection, round_id: str) -> bool:
    """Whether the round has been closed with its balances."""
    row = db.execute(
        "SELECT count(*) FROM rounds WHERE id = ? AND finished_at IS NOT NULL", [round_id]
    ).fetchone()
    return bool(row and row[0])


def crawl_state(db: Connection, source_ids: Collection[str]) -> CrawlState:
    """What a crawl of these sources needs to know of the past."""
    known: dict[str, dict[str, Known]] = {source_id: {} for source_id in source_ids}
    with registered(db, wanted=ids(source_ids, "source_id")):
        for source_id, key, first, last, updated_at, etag, modified, refused in db.execute(_KEYS).fetchall():
            known[source_id][key] = Known(
                fetched_at=last.replace(tzinfo=UTC),
                first_seen=first.replace(tzinfo=UTC),
                updated_at=updated_at,
                validators=Validators(etag=etag, last_modified=modified) if etag or modified else _NONE,
                refused=refused,
            )
        pages = list(fetch(db, "SELECT * FROM control_pages SEMI JOIN wanted USING (source_id)"))
        pauses = list(fetch(db, _PAUSES))
    return CrawlState(
        known=known,
        validators={
            page["url"]: Validators(etag=page["etag"], last_modified=page["last_modified"]) for page in pages
        },
        paused_until={row["source_id"]: row["paused_until"] for row in pauses if row["paused_until"]},
    )


# Plain rows with naive times: a source may have a hundred thousand keys, and `fetch` is six times slower.
_KEYS: Final = """
    SELECT source_id, key, first_seen AT TIME ZONE 'UTC', fetched_at AT TIME ZONE 'UTC', updated_at, etag,
        last_modified, refused
    FROM private.keys SEMI JOIN wanted USING (source_id)
"""
_NONE: Final = Validators()

# The pause that the source's latest round ended with.
_PAUSES: Final = """
    SELECT s.source_id, s.paused_until
    FROM source_reports s SEMI JOIN wanted USING (source_id) JOIN rounds r ON r.id = s.round_id
    QUALIFY row_number() OVER (PARTITION BY s.source_id ORDER BY r.number DESC) = 1
"""


def signatures_for_bands(db: Connection, bands: Collection[int]) -> list[StoredSignature]:
    """Stored items that share a band, by their latest revision; a few of each story and band suffice."""
    with registered(db, wanted=pa.table({"band": pa.array(list(bands), pa.int64())})):
        found = db.execute(
            """
            WITH shared AS (
                SELECT b.band, b.story_id, b.item_id, b.revision
                FROM (SELECT item_id, revision, story_id, unnest(bands) AS band FROM signatures) b
                    SEMI JOIN wanted USING (band) LEFT JOIN latest_revisions r ON r.id = b.item_id
                WHERE b.revision = coalesce(r.revision, 0)
                QUALIFY row_number() OVER (
                    PARTITION BY b.band, b.story_id ORDER BY b.item_id <> b.story_id, b.item_id
                ) <= $per_story
            )
            SELECT s.item_id, s.story_id, s.signature
            FROM signatures s SEMI JOIN shared USING (item_id, revision)
            """.replace("$per_story", str(_PER_STORY)),
        ).to_arrow_table()
    items, stories, signatures = (column.combine_chunks() for column in found.columns)
    # One flat array: a signature has up to 300 numbers, and Arrow makes an object of each by itself slowly.
    numbers = signatures.flatten().to_numpy(zero_copy_only=False).tolist()
    ends = np.cumsum(signatures.value_lengths().to_numpy(zero_copy_only=False)).tolist()
    return [
        StoredSignature(item, story, tuple(numbers[start:end]))
        for item, story, start, end in zip(
            items.to_pylist(), stories.to_pylist(), [0, *ends], ends, strict=False
        )
    ]


def spread(db: Connection, story_ids: Collection[str]) -> dict[str, Spread]:
    """How far these stories have spread. An item counts once, however many revisions it has."""
    with registered(db, wanted=ids(story_ids, "story_id")):
        rows = fetch(
            db,
            """
            SELECT
                story_id,
                count(*) FILTER (WHERE revision = 0) AS copies,
                list(DISTINCT source_id) AS sources,
                min(fetched_at) AS first_seen,
                max(fetched_at) AS last_seen
            FROM items SEMI JOIN wanted USING (story_id)
            GROUP BY story_id
            """,
        )
        return {
            r["story_id"]: Spread(r["copies"], frozenset(r["sources"]), r["first_seen"], r["last_seen"])
            for r in rows
        }


def claims(db: Connection) -> tuple[Claim, ...]:
    """All claims, the newest first."""
    return _claims(db, "SELECT * FROM claims ORDER BY published_at DESC NULLS LAST, id")


def claims_before(db: Connection, round_id: str) -> tuple[Claim, ...]:
    """All claims; of a round that has begun those that were stored before it began."""
    return _claims(
        db,
        """
        SELECT * FROM claims
        WHERE stored_at < coalesce((SELECT min(started_at) FROM rounds WHERE id = ?), 'infinity')
        """,
        [round_id],
    )


def _claims(db: Connection, sql: str, values: list[Any] | None = None) -> tuple[Claim, ...]:
    return tuple(read_claim(row) for row in fetch(db, sql, values))


def read_claim(row: Mapping[str, Any]) -> Claim:
    """A row of the table of claims as the record."""
    return Claim(
        id=row["id"],
        text=row["text"],
        rating=row["rating"],
        url=row["url"],
        publisher=row["publisher"],
        published_at=row["published_at"],
        false=row["is_false"],
    )


def signals(db: Connection, item_ids: Collection[str]) -> dict[str, tuple[Signal, ...]]:
    """The signals of each item's latest revision, with spans and reasons; () for an item without any."""
    found: dict[str, list[Signal]] = {item_id: [] for item_id in item_ids}
    with registered(db, wanted=ids(item_ids, "item_id")):
        rows = fetch(
            db,
            """
            SELECT s.*
            FROM signals s SEMI JOIN wanted USING (item_id) LEFT JOIN latest_revisions r ON r.id = s.item_id
            WHERE s.revision = coalesce(r.revision, 0)
            ORDER BY s.item_id, s.name
            """,
        )
        for row in rows:
            found[row["item_id"]].append(read_signal(row))
    return {item_id: tuple(several) for item_id, several in found.items()}


def read_signal(row: Mapping[str, Any]) -> Signal:
    """A row of the table of signals as the record."""
    return Signal(
        name=row["name"],
        probability=row["probability"],
        threshold=row["threshold"],
        flagged=row["flagged"],
        unsure=row["unsure"],
        severity=row["severity"],
        spans=tuple(Span(start=start, end=end) for start, end in json.loads(row["spans"])),
        reasons=tuple(_reason(reason) for reason in json.loads(row["reasons"])),
        model_version=row["model_version"],
        facets=tuple(row["facets"]),
    )


def _reason(raw: Mapping[str, Any]) -> Reason:
    span = raw["span"]
    return Reason(
        words=raw["words"],
        weight=raw["weight"],
        span=None if span is None else Span(start=span[0], end=span[1]),
        note=raw["note"],
    )
