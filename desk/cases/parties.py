"""The people of a case, under pseudonyms that the system gives; whoever only forwarded is none of them.

Forwarding is what most people do with a rumour. It is answered with the clarification, never with a referral:
such a person is not added, and somebody who turns out to have only forwarded leaves the case.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cases.case import Case, Conduct, Part, Party
from cases.log import CaseStep, Entry
from cases.store import append, case_log, keep_text, texts, the_case
from core.text.masking import mask
from desk.cases.forms import masked
from desk.cases.opening import workable
from desk.cases.wording import PARTS, REVEAL_REASONS
from desk.desk import Desk
from desk.web import MissingError, RefusedError
from desk.work.claims import all_claims
from pipeline.store import Connection
from pipeline.store.notes import new_id

LONGEST_IDENTITY: Final = 1000  # characters
MOST_PARTIES: Final = 30
_OFFERED: Final = 10  # claims
_ACTED: Final = frozenset({Conduct.AUTHORED, Conduct.ORGANISED, Conduct.FORWARDED})


class ForwardedError(RefusedError):
    """Somebody who only forwarded is no party: the page offers the clarification instead."""

    def __init__(self) -> None:
        super().__init__("yang hanya meneruskan bukan terlapor; beri klarifikasi")


def add(desk: Desk, user: str, case_id: str, form: Mapping[str, str]) -> Entry:
    """Add somebody. Raises ForwardedError, RefusedError."""
    part, conduct = _part(form), _conduct(form)
    if conduct is Conduct.FORWARDED:
        raise ForwardedError
    with desk.store.writing() as db:
        case = workable(db, case_id)
        if len(case.parties) >= MOST_PARTIES:
            raise RefusedError("terlalu banyak pihak dalam satu kasus; buka kasus lain")
        data = {
            "party": new_id(),
            "part": part.value,
            "conduct": conduct.value,
            "pseudonym": _pseudonym(case_log(db, case_id), part),
            "press": bool(form["press"]),
            "minor": bool(form["minor"]),
            "identity": keep_text(db, case_id, form["identity"][:LONGEST_IDENTITY]),
        }
        return append(db, case_id, CaseStep.PARTY_ADDED, data, by_user=user)


def change(desk: Desk, user: str, case_id: str, party_id: str, form: Mapping[str, str]) -> Entry:
    """Change what somebody is or did. Who turns out to have only forwarded leaves the case.

    A flag that stops the referral wants a reason to be taken back, or to leave with its party. Raises
    MissingError, RefusedError.
    """
    part, conduct, why = _part(form), _conduct(form), mask(form["why"].strip())
    with desk.store.writing() as db:
        case = workable(db, case_id)
        party = _party(case, party_id)
        changed: dict[str, Any] = {"party": party.id}
        if conduct is Conduct.FORWARDED:
            changed |= {"struck": True, "conduct": conduct.value}
        else:
            changed |= _differing(party, part, conduct, bool(form["press"]), bool(form["minor"]))
            if part is not party.part:
                changed["pseudonym"] = _pseudonym(case_log(db, case_id), part)
            if identity := keep_text(db, case_id, form["identity"][:LONGEST_IDENTITY]):
                changed["identity"] = identity
        if len(changed) == 1:
            raise RefusedError("tidak ada yang diubah")
        if _frees(party, changed) and len(why) < 5:
            raise RefusedError(
                "tulis mengapa: tanda anak, atau tanda pers pada terlapor, menghentikan rujukan sampai "
                "dicabut, atau pihaknya keluar atau bukan lagi terlapor"
            )
        if why:
            changed["why"] = keep_text(db, case_id, why)
        return append(db, case_id, CaseStep.PARTY_CHANGED, changed, by_user=user)


def strike(desk: Desk, user: str, case_id: str, party_id: str, why: str) -> Entry:
    """Somebody is no longer of this case; the log keeps that they were. Raises RefusedError, MissingError."""
    why = masked(why, 5, "tulis mengapa pihak ini dicoret")
    with desk.store.writing() as db:
        party = _party(workable(db, case_id), party_id)
        data = {"party": party.id, "struck": True, "why": keep_text(db, case_id, why)}
        return append(db, case_id, CaseStep.PARTY_CHANGED, data, by_user=user)


def reveal(desk: Desk, user: str, case_id: str, party_id: str, reason: str) -> tuple[Party, str, Entry]:
    """Who somebody is: entered with its reason before it is shown. The words are "" where erased or unknown.

    Raises MissingError, RefusedError.
    """
    if reason not in REVEAL_REASONS:
        raise RefusedError("pilih alasan membuka identitas")
    with desk.store.writing() as db:
        party = _party(the_case(db, case_id), party_id)
        if party.identity is None:
            raise RefusedError("identitas pihak ini belum dicatat")
        entry = append(db, case_id, CaseStep.REVEALED, {"party": party.id, "reason": reason}, by_user=user)
        return party, texts(db, [party.identity]).get(party.identity.id, ""), entry


def _frees(party: Party, changed: Mapping[str, Any]) -> bool:
    """Whether a flag that stops the referral is taken back, or stops it no more where the party goes.

    A child stops it whatever their part; the press only where it is reported.
    """
    gone, press = bool(changed.get("struck")), party.press and party.part is Part.REPORTED
    no_child = gone or changed.get("minor") is False
    no_press = gone or changed.get("press") is False or "part" in changed
    return (party.minor and no_child) or (press and no_press)


def _differing(party: Party, part: Part, conduct: Conduct, press: bool, minor: bool) -> dict[str, Any]:
    wanted: dict[str, Any] = {"part": part, "conduct": conduct, "press": press, "minor": minor}
    return {
        name: getattr(value, "value", value)
        for name, value in wanted.items()
        if getattr(party, name) != value
    }


def _party(case: Case, party_id: str) -> Party:
    party = case.party(party_id)
    if party is None:
        raise MissingError
    return party


def _part(form: Mapping[str, str]) -> Part:
    try:
        return Part(form["part"])
    except ValueError:
        raise RefusedError("pilih kedudukan pihak ini") from None


def _conduct(form: Mapping[str, str]) -> Conduct:
    """What a reported party did; victims, reporters and witnesses did nothing, whatever the form says."""
    if form["part"] != Part.REPORTED:
        return Conduct.NONE
    try:
        conduct = Conduct(form["conduct"])
    except ValueError:
        conduct = Conduct.NONE
    if conduct not in _ACTED:
        raise RefusedError("pilih apa yang dilakukan terlapor")
    return conduct


def _pseudonym(log: Sequence[Entry], part: Part) -> str:
    """The next of its kind. A number is never given again, so that old entries stay clear."""
    given = {one.data.get("pseudonym") for one in log}
    word = PARTS[part]
    return next(name for number in range(1, len(log) + 2) if (name := f"{word} {number}") not in given)


def clarifications(db: Connection, case: Case) -> list[tuple[str, str]]:
    """What a forwarder may be given: our own claims about the stories of this case, (address, text)."""
    items = {item for item, _ in case.items}
    matched = {
        str(row[0])
        for row in db.execute(
            "SELECT DISTINCT claim_id FROM matches WHERE automatic AND list_contains($items, item_id)",
            {"items": sorted(items)},
        ).fetchall()
    }
    return [
        (f"/klaim/{one.id}", one.text)
        for one in all_claims(db)
        if one.withdrawn is None and (one.story_id in case.stories or one.id in matched)
    ][:_OFFERED]
