"""What became of an account that those must know who rely on its signature. Rows of `desk.sqlite` that stay.

An administrator gives roles and one-time passwords, and so could sign as an approver: by becoming one, or in
an approver's place. The first waits a month; the second is told wherever people approve.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from core import clock
from desk.people.database import Database

WAIT_DAYS: Final = 30
"""days after which somebody who was an administrator may sign"""
WAIT: Final = "Anda baru saja masih pengurus; menandatangani boleh setelah 30 hari dalam peran lain"
"""Indonesian; why not yet"""


class Change(StrEnum):
    """What became of an account."""

    WAS_ADMINISTRATOR = "was_administrator"  # until then
    RESET = "reset"  # somebody else drew a new password


@dataclass(frozen=True, slots=True)
class History:
    """An account as those see it who rely on its signature."""

    since: datetime | None  # made; None for an unknown id
    reset: datetime | None  # the last time that somebody else drew a password


def keep(db: sqlite3.Connection, user_id: str, what: Change) -> None:
    """Write it down, in the transaction that changes the account. By the machine's own time."""
    db.execute("INSERT INTO account_changes VALUES (?, ?, ?)", (user_id, what.value, clock.wall()))


def lately_administrator(one: Callable[[str, tuple[object, ...]], sqlite3.Row | None], user_id: str) -> bool:
    """Whether the user was an administrator within the last WAIT_DAYS days. `one`: asks for the first row."""
    after = clock.wall() - WAIT_DAYS * 86400.0
    sql = "SELECT 1 FROM account_changes WHERE user_id = ? AND what = ? AND at > ?"
    return one(sql, (user_id, Change.WAS_ADMINISTRATOR.value, after)) is not None


def history(people: Database, user_id: str) -> History:
    """What others should know of this account."""
    made = people.one("SELECT made_at FROM users WHERE id = ?", (user_id,))
    reset = people.one(
        "SELECT max(at) AS at FROM account_changes WHERE user_id = ? AND what = ?",
        (user_id, Change.RESET.value),
    )
    return History(
        since=_moment(made["made_at"]) if made else None,
        reset=_moment(reset["at"]) if reset and reset["at"] else None,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
