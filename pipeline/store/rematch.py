"""Items that a claim which came later is about: which may be, what was said of them, what is said now."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import pyarrow as pa

from core.record import Annotated, Channel, Item, Priority, Private
from pipeline.store.batch import ids, pairs, table, tables_of
from pipeline.store.database import Connection, registered
from pipeline.store.for_board import copies
from pipeline.store.notes import new_id
from pipeline.store.reading import fetch
from pipeline.store.switches import write_change

Pair = tuple[str, int]
"""item id and revision"""


@dataclass(frozen=True, slots=True)
class Words:
    """What an item says, to be compared with claims."""

    item_id: str
    revision: int
    title: str
    text: str


def items_since(db: Connection, since: datetime, but_round: str = "") -> list[Pair]:
    """Items said or fetched since then, in their latest revisions, without those that this round stored.

    Fact checks are not among them.
    """
    rows = db.execute(_SINCE, {"since": since, "but_round": but_round}).fetchall()
    return [(str(row[0]), int(row[1])) for row in rows]


def items_matched(db: Connection, claim_ids: Collection[str], but_round: str = "") -> list[Pair]:
    """Items of any age that were matched with one of these claims, without those that this round stored."""
    with registered(db, claimed=ids(claim_ids, "claim_id")):
        rows = db.execute(_MATCHED, {"but_round": but_round}).fetchall()
    return [(str(row[0]), int(row[1])) for row in rows]


_SINCE: Final = """
    SELECT i.id, i.revision
    FROM items i LEFT JOIN latest_revisions r ON r.id = i.id
    WHERE i.revision = coalesce(r.revision, 0) AND i.channel <> 'factcheck'
        AND i.round_id <> $but_round
        AND greatest(i.fetched_at, coalesce(i.published_at, i.fetched_at)) >= $since
"""

_MATCHED: Final = """
    SELECT DISTINCT i.id, i.revision
    FROM matches m SEMI JOIN claimed USING (claim_id)
        JOIN items i ON i.id = m.item_id AND i.revision = m.revision
        LEFT JOIN latest_revisions r ON r.id = i.id
    WHERE i.revision = coalesce(r.revision, 0) AND i.channel <> 'factcheck' AND i.round_id <> $but_round
"""


def words_of(db: Connection, wanted: Sequence[Pair], limit: int) -> list[Words]:
    """The first `limit` characters of what these items say."""
    with registered(db, wanted=pairs(wanted)):
        rows = db.execute(
            "SELECT i.id, i.revision, i.title, left(i.text, $limit) "
            "FROM items i SEMI JOIN wanted w ON w.item_id = i.id AND w.revision = i.revision",
            {"limit": limit},
        ).fetchall()
    return [Words(*row) for row in rows]


def stored_annotated(db: Connection, wanted: Sequence[Pair]) -> list[Annotated]:
    """These items with what the stages said of them. Without originals: nothing here needs them."""
    found = copies(db, wanted)
    with registered(db, wanted=pairs(wanted)):
        more = {row["item_id"]: row for row in fetch(db, _MORE)}
    return [
        Annotated(
            item=Item(
                id=one.item_id,
                source_id=one.source_id,
                channel=Channel(one.channel),
                title=one.title,
                text=one.text,
                language=one.language,
                author_key="",
                published_at=one.published_at,
                fetched_at=one.fetched_at,
                advertorial=one.advertorial,
                revision=one.revision,
                content_hash="",
            ),
            private=_nothing(one.item_id, one.revision),
            story_id=more[one.item_id]["story_id"],
            places=one.places,
            role=one.role,
            signals=one.signals,
            matches=one.matches,
            priority=_priority(more[one.item_id]),
        )
        for one in found.values()
        if one.item_id in more
    ]


_MORE: Final = """
    SELECT i.id AS item_id, i.story_id, a.priority, a.priority_parts
    FROM items i SEMI JOIN wanted w ON w.item_id = i.id AND w.revision = i.revision
        JOIN annotations a ON a.item_id = i.id AND a.revision = i.revision
"""


def _priority(row: Mapping[str, object]) -> Priority | None:
    value, parts = row["priority"], row["priority_parts"]
    if not isinstance(value, float):
        return None
    return Priority(value=value, parts=json.loads(str(parts or "{}")))


def _nothing(item_id: str, revision: int) -> Private:
    return Private(
        item_id=item_id,
        revision=revision,
        url="",
        title="",
        text="",
        forwarded_from="",
        warc_file="",
        warc_offset=0,
    )


def mark_due(db: Connection, claim_ids: Collection[str]) -> None:
    """Keep that stored items have to be matched with these claims, until `clear_due`."""
    if claim_ids:
        new = table([(new_id(), name) for name in claim_ids], id=pa.string(), claim_id=pa.string())
        with registered(db, new=new):
            db.execute("INSERT INTO due_claims BY NAME SELECT * FROM new")


def due_claims(db: Connection) -> dict[str, str]:
    """The claims that stored items have to be matched with, by the ids of their marks."""
    return dict(db.execute("SELECT id, claim_id FROM due_claims").fetchall())


def clear_due(db: Connection, marks: Collection[str]) -> None:
    """Take these marks off."""
    with registered(db, done=ids(marks)):
        db.execute("DELETE FROM due_claims WHERE id IN (SELECT id FROM done)")


def replace_matches(
    db: Connection, changed: Sequence[Annotated], before: Mapping[str, frozenset[str]]
) -> list[Pair]:
    """Put matches, hoax signal and priority in the place of what was said before, and tell that these
    stories changed. `before`: ids of the claims that each item was matched with when it was read; an item
    that somebody has matched anew since is left as it is and given back.
    """
    with registered(db, wanted=pairs([_pair(one) for one in changed])):
        rows = db.execute(
            "SELECT item_id, list(claim_id) FROM matches SEMI JOIN wanted USING (item_id, revision) "
            "GROUP BY item_id"
        ).fetchall()
    stands = {str(row[0]): frozenset(row[1]) for row in rows}
    kept = [one for one in changed if stands.get(one.item.id, frozenset()) == before[one.item.id]]
    if kept:
        _replace(db, kept)
        write_change(db, {one.story_id for one in kept})
    written = {one.item.id for one in kept}
    return [_pair(one) for one in changed if one.item.id not in written]


def _replace(db: Connection, kept: Sequence[Annotated]) -> None:
    hoax = [_only_hoax(one) for one in kept]
    tables = tables_of(hoax, "matches", "signals", "annotations")
    wanted = pairs([_pair(one) for one in kept]).append_column("row", pa.array(range(len(kept)), pa.int32()))
    with registered(db, wanted=wanted, new=tables["annotations"]):
        db.execute("DELETE FROM matches WHERE (item_id, revision) IN (SELECT item_id, revision FROM wanted)")
        db.execute(
            "DELETE FROM signals "
            "WHERE name = 'hoax' AND (item_id, revision) IN (SELECT item_id, revision FROM wanted)"
        )
        db.execute(
            "UPDATE annotations a SET priority = n.priority, priority_parts = n.priority_parts "
            "FROM wanted w JOIN new n USING (row) "
            "WHERE a.item_id = w.item_id AND a.revision = w.revision AND n.priority IS NOT NULL"
        )
    for name in ("matches", "signals"):
        if tables[name].num_rows:
            with registered(db, wanted=wanted, new=tables[name]):
                db.execute(
                    f"INSERT INTO {name} BY NAME "  # noqa: S608 (our own names)
                    "SELECT n.* EXCLUDE (row), w.item_id, w.revision FROM new n JOIN wanted w USING (row)"
                )


def _only_hoax(one: Annotated) -> Annotated:
    """Only this signal is written anew: the others were not looked at."""
    return replace(one, signals=tuple(signal for signal in one.signals if signal.name == "hoax"))


def _pair(one: Annotated) -> Pair:
    return one.item.id, one.item.revision
