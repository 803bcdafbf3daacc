"""Taking down what a person decided: the form is checked, then written in one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from core import clock
from core.decision import Answer, Decision, DecisionKind
from desk.board.records import Story
from desk.desk import Desk
from desk.people.accounts import User
from desk.people.affiliations import working
from desk.people.database import Database
from desk.people.roles import Permission
from desk.work import skips, turns
from desk.work.claims import found_false
from desk.work.holds import holder
from desk.work.reasons import OTHER, list_for, reasons
from pipeline.decisions import Situation, refused_undo, story_state
from pipeline.store import Connection, material_revisions, story_decisions, unfounded, write_decision
from pipeline.store.for_board import items_of_stories

_WITH_REASON: Final = turns.ANSWERING | {DecisionKind.HARMLESS, DecisionKind.EXCEPT}
_SEVERITIES: Final = ("0", "1", "2", "3")
_UNDO_WORDS: Final = {
    "unknown": "putusan itu tidak ada pada cerita ini",
    "is_undo": "pembatalan tidak bisa dibatalkan; buka lagi ceritanya",
    "undone_already": "putusan itu sudah dibatalkan",
}


class ConflictError(Exception):
    """The story is not (any more) as the page showed it: one line in Indonesian, answered with 409."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The form as it came, unchecked."""

    kind: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    severity: str = ""
    reason: str = ""
    note: str = ""
    preset: str = ""
    to_user: str = ""
    items: tuple[str, ...] = ()
    refers_to: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Now:
    """The story as it stands within the transaction."""

    decisions: tuple[Decision, ...]
    items: tuple[tuple[str, int], ...]
    situation: Situation

    @property
    def last(self) -> int:
        return max((one.number for one in self.decisions), default=0)


def colleagues(people: Database, user: User, situation: Situation) -> list[User]:
    """To whom the story may be handed over: those who may do what it waits for."""
    wanted = Permission.SETTLE if turns.disputed(situation) else Permission.DECIDE
    return [
        one
        for one in working(people)
        if one.id != user.id and one.may(wanted) and turns.turn(situation, one) is not turns.Turn.WAITS
    ]


def someone_else_decides(people: Database, user: User) -> bool:
    """Whether there is anybody who could give a second opinion."""
    return any(one.id != user.id and one.may(Permission.DECIDE) for one in working(people))


def check(desk: Desk, user: User, draft: Draft, story: Story, situation: Situation) -> dict[str, str]:
    """What is wrong with the form, by field, in Indonesian; empty if nothing is."""
    kind = DecisionKind(draft.kind)
    wrong = _answers_wrong(desk, draft, story) if kind in turns.ANSWERING else {}
    if kind is DecisionKind.ASK_SECOND and not someone_else_decides(desk.people, user):
        wrong["form"] = "belum ada orang lain yang boleh memberi pendapat kedua"
    elif kind is DecisionKind.HOLD and draft.preset not in turns.PRESETS:
        wrong["preset"] = "pilih sampai kapan ditunda"
    elif kind is DecisionKind.HAND_OVER:
        if draft.to_user not in {one.id for one in colleagues(desk.people, user, situation)}:
            wrong["to_user"] = "pilih rekan yang boleh memutuskan cerita ini"
    elif kind is DecisionKind.HARMLESS:
        wrong |= _listed_wrong("harmless", draft, "pilih jenisnya")
        if not draft.note:
            wrong["note"] = "tulis mengapa ini tidak berbahaya"
    elif kind is DecisionKind.EXCEPT:
        wrong |= _listed_wrong("except", draft, "pilih mengapa salinan ini lain")
        if not draft.items:
            wrong["items"] = "pilih salinan yang dikecualikan"
    elif kind in (DecisionKind.REOPEN, DecisionKind.UNDO) and not draft.note:
        wrong["note"] = "tulis alasannya"
    return wrong


def _answers_wrong(desk: Desk, draft: Draft, story: Story) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name in turns.SIGNALS:
        if draft.answers.get(name) not in set(Answer):
            wrong[name] = "pilih satu jawaban"
    if draft.answers.get("hoax") == Answer.YES and not may_be_hoax(desk, story):
        wrong["hoax"] = (
            "belum ada klaim cocok yang dinyatakan salah; periksa dulu, atau jawab tidak dapat dipastikan"
        )
    yes = Answer.YES in draft.answers.values()
    if yes and draft.severity not in _SEVERITIES[1:]:
        wrong["severity"] = "pilih tingkat 1 sampai 3 untuk jawaban ya"
    elif not yes and draft.severity not in ("", "0"):
        wrong["severity"] = "tingkat hanya untuk jawaban ya"
    return wrong | _listed_wrong(list_of(draft), draft, "pilih satu alasan yang sesuai dengan jawaban")


def may_be_hoax(desk: Desk, story: Story) -> bool:
    """Whether the story may be answered "hoax": a claim that was found false is matched, or people found one
    false that they opened from it. Most stories have neither decisions nor claims of their own."""
    if not story.row.talked:
        return turns.may_be_hoax(story)
    with desk.store.reading() as db:
        return turns.may_be_hoax(story, found_false(db, story.row.story_id))


def list_of(draft: Draft) -> str:
    """The list of reasons that fits the answers given so far."""
    return list_for({name: Answer(one) for name, one in draft.answers.items() if one in set(Answer)})


def _listed_wrong(listed: str, draft: Draft, words: str) -> dict[str, str]:
    if draft.reason not in {one.code for one in reasons()[listed] if one.fits(draft.answers)}:
        return {"reason": words}
    if draft.reason == OTHER and not draft.note:
        return {"note": "tulis alasannya dengan kata sendiri"}
    return {}


def record(desk: Desk, user: User, draft: Draft, story: Story) -> Decision:
    """Write what the draft says, in one transaction, and take the story onto the board anew.

    The draft has been checked (`check`). Raises ConflictError where the hold is not the user's, the story was
    changed since the page showed it, or it is not the user's turn.
    """
    story_id, kind = story.row.story_id, DecisionKind(draft.kind)
    with desk.store.writing() as db:
        hold = holder(desk.people, story_id)  # in turn: while waiting for it somebody may have taken over
        if hold is None or hold.user_id != user.id:
            raise ConflictError("cerita ini tidak (lagi) Anda pegang; muat ulang halaman")
        now = _now(db, story_id)
        _must_fit(user, draft, now)
        decision = _decision(desk, user, draft, story, now)
        if decision.answers.get("hoax") is Answer.YES:
            decision = replace(decision, shown=_resting(decision.shown, story, found_false(db, story_id)))
        stored = write_decision(
            db, replace(decision, seconds=max(0.0, clock.wall() - hold.since)), draft.note
        )
        _with_it(db, desk, user, stored, now)
    if kind is DecisionKind.SKIP:
        skips.skip(desk.people, user.id, story_id, desk.settings.zone)
    desk.board.take([story_id])
    return stored


def _now(db: Connection, story_id: str) -> _Now:
    decisions = story_decisions(db, story_id)
    stored = items_of_stories(db, [story_id]).get(story_id, [])
    items = tuple((one.item_id, one.revision) for one, _ in stored)
    revised = material_revisions(db, [item for item, revision in items if revision])
    situation = story_state(
        decisions,
        now=clock.now(),
        copies=max(1, len(items)),
        revisions=revised,
        flagged={one.item_id: one.gravity for one, _ in stored if one.flagged},
        unfounded=unfounded(db, decisions),
    )
    return _Now(decisions=decisions, items=items, situation=situation)


def _must_fit(user: User, draft: Draft, now: _Now) -> None:
    if draft.seen != str(now.last):
        raise ConflictError("ada putusan baru pada cerita ini sejak halaman dibuka; muat ulang halaman")
    kind = DecisionKind(draft.kind)
    if kind not in turns.allowed(now.situation, user):
        raise ConflictError("langkah ini tidak sesuai dengan keadaan cerita sekarang; muat ulang halaman")
    if kind is DecisionKind.EXCEPT and not _some(draft.items, {item for item, _ in now.items}):
        raise ConflictError("pilih sebagian salinan cerita ini, bukan semuanya")
    if kind is DecisionKind.UNDO:
        _must_be_undoable(user, draft, now)


def _some(chosen: Collection[str], items: set[str]) -> bool:
    return bool(chosen) and set(chosen) < items


def _must_be_undoable(user: User, draft: Draft, now: _Now) -> None:
    if refusal := refused_undo(now.decisions, draft.refers_to):
        raise ConflictError(_UNDO_WORDS[refusal])
    meant = next(one for one in now.decisions if one.id == draft.refers_to)
    if not turns.may_undo(meant, user) or (turns.is_blind(now.situation, user) and meant.by_user != user.id):
        raise ConflictError("hanya pembuatnya atau penyelia yang boleh membatalkan putusan ini")


def _decision(desk: Desk, user: User, draft: Draft, story: Story, now: _Now) -> Decision:
    kind = DecisionKind(draft.kind)
    made = Decision(
        id="",
        story_id=story.row.story_id,
        kind=kind,
        items=turns.covered(now.items, now.situation, turns.turn(now.situation, user)),
        answers={},
        severity=0,
        reason=draft.reason if kind in _WITH_REASON else "",
        by_user=user.id,
        at=clock.now(),
        copies=max(1, len(now.items)),
        shown=_shown(story),
    )
    if kind in turns.ANSWERING:
        first = now.situation.first
        return replace(
            made,
            answers={name: Answer(draft.answers[name]) for name in turns.SIGNALS},
            severity=int(draft.severity or 0),
            refers_to=first.id
            if first is not None and kind in (DecisionKind.SECOND, DecisionKind.SETTLE)
            else "",
        )
    if kind is DecisionKind.HOLD:
        return replace(made, until=turns.until(draft.preset, clock.now(), desk.settings.zone))
    if kind is DecisionKind.HAND_OVER:
        return replace(made, to_user=draft.to_user)
    if kind is DecisionKind.EXCEPT:
        return replace(made, items=tuple(pair for pair in now.items if pair[0] in draft.items))
    return replace(made, refers_to=draft.refers_to if kind is DecisionKind.UNDO else "")


def _shown(story: Story) -> Mapping[str, Mapping[str, object]]:
    return {
        one.name: {
            "probability": one.probability,
            "flagged": one.flagged,
            "unsure": one.unsure,
            "severity": one.severity,
        }
        for one in story.row.signals
    }


def _resting(
    shown: Mapping[str, Mapping[str, object]], story: Story, own: Collection[str]
) -> Mapping[str, Mapping[str, object]]:
    """With the claims that the answer "hoax" rests on: where one falls, the story opens again."""
    return {**shown, "hoax": {**shown.get("hoax", {}), "claims": turns.grounds(story, own)}}


def _with_it(db: Connection, desk: Desk, user: User, stored: Decision, now: _Now) -> None:
    """What the desk itself adds: the sample's request for a second opinion, and its end with an undo."""
    along = Decision(
        id="",
        story_id=stored.story_id,
        kind=DecisionKind.ASK_SECOND,
        items=stored.items,
        answers={},
        severity=0,
        reason=turns.SAMPLED,
        by_user="",
        at=stored.at,
        refers_to=stored.id,
        copies=stored.copies,
    )
    if stored.kind is DecisionKind.UNDO:
        for one in turns.taken_along(now.decisions, stored.refers_to):
            write_decision(db, replace(along, kind=DecisionKind.UNDO, by_user=user.id, refers_to=one.id))
    elif (
        stored.kind in (DecisionKind.DECIDE, DecisionKind.ASK_SECOND)  # a doubtful one is of the sample too
        and turns.is_first_answer(now.decisions)
        and set(stored.items) == set(now.items)
        and turns.drawn(stored.story_id, desk.settings.second_share, desk.cookie_key)
        and someone_else_decides(desk.people, user)
    ):
        write_decision(db, along)
