"""Writing: items with what the stages said of them, outcomes, claims, rounds. One writer at a time decides.

`save` may be repeated with the same candidates: one that has an outcome in its round is skipped, so replaying
the spool of a round that died changes nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from core import clock
from core.record import Annotated, Claim, Outcome
from pipeline.store.batch import TIME, Batch, ids, prepare, table
from pipeline.store.claim_events import withdrawn_claims
from pipeline.store.database import Connection, Store, registered
from pipeline.store.outcomes import CandidateOutcome, Keys
from pipeline.store.reading import KnownItem, known_items, round_finished

CHUNK: Final = 1000
"""Candidates written in one turn, so that readers get in during a large import."""


@dataclass(frozen=True, slots=True)
class Saved:
    """How many candidates ended how. `skipped` ones had an outcome in this round before."""

    new: int = 0
    revision: int = 0
    known: int = 0
    rejected: int = 0
    skipped: int = 0

    def __add__(self, other: "Saved") -> "Saved":
        """The sum of both."""
        return Saved(
            self.new + other.new,
            self.revision + other.revision,
            self.known + other.known,
            self.rejected + other.rejected,
            self.skipped + other.skipped,
        )


@dataclass(frozen=True, slots=True)
class _Decision:
    row: int | None  # in the batch, of an item to store
    source_id: str
    key_hash: str
    outcome: Outcome
    item_id: str
    story_id: str = ""
    revision: int | None = None
    stage: str = ""
    reason: str = ""


def save(
    store: Store,
    round_id: str,
    annotated: Sequence[Annotated],
    outcomes: Sequence[CandidateOutcome] = (),
    keys: Keys | None = None,
    *,
    chunk: int = CHUNK,
) -> Saved:
    """Store a batch, in turns of at most `chunk` candidates. What is new, a revision or known it decides.

    An item with the content of its latest revision is known; with other content a revision, unless the same
    round has stored it already (a second address of one article: AMP, canonical). A revision keeps its item's
    story. `outcomes`: of the candidates without an item; `keys`: see `remember`.
    """
    entries: list[Annotated | CandidateOutcome] = [*annotated, *outcomes]
    saved = Saved()
    for start in range(0, len(entries), chunk):
        part = entries[start : start + chunk]
        batch = prepare(
            round_id,
            [one for one in part if isinstance(one, Annotated)],
            [one for one in part if isinstance(one, CandidateOutcome)],
            keys or {},
        )
        with store.writing() as db:
            saved += write(db, batch)
    return saved


def write(db: Connection, batch: Batch) -> Saved:
    """Store one prepared batch in the open transaction; see `save`. A finished round takes nothing more."""
    if round_finished(db, batch.round_id):
        return Saved(skipped=len(batch.annotated) + len(batch.outcomes))
    settled = _settled(db, batch)
    ids = {a.item.id for a in batch.annotated} | {a.story_id for a in batch.annotated}
    decisions = [*_decide(batch, settled, known_items(db, ids)), *_others(batch, settled)]
    counts = Counter(one.outcome for one in decisions)
    _insert_outcomes(db, batch, decisions)
    _insert_items(db, batch, [one for one in decisions if one.revision is not None])
    if batch.tables["private.keys"].num_rows:
        with registered(db, new=batch.tables["private.keys"]):
            db.execute(_MERGE_KEYS)
    return Saved(
        new=counts[Outcome.NEW],
        revision=counts[Outcome.REVISION],
        known=counts[Outcome.KNOWN],
        rejected=counts[Outcome.REJECTED],
        skipped=len(batch.annotated) + len(batch.outcomes) - len(decisions),
    )


def _settled(db: Connection, batch: Batch) -> set[str]:
    """The candidates of the batch, by key hash, that have an outcome in this round already."""
    wanted = pa.table({"key_hash": [*batch.key_hashes, *batch.outcomes]})
    with registered(db, wanted=wanted):
        rows = db.execute(
            "SELECT key_hash FROM outcomes WHERE round_id = ? AND key_hash IN (SELECT key_hash FROM wanted)",
            [batch.round_id],
        ).fetchall()
    return {row[0] for row in rows}


def _decide(batch: Batch, settled: set[str], stored: Mapping[str, KnownItem]) -> Iterator[_Decision]:
    """How each item's candidate ends, in order; within a batch the earlier ones count as stored."""
    latest = dict(stored)
    for row, (one, name) in enumerate(zip(batch.annotated, batch.key_hashes, strict=True)):
        if name in settled:
            continue
        settled.add(name)
        item, before = one.item, latest.get(one.item.id)
        if before is None:
            outcome, reason, revision = Outcome.NEW, "", 0
        elif before.content_hash == item.content_hash:
            outcome, reason, revision = Outcome.KNOWN, "", None
        elif before.round_id == batch.round_id:
            outcome, reason, revision = Outcome.KNOWN, "same_item", None
        else:
            outcome, reason, revision = Outcome.REVISION, "", before.revision + 1
        story = before.story_id if before else _story(one, latest)
        if revision is not None:
            latest[item.id] = KnownItem(revision, item.content_hash, story, batch.round_id)
        yield _Decision(row, item.source_id, name, outcome, item.id, story, revision, reason=reason)


def _story(one: Annotated, latest: Mapping[str, KnownItem]) -> str:
    """The story of a new item. If the item that it was likened to is in a story already, that one."""
    first = latest.get(one.story_id)
    return first.story_id if first else one.story_id or one.item.id


def _others(batch: Batch, settled: set[str]) -> Iterator[_Decision]:
    for name, one in batch.outcomes.items():
        if name not in settled:
            settled.add(name)
            yield _Decision(
                None, one.source_id, name, one.outcome, one.item_id, stage=one.stage, reason=one.reason
            )


def _insert_outcomes(db: Connection, batch: Batch, decisions: Sequence[_Decision]) -> None:
    moment = clock.now()
    rows = [
        (
            batch.round_id,
            d.source_id,
            d.key_hash,
            d.outcome.value,
            d.item_id,
            d.revision,
            d.stage,
            d.reason,
            moment,
        )
        for d in decisions
    ]
    text = pa.string()
    new = table(
        rows, round_id=text, source_id=text, key_hash=text, outcome=text, item_id=text, revision=pa.int32(),
        stage=text, reason=text, decided_at=TIME,
    )  # fmt: skip
    with registered(db, new=new):
        db.execute("INSERT INTO outcomes BY NAME SELECT * FROM new")
    rejections = [
        (batch.round_id, one.source_id, d.key_hash, one.what or one.key, one.stage, one.reason, one.detail)
        for d in decisions
        if d.outcome is Outcome.REJECTED
        for one in (batch.outcomes[d.key_hash],)
    ]
    if rejections:
        new = table(
            rejections, round_id=text, source_id=text, key_hash=text, what=text, stage=text, reason=text,
            detail=text,
        )  # fmt: skip
        with registered(db, new=new):
            db.execute("INSERT INTO private.rejections BY NAME SELECT * FROM new")


def _insert_items(db: Connection, batch: Batch, decisions: Sequence[_Decision]) -> None:
    if not decisions:
        return
    rows = [(d.row, d.item_id, d.revision, d.story_id, batch.round_id, clock.now()) for d in decisions]
    text = pa.string()
    accepted = table(
        rows, row=pa.int32(), item_id=text, revision=pa.int32(), story_id=text, round_id=text, at=TIME
    )  # fmt: skip
    for name, columns in _DECIDED.items():
        new = _accepted_rows(batch.tables[name], accepted, columns)
        if new.num_rows:
            with registered(db, new=new):
                db.execute(f"INSERT INTO {name} BY NAME SELECT * FROM new")  # noqa: S608 (our own names)
    save_claims(
        db, [claim for d in decisions if d.row is not None for claim in batch.annotated[d.row].claims]
    )


def _accepted_rows(rows: pa.Table, accepted: pa.Table, columns: Mapping[str, str]) -> pa.Table:
    """The rows whose item is accepted, with what was decided. In Arrow: a join in SQL takes twice as long."""
    place = pc.index_in(rows["row"], accepted["row"])
    kept = pc.is_valid(place)
    chosen, place = rows.drop_columns(["row"]).filter(kept), place.filter(kept)
    for name, decided in columns.items():
        chosen = chosen.append_column(name, accepted[decided].take(place))
    return chosen


_ITEM: Final = {"item_id": "item_id", "revision": "revision"}

# What each table takes from the decision: column -> what was decided.
_DECIDED: Final[Mapping[str, Mapping[str, str]]] = {
    "items": {"id": "item_id", "revision": "revision", "story_id": "story_id", "round_id": "round_id"},
    "private.originals": _ITEM,
    "annotations": {**_ITEM, "annotated_at": "at"},
    "signals": _ITEM,
    "matches": _ITEM,
    "places": _ITEM,
    "signatures": {**_ITEM, "story_id": "story_id"},
}

# A 304 may repeat no validators: the old ones stay. A stale one costs a download, never an article.
_MERGE_KEYS: Final = """
    MERGE INTO private.keys k USING new n ON k.source_id = n.source_id AND k.key = n.key
    WHEN MATCHED THEN UPDATE SET
        item_id = CASE WHEN n.item_id = '' THEN k.item_id ELSE n.item_id END,
        fetched_at = n.fetched_at,
        updated_at = CASE WHEN n.updated_at = '' THEN k.updated_at ELSE n.updated_at END,
        etag = CASE WHEN n.etag = '' AND n.last_modified = '' THEN k.etag ELSE n.etag END,
        last_modified =
            CASE WHEN n.etag = '' AND n.last_modified = '' THEN k.last_modified ELSE n.last_modified END,
        refused = n.refused
    WHEN NOT MATCHED THEN INSERT BY NAME
"""


def save_claims(db: Connection, claims: Sequence[Claim]) -> int:
    """Add claims; one with a known id is brought up to date, one that was withdrawn stays out. Returns how
    many were not there before."""
    withdrawn = withdrawn_claims(db) if claims else {}
    rows = [
        (c.id, c.text, c.rating, c.url, c.publisher, c.published_at, c.false, clock.now())
        for c in {claim.id: claim for claim in claims if claim.id not in withdrawn}.values()
    ]
    if not rows:
        return 0
    text = pa.string()
    new = table(
        rows, id=text, text=text, rating=text, url=text, publisher=text, published_at=TIME,
        is_false=pa.bool_(), stored_at=TIME,
    )  # fmt: skip
    with registered(db, new=new):
        added = db.execute("SELECT count(*) FROM new ANTI JOIN claims USING (id)").fetchone()
        db.execute(_MERGE_CLAIMS)
    return int(added[0]) if added else 0


_MERGE_CLAIMS: Final = """
    MERGE INTO claims c USING new n ON c.id = n.id
    WHEN MATCHED THEN UPDATE SET
        text = n.text, rating = n.rating, url = n.url, publisher = n.publisher,
        published_at = coalesce(n.published_at, c.published_at), is_false = n.is_false,
        -- since when it says what it says: what was stored before it may have to be matched anew
        stored_at = CASE WHEN c.text = n.text AND c.rating = n.rating AND c.is_false = n.is_false
            THEN c.stored_at ELSE n.stored_at END
    WHEN NOT MATCHED THEN INSERT BY NAME
"""


def remove_claims(db: Connection, claim_ids: Sequence[str]) -> None:
    """Take claims out of the library: what comes from now on is not matched with them."""
    with registered(db, gone=ids(claim_ids)):
        db.execute("DELETE FROM claims WHERE id IN (SELECT id FROM gone)")
