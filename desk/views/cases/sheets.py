"""Worksheets that two people fill in, and what each concludes."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import Response

from cases.case import GENTLE_TO_SEVERE, REVIEWERS, Case, Conclusion, Text
from cases.law.norms import find_norm
from cases.store import case_log, checked_case
from cases.worksheets import (
    ANSWER_WORDS,
    CONCLUSION_WORDS,
    Question,
    Review,
    needs_rabat,
    outcome,
    questions,
    reviews,
    sheets_for,
    visible,
)
from desk.cases import sheets
from desk.cases.head import head, word
from desk.cases.reading import read_note, words_of
from desk.cases.wording import SHEETS
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.web import Asked, RefusedError, Way, see


def show(asked: Asked) -> Response:
    """One's own worksheet; the other's when two are done."""
    return _page(asked)


def save(asked: Asked) -> Response:
    """Fill in both sheets and conclude."""
    typed = _typed(asked)
    try:
        entry = sheets.save(asked.desk, asked.user.id, asked.params["case"], typed)
    except RefusedError as error:
        return _page(asked, typed, problem=str(error))
    asked.note("case_sheet", f"case:{asked.params['case']}", head=entry.hash)
    return see(f"/kasus/{asked.params['case']}/lembar", sudah="1")


def shown(db: Any, case: Case, found: Sequence[Review]) -> list[dict[str, Any]]:
    """Sheets as pages print them, for those who may see them: answers, their words, the conclusion."""
    whys = [why for one in found for filled in (one.rabat, one.elements) if filled for why in _whys(filled)]
    words = words_of(db, case, whys)
    return [
        {
            "user": one.user,
            "conclusion": one.conclusion,
            "complete": one.complete,
            "missing": one.missing,
            "answers": {
                f"{filled.sheet}.{name}": (answer, word(words, why))
                for filled in (one.rabat, one.elements)
                if filled
                for name, (answer, why) in filled.answers.items()
            },
        }
        for one in found
    ]


def asked_questions(norm_id: str) -> dict[str, tuple[Question, ...]]:
    """The sheets of a case with this norm, and what each asks."""
    return {sheet: questions(sheet, norm_id) for sheet in sheets_for(norm_id)}


def _whys(filled: Any) -> list[Text | None]:
    return [why for _, why in filled.answers.values()]


def _typed(asked: Asked) -> sheets.Typed:
    norm = asked.text("norm", 100)
    names = [f"{sheet}.{one.id}" for sheet, asks in asked_questions(norm).items() for one in asks]
    return sheets.Typed(
        norm=norm,
        answers={name: asked.text(name, 20) for name in names},
        words={name: asked.text(f"why.{name}", sheets.LONGEST) for name in names},
        outcome=asked.text("outcome", 20),
    )


def _page(asked: Asked, typed: sheets.Typed | None = None, problem: str = "") -> Response:
    case_id = asked.params["case"]
    read_note(asked, case_id, "sheets")
    with asked.desk.store.reading() as db:
        log = case_log(db, case_id)
        case = checked_case(log, case_id)
        found = reviews(log, case)
        seen = shown(db, case, visible(found, asked.user.id))
        words = words_of(db, case)
    own = next((one for one in seen if one["user"] == asked.user.id), None)
    return asked.desk.pages.render(
        asked,
        "cases/sheets.html",
        status_code=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        **head(asked, log, case, words, "lembar"),
        description=words.get(case.description.id, "") if case.description else "",
        norm=find_norm(case.norm),
        needs_rabat=needs_rabat(case.norm),
        sheets=asked_questions(case.norm),
        sheet_words=SHEETS,
        found=found,
        done=sum(one.complete for one in found),
        needed=REVIEWERS,
        own=own,
        others=[one for one in seen if one["user"] != asked.user.id],
        typed=typed if typed and typed.norm == case.norm else _again(case, own),
        counts=outcome(found),
        conclusions=CONCLUSION_WORDS,
        order=GENTLE_TO_SEVERE,
        answers=ANSWER_WORDS,
        default=Conclusion.CONCERN,
        longest=sheets.LONGEST,
        names=user_names(asked.desk.people),
        may=asked.user.may(Permission.CASE_WORK) and not case.closed,
        saved=asked.query.get("sudah", "") == "1",
        problem=problem,
    )


def _again(case: Case, own: Mapping[str, Any] | None) -> sheets.Typed:
    """The form as it was last filled in by this person."""
    if own is None:
        return sheets.Typed(norm=case.norm)
    return sheets.Typed(
        norm=case.norm,
        answers={name: answer.value for name, (answer, _) in own["answers"].items()},
        words={name: words for name, (_, words) in own["answers"].items()},
        outcome=own["conclusion"].value if own["conclusion"] else Conclusion.CONCERN.value,
    )


WAYS: Final[tuple[Way, ...]] = (
    Way("GET", "/kasus/{case}/lembar", show, Permission.CASES),
    Way("POST", "/kasus/{case}/lembar", save, Permission.CASE_WORK),
)
