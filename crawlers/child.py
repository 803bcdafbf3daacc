"""The crawling process: `python -m crawlers.child FOLDER`, started by `crawlers.crawl.crawl`."""

import asyncio
import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from core import clock
from core.record import Candidate, SourceReport
from crawlers.archive import LOCK_PATIENCE, Archive, SourceBusyError
from crawlers.crawl import Job
from crawlers.politeness import SiteGate, scrapy_settings
from crawlers.refusal import NotFetchedError
from crawlers.remedies import sentence
from crawlers.robots import KEPT, RobotsKept
from crawlers.source import Source
from crawlers.spiders import SPIDERS
from crawlers.spiders.look import looking
from crawlers.spiders.round import Round
from crawlers.spool import JOB, SPOOL, STATE, ResponseEntry, SpoolWriter, read_spool, read_state

_ORPHANED = 75  # exit code of a child whose parent is gone


def main(folder: Path) -> None:
    """Crawl what `job.json` says. Returns when each source has its report."""
    job = Job.read(folder / JOB)
    clock.fix(job.now)
    spool = SpoolWriter(folder / SPOOL)
    before, done = _spooled_before(folder / SPOOL)
    with Archive(job.archive) as archive:
        round_ = Round(
            archive=archive,
            spool=spool,
            gate=SiteGate(job.gate),
            robots=RobotsKept(job.gate, timedelta(0) if job.look else KEPT),
            state=read_state(folder / STATE),
            delay=job.delay,
            pause=job.pause,
            before=before,
        )
        sources = [source for source in job.sources if source.id not in done]
        _run(opened(sources, archive, spool), job, round_)
        for source in sources:
            if source.id not in spool.reported:  # it did not even start; the log says why
                spool.report(_failed(source, "error"))
    spool.close()


def _run(sources: list[Source], job: Job, round_: Round) -> None:
    """One Scrapy crawler a source, all in one event loop, until the last has finished."""
    process = AsyncCrawlerProcess(Settings({"LOG_INSTALL_ROOT_HANDLER": False}))
    _log_quietly()  # after Scrapy has set its own levels
    from twisted.internet import reactor, task  # only now is the right reactor installed

    ended: list[asyncio.Task[None]] = []
    for source in sources:
        settings = scrapy_settings(
            delay=job.delay if source.delay is None else source.delay,
            timeout=job.timeout,
            max_body=job.max_body,
            agent=job.agent,
        )
        if job.look:
            settings["RETRY_ENABLED"] = False
        spider = SPIDERS[source.kind]
        crawler = Crawler(looking(spider) if job.look else spider, settings)
        crawling = process.crawl(crawler, source=source, round=round_)
        crawling.add_done_callback(ended.append)
    heart = task.LoopingCall(lambda: _say(len(ended), len(sources)))
    heart.clock = reactor
    heart.start(1.0)
    process.start(install_signal_handlers=False)
    _say(len(ended), len(sources))


def opened(sources: Iterable[Source], archive: Archive, spool: SpoolWriter) -> list[Source]:
    """The sources whose archive is ours to write; the others get a report that says who has it."""
    deadline = time.monotonic() + LOCK_PATIENCE
    ours = []
    for source in sources:
        try:
            archive.open_source(source.id, patience=max(0.0, deadline - time.monotonic()))
        except SourceBusyError:
            spool.report(_failed(source, "busy"))
        else:
            ours.append(source)
    return ours


def _failed(source: Source, reason: str) -> SourceReport:
    return SourceReport(
        source_id=source.id,
        status="failing",
        detail=sentence(NotFetchedError(reason)),
        requests=0,
        seconds=0.0,
        validators={},
    )


def _spooled_before(path: Path) -> tuple[dict[str, tuple[set[str], int]], set[str]]:
    """Of a crawl that was cut short: each source's candidate keys and number of responses; those done."""
    before: dict[str, tuple[set[str], int]] = {}
    done = set()
    for entry in read_spool(path):
        match entry:
            case SourceReport():
                done.add(entry.source_id)
            case Candidate():
                keys, responses = before.get(entry.source_id, (set(), 0))
                before[entry.source_id] = (keys | {entry.key}, responses)
            case ResponseEntry():
                keys, responses = before.get(entry.page.source_id, (set(), 0))
                before[entry.page.source_id] = (keys, responses + 1)
    return before, done


def _say(done: int, total: int) -> None:
    os.write(sys.stdout.fileno(), f"{done} {total}\n".encode())


def _log_quietly() -> None:
    """Warnings of the libraries and our own notes to standard error, which is the round's crawl.log."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("scrapy", "twisted", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)  # in the report
    logging.getLogger("scrapy.downloadermiddlewares.redirect").setLevel(logging.ERROR)  # we send no Referer


def _end_with_parent() -> None:
    """End this process at once when standard input ends: only a dead parent closes it.

    No clean-up: archive and spool are made for a kill, and a half-dead crawl would hold their locks.
    """
    os.read(sys.stdin.fileno(), 1)
    os._exit(_ORPHANED)


if __name__ == "__main__":
    faulthandler.enable()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    main(Path(sys.argv[1]))
