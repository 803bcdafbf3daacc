"""What is put in by hand: reading the form, the screenshot, and what is known about what was entered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from core import clock
from core.record import Channel, Claim, ClaimMatch
from core.text import mask
from crawlers.archive import Archive, ArchiveError
from desk.board.records import Story
from desk.desk import Desk, Entry
from desk.web import MissingError, RefusedError
from pipeline.store import Connection

MAX_TEXT: Final = 20_000
"""characters; a message is far shorter, and what is longer belongs into a file"""
MAX_IMAGE: Final = 8_000_000
REPORTERS: Final[Mapping[str, str]] = {
    "warga": "Warga",
    "ketua_rt": "Ketua RT/RW",
    "pemerintah_desa": "Pemerintah desa/kelurahan",
    "pengawas_tps": "Pengawas TPS/Panwas",
    "kpps": "KPPS/PPS/PPK",
    "relawan": "Relawan pemantau",
    "tokoh": "Tokoh masyarakat/agama/adat",
    "aparat": "Aparat keamanan",
    "pendidik": "Guru/pendidik",
}
OTHER: Final = "lain"
_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


def image_type(image: bytes) -> str:
    """What the first bytes say; "" for anything but PNG, JPEG and WebP, whatever it is called."""
    if image[:4] == b"RIFF" and image[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC if image.startswith(magic)), "")


def moment(written: str, zone: ZoneInfo) -> str:
    """What a `datetime-local` field holds ("2026-11-24T08:15") as ISO 8601 with offset; "" for nothing.

    Raises RefusedError for what is no time, or has not come yet.
    """
    if not written:
        return ""
    try:
        at = datetime.fromisoformat(written)
    except ValueError as error:
        raise RefusedError("waktu tidak terbaca; pilih lagi, atau kosongkan") from error
    at = at.replace(tzinfo=zone) if at.tzinfo is None else at
    if not 2000 <= at.year < 2200 or at.timestamp() > clock.now().timestamp() + 86_400:
        raise RefusedError("waktu ini belum terjadi atau terlalu lama; pilih lagi, atau kosongkan")
    return at.isoformat(timespec="minutes")


def role_of(chosen: str, other: str) -> str:
    """Who reported it, as a role: from the list, or in a few words, masked."""
    if chosen == OTHER:
        return mask(" ".join(other.split()))[:60] or "lain"
    if chosen and chosen not in REPORTERS:
        raise RefusedError("pilih peran pelapor dari daftar")
    return REPORTERS.get(chosen, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCheck:
    """A fact check that the text matches."""

    claim: Claim
    match: ClaimMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReport:
    """One entry by hand that lies in a story: what the archive keeps beside its text. Masked."""

    item_id: str
    heard_at: str
    heard_on: str
    reporter: str
    forwarded: bool
    screenshot: bool


def checks(story: Story) -> list[KnownCheck]:
    """The fact checks that the story's entries by hand match (else its other copies), the surest first."""
    by_hand = [one for one in story.copies if one.channel is Channel.FIELD]
    best: dict[str, ClaimMatch] = {}
    for copy in by_hand or story.copies:
        for match in copy.matches:
            if match.claim_id not in best or best[match.claim_id].score < match.score:
                best[match.claim_id] = match
    found = [
        KnownCheck(claim=story.claims[claim_id], match=match)
        for claim_id, match in best.items()
        if claim_id in story.claims
    ]
    return sorted(found, key=lambda one: (not one.match.automatic, -one.match.score))


def field_reports(desk: Desk, story: Story) -> list[FieldReport]:
    """The entries by hand among the story's copies, with what was noted beside them."""
    ids = [one.item_id for one in story.copies if one.channel is Channel.FIELD][:20]
    if not ids:
        return []
    with desk.store.reading() as db:
        places = {item_id: place for item_id in ids if (place := _place(db, item_id))}
    archive = Archive(desk.settings.archive)
    return [_report(item_id, _kept(archive, places[item_id])) for item_id in ids if item_id in places]


def heard_again(made: Entry) -> str:
    """What an entry adds whose text was entered before, as a comment for the team."""
    parts = [made.heard_at, made.heard_on, made.reporter, "pesan terusan" if made.forwarded else ""]
    said = "; ".join(part for part in parts if part)
    return f"Dilaporkan lagi: {said or 'tanpa keterangan'}"


def screenshot(desk: Desk, story_id: str, item_id: str) -> tuple[bytes, str]:
    """The image of an entry and its media type. Raises MissingError."""
    with desk.store.reading() as db:
        place = _place(db, item_id, story_id)
    archive = Archive(desk.settings.archive)
    shot = _screenshot(_kept(archive, place)) if place else None
    if not shot:
        raise MissingError
    try:
        image = archive.read_record(*shot)
    except ArchiveError as error:
        raise MissingError from error
    kind = image_type(image)
    if not kind:
        raise MissingError
    return image, kind


def _place(db: Connection, item_id: str, story_id: str = "") -> tuple[str, int] | None:
    row = db.execute(
        "SELECT o.warc_file, o.warc_offset FROM private.originals o JOIN items i ON i.id = o.item_id "
        "AND i.revision = o.revision WHERE i.id = $item AND i.channel = 'field' "
        "AND ($story = '' OR i.story_id = $story) ORDER BY o.revision LIMIT 1",
        {"item": item_id, "story": story_id},
    ).fetchone()
    return (str(row[0]), int(row[1])) if row else None


def _kept(archive: Archive, place: tuple[str, int]) -> dict[str, Any]:
    """The archive's record of an entry; empty where it is gone, or came as a row of an export."""
    try:
        kept = json.loads(archive.read_record(*place))
    except (ArchiveError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _screenshot(kept: Mapping[str, Any]) -> tuple[str, int] | None:
    """Where the archive has the image of an entry, if there is one."""
    match kept.get("screenshot"):
        case {"warc_file": str() as file, "warc_offset": int() as offset}:
            return file, offset
        case _:
            return None


def _report(item_id: str, kept: Mapping[str, Any]) -> FieldReport:
    return FieldReport(
        item_id=item_id,
        heard_at=mask(str(kept.get("heard_at", ""))),
        heard_on=str(kept.get("heard_on", "")),
        reporter=mask(str(kept.get("reporter", ""))),
        forwarded=bool(kept.get("forwarded")),
        screenshot=_screenshot(kept) is not None,
    )
