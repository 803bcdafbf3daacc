"""Worksheets at the desk: a form checked, then both sheets and the conclusion written in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cases.case import Answer, Case, Conclusion
from cases.log import CaseStep, Entry
from cases.store import append, keep_text, the_case
from cases.worksheets import may_conclude, questions, sheets_for
from core.text.masking import mask
from desk.desk import Desk
from desk.web import RefusedError

LONGEST: Final = 2000  # characters of the words for one answer
SHORTEST: Final = 10


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form gave: answer and words by "sheet.question", as typed; shown again where it is refused."""

    norm: str
    answers: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    outcome: str = Conclusion.CONCERN.value


def save(desk: Desk, user: str, case_id: str, typed: Typed) -> Entry:
    """Both sheets of this person and what they conclude. Raises RefusedError: what is blank or wrong."""
    with desk.store.writing() as db:
        case = the_case(db, case_id)
        _stands(case, typed)
        given = {sheet: _answers(case, sheet, typed) for sheet in sheets_for(case.norm)}
        outcome = _outcome(case, typed, given)
        for sheet, answers in given.items():
            kept = {
                name: {"answer": answer.value, "why": keep_text(db, case_id, words)}
                for name, (answer, words) in answers.items()
            }
            data = {"sheet": sheet, "norm": case.norm, "answers": kept}
            append(db, case_id, CaseStep.SHEET, data, by_user=user)
        return append(db, case_id, CaseStep.CONCLUDED, {"outcome": outcome.value}, by_user=user)


def _stands(case: Case, typed: Typed) -> None:
    if case.closed:
        raise RefusedError("kasus sudah ditutup; buka kembali dulu")
    if typed.norm != case.norm:
        raise RefusedError("norma kasus ini baru saja berubah; periksa lagi unsur-unsurnya, lalu kirim ulang")


def _answers(case: Case, sheet: str, typed: Typed) -> dict[str, tuple[Answer, str]]:
    """Every question answered, with words; else the first blank is named by the page."""
    found = {}
    for one in questions(sheet, case.norm):
        name = f"{sheet}.{one.id}"
        words = mask(typed.words.get(name, "").strip()[:LONGEST])
        if len(words) < SHORTEST:
            raise RefusedError("setiap pertanyaan memerlukan alasan; tulis paling sedikit 10 huruf")
        try:
            found[one.id] = (Answer(typed.answers.get(name, "")), words)
        except ValueError as error:
            raise RefusedError("setiap pertanyaan memerlukan jawaban") from error
    return found


def _outcome(case: Case, typed: Typed, given: Mapping[str, Mapping[str, tuple[Answer, Any]]]) -> Conclusion:
    try:
        outcome = Conclusion(typed.outcome)
    except ValueError as error:
        raise RefusedError("pilih kesimpulan dari daftar") from error
    why = may_conclude(outcome, case.norm, given.get("rabat", {}), given.get("elements", {}))
    if why:
        raise RefusedError(why)
    return outcome
