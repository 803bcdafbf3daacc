"""Items for the tests of the store: made up, with all fields filled."""

import hashlib
import random
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from core.record import (
    Annotated,
    Candidate,
    Channel,
    Claim,
    ClaimMatch,
    Item,
    Page,
    Place,
    Priority,
    Private,
    Reason,
    Role,
    RoleName,
    Signal,
    SourceReport,
    Span,
    Stance,
    Validators,
)
from pipeline.sketch import signatures
from pipeline.store import Store, start_round

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def store_in(folder: Path, *rounds: str) -> Store:
    """A store with these rounds begun."""
    store = Store(folder / "pantau.duckdb")
    store.path.write_bytes(_empty())
    with store.writing() as db:
        for round_id in rounds or ("r1",):
            start_round(db, round_id, "sample", NOON)
    return store


def dump(store: Store) -> dict[str, list[str]]:
    """Every row of every table, sorted."""
    with store.reading() as db:
        tables = db.execute("SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        return {
            name: sorted(str(row) for row in db.table(f"{schema}.{name}").fetchall())
            for schema, name in tables
        }


@cache
def _empty() -> bytes:
    """A migrated database, made once for all tests."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "pantau.duckdb")
        store.migrate()
        return store.path.read_bytes()


def signal(name: str = "provocation", probability: float = 0.2, **changes: object) -> Signal:
    base = Signal(
        name=name,
        probability=probability,
        threshold=0.5,
        flagged=probability >= 0.5,
        unsure=False,
        severity=1,
        spans=(Span(start=0, end=4),),
        reasons=(
            Reason(words="usir mereka", weight=1.25, span=Span(start=0, end=4), note="ajakan"),
            Reason(words="menurut polisi", weight=-0.5),
        ),
        model_version="linear-1",
        facets=("etnis",),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def annotated(
    name: str,
    text: str = "",
    *,
    source: str = "kabar",
    story: str = "",
    key: str = "",
    at: datetime = NOON,
    channel: Channel = Channel.NEWS,
    priority: float = 0.3,
    signals: tuple[Signal, ...] = (),
    places: tuple[Place, ...] = (),
) -> Annotated:
    """Item `name`. The text decides the content hash, the name the id."""
    text = text or f"Warga desa {name} berkumpul di balai desa untuk membahas jalan rusak {name}"
    return Annotated(
        item=Item(
            id=name,
            source_id=source,
            channel=channel,
            title=f"Judul {name}",
            text=text,
            language="id",
            author_key="a1b2",
            published_at=at,
            fetched_at=at,
            advertorial=False,
            revision=0,
            content_hash=hashlib.sha256(text.encode()).hexdigest(),
        ),
        private=Private(
            item_id=name,
            revision=0,
            url=f"http://kabar.example/{name}",
            title=f"Judul {name}",
            text=text,
            forwarded_from="",
            warc_file="kabar/2026-11-20-1.warc.gz",
            warc_offset=0,
        ),
        candidate_key=key or f"http://kabar.example/{name}",
        signature=signatures([text])[0],
        story_id=story or name,
        role=Role(name=RoleName.ASSERT, probability=0.8, model_version="linear-1"),
        signals=signals,
        matches=(
            ClaimMatch(
                claim_id="c1",
                score=0.9,
                automatic=True,
                stance=Stance.ASSERTS,
                agree=("jalan",),
                differ=("2024",),
            ),
        ),
        places=places,
        priority=Priority(value=priority, parts={"probability": priority / 2, "spread": priority / 2}),
    )


def place(code: str, name: str, confidence: float) -> Place:
    return Place(code=code, name=name, span=Span(start=0, end=len(name)), confidence=confidence)


def page(url: str, *, source: str = "kabar", status: int = 200, offset: int = 0, etag: str = "") -> Page:
    return Page(
        url=url,
        source_id=source,
        fetched_at=NOON,
        status=status,
        headers=(("ETag", etag),) if etag else (),
        body_sha256="0" * 64,
        warc_file=f"{source}/2026-11-20-1.warc.gz",
        warc_offset=offset,
    )


def candidate(key: str, *, source: str = "kabar", **changes: object) -> Candidate:
    base = Candidate(
        source_id=source, channel=Channel.NEWS, key=key, url=key, pages=(page(key, source=source),)
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def report(
    source: str = "kabar", *, responses: int = 0, offered: int = 0, status: str = "healthy", **changes: object
) -> SourceReport:
    base = SourceReport(
        source_id=source,
        status=status,
        detail="",
        requests=responses,
        seconds=1.5,
        validators={f"http://{source}.example/feed": Validators(etag='"1"')},
        responses=responses,
        offered=offered,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def claim(name: str = "c1", text: str = "Jembatan itu runtuh", *, false: bool = True) -> Claim:
    return Claim(
        id=name,
        text=text,
        rating="Salah",
        url=f"http://cek.example/{name}",
        publisher="Cek",
        published_at=NOON,
        false=false,
    )


_VOCABULARY = [
    "".join(parts) for parts in product(("ba", "ku", "ri", "mo", "te", "sa", "ngu", "do"), repeat=4)
]


def many(count: int, prefix: str = "n", seed: int = 0) -> list[Annotated]:
    """Short posts of random words with three signals each, one of a hundred flagged."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        text = " ".join(rng.choices(_VOCABULARY, k=25))
        scores = [rng.random() * 0.4 for _ in range(3)]
        if number % 100 == 0:
            scores[0] = 0.9
        signals = tuple(
            signal(name, score, reasons=(), spans=())
            for name, score in zip(("hoax", "provocation", "violence"), scores, strict=True)
        )
        name = f"{prefix}{number:08d}"
        made.append(
            annotated(name, text, signals=signals, places=(place("64.08.01", "Muara Ancalong", 0.9),))
        )
    return made
