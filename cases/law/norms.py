"""The norms (`pipeline/reference/law/*.yml`): which may be named for an act, chosen by the day of the act.

What was certainly void on that day is not offered. Where no source makes sure that a norm has ended, it is
offered as doubtful. A doubtful beginning never reaches back: nobody is punished by a law that came later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from cases.law.catalogue import MARK_WORDS, Mark, NormFile, catalogue, changes
from core import clock
from core.indonesian import day_in_digits
from core.region import ZONE
from pipeline.election_calendar import active_stages, determined

LAWYER: Final = "harus dipastikan ahli hukum"
_HERE: Final = ZoneInfo(ZONE)
_CERTAINTY: Final[Mapping[Mark, str]] = {
    Mark.V2: "verified",
    Mark.V: "single",
    Mark.S: "secondary",
    Mark.I: "inferred",
    Mark.M: "unverified",
}
_STATEMENTS: Final[Mapping[str, str]] = {
    "text": "isi pasal",
    "penalty": "ancaman pidana",
    "valid_from": "mulai berlaku",
    "valid_to": "akhir berlaku",
    "stages": "terikat tahapan",
    "complaint": "delik aduan",
}


class NormState(StrEnum):
    """What a norm is for an act of some day."""

    IN_FORCE = "in_force"
    VOID = "void"  # certainly not: is not offered
    DOUBTFUL = "doubtful"  # perhaps not: is offered with a warning
    OUTSIDE_STAGE = "outside_stage"  # holds only within stages that were not active


STATE_WORDS: Final[Mapping[NormState, str]] = {
    NormState.IN_FORCE: "berlaku",
    NormState.VOID: "tidak berlaku",
    NormState.DOUBTFUL: "meragukan",
    NormState.OUTSIDE_STAGE: "di luar tahapan",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of a norm, as the worksheet asks for it."""

    id: str
    text: str  # Indonesian


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """One norm, as data. The owner of this module may add fields; others rely on these."""

    id: str  # "kuhp-246"
    title: str  # "Pasal 246 KUHP: penghasutan di muka umum"
    elements: tuple[Element, ...]
    valid_from: date | None
    valid_to: date | None  # the last day
    complaint: bool  # only on the victim's complaint
    certainty: str  # "verified", "single", "secondary", "inferred", "unverified": the least sure statement
    narrowed: tuple[str, ...]  # Indonesian: which decision, how
    penalty: str
    source: str
    last_checked: date
    short: str = ""  # Indonesian, a paraphrase
    law: str = ""
    regime: str = "umum"  # "pilkada", "pemilu", "umum"
    use: str = "offence"  # "offence", "administrative"; "gate" and "basis" are named for no act
    complaint_by: str = ""  # Indonesian: who may complain
    stages: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()  # routes with a package that it may go, the gentlest first; or "victim"
    marks: Mapping[str, Mark] = field(default_factory=dict)  # by statement
    under_review: str = ""  # Indonesian
    rabat: bool = True  # a criminal conclusion needs all six factors of Rabat

    @property
    def marks_in_words(self) -> tuple[str, ...]:
        """ "isi pasal: satu sumber", one a statement."""
        return tuple(f"{_STATEMENTS[name]}: {MARK_WORDS[mark]}" for name, mark in self.marks.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A norm as it may be named for an act of a day."""

    norm: Norm
    state: NormState
    warnings: tuple[str, ...]  # Indonesian; "harus dipastikan ahli hukum" where the source is not certain


@cache
def norms() -> tuple[Norm, ...]:
    """All norms of the catalogue, by id. Raises LawError if a file is wrong."""
    return tuple(_norm(one) for one in catalogue())


def find_norm(norm_id: str) -> Norm | None:
    """The norm with this id, whatever its state; None for none, and for one that the catalogue lacks."""
    found = _by_id().get(norm_id)
    return found[0] if found else None


def offer(norm_id: str, act_on: date, today: date | None = None) -> Offer:
    """This norm for an act of that day, as seen today. Raises KeyError for an unknown id."""
    made, said = _by_id()[norm_id]
    now = today or local_today()
    state, why = _state(said, act_on)
    return Offer(norm=made, state=state, warnings=tuple(dict.fromkeys((*why, *_warnings(said, act_on, now)))))


def find_offer(norm_id: str, act_on: date | None) -> Offer | None:
    """The same; None without a day, and for a norm that the catalogue does not hold."""
    return offer(norm_id, act_on) if act_on and find_norm(norm_id) else None


def offers(act_on: date, today: date | None = None) -> tuple[Offer, ...]:
    """The norms that may be named for an act of that day: void ones and those outside their stage are out."""
    every = (offer(one.id, act_on, today) for one in norms() if one.use in ("offence", "administrative"))
    return tuple(one for one in every if one.state in (NormState.IN_FORCE, NormState.DOUBTFUL))


def gaps(act_on: date) -> tuple[str, ...]:
    """What the catalogue does not hold for acts of that day, in Indonesian."""
    return tuple(one.what for one in changes().gaps if act_on < one.before)


def local_today() -> date:
    """Today at the desk (WITA)."""
    return clock.now().astimezone(_HERE).date()


@cache
def _by_id() -> Mapping[str, tuple[Norm, NormFile]]:
    return {said.id: (made, said) for made, said in zip(norms(), catalogue(), strict=True)}


def _norm(said: NormFile) -> Norm:
    marks = said.certainty.given()
    review = said.under_review
    return Norm(
        id=said.id,
        title=said.title,
        elements=tuple(Element(id=one.id, text=one.text) for one in said.elements),
        valid_from=said.valid_from,
        valid_to=said.valid_to,
        complaint=said.complaint,
        certainty=_CERTAINTY[max(marks.values(), key=list(Mark).index)],
        narrowed=tuple(
            f"{one.decision}{f' ({day_in_digits(one.day)})' if one.day else ''}: {one.how} "
            f"[{MARK_WORDS[one.certainty]}]"
            for one in said.narrowed
        ),
        penalty=said.penalty,
        source=said.source,
        last_checked=said.last_checked,
        short=said.short,
        law=said.law,
        regime=said.regime,
        use=said.use,
        complaint_by=said.complaint_by,
        stages=said.stages,
        replaced_by=said.replaced_by,
        fits=said.fits,
        marks=marks,
        rabat=said.rabat,
        under_review=f"{review.case}: {review.what}" if review else "",
    )


def _state(said: NormFile, act_on: date) -> tuple[NormState, tuple[str, ...]]:
    """The state for an act of that day, and why it is not plainly in force."""
    if said.never:
        return NormState.VOID, (said.never,)
    if said.valid_from and act_on < said.valid_from:
        return NormState.VOID, (
            f"belum berlaku pada hari perbuatan (mulai {day_in_digits(said.valid_from)})",
        )
    ended = said.valid_to is not None and act_on > said.valid_to
    if ended and said.valid_to and said.certainty.valid_to and said.certainty.valid_to.certain:
        return NormState.VOID, (f"tidak berlaku lagi setelah {day_in_digits(said.valid_to)}",)
    if said.stages and (why := _outside(said, act_on)):
        return NormState.OUTSIDE_STAGE, (why,)
    doubts = tuple(_doubts(said, act_on))
    return (NormState.DOUBTFUL if doubts else NormState.IN_FORCE), doubts


def _doubts(said: NormFile, act_on: date) -> list[str]:
    found = []
    if said.certainty.text is Mark.M:
        found.append(f"naskah pasal belum dibaca; {LAWYER}")
    if said.valid_to and act_on > said.valid_to and said.certainty.valid_to:
        mark = MARK_WORDS[said.certainty.valid_to]
        found.append(f"mungkin tidak berlaku lagi setelah {day_in_digits(said.valid_to)} ({mark}); {LAWYER}")
    if said.doubt and act_on >= said.doubt.since:
        found.append(f"{said.doubt.why}; {LAWYER}")
    if said.under_review and act_on >= said.under_review.since:
        found.append(f"sedang diuji: {said.under_review.case}. {said.under_review.what}; {LAWYER}")
    return found


def _outside(said: NormFile, act_on: date) -> str:
    """Why the norm holds in no stage of that day; "" if it does."""
    active = [one for one in active_stages(act_on) if one.election.regime == said.regime]
    if not any(one.stage.id in said.stages for one in active):
        named = ", ".join(said.stages)
        return (
            f"hanya berlaku dalam tahapan {said.regime} ({named}); tidak ada yang aktif pada hari perbuatan"
        )
    if said.candidates and not determined(act_on):
        return "hanya berlaku setelah pasangan calon ditetapkan"
    return ""


def _warnings(said: NormFile, act_on: date, today: date) -> list[str]:
    found = [_lex_mitior(act_on, one.day, one.what) for one in changes().changes if act_on < one.day <= today]
    later = [one for one in said.narrowed if one.day and act_on < one.day <= today]
    found += [_lex_mitior(act_on, one.day, f"putusan {one.decision}") for one in later if one.day]
    if said.complaint:
        found.append(f"delik aduan: hanya {said.complaint_by}")
    found += [
        f"{one.text} ({MARK_WORDS[one.certainty]}{'' if one.certainty.certain else f'; {LAWYER}'})"
        for one in said.notes
        if one.start is None or one.start <= max(act_on, today)
    ]
    unsure = [
        f"{_STATEMENTS[name]}: {MARK_WORDS[mark]}; {LAWYER}"
        for name, mark in said.certainty.given().items()
        if not mark.certain
    ]
    missing = [] if said.penalty or said.use != "offence" else [f"ancaman pidana belum dicatat; {LAWYER}"]
    return [*found, *unsure, *missing]


def _lex_mitior(act_on: date, changed: date, what: str) -> str:
    return (
        f"hukum berubah setelah perbuatan ({day_in_digits(changed)}: {what}); "
        f"yang lebih menguntungkan terlapor dipakai (Pasal 3 dan 618 KUHP); {LAWYER}"
    )
