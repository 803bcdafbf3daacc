"""Sessions: a signed cookie that names a row; the row ends by logging out, by time, or with the account."""

import hashlib
import hmac
import secrets
import sqlite3
from dataclasses import dataclass
from typing import Final

from itsdangerous import BadSignature, TimestampSigner

from core import clock
from desk.people.accounts import User, user_by_id
from desk.people.database import Database

COOKIE: Final = "pantau"
IDLE: Final = 2 * 3600.0  # seconds without a request, then one logs in anew
LONGEST: Final = 12 * 3600.0  # a working day


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody logged in; `csrf` must come back with every change."""

    id: str
    user: User
    csrf: str
    contestant: str = ""  # whom the user answers to, while that leaves him a viewer (affiliations.py)


def _signer(key: bytes) -> TimestampSigner:
    return TimestampSigner(key, salt=b"pantau.session", digest_method=hashlib.sha256)


def begin(people: Database, key: bytes, user: User) -> str:
    """Begin a session; the cookie's value."""
    token, now = secrets.token_urlsafe(32), clock.wall()
    with people.writing() as db:
        db.execute("DELETE FROM sessions WHERE seen_at < ? OR began_at < ?", (now - IDLE, now - LONGEST))
        db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_hash(token), user.id, now, now))
    return _signer(key).sign(token).decode()


def find(people: Database, key: bytes, cookie: str, *, touch: bool = True) -> Session | None:
    """The session that a cookie names, if it is ours and has not ended; `touch`: it was used now."""
    try:
        token = _signer(key).unsign(cookie, max_age=int(LONGEST)).decode()
    except BadSignature:
        return None
    now, session_id = clock.wall(), _hash(token)
    row = people.one("SELECT * FROM sessions WHERE id = ?", (session_id,))
    if row is None or row["seen_at"] < now - IDLE or row["began_at"] < now - LONGEST:
        return None
    user = user_by_id(people, row["user_id"])
    if user is None or user.disabled:
        return None
    if touch and row["seen_at"] < now - 60:  # not a write with every request
        with people.writing() as db:
            db.execute("UPDATE sessions SET seen_at = ? WHERE id = ?", (now, session_id))
    return Session(session_id, user, csrf_token(key, session_id))


def end(people: Database, session_id: str) -> None:
    """Log out."""
    with people.writing() as db:
        db.execute("DELETE FROM sessions WHERE id = ?", (session_id,))


def end_all(db: sqlite3.Connection, user_id: str) -> None:
    """End all sessions of a user, in the transaction that takes something away from them."""
    db.execute("DELETE FROM sessions WHERE user_id = ?", (user_id,))


def csrf_token(key: bytes, session_id: str) -> str:
    """What every form of this session carries."""
    return hmac.new(key, b"csrf:" + session_id.encode(), hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
