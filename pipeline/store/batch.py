"""A batch to be stored, as Arrow tables. Made before the store is opened, so that others wait less."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import pyarrow as pa

from core.record import Annotated, Signal, Span
from pipeline.group import bands
from pipeline.store.outcomes import CandidateOutcome, Keys, key_hash

TIME: Final = pa.timestamp("us", tz="UTC")
WORDS: Final = pa.list_(pa.string())


@dataclass(frozen=True, slots=True)
class Batch:
    """Annotated items by row, the outcomes of other candidates, and tables whose `row` names the item."""

    round_id: str
    annotated: Sequence[Annotated]
    key_hashes: Sequence[str]  # of the annotated items' candidates, by row
    outcomes: Mapping[str, CandidateOutcome]  # by key hash
    tables: Mapping[str, pa.Table]


def prepare(
    round_id: str, annotated: Sequence[Annotated], outcomes: Sequence[CandidateOutcome], keys: Keys
) -> Batch:
    """Build all that needs no look at the store. Raises ValueError for an item without a candidate key."""
    for one in annotated:
        if not one.candidate_key:
            raise ValueError(f"item {one.item.id} does not say which candidate it was (candidate_key)")
    candidates = [(a.item.source_id, a.candidate_key, a.item.id) for a in annotated]
    candidates += [(one.source_id, one.key, one.item_id) for one in outcomes]
    return Batch(
        round_id=round_id,
        annotated=annotated,
        key_hashes=[key_hash(a.item.source_id, a.candidate_key) for a in annotated],
        outcomes={key_hash(one.source_id, one.key): one for one in outcomes},
        tables={
            **{name: build(annotated) for name, build in _TABLES.items()},
            "private.keys": _keys(candidates, keys),
        },
    )


def tables_of(annotated: Sequence[Annotated], *names: str) -> dict[str, pa.Table]:
    """Only these tables of annotated items; `row` is the item's place."""
    return {name: _TABLES[name](annotated) for name in names}


def table(rows: Sequence[Sequence[Any]], **columns: pa.DataType) -> pa.Table:
    """An Arrow table of rows with these column names and types."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = [pa.array(value, kind) for value, kind in zip(values, columns.values(), strict=True)]
    return pa.table(arrays, names=list(columns))


def ids(values: Collection[str], column: str = "id") -> pa.Table:
    """A table of one column of ids, to be joined with."""
    return pa.table({column: pa.array(list(values), pa.string())})


def pairs(values: Sequence[tuple[str, int]]) -> pa.Table:
    """A table of item ids and revisions, to be joined with."""
    return table(values, item_id=pa.string(), revision=pa.int32())


def as_json(value: object) -> str:
    """JSON without blanks, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _keys(candidates: Sequence[tuple[str, str, str]], keys: Keys) -> pa.Table:
    """`candidates`: source id, key, item id. Each key once: MERGE takes no row twice."""
    rows = {
        (source_id, key): (
            source_id, key, key_hash(source_id, key), item_id, seen.first_seen or seen.fetched_at,
            seen.fetched_at, seen.updated_at, seen.validators.etag, seen.validators.last_modified,
            seen.refused,
        )
        for source_id, key, item_id in candidates
        if (seen := keys.get((source_id, key)))
    }  # fmt: skip
    return table(
        list(rows.values()),
        source_id=pa.string(),
        key=pa.string(),
        key_hash=pa.string(),
        item_id=pa.string(),
        first_seen=TIME,
        fetched_at=TIME,
        updated_at=pa.string(),
        etag=pa.string(),
        last_modified=pa.string(),
        refused=pa.string(),
    )


def _items(annotated: Sequence[Annotated]) -> pa.Table:
    rows = [
        (
            row, i.source_id, i.channel.value, i.title, i.text, i.language, i.author_key, i.published_at,
            i.fetched_at, i.advertorial, i.content_hash,
        )
        for row, i in enumerate(a.item for a in annotated)
    ]  # fmt: skip
    return table(
        rows,
        row=pa.int32(),
        source_id=pa.string(),
        channel=pa.string(),
        title=pa.string(),
        text=pa.string(),
        language=pa.string(),
        author_key=pa.string(),
        published_at=TIME,
        fetched_at=TIME,
        advertorial=pa.bool_(),
        content_hash=pa.string(),
    )


def _originals(annotated: Sequence[Annotated]) -> pa.Table:
    rows = [
        (row, p.url, p.title, p.text, p.forwarded_from, p.warc_file, p.warc_offset)
        for row, p in enumerate(a.private for a in annotated)
    ]
    return table(
        rows,
        row=pa.int32(),
        url=pa.string(),
        title=pa.string(),
        text=pa.string(),
        forwarded_from=pa.string(),
        warc_file=pa.string(),
        warc_offset=pa.int64(),
    )


def _annotations(annotated: Sequence[Annotated]) -> pa.Table:
    rows = [
        (
            row,
            a.role.name.value if a.role else None,
            a.role.probability if a.role else None,
            a.role.model_version if a.role else None,
            a.priority.value if a.priority else None,
            as_json(dict(a.priority.parts)) if a.priority else None,
        )
        for row, a in enumerate(annotated)
    ]
    return table(
        rows,
        row=pa.int32(),
        role=pa.string(),
        role_probability=pa.float64(),
        role_model=pa.string(),
        priority=pa.float64(),
        priority_parts=pa.string(),
    )


def _signals(annotated: Sequence[Annotated]) -> pa.Table:
    rows = [
        (
            row, s.name, s.probability, s.threshold, s.flagged, s.unsure, s.severity, s.facets,
            _spans(s.spans), _reasons(s), s.model_version,
        )
        for row, a in enumerate(annotated)
        for s in a.signals
    ]  # fmt: skip
    return table(
        rows,
        row=pa.int32(),
        name=pa.string(),
        probability=pa.float64(),
        threshold=pa.float64(),
        flagged=pa.bool_(),
        unsure=pa.bool_(),
        severity=pa.int32(),
        facets=WORDS,
        spans=pa.string(),
        reasons=pa.string(),
        model_version=pa.string(),
    )


def _matches(annotated: Sequence[Annotated]) -> pa.Table:
    rows = [
        (row, m.claim_id, m.score, m.automatic, m.stance.value, m.agree, m.differ)
        for row, a in enumerate(annotated)
        for m in a.matches
    ]
    return table(
        rows,
        row=pa.int32(),
        claim_id=pa.string(),
        score=pa.float64(),
        automatic=pa.bool_(),
        stance=pa.string(),
        agree=WORDS,
        differ=WORDS,
    )


def _places(annotated: Sequence[Annotated]) -> pa.Table:
    rows = [
        (row, p.code, p.name, p.span.start if p.span else None, p.span.end if p.span else None, p.confidence)
        for row, a in enumerate(annotated)
        for p in a.places
    ]
    return table(
        rows,
        row=pa.int32(),
        code=pa.string(),
        name=pa.string(),
        span_start=pa.int32(),
        span_end=pa.int32(),
        confidence=pa.float64(),
    )


def _signatures(annotated: Sequence[Annotated]) -> pa.Table:
    signed = [(row, a.signature) for row, a in enumerate(annotated) if a.signature]
    return pa.table(
        {
            "row": pa.array([row for row, _ in signed], pa.int32()),
            "bands": _lists([bands(signature) for _, signature in signed], np.int64),
            "signature": _lists([signature for _, signature in signed], np.uint64),
        }
    )


def _lists(values: Sequence[Sequence[int]], kind: type[np.int64 | np.uint64]) -> pa.ListArray:
    """A list column from one flat array: a signature has up to 300 numbers."""
    lengths = [len(value) for value in values]
    flat = np.fromiter(chain.from_iterable(values), dtype=kind, count=sum(lengths))
    offsets = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(flat))


_TABLES: Final[Mapping[str, Callable[[Sequence[Annotated]], pa.Table]]] = {
    "items": _items,
    "private.originals": _originals,
    "annotations": _annotations,
    "signals": _signals,
    "matches": _matches,
    "places": _places,
    "signatures": _signatures,
}


def _spans(spans: Sequence[Span]) -> str:
    return as_json([[span.start, span.end] for span in spans]) if spans else "[]"


def _reasons(signal: Signal) -> str:
    if not signal.reasons:
        return "[]"
    return as_json(
        [
            {
                "words": reason.words,
                "weight": reason.weight,
                "span": [reason.span.start, reason.span.end] if reason.span else None,
                "note": reason.note,
            }
            for reason in signal.reasons
        ]
    )
