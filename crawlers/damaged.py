"""What a damaged spool still holds: a disk that fails, or somebody who edits it, must stop no round.

Readable lines count as they are. What the others held is known by the report's own counts, which were made
where things came in: each response and candidate that is missing becomes a rejection, and its source keeps no
validators, so that the next round offers it again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from core import clock
from core.record import Candidate, Channel, Page, Rejected, ResponseUse, SourceReport
from crawlers.spool import Entry, ResponseEntry, lines, tally_of

STAGE: Final = "spool"
_SOURCE: Final = re.compile(rb'"source_id":"([^"]+)"')
_RESPONSE: Final = b'"type":"response"'


@dataclass(frozen=True, slots=True)
class Damaged:
    """A line that cannot be read; its source by what it says, else by the line before it, else the first."""

    number: int
    source_id: str  # "" where no line of the spool can be read
    response: bool  # else taken for a candidate


def salvage(path: Path) -> tuple[list[Entry], list[Damaged]]:
    """The entries of a spool that can be read, and the lines that cannot; nothing where there is no spool."""
    entries: list[Entry] = []
    wrong: list[tuple[int, bytes, str]] = []
    before = ""
    if not path.exists():
        return [], []
    for number, line, entry in lines(path):
        if isinstance(entry, Exception):
            wrong.append((number, line, before))
        else:
            entries.append(entry)
            before = _source(entry)
    known = dict.fromkeys(_source(entry) for entry in entries)
    first = next(iter(known), "")
    return entries, [
        Damaged(number, _said(line, known) or near or first, _RESPONSE in line)
        for number, line, near in wrong
    ]


def _source(entry: Entry) -> str:
    return entry.page.source_id if isinstance(entry, ResponseEntry) else entry.source_id


def _said(line: bytes, known: dict[str, None]) -> str:
    found = _SOURCE.search(line)
    name = found[1].decode("utf-8", "replace") if found else ""
    return name if name in known else ""


def whole(path: Path) -> tuple[list[Entry], list[Damaged]]:
    """The entries of a spool with a rejection for each one that a damaged line held; the damaged lines."""
    entries, damaged = salvage(path)
    if not damaged:
        return entries, []
    where = f"{path.parent.name}/{path.name}: {', '.join(str(one.number) for one in damaged)}"
    made = list(_stand_ins(entries, where))
    short = {_source(one) for one in made}
    kept = [
        replace(one, validators={}) if isinstance(one, SourceReport) and one.source_id in short else one
        for one in entries
    ]
    return [*kept, *made], damaged


def _stand_ins(entries: Sequence[Entry], where: str) -> Iterator[Entry]:
    made = 0
    for name, had in tally_of(entries).items():
        if had.report is None:
            continue
        for number in range(1, had.report.offered - had.candidates + 1):
            yield _candidate(name, f"{STAGE}:{number}", where)
        for _ in range(had.report.responses - had.responses.total()):
            made += 1
            page = Page(
                url=where,
                source_id=name,
                fetched_at=clock.now(),
                status=0,
                headers=(),
                body_sha256="",
                warc_file="",
                warc_offset=-made,  # where it lies is unknown; apart from the others of the round
            )
            yield ResponseEntry(page=page, use=ResponseUse.REJECTED, reason="spool_damaged")


def _candidate(source_id: str, key: str, where: str) -> Candidate:
    rejected = Rejected(
        source_id=source_id, what=key, stage=STAGE, reason="spool_damaged", detail=f"baris rusak ({where})"
    )
    return Candidate(source_id=source_id, channel=Channel.NEWS, key=key, url="", rejected=rejected)
