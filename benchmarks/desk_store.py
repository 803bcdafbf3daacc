"""A large store for the desk's benchmark: stories of recombined sentences, put straight into the tables.

Seeded: the same for the same number of items. What a page never reads is left out or short (signatures,
unmasked texts); what the monitoring round beside it has to look through is there (items, keys, outcomes).
"""

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.texts import clauses
from pipeline.geotag import gazetteer
from pipeline.prioritise import combine, recency, spread
from pipeline.store import Store
from pipeline.store.batch import TIME
from pipeline.store.database import registered

PER_STORY: Final = 5  # items on average, as 1,000,000 in 200,000
_DAYS: Final = 60
_FLAGGED, _UNSURE = 0.015, 0.025  # of stories
_DECIDED: Final = 0.25  # of the flagged ones
_CHUNK: Final = 20_000  # stories a turn
_SOURCES: Final = tuple(f"sumber-{number}" for number in range(40))
_CHANNELS: Final = ("post", "news", "factcheck", "field")
_SHARES: Final = (0.70, 0.285, 0.01, 0.005)
_SIGNALS: Final = ("hoax", "provocation", "violence")
_CLAIMS: Final = 4000


def build_store(store: Store, items: int, now: datetime, seed: int = 1) -> int:
    """Fill the store; how many items there are then. Raises StoreError."""
    stories = max(1, items // PER_STORY)
    rng = np.random.default_rng(seed)
    sizes = _sizes(rng, stories, items)
    _rounds(store, now)
    _claims(store, now)
    done = 0
    for start in range(0, stories, _CHUNK):
        part = sizes[start : start + _CHUNK]
        _put(store, _tables(np.random.default_rng((seed, start)), start, part, now))
        done += int(part.sum())
    return done


def _sizes(rng: np.random.Generator, stories: int, items: int) -> npt.NDArray[np.int64]:
    """Copies of each story: most have one, a few have thousands; as many in all as asked."""
    drawn = np.minimum(rng.pareto(1.2, stories), 5000)
    extra = np.floor(drawn * (items - stories) / max(drawn.sum(), 1)).astype(np.int64)
    extra[: max(0, items - stories - int(extra.sum())) % stories] += 1
    sizes: npt.NDArray[np.int64] = extra + 1
    return sizes


def _rounds(store: Store, now: datetime) -> None:
    started = [now - timedelta(hours=hours) for hours in range(_DAYS * 24, 0, -1)]
    numbers = range(1, len(started) + 1)
    table = pa.table(
        {
            "id": [f"r{number}" for number in numbers],
            "number": list(numbers),
            "profile": ["sample"] * len(started),
            "started_at": pa.array(started, TIME),
            "finished_at": pa.array([moment + timedelta(minutes=20) for moment in started], TIME),
            "seconds": [1200.0] * len(started),
            "responses_balanced": [True] * len(started),
            "candidates_balanced": [True] * len(started),
        }
    )
    _put(store, {"rounds": table})


def _claims(store: Store, now: datetime) -> None:
    rng = random.Random(2)
    table = pa.table(
        {
            "id": [f"klaim-{number}" for number in range(_CLAIMS)],
            "text": [" ".join(rng.choices(clauses(), k=2)) for _ in range(_CLAIMS)],
            "rating": ["Salah"] * _CLAIMS,
            "url": [f"https://cek.example/{number}" for number in range(_CLAIMS)],
            "publisher": ["Cek"] * _CLAIMS,
            "published_at": pa.array([now] * _CLAIMS, TIME),
            "is_false": [True] * _CLAIMS,
            "stored_at": pa.array([now] * _CLAIMS, TIME),
        }
    )
    _put(store, {"claims": table})


def _put(store: Store, tables: dict[str, pa.Table]) -> None:
    with store.writing() as db:
        for name, table in tables.items():
            with registered(db, new=table):
                db.execute(f"INSERT INTO {name} BY NAME SELECT * FROM new")  # noqa: S608 (our own names)


def _tables(
    rng: np.random.Generator, first: int, sizes: npt.NDArray[np.int64], now: datetime
) -> dict[str, pa.Table]:
    """All rows of some stories."""
    rows = sorted(_items(rng, first, sizes, now), key=lambda row: row["fetched_at"])
    marked = {row["story_id"]: row for row in rows if row["marks"]}
    return {
        "items": _items_table(rows),
        "annotations": _annotations(rows),
        "signals": _signals(rows),
        "places": _places(rows),
        "matches": _matches(rows),
        "private.keys": _keys(rows),
        "outcomes": _outcomes(rows),
        "decisions": _decisions([row for row in marked.values() if rng.random() < _DECIDED], now),
    }


def _items(
    rng: np.random.Generator, first: int, sizes: npt.NDArray[np.int64], now: datetime
) -> Iterator[dict[str, Any]]:
    sentences, places = clauses(), [one for one in gazetteer() if one.level == "kecamatan"]
    for number, size in enumerate(sizes.tolist(), first):
        channel = _CHANNELS[int(np.searchsorted(np.cumsum(_SHARES), rng.random()))]
        story_id = _id(f"{number}-0")
        begin = now - timedelta(days=float(rng.random()) * _DAYS)
        length = 30 if channel == "news" else 4
        text = " ".join(sentences[i] for i in rng.integers(0, len(sentences), length))
        chance = rng.random()
        marks = "flagged" if chance < _FLAGGED else "unsure" if chance < _FLAGGED + _UNSURE else ""
        after = np.sort(rng.exponential(1.5, size)) * 86400  # seconds
        after[0] = 0
        sources = rng.integers(0, len(_SOURCES), size)
        scores = rng.random((size, len(_SIGNALS))) * 0.4
        place = places[int(rng.integers(0, len(places)))] if rng.random() < 0.6 else None
        for copy in range(size):
            at = min(begin + timedelta(seconds=float(after[copy])), now)
            yield {
                "id": _id(f"{number}-{copy}"),
                "story_id": story_id,
                "source_id": _SOURCES[sources[copy]] if channel != "field" else "field",
                "channel": channel,
                "title": text[:70] if channel == "news" else "",
                "text": text if copy % 3 else f"{sentences[copy % len(sentences)]} {text}",
                "fetched_at": at,
                "round": min(_DAYS * 24, max(1, int(_DAYS * 24 - (now - at).total_seconds() // 3600))),
                "marks": marks if copy == 0 or rng.random() < 0.8 else "",
                "scores": scores[copy],
                "signal": number % 3,
                "severity": number % 4,
                "place": place,
                "spread": spread(copy + 1, min(copy + 1, 8)),
                "claim": f"klaim-{number % _CLAIMS}" if number % 20 == 0 else "",
            }


def _id(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()


def _column(rows: list[dict[str, Any]], name: str) -> list[Any]:
    return [row[name] for row in rows]


def _items_table(rows: list[dict[str, Any]]) -> pa.Table:
    count = len(rows)
    return pa.table(
        {
            "id": _column(rows, "id"),
            "revision": pa.array(np.zeros(count, np.int32)),
            **{name: _column(rows, name) for name in ("story_id", "source_id", "channel", "title", "text")},
            "language": ["id"] * count,
            "author_key": [row["id"][:8] for row in rows],
            "published_at": pa.array(_column(rows, "fetched_at"), TIME),
            "fetched_at": pa.array(_column(rows, "fetched_at"), TIME),
            "advertorial": [False] * count,
            "content_hash": [_id(row["text"]) for row in rows],
            "round_id": [f"r{row['round']}" for row in rows],
        }
    )


def _score(row: dict[str, Any], signal: int) -> float:
    if signal != row["signal"] or not row["marks"]:
        return float(row["scores"][signal])
    return 0.6 + float(row["scores"][signal]) if row["marks"] == "flagged" else 0.45


def _annotations(rows: list[dict[str, Any]]) -> pa.Table:
    parts = [
        {
            "probability": max(_score(row, signal) for signal in range(3))
            * (1.0 if row["marks"] == "flagged" else 0.5),
            "severity": row["severity"] / 3,
            "spread": row["spread"],
            "recency": recency(row["fetched_at"], row["fetched_at"]),
            "place": 1.0 if row["place"] else 0.4,
        }
        for row in rows
    ]
    return pa.table(
        {
            "item_id": _column(rows, "id"),
            "revision": pa.array(np.zeros(len(rows), np.int32)),
            "role": ["report" if row["channel"] == "news" else "assert" for row in rows],
            "role_probability": [0.8] * len(rows),
            "role_model": ["bench"] * len(rows),
            "priority": [combine(one) for one in parts],
            "priority_parts": [json.dumps(one) for one in parts],
            "annotated_at": pa.array(_column(rows, "fetched_at"), TIME),
        }
    )


def _signals(rows: list[dict[str, Any]]) -> pa.Table:
    each = [(row, signal) for row in rows for signal in range(3)]
    hit = [bool(row["marks"]) and signal == row["signal"] for row, signal in each]
    return pa.table(
        {
            "item_id": [row["id"] for row, _ in each],
            "revision": pa.array(np.zeros(len(each), np.int32)),
            "name": [_SIGNALS[signal] for _, signal in each],
            "probability": [_score(row, signal) for row, signal in each],
            "threshold": [0.5] * len(each),
            "flagged": [h and row["marks"] == "flagged" for (row, _), h in zip(each, hit, strict=True)],
            "unsure": [h and row["marks"] == "unsure" for (row, _), h in zip(each, hit, strict=True)],
            "severity": pa.array([row["severity"] for row, _ in each], pa.int32()),
            "facets": pa.array([[]] * len(each), pa.list_(pa.string())),
            "spans": ["[[0,12]]" if h else "[]" for h in hit],
            "reasons": [_reasons(row["text"]) if h else "[]" for (row, _), h in zip(each, hit, strict=True)],
            "model_version": ["bench"] * len(each),
        }
    )


def _reasons(text: str) -> str:
    words = text.split()[:8]
    return json.dumps(
        [
            {"words": word, "weight": 1.5 - number * 0.4, "span": [0, len(word)], "note": ""}
            for number, word in enumerate(words)
        ]
    )


def _places(rows: list[dict[str, Any]]) -> pa.Table:
    placed = [row for row in rows if row["place"]]
    return pa.table(
        {
            "item_id": _column(placed, "id"),
            "revision": pa.array(np.zeros(len(placed), np.int32)),
            "code": [row["place"].code for row in placed],
            "name": [row["place"].name for row in placed],
            "span_start": pa.array(np.zeros(len(placed), np.int32)),
            "span_end": pa.array(np.full(len(placed), 8, np.int32)),
            "confidence": [0.9] * len(placed),
        }
    )


def _matches(rows: list[dict[str, Any]]) -> pa.Table:
    matched = [row for row in rows if row["claim"]]
    words = pa.list_(pa.string())
    return pa.table(
        {
            "item_id": pa.array(_column(matched, "id"), pa.string()),
            "revision": pa.array(np.zeros(len(matched), np.int32)),
            "claim_id": pa.array(_column(matched, "claim"), pa.string()),
            "score": pa.array([0.7] * len(matched), pa.float64()),
            "automatic": pa.array([bool(row["marks"]) for row in matched], pa.bool_()),
            "stance": pa.array(["asserts"] * len(matched), pa.string()),
            "agree": pa.array([["jalan"]] * len(matched), words),
            "differ": pa.array([["2024"]] * len(matched), words),
        }
    )


def _keys(rows: list[dict[str, Any]]) -> pa.Table:
    empty = [""] * len(rows)
    return pa.table(
        {
            "source_id": _column(rows, "source_id"),
            "key": [f"https://contoh.example/{row['id']}" for row in rows],
            "key_hash": _column(rows, "id"),
            "item_id": _column(rows, "id"),
            "first_seen": pa.array(_column(rows, "fetched_at"), TIME),
            "fetched_at": pa.array(_column(rows, "fetched_at"), TIME),
            "updated_at": empty,
            "etag": empty,
            "last_modified": empty,
            "refused": empty,
        }
    )


def _outcomes(rows: list[dict[str, Any]]) -> pa.Table:
    count = len(rows)
    return pa.table(
        {
            "round_id": [f"r{row['round']}" for row in rows],
            "source_id": _column(rows, "source_id"),
            "key_hash": _column(rows, "id"),
            "outcome": ["new"] * count,
            "item_id": _column(rows, "id"),
            "revision": pa.array(np.zeros(count, np.int32)),
            "stage": [""] * count,
            "reason": [""] * count,
            "decided_at": pa.array(_column(rows, "fetched_at"), TIME),
        }
    )


def _decisions(rows: list[dict[str, Any]], now: datetime) -> pa.Table:
    """One decision a story; their order of writing is that of the rows, from 1 in each part."""
    count, text = len(rows), pa.string()
    columns: dict[str, tuple[list[Any], pa.DataType]] = {
        "number": (list(range(1, count + 1)), pa.int64()),
        "id": ([_id("d" + row["id"]) for row in rows], text),
        "story_id": (_column(rows, "story_id"), text),
        "kind": (["decide"] * count, text),
        "items": ([json.dumps([[row["id"], 0]]) for row in rows], text),
        "answers": (['{"hoax":"no","provocation":"yes","violence":"no"}'] * count, text),
        "severity": ([1] * count, pa.int32()),
        "reason": (["bench"] * count, text),
        "note_id": ([""] * count, text),
        "by_user": (["u-bench"] * count, text),
        "made_at": ([now - timedelta(days=1)] * count, TIME),
        "seconds": ([40.0] * count, pa.float64()),
        "until": ([None] * count, TIME),
        "to_user": ([""] * count, text),
        "refers_to": ([""] * count, text),
        "copies": ([10_000] * count, pa.int64()),
        "shown": (["{}"] * count, text),
    }
    return pa.table({name: pa.array(values, kind) for name, (values, kind) in columns.items()})
