"""Accounts: who may log in. Passwords are kept as argon2id (RFC 9106) only."""

import secrets
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from core import clock
from core.errors import PantauError
from desk.people.database import Database
from desk.people.roles import Permission, RoleOfUser, may

_HASHER: Final = PasswordHasher()  # argon2id with the library's current parameters
_UNKNOWN: Final = _HASHER.hash("nobody")  # compared where there is no such user: the answer takes as long


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


def _user(row: object) -> User:
    return User(
        row["id"],  # type: ignore[index]
        row["name"],  # type: ignore[index]
        RoleOfUser(row["role"]),  # type: ignore[index]
        bool(row["must_change"]),  # type: ignore[index]
        bool(row["disabled"]),  # type: ignore[index]
        row["language"],  # type: ignore[index]
    )


def users(people: Database) -> list[User]:
    """All accounts, by name."""
    return [_user(row) for row in people.read("SELECT * FROM users ORDER BY name")]


def user_by_id(people: Database, user_id: str) -> User | None:
    """The account with this id."""
    row = people.one("SELECT * FROM users WHERE id = ?", (user_id,))
    return _user(row) if row else None


def add_user(
    people: Database, name: str, role: RoleOfUser, password: str = "", *, must_change: bool = True
) -> tuple[User, str]:
    """Make an account; with no password a one-time one is drawn. Returns the user and the password.

    Raises AccountError where the name is taken or empty.
    """
    name = " ".join(name.split())
    if not name:
        raise AccountError("nama pengguna kosong")
    password = password or one_time_password()
    user_id = f"u-{secrets.token_hex(5)}"
    with people.writing() as db:
        if db.execute("SELECT 1 FROM users WHERE name = ?", (name,)).fetchone():
            raise AccountError(f"pengguna {name} sudah ada")
        db.execute(
            "INSERT INTO users (id, name, role, password, must_change, made_at) VALUES (?, ?, ?, ?, ?, ?)",
            (user_id, name, role.value, _HASHER.hash(password), int(must_change), clock.wall()),
        )
    made = user_by_id(people, user_id)
    assert made is not None  # noqa: S101  just written
    return made, password


def one_time_password() -> str:
    """A password that is read out once: 60 bits, in letters and digits that are not mistaken."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def check_password(people: Database, name: str, password: str) -> User | None:
    """The user, if the password is right and the account is not disabled."""
    row = people.one("SELECT * FROM users WHERE name = ?", (" ".join(name.split()),))
    try:
        _HASHER.verify(row["password"] if row else _UNKNOWN, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    if row is None or row["disabled"]:
        return None
    return _user(row)


def user_names(people: Database) -> dict[str, str]:
    """Names by user id, of disabled accounts too: old decisions keep their author."""
    return {row["id"]: row["name"] for row in people.read("SELECT id, name FROM users")}
