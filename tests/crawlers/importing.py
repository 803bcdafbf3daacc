"""Import files into a round and look at what it spooled and archived."""

import json
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from core.record import Candidate, CrawlState, SourceReport
from crawlers.archive import Archive
from crawlers.imports import ImportCounts, import_file, import_folder
from crawlers.source import Source
from crawlers.spool import SPOOL, read_spool

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
NOTHING = CrawlState(known={}, validators={}, paused_until={})


def source(preset: str | None = None) -> Source:
    return Source.model_validate(
        {"id": "komentar", "title": "Komentar", "publisher": "x", "kind": "file", "url": "masuk/komentar",
         "evidence": "x", "category": "open_group", "preset": preset}
    )  # fmt: skip


class Round:
    """One round's folders, and what is in them."""

    def __init__(self, folder: Path) -> None:
        self.archive_folder = folder / "archive"
        self.folder = folder / "spool" / "ronde"

    def take(self, path: Path, preset: str | None = None) -> ImportCounts:
        with Archive(self.archive_folder) as archive:
            return import_file(path, source(), preset, self.folder, archive, AT)

    def take_folder(self, path: Path, state: CrawlState = NOTHING, preset: str | None = None) -> SourceReport:
        with Archive(self.archive_folder) as archive:
            return import_folder(source(preset), path, self.folder, archive, state, AT)

    @property
    def candidates(self) -> list[Candidate]:
        return [entry for entry in read_spool(self.folder / SPOOL) if isinstance(entry, Candidate)]

    @property
    def accepted(self) -> list[Candidate]:
        return [candidate for candidate in self.candidates if candidate.rejected is None]

    @property
    def rejected(self) -> list[tuple[str, str]]:
        return [(c.rejected.reason, c.rejected.detail) for c in self.candidates if c.rejected is not None]

    @property
    def archived(self) -> bytes:
        """Every byte of every record, unpacked."""
        found = b""
        for path in sorted(self.archive_folder.rglob("*.warc.gz")):
            with path.open("rb") as file:
                for record in ArchiveIterator(file):
                    found += record.rec_headers.to_bytes() + record.raw_stream.read()
        return found


def csv_file(folder: Path, *lines: str, encoding: str = "utf-8", name: str = "ekspor.csv") -> Path:
    path = folder / name
    folder.mkdir(exist_ok=True)
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def json_file(folder: Path, value: object, name: str = "ekspor.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    return path
