"""What lies behind the masking: an item's address, unmasked text, place in the archive. One question each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.record import Channel
from desk.desk import Desk
from pipeline.store import Store
from pipeline.store.notes import keep_note

PUBLIC: Final = frozenset({Channel.NEWS, Channel.FACTCHECK})
"""channels whose addresses anybody may know; of a post the address alone names its author"""
REASONS: Final = {
    "verify": "memeriksa kebenaran di sumber aslinya",
    "victim": "ada orang yang mungkin dalam bahaya",
    "place": "memastikan tempat atau waktu",
    "case": "menyiapkan berkas rujukan",
    "masking": "penyamaran tampak keliru",
    "other": "alasan lain",
}
"""why somebody lifts the masking"""
MOST_WORDS: Final = 500  # characters of the explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One revision of an item, unmasked."""

    item_id: str
    revision: int
    source_id: str
    channel: Channel
    fetched_at: datetime
    url: str
    title: str
    text: str
    forwarded_from: str
    warc_file: str
    warc_offset: int
    body_sha256: str  # of the archived response; "" where nothing noted it (a row of an export)

    @property
    def public(self) -> bool:
        """Whether its page may be shown without a reason."""
        return self.channel in PUBLIC


def original(store: Store, story_id: str, item_id: str, revision: int) -> Original | None:
    """The original of this revision of an item of this story; None where there is none (any more)."""
    with store.reading() as db:
        row = db.execute(_ORIGINAL, [story_id, item_id, revision]).fetchone()
    if row is None:
        return None
    source_id, channel, fetched_at, url, title, text, forwarded_from, warc_file, warc_offset, sha256 = row
    return Original(
        item_id=item_id,
        revision=revision,
        source_id=source_id,
        channel=Channel(channel),
        fetched_at=fetched_at,
        url=url,
        title=title,
        text=text,
        forwarded_from=forwarded_from,
        warc_file=warc_file,
        warc_offset=warc_offset,
        body_sha256=sha256,
    )


_ORIGINAL: Final = """
    SELECT i.source_id, i.channel, i.fetched_at, o.url, o.title, o.text, o.forwarded_from, o.warc_file,
        o.warc_offset, coalesce((
            SELECT max(r.body_sha256) FROM private.responses r
            WHERE r.warc_file = o.warc_file AND r.warc_offset = o.warc_offset
        ), '')
    FROM items i JOIN private.originals o ON o.item_id = i.id AND o.revision = i.revision
    WHERE i.story_id = ? AND i.id = ? AND i.revision = ?
"""


def keep_reason(desk: Desk, words: str) -> str:
    """Keep the explanation, masked; its note's id for the audit trail, "" for none."""
    if not words:
        return ""
    with desk.store.writing() as db:
        return keep_note(db, words)
