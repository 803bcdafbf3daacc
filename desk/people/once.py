"""A one-time password on its way from the form to the page that shows it: in memory, once, for one session.

It is never written to a file: what lies in `desk.sqlite` is the hash alone.
"""

import threading
from typing import Final

from core import clock
from desk.people.accounts import User
from desk.people.database import Database

_SECONDS: Final = 60.0  # a browser follows at once
_kept: Final[dict[tuple[str, str], tuple[float, User, str]]] = {}
_turn: Final = threading.Lock()


def keep(people: Database, session_id: str, user: User, password: str) -> None:
    """Keep it for the next page of this session."""
    with _turn:
        _forget_old()
        _kept[str(people.path), session_id] = (clock.wall(), user, password)


def take(people: Database, session_id: str) -> tuple[User, str] | None:
    """What was kept for this session; it is gone with that."""
    with _turn:
        _forget_old()
        found = _kept.pop((str(people.path), session_id), None)
    return found[1:] if found else None


def _forget_old() -> None:
    after = clock.wall() - _SECONDS
    for key in [key for key, (at, _, _) in _kept.items() if at < after]:
        del _kept[key]
