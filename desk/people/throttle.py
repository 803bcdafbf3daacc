"""Login throttled: after some failures one waits, longer each time, per name and per address; whoever has a
session and is asked for the password again, by themselves: a stranger's tries at the login do not stop them.

A try is written down before the password is looked at, so that many at once do not slip through; a right
password takes it back. Names are kept as keyed hashes: people type passwords into the wrong field.
"""

import hashlib
import hmac
import sqlite3
from collections.abc import Mapping
from typing import Final

from core import clock
from desk.people.accounts import User, tidy
from desk.people.database import Database

WINDOW: Final = 3600.0  # seconds after which a failure is forgotten
FREE: Final = 5  # failures of one name from one address before one waits
FREE_ADDRESS: Final = 20  # of one address, whatever the names
FREE_NAME: Final = 30  # of one name, whatever the addresses: a stranger shall not easily lock somebody out
_SESSION: Final = "session"  # in place of an address: the tries of somebody with a session, by user id
_FIRST_WAIT: Final = 30.0
_LONGEST_WAIT: Final = 900.0


def admit(people: Database, key: bytes, name: str, address: str) -> float:
    """0 where a try may be made now (and it is counted as a failure), else the seconds to wait."""
    hashed = _hash(key, name)
    more = {"address = ?": ((address,), FREE_ADDRESS), "name = ?": ((hashed,), FREE_NAME)}
    return _admit(people, hashed, address, more)


def admit_again(people: Database, user: User) -> float:
    """The same for the password of somebody who has a session."""
    return _admit(people, user.id, _SESSION, {})


def _admit(
    people: Database, name: str, address: str, more: Mapping[str, tuple[tuple[str, ...], int]]
) -> float:
    now = clock.wall()
    with people.writing() as db:
        db.execute("DELETE FROM login_attempts WHERE at < ?", (now - WINDOW,))
        counted = {"name = ? AND address = ?": ((name, address), FREE), **more}
        wait = max(_wait(db, where, values, free, now) for where, (values, free) in counted.items())
        if wait <= 0:
            db.execute("INSERT INTO login_attempts VALUES (?, ?, ?)", (name, address, now))
    return max(0.0, wait)


def succeeded(people: Database, key: bytes, name: str, address: str) -> None:
    """The password was right: the failures of this name from here are forgotten."""
    with people.writing() as db:
        db.execute("DELETE FROM login_attempts WHERE name = ? AND address = ?", (_hash(key, name), address))


def succeeded_again(people: Database, user: User) -> None:
    """The same for the password of somebody who has a session."""
    with people.writing() as db:
        db.execute("DELETE FROM login_attempts WHERE name = ?", (user.id,))


def forget(people: Database, key: bytes, user: User) -> None:
    """An administrator has given a new password: the user need not wait any longer."""
    with people.writing() as db:
        db.execute("DELETE FROM login_attempts WHERE name IN (?, ?)", (_hash(key, user.name), user.id))


def _wait(db: sqlite3.Connection, where: str, values: tuple[str, ...], free: int, now: float) -> float:
    # `where` is one of those above, never from a form
    sql = f"SELECT count(*) AS n, max(at) AS last FROM login_attempts WHERE {where}"  # noqa: S608
    row = db.execute(sql, values).fetchone()
    over = int(row["n"]) - free
    if over < 0:
        return 0.0
    wait = _LONGEST_WAIT if over > 5 else min(_LONGEST_WAIT, _FIRST_WAIT * 2**over)
    return float(row["last"]) + wait - now


def _hash(key: bytes, name: str) -> str:
    plain = tidy(name).casefold()[:200]
    return hmac.new(key, b"attempt:" + plain.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
