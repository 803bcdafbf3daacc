"""Writing stories into `board.sqlite`, and reading them back as records."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from pydantic import TypeAdapter

from core.decision import Decision, StoryState
from core.record import Claim, Incident
from desk.board.build import Entry, FoundIncident, Standing, restated, sparkline, standing
from desk.board.records import Row
from pipeline.event.merge import Words
from pipeline.geotag import CODE_LENGTH
from pipeline.prioritise import aged
from pipeline.store.for_board import Copy

_ROW: Final = TypeAdapter(Row)
_COPY: Final = TypeAdapter(Copy)
_CLAIM: Final = TypeAdapter(Claim)
_INCIDENT: Final = TypeAdapter(Incident)

COLUMNS: Final = "s.n, s.story_id, s.aged, s.said, s.state, s.until, s.later, h.data, h.times"
"""what `read_row` needs, from stories s JOIN shown h USING (n)"""


def put(db: sqlite3.Connection, entry: Entry, found: Sequence[FoundIncident], now: datetime) -> None:
    """Keep a story, in place of what was kept of it."""
    row = entry.row
    number = forget(db, row.story_id)
    changed = db.execute(_RISE).fetchone()[0]
    n = db.execute(_INSERT, {"n": number, "changed": changed, **_columns(entry, now)}).lastrowid
    claims = dict.fromkeys(match.claim_id for copy in entry.copies for match in copy.matches)
    db.execute(
        "INSERT INTO shown (n, data, times, claims, revised, flagged, unfounded) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            n,
            _ROW.dump_json(row).decode(),
            json.dumps(entry.times),
            json.dumps(list(claims)),
            json.dumps(dict(entry.revised)),
            json.dumps(dict(entry.flagged)),
            json.dumps(sorted(entry.unfounded)),
        ),
    )
    db.executemany(
        "INSERT INTO copies (n, place, data) VALUES (?, ?, ?)",
        [(n, place, _COPY.dump_json(copy).decode()) for place, copy in enumerate(entry.copies)],
    )
    db.executemany("INSERT INTO tags (name, value, n) VALUES (?, ?, ?)", [(*tag, n) for tag in _tags(entry)])
    texts = dict.fromkeys(f"{copy.title}\n{copy.text}" for copy in entry.copies)
    db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (n, "\n".join(texts)))
    db.executemany(
        "INSERT OR REPLACE INTO incidents (item_id, n, published, data) VALUES (?, ?, ?, ?)",
        [
            (
                one.copy.item_id,
                n,
                (one.copy.published_at or one.copy.fetched_at).timestamp(),
                json.dumps(
                    [
                        one.copy.title,
                        one.copy.source_id,
                        _INCIDENT.dump_python(one.incident, mode="json"),
                        dict(one.words),
                    ]
                ),
            )
            for one in found
        ],
    )


_RISE: Final = """
    INSERT INTO marks (name, value) VALUES ('changed', '1')
    ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)
    RETURNING CAST(value AS INTEGER)
"""


def forget(db: sqlite3.Connection, story_id: str) -> int | None:
    """Take a story off the board; the number it had."""
    row = db.execute("SELECT n FROM stories WHERE story_id = ?", (story_id,)).fetchone()
    if row is None:
        return None
    for table in ("stories", "shown", "copies", "tags", "incidents"):
        db.execute(f"DELETE FROM {table} WHERE n = ?", (row["n"],))  # noqa: S608 (our own names)
    db.execute("DELETE FROM words WHERE rowid = ?", (row["n"],))
    return int(row["n"])


def put_claims(db: sqlite3.Connection, claims: Mapping[str, Claim]) -> None:
    """Keep claims, in place of older versions of them."""
    db.executemany(
        "INSERT OR REPLACE INTO claims (id, data) VALUES (?, ?)",
        [(name, _CLAIM.dump_json(claim).decode()) for name, claim in claims.items()],
    )


_NAMES: Final = (
    "story_id", "item_id", "base", "slope", "said", "aged", "fetched", "overtaken", "language", "marked",
    "flagged", "unsure", "asked", "matched", "state", "until", "later", "assigned", "decided", "spreads",
    "pace", "last_seen", "changed",
)  # fmt: skip
_INSERT: Final = (
    f"INSERT INTO stories (n, {', '.join(_NAMES)}) VALUES (:n, {', '.join(':' + name for name in _NAMES)})"  # noqa: S608
)


def _columns(entry: Entry, now: datetime) -> dict[str, object]:
    row = entry.row
    flagged, unsure = _marks(row)
    return {
        **_state_columns(entry.stands),
        "story_id": row.story_id,
        "item_id": row.item_id,
        "base": entry.ageing.base,
        "slope": entry.ageing.slope,
        "said": entry.ageing.said.timestamp(),
        "aged": entry.ageing.value(now),
        "fetched": entry.fetched.timestamp(),
        "overtaken": _seconds(entry.overtaken),
        "language": row.language,
        "marked": entry.marked,
        "flagged": flagged,
        "unsure": unsure,
        "matched": row.matched,
        "spreads": _seconds(entry.spread.until),
        "pace": entry.spread.pace,
        "last_seen": row.last_seen.timestamp(),
    }


def _state_columns(stands: Standing) -> dict[str, object]:
    situation = stands.now
    return {
        "asked": situation.kept,
        "state": situation.state.value,
        "until": _seconds(situation.until),
        "later": stands.later.value,
        "assigned": situation.assigned_to,
        "decided": _seconds(situation.verdict.at if situation.verdict else None),
    }


def restate(db: sqlite3.Connection, kept: sqlite3.Row, decisions: Sequence[Decision], now: datetime) -> bool:
    """Bring a kept story up to date with its decisions; its items are as they were. `kept`: see `STATED`.
    False where nothing was written, since by these decisions another copy may stand for the story."""
    row = _ROW.validate_json(kept["data"])
    revised, flagged = json.loads(kept["revised"]), json.loads(kept["flagged"])
    unfounded = json.loads(kept["unfounded"])
    stands = standing(decisions, row.copies, revised, flagged, unfounded, now)
    if stands.now.waiting != set(row.waiting):
        return False
    columns = _state_columns(stands)
    changes = ", ".join(f"{name} = :{name}" for name in columns)
    db.execute(f"UPDATE stories SET {changes} WHERE n = :n", {**columns, "n": kept["n"]})  # noqa: S608
    data = _ROW.dump_json(restated(row, stands.now)).decode()
    db.execute("UPDATE shown SET data = ? WHERE n = ?", (data, kept["n"]))
    return True


STATED: Final = """
    SELECT s.n, s.story_id, h.data, h.revised, h.flagged, h.unfounded FROM stories s JOIN shown h USING (n)
    WHERE s.story_id IN (SELECT value FROM json_each(?))
"""


def _marks(row: Row) -> tuple[bool, bool]:
    """Whether the item that stands for the story is flagged; whether it is unsure and not flagged."""
    flagged = any(one.flagged for one in row.signals)
    return flagged, not flagged and any(one.unsure for one in row.signals)


def _tags(entry: Entry) -> set[tuple[str, str]]:
    row = entry.row
    flagged, unsure = _marks(row)
    return {
        ("language", row.language),
        *((("unsure", "0"),) if flagged else (("unsure", "1"),) if unsure else ()),
        *(("signal", one.name) for one in row.signals if one.flagged or one.unsure),
        *(("signal", one.name) for one in row.others),
        *(("channel", channel) for channel in entry.channels),
        *(("kecamatan", code) for code, _ in row.places if len(code) == CODE_LENGTH),
        *(("source", source) for source in row.sources),
    }


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def read_row(kept: sqlite3.Row, now: datetime, aged_at: datetime) -> Row:
    """A row of a list as it stands now."""
    row = _ROW.validate_json(kept["data"])
    over = kept["until"] is not None and kept["until"] <= now.timestamp()
    said = datetime.fromtimestamp(kept["said"], UTC)
    return replace(
        row,
        priority=aged(row.priority.value, row.priority.parts, said, aged_at),
        hours=sparkline(json.loads(kept["times"]), now),
        state=StoryState(kept["later"] if over else kept["state"]),
        until=None if over else row.until,
    )


def read_copies(db_rows: Sequence[sqlite3.Row]) -> tuple[Copy, ...]:
    """Copies from their rows."""
    return tuple(_COPY.validate_json(row["data"]) for row in db_rows)


def read_claims(db_rows: Sequence[sqlite3.Row]) -> dict[str, Claim]:
    """Claims by id, from their rows."""
    return {row["id"]: _CLAIM.validate_json(row["data"]) for row in db_rows}


def read_incident(data: str) -> tuple[str, str, Incident, Words]:
    """Title, source, what was found and the words of the report, of a candidate incident."""
    title, source_id, incident, words = json.loads(data)
    return (
        title,
        source_id,
        _INCIDENT.validate_python(incident),
        {root: (float(weight), written) for root, (weight, written) in words.items()},
    )
