"""What the head of every page of a case shows (`templates/cases/_head.html`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.case import Case, Text
from cases.log import Entry
from desk.cases.next_step import step_of
from desk.people.signing import desk_signers
from desk.web import Asked


def word(words: Mapping[str, str], text: Text | None) -> str:
    """The words of a text; "" where there are none, or they were erased."""
    return words.get(text.id, "") if text else ""


def head(
    asked: Asked, log: Sequence[Entry], case: Case, words: Mapping[str, str], tab: str
) -> dict[str, Any]:
    """The case, its title, which tab is open, and what the case waits for."""
    coming = step_of(asked.desk, log, case, asked.user, desk_signers(asked.desk.people))
    return {"case": case, "tab": tab, "title": word(words, case.title), "coming": coming}
