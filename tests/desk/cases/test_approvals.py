"""Approving at the desk: with one's own password, what was read, by who may; forms that lie open nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cases.approval import head_of_matter
from cases.gate import blockers
from cases.log import CaseStep
from cases.store import append, case_log, the_case
from cases.worksheets import RABAT_FACTORS, questions
from core import clock
from core.decision import Answer, Decision, DecisionKind
from desk.desk import Desk
from desk.people import throttle
from desk.people.accounts import AccountError, add_user
from desk.people.changes import change_password, reset_password, set_role
from desk.people.roles import RoleOfUser
from desk.people.signing import desk_signers, unlock
from pipeline.store import write_decision
from tests.cases.made import (
    NOON,
    NORM,
    PASSWORD,
    TEAM,
    Made,
    approve_as,
    described,
    keep_in,
    party,
    sheets,
    unapproved_case,
)
from tests.desk.conftest import Client, post

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.fixture
def desk(case_desk: tuple[Desk, Made]) -> Desk:
    return case_desk[0]


@pytest.fixture
def made(case_desk: tuple[Desk, Made]) -> Made:
    return case_desk[1]


def enter(client: Client, who: str) -> "TestClient":
    name, role = TEAM[who]
    return client(role.value, name)


def head(desk: Desk, made: Made) -> str:
    with desk.store.reading() as db:
        return head_of_matter(the_case(db, made.case_id))


def sign(one: "TestClient", desk: Desk, made: Made, **changed: str) -> Any:
    fields = {"head": head(desk, made), "password": PASSWORD, **changed}
    return post(one, desk, f"/kasus/{made.case_id}/persetujuan", **fields)


def missing(desk: Desk, made: Made) -> set[str]:
    with desk.store.reading() as db:
        return {one.code for one in blockers(case_log(db, made.case_id), desk_signers(desk.people))}


def approvals(desk: Desk, made: Made) -> list[str]:
    with desk.store.reading() as db:
        return [one.by_user for one in the_case(db, made.case_id).approvals]


def test_two_approve_with_their_passwords_and_one_takes_it_back(
    desk: Desk, client: Client, made: Made
) -> None:
    path = f"/kasus/{made.case_id}/persetujuan"
    supervisor, legal = enter(client, "supervisor"), enter(client, "legal")
    page = legal.get(path).text
    assert head(desk, made) in page
    for words in ("Pasal 246 KUHP", "Terlapor 1", "Alasan untuk intent.", "Polres"):
        assert words in page
    assert "karangan" not in page  # no identity
    assert sign(supervisor, desk, made).status_code == 303
    assert missing(desk, made) == {"approvals"}
    assert sign(supervisor, desk, made).status_code == 400  # twice is once
    assert sign(legal, desk, made).status_code == 303
    assert missing(desk, made) == set()
    assert "paket boleh dibuat" in legal.get(path).text
    with desk.store.reading() as db:
        own = next(
            one for one in the_case(db, made.case_id).approvals if one.by_user == made.users["legal"].id
        )
    assert own.key in legal.get(path).text  # one's own fingerprint
    assert post(supervisor, desk, f"{path}/tarik", approval=own.id).status_code == 400
    assert post(legal, desk, f"{path}/tarik", approval=own.id).status_code == 303
    assert missing(desk, made) == {"approvals"}
    assert sign(legal, desk, made).status_code == 303
    assert missing(desk, made) == set()
    noted = {row["action"] for row in desk.people.read("SELECT action FROM audit_waiting")}
    assert {"case_approved", "case_withdrawn"} <= noted


def test_forms_that_lie(desk: Desk, client: Client, made: Made) -> None:
    legal = enter(client, "legal")
    for changed in (
        {"password": ""},
        {"password": PASSWORD + " "},
        {"head": ""},
        {"head": "0" * 64},
        {"password": "salah", "role": "legal", "user": made.users["supervisor"].id, "payload": "{}"},
    ):
        assert sign(legal, desk, made, **changed).status_code == 400, changed
    assert approvals(desk, made) == []
    # what a form adds changes nothing: user, role and key are those of the session
    added = {"user": made.users["supervisor"].id, "role": "supervisor", "deputy": "d-1", "key": "0" * 64}
    assert sign(legal, desk, made, **added).status_code == 303
    with desk.store.reading() as db:
        (one,) = the_case(db, made.case_id).approvals
    assert (one.payload["user"], one.payload["role"]) == (made.users["legal"].id, "legal")
    assert one.payload["deputy"] == ""


def test_wrong_passwords_are_slowed_down_as_at_the_login(desk: Desk, client: Client, made: Made) -> None:
    legal = enter(client, "legal")
    for _ in range(5):
        assert sign(legal, desk, made, password="salah sekali").status_code == 400
    assert sign(legal, desk, made).status_code == 429  # even the right one waits
    assert approvals(desk, made) == []


def test_a_stranger_who_tries_the_name_stops_no_approval(desk: Desk, client: Client, made: Made) -> None:
    legal, name = enter(client, "legal"), TEAM["legal"][0]
    for number in range(throttle.FREE_NAME):
        throttle.admit(desk.people, desk.cookie_key, name, f"10.0.0.{number}")
    assert throttle.admit(desk.people, desk.cookie_key, name, "10.9.9.9") > 0
    assert sign(legal, desk, made).status_code == 303


def test_what_changed_since_the_page_was_opened_is_not_signed(desk: Desk, client: Client, made: Made) -> None:
    legal, old = enter(client, "legal"), head(desk, made)
    with desk.store.writing() as db:
        data = {"story": "s-9", "items": [["i-9", 1]]}
        append(db, made.case_id, CaseStep.STORY_ADDED, data, by_user=made.users["opener"].id)
    answer = sign(legal, desk, made, head=old)
    assert answer.status_code == 400
    assert "berubah sejak" in answer.text
    assert sign(legal, desk, made).status_code == 303


def test_who_may_not_approve(desk: Desk, client: Client, made: Made) -> None:
    for who in ("opener", "analyst"):
        one = enter(client, who)
        assert 'name="password"' not in one.get(f"/kasus/{made.case_id}/persetujuan").text
        assert sign(one, desk, made).status_code == 400
    assert sign(enter(client, "administrator"), desk, made).status_code == 403
    assert sign(client("viewer"), desk, made).status_code == 403
    own = set_role(desk.people, made.users["opener"].id, RoleOfUser.LEGAL)  # opened it as an analyst
    assert sign(client("legal", own.name), desk, made).status_code == 400
    assert approvals(desk, made) == []


def test_nobody_is_asked_while_something_is_missing(desk: Desk, client: Client, made: Made) -> None:
    with desk.store.writing() as db:
        append(db, made.case_id, CaseStep.CONCLUDED, {"outcome": "concern"}, by_user=made.users["analyst"].id)
    legal = enter(client, "legal")
    assert 'name="password"' not in legal.get(f"/kasus/{made.case_id}/persetujuan").text
    assert sign(legal, desk, made).status_code == 400
    assert approvals(desk, made) == []


def test_a_deputy_approves_in_the_place_of_the_legal_officer(desk: Desk, client: Client, made: Made) -> None:
    legal, analyst, supervisor = (enter(client, who) for who in ("legal", "analyst", "supervisor"))
    fields = {"user": made.users["analyst"].id, "role": "legal", "until": "2026-12-01"}
    for wrong in (
        {"user": made.users["administrator"].id},
        {"user": made.users["legal"].id},
        {"user": made.users["supervisor"].id},
        {"user": ""},
        {"role": "administrator"},
        {"until": "2027-12-01"},
        {"until": "2026-11-20"},
        {"until": "besok"},
    ):
        assert post(legal, desk, "/pengganti", **{**fields, **wrong}).status_code == 400, wrong
    assert post(analyst, desk, "/pengganti", **fields).status_code == 403
    assert post(legal, desk, "/pengganti", **fields).status_code == 303
    assert "Dewi Analis" in analyst.get("/pengganti").text
    assert "Sebagai pengganti" in analyst.get(f"/kasus/{made.case_id}/persetujuan").text
    assert sign(analyst, desk, made).status_code == 303
    assert sign(supervisor, desk, made).status_code == 303
    assert missing(desk, made) == set()
    assert "pengganti, ditunjuk oleh Hasan Hukum" in supervisor.get(f"/kasus/{made.case_id}/persetujuan").text
    (deputy,) = desk_signers(desk.people).deputies
    assert post(supervisor, desk, "/pengganti/akhiri", deputy=deputy).status_code == 303
    clock.fix(NOON + timedelta(days=4))
    assert missing(desk, made) == set()  # it held when it was signed
    assert sign(analyst, desk, made).status_code == 400
    noted = {row["action"] for row in desk.people.read("SELECT action FROM audit_waiting")}
    assert {"deputy_named", "deputy_ended"} <= noted


def test_after_a_reset_old_approvals_hold_and_new_ones_have_another_key(
    desk: Desk, client: Client, made: Made
) -> None:
    approve_as(desk.store, made, "supervisor")
    approve_as(desk.store, made, "legal")
    clock.fix(NOON + timedelta(days=4))
    reset_password(desk.people, made.users["legal"].id)
    assert missing(desk, made) == set()
    signers = desk_signers(desk.people)
    ended = [one for one in signers.certificates.values() if one.ended_at]
    assert [one.user for one in ended] == [made.users["legal"].id]


def test_rows_written_by_sql_open_nothing(desk: Desk, client: Client, made: Made) -> None:
    """Whoever writes into both databases, without the desk's key file, gets no package."""
    import secrets

    from cases.approval import approve
    from cases.signers import certify
    from cases.signing import public_key
    from desk.people.signing import as_json

    forger = secrets.token_bytes(32)
    for who in ("supervisor", "legal"):
        user, private = made.users[who], secrets.token_bytes(32)
        public = public_key(private)
        posed = certify(forger, user=user.id, name=user.name, role=user.role.value, public=public, at=NOON)
        with desk.people.writing() as lines:
            lines.execute(
                "INSERT INTO signing_keys VALUES (?, ?, '', '', '{}', ?, 0, 0)",
                (posed.fingerprint, user.id, as_json(posed)),
            )
        with desk.store.writing() as db:
            case = the_case(db, made.case_id)
            data = approve(case, private, user=user.id, role=user.role.value, at=clock.now())
            append(db, made.case_id, CaseStep.APPROVED, data, by_user=user.id)
    assert missing(desk, made) == {"approvals"}
    page = enter(client, "legal").get(f"/kasus/{made.case_id}/persetujuan").text
    assert "tidak disahkan oleh meja ini" in page


def test_the_two_who_filled_in_are_not_the_two_who_approve(desk: Desk, client: Client, made: Made) -> None:
    with desk.store.writing() as db:
        for who in ("supervisor", "legal"):
            for step, data, by in sheets(lambda text: None, made.users[who].id):
                if step is CaseStep.SHEET:
                    words = {"id": "t", "sha256": "0" * 64}
                    given = {name: {**one, "why": words} for name, one in data["answers"].items()}
                    data = {**data, "answers": given}
                append(db, made.case_id, step, data, by_user=by)
    approve_as(desk.store, made, "supervisor")
    approve_as(desk.store, made, "legal")
    assert missing(desk, made) == {"approvals"}


def test_who_was_an_administrator_lately_signs_nothing(
    desk: Desk, client: Client, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever gives roles could make themselves an approver."""
    admin = made.users["administrator"]
    add_user(desk.people, "Pengurus Kedua", RoleOfUser.ADMINISTRATOR, PASSWORD)
    set_role(desk.people, admin.id, RoleOfUser.LEGAL)
    one = client("legal", admin.name)
    page = one.get(f"/kasus/{made.case_id}/persetujuan").text
    assert "baru saja masih pengurus" in page
    assert 'name="password"' not in page
    assert sign(one, desk, made).status_code == 400
    with pytest.raises(AccountError, match="30 hari"):
        unlock(desk.people, replace(admin, role=RoleOfUser.LEGAL), PASSWORD)  # and has no key by another way
    later = clock.wall() + 31 * 86400
    monkeypatch.setattr(clock, "wall", lambda: later)
    assert sign(client("legal", admin.name), desk, made).status_code == 303


def test_a_key_made_after_a_reset_is_marked(desk: Desk, client: Client, made: Made) -> None:
    """Whoever resets a password can log in with the new one: the other approver sees that the key is new."""
    approve_as(desk.store, made, "supervisor")
    page = f"/kasus/{made.case_id}/persetujuan"
    other = enter(client, "legal")
    assert "Kunci dibuat" in other.get(page).text
    assert "kunci baru" not in other.get(page).text
    supervisor, password = reset_password(desk.people, made.users["supervisor"].id)
    change_password(desk.people, supervisor, password, PASSWORD, PASSWORD)
    clock.fix(NOON + timedelta(days=4))
    approve_as(desk.store, made, "supervisor")
    shown = other.get(page).text
    assert shown.count("kunci baru") == 1
    assert "sandi terakhir dibuat ulang pengurus" in shown


def hoax_by(story: str, claim: str) -> Decision:
    return Decision(
        id="",
        story_id=story,
        kind=DecisionKind.DECIDE,
        items=(),
        answers={"hoax": Answer.YES},
        severity=1,
        reason="checked_false",
        by_user="u-x",
        at=NOON,
        shown={"hoax": {"claims": [claim]}},
    )


def test_what_is_easily_overlooked_is_said_before_one_signs(desk: Desk, client: Client, made: Made) -> None:
    analyst = made.users["analyst"].id
    with desk.store.writing() as db:
        keep = keep_in(db, made.case_id)
        for name, marks in (("p-2", {"minor": True}), ("p-3", {"press": True})):
            data = party(keep, party=name, pseudonym=f"Terlapor {name[-1]}", **marks)
            append(db, made.case_id, CaseStep.PARTY_ADDED, data, by_user=analyst)
        for data in ({"party": "p-2", "struck": True}, {"party": "p-3", "press": False}):
            append(db, made.case_id, CaseStep.PARTY_CHANGED, data, by_user=analyst)
        append(db, made.case_id, CaseStep.CONCLUDED, {"outcome": "concern"}, by_user=analyst)
        append(db, made.case_id, CaseStep.CONCLUDED, {"outcome": "criminal"}, by_user=analyst)
        (story, *_) = the_case(db, made.case_id).stories
        write_decision(db, hoax_by(story, "k-ditarik"))
    other = unapproved_case(desk.store, desk.settings, desk.people)
    page = enter(client, "legal").get(f"/kasus/{made.case_id}/persetujuan").text
    for words in (
        "Terlapor 2 (diduga anak) dicoret",
        "tanda pers pada Terlapor 3 dicabut",
        f"cerita {story[:8]} diputuskan hoaks, tetapi klaim yang mendasarinya tidak lagi dinilai salah",
        "Dewi Analis pernah menyimpulkan: Sah menurut hukum, tetapi mengkhawatirkan",
        f"cerita yang sama ada juga di kasus {other.case_id}",
        "jejak audit tidak mencatat bahwa Dewi Analis menyimpan",  # written past the desk, as here
    ):
        assert words in page
    asks = [f"rabat.{one.id}" for one in RABAT_FACTORS] + [
        f"elements.{one.id}" for one in questions("elements", NORM)
    ]
    filled = {"norm": NORM, "outcome": "criminal", **dict.fromkeys(asks, "met")}
    filled |= {f"why.{one}": "Alasan yang cukup panjang." for one in asks}
    assert post(enter(client, "analyst"), desk, f"/kasus/{made.case_id}/lembar", **filled).status_code == 303
    page = enter(client, "legal").get(f"/kasus/{made.case_id}/persetujuan").text
    assert "bahwa Dewi Analis menyimpan" not in page
    assert "bahwa Rina Pembuka menyimpan" in page


def test_what_changed_after_the_worksheets_is_said_before_one_signs(
    desk: Desk, client: Client, made: Made
) -> None:
    """Sheets stand when who is reported is another one: the approver is told, the sheet cannot know."""
    page, legal = f"/kasus/{made.case_id}/persetujuan", enter(client, "legal")
    assert "sebelum ini berubah" not in legal.get(page).text
    with desk.store.writing() as db:
        keep, by = keep_in(db, made.case_id), made.users["opener"].id
        append(db, made.case_id, CaseStep.PARTY_CHANGED, {"party": "p-1", "struck": True}, by_user=by)
        other = party(keep, party="p-2", pseudonym="Terlapor 2", press=True)
        append(db, made.case_id, CaseStep.PARTY_ADDED, other, by_user=by)
        append(db, made.case_id, CaseStep.DESCRIBED, described(keep), by_user=by)
        victim = party(keep, party="p-3", part="victim", conduct="none", pseudonym="Korban 2")
        append(db, made.case_id, CaseStep.PARTY_ADDED, victim, by_user=by)
        more = {"story": "s-9", "items": [["i-9", 1]]}
        append(db, made.case_id, CaseStep.STORY_ADDED, more, by_user=by)
    shown = legal.get(page).text
    changed = "sebelum ini berubah: terlapor, uraian, korban, cerita;"
    assert all(f"{name} mengisi lembar kerja {changed}" in shown for name in ("Rina Pembuka", "Dewi Analis"))
    with desk.store.writing() as db:
        data = {"party": "p-2", "part": "victim", "conduct": "none", "pseudonym": "Korban 1"}
        append(db, made.case_id, CaseStep.PARTY_CHANGED, data, by_user=by)
    assert "Korban 1 (pers) bukan lagi terlapor" in legal.get(page).text


def test_who_decided_on_an_objection_is_not_asked_to_approve(desk: Desk, client: Client, made: Made) -> None:
    with desk.store.writing() as db:
        objected = {"objection": "o-1", "party": "p-1", "words": None}
        append(db, made.case_id, CaseStep.OBJECTED, objected, by_user=made.users["analyst"].id)
        decided = {"objection": "o-1", "upheld": False, "why": None}
        append(db, made.case_id, CaseStep.OBJECTION_DECIDED, decided, by_user=made.users["legal"].id)
    legal = enter(client, "legal")
    assert "Anda memutuskan keberatan" in legal.get(f"/kasus/{made.case_id}/persetujuan").text
    assert sign(legal, desk, made).status_code == 400
    assert "1 keberatan ditolak" in enter(client, "supervisor").get(f"/kasus/{made.case_id}/persetujuan").text
