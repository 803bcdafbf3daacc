"""Accounts on their page and on the command line; the table of roles in the docs."""

import re
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from core.settings import PROJECT, settings
from desk.people import changes
from desk.people.accounts import AccountError, User, add_user, check_password, first_administrator, users
from desk.people.affiliations import set_affiliation
from desk.people.database import Database, DatabaseError
from desk.people.roles import EXPORT_ROWS, MAY, PERMISSION_WORDS, ROLE_WORDS, Permission, RoleOfUser, may
from tests.desk.conftest import PASSWORD, Client, post
from tests.desk.mixed import mixed

if TYPE_CHECKING:
    from desk.desk import Desk

Run = Callable[..., Result]


@pytest.fixture
def people(tmp_path: Path) -> Database:
    return Database(tmp_path / "desk.sqlite")


def named(people: Database, name: str) -> User:
    return next(user for user in users(people) if user.name == name)


def audited(people: Database) -> list[tuple[str, str]]:
    return [(row["action"], row["object"]) for row in people.read("SELECT action, object FROM audit_waiting")]


def as_table() -> str:
    """The table as `docs/roles.md` prints it."""
    roles = list(RoleOfUser)
    rows = [
        ["boleh", *(f"{ROLE_WORDS[role]} (`{role.value}`)" for role in roles)],
        ["---"] * (len(roles) + 1),
        *(
            [f"{PERMISSION_WORDS[one]} (`{one.value}`)", *("ya" if may(role, one) else "–" for role in roles)]
            for one in Permission
        ),
        ["baris dalam satu ekspor", *(str(EXPORT_ROWS[role]) for role in roles)],
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def test_the_docs_print_the_table() -> None:
    assert as_table() in (PROJECT / "docs" / "roles.md").read_text(encoding="utf-8")


def test_the_one_who_approves_has_not_fed_the_queue_and_the_administrator_reads_no_items() -> None:
    assert Permission.DECIDE not in MAY[RoleOfUser.LEGAL]
    assert not {Permission.READ, Permission.REVEAL, Permission.DECIDE} & MAY[RoleOfUser.ADMINISTRATOR]
    assert MAY[RoleOfUser.VIEWER] == {Permission.COUNTS}
    assert [role for role in RoleOfUser if Permission.ACCOUNTS in MAY[role]] == [RoleOfUser.ADMINISTRATOR]


def test_the_first_start_makes_one_administrator(people: Database) -> None:
    add_user(people, "admin", RoleOfUser.ANALYST)
    first = first_administrator(people)
    assert first is not None
    user, password = first
    assert (user.name, user.role, user.must_change) == ("admin2", RoleOfUser.ADMINISTRATOR, True)
    assert check_password(people, "admin2", password) == user
    assert first_administrator(people) is None


def test_two_first_starts_make_one(people: Database) -> None:
    made: list[object] = []
    threads = [threading.Thread(target=lambda: made.append(first_administrator(people))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in made if one]) == 1
    assert len(users(people)) == 1


def test_an_account_is_added_moved_reset_and_disabled(client: Client, desk: "Desk") -> None:
    admin, secret = client("administrator"), re.compile(r'class="secret">([^<]+)<')
    assert post(admin, desk, "/akun", name="Sari", role="analyst").headers["location"] == "/akun"
    other = client("administrator", "Rina").get("/akun").text
    assert 'class="secret"' not in other, "only who asked for it sees it"
    once = secret.search(admin.get("/akun").text)
    assert once
    sari = named(desk.people, "Sari")
    assert sari.must_change and check_password(desk.people, "Sari", once[1]) == sari
    assert once[1] not in admin.get("/akun").text

    assert post(admin, desk, f"/akun/{sari.id}/peran", role="legal").status_code == 303
    assert named(desk.people, "Sari").role is RoleOfUser.LEGAL
    assert post(admin, desk, f"/akun/{sari.id}/sandi").status_code == 303
    again = secret.search(admin.get("/akun").text)
    assert 'class="secret"' not in admin.get("/akun").text, "loading again neither shows nor draws one"
    assert again and again[1] != once[1]
    assert check_password(desk.people, "Sari", once[1]) is None

    post(admin, desk, f"/akun/{sari.id}/aktif", disabled="1")
    assert check_password(desk.people, "Sari", again[1]) is None
    post(admin, desk, f"/akun/{sari.id}/aktif", disabled="0")
    assert check_password(desk.people, "Sari", again[1]) is not None
    about = f"user:{sari.id}"
    assert [action for action, what in audited(desk.people) if what == about] == [
        "user_added", "user_role", "user_reset", "user_disabled", "user_enabled",
    ]  # fmt: skip
    kept = str([tuple(row) for row in desk.people.read("SELECT * FROM audit_waiting")])
    assert "Sari" not in kept and once[1] not in kept


def test_what_ends_with_it_is_said_before_an_account_is_changed(client: Client, desk: "Desk") -> None:
    add_user(desk.people, "Sari", RoleOfUser.ANALYST, PASSWORD)
    page = client("administrator", "Rina").get("/akun").text
    row = next(one for one in page.split("<tr>") if ">Sari</th>" in one)
    for path in ("peran", "aktif", "sandi"):
        before, form = row.split(f'/{path}"')[0], row.split(f'/{path}"')[1]
        assert before.count("<details>") - before.count("</details>") == 1, "a second press does it"
        assert "kunci tanda tangan" in before[before.rindex("<details>") :]
        assert "<button" in form.split("</details>")[0]
    own = next(one for one in page.split("<tr>") if ">Rina</th>" in one)
    assert 'href="/sandi"' in own, "one's own password is changed elsewhere"


def test_the_role_that_somebody_has_already_changes_nothing(client: Client, desk: "Desk") -> None:
    admin, sari = client("administrator"), client("analyst", "Sari")
    user = named(desk.people, "Sari")
    assert post(admin, desk, f"/akun/{user.id}/peran", role="analyst").status_code == 303
    assert sari.get("/antrean").status_code == 200, "the session goes on"
    assert ("user_role", f"user:{user.id}") not in audited(desk.people)


def test_wrong_names_and_roles_are_told(client: Client, desk: "Desk") -> None:
    admin = client("administrator")
    post(admin, desk, "/akun", name="Sari", role="analyst")
    for fields, words in (
        ({"name": " sari", "role": "analyst"}, "sudah ada"),
        ({"name": "  ", "role": "analyst"}, "kosong"),
        ({"name": "x" * 61, "role": "analyst"}, "terlalu panjang"),
        ({"name": "Budi", "role": "dewa"}, "pilih peran"),
    ):
        answer = post(admin, desk, "/akun", **fields)
        assert answer.status_code == 400
        assert words in answer.text
    assert post(admin, desk, "/akun/u-tidak-ada/sandi").status_code == 400


def test_the_last_administrator_stays(client: Client, desk: "Desk") -> None:
    admin = client("administrator", "Rina")
    rina = named(desk.people, "Rina")
    _, _ = add_user(desk.people, "Tono", RoleOfUser.ADMINISTRATOR, PASSWORD)
    changes.set_disabled(desk.people, named(desk.people, "Tono").id, True)
    for path, fields in (("peran", {"role": "viewer"}), ("aktif", {"disabled": "1"})):
        answer = post(admin, desk, f"/akun/{rina.id}/{path}", **fields)
        assert answer.status_code == 400
        assert "pengurus terakhir" in answer.text
    changes.set_disabled(desk.people, named(desk.people, "Tono").id, False)
    assert post(admin, desk, f"/akun/{rina.id}/peran", role="viewer").status_code == 303
    assert admin.get("/akun").headers["location"].startswith("/masuk"), "the session has ended with the role"


def test_an_administrator_bound_to_a_contestant_is_no_other_one(people: Database) -> None:
    """While candidates stand a bound one reads numbers only: nobody could let anybody in, or end that."""
    ana, budi = (add_user(people, name, RoleOfUser.ADMINISTRATOR, PASSWORD)[0] for name in ("Ana", "Budi"))
    set_affiliation(people, ana.id, "kasmidi-kinsu", budi.id)
    for leave in (
        lambda: changes.set_disabled(people, budi.id, True),
        lambda: changes.set_role(people, budi.id, RoleOfUser.VIEWER),
        lambda: set_affiliation(people, budi.id, "kasmidi-kinsu", budi.id),
    ):
        with pytest.raises(AccountError, match="pengurus terakhir"):
            leave()
    changes.set_disabled(people, ana.id, True)  # whoever is bound may go
    changes.set_disabled(people, ana.id, False)
    set_affiliation(people, ana.id, "", budi.id)
    assert changes.set_disabled(people, budi.id, True).disabled


def test_where_all_administrators_are_bound_the_last_one_stays(people: Database) -> None:
    """As a desk may have been left by an earlier version: who is in can still end it in quiet times."""
    ana, budi = (add_user(people, name, RoleOfUser.ADMINISTRATOR, PASSWORD)[0] for name in ("Ana", "Budi"))
    sari, _ = add_user(people, "Sari", RoleOfUser.ANALYST, PASSWORD)
    set_affiliation(people, ana.id, "kasmidi-kinsu", budi.id)
    with people.writing() as db:
        db.execute("UPDATE users SET disabled = 1 WHERE id = ?", (budi.id,))
    with pytest.raises(AccountError, match="pengurus terakhir"):
        changes.set_disabled(people, ana.id, True)
    assert changes.set_role(people, sari.id, RoleOfUser.VIEWER).role is RoleOfUser.VIEWER
    set_affiliation(people, ana.id, "", ana.id)


def test_two_who_move_each_other_at_once_do_not_both_succeed(people: Database) -> None:
    both = [add_user(people, name, RoleOfUser.ADMINISTRATOR, PASSWORD)[0] for name in ("Rina", "Tono")]
    failed: list[AccountError] = []

    def move(user: User) -> None:
        try:
            changes.set_role(people, user.id, RoleOfUser.VIEWER)
        except AccountError as error:
            failed.append(error)

    threads = [threading.Thread(target=move, args=(user,)) for user in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 1
    assert [user.role for user in users(people)].count(RoleOfUser.ADMINISTRATOR) == 1


@pytest.fixture
def pantau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    from pantau import app

    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    settings.cache_clear()
    return lambda *words: CliRunner().invoke(app, ["user", *words])


def test_the_command_line_does_the_same(pantau: Run, tmp_path: Path) -> None:
    assert pantau("list").stdout == ""
    assert not (tmp_path / "data").exists(), "looking makes nothing"
    added = pantau("add", "Rina", "--role", "administrator")
    once = added.stdout.rstrip().rpartition(" ")[2]
    people = Database(tmp_path / "data" / "desk.sqlite")
    assert check_password(people, "Rina", once)
    assert pantau("add", "Sari").exit_code == 0
    assert pantau("role", "sari", "supervisor").exit_code == 0
    assert pantau("disable", "Sari").exit_code == 0
    assert "Sari\tsupervisor\tnonaktif" in pantau("list").stdout
    assert pantau("disable", "Sari", "--undo").exit_code == 0
    again = pantau("reset", "Rina").stdout.rstrip().rpartition(" ")[2]
    assert check_password(people, "Rina", once) is None
    assert check_password(people, "Rina", again)
    for words in (("disable", "Rina"), ("role", "Rina", "viewer")):
        refused = pantau(*words)
        assert refused.exit_code == 1
        assert "pengurus terakhir" in refused.stderr
    assert pantau("reset", "siapa").exit_code == 2
    assert pantau("add", "Budi", "--role", "dewa").exit_code == 2
    assert [action for action, _ in audited(people)] == [
        "user_added", "user_added", "user_role", "user_disabled", "user_enabled", "user_reset",
    ]  # fmt: skip
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("whole", [0, 4096], ids=["no database", "torn pages"])
def test_a_damaged_file_is_one_line_with_its_remedy(pantau: Run, tmp_path: Path, whole: int) -> None:
    pantau("add", "Rina")
    path = tmp_path / "data" / "desk.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    there = path.read_bytes()
    path.write_bytes(there[:whole] + b"\x77" * (len(there) - whole))
    result = pantau("list")
    assert result.exit_code == 1
    assert re.fullmatch(rf"pantau: {path}: damaged \(.+\); delete desk.sqlite-wal and .*\n", result.stderr)


def test_an_older_copy_under_a_newer_log_is_damaged(tmp_path: Path) -> None:
    path = mixed(tmp_path)
    with pytest.raises(DatabaseError, match=r"desk.sqlite-wal and desk.sqlite-shm, then restore"):
        Database(path).check()
    Database(tmp_path / "whole.sqlite").check()


def test_a_mistake_of_ours_is_not_told_as_a_damaged_file(tmp_path: Path) -> None:
    people = Database(tmp_path / "desk.sqlite")
    with pytest.raises(sqlite3.ProgrammingError):
        people.read("SELECT ?", ("one", "too many"))


def test_nobody_else_on_the_machine_reads_the_accounts(tmp_path: Path) -> None:
    people = Database(tmp_path / "open" / "desk.sqlite")
    add_user(people, "Rina", RoleOfUser.ADMINISTRATOR, PASSWORD)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "open").iterdir()}
    assert modes == dict.fromkeys(("desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm"), 0o600)
