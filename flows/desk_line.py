"""The line as the desk uses it: one entry by hand, or an export, as a round of its own."""

import hashlib
import json
import re
import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from core import clock
from core.console import Report
from core.errors import PantauError
from core.record import Candidate, Page, SourceReport
from crawlers.archive import Archive
from crawlers.messages import UNKNOWN_ORIGIN, unwrapped
from crawlers.source import FIELD
from crawlers.spool import SPOOL, SpoolWriter
from flows import rounds
from flows.exports import import_export
from flows.workspace import Workspace
from pipeline.store import Connection, RoundSummary, rejections

_ONE_AT_A_TIME: Final = threading.Lock()
"""Two alike texts that are entered at the same moment must become one story: the second sees the first."""
_SCREENSHOTS: Final = ("image/png", "image/jpeg", "image/webp")
_BLANKS: Final = re.compile(r"[^\S\n]+")


class Entry(Protocol):
    """What somebody entered (desk.desk.Entry; the flows know no desk)."""

    @property
    def text(self) -> str:
        """As it was pasted, or told."""

    @property
    def heard_at(self) -> str:
        """Where."""

    @property
    def heard_on(self) -> str:
        """When, ISO 8601 with offset; "" where unknown."""

    @property
    def reporter(self) -> str:
        """A role, never a name."""

    @property
    def forwarded(self) -> bool:
        """Whether it is a forwarded message."""

    @property
    def screenshot(self) -> bytes:
        """An image; b"" where there is none."""

    @property
    def screenshot_type(self) -> str:
        """Its media type."""


class EntryRefusedError(PantauError):
    """An entry that cannot be taken in; one line in Indonesian that says why."""


@dataclass(frozen=True, slots=True)
class DeskLine:
    """What `desk.desk.Line` asks for, over one workspace."""

    workspace: Workspace

    def enter(self, entry: Entry) -> str:
        """Take one entry through the line as a round of its own; the id of the story it came to.

        A text that was entered before is known: its story is the one it had. Raises EntryRefusedError; if
        anything else goes wrong once it is spooled, the next round takes it in.
        """
        began = time.monotonic()
        text = _tidy(entry.text)
        if not text:
            raise EntryRefusedError("teks kosong; tempel atau tulis apa yang beredar")
        key = _key(text)
        with _ONE_AT_A_TIME, rounds.spool_folder(self.workspace.settings) as folder:
            self._spool(folder, entry, text, key, began)
            summary = rounds.process(self.workspace, folder, began)
        return self._story(summary.id, key)

    def entered_before(self, entry: Entry) -> str:
        """The story that this very text was entered into before; "" if it is new."""
        with self.workspace.store.reading() as db:
            return _story_of(db, _key(_tidy(entry.text)))

    def _spool(self, folder: Path, entry: Entry, text: str, key: str, began: float) -> None:
        with Archive(self.workspace.settings.archive) as archive:
            page = _archived(archive, entry, text, key, clock.now())
        spool = SpoolWriter(folder / SPOOL)
        spool.candidate(_candidate(entry, text, key, page))
        spool.report(
            SourceReport(
                source_id=FIELD.id,
                status="healthy",
                detail="",
                requests=0,
                seconds=time.monotonic() - began,
                validators={},
                offered=1,
            )
        )
        spool.close()

    def _story(self, round_id: str, key: str) -> str:
        with self.workspace.store.reading() as db:
            story = _story_of(db, key)
            refused = rejections(db, round_id)
        if not story:
            why = refused[0].detail or refused[0].reason if refused else "tidak tersimpan"
            raise EntryRefusedError(f"laporan ini tidak dapat diolah: {why}")
        return story

    def import_file(self, path: Path, source_id: str, preset: str | None, report: Report) -> RoundSummary:
        """Take an export through the line, as a round of its own. Raises UsageError where it may not."""
        return import_export(self.workspace, path, source_id, preset, report).summary


def _key(text: str) -> str:
    """By which a text that is entered again is known."""
    return "isi-" + hashlib.sha256(text.encode()).hexdigest()[:24]


def _story_of(db: Connection, key: str) -> str:
    row = db.execute(
        "SELECT i.story_id FROM private.keys k JOIN items i ON i.id = k.item_id "
        "WHERE k.source_id = ? AND k.key = ?",
        [FIELD.id, key],
    ).fetchone()
    return str(row[0]) if row else ""


def _tidy(text: str) -> str:
    """The words alone: without the sender's name that a copied message begins with, without odd blanks."""
    lines = (_BLANKS.sub(" ", line).strip() for line in unwrapped(text).splitlines())
    return "\n".join(lines).strip()


def _archived(archive: Archive, entry: Entry, text: str, key: str, at: datetime) -> Page:
    """The entry as a record of the archive; its screenshot is one of its own, which the entry points to."""
    url = f"urn:pantau:{FIELD.id}:{key}"
    kept: dict[str, object] = {
        "text": text,
        "heard_at": entry.heard_at,
        "heard_on": entry.heard_on,
        "reporter": entry.reporter,
        "forwarded": entry.forwarded,
    }
    if entry.screenshot:
        if entry.screenshot_type not in _SCREENSHOTS:
            raise EntryRefusedError("gambar harus PNG, JPEG atau WebP")
        image = archive.write_resource(
            source_id=FIELD.id,
            url=f"{url}:gambar",
            body=entry.screenshot,
            content_type=entry.screenshot_type,
            fetched_at=at,
        )
        kept["screenshot"] = {
            "type": entry.screenshot_type,
            "warc_file": image.warc_file,
            "warc_offset": image.warc_offset,
            "sha256": image.body_sha256,
        }
    body = json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False)
    return archive.write_resource(
        source_id=FIELD.id, url=url, body=body.encode(), content_type="application/json", fetched_at=at
    )


def _candidate(entry: Entry, text: str, key: str, page: Page) -> Candidate:
    candidate = Candidate(
        source_id=FIELD.id,
        channel=FIELD.channel,
        key=key,
        url="",
        pages=(page,),
        native_id=key,
        published_at=entry.heard_on,
        text=text,
        place=entry.heard_at,
    )
    return replace(candidate, forwarded_from=UNKNOWN_ORIGIN) if entry.forwarded else candidate
