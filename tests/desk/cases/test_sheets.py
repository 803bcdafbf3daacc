"""Worksheets at the desk: complete or refused, blind until both are done, never lost when refused."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cases.case import Conclusion
from cases.log import CaseStep
from cases.store import append, the_case
from cases.worksheets import ELEMENTS, RABAT, outcome, questions, reviews
from core import clock
from desk.desk import Desk
from pipeline.store.notes import new_id
from tests.cases.made import NOON, NORM, TEAM, Made, described, keep_in, logs, opening, team
from tests.desk.conftest import Client, post

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HOSTILE = "<script>alert(1)</script>{{7*7}}\u202e panggil 081234567890"


@pytest.fixture
def made(desk: Desk) -> Iterator[Made]:
    """A case with a norm and no worksheet."""
    clock.fix(NOON + timedelta(days=3))
    users = team(desk.people)
    case_id = new_id()
    with desk.store.writing() as db:
        keep = keep_in(db, case_id)
        step, data, by = opening(keep, users["opener"].id)
        append(db, case_id, step, data, by_user=by)
        append(db, case_id, CaseStep.DESCRIBED, described(keep), by_user=by)
        append(db, case_id, CaseStep.NORMED, {"norm": NORM}, by_user=by)
    yield Made(case_id, desk.people, users, desk.settings)


def enter(client: Client, who: str) -> "TestClient":
    name, role = TEAM[who]
    return client(role.value, name)


def form(
    answer: str = "met", words: str = "Lihat bukti pertama.", outcome: str = "criminal"
) -> dict[str, Any]:
    names = [f"{sheet}.{one.id}" for sheet in (RABAT, ELEMENTS) for one in questions(sheet, NORM)]
    return {
        "norm": NORM,
        "outcome": outcome,
        **dict.fromkeys(names, answer),
        **{f"why.{name}": words for name in names},
    }


def test_two_people_fill_in_blind_and_then_see_both(desk: Desk, client: Client, made: Made) -> None:
    path = f"/kasus/{made.case_id}/lembar"
    first, second, legal = (enter(client, who) for who in ("opener", "analyst", "legal"))
    secret = "Kata rahasia si pengisi pertama."
    page = first.get(path).text
    assert 'value="concern" checked' in page
    sent: Any = post(first, desk, path, **form(words=secret))
    assert sent.status_code == 303
    assert secret in first.get(path).text  # one's own
    for other in (second, legal):
        assert secret not in other.get(path).text
        approving = other.get(f"/kasus/{made.case_id}/persetujuan").text
        assert secret not in approving
        assert "Sah menurut hukum, tetapi mengkhawatirkan" not in approving, "one sheet concludes nothing"
    post(second, desk, path, **form(words=HOSTILE, outcome="concern"))
    page = legal.get(path).text
    assert secret in page
    assert "<script>alert" not in page
    assert "081234567890" not in page
    assert outcome(reviews(logs(desk.store, made.case_id))) is Conclusion.CONCERN
    assert "Sah menurut hukum, tetapi mengkhawatirkan" in page
    assert "Sah menurut hukum, tetapi mengkhawatirkan" in legal.get(f"/kasus/{made.case_id}/persetujuan").text
    actions = [row["action"] for row in desk.people.read("SELECT action FROM audit_waiting")]
    assert actions.count("case_sheet") == 2


def test_what_is_blank_or_not_carried_is_refused_and_nothing_typed_is_lost(
    desk: Desk, client: Client, made: Made
) -> None:
    path, one = f"/kasus/{made.case_id}/lembar", enter(client, "analyst")
    full = form(words="Alasan yang panjang dan tidak boleh hilang.")
    wrong: list[dict[str, Any]] = [
        {"rabat.intent": ""},
        {"rabat.intent": "maybe"},
        {"why.rabat.intent": "pendek"},
        {"why.elements.sengaja": ""},
        {"elements.sengaja": "unclear"},  # concludes criminal
        {"rabat.context": "not_met"},
        {"outcome": "guilty"},
        {"outcome": ""},
    ]
    for changed in wrong:
        answer: Any = post(one, desk, path, **{**full, **changed})
        assert answer.status_code == 400, changed
        assert "tidak boleh hilang" in answer.text
        assert 'role="alert"' in answer.text
    steps = {entry.step for entry in logs(desk.store, made.case_id)}
    assert not steps & {CaseStep.SHEET, CaseStep.CONCLUDED}
    gentle: Any = post(one, desk, path, **{**full, "rabat.context": "not_met", "outcome": "administrative"})
    assert gentle.status_code == 303


def test_a_form_for_another_norm_and_a_closed_case(desk: Desk, client: Client, made: Made) -> None:
    path, one = f"/kasus/{made.case_id}/lembar", enter(client, "analyst")
    with desk.store.writing() as db:
        append(db, made.case_id, CaseStep.NORMED, {"norm": "kuhp-247"}, by_user=made.users["opener"].id)
    stale: Any = post(one, desk, path, **form())
    assert stale.status_code == 400
    assert "baru saja berubah" in stale.text
    with desk.store.writing() as db:
        append(db, made.case_id, CaseStep.CLOSED, {"why": None}, by_user=made.users["opener"].id)
    closed: Any = post(one, desk, path, **form())
    assert closed.status_code == 400
    assert 'name="outcome"' not in one.get(path).text
    with desk.store.reading() as db:
        assert the_case(db, made.case_id).sheets == {}


def test_who_may(desk: Desk, client: Client, made: Made) -> None:
    path = f"/kasus/{made.case_id}/lembar"
    for role in ("viewer", "administrator"):
        assert client(role).get(path).status_code == 403
        assert post(client(role), desk, path, **form()).status_code == 403
    one = enter(client, "analyst")
    assert one.get("/kasus/tidak-ada/lembar").status_code == 404
    assert post(one, desk, "/kasus/tidak-ada/lembar", **form()).status_code == 404
    one.cookies.set("bahasa", "en")
    assert "Save both sheets and the conclusion" in one.get(path).text
