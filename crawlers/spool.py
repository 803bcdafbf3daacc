"""The spool: what a crawl hands to the pipeline, one JSON object a line, in the order in which it happened.

A round's folder, `<data>/spool/<round id>/`, holds `job.json` (what to crawl, and how), `state.json` (the
CrawlState), `spool.jsonl` and `crawl.log`. A candidate's line comes after all its responses' lines, a
source's report after all its candidates, so whatever a reader finds is complete. A torn last line is not
there yet.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from core.errors import PantauError
from core.record import (
    Candidate,
    Channel,
    CrawlState,
    Known,
    Page,
    Rejected,
    ResponseUse,
    SourceReport,
    Validators,
)

SPOOL = "spool.jsonl"
STATE = "state.json"
JOB = "job.json"
LOG = "crawl.log"


class SpoolError(PantauError):
    """A spool that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseEntry:
    """One response and what it served for; `reason` is a short code, and never empty if it was rejected."""

    page: Page
    use: ResponseUse
    reason: str = ""


Entry = ResponseEntry | Candidate | SourceReport


class SpoolWriter:
    """Appends lines to one spool; each is one system call, so a kill tears at most the last."""

    def __init__(self, path: Path) -> None:
        """Go on with a spool that is there already."""
        path.parent.mkdir(parents=True, exist_ok=True)
        _cut_torn_line(path)
        self.reported: set[str] = set()
        self._file = path.open("ab", buffering=0)

    def response(self, page: Page, use: ResponseUse, reason: str = "") -> None:
        """One response; exactly one line for each that the crawl received."""
        if use is ResponseUse.REJECTED and not reason:
            raise ValueError(f"a rejected response needs a reason: {page.url}")
        self._write({"type": "response", "page": _plain(page), "use": use.value, "reason": reason})

    def candidate(self, candidate: Candidate) -> None:
        """One candidate, after all its responses."""
        self._write({"type": "candidate"} | _plain(candidate))

    def report(self, report: SourceReport) -> None:
        """How a source fared, after its last candidate."""
        self._write({"type": "report"} | _plain(report))
        self.reported.add(report.source_id)

    def close(self) -> None:
        """Bring everything to disk."""
        os.fsync(self._file.fileno())
        self._file.close()

    def _write(self, record: Mapping[str, Any]) -> None:
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        try:
            data = line.encode()
        except UnicodeEncodeError:  # half an emoji, as JSON and broken pages have it
            data = line.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
        self._file.write(data + b"\n")


def read_spool(path: Path) -> Iterator[Entry]:
    """All whole lines of a spool, in order. Raises SpoolError for a line that is not ours.

    What a round that died has left is read by `crawlers.damaged.whole`, which goes on.
    """
    for number, _, entry in lines(path):
        if isinstance(entry, Exception):
            raise SpoolError(
                f"{path}, line {number}: not a line of a spool ({entry}); run again: the next round takes "
                "what can be read"
            ) from entry
        yield entry


def lines(path: Path) -> Iterator[tuple[int, bytes, Entry | Exception]]:
    """Each whole line of a spool with its number and its entry, or why it is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                yield number, line, _entry(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                yield number, line, error


def reported(path: Path) -> set[str]:
    """The sources that have their report in a spool already; none where there is no spool yet."""
    if not path.exists():
        return set()
    return {entry.source_id for entry in read_spool(path) if isinstance(entry, SourceReport)}


@dataclass(slots=True)
class SourceTally:
    """What one source's lines add up to. The report's own counts were made independently of the lines."""

    responses: Counter[ResponseUse] = field(default_factory=Counter)
    fetched: int = 0  # candidates with content
    known: int = 0  # candidates with nothing new to expect
    rejected: Counter[str] = field(default_factory=Counter)  # candidates by reason
    report: SourceReport | None = None

    @property
    def candidates(self) -> int:
        """All candidates of the source."""
        return self.fetched + self.known + self.rejected.total()


def tally(path: Path) -> dict[str, SourceTally]:
    """Count a spool, per source id. Raises SpoolError."""
    return tally_of(read_spool(path))


def tally_of(entries: Iterable[Entry]) -> dict[str, SourceTally]:
    """Count entries, per source id."""
    counts: dict[str, SourceTally] = {}
    for entry in entries:
        match entry:
            case ResponseEntry():
                count = counts.setdefault(entry.page.source_id, SourceTally())
                count.responses[entry.use] += 1
            case Candidate():
                count = counts.setdefault(entry.source_id, SourceTally())
                if entry.rejected is not None:
                    count.rejected[entry.rejected.reason] += 1
                elif entry.known:
                    count.known += 1
                else:
                    count.fetched += 1
            case SourceReport():
                counts.setdefault(entry.source_id, SourceTally()).report = entry
    return counts


def write_state(path: Path, state: CrawlState) -> None:
    """Write a CrawlState as JSON."""
    path.write_text(json.dumps(_plain(state), ensure_ascii=False), encoding="utf-8")


def read_state(path: Path) -> CrawlState:
    """Read what `write_state` wrote. Raises SpoolError."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return CrawlState(
            known={
                source: {key: _known(known) for key, known in entries.items()}
                for source, entries in raw["known"].items()
            },
            validators={url: Validators(**value) for url, value in raw["validators"].items()},
            paused_until={source: datetime.fromisoformat(at) for source, at in raw["paused_until"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SpoolError(f"{path}: not a crawl's state ({error})") from error


def _cut_torn_line(path: Path) -> None:
    """Cut a torn last line, so that what is appended starts a line of its own."""
    if not path.exists():
        return
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        os.truncate(path, data.rfind(b"\n") + 1)


def _plain(value: Any) -> Any:
    """A record as JSON values, without the fields that are empty."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        items = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {name: _plain(item) for name, item in items if not _is_empty(item)}
    return value


def _is_empty(value: Any) -> bool:
    """Whether a field can be left out. Not 0, which equals False: a server may answer with status 0."""
    return value is None or value is False or value == "" or value == ()


def _entry(raw: dict[str, Any]) -> Entry:
    match raw.pop("type"):
        case "response":
            return ResponseEntry(
                page=_page(raw["page"]), use=ResponseUse(raw["use"]), reason=raw.get("reason", "")
            )
        case "candidate":
            return _candidate(raw)
        case "report":
            return _report(raw)
        case other:
            raise ValueError(f"unknown type {other!r}")


def _page(raw: dict[str, Any]) -> Page:
    headers = tuple((name, value) for name, value in raw.pop("headers", ()))
    fetched_at = datetime.fromisoformat(raw.pop("fetched_at"))
    return Page(**({"warc_offset": 0} | raw), headers=headers, fetched_at=fetched_at)


def _candidate(raw: dict[str, Any]) -> Candidate:
    rejected = raw.pop("rejected", None)
    return Candidate(
        channel=Channel(raw.pop("channel")),
        url=raw.pop("url", ""),
        pages=tuple(_page(page) for page in raw.pop("pages", ())),
        rejected=None if rejected is None else Rejected(**rejected),
        **raw,
    )


def _report(raw: dict[str, Any]) -> SourceReport:
    until = raw.pop("paused_until", None)
    return SourceReport(
        detail=raw.pop("detail", ""),
        validators={url: Validators(**value) for url, value in raw.pop("validators", {}).items()},
        paused_until=None if until is None else datetime.fromisoformat(until),
        requests=raw.pop("requests", 0),
        seconds=raw.pop("seconds", 0.0),
        **raw,
    )


def _known(raw: dict[str, Any]) -> Known:
    first = raw.pop("first_seen", None)
    return Known(
        fetched_at=datetime.fromisoformat(raw.pop("fetched_at")),
        first_seen=None if first is None else datetime.fromisoformat(first),
        validators=Validators(**raw.pop("validators", {})),
        **raw,
    )
