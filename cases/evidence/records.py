"""Records of the archive as they lie there: the bytes of a response and of the request that it answers."""

import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers.archive import DECODED_LIMIT, ArchiveError, decode_body

_CHUNK: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record, and what it says."""

    raw: bytes  # gzip members as they lie in the archive: the response, then its request where there is one
    kind: str  # "response" or "resource"
    url: str
    status_line: str  # "HTTP/1.1 200 OK"; "" for a resource
    headers: tuple[tuple[str, str], ...]
    body: bytes  # without content encoding
    asked: tuple[tuple[str, str], ...]  # headers of our request

    @property
    def content_type(self) -> str:
        """As the site told it."""
        return self.header("content-type")

    def header(self, name: str) -> str:
        """A header of the answer; "" where it has none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def user_agent(self) -> str:
        """How we introduced ourselves."""
        return next((value for key, value in self.asked if key.lower() == "user-agent"), "")


def read_record(archive: Path, warc_file: str, offset: int) -> Record:
    """The record at this place. Raises ArchiveError where there is none, or it is torn."""
    path = (archive / warc_file).resolve()
    if not warc_file or not path.is_relative_to(archive.resolve()):
        raise ArchiveError(f"{warc_file!r} is no file of the archive")
    try:
        with path.open("rb") as file:
            file.seek(offset)
            raw = _member(file)
            file.seek(offset + len(raw))
            following = _member(file)
        return _parsed(raw, following)
    except (OSError, StopIteration, ArchiveLoadFailed, zlib.error, ValueError) as error:
        kind = type(error).__name__  # its words may hold a path of this machine
        raise ArchiveError(f"{warc_file}: no readable record at byte {offset} ({kind})") from error


def _member(file: IO[bytes]) -> bytes:
    """The gzip member that begins here, packed as it is; b"" at the file's end."""
    inflater = zlib.decompressobj(31)
    raw = bytearray()
    while not inflater.eof and len(raw) < DECODED_LIMIT:
        chunk = file.read(_CHUNK)
        if not chunk:
            return b""
        raw += chunk
        inflater.decompress(chunk)
    return bytes(raw[: len(raw) - len(inflater.unused_data)])


def _parsed(raw: bytes, following: bytes) -> Record:
    record = next(ArchiveIterator(BytesIO(raw)))
    body = record.raw_stream.read()
    http = record.http_headers
    told = record.rec_headers
    headers = tuple(http.headers) if http else (("content-type", told.get_header("Content-Type") or ""),)
    asked, own = _request(following, told.get_header("WARC-Record-ID"))
    return Record(
        raw=raw + own,
        kind=record.rec_type,
        url=told.get_header("WARC-Target-URI") or "",
        status_line=f"{http.protocol} {http.statusline}" if http else "",
        headers=headers,
        body=decode_body(body, headers),
        asked=asked,
    )


def _request(following: bytes, answers: str) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """The next record, if it is the request that this one answers: its headers, and its bytes."""
    if not following:
        return (), b""
    record = next(ArchiveIterator(BytesIO(following)))
    concurrent = record.rec_headers.get_header("WARC-Concurrent-To")
    if record.rec_type != "request" or concurrent != answers or record.http_headers is None:
        return (), b""
    return tuple(record.http_headers.headers), following
