"""The archive: every response as it came, in WARC files per source and day, at most 1 GB each.

Layout: `<archive>/<source id>/<YYYY-MM-DD>-<n>.warc.gz` (UTC day of fetching), one gzip member a record,
written by warcio. A record is one `write` of bytes built beforehand, so a killed process leaves at most one
torn record, at the end of the newest file; opening a source for writing cuts it. One process at a time writes
a source (`flock` on `.locks/<source id>.lock`); readers need no lock, since records never move.
"""

import fcntl
import hashlib
import mmap
import os
import re
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import brotli
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from core.errors import PantauError
from core.record import Page

MAX_FILE = 1_000_000_000  # bytes
DECODED_LIMIT = 64_000_000  # bytes; a body that unpacks to more is cut here, so that no bomb fills the memory
LOCK_PATIENCE = 15.0  # seconds; a killed crawl needs a moment to die
_CHUNK = 65_536  # bytes
_GZIP_MEMBER = b"\x1f\x8b\x08"
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d+)\.warc\.gz")

Headers = Sequence[tuple[str, str]]


class ArchiveError(PantauError):
    """The archive cannot be written or read; the message names the file and the remedy."""


class SourceBusyError(ArchiveError):
    """Another process writes this source at the moment."""


def decode_body(body: bytes, headers: Headers, limit: int = DECODED_LIMIT) -> bytes:
    """The body without its Content-Encoding (gzip, deflate, br); cut at `limit` bytes.

    A body that is not what its header says comes back as it is: servers do send plain bodies as "gzip".
    """
    encodings = [value for name, value in headers if name.lower() == "content-encoding"]
    for encoding in reversed(",".join(encodings).split(",")):
        match encoding.strip().lower():
            case "gzip" | "x-gzip":
                body = _inflate(body, 31, limit)
            case "deflate":
                body = _inflate(body, -15 if body[:1] not in (b"\x78", b"\x58") else 15, limit)
            case "br":
                body = _unbrotli(body, limit)
    return body


def _inflate(body: bytes, window: int, limit: int) -> bytes:
    """Unpack as much as there is (a refused body is cut short); the body itself if it is not packed."""
    unpacked = bytearray()
    try:
        while body and len(unpacked) < limit:
            inflater = zlib.decompressobj(window)
            unpacked += inflater.decompress(body, limit - len(unpacked))
            body = inflater.unused_data
    except zlib.error:
        return bytes(unpacked) if unpacked else body
    return bytes(unpacked)


def _unbrotli(body: bytes, limit: int) -> bytes:
    decompressor = brotli.Decompressor()
    try:
        return bytes(decompressor.process(body, output_buffer_limit=limit))
    except brotli.error:
        return body


@dataclass(slots=True)
class _Writer:
    """One source open for writing: its lock, and the newest file of a day."""

    lock: IO[bytes]
    path: Path | None = None
    file: IO[bytes] | None = None
    size: int = 0

    def close(self) -> None:
        if self.file is not None:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
        self.file = self.path = None


class Archive:
    """The WARC files of one data folder. Use it as a context manager where you write."""

    def __init__(self, folder: Path, *, max_file: int = MAX_FILE) -> None:
        """`max_file`: bytes after which a source goes on in a new file."""
        self.folder = folder
        self._max_file = max_file
        self._writers: dict[str, _Writer] = {}

    def __enter__(self) -> Self:
        """The archive itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Bring everything to disk and let other processes write."""
        for writer in self._writers.values():
            writer.close()
            writer.lock.close()
        self._writers.clear()

    def write_response(
        self,
        *,
        source_id: str,
        url: str,
        status: int,
        reason: str,
        headers: Headers,
        body: bytes,
        fetched_at: datetime,
        request_headers: Headers = (),
        truncated: str = "",
    ) -> Page:
        """Append a response (and the request that it answers, if its headers are given).

        `body` is as it was sent, without transfer encoding but with content encoding; `truncated` is WARC's
        word for why it is cut short ("length", "time", "disconnect"). Raises SourceBusyError.
        """
        about = {"WARC-Date": _warc_date(fetched_at)} | ({"WARC-Truncated": truncated} if truncated else {})
        line = f"{status} {reason}".strip()
        builder = WARCWriter(BytesIO(), gzip=False)
        response = builder.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(line, list(headers), protocol="HTTP/1.1"),
            warc_headers_dict=about,
        )
        records = [response]
        if request_headers:
            records.append(_request_record(builder, response, url, request_headers, about))
        name, offset = self._append(source_id, fetched_at, [_packed(record) for record in records])
        return Page(
            url=url,
            source_id=source_id,
            fetched_at=fetched_at,
            status=status,
            headers=tuple(headers),
            body_sha256=hashlib.sha256(decode_body(body, headers)).hexdigest(),
            warc_file=name,
            warc_offset=offset,
        )

    def write_resource(
        self, *, source_id: str, url: str, body: bytes, content_type: str, fetched_at: datetime
    ) -> Page:
        """Append what did not come over HTTP, such as a row of an export. Raises SourceBusyError."""
        record = WARCWriter(BytesIO(), gzip=False).create_warc_record(
            url,
            "resource",
            payload=BytesIO(body),
            length=len(body),
            warc_content_type=content_type,
            warc_headers_dict={"WARC-Date": _warc_date(fetched_at)},
        )
        name, offset = self._append(source_id, fetched_at, [_packed(record)])
        return Page(
            url=url,
            source_id=source_id,
            fetched_at=fetched_at,
            status=200,
            headers=(("Content-Type", content_type),),
            body_sha256=hashlib.sha256(body).hexdigest(),
            warc_file=name,
            warc_offset=offset,
        )

    def read_body(self, page: Page) -> bytes:
        """The decoded body of one response or resource. Raises ArchiveError if it is not there or changed."""
        decoded = decode_body(self.read_record(page.warc_file, page.warc_offset), page.headers)
        if hashlib.sha256(decoded).hexdigest() != page.body_sha256:
            place = f"{page.warc_file}: the record at byte {page.warc_offset}"
            raise ArchiveError(f"{place} is not the one of {page.url}")
        return decoded

    def read_record(self, warc_file: str, warc_offset: int) -> bytes:
        """The body of one record as it was written, still encoded. Raises ArchiveError if it is not there."""
        record, _ = self.record_at(warc_file, warc_offset)
        body: bytes = record.raw_stream.read()
        return body

    def record_at(self, warc_file: str, warc_offset: int) -> tuple[ArcWarcRecord, bytes]:
        """One record, and its bytes as they lie there. Raises ArchiveError where no whole one begins.

        Name and offset may come from a text that somebody sent: only a file of a source is opened.
        """
        source_id, _, name = warc_file.partition("/")
        if source_id in ("", ".", "..") or not _NAME.fullmatch(name):
            raise ArchiveError(f"{warc_file!r} is no file of the archive")
        try:
            with (self.folder / warc_file).open("rb") as file:
                file.seek(warc_offset)
                packed, plain = _member(file)
            return next(ArchiveIterator(BytesIO(plain))), packed
        except (OSError, EOFError, StopIteration, ArchiveLoadFailed, zlib.error, ValueError) as error:
            kind = type(error).__name__  # its words may hold a path of this machine
            raise ArchiveError(f"{warc_file}: no readable record at byte {warc_offset} ({kind})") from error

    def mend(self) -> list[str]:
        """Cut a torn last record off each source that nobody is writing; say what was cut, a line each.

        Only its newest file can have one: a file is finished and on disk before the next is begun.
        """
        mended = []
        for folder in sorted(path for path in self.folder.glob("[!.]*") if path.is_dir()):
            try:
                lock = self._lock(folder.name, patience=0.0)
            except SourceBusyError:
                continue  # its writer mended it when it opened it
            with lock:
                if (newest := self._newest(folder.name)) and (line := mend_file(newest[2])):
                    mended.append(line)
        return mended

    def open_source(self, source_id: str, patience: float = LOCK_PATIENCE) -> None:
        """Take the source for writing, waiting `patience` seconds at most, and mend its newest file.

        Writing does this by itself; a crawl does it first, to know before the first request. Raises
        SourceBusyError.
        """
        if source_id in self._writers:
            return
        self._writers[source_id] = _Writer(self._lock(source_id, patience))
        if newest := self._newest(source_id):
            mend_file(newest[2])

    def _lock(self, source_id: str, patience: float) -> IO[bytes]:
        path = self.folder / ".locks" / f"{source_id}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("ab")
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    lock.close()
                    raise SourceBusyError(
                        f"{source_id}: another process is writing its archive; wait for that round to end"
                    ) from None
                time.sleep(0.05)
            else:
                return lock

    def _newest(self, source_id: str) -> tuple[str, int, Path] | None:
        """Day, number and path of the newest file of a source."""
        found = [
            (match[1], int(match[2]), path)
            for path in (self.folder / source_id).glob("*.warc.gz")
            if (match := _NAME.fullmatch(path.name))
        ]
        return max(found) if found else None

    def _append(self, source_id: str, fetched_at: datetime, records: list[bytes]) -> tuple[str, int]:
        """Write records in one go; the file's name relative to the archive, and the first one's offset."""
        self.open_source(source_id)
        writer = self._writers[source_id]
        data = b"".join(records)
        day = fetched_at.astimezone(UTC).date().isoformat()
        full = writer.size + len(data) > self._max_file
        if writer.path is None or not writer.path.name.startswith(day) or full:
            self._open_file(writer, source_id, day, len(data))
        if writer.file is None or writer.path is None:
            raise ArchiveError(f"{source_id}: its archive is closed")
        offset = writer.size
        writer.file.write(data)
        writer.size += len(data)
        return f"{source_id}/{writer.path.name}", offset

    def _open_file(self, writer: _Writer, source_id: str, day: str, length: int) -> None:
        """Open the last file of the day that has room for `length` bytes, else a new one."""
        writer.close()
        folder = self.folder / source_id
        folder.mkdir(parents=True, exist_ok=True)
        numbers = [int(match[2]) for path in folder.glob(f"{day}-*") if (match := _NAME.fullmatch(path.name))]
        number = max(numbers, default=1)
        path = folder / f"{day}-{number}.warc.gz"
        if path.exists() and path.stat().st_size + length > self._max_file:
            path = folder / f"{day}-{number + 1}.warc.gz"
        writer.path = path
        writer.file = path.open(
            "ab", buffering=0
        )  # one write is one system call: a kill leaves no half buffer
        writer.size = path.stat().st_size
        if writer.size == 0:
            info = WARCWriter(BytesIO(), gzip=False).create_warcinfo_record(
                path.name, {"software": "Pantau", "format": "WARC File Format 1.0", "isPartOf": source_id}
            )
            writer.size = writer.file.write(_packed(info)) or 0


def _request_record(
    builder: WARCWriter, response: ArcWarcRecord, url: str, headers: Headers, about: dict[str, str]
) -> ArcWarcRecord:
    response_id = response.rec_headers.get_header("WARC-Record-ID")
    path = "/" + url.split("://", 1)[-1].partition("/")[2]
    return builder.create_warc_record(
        url,
        "request",
        http_headers=StatusAndHeaders(f"GET {path} HTTP/1.1", list(headers), is_http_request=True),
        warc_headers_dict={"WARC-Date": about["WARC-Date"], "WARC-Concurrent-To": response_id},
    )


def _packed(record: ArcWarcRecord) -> bytes:
    """One record as one gzip member; level 6, since warcio's own 9 takes twice the time for 1 % less."""
    buffer = BytesIO()
    WARCWriter(buffer, gzip=False).write_record(record)
    return zlib.compress(buffer.getvalue(), 6, 31)


def _member(file: IO[bytes]) -> tuple[bytes, bytes]:
    """The gzip member that begins here, packed and unpacked. Raises EOFError where the file's end cuts it.

    Whole before it is parsed: of a torn record warcio gives a part, or fails in ways of its own.
    """
    inflater = zlib.decompressobj(31)
    packed, plain = bytearray(), bytearray()
    while not inflater.eof:
        chunk = file.read(_CHUNK)
        if not chunk:
            raise EOFError
        packed += chunk
        plain += inflater.decompress(chunk)
    return bytes(packed[: len(packed) - len(inflater.unused_data)]), bytes(plain)


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def mend_file(path: Path) -> str:
    """Cut a torn last record off one file; "" if it is whole, else a line that says what was cut.

    It looks from the end for the last member that starts a record, so it reads one record, not the file.
    """
    size = path.stat().st_size
    end = _last_whole_end(path) if size else 0
    if size and end == size:
        return ""
    if end == 0:
        path.unlink()
        return f"{path}: removed, no whole record in {size} bytes"
    os.truncate(path, end)
    return f"{path}: cut from {size} to {end} bytes, the last record was torn"


def _last_whole_end(path: Path) -> int:
    """Where the last whole record ends, in bytes; 0 if there is none."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = len(data)
        while (start := data.rfind(_GZIP_MEMBER, 0, start)) != -1:
            end = _record_end(data, start)
            if end == -1:
                return start  # a record that was begun and not finished; those before it are whole
            if end:
                return end
    return 0


def _record_end(data: mmap.mmap, start: int) -> int:
    """Where the record that starts here ends: 0 if none starts here, -1 if it is torn."""
    inflater = zlib.decompressobj(31)
    position, text = start, b""
    try:
        while not inflater.eof and position < len(data):
            chunk = data[position : position + _CHUNK]
            position += len(chunk)
            unpacked = inflater.decompress(chunk)
            if len(text) < 5:
                text += unpacked[:5]
    except zlib.error:
        return -1 if text.startswith(b"WARC/") else 0
    if not text.startswith(b"WARC/"):
        return 0
    return position - len(inflater.unused_data) if inflater.eof else -1
