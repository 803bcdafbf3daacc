"""Worksheets: Rabat's six factors and the elements of the chosen norm, filled in by two people, blind.

A sheet is one person's own: each question is answered met, not met or unclear, with words. It counts while
the norm for which it was filled is the one chosen now, and while no objection was upheld after it. The
gentlest conclusion of all who filled in counts (with two people: the gentlest of the two), so that nobody is
outvoted by asking a third; without two people it is "concern".
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cases.case import GENTLE_TO_SEVERE, REVIEWERS, Answer, Case, Conclusion, Filled
from cases.law.norms import find_norm
from cases.log import CaseStep, Entry
from cases.replay import read_case

RABAT: Final = "rabat"
ELEMENTS: Final = "elements"

CONCLUSION_WORDS: Final[Mapping[Conclusion, str]] = {
    Conclusion.NOTHING: "Tidak ada yang perlu ditindak",
    Conclusion.CONCERN: "Sah menurut hukum, tetapi mengkhawatirkan",
    Conclusion.ADMINISTRATIVE: "Dugaan pelanggaran administratif",
    Conclusion.CRIMINAL: "Dugaan tindak pidana",
}
ANSWER_WORDS: Final[Mapping[Answer, str]] = {
    Answer.MET: "Terpenuhi",
    Answer.NOT_MET: "Tidak terpenuhi",
    Answer.UNCLEAR: "Belum jelas",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a sheet, in Indonesian."""

    id: str
    title: str
    text: str


RABAT_FACTORS: Final = (
    Question(
        "context",
        "Konteks",
        "Apakah keadaan sosial dan politik saat itu (tahapan pemilihan, ketegangan, kekerasan sebelumnya) "
        "membuat ucapan ini mudah menyulut kekerasan, permusuhan atau diskriminasi terhadap kelompok "
        "sasaran?",
    ),
    Question(
        "speaker",
        "Pembicara",
        "Apakah kedudukan atau pengaruh pembicara terhadap khalayaknya membuat ajakannya mungkin diikuti?",
    ),
    Question(
        "intent",
        "Niat",
        "Apakah ada petunjuk bahwa pembicara sengaja menghasut khalayak terhadap kelompok sasaran? "
        "Kelalaian atau kecerobohan tidak cukup; meneruskan atau mengutip bukan niat.",
    ),
    Question(
        "content",
        "Isi dan bentuk",
        "Apakah isinya terang-terangan dan langsung mengajak, bukan kritik, satire, seni, berita atau "
        "perdebatan yang keras?",
    ),
    Question(
        "extent",
        "Jangkauan",
        "Apakah ucapan itu terbuka bagi umum dan sampai ke khalayak yang dapat bertindak (seberapa luas, "
        "seberapa sering, lewat saluran apa)?",
    ),
    Question(
        "likelihood",
        "Kemungkinan, termasuk kesegeraan",
        "Apakah ada kemungkinan nyata bahwa ucapan itu berhasil menimbulkan tindakan terhadap kelompok "
        "sasaran, dan bahwa itu segera terjadi?",
    ),
)
"""The Rabat Plan of Action (2012): all six must be met for a criminal case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What one person filled in and concluded; `missing` says why it does not count, in Indonesian codes."""

    user: str
    rabat: Filled | None
    elements: Filled | None
    conclusion: Conclusion | None
    missing: tuple[str, ...]  # "rabat", "elements", "conclusion", "stale", "objection"

    @property
    def complete(self) -> bool:
        """Whether both sheets and a conclusion are there and hold."""
        return not self.missing


def questions(sheet: str, norm_id: str) -> tuple[Question, ...]:
    """What a sheet asks: Rabat's six, or the elements of this norm (none without a norm)."""
    if sheet == RABAT:
        return RABAT_FACTORS
    chosen = find_norm(norm_id)
    return tuple(Question(one.id, "", one.text) for one in chosen.elements) if chosen else ()


def sheets_for(norm_id: str) -> tuple[str, ...]:
    """Which sheets are filled in: elements only where a norm is chosen."""
    return (RABAT, ELEMENTS) if questions(ELEMENTS, norm_id) else (RABAT,)


def blanks(sheet: str, norm_id: str, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Questions of this sheet without an answer; each needs one, and words for it."""
    return tuple(
        one.id
        for one in questions(sheet, norm_id)
        if one.id not in answers or answers[one.id][0] not in tuple(Answer) or not answers[one.id][1]
    )


def all_met(asked: Collection[Question], answers: Mapping[str, tuple[Answer, Any]]) -> bool:
    """Whether every one of these questions is answered with met."""
    return all(answers.get(one.id, (None,))[0] is Answer.MET for one in asked)


def may_conclude(
    conclusion: Conclusion,
    norm_id: str,
    rabat: Mapping[str, tuple[Answer, Any]],
    elements: Mapping[str, tuple[Answer, Any]],
) -> str:
    """Why these answers do not carry this conclusion, in Indonesian; "" where they do."""
    if conclusion not in (Conclusion.CRIMINAL, Conclusion.ADMINISTRATIVE):
        return ""
    if not all_met(questions(ELEMENTS, norm_id), elements):
        return "ada unsur norma yang tidak atau belum jelas terpenuhi"
    if conclusion is not Conclusion.CRIMINAL:
        return ""
    chosen = find_norm(norm_id)
    if chosen is None or chosen.use != "offence":
        return "dugaan tindak pidana memerlukan norma pidana yang dipilih"
    if needs_rabat(norm_id) and not all_met(RABAT_FACTORS, rabat):
        return "keenam faktor Rabat harus terpenuhi untuk dugaan tindak pidana"
    return ""


def needs_rabat(norm_id: str) -> bool:
    """Whether a criminal conclusion under this norm needs all six factors of Rabat.

    Norms on what somebody said to many do (`rabat` in the norm's file); norms on deeds, and on threats sent
    to their victim, do not: the six are filled in all the same.
    """
    chosen = find_norm(norm_id)
    return chosen is None or chosen.rabat


def reviews(log: Sequence[Entry], case: Case | None = None) -> tuple[Review, ...]:
    """What each person who filled in a sheet has given, from the log alone; who began first comes first."""
    case = case or read_case(log)
    people = list(dict.fromkeys(one.by_user for one in log if one.step is CaseStep.SHEET))
    return tuple(_review(log, case, user) for user in people)


def outcome(found: Sequence[Review]) -> Conclusion:
    """The conclusion that counts: the gentlest of all complete ones; "concern" until two people are done."""
    given = [one.conclusion for one in found if one.complete and one.conclusion]
    if len(given) < REVIEWERS:
        return Conclusion.CONCERN
    return min(given, key=GENTLE_TO_SEVERE.index)


def fillers(found: Sequence[Review]) -> frozenset[str]:
    """Who filled in a sheet of the case, also one that no longer counts: they have judged it before."""
    return frozenset(one.user for one in found)


def visible(found: Sequence[Review], user: str) -> tuple[Review, ...]:
    """What this person may see: their own, and the others' when two are done, so that both fill in blind."""
    done = sum(one.complete for one in found)
    return tuple(one for one in found if one.user == user or (done >= REVIEWERS and one.complete))


def _review(log: Sequence[Entry], case: Case, user: str) -> Review:
    rabat, elements = case.sheets.get((RABAT, user)), case.sheets.get((ELEMENTS, user))
    places = {sheet: _last(log, CaseStep.SHEET, user, sheet) for sheet in (RABAT, ELEMENTS)}
    concluded = _last(log, CaseStep.CONCLUDED, user)
    asked = sheets_for(case.norm)
    missing = []
    for sheet, filled in ((RABAT, rabat), (ELEMENTS, elements)):
        if sheet in asked and (filled is None or blanks(sheet, case.norm, filled.answers)):
            missing.append(sheet)
        if sheet in asked and filled is not None and filled.norm != case.norm:
            missing.append("stale")
    latest = max((places[sheet] for sheet in asked), default=0)
    if concluded <= latest:  # after a sheet was changed one concludes anew
        missing.append("conclusion")
    upheld = max((one.place for one in log if _upholds(one)), default=0)
    if 0 < min(places[sheet] for sheet in asked) < upheld:
        missing.append("objection")
    return Review(
        user=user,
        rabat=rabat,
        elements=elements,
        conclusion=case.conclusions.get(user),
        missing=tuple(dict.fromkeys(missing)),
    )


def _last(log: Sequence[Entry], step: CaseStep, user: str, sheet: str = "") -> int:
    """The place of the last such entry of this person; 0 where there is none."""
    return max(
        (
            one.place
            for one in log
            if one.step is step and one.by_user == user and (not sheet or one.data.get("sheet") == sheet)
        ),
        default=0,
    )


def _upholds(entry: Entry) -> bool:
    return entry.step is CaseStep.OBJECTION_DECIDED and bool(entry.data.get("upheld"))
