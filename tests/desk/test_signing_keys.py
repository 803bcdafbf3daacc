"""Approvers' keys: made once, wrapped by the password, kept over its change, ended by what takes it away."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.log import stamp
from cases.signers import certified, deputed
from cases.signing import fingerprint, public_key
from core import clock
from desk.people import deputies
from desk.people.accounts import AccountError, User, add_user, user_by_id
from desk.people.affiliations import set_affiliation
from desk.people.changes import change_password, reset_password, set_disabled, set_role
from desk.people.database import Database
from desk.people.passwords import Cost, stretched
from desk.people.roles import RoleOfUser
from desk.people.signing import COST, desk_key, desk_signers, own_certificate, unlock
from tests.cases.made import NOON, PASSWORD, team
from tests.desk.conftest import cheap_hashes

NEW = "kereta hijau menuju gunung"
CAMPAIGN = datetime(2024, 10, 15, 2, tzinfo=UTC)  # candidates are determined


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Database]:
    clock.fix(NOON)
    with cheap_hashes():
        yield Database(tmp_path / "desk.sqlite")


@pytest.fixture
def users(people: Database) -> dict[str, User]:
    return team(people)


def wrapped(people: Database) -> list[str]:
    return [row["wrapped"] for row in people.read("SELECT wrapped FROM signing_keys ORDER BY made_at")]


def test_the_key_is_made_once_and_opens_with_the_password_alone(
    people: Database, users: dict[str, User]
) -> None:
    legal = users["legal"]
    assert own_certificate(people, legal.id) is None
    private = unlock(people, legal, PASSWORD)
    assert unlock(people, legal, PASSWORD) == private
    with pytest.raises(AccountError):
        unlock(people, legal, PASSWORD + "x")
    made = own_certificate(people, legal.id)
    assert made is not None
    assert (made.user, made.name, made.role) == (legal.id, legal.name, "legal")
    assert made.fingerprint == fingerprint(public_key(private))
    assert certified(desk_signers(people).desk_key, made, stamp(NOON))
    row = people.one("SELECT * FROM signing_keys")
    assert row is not None
    assert private.hex() not in json.dumps(dict(row))


def test_a_wrapped_key_is_bound_to_its_owner(people: Database, users: dict[str, User]) -> None:
    unlock(people, users["legal"], PASSWORD)
    with people.writing() as db:
        db.execute("UPDATE signing_keys SET user_id = ?", (users["supervisor"].id,))
    with pytest.raises(AccountError):
        unlock(people, users["supervisor"], PASSWORD)  # the same password, and another's key


def test_a_changed_password_wraps_the_same_key(people: Database, users: dict[str, User]) -> None:
    legal = users["legal"]
    private, before = unlock(people, legal, PASSWORD), wrapped(people)
    change_password(people, legal, PASSWORD, NEW, NEW)
    assert unlock(people, legal, NEW) == private
    assert len(wrapped(people)) == 1
    assert wrapped(people) != before
    with pytest.raises(AccountError):
        unlock(people, legal, PASSWORD)


def test_a_reset_ends_the_key_and_the_next_use_makes_another(
    people: Database, users: dict[str, User]
) -> None:
    legal = users["legal"]
    old = fingerprint(public_key(unlock(people, legal, PASSWORD)))
    clock.fix(NOON + timedelta(days=1))
    _, once = reset_password(people, legal.id)
    assert wrapped(people) == [""]  # the private half is gone
    clock.fix(NOON + timedelta(days=2))
    change_password(people, user_by_id(people, legal.id) or legal, once, NEW, NEW)
    new = fingerprint(public_key(unlock(people, legal, NEW)))
    signers = desk_signers(people)
    assert set(signers.certificates) == {old, new}
    assert certified(signers.desk_key, signers.certificates[old], stamp(NOON))  # what it signed then
    assert not certified(signers.desk_key, signers.certificates[old], stamp(clock.now()))
    assert certified(signers.desk_key, signers.certificates[new], stamp(clock.now()))


def test_another_role_or_a_disabled_account_ends_the_key(people: Database, users: dict[str, User]) -> None:
    unlock(people, users["legal"], PASSWORD)
    unlock(people, users["supervisor"], PASSWORD)
    set_role(people, users["legal"].id, RoleOfUser.LEGAL)  # the same: nothing ends
    assert own_certificate(people, users["legal"].id) is not None
    set_role(people, users["legal"].id, RoleOfUser.SUPERVISOR)
    set_disabled(people, users["supervisor"].id, True)
    assert own_certificate(people, users["legal"].id) is None
    assert own_certificate(people, users["supervisor"].id) is None
    assert wrapped(people) == ["", ""]
    clock.fix(NOON + timedelta(minutes=1))
    signers = desk_signers(people)
    now = stamp(clock.now())
    assert not any(certified(signers.desk_key, one, now) for one in signers.certificates.values())
    moved = user_by_id(people, users["legal"].id)
    assert moved is not None
    unlock(people, moved, PASSWORD)
    again = own_certificate(people, moved.id)
    assert again is not None
    assert again.role == "supervisor"
    disabled = user_by_id(people, users["supervisor"].id)
    assert disabled is not None
    with pytest.raises(AccountError):
        unlock(people, disabled, PASSWORD)


def test_a_role_that_was_written_into_the_row_is_not_certified_after_the_key_was_made(
    people: Database, users: dict[str, User]
) -> None:
    unlock(people, users["analyst"], PASSWORD)
    with people.writing() as db:
        db.execute("UPDATE users SET role = 'legal' WHERE id = ?", (users["analyst"].id,))
    made = own_certificate(people, users["analyst"].id)
    assert made is not None
    assert made.role == "analyst"


def test_the_shipped_cost_is_the_one_that_the_standard_recommends() -> None:
    assert Cost() == Cost(passes=3, memory=65536, lanes=4)
    assert Cost() == COST
    assert stretched("a", b"0" * 16, Cost(1, 64, 1)) != stretched("b", b"0" * 16, Cost(1, 64, 1))


def test_a_deputy_is_named_for_a_time_and_ended(people: Database, users: dict[str, User]) -> None:
    legal, analyst = users["legal"], users["analyst"]
    until = NOON + timedelta(days=5)
    named = deputies.name_deputy(people, legal, analyst.id, "legal", until)
    assert deputies.active(people, analyst.id) == named
    assert deputed(desk_signers(people).desk_key, desk_signers(people).deputies[named.id], stamp(until))
    with pytest.raises(AccountError, match="sudah menjadi pengganti"):
        deputies.name_deputy(people, legal, analyst.id, "supervisor", until)
    deputies.end_deputy(people, named.id)
    assert deputies.active(people, analyst.id) is None
    with pytest.raises(AccountError):
        deputies.end_deputy(people, named.id)
    deputies.name_deputy(people, legal, analyst.id, "supervisor", until)
    clock.fix(until + timedelta(seconds=1))
    assert deputies.active(people, analyst.id) is None


@pytest.mark.parametrize(
    ("by", "who", "role", "days"),
    [
        ("legal", "administrator", "legal", 5),
        ("legal", "legal", "legal", 5),
        ("legal", "supervisor", "legal", 5),  # would be both
        ("supervisor", "legal", "supervisor", 5),
        ("legal", "analyst", "administrator", 5),
        ("legal", "analyst", "legal", 31),
        ("legal", "analyst", "legal", 0),
        ("opener", "analyst", "legal", 5),  # may not name anybody
        ("administrator", "analyst", "legal", 5),
        ("legal", "nobody", "legal", 5),
    ],
)
def test_who_is_no_deputy(
    people: Database, users: dict[str, User], by: str, who: str, role: str, days: int
) -> None:
    named = users[who].id if who in users else "u-none"
    with pytest.raises(AccountError):
        deputies.name_deputy(people, users[by], named, role, NOON + timedelta(days=days))
    assert deputies.all_deputies(people) == []


def test_a_viewer_and_a_disabled_account_are_no_deputies(people: Database, users: dict[str, User]) -> None:
    viewer, _ = add_user(people, "Vera", RoleOfUser.VIEWER, PASSWORD)
    set_disabled(people, users["opener"].id, True)
    found = {one.id for one in deputies.candidates(people, users["legal"])}
    assert found == {users["analyst"].id}
    assert viewer.id not in found


def test_a_deputy_written_by_hand_stands_for_nobody(people: Database, users: dict[str, User]) -> None:
    named = deputies.name_deputy(
        people, users["legal"], users["analyst"].id, "legal", NOON + timedelta(days=5)
    )
    with people.writing() as db:
        db.execute("UPDATE deputies SET deputy = replace(deputy, '\"legal\"', '\"supervisor\"')")
    assert deputies.active(people, users["analyst"].id) is None
    assert desk_signers(people).deputies[named.id].for_role == "supervisor"  # there, and worth nothing


def test_a_changed_role_ends_what_one_stands_in_for(people: Database, users: dict[str, User]) -> None:
    deputies.name_deputy(people, users["legal"], users["analyst"].id, "legal", NOON + timedelta(days=5))
    set_role(people, users["analyst"].id, RoleOfUser.SUPERVISOR)
    assert deputies.active(people, users["analyst"].id) is None


def test_the_desks_key_lies_in_the_folder_of_the_accounts(people: Database) -> None:
    assert desk_key(people) == (people.path.parent / "keys" / "signature.key").read_bytes()


def test_who_loses_the_role_no_longer_has_deputies(people: Database, users: dict[str, User]) -> None:
    """Else somebody who is dismissed would still have a hand in what is signed, for a month."""
    until = NOON + timedelta(days=9)
    changes: tuple[Callable[[], object], ...] = (
        lambda: set_role(people, users["supervisor"].id, RoleOfUser.ANALYST),
        lambda: set_disabled(people, users["legal"].id, True),
    )
    for change in changes:
        who = "legal" if deputies.all_deputies(people) else "supervisor"
        deputies.name_deputy(people, users[who], users["analyst"].id, "legal", until)
        assert deputies.active(people, users["analyst"].id) is not None
        change()
        clock.fix(clock.now() + timedelta(minutes=1))
        assert deputies.active(people, users["analyst"].id) is None


def test_who_is_bound_to_a_contestant_is_no_deputy(people: Database, users: dict[str, User]) -> None:
    clock.fix(CAMPAIGN)
    until = CAMPAIGN + timedelta(days=5)
    set_affiliation(people, users["analyst"].id, "kasmidi-kinsu", "u-test")
    assert users["analyst"].id not in {one.id for one in deputies.candidates(people, users["legal"])}
    with pytest.raises(AccountError, match="peserta pemilihan"):
        deputies.name_deputy(people, users["legal"], users["analyst"].id, "legal", until)
    set_affiliation(people, users["analyst"].id, "", "u-test")
    deputies.name_deputy(people, users["legal"], users["analyst"].id, "legal", until)
