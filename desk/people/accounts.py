"""Accounts: who may log in. What changes one afterwards is in `changes.py`."""

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from core import clock
from core.errors import PantauError
from desk.people.database import Database
from desk.people.passwords import hash_password, is_outdated, one_time_password, verify
from desk.people.roles import Permission, RoleOfUser, may

FIRST_NAME: Final = "admin"
_LONGEST_NAME: Final = 60


class AccountError(PantauError):
    """An account that cannot be made or changed; one line for the one who asked, in Indonesian."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with an account."""

    id: str
    name: str
    role: RoleOfUser
    must_change: bool
    disabled: bool
    language: str

    def may(self, permission: Permission) -> bool:
        """Whether the user has this permission."""
        return may(self.role, permission)


def _user(row: sqlite3.Row) -> User:
    return User(
        row["id"],
        row["name"],
        RoleOfUser(row["role"]),
        bool(row["must_change"]),
        bool(row["disabled"]),
        row["language"],
    )


def users(people: Database) -> list[User]:
    """All accounts, by name."""
    return [_user(row) for row in people.read("SELECT * FROM users ORDER BY name")]


def user_by_id(people: Database, user_id: str) -> User | None:
    """The account with this id."""
    row = people.one("SELECT * FROM users WHERE id = ?", (user_id,))
    return _user(row) if row else None


def user_by_name(people: Database, name: str) -> User | None:
    """The account with this name, however it is capitalised."""
    row = people.one("SELECT * FROM users WHERE name = ?", (tidy(name),))
    return _user(row) if row else None


def tidy(name: str) -> str:
    """A name with single spaces, without what cannot be seen: two names must not look the same."""
    return " ".join("".join(c for c in " ".join(name.split()) if c.isprintable()).split())


def add_user(
    people: Database, name: str, role: RoleOfUser, password: str = "", *, must_change: bool = True
) -> tuple[User, str]:
    """Make an account; with no password a one-time one is drawn. Returns the user and the password.

    Raises AccountError where the name is taken, empty or too long.
    """
    name = tidy(name)
    if not name:
        raise AccountError("nama pengguna kosong")
    if len(name) > _LONGEST_NAME:
        raise AccountError(f"nama pengguna terlalu panjang; paling banyak {_LONGEST_NAME} huruf")
    password = password or one_time_password()
    hashed = hash_password(password)  # before the transaction: it takes long
    with people.writing() as db:
        if db.execute("SELECT 1 FROM users WHERE name = ?", (name,)).fetchone():
            raise AccountError(f"pengguna {name} sudah ada")
        user = _insert(db, name, role, hashed, must_change)
    return user, password


def first_administrator(people: Database) -> tuple[User, str] | None:
    """At the first start: an administrator with a one-time password. None where there is one already."""
    if _has_administrator(people.one):
        return None
    password = one_time_password()
    hashed = hash_password(password)
    with people.writing() as db:
        if _has_administrator(lambda sql, values: db.execute(sql, values).fetchone()):
            return None  # another start was faster
        taken = {row["name"].casefold() for row in db.execute("SELECT name FROM users")}
        names = (FIRST_NAME, *(f"{FIRST_NAME}{number}" for number in range(2, len(taken) + 3)))
        name = next(name for name in names if name not in taken)
        return _insert(db, name, RoleOfUser.ADMINISTRATOR, hashed, True), password


def _has_administrator(one: Callable[[str, tuple[object, ...]], sqlite3.Row | None]) -> bool:
    return one("SELECT 1 FROM users WHERE role = ? LIMIT 1", (RoleOfUser.ADMINISTRATOR.value,)) is not None


def not_the_last(db: sqlite3.Connection, user_id: str, refusal: str) -> None:
    """Within the transaction: an administrator may only go where another is left who can let others in.

    Whoever answers to a contestant is no such other: while candidates stand such a user reads numbers only
    (desk/people/affiliations.py). Raises AccountError with `refusal`.
    """
    bound = {
        str(row["id"]): bool(row["bound"])
        for row in db.execute(
            "SELECT id, id IN (SELECT user_id FROM affiliations WHERE ended_at IS NULL) AS bound "
            "FROM users WHERE role = ? AND disabled = 0",
            (RoleOfUser.ADMINISTRATOR.value,),
        )
    }
    if user_id in bound and all(bound[other] for other in bound if other != user_id):
        raise AccountError(refusal)


def _insert(db: sqlite3.Connection, name: str, role: RoleOfUser, hashed: str, must_change: bool) -> User:
    user_id = f"u-{secrets.token_hex(5)}"
    db.execute(
        "INSERT INTO users (id, name, role, password, must_change, made_at) VALUES (?, ?, ?, ?, ?, ?)",
        (user_id, name, role.value, hashed, int(must_change), clock.wall()),
    )
    return User(user_id, name, role, must_change, False, "id")


def check_password(people: Database, name: str, password: str) -> User | None:
    """The user, if the password is right and the account is not disabled; as slow where there is none."""
    row = people.one("SELECT * FROM users WHERE name = ?", (tidy(name),))
    if not verify(row["password"] if row else None, password) or row is None or row["disabled"]:
        return None
    if is_outdated(row["password"]):
        renewed = hash_password(password)
        with people.writing() as db:
            db.execute(
                "UPDATE users SET password = ? WHERE id = ? AND password = ?",
                (renewed, row["id"], row["password"]),
            )
    return _user(row)


def user_names(people: Database) -> dict[str, str]:
    """Names by user id, of disabled accounts too: old decisions keep their author."""
    return {row["id"]: row["name"] for row in people.read("SELECT id, name FROM users")}
