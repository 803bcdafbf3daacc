"""Where an item came from: what the store says of it, and the records of the archive it was taken from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urljoin

from cases.evidence.records import Record, read_record
from core.canonical import sha256
from core.record import Channel
from core.settings import Settings
from crawlers.archive import ArchiveError
from pipeline.store import Connection
from pipeline.store.for_board import Copy, copies
from pipeline.store.reading import fetch

PUBLIC: Final = frozenset({Channel.NEWS, Channel.FACTCHECK})
"""channels whose pages anybody may know; of a post the address alone names its author"""
_MOST_PARTS: Final = 20
_MOST_HOPS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a response lies in the archive."""

    url: str
    status: int  # 0 for what was no response
    fetched_at: datetime
    warc_file: str
    warc_offset: int
    body_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One revision of an item and all that is known of how it came in."""

    item: str
    revision: int
    story: str
    copy: Copy  # masked, with its signals
    content_hash: str
    url: str
    title: str  # unmasked
    text: str  # unmasked; "" where it was erased
    forwarded_from: str
    kept: bool  # whether the unmasked original is there
    places: tuple[Place, ...]  # the response it was taken from first, then its other parts
    hops: tuple[Place, ...]  # redirects on the way, the first one first

    @property
    def public(self) -> bool:
        """Whether its page was published for everybody by a press or fact-checking site."""
        return self.copy.channel in PUBLIC

    @property
    def models(self) -> dict[str, str]:
        """Versions of the models whose signals stand at the item."""
        found = {one.name: one.model_version for one in self.copy.signals}
        return found | ({"role": self.copy.role.model_version} if self.copy.role else {})


def find_origin(db: Connection, settings: Settings, item: str, revision: int) -> Origin | None:
    """What the store knows of this revision; None where there is none."""
    copy = copies(db, [(item, revision)]).get((item, revision))
    if copy is None:
        return None
    row = next(iter(fetch(db, _ITEM, [item, revision])))
    response = _response(db, row)
    places = _places(db, row, response, copy)
    return Origin(
        item=item,
        revision=revision,
        story=row["story_id"],
        copy=copy,
        content_hash=row["content_hash"],
        url=row["url"] or "",
        title=row["original_title"] or "",
        text=row["original_text"] or "",
        forwarded_from=row["forwarded_from"] or "",
        kept=row["original_text"] is not None,
        places=places,
        hops=_hops(db, settings, response) if response else (),
    )


_ITEM: Final = """
    SELECT i.story_id, i.content_hash, o.url, o.title AS original_title,
        o.text AS original_text, o.forwarded_from, o.warc_file, o.warc_offset
    FROM items i LEFT JOIN private.originals o ON o.item_id = i.id AND o.revision = i.revision
    WHERE i.id = ? AND i.revision = ?
"""
_RESPONSE: Final = """
    SELECT round_id, source_id, url, status, fetched_at, warc_file, warc_offset, body_sha256
    FROM private.responses WHERE warc_file = ? AND warc_offset = ? ORDER BY fetched_at LIMIT 1
"""
_PARTS: Final = """
    SELECT url, status, fetched_at, warc_file, warc_offset, body_sha256
    FROM private.responses
    WHERE round_id = ? AND source_id = ? AND use = 'part' AND split_part(url, '?', 1) = ?
    ORDER BY fetched_at, warc_file, warc_offset
"""
_REDIRECTS: Final = """
    SELECT url, status, fetched_at, warc_file, warc_offset, body_sha256
    FROM private.responses
    WHERE round_id = ? AND source_id = ? AND status BETWEEN 300 AND 399 AND status <> 304
        AND fetched_at <= ?
    ORDER BY fetched_at DESC LIMIT 200
"""


def _response(db: Connection, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The answer that the item was taken from; None where nothing was answered."""
    return next(iter(fetch(db, _RESPONSE, [row["warc_file"], row["warc_offset"]])), None)


def _places(
    db: Connection, row: Mapping[str, Any], response: Mapping[str, Any] | None, copy: Copy
) -> tuple[Place, ...]:
    if not row["warc_file"]:
        return ()
    if response is None:  # a row of an export, an entry by hand: nothing was answered
        return (
            Place(
                url=row["url"],
                status=0,
                fetched_at=copy.fetched_at,
                warc_file=row["warc_file"],
                warc_offset=row["warc_offset"],
                body_sha256="",
            ),
        )
    main = _place(response)
    plain = main.url.partition("?")[0]
    others = fetch(db, _PARTS, [response["round_id"], response["source_id"], plain])
    parts = [_place(one) for one in others]
    rest = [one for one in parts if (one.warc_file, one.warc_offset) != (main.warc_file, main.warc_offset)]
    return (main, *rest[:_MOST_PARTS])


def _place(row: Mapping[str, Any]) -> Place:
    names = ("url", "status", "fetched_at", "warc_file", "warc_offset", "body_sha256")
    return Place(**{name: row[name] for name in names})


def _hops(db: Connection, settings: Settings, response: Mapping[str, Any]) -> tuple[Place, ...]:
    """The redirects of the same round that led to the response, found back from it."""
    values = [response["round_id"], response["source_id"], response["fetched_at"]]
    known = [_place(one) for one in fetch(db, _REDIRECTS, values)]
    led: dict[str, Place] = {}
    for one in known:
        target = _target(settings, one)
        if target:
            led.setdefault(target, one)
    found: list[Place] = []
    url = response["url"]
    while (hop := led.get(url)) and len(found) < _MOST_HOPS and hop not in found:
        found.insert(0, hop)
        url = hop.url
    return tuple(found)


def _target(settings: Settings, hop: Place) -> str:
    try:
        record = read_record(settings.archive, hop.warc_file, hop.warc_offset)
    except ArchiveError:
        return ""
    location = record.header("location")
    return urljoin(hop.url, location) if location else ""


def read_places(settings: Settings, places: Sequence[Place]) -> tuple[list[Record], int]:
    """The records of these places, and how many could not be read or are not what was archived."""
    records: list[Record] = []
    for one in places:
        try:
            record = read_record(settings.archive, one.warc_file, one.warc_offset)
        except ArchiveError:
            continue
        if not one.body_sha256 or sha256(record.body) == one.body_sha256:
            records.append(record)
    return records, len(places) - len(records)
