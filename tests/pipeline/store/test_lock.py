"""The lock between processes, tried with real ones: they are killed, they wait, they take turns."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.store.lock import FairLock, LockBusyError

pytestmark = pytest.mark.alone

ROOT = Path(__file__).parents[3]
HOLD = """
import sys, time
from pathlib import Path
from pipeline.store.lock import FairLock
lock = FairLock(Path(sys.argv[1]))
with getattr(lock, sys.argv[2])(30.0):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def holder(folder: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until a line comes, or it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), how],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_readers_share(tmp_path: Path) -> None:
    lock = FairLock(tmp_path)
    with holder(tmp_path, "shared"), lock.shared(1.0), FairLock(tmp_path).shared(1.0):
        pass


@pytest.mark.parametrize(
    ("theirs", "ours"), [("exclusive", "shared"), ("shared", "exclusive"), ("exclusive", "exclusive")]
)
def test_a_writer_is_alone(tmp_path: Path, theirs: str, ours: str) -> None:
    with holder(tmp_path, theirs) as process:
        with (
            pytest.raises(LockBusyError, match=f"process {process.pid}"),
            getattr(FairLock(tmp_path), ours)(0.1),
        ):
            pass
        assert len([path for path in tmp_path.iterdir() if path.name != "state"]) == 1  # ours was withdrawn


@pytest.mark.parametrize("how", ["exclusive", "shared"])
def test_a_killed_holder_lets_go(tmp_path: Path, how: str) -> None:
    lock = FairLock(tmp_path)
    with holder(tmp_path, how) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        with lock.exclusive(1.0):
            pass
        with lock.shared(1.0):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["state"]  # nothing of the dead is left


def test_a_killed_waiter_is_passed_over(tmp_path: Path) -> None:
    lock = FairLock(tmp_path)
    with lock.exclusive(1.0):
        waiter = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path), "exclusive"], cwd=ROOT)
        wait_for(lambda: len(list(tmp_path.glob("*-writer-*"))) == 2)
        waiter.kill()
        waiter.wait()
    with lock.exclusive(1.0):
        pass


def test_a_fork_neither_keeps_nor_ends_the_turn(tmp_path: Path) -> None:
    """Worker processes are forked while another thread may hold the lock."""
    with FairLock(tmp_path).exclusive(1.0):
        child = os.fork()
        if child == 0:
            time.sleep(5)
            os._exit(0)
        with pytest.raises(LockBusyError), FairLock(tmp_path).shared(0.05):
            pass
    try:
        with FairLock(tmp_path).exclusive(0.5):
            pass
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


FORK_AND_DIE = """
import os, signal, sys, time
from pathlib import Path
from pipeline.store.lock import FairLock
with FairLock(Path(sys.argv[1])).exclusive(1.0):
    child = os.fork()
    if child == 0:
        os.close(1)
        time.sleep(30)
        os._exit(0)
    print(child, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_child_of_a_killed_holder_does_not_keep_its_turn(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FORK_AND_DIE, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert ended.returncode == -signal.SIGKILL
        with FairLock(tmp_path).exclusive(1.0):
            pass
    finally:
        os.kill(int(ended.stdout), signal.SIGKILL)


def test_a_damaged_state_file_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"\xff\x00 rubbish")
    (tmp_path / "notes.txt").write_text("not a ticket")
    with FairLock(tmp_path).exclusive(1.0), pytest.raises(LockBusyError), FairLock(tmp_path).shared(0.02):
        pass


def wait_for(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)


class Order:
    """Threads that take the lock one after another; what they did is written down in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log: list[str] = []
        self.gates: dict[str, threading.Event] = {}
        self.threads: list[threading.Thread] = []

    def start(self, name: str) -> None:
        """Queue thread `name` ("r1" reads, "w1" writes); return when its ticket is drawn."""
        self.gates[name] = threading.Event()
        before = len(list(self.folder.glob("*-*-*")))
        self.threads.append(threading.Thread(target=self._run, args=(name,)))
        self.threads[-1].start()
        wait_for(lambda: len(list(self.folder.glob("*-*-*"))) == before + 1)
        time.sleep(0.02)

    def _run(self, name: str) -> None:
        lock = FairLock(self.folder)
        with (lock.exclusive if name.startswith("w") else lock.shared)(10.0):
            self.log.append(name)
            self.gates[name].wait(10.0)

    def leave(self, *names: str) -> None:
        for name in names:
            self.gates[name].set()

    def holding(self, *names: str) -> None:
        wait_for(lambda: set(self.log[-len(names) :]) == set(names))
        time.sleep(0.02)
        assert set(self.log[-len(names) :]) == set(names)

    def end(self) -> None:
        for thread in self.threads:
            thread.join(10.0)


def test_later_readers_wait_for_a_waiting_writer(tmp_path: Path) -> None:
    order = Order(tmp_path)
    for name in ("r1", "w1", "r2", "r3"):
        order.start(name)
    order.holding("r1")
    order.leave("r1")
    order.holding("w1")
    order.leave("w1")
    order.holding("r2", "r3")
    order.leave("r2", "r3")
    order.end()


def test_a_reader_waits_for_one_writer_only(tmp_path: Path) -> None:
    """With writers queueing, a reader that comes last gets in after the writer at work."""
    order = Order(tmp_path)
    for name in ("w1", "w2", "w3", "r1"):
        order.start(name)
    order.holding("w1")
    order.leave("w1")
    order.holding("r1")
    order.start("r2")  # comes while w2 waits for r1 to leave: waits for w2
    order.leave("r1")
    order.holding("w2")
    order.leave("w2")
    order.holding("r2")
    order.leave("r2")
    order.holding("w3")
    order.leave("w3")
    order.end()


def test_no_two_writers_at_once_in_a_crowd(tmp_path: Path) -> None:
    """Threads and turns at random: a writer never meets anybody."""
    inside: list[str] = []
    met: list[str] = []

    def visit(seed: int) -> None:
        rng = random.Random(seed)
        for _ in range(15):
            writes = rng.random() < 0.4
            with (FairLock(tmp_path).exclusive if writes else FairLock(tmp_path).shared)(20.0):
                inside.append("w" if writes else "r")
                time.sleep(rng.random() / 500)
                if "w" in inside and len(inside) > 1:
                    met.append("".join(inside))
                inside.remove("w" if writes else "r")

    threads = [threading.Thread(target=visit, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60.0)
    assert met == []
    assert [path.name for path in tmp_path.iterdir()] == ["state"]
