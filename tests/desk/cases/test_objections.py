"""Where a package went, what came of it; who objects, who decides, who is told."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cases.case import Case
from cases.gate import blockers
from cases.log import CaseStep
from cases.outcomes import corrections, counts
from cases.store import append, the_case
from core import clock
from desk.cases.objections import deciders
from desk.desk import Desk
from desk.people import affiliations
from desk.people.accounts import add_user
from desk.people.affiliations import set_affiliation
from desk.people.changes import set_disabled
from desk.people.deputies import end_deputy, name_deputy
from desk.people.roles import RoleOfUser
from pipeline.contestants import all_contestants
from tests.cases.made import PASSWORD, TEAM, Made, approve_as, keep_in, logs, sheets
from tests.desk.conftest import Client, post

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PACKAGE = {"package": "k-1", "sha256": "a" * 64, "manifest": "b" * 64, "route": "police"}


@pytest.fixture
def desk(case_desk: tuple[Desk, Made]) -> Desk:
    return case_desk[0]


@pytest.fixture
def made(case_desk: tuple[Desk, Made]) -> Made:
    """An approved case of which a package was made."""
    desk, found = case_desk
    for who in ("supervisor", "legal"):
        approve_as(desk.store, found, who)
    with desk.store.writing() as db:
        append(db, found.case_id, CaseStep.PACKAGED, PACKAGE, by_user=found.users["legal"].id)
        taken = {"what": "package:k-1", "sha256": PACKAGE["sha256"]}
        append(db, found.case_id, CaseStep.EXPORTED, taken, by_user=found.users["legal"].id)
    return found


def enter(client: Client, who: str) -> "TestClient":
    name, role = TEAM[who]
    return client(role.value, name)


def case(desk: Desk, made: Made) -> Case:
    with desk.store.reading() as db:
        return the_case(db, made.case_id)


SENT = {"package": "k-1", "by": "hand", "on": "2026-11-23"}
CAME = {"package": "k-1", "outcome": "received", "on": "2026-11-23", "reason": "", "why": ""}


def test_sent_and_what_came_of_it(desk: Desk, client: Client, made: Made) -> None:
    path, legal = f"/kasus/{made.case_id}/hasil", enter(client, "legal")
    assert post(legal, desk, path, **CAME).status_code == 400  # not sent yet
    wrong = ({"by": "burung"}, {"on": ""}, {"on": "2026-11-24"}, {"on": "2026-11-22"})
    for one in wrong:
        assert post(legal, desk, f"{path}/kirim", **{**SENT, **one}).status_code == 400, one
    assert post(legal, desk, f"{path}/kirim", **{**SENT, "package": "k-9"}).status_code == 404
    assert post(legal, desk, f"{path}/kirim", **{**SENT, "recipient": "koran"}).status_code == 303
    assert case(desk, made).packages[0].sent[0]["recipient"] == "police"  # of the route, whatever a form says
    assert post(legal, desk, f"{path}/kirim", **SENT).status_code == 400  # once
    for one in ({"outcome": "burned"}, {"outcome": "stopped"}, {"outcome": "stopped", "reason": "other"}):
        assert post(legal, desk, path, **{**CAME, **one}).status_code == 400, one
    assert post(legal, desk, path, **CAME).status_code == 303
    assert post(legal, desk, path, **{**CAME, "outcome": "stopped", "reason": "formal"}).status_code == 303
    page = legal.get(path).text
    assert "syarat formal tidak terpenuhi" in page
    assert "23-11-2026" in page
    found = counts([logs(desk.store, made.case_id)]).routes["police"]
    assert (found.made, found.sent, found.received, dict(found.stopped)) == (1, 1, 1, {"formal": 1})
    analyst = enter(client, "analyst")
    assert "Catat hasil" not in analyst.get(path).text
    assert post(analyst, desk, path, **CAME).status_code == 403


def test_an_objection_is_decided_by_somebody_else_and_recipients_are_told(
    desk: Desk, client: Client, made: Made
) -> None:
    path = f"/kasus/{made.case_id}/keberatan"
    opener, analyst, legal = (enter(client, who) for who in ("opener", "analyst", "legal"))
    post(legal, desk, f"/kasus/{made.case_id}/hasil/kirim", **SENT)
    words = "Bukan saya yang menulis <b>itu</b>, hubungi 081234567890."
    assert post(opener, desk, path, party="p-9", words=words).status_code == 400
    assert post(opener, desk, path, party="p-1", words="ya").status_code == 400
    assert post(opener, desk, path, party="p-1", words=words).status_code == 303
    assert {one.code for one in blockers(logs(desk.store, made.case_id), made.signers)} >= {"objection"}
    page = analyst.get(path).text
    assert "&lt;b&gt;itu" in page
    assert "081234567890" not in page
    objection = case(desk, made).objections[0].id
    verdict = {"objection": objection, "verdict": "upheld", "why": "Akun itu dipakai orang lain."}
    for one in (opener, legal, enter(client, "supervisor")):
        assert post(one, desk, f"{path}/putuskan", **verdict).status_code == 400
        assert "Anda tidak memutuskan yang ini" in one.get(path).text
    for changed in ({"verdict": ""}, {"why": ""}, {"objection": "o-9"}):
        assert post(analyst, desk, f"{path}/putuskan", **{**verdict, **changed}).status_code == 400
    assert post(analyst, desk, f"{path}/putuskan", **verdict).status_code == 303
    assert post(analyst, desk, f"{path}/putuskan", **verdict).status_code == 400  # decided
    page = legal.get(path).text
    assert "Kepada Yth. Polres" in page
    assert PACKAGE["sha256"] in page
    told = {
        "objection": objection,
        "package": "k-1",
        "recipient": "police",
        "words": "Paket ditarik kembali.",
    }
    assert post(analyst, desk, f"{path}/koreksi", **told).status_code == 403
    assert post(legal, desk, f"{path}/koreksi", **{**told, "recipient": "koran"}).status_code == 404
    assert post(legal, desk, f"{path}/koreksi", **{**told, "words": ""}).status_code == 400
    assert post(legal, desk, f"{path}/koreksi", **told).status_code == 303
    assert post(legal, desk, f"{path}/koreksi", **told).status_code == 400
    assert [one.told for one in corrections(logs(desk.store, made.case_id))] == [True]
    assert {one.code for one in blockers(logs(desk.store, made.case_id), made.signers)} == {
        "sheets",
        "approvals",
    }


def test_who_filled_in_a_worksheet_leaves_it_to_another_while_there_is_one(
    desk: Desk, client: Client, made: Made
) -> None:
    path = f"/kasus/{made.case_id}/keberatan"
    opener, analyst = enter(client, "opener"), enter(client, "analyst")
    post(opener, desk, path, party="p-1", words="Bukan saya yang menulis itu.")
    verdict = {"verdict": "rejected", "why": "Akun itu miliknya sendiri."}
    verdict["objection"] = case(desk, made).objections[0].id
    another = client("analyst", "Wati Analis")
    assert "selama ada rekan lain" in post(analyst, desk, f"{path}/putuskan", **verdict).text
    assert post(another, desk, f"{path}/putuskan", **verdict).status_code == 303


def test_an_objection_before_the_approvals_leaves_the_two_who_sign(
    desk: Desk, client: Client, case_desk: tuple[Desk, Made]
) -> None:
    """All but the legal officer judged the case: were it left to that one, nobody could sign any more."""
    made = case_desk[1]
    path, supervisor = f"/kasus/{made.case_id}/keberatan", made.users["supervisor"].id
    with desk.store.writing() as db:
        for step, data, by in sheets(keep_in(db, made.case_id), supervisor):
            append(db, made.case_id, step, data, by_user=by)
    post(enter(client, "opener"), desk, path, party="p-1", words="Bukan saya yang menulis itu.")
    verdict = {"verdict": "rejected", "why": "Akun itu miliknya sendiri."}
    verdict["objection"] = case(desk, made).objections[0].id
    assert post(enter(client, "analyst"), desk, f"{path}/putuskan", **verdict).status_code == 303
    for who in ("supervisor", "legal"):
        approve_as(desk.store, made, who)
    assert blockers(logs(desk.store, made.case_id), made.signers) == ()


def test_who_signs_is_tied_or_disabled_is_not_waited_for(
    desk: Desk, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    users, own = made.users, {made.users[who].id for who in ("opener", "analyst")}
    assert deciders(desk) == own
    another = add_user(desk.people, "Wati Analis", RoleOfUser.ANALYST, PASSWORD)[0].id
    assert deciders(desk) == own | {another}
    set_disabled(desk.people, another, True)
    assert deciders(desk) == own
    set_disabled(desk.people, another, False)
    until = clock.now() + timedelta(days=3)
    deputy = name_deputy(desk.people, users["legal"], another, "legal", until)
    assert deciders(desk) == own
    end_deputy(desk.people, deputy.id)
    set_affiliation(desk.people, another, "kasmidi-kinsu", users["administrator"].id)
    assert deciders(desk) == own | {another}  # no candidates stand today
    monkeypatch.setattr(affiliations, "determined", lambda day: True)
    monkeypatch.setattr(affiliations, "contestants", lambda day: all_contestants())
    assert deciders(desk) == own


def test_who_may_and_what_is_not_there(desk: Desk, client: Client, made: Made) -> None:
    analyst = enter(client, "analyst")
    fields: dict[str, Any] = {**SENT, **CAME, "words": "Keberatan yang panjang.", "verdict": "upheld"}
    for tail in ("hasil", "keberatan", "persetujuan", "lembar"):
        assert analyst.get(f"/kasus/tidak-ada/{tail}").status_code == 404
        assert client("administrator").get(f"/kasus/{made.case_id}/{tail}").status_code == 403
    fields["why"] = "Alasan yang cukup."
    for tail in ("keberatan", "keberatan/putuskan", "persetujuan", "persetujuan/tarik"):
        assert post(analyst, desk, f"/kasus/tidak-ada/{tail}", **fields).status_code == 404
    legal = enter(client, "legal")
    for tail in ("hasil", "hasil/kirim", "keberatan/koreksi"):
        assert post(legal, desk, f"/kasus/tidak-ada/{tail}", **fields).status_code == 404
    analyst.cookies.set("bahasa", "en")
    assert "Take down an objection" in analyst.get(f"/kasus/{made.case_id}/keberatan").text
    assert "Sending and outcomes" in analyst.get(f"/kasus/{made.case_id}/hasil").text
    assert "What is approved" in analyst.get(f"/kasus/{made.case_id}/persetujuan").text
