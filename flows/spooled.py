"""What a round's folder holds when it is processed, also where the round died or a line is damaged."""

import logging
from collections import Counter
from pathlib import Path
from typing import Final

from core.record import SourceReport
from crawlers.crawl import job_sources
from crawlers.damaged import Damaged, salvage, whole
from crawlers.spool import LOG, SPOOL, Entry, SourceTally, SpoolError, SpoolWriter, tally_of

DAMAGED: Final = ".rusak.jsonl"
"""ends the name of a damaged spool that is kept beside its round's folder"""
_log = logging.getLogger(__name__)


def spooled(folder: Path) -> tuple[list[Entry], list[Damaged]]:
    """All that a folder's spool offers, and its damaged lines, for whose content there are rejections."""
    entries, damaged = whole(folder / SPOOL)
    if damaged:
        report_cut_short(folder)  # a report may be among what cannot be read
        entries, damaged = whole(folder / SPOOL)
    return entries, damaged


def keep_damaged(folder: Path) -> None:
    """Put the spool beside its folder, which goes: somebody may look what stood in its damaged lines."""
    kept = folder.with_name(folder.name + DAMAGED)
    (folder / SPOOL).replace(kept)
    _log.warning("%s: baris rusak; yang terbaca sudah diolah (pantau doctor)", kept)


def report_cut_short(folder: Path) -> None:
    """Give each source whose crawl died with its round a report: what it left in the spool is what it had.

    It keeps no validators, so that the next round offers again whatever did not get this far.
    """
    entries, damaged = salvage(folder / SPOOL)
    tallies = tally_of(entries)
    lost = Counter((one.source_id, one.response) for one in damaged)
    writer = SpoolWriter(folder / SPOOL)
    for name in dict.fromkeys([*_asked(folder), *tallies]):
        had = tallies.get(name, SourceTally())
        if had.report is None:
            writer.report(
                SourceReport(
                    source_id=name,
                    status="failing",
                    detail="ronde terputus; ronde berikutnya mengambil sisanya",
                    requests=0,
                    seconds=0.0,
                    validators={},
                    responses=had.responses.total() + lost[name, True],
                    offered=had.candidates + lost[name, False],
                )
            )
    writer.close()


def _asked(folder: Path) -> list[str]:
    """The sources that a dead round was to crawl; none, and a line in its log, where that cannot be read."""
    try:
        return job_sources(folder)
    except SpoolError as error:
        with (folder / LOG).open("a", encoding="utf-8") as log:
            log.write(f"{error}; sources that left nothing in the spool get no report\n")
        return []
