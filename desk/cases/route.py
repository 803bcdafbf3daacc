"""Choosing route and norm: what is open is asked again inside the transaction; a call to 110 is noted."""

from typing import Final

from cases.case import Case, Conclusion
from cases.deadlines import Deadline, deadlines
from cases.law.norms import offers
from cases.law.routes import NOT_CRITICISM, passed_over, proposals
from cases.log import CaseStep, Entry
from cases.store import append, case_log, keep_text
from cases.worksheets import outcome, reviews
from core.text.masking import mask
from desk.cases.forms import masked
from desk.cases.listing import checked_cases
from desk.cases.opening import workable
from desk.desk import Desk
from desk.web import RefusedError
from pipeline.store import Connection

LONGEST: Final = 2000  # characters of a reason
SHORTEST: Final = 10


def choose(desk: Desk, user: str, case_id: str, route_id: str, why: str, *, not_criticism: bool) -> Entry:
    """Take a route that is open. Raises RefusedError where it is not, or where a reason is missing."""
    words = mask(why.strip()[:LONGEST])
    with desk.store.writing() as db:
        case = workable(db, case_id)
        found = conclusion(db, case)
        chosen = next((one for one in proposals(case, found) if one.route.id == route_id), None)
        if chosen is None:
            raise RefusedError("pilih jalur dari daftar")
        if not chosen.open:
            raise RefusedError("jalur ini tertutup untuk kasus ini; alasannya tertulis di bawahnya")
        if chosen.route.needs_package and not not_criticism:
            raise RefusedError("kritik, satire, dan unjuk rasa damai tidak pernah dirujuk: nyatakan dulu")
        passed = passed_over(case, route_id, found)
        if passed and len(words) < SHORTEST:
            raise RefusedError("tulis mengapa jalur yang lebih ringan tidak cukup")
        data = {
            "route": route_id,
            "passed": list(passed),
            "why": keep_text(db, case_id, words),
            "confirmed": [NOT_CRITICISM] if chosen.route.needs_package else [],
        }
        return append(db, case_id, CaseStep.ROUTED, data, by_user=user)


def name_norm(desk: Desk, user: str, case_id: str, norm_id: str) -> Entry:
    """Name a norm that may be named for the act's day, or none. Raises RefusedError."""
    with desk.store.writing() as db:
        case = workable(db, case_id)
        if case.act_on is None:
            raise RefusedError("isi dulu hari perbuatan di ringkasan: hari itu menentukan hukumnya")
        if norm_id and norm_id not in {one.norm.id for one in offers(case.act_on)}:
            raise RefusedError("norma ini tidak dapat disebut untuk hari perbuatan; pilih dari daftar")
        if norm_id == case.norm:
            raise RefusedError("norma ini sudah dipilih")
        return append(db, case_id, CaseStep.NORMED, {"norm": norm_id}, by_user=user)


def call(desk: Desk, user: str, case_id: str, why: str) -> Entry:
    """Note that 110 was called. Raises RefusedError without words."""
    words = masked(why[:LONGEST], SHORTEST, "tulis apa yang dilaporkan lewat 110 dan kepada siapa")
    with desk.store.writing() as db:
        workable(db, case_id)
        data = {"to": "110", "why": keep_text(db, case_id, words)}
        return append(db, case_id, CaseStep.CALLED, data, by_user=user)


def conclusion(db: Connection, case: Case) -> Conclusion:
    """What the worksheets come to: the gentlest of two people who are done, else concern."""
    return outcome(reviews(case_log(db, case.id), case))


def all_deadlines(desk: Desk, db: Connection) -> list[tuple[Case, Deadline]]:
    """The deadlines of every open case, the nearest first; what cannot be read has none."""
    cases = [one.case for one in checked_cases(db) if one.case]  # the list shows the others as problems
    found = [(case, one) for case in cases for one in deadlines(case, desk.settings.zone)]
    return sorted(found, key=lambda pair: (pair[1].due, pair[0].id, pair[1].id))
