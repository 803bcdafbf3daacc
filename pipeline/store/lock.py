"""A fair lock between processes (and threads): many readers or one writer, and everybody gets a turn.

Plain `flock` lets readers that overlap keep a writer out for seconds. Here each process takes a numbered
ticket, a small file on which it holds a `flock`; to wait for another is to wait until that one's `flock`
is gone. The kernel drops it however the process ends, so `kill -9` never leaves the lock stuck.

Turns are phase-fair: a reader waits for at most one writer, the one whose turn it is; writers go in the
order they came, each after the readers let in before it. So readers cannot starve a writer, and two busy
writers cannot starve a reader (Brandenburg and Anderson, "Reader-writer synchronization for shared-memory
multiprocessor real-time systems", 2009, is the idea; the tickets are ours).
"""

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_FIRST_SLEEP = 0.0005  # seconds between two looks at a ticket; polling, since flock has no timeout
_LONGEST_SLEEP = 0.004
_NAME = re.compile(r"(\d+)-(reader|writer)-(\d+)")

_held: set[int] = set()  # file descriptors of this process's tickets


class LockBusyError(Exception):
    """The turn did not come in time; the message names the process that is in the way."""


@dataclass(frozen=True, slots=True)
class _Ticket:
    number: int
    writer: bool
    after: int  # of a reader: the writer that it waits for; 0 for none

    @property
    def name(self) -> str:
        return f"{self.number}-{'writer' if self.writer else 'reader'}-{self.after}"


@dataclass(frozen=True, slots=True)
class FairLock:
    """The lock that `folder` (made when missing) stands for. Not reentrant: a thread takes it once."""

    folder: Path

    @contextmanager
    def shared(self, timeout: float) -> Iterator[None]:
        """Hold it together with other readers. Raises LockBusyError after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        with self._ticket(False, deadline) as mine:
            if mine.after:
                self._await(_Ticket(mine.after, True, 0), deadline)
            yield

    @contextmanager
    def exclusive(self, timeout: float) -> Iterator[None]:
        """Hold it alone. Raises LockBusyError after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        with self._ticket(True, deadline) as mine:
            for other in self._tickets():
                if other.writer and other.number < mine.number:
                    self._await(other, deadline)
            for reader in self._begin_turn(mine, deadline):
                self._await(reader, deadline)
            yield

    def _begin_turn(self, mine: _Ticket, deadline: float) -> list[_Ticket]:
        """Make this writer the one that new readers wait for; the readers that were let in before it."""
        with self._state(deadline) as state:
            _write_state(state, _read_state(state)[0], mine.number)
            return [one for one in self._tickets() if not one.writer and one.after != mine.number]

    @contextmanager
    def _ticket(self, writer: bool, deadline: float) -> Iterator[_Ticket]:
        self.folder.mkdir(parents=True, exist_ok=True)
        process = os.getpid()
        with ExitStack() as release:
            with self._state(deadline) as state:
                mine = self._draw(writer, state)
                descriptor = os.open(self.folder / mine.name, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
                release.callback(self._release, mine, descriptor, process)
                _held.add(descriptor)
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(descriptor, f"{process}".encode())
            yield mine

    def _draw(self, writer: bool, state: int) -> _Ticket:
        last, turn = _read_state(state)
        present = self._tickets()
        number = max([last, *(one.number for one in present)]) + 1
        _write_state(state, number, turn)
        if writer:
            self._clear_dead(present)
            return _Ticket(number, True, 0)
        waits = any(one.writer and one.number == turn for one in present)
        return _Ticket(number, False, turn if waits else 0)

    def _release(self, mine: _Ticket, descriptor: int, process: int) -> None:
        if os.getpid() != process:  # a forked child that leaves the block must not end its parent's turn
            return
        _held.discard(descriptor)
        (self.folder / mine.name).unlink(missing_ok=True)
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # before close: a child may have forked meanwhile
        os.close(descriptor)

    def _clear_dead(self, tickets: list[_Ticket]) -> None:
        """Remove what killed processes left. Harmless to wait for, but they would pile up."""
        for ticket in tickets:
            path = self.folder / ticket.name
            with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)

    def _tickets(self) -> list[_Ticket]:
        """All tickets present, in the order in which they were drawn."""
        matches = (_NAME.fullmatch(path.name) for path in self.folder.iterdir())
        found = [_Ticket(int(m[1]), m[2] == "writer", int(m[3])) for m in matches if m]
        return sorted(found, key=lambda one: one.number)

    @contextmanager
    def _state(self, deadline: float) -> Iterator[int]:
        """The file that numbers tickets, open and locked: held for microseconds, never while waiting."""
        descriptor = os.open(self.folder / "state", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            _flock(descriptor, fcntl.LOCK_EX, deadline, "a process that draws a ticket")
            yield descriptor
        finally:
            os.close(descriptor)

    def _await(self, ticket: _Ticket, deadline: float) -> None:
        """Return when the process that holds `ticket` has let go of it, or died."""
        with suppress(FileNotFoundError), (self.folder / ticket.name).open("rb") as file:
            holder = file.read().decode(errors="replace") or "unknown"
            _flock(file.fileno(), fcntl.LOCK_SH, deadline, f"process {holder}")


def _flock(descriptor: int, mode: int, deadline: float, holder: str) -> None:
    sleep = _FIRST_SLEEP
    while True:
        try:
            fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LockBusyError(f"held by {holder}") from None
        time.sleep(sleep)
        sleep = min(_LONGEST_SLEEP, sleep * 1.5)


def _read_state(descriptor: int) -> tuple[int, int]:
    """(last number given, writer whose turn it is). An empty or damaged file counts as a new one."""
    words = os.pread(descriptor, 64, 0).split()
    with suppress(ValueError):
        if len(words) == 2:
            return int(words[0]), int(words[1])
    return 0, 0


def _write_state(descriptor: int, last: int, turn: int) -> None:
    os.pwrite(descriptor, f"{last:>20} {turn:>20}\n".encode(), 0)


def _forget_in_child() -> None:
    """A forked child gives up its copies, else a killed parent's turn would last as long as the child."""
    for descriptor in _held:
        with suppress(OSError):
            os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_forget_in_child)
