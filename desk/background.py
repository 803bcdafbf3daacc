"""The thread beside the pages: finished rounds onto the board, the audit trail into the store."""

import threading
from typing import Final

from desk.desk import Desk

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
    """One turn: what has come into the store since the last one, and what waits for it."""
    desk.board.refresh()
