"""What may be passed on by hand, and what was: only what people have found or decided leaves the desk."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

from core import clock
from core.decision import Answer, Verdict
from core.indonesian import day_in_words
from core.record import Claim
from desk.board.records import Story
from desk.desk import Desk
from desk.web import MissingError, RefusedError
from desk.work.claims import RATINGS
from desk.work.panel import situation_of
from desk.work.verdict import OwnClaim, add_up
from desk.work.wording import SEVERITIES, SIGNAL_NAMES
from pipeline.decisions import Situation
from pipeline.store import claim_events, note_texts, story_decisions
from pipeline.store.for_board import claims_by_id
from reports import editions
from reports.clarification import Card, Source, clarification, note
from reports.words import listed

WHERETO: Final[Mapping[str, str]] = {
    "grup-rt": "Grup RT/RW atau desa",
    "grup-lain": "Grup lain yang terdampak",
    "tokoh": "Tokoh masyarakat, adat atau agama",
    "sekolah": "Sekolah, posyandu atau puskesmas",
    "kpu": "KPU",
    "bawaslu": "Bawaslu",
    "keamanan": "Polri atau TNI",
    "pemkab": "Pemerintah kabupaten, kecamatan atau desa",
    "media": "Media dan pemeriksa fakta",
}
"""Where something was taken: kinds of places, never a person."""
_FOUND_FALSE: Final = frozenset({Verdict.FALSE, Verdict.MISLEADING})
_OFFICIAL: Final = "UNTUK LEMBAGA"


def card_of_claim(desk: Desk, claim_id: str, typed: str = "") -> Card:
    """The clarification of a claim that was found false; `typed`: facts in place of those of its sources.

    Raises MissingError for an unknown claim, RefusedError for one that nobody has found false.
    """
    with desk.store.reading() as db:
        known = claims_by_id(db, [claim_id]).get(claim_id)
        own = add_up(claim_events(db, claim_id))
        words = note_texts(db, [one.note_id for one in own.sources]) if own else {}
    facts = [line for line in typed.splitlines() if line.strip()]
    if own is not None:
        return _of_own(desk, own, facts or [words[o.note_id] for o in own.sources if o.note_id in words])
    if known is None:
        raise MissingError
    if not known.false:
        raise RefusedError("klaim ini tidak dinyatakan salah; tidak ada yang perlu diluruskan")
    source = Source(known.publisher, known.url, _day(desk, known))
    return clarification(known.text, known.rating, facts, [source], desk.settings.office, today(desk))


def _of_own(desk: Desk, own: OwnClaim, facts: Sequence[str]) -> Card:
    if own.verdict not in _FOUND_FALSE:
        raise RefusedError("klaim ini belum diputus salah oleh dua orang; belum boleh diluruskan")
    sources = [Source(one.publisher, one.url) for one in own.sources]
    rating = RATINGS[own.verdict]
    return clarification(own.text, rating, facts, sources, desk.settings.office, today(desk))


def _day(desk: Desk, claim: Claim) -> date | None:
    return claim.published_at.astimezone(desk.settings.zone).date() if claim.published_at else None


def today(desk: Desk) -> date:
    """The desk's day."""
    return clock.now().astimezone(desk.settings.zone).date()


def verdict_of(desk: Desk, story: Story) -> Situation:
    """Where a story stands. Raises RefusedError for one that nobody has decided."""
    with desk.store.reading() as db:
        found = situation_of(story, story_decisions(db, story.row.story_id))
    if found.verdict is None:
        raise RefusedError("cerita ini belum diputuskan; putuskan dulu sebelum ada yang dibawa keluar")
    return found


def card_of_story(desk: Desk, story: Story) -> Card:
    """A short text about a decided story, for a body: what people decided, where, how far it has spread.

    It quotes nothing: what incites would do so again. Raises RefusedError.
    """
    verdict = verdict_of(desk, story).verdict
    answers = dict(verdict.answers) if verdict else {}
    names = [SIGNAL_NAMES[name].lower() for name, answer in answers.items() if answer is Answer.YES]
    severity = verdict.severity if verdict else 0
    found = (
        f"Tim menilai satu cerita memuat {listed(names)}"
        + (f", tingkat {severity} dari 3 ({SEVERITIES[severity]})" if severity else "")
        if names
        else "Tim meninjau satu cerita dan tidak menemukan hoaks, provokasi atau kekerasan"
    )
    row = story.row
    where = listed([name for _, name in row.places]) if row.places else ""
    first = day_in_words(row.first_seen.astimezone(desk.settings.zone).date())
    lines = [
        f"{found}.",
        f"Kecamatan yang disebut: {where}." if where else "Tidak menyebut satu kecamatan pun.",
        f"{row.copies} salinan terpantau, pertama {first}. Nomor cerita di meja: {row.story_id[:8]}.",
        "Isinya tidak dikutip di sini; penilaian ini bukan putusan hukum.",
    ]
    advice = "Rincian hanya melalui rujukan resmi."
    return note(_OFFICIAL, lines, desk.settings.office, today(desk), advice)


def false_claims(desk: Desk, story: Story) -> tuple[tuple[Claim, bool], ...]:
    """Claims found false that a story may be about, and whether it surely is: matched automatically, or
    decided to be a hoax. Of the others a person has to see that it is."""
    automatic = {match.claim_id for copy in story.copies for match in copy.matches if match.automatic}
    false = [claim for claim in story.claims.values() if claim.false]
    hoax = False
    if any(claim.id not in automatic for claim in false):
        with suppress(RefusedError):
            verdict = verdict_of(desk, story).verdict
            hoax = verdict is not None and verdict.answers.get("hoax") is Answer.YES
    return tuple((claim, hoax or claim.id in automatic) for claim in false)


def card_of_report(desk: Desk, edition_id: str) -> Card:
    """The headline of an issued public edition. Raises MissingError for any other."""
    with desk.store.reading() as db:
        one = editions.find(db, edition_id)
    if one is None or one.edition != "public":
        raise MissingError
    lines = [
        text
        for name, text in one.facts.items()
        if name == "Kalimat utama" or name.startswith("Ringkasan: kalimat")
    ]
    return note(f"PANTAUAN {one.period}", lines, desk.settings.office, today(desk))
