"""One process of the load tests: `python -m tests.pipeline.store.load ROLE DATABASE SECONDS SEED`.

It says "ready", waits for a line, works for that long, and prints seconds as JSON: of waiting for the turn
(`waits`), of having it (`holds`), and of the whole call (`totals`). A victim saves one batch in many turns.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from core import clock
from pipeline.store import Store, queue, save
from pipeline.store.lock import FairLock
from tests.pipeline.store.items import NOON, many

ITEMS = 200  # a transaction of a writer
WRITER_PAUSE = 0.5  # seconds between two: to score 200 posts takes that long at the pace we aim at
READER_PAUSE = 0.2
VICTIM_ITEMS = 400

waits: list[float] = []
holds: list[float] = []
totals: list[float] = []


Take = Callable[[FairLock, float], AbstractContextManager[None]]


def timed(take: Take) -> Take:
    """The same way of taking the lock, which notes how long it took."""

    @contextmanager
    def wrapper(lock: FairLock, timeout: float) -> Iterator[None]:
        asked = time.perf_counter()
        with take(lock, timeout):
            begun = time.perf_counter()
            waits.append(begun - asked)
            yield
            holds.append(time.perf_counter() - begun)

    return wrapper


def write(store: Store, seconds: float, seed: int) -> None:
    batches = [many(ITEMS, f"w{seed}-{number}-", seed * 1000 + number) for number in range(int(seconds * 3))]
    wait_for_start()
    until = time.perf_counter() + seconds
    for batch in batches:
        if time.perf_counter() > until:
            return
        asked = time.perf_counter()
        save(store, "r1", batch)
        totals.append(time.perf_counter() - asked)
        time.sleep(WRITER_PAUSE)


def read(store: Store, seconds: float, seed: int) -> None:
    wait_for_start()
    time.sleep(READER_PAUSE * seed / 4)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        asked = time.perf_counter()
        with store.reading() as db:
            queue(db, 50)
        totals.append(time.perf_counter() - asked)
        time.sleep(READER_PAUSE)


def fall(store: Store, seconds: float, seed: int) -> None:
    """A round in turns of ten items, always the same, during which the process is killed."""
    items = many(VICTIM_ITEMS)
    clock.fix(NOON)
    wait_for_start()
    save(store, "r1", items, chunk=10)


WORK = {"writer": write, "reader": read, "victim": fall}


def wait_for_start() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def main() -> None:
    how, path, seconds, seed = sys.argv[1:]
    for name in ("shared", "exclusive"):
        setattr(FairLock, name, timed(getattr(FairLock, name)))
    WORK[how](Store(Path(path)), float(seconds), int(seed))
    json.dump({"waits": waits, "holds": holds, "totals": totals}, sys.stdout)


if __name__ == "__main__":
    main()
