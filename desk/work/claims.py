"""A claim of our own: each step is written, checked by what was there before, and made to count at once."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core import clock
from core.console import Report
from core.decision import ClaimStep, SourceKind, Verdict
from core.record import Channel, Claim
from core.text import mask
from desk import jobs
from desk.desk import Desk
from desk.web import MissingError, RefusedError
from desk.work.verdict import OwnClaim, add_up, awaits_matching, independent_pairs, place_of, publisher_key
from pipeline.claims import same_claim
from pipeline.match_back import match_back
from pipeline.store import (
    ClaimEvent,
    Connection,
    claim_events,
    known_items,
    note_texts,
    remove_claims,
    save_claims,
    write_claim_event,
)
from pipeline.store import claims as library

PUBLISHER: Final = "Meja Pantau"
RATINGS: Final[Mapping[Verdict, str]] = {
    Verdict.TRUE: "Benar",
    Verdict.FALSE: "Salah",
    Verdict.MISLEADING: "Menyesatkan",
    Verdict.UNPROVEN: "Belum terbukti",
}
_FALSE: Final = frozenset({Verdict.FALSE, Verdict.MISLEADING})
_WEB: Final = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+\S*")
_SHORTEST: Final = 15
"""characters of what is asserted: a single word would match half of all posts"""
LONGEST: Final = 500
BACK_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """A claim with its events, and whether stored posts still have to be matched with it."""

    claim: OwnClaim
    events: tuple[ClaimEvent, ...]
    awaits: bool


def all_claims(db: Connection) -> list[OwnClaim]:
    """Every claim of our own, the one that changed last first."""
    by_claim: dict[str, list[ClaimEvent]] = {}
    for event in claim_events(db):
        by_claim.setdefault(event.claim_id, []).append(event)
    found = [claim for events in by_claim.values() if (claim := add_up(events)) is not None]
    return sorted(found, key=lambda claim: (claim.changed_at, claim.id), reverse=True)


def claims_from(desk: Desk, story_id: str) -> list[OwnClaim]:
    """The claims opened from a story and not withdrawn, the one that changed last first."""
    with desk.store.reading() as db:
        found = all_claims(db)
    return [claim for claim in found if claim.story_id == story_id and claim.withdrawn is None]


def found_false(db: Connection, story_id: str) -> frozenset[str]:
    """Ids of the claims opened from a story that people found false or misleading."""
    return frozenset(
        claim.id for claim in all_claims(db) if claim.story_id == story_id and claim.verdict in _FALSE
    )


def one_claim(desk: Desk, claim_id: str) -> tuple[Kept, dict[str, str]]:
    """A claim and the words that people typed about it, by note id. Raises MissingError."""
    with desk.store.reading() as db:
        events = claim_events(db, claim_id) if claim_id else ()
        claim = add_up(events)
        if claim is None:
            raise MissingError
        words = note_texts(db, [event.note_id for event in events])
    return Kept(claim, events, awaits_matching(events)), words


def last_matching(events: Sequence[ClaimEvent]) -> ClaimEvent | None:
    """The last time that stored posts were matched with it."""
    return next((event for event in reversed(events) if event.kind is ClaimStep.MATCHED), None)


def open_claim(
    desk: Desk, user: str, text: str, story_id: str, item_id: str, criticises: bool
) -> tuple[str, bool]:
    """Open a claim from an item; the claim's id, and whether it is new: the same sentence is asked about
    once. Raises RefusedError, MissingError."""
    text = " ".join(text.split())
    if not _SHORTEST <= len(text) <= LONGEST:
        raise RefusedError("tulis apa yang dinyatakan dalam satu kalimat: 15 sampai 500 huruf")
    claim_id = f"k{secrets.token_hex(6)}"
    with desk.store.writing() as db:
        item = known_items(db, [item_id]).get(item_id)
        if item is None or item.story_id != story_id:
            raise MissingError
        said = same_claim(mask(text))
        for claim in all_claims(db):
            if claim.withdrawn is None and same_claim(claim.text) == said:
                return claim.id, False
        data = {"text": text, "story_id": story_id, "item_id": item_id, "criticises": criticises}
        write_claim_event(db, claim_id, ClaimStep.OPENED, data, user)
    desk.board.take([story_id])  # its page tells so
    return claim_id, True


def add_source(
    desk: Desk, user: str, claim_id: str, kind: SourceKind, publisher: str, url: str, words: str, public: bool
) -> OwnClaim:
    """Record a source. `public`: its words may stand in the clarification. Raises RefusedError where it
    cannot be one."""
    publisher = " ".join(publisher.split())[:200]
    if len(publisher_key(publisher)) < 2:
        raise RefusedError("tulis siapa yang menerbitkan atau siapa yang ditanya (lembaga, bukan nama orang)")
    if publisher_key(publisher) == publisher_key(PUBLISHER):
        raise RefusedError("Meja Pantau bukan sumber bagi klaimnya sendiri")
    if (url or kind is not SourceKind.FIELD) and not _WEB.fullmatch(url):
        raise RefusedError(
            "tulis tautan sumber lengkap: https://…; hanya hasil cek lapangan boleh tanpa tautan"
        )
    if not words:
        raise RefusedError("tulis apa kata sumber itu, singkat")
    data = {"kind": kind.value, "publisher": publisher, "url": url, "public": public}
    return _step(desk, user, claim_id, ClaimStep.SOURCE, data, words)


def unknown_checkers(desk: Desk, claim: OwnClaim) -> frozenset[str]:
    """Ids of sources that somebody called an outside fact-checker, on a site that is none as far as we know:
    neither a source of fact checks nor in the library. The page warns, people judge."""
    called = [one for one in claim.sources if one.kind is SourceKind.FACT_CHECKER]
    if not called:
        return frozenset()
    sites = {place_of(one.url) for one in desk.sources.values() if one.channel is Channel.FACTCHECK}
    with desk.store.reading() as db:
        sites |= {place_of(one.url) for one in library(db) if one.publisher != PUBLISHER}
    return frozenset(one.id for one in called if place_of(one.url) not in sites - {""})


def strike_source(desk: Desk, user: str, claim_id: str, source_id: str, words: str) -> OwnClaim:
    """Say that a source does not hold; the row stays, it counts no more."""
    if not words:
        raise RefusedError("tulis mengapa sumber ini dicoret")
    return _step(desk, user, claim_id, ClaimStep.STRUCK, {"source": source_id}, words)


def give_verdict(desk: Desk, user: str, claim_id: str, verdict: Verdict, words: str) -> OwnClaim:
    """One person's verdict, with its reason; a later one of the same person stands in its place."""
    if not words:
        raise RefusedError("tulis alasan putusan, singkat")
    return _step(desk, user, claim_id, ClaimStep.VERDICT, {"verdict": verdict.value}, words)


def set_flag(desk: Desk, user: str, claim_id: str, criticises: bool) -> OwnClaim:
    """Say whether it criticises the local government or an incumbent: one sets it, two take it back."""
    return _step(desk, user, claim_id, ClaimStep.FLAG, {"criticises": criticises}, "")


def withdraw(desk: Desk, user: str, claim_id: str, words: str) -> OwnClaim:
    """Take a claim back for good: it matches nothing any more."""
    if not words:
        raise RefusedError("tulis mengapa klaim ini ditarik")
    return _step(desk, user, claim_id, ClaimStep.WITHDRAWN, {}, words)


def _step(
    desk: Desk, user: str, claim_id: str, kind: ClaimStep, data: Mapping[str, object], words: str
) -> OwnClaim:
    """Write one step, and let the library follow in the same transaction. The store has one writer at a
    time, so what is checked here cannot change before it is written."""
    with desk.store.writing() as db:
        events = claim_events(db, claim_id) if claim_id else ()
        before = add_up(events)
        if before is None:
            raise MissingError
        _check(before, kind, data)
        event = write_claim_event(db, claim_id, kind, data, user, words)
        after = add_up((*events, event))
        assert after is not None  # noqa: S101  what one more step follows was opened
        changed = after.verdict is not before.verdict
        if changed:
            _publish(db, after)
    if changed:
        desk.board.take([after.story_id])  # it may rest on the claim without a match
        match_stored(desk, user, claim_id)
    return after


def _check(claim: OwnClaim, kind: ClaimStep, data: Mapping[str, object]) -> None:
    if claim.withdrawn is not None:
        raise RefusedError("klaim ini sudah ditarik; buka klaim baru dari ceritanya")
    if kind is ClaimStep.VERDICT and not independent_pairs(claim.sources):
        raise RefusedError("catat dulu dua sumber independen: penerbit dan situsnya berbeda")
    if kind is ClaimStep.STRUCK and data["source"] not in {one.id for one in claim.sources}:
        raise MissingError


def _publish(db: Connection, claim: OwnClaim) -> None:
    """Into the library as it was decided, or out of it."""
    if claim.verdict is None:
        remove_claims(db, [claim.id])
    else:
        save_claims(db, [library_claim(claim, claim.verdict)])


def library_claim(claim: OwnClaim, verdict: Verdict) -> Claim:
    """As a fact-checker's claim would stand in the library. Only what is false or misleading ever flags."""
    return Claim(
        id=claim.id,
        text=claim.text,
        rating=RATINGS[verdict],
        url=f"/klaim/{claim.id}",
        publisher=PUBLISHER,
        published_at=clock.now(),
        false=verdict in _FALSE,
    )


def job_name(claim_id: str) -> str:
    """By which the matching of stored posts is found among the jobs."""
    return f"claim:{claim_id}"


def match_stored(desk: Desk, user: str, claim_id: str) -> jobs.Job:
    """Match what came in the last 30 days with the claim as it stands, in the background."""

    def work(report: Report) -> int:
        changed = 0
        while True:  # the verdict may change while posts are matched with it
            with desk.store.reading() as db:
                events = claim_events(db, claim_id)
            claim = add_up(events)
            if claim is None or not awaits_matching(events):
                return changed
            stories = _match(desk, user, claim)
            changed += len(stories)
            _take(desk, stories)

    return jobs.start(desk, job_name(claim_id), work)


def _match(desk: Desk, user: str, claim: OwnClaim) -> Sequence[str]:
    """One pass with the verdict of now. One that stands no more has left the library already."""
    entry = library_claim(claim, claim.verdict or Verdict.UNPROVEN)
    stories = match_back(desk.store, [entry], days=BACK_DAYS)
    data = {"stories": len(stories), "verdict": claim.verdict or ""}
    with desk.store.writing() as db:
        write_claim_event(db, claim.id, ClaimStep.MATCHED, data, user)
    return stories


def _take(desk: Desk, stories: Sequence[str]) -> None:
    for start in range(0, len(stories), 200):
        desk.board.take(stories[start : start + 200])
