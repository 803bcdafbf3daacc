"""The thread beside the pages: rounds onto the board, the audit trail into the store, missing time stamps."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from core.errors import PantauError
from desk.cases import stamps
from desk.desk import Desk
from desk.people import audit

_log: Final = logging.getLogger(__name__)
_EVERY: Final = 3.0  # seconds


class Background:
    """Starts with the desk and ends with it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="board", daemon=True)

    def start(self) -> None:
        """Begin; the first look at the store is at once."""
        self._thread.start()

    def stop(self) -> None:
        """End after the turn that runs, with one last turn for what waits."""
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while True:
            turn(self._desk)
            if self._stop.wait(_EVERY):
                turn(self._desk)
                return


def turn(desk: Desk) -> None:
    """One turn: what has come into the store since the last one, and what waits for it.

    A store that is busy (a long import) is no reason to end: what could not be done is done in a later turn.
    """
    _try("board", lambda: desk.board.refresh(at_leisure=True))
    _try("audit trail", lambda: audit.flush(desk.people, desk.store))
    stamps.turn(desk)


def _try(what: str, work: Callable[[], object]) -> None:
    try:
        work()
    except PantauError as error:
        _log.warning("%s: %s", what, error)
