"""From candidates to annotated items: all of a round that needs no look at other items, batch by batch.

A large round is spread over worker processes; each reads the archive and asks the store by itself, so that
only candidates go in and only what is to be stored comes out.
"""

import gc
import json
import logging
import os
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from traceback import format_exception
from zoneinfo import ZoneInfo

from lxml.etree import LxmlError

from core.keys import author_hasher
from core.record import Annotated, Candidate, Claim, Private, Rejected
from core.tables import parse_json, whole_letters
from core.urls import BY_ADDRESS, without_trackers
from crawlers.archive import Archive, ArchiveError
from crawlers.source import Source
from pipeline.context import Context
from pipeline.election_calendar import stage_at
from pipeline.extract import earlier_ids, id_apart, to_item
from pipeline.run import APART, annotate, in_batches
from pipeline.store import (
    PROGRAM_ERROR,
    CandidateOutcome,
    Connection,
    KnownItem,
    Store,
    claims,
    key_hash,
    known,
    known_items,
    latest_urls,
    rejected,
)

SMALL, LARGE = 200, 1000
"""Candidates of a batch: opening the store once for 200 is fair; for 1000 an import takes half as long."""
_ON_BAD_PAGES = (
    ValueError,  # an address that is none, half a letter, a number that is none
    OverflowError,  # a date beyond what dates can hold
    RecursionError,  # nested too deeply
    LxmlError,
)
"""What the libraries say that they raise over a page: it is the page's fault."""
_OUR_FAULTS = (TypeError, LookupError, AttributeError, ArithmeticError)
"""What a mistake of ours raises, or of a library. It is told as that ("error", in the round's summary), and
stops no round: each later one would finish this one first, and fail as well."""
_SAID_MAX = 200  # characters of an error that a rejection keeps: some repeat all of an address
_Place = tuple[str, int]
"""the file of the archive, and at which byte"""
# Of each item the latest revision that the archive has: a row may have come in without its page.
_PLACES = (
    "SELECT item_id, arg_max(warc_file, revision), arg_max(warc_offset, revision) FROM private.originals "
    "WHERE item_id IN (SELECT unnest(?)) AND warc_file <> '' GROUP BY item_id"
)
_log = logging.getLogger(__name__)
_WORTH_WORKERS = 1000  # candidates; starting a worker costs about 2 s


@dataclass(frozen=True, slots=True)
class Line:
    """What taking candidates in needs besides them; travels to the workers."""

    sources: Mapping[str, Source]
    archive: Path
    keys: Path
    store: Store
    zone: ZoneInfo
    now: datetime
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A batch taken in: items to be stored, and the candidates that ended otherwise."""

    candidates: Sequence[Candidate]
    annotated: list[Annotated]
    outcomes: list[CandidateOutcome]


def take_in(candidates: Sequence[Candidate], line: Line, workers: int = 0) -> Iterator[Taken]:
    """Batches in the order of the candidates. `workers` 0: one a core, where there are many candidates."""
    workers = workers or (os.cpu_count() or 1)
    batches = in_batches(candidates, _batch_size(len(candidates), workers))
    if workers == 1 or len(candidates) < _WORTH_WORKERS:
        yield from (take_in_batch(batch, line) for batch in batches)
        return
    # spawn: a fork of a process with threads (Prefect, Arrow) may hang
    bare = replace(line, claims=())  # thousands would hold each worker's start up in a pipe
    with ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (bare,)) as pool:
        ahead: deque[Future[Taken]] = deque()
        for batch in batches:
            ahead.append(pool.submit(_in_worker, batch))
            if len(ahead) > 2 * workers:  # enough to keep them busy, not all of an import in memory
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _batch_size(candidates: int, workers: int) -> int:
    """Large, unless that would leave a worker without a batch."""
    return max(SMALL, min(LARGE, candidates // (4 * workers)))


_line: Line | None = None


def _start_worker(line: Line) -> None:
    global _line
    with line.store.reading() as db:
        _line = replace(line, claims=claims(db))
    gc.freeze()  # what a worker starts with stays; looking through it again and again is slow
    gc.set_threshold(50_000)


def _in_worker(batch: Sequence[Candidate]) -> Taken:
    if _line is None:
        raise AssertionError("the pool starts every worker with a line")
    return take_in_batch(batch, _line)


def take_in_batch(batch: Sequence[Candidate], line: Line) -> Taken:
    """Extract, leave out what the store has already, and run the stages that look at nothing else."""
    fresh, outcomes = fresh_items(batch, line)
    regions = {source.id: source.region for source in line.sources.values()}
    context = Context(now=line.now, claims=line.claims, regions=regions)
    return Taken(batch, annotate(fresh, context, APART), outcomes)


def fresh_items(batch: Sequence[Candidate], line: Line) -> tuple[list[Annotated], list[CandidateOutcome]]:
    """The items that the store has not, or has with other content; how the other candidates ended. Of two
    rows of a batch with different ids that lead to one stored item, the later one is an item of its own; two
    batches know nothing of each other."""
    drafts: list[tuple[Candidate, Annotated, dict[str, str]]] = []  # with the ids that it may be stored under
    outcomes: list[CandidateOutcome] = []
    for candidate in batch:
        read = _extract(candidate, line)
        if isinstance(read, CandidateOutcome):
            outcomes.append(read)
        else:
            draft = replace(read, candidate_key=candidate.key)
            drafts.append((candidate, draft, earlier_ids(candidate)))
    asked = {name for one, draft, names in drafts if names for name in (draft.item.id, id_apart(one), *names)}
    with line.store.reading() as db:
        stored = known_items(db, {draft.item.id for _, draft, _ in drafts} | asked)
        urls = latest_urls(db, asked) if asked else {}
        places = _latest_places(db, asked & stored.keys())
    archive = _archive(line.archive)
    fresh: list[Annotated] = []
    led: dict[str, str] = {}  # by stored item the row that was led to it
    for candidate, made, names in drafts:
        draft = _as_stored(candidate, made, names, stored, urls, places, archive)
        # Two rows of different ids are two posts: as revisions of one item only the last would be seen.
        if led.setdefault(draft.item.id, candidate.native_id) != candidate.native_id and names:
            draft = _named(made, id_apart(candidate)) if made.item.id in stored else made
        before = stored.get(draft.item.id)
        if before is None:
            fresh.append(draft)
        elif before.content_hash == draft.item.content_hash:
            outcomes.append(known(candidate, draft.item.id))
        else:  # it stays in its story, which counts it already
            item = replace(draft.item, revision=before.revision + 1)
            fresh.append(replace(draft, item=item, story_id=before.story_id))
    return fresh, outcomes


def _as_stored(
    candidate: Candidate,
    draft: Annotated,
    earlier: Mapping[str, str],
    stored: Mapping[str, KnownItem],
    urls: Mapping[str, str],
    places: Mapping[str, _Place],
    archive: Archive,
) -> Annotated:
    """The draft; with another id where what is stored there came from this very address. Equal words do not
    tell: many comments on one page say the same. Where one of the two had the address as its id, and the
    other had no id, they must say the same as well: of a page itself and a comment on it no one replaces the
    other, and who finds the other under its own id gets one apart, for good. The archive tells. Where it is
    gone, other words are another post, unless they come under the same id: there they are a revision."""
    if not earlier:
        return draft
    apart = id_apart(candidate)
    if apart in stored:
        return _named(draft, apart)

    def same(name: str) -> bool | None:
        same_words = stored[name].content_hash == draft.item.content_hash
        return same_words or _same_row(archive, places.get(name), _place(draft.private))

    taken = draft.item.id in stored
    if taken and same(draft.item.id) is not False:
        return draft
    own = without_trackers(candidate.native_id.removeprefix(BY_ADDRESS))
    for name, address in earlier.items():
        if name not in stored or without_trackers(urls.get(name) or address) != own:
            continue
        if told := same(name):
            return _named(draft, name)
        if told is None:
            _log.warning("%s: the archive does not tell whether it is a revision of %s", draft.item.id, name)
    return _named(draft, apart) if taken else draft


def _named(draft: Annotated, name: str) -> Annotated:
    item, private = replace(draft.item, id=name), replace(draft.private, item_id=name)
    return replace(draft, item=item, private=private)


def _latest_places(db: Connection, names: Collection[str]) -> dict[str, _Place]:
    """Where the archive has each of these items: the latest revision that lies there, be it not the last."""
    found = db.execute(_PLACES, [list(names)]).fetchall() if names else []
    return {name: (file, offset) for name, file, offset in found}


def _place(private: Private) -> _Place:
    return private.warc_file, private.warc_offset


def _same_row(archive: Archive, before: _Place | None, now: _Place) -> bool | None:
    """Whether two archived rows of exports had the same id, or both none; None where one cannot be read."""
    given = [_given_id(archive, place) if place else None for place in (before, now)]
    return None if None in given else given[0] == given[1]


def _given_id(archive: Archive, place: _Place) -> str | None:
    """The id that an archived row of an export had, "" for none; None for what is no such row, or gone."""
    try:
        row = parse_json(archive.read_record(*place).decode())
    except (ArchiveError, UnicodeDecodeError, json.JSONDecodeError):
        return None
    return " ".join(str(row.get("id", "")).split()) if isinstance(row, dict) else None


def _extract(candidate: Candidate, line: Line) -> Annotated | CandidateOutcome:
    if candidate.known:
        return known(candidate)
    if candidate.rejected is not None:
        return rejected(candidate.key, candidate.rejected)
    source = line.sources.get(candidate.source_id)
    if source is None:  # a round that died may be finished after its source's file is gone
        return _unread(candidate, "source_gone", "there is no source of this id any more")
    try:
        made = to_item(
            candidate, source, _archive(line.archive).read_body, _author_key(line, candidate.source_id)
        )
    except ArchiveError as error:  # raised, it would stop every later round too: each finishes this one first
        return _unread(candidate, "archive_unreadable", str(error))
    except _ON_BAD_PAGES as error:  # one page is not the end of this round, and of every later one
        return _failed(candidate, "extract_failed", error)
    except _OUR_FAULTS as error:
        return _failed(candidate, PROGRAM_ERROR, error)
    return rejected(candidate.key, made) if isinstance(made, Rejected) else made


def _failed(candidate: Candidate, reason: str, error: Exception) -> CandidateOutcome:
    """As rejected; what raised it, and where in the code, goes to the log."""
    where = whole_letters("".join(format_exception(error)))  # half an emoji can be written nowhere
    _log.error("%s: %s\n%s", candidate.source_id, key_hash(candidate.source_id, candidate.key), where)
    said = whole_letters(f"{type(error).__name__}: {error}")
    return _unread(candidate, reason, said[:_SAID_MAX])


def _unread(candidate: Candidate, reason: str, detail: str) -> CandidateOutcome:
    what = candidate.url or candidate.key
    return rejected(
        candidate.key,
        Rejected(source_id=candidate.source_id, what=what, stage="intake", reason=reason, detail=detail),
    )


@lru_cache(maxsize=4)
def _archive(folder: Path) -> Archive:
    return Archive(folder)


def _author_key(line: Line, source_id: str) -> Callable[[str], str]:
    """Of one source and election stage, so that keys of two sites or two stages never join."""
    hasher, stage = _hasher(line.keys), stage_at(line.now.astimezone(line.zone).date())
    return lambda name: hasher(f"{source_id}:{name}", stage) if name else ""


_hasher = lru_cache(maxsize=4)(author_hasher)
