"""Reading a case at the desk: it as it stands, its words, and the entry that somebody read it."""

from collections.abc import Collection
from typing import Final

from cases.case import Case, Text
from cases.log import CaseStep
from cases.store import append, texts, the_case
from core import clock
from desk.web import Asked
from pipeline.store import Connection

_AGAIN: Final = 15 * 60.0  # seconds


def open_case(asked: Asked) -> Case:
    """The case that the address names. The desk answers NoCaseError with 404, CaseError with one line."""
    with asked.desk.store.reading() as db:
        return the_case(db, asked.params["case"])


def read_note(asked: Asked, case_id: str, what: str) -> None:
    """Enter into the custody log that this person read this ("case", "evidence:ID", "sheets", ...).

    The same person and the same `what` within 15 minutes are one entry: a page that is loaded again after
    each form is one reading, and a log full of them would hide those that matter. Counted by the machine's
    own time, because the sample's now is always the same moment.
    """
    user, now = asked.user.id, clock.wall()
    last = asked.desk.people.one(
        "SELECT at FROM case_reads WHERE user_id = ? AND case_id = ? AND what = ?", (user, case_id, what)
    )
    if last is not None and 0 <= now - last["at"] < _AGAIN:
        return
    with asked.desk.store.writing() as db:
        entry = append(db, case_id, CaseStep.READ, {"what": what}, by_user=user)
    asked.note("read", f"case:{case_id}", what=what, head=entry.hash)
    with asked.desk.people.writing() as lines:
        lines.execute("INSERT OR REPLACE INTO case_reads VALUES (?, ?, ?, ?)", (user, case_id, what, now))
        lines.execute("DELETE FROM case_reads WHERE at < ?", (now - _AGAIN,))


def words_of(db: Connection, case: Case, more: Collection[Text | None] = ()) -> dict[str, str]:
    """Title and description of a case, and whatever else is asked for, by id. Never a party's identity."""
    hidden = {one.identity.id for one in case.parties if one.identity}
    wanted = [one for one in (case.title, case.description, *more) if one and one.id not in hidden]
    return texts(db, wanted)
