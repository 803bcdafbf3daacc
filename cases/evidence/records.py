"""Records of the archive: a response and the request that it answers, and an article in a list of many."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.tables import parse_json
from crawlers.archive import Archive, ArchiveError, decode_body
from pipeline.extraction.document import decode


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article of a list as WordPress gives it; what it lacks is ""."""

    title: str  # HTML
    date: str
    content: str  # HTML


def read_record(archive: Path, warc_file: str, offset: int) -> Record:
    """The record at this place. Raises ArchiveError where there is none, or it is torn."""
    kept = Archive(archive)
    record, raw = kept.record_at(warc_file, offset)
    http, told = record.http_headers, record.rec_headers
    headers = tuple(http.headers) if http else (("content-type", told.get_header("Content-Type") or ""),)
    asked, own = _request(kept, warc_file, offset + len(raw), told.get_header("WARC-Record-ID"))
    return Record(
        raw=raw + own,
        kind=record.rec_type,
        url=told.get_header("WARC-Target-URI") or "",
        status_line=f"{http.protocol} {http.statusline}" if http else "",
        headers=headers,
        body=decode_body(record.raw_stream.read(), headers),
        asked=asked,
    )


def _request(
    archive: Archive, warc_file: str, offset: int, answers: str
) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """The next record, if it is the request that this one answers: its headers, and its bytes."""
    try:
        record, raw = archive.record_at(warc_file, offset)
    except ArchiveError:  # the file's end, or a record that is torn
        return (), b""
    concurrent = record.rec_headers.get_header("WARC-Concurrent-To")
    if record.rec_type != "request" or concurrent != answers or record.http_headers is None:
        return (), b""
    return tuple(record.http_headers.headers), raw


def find_entry(body: bytes, content_type: str, url: str) -> Entry | None:
    """The article of this address in an answer of WordPress, alone or in a list; None where it is missing."""
    try:
        told = parse_json(decode(body, content_type))
    except ValueError:
        return None
    for one in told if isinstance(told, list) else [told]:
        if isinstance(one, dict) and url and one.get("link") == url:
            return Entry(
                title=_rendered(one, "title"),
                date=str(one.get("date") or ""),
                content=_rendered(one, "content"),
            )
    return None


def _rendered(entry: Mapping[str, Any], name: str) -> str:
    part = entry.get(name)
    return str(part.get("rendered") or "") if isinstance(part, dict) else ""
