"""A monitoring round in plain functions: open a folder in the spool, crawl into it, process it, close it.

The folder is locked while its round runs, so a folder whose lock is free belongs to a round that died: the
next round finishes it first. Nothing here knows of Prefect.
"""

import fcntl
import gc
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import crawlers.sample.server
from core import clock
from core.console import Report, quiet
from core.record import Candidate, Channel, Rejected, SourceReport
from core.settings import Settings
from crawlers.archive import Archive
from crawlers.crawl import crawl
from crawlers.imports import drop_folder, import_folder
from crawlers.remedies import unreadable
from crawlers.source import FIELD, Kind, Source
from crawlers.spool import LOG, SPOOL, ResponseEntry, SpoolWriter, reported
from flows.late_claims import library_before, library_now, match_late
from flows.spooled import keep_damaged, report_cut_short, spooled
from flows.workspace import FILE_UNUSABLE, Workspace, choose
from pipeline.context import Context
from pipeline.intake import Line, take_in
from pipeline.run import TOGETHER, annotate, in_batches
from pipeline.store import (
    Connection,
    RoundSummary,
    Store,
    Unread,
    claims,
    crawl_state,
    finish_round,
    remember,
    round_summary,
    save,
    save_reports,
    save_responses,
    signatures_for_bands,
    spread,
    start_round,
    unread_pages,
)

LOCK = "lock"
_TURN = "spool.lock"  # beside the spool; held while a folder of it is made, looked for or deleted
_LOGS = 50  # of rounds, kept
_GARBAGE = 50_000  # new objects before the collector looks at them; Python's own 700 suits small programs

_UNREAD = 3  # pages in a row; one or two may be galleries
_FINE = ("healthy", "empty", "moved")

_Q = TypeVar("_Q")
_A = TypeVar("_A")


@contextmanager
def _turn(spool: Path) -> Iterator[None]:
    """One process at a time: a folder not locked yet, or half deleted, looks like that of a dead round."""
    spool.mkdir(parents=True, exist_ok=True)
    with spool.with_name(_TURN).open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextmanager
def spool_folder(settings: Settings) -> Iterator[Path]:
    """A new round's folder, named by its id and locked.

    What is left in it when the block ends is kept; if nothing is (an export that was refused) it goes.
    """
    round_id = f"{clock.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    folder = settings.spool / round_id
    with ExitStack() as stack:
        with _turn(settings.spool):
            folder.mkdir()
            lock = stack.enter_context((folder / LOCK).open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            if folder.exists() and {path.name for path in folder.iterdir()} <= {LOCK}:
                _delete(folder)


def _delete(folder: Path) -> None:
    with _turn(folder.parent):
        shutil.rmtree(folder)


@contextmanager
def left_over(settings: Settings) -> Iterator[list[Path]]:
    """The folders of rounds that died, oldest first, locked until the block ends."""
    with ExitStack() as stack:
        found = []
        with _turn(settings.spool):
            for folder in sorted(settings.spool.glob("*/")):
                lock = stack.enter_context((folder / LOCK).open("a"))
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue  # its round is running
                found.append(folder)
        yield found


def refusal(one: Rejected) -> SourceReport:
    """The report of a source that may not run, or whose file must be mended before it can."""
    return SourceReport(
        source_id=one.source_id,
        status="failing" if one.reason == FILE_UNUSABLE else "refused",
        detail=one.detail,
        requests=0,
        seconds=0.0,
        validators={},
    )


def note_refused(folder: Path, refused: Sequence[Rejected]) -> None:
    """Let the round say which sources did not run, and why."""
    spool = SpoolWriter(folder / SPOOL)
    for one in refused:
        spool.report(refusal(one))
    spool.close()


@contextmanager
def reachable(workspace: Workspace) -> Iterator[Settings]:
    """Settings by which the workspace's sources are reached: the sample is served while the block runs."""
    if workspace.profile == "live":
        yield workspace.settings
        return
    with crawlers.sample.server.serving(clock.now()) as proxy:
        yield workspace.settings.model_copy(update={"proxy": proxy})


def crawl_into(workspace: Workspace, folder: Path, sources: Sequence[Source], report: Report = quiet) -> None:
    """Fill the folder's spool: drop folders first, then the crawl. Raises CrawlError if its child dies."""
    with workspace.store.reading() as db:
        state = crawl_state(db, [source.id for source in sources])
    done = reported(folder / SPOOL)  # a retry imports nothing twice
    dropped = [source for source in sources if source.kind is Kind.FILE and source.id not in done]
    crawled = [source for source in sources if source.kind is not Kind.FILE]
    with Archive(workspace.settings.archive) as archive:
        for source in dropped:
            import_folder(source, _drop_folder(workspace, source), folder, archive, state, clock.now())
    if crawled:
        with reachable(workspace) as settings:
            crawl(crawled, state, folder, settings, report)


def _drop_folder(workspace: Workspace, source: Source) -> Path:
    if workspace.profile == "sample" and source.id != FIELD.id:
        return crawlers.sample.FOLDER / source.url
    return drop_folder(source, workspace.settings)


def process(workspace: Workspace, folder: Path, began: float, report: Report = quiet) -> RoundSummary:
    """Take everything in the folder's spool through the stages into the store, and close the round.

    May be repeated: what is stored already is left as it is. The folder is deleted at the end. `began`:
    when the round began, on the monotonic clock.
    """
    store, round_id = workspace.store, folder.name
    during = before = library_before(store, round_id)
    entries, damaged = spooled(folder)
    with store.writing() as db:
        start_round(db, round_id, workspace.profile, clock.now())
    for responses in in_batches([one for one in entries if isinstance(one, ResponseEntry)], 5000):
        with store.writing() as db:
            save_responses(db, round_id, responses)
    candidates = [one for one in entries if isinstance(one, Candidate)]
    # Fact checks first: a post of this round may repeat what one of them refutes.
    checks = [one for one in candidates if one.channel is Channel.FACTCHECK]
    others = [one for one in candidates if one.channel is not Channel.FACTCHECK]
    done = 0
    with _little_garbage():
        for part in (checks, others):
            during = library_now(store)
            for batch in _store(workspace, round_id, part):
                done += batch
                report(done, len(candidates))
    match_late(store, round_id, before, during)
    with store.writing() as db:
        reports = [one for one in entries if isinstance(one, SourceReport)]
        save_reports(db, round_id, judged(reports, workspace, unread_pages(db)))
        finish_round(db, round_id, clock.now(), time.monotonic() - began)
    _keep_log(folder, workspace.settings)
    if damaged:
        keep_damaged(folder)
    _delete(folder)
    with store.reading() as db:
        return round_summary(db, round_id)


def judged(
    reports: Sequence[SourceReport], workspace: Workspace, unread: Mapping[str, Unread]
) -> list[SourceReport]:
    """The reports of a crawl, failing where its pages came but none of the latest is an article any more.

    `unread`: by source, as the store has them. A site's new layout shows only once its pages are read.
    """
    many = {
        name: unreadable(found.pages, found.reason)
        for name, found in unread.items()
        if found.pages >= _UNREAD and _has_articles(workspace, name)
    }
    return [
        replace(one, status="failing", detail=many[one.source_id])
        if one.status in _FINE and one.source_id in many
        else one
        for one in reports
    ]


def _has_articles(workspace: Workspace, source_id: str) -> bool:
    source = workspace.sources.get(source_id)
    return source is not None and not source.needs_mandate  # a post may well be short, or a picture


@contextmanager
def _little_garbage() -> Iterator[None]:
    """Keep the collector off what stays for all of a round: looking through it took a third of an import."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_GARBAGE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _keep_log(folder: Path, settings: Settings) -> None:
    """What the crawl had to say outlives the round's folder: `logs/<round>.log`, of the latest rounds."""
    log, kept = folder / LOG, settings.data / "logs"
    if not log.exists() or not log.stat().st_size:
        return
    kept.mkdir(exist_ok=True)
    log.replace(kept / f"{folder.name}.log")
    for old in sorted(kept.glob("*.log"))[:-_LOGS]:
        old.unlink()


def _store(workspace: Workspace, round_id: str, candidates: Sequence[Candidate]) -> Iterator[int]:
    """Take candidates in and store them, batch after batch; yields how many each batch had."""
    store, settings, now = workspace.store, workspace.settings, clock.now()
    with store.reading() as db:
        known_claims = claims(db)
    line = Line(
        sources=workspace.sources,
        archive=settings.archive,
        keys=settings.keys,
        store=store,
        zone=settings.zone,
        now=now,
        claims=known_claims,
    )
    context = Context(
        now=now, claims=known_claims, signatures=ask(store, signatures_for_bands), spread=ask(store, spread)
    )
    for taken in take_in(candidates, line):
        annotated = annotate(taken.annotated, context, TOGETHER)
        save(store, round_id, annotated, taken.outcomes, remember(taken.candidates, now, taken.outcomes))
        yield len(taken.candidates)


def ask(store: Store, question: Callable[[Connection, _Q], _A]) -> Callable[[_Q], _A]:
    """A question to the store that opens it only while it is answered."""

    def answer(about: _Q) -> _A:
        with store.reading() as db:
            return question(db, about)

    return answer


def run_round(workspace: Workspace, ids: Sequence[str] = ()) -> RoundSummary:
    """A whole round over these sources (none: all), as the flow `monitor` does it, without Prefect."""
    began = time.monotonic()
    chosen = choose(workspace, ids)
    recover(workspace)
    with spool_folder(workspace.settings) as folder:
        note_refused(folder, chosen.refused)
        crawl_into(workspace, folder, chosen.run)
        return process(workspace, folder, began)


def recover(workspace: Workspace, report: Report = quiet) -> list[RoundSummary]:
    """Finish the rounds that died: cut torn records, process what they had spooled."""
    Archive(workspace.settings.archive).mend()
    finished = []
    with left_over(workspace.settings) as folders:
        for folder in folders:
            report_cut_short(folder)
            finished.append(process(workspace, folder, time.monotonic(), report))
    return finished
