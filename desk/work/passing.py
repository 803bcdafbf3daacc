"""What may be passed on by hand, and what was: only what people have found or decided leaves the desk."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Final

from core import clock
from core.decision import Answer, Decision, SourceKind, Verdict
from core.indonesian import day_in_words
from core.record import Claim, Stance
from desk.board.records import Story
from desk.desk import Desk
from desk.people.accounts import User
from desk.web import MissingError, RefusedError
from desk.work import turns
from desk.work.claims import RATINGS
from desk.work.panel import situation_of
from desk.work.verdict import OwnClaim, add_up
from desk.work.wording import SEVERITIES, SIGNAL_NAMES
from pipeline.decisions import Reopened, Situation
from pipeline.store import claim_events, note_texts, story_decisions, unfounded
from pipeline.store.for_board import claims_by_id, copies, items_of_stories
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
        words = note_texts(db, [one.note_id for one in own.published]) if own else {}
    facts = [line for line in typed.splitlines() if line.strip()]
    if own is not None:
        return _of_own(desk, own, facts or [words[o.note_id] for o in own.published if o.note_id in words])
    if known is None:
        raise MissingError
    if not known.false:
        raise RefusedError("klaim ini tidak dinyatakan salah; tidak ada yang perlu diluruskan")
    source = Source(known.publisher, known.url, _day(desk, known))
    return clarification(known.text, known.rating, facts, [source], desk.settings.office, today(desk))


def _of_own(desk: Desk, own: OwnClaim, facts: Sequence[str]) -> Card:
    if own.verdict not in _FOUND_FALSE:
        raise RefusedError("klaim ini belum diputus salah oleh dua orang; belum boleh diluruskan")
    # What the team saw by itself is a fact, and no publisher whom a reader could ask.
    sources = [Source(one.publisher, one.url) for one in own.published if one.kind is not SourceKind.FIELD]
    rating = RATINGS[own.verdict]
    return clarification(own.text, rating, facts, sources, desk.settings.office, today(desk))


def _day(desk: Desk, claim: Claim) -> date | None:
    return claim.published_at.astimezone(desk.settings.zone).date() if claim.published_at else None


def today(desk: Desk) -> date:
    """The desk's day."""
    return clock.now().astimezone(desk.settings.zone).date()


def _situation(desk: Desk, story: Story) -> Situation:
    with desk.store.reading() as db:
        decisions = story_decisions(db, story.row.story_id)
        fallen = unfounded(db, decisions)  # now: the board may still be matching what came before
    return situation_of(replace(story, unfounded=fallen), decisions)


def not_blind(desk: Desk, user: User, story: Story) -> None:
    """Raises RefusedError for whoever may give the blind second opinion: what was taken along tells of the
    first."""
    if turns.is_blind(_situation(desk, story), user):
        raise RefusedError("cerita ini menunggu pendapat kedua; jawab dulu, baru lihat apa yang dapat dibawa")


def verdict_of(desk: Desk, story: Story) -> Decision:
    """What the team has decided of a story. Raises RefusedError where nothing stands (as reports count)."""
    return _standing(_situation(desk, story))


def _standing(found: Situation) -> Decision:
    if turns.disputed(found):
        raise RefusedError("dua pendapat tentang cerita ini berbeda; penyelia menyelesaikannya dulu")
    if turns.waits_for_second(found):
        raise RefusedError("cerita ini menunggu pendapat kedua; belum ada yang boleh dibawa keluar")
    if found.why is Reopened.CLAIM:
        raise RefusedError("klaim yang mendasari putusan ini tidak lagi dinilai salah; putuskan lagi dulu")
    if found.verdict is None or not found.settled:  # or reopened by a person, who thinks it wrong
        raise RefusedError("cerita ini belum diputuskan; putuskan dulu sebelum ada yang dibawa keluar")
    return found.verdict


def card_of_story(desk: Desk, story: Story) -> Card:
    """A short text about a decided story, for a body: what people decided, where, how far it has spread.

    It quotes nothing: what incites would do so again. Raises RefusedError.
    """
    situation = _situation(desk, story)
    verdict = _standing(situation)
    names = [SIGNAL_NAMES[name].lower() for name, answer in verdict.answers.items() if answer is Answer.YES]
    severity = verdict.severity
    found = (
        f"Tim menilai satu cerita memuat {listed(names)}"
        + (f", tingkat {severity} dari 3 ({SEVERITIES[severity]})" if severity else "")
        if names
        else "Tim meninjau satu cerita dan tidak menemukan hoaks, provokasi atau kekerasan"
    )
    row = story.row
    where = listed([name for _, name in row.places]) if row.places else ""
    lines = [
        f"{found}.",
        f"Kecamatan yang disebut: {where}." if where else "Tidak menyebut satu kecamatan pun.",
        f"{_spread(desk, story, situation, verdict)} Nomor cerita di meja: {row.story_id[:8]}.",
        "Isinya tidak dikutip di sini; penilaian ini bukan putusan hukum.",
    ]
    advice = "Rincian hanya melalui rujukan resmi."
    return note(_OFFICIAL, lines, desk.settings.office, today(desk), advice)


def _not_so(situation: Situation, verdict: Decision) -> frozenset[str]:
    """The copies that the verdict does not tell of: those that wait for one of their own, and those whose own
    says something else."""
    found = _harms(verdict)
    others = {
        item
        for item, own in situation.apart.items()
        if not (found <= _harms(own) if found else not _harms(own))
    }
    return situation.excepted | others


def _harms(decision: Decision) -> set[str]:
    return {name for name, answer in decision.answers.items() if answer is Answer.YES}


def _spread(desk: Desk, story: Story, situation: Situation, verdict: Decision) -> str:
    """How many copies say what was decided, and since when: who denies, asks or reports a hoax does not
    spread it, nor do the copies that people excepted from the verdict."""
    story_id, left_out = story.row.story_id, _not_so(situation, verdict)
    with desk.store.reading() as db:
        items = [one for one, _ in items_of_stories(db, [story_id])[story_id]]
        stored = [one for one in items if one.item_id not in left_out]
        if not stored:  # the others have left the story since
            return "Tidak ada lagi salinan yang terpantau."
        found = copies(db, [(one.item_id, one.revision) for one in stored])
        claims = claims_by_id(db, {match.claim_id for copy in found.values() for match in copy.matches})
    hoax = verdict.answers.get("hoax") is Answer.YES
    others = (Stance.REPORTS, Stance.QUESTIONS, Stance.DEBUNKS) if hoax else ()
    apart = {item for (item, _), copy in found.items() if turns.stance(copy, claims) in others}
    told = [one for one in stored if one.item_id not in apart] or stored
    first = min(one.first_fetched for one in told).astimezone(desk.settings.zone).date()
    left = len(stored) - len(told)
    more = f" ({left} yang membantah, menanyakan atau memberitakan tidak dihitung)" if left else ""
    return f"{len(told)} salinan terpantau{more}, pertama {day_in_words(first)}."


def false_claims(desk: Desk, story: Story) -> tuple[tuple[Claim, bool], ...]:
    """Claims found false that a story may be about, and whether it surely is: matched automatically, or
    decided to be a hoax. Of the others a person has to see that it is."""
    automatic = {match.claim_id for copy in story.copies for match in copy.matches if match.automatic}
    false = [claim for claim in story.claims.values() if claim.false]
    hoax = False
    if any(claim.id not in automatic for claim in false):
        with suppress(RefusedError):
            hoax = verdict_of(desk, story).answers.get("hoax") is Answer.YES
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
