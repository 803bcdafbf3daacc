"""What changes an account: role, password, disabled or not. Each ends the user's sessions.

The last administrator who can log in and answers to no contestant stays one: else nobody could let anybody in
again.
"""

import sqlite3

from desk.people import history, signing
from desk.people.accounts import AccountError, User, not_the_last, user_by_id
from desk.people.database import Database
from desk.people.passwords import hash_password, one_time_password, verify, weakness
from desk.people.roles import RoleOfUser
from desk.people.sessions import end_all

_LAST = "pengurus terakhir tidak bisa dinonaktifkan atau dipindahkan; tambahkan pengurus lain dulu"


def set_role(people: Database, user_id: str, role: RoleOfUser) -> User:
    """Move a user to another role; the key they sign with ends. Their own role changes nothing.

    Raises AccountError.
    """
    with people.writing() as db:
        _exists(db, user_id)
        before = _role(db, user_id)
        if before != role.value:
            if before == RoleOfUser.ADMINISTRATOR.value:
                not_the_last(db, user_id, _LAST)
                history.keep(db, user_id, history.Change.WAS_ADMINISTRATOR)
            signing.end_of(people, db, user_id, deputies=True)
            db.execute("UPDATE users SET role = ? WHERE id = ?", (role.value, user_id))
            end_all(db, user_id)
    return _again(people, user_id)


def set_disabled(people: Database, user_id: str, disabled: bool) -> User:
    """Let a user no longer in, or in again. Raises AccountError."""
    with people.writing() as db:
        _exists(db, user_id)
        if disabled:
            not_the_last(db, user_id, _LAST)
            db.execute("DELETE FROM holds WHERE user_id = ?", (user_id,))  # others need not wait for them
            signing.end_of(people, db, user_id, deputies=True)
        db.execute("UPDATE users SET disabled = ? WHERE id = ?", (int(disabled), user_id))
        end_all(db, user_id)
    return _again(people, user_id)


def reset_password(people: Database, user_id: str) -> tuple[User, str]:
    """Give a user a new one-time password; the key they sign with ends. Raises AccountError."""
    password = one_time_password()
    _keep(people, user_id, password, must_change=True, wrapped=None)
    return _again(people, user_id), password


def change_password(people: Database, user: User, current: str, new: str, again: str) -> None:
    """The user's own change. Raises AccountError, in Indonesian, where it can't be taken."""
    check_new(user, current, new, again)
    row = people.one("SELECT password FROM users WHERE id = ?", (user.id,))
    if not verify(row["password"] if row else None, current):
        raise AccountError("sandi sekarang salah")
    wrapped = signing.rewrapped(people, user.id, current, new)
    _keep(people, user.id, new, must_change=False, wrapped=wrapped)


def check_new(user: User, current: str, new: str, again: str) -> None:
    """Whether this may be a user's new password, as far as the form tells. Raises AccountError."""
    if new != again:
        raise AccountError("kedua sandi baru tidak sama")
    if new == current:
        raise AccountError("sandi baru sama dengan yang sekarang; pilih yang lain")
    if too_easy := weakness(new, user.name):
        raise AccountError(too_easy)


def set_language(people: Database, user_id: str, language: str) -> None:
    """The language that a user has chosen."""
    with people.writing() as db:
        db.execute("UPDATE users SET language = ? WHERE id = ?", (language, user_id))


def _keep(
    people: Database, user_id: str, password: str, *, must_change: bool, wrapped: dict[str, str] | None
) -> None:
    hashed = hash_password(password)  # before the transaction: it takes long
    with people.writing() as db:
        _exists(db, user_id)
        db.execute(
            "UPDATE users SET password = ?, must_change = ? WHERE id = ?", (hashed, int(must_change), user_id)
        )
        if wrapped is not None:
            signing.keep_wrapped(db, wrapped)
        else:  # nobody could open it any more
            signing.end_of(people, db, user_id, deputies=False)
        if must_change:  # somebody else drew it: whoever relies on this account's signature is told
            history.keep(db, user_id, history.Change.RESET)
        end_all(db, user_id)


def _role(db: sqlite3.Connection, user_id: str) -> str:
    return str(db.execute("SELECT role FROM users WHERE id = ?", (user_id,)).fetchone()["role"])


def _exists(db: sqlite3.Connection, user_id: str) -> None:
    if not db.execute("SELECT 1 FROM users WHERE id = ?", (user_id,)).fetchone():
        raise AccountError("pengguna ini tidak ada")


def _again(people: Database, user_id: str) -> User:
    user = user_by_id(people, user_id)
    if user is None:
        raise AccountError("pengguna ini tidak ada")
    return user
