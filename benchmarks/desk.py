"""The desk under load: ten people click while a monitoring round writes. Real HTTP, real processes.

`python -m benchmarks.desk ITEMS DATA [SECONDS]` builds a store with so many items, starts `pantau desk` over
it, and prints what it measured as JSON: milliseconds and bytes per page, the time of the first build of the
board, memory. A person looks at a page for a second or so before the next click.
"""

import http.client
import json
import os
import random
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.desk_store import build_store
from benchmarks.measure import descendants
from core import clock
from core.keys import COOKIE, load_key
from core.settings import PROJECT, Settings

PEOPLE: Final = 10
_THINKING: Final = (0.5, 1.5)  # seconds between two clicks
_SECONDS: Final = 60.0
_FEW: Final = 10_000  # items of a smoke test
_BATCH: Final = 1000  # items that the round beside the pages stores at once
_EVERY: Final = 2.0  # seconds between two batches
_STARTS: Final = 900.0  # seconds that the desk has to come up and build its board
_STORY: Final = re.compile(rb'href="/cerita/([0-9a-f]{8,64})[?"]')
_FILTERS: Final = ("", "?sinyal=hoax", "?kanal=post", "?kecamatan=64.08.04", "?sejak=7d", "?cari=warga")


@dataclass(slots=True)
class Clicks:
    """What the people saw: seconds and bytes, by kind of page."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def add(self, kind: str, seconds: float, size: int) -> None:
        """One answer."""
        self.seconds.setdefault(kind, []).append(seconds)
        self.sizes[kind] = max(self.sizes.get(kind, 0), size)


def main(items: int, data: Path, seconds: float = 0.0) -> None:
    """Build, start, click (0: as long as befits so many items), print."""
    seconds = seconds or (_SECONDS if items > _FEW else 4.0)
    from crawlers.sample import NOW
    from flows.workspace import open_workspace

    clock.fix(NOW)
    workspace = open_workspace(Settings(data=data), "sample")
    began = time.perf_counter()
    if not workspace.store.path.exists():  # else measured again over the one of the last time
        build_store(workspace.store, items, NOW)
    found: dict[str, Any] = {"items": items, "store_seconds": time.perf_counter() - began}
    for path in data.glob("board.sqlite*"):
        path.unlink()
    with _desk(data) as (port, process):
        found |= _first_build(data)
        cookies = _people(workspace.settings)
        clicks = Clicks()
        with _round(data):
            _click(clicks, port, cookies, seconds)
        found["memory"] = _memory(process)
    found["pages"] = {kind: _figures(times, clicks.sizes[kind]) for kind, times in clicks.seconds.items()}
    found["failures"] = clicks.failures[:10]
    sys.stdout.write(json.dumps(found))


def _figures(times: list[float], size: int) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "n": len(ordered),
        "p50": ordered[len(ordered) // 2] * 1e3,
        "p95": ordered[int(len(ordered) * 0.95)] * 1e3,
        "max": ordered[-1] * 1e3,
        "bytes": size,
    }


@contextmanager
def _desk(data: Path) -> Iterator[tuple[int, int]]:
    """`pantau desk` over the folder, at a free port; its port and process id."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "pantau", "desk", "--profile", "sample", "--port", str(port)],
        cwd=PROJECT,
        env={**os.environ, "PANTAU_DATA": str(data)},
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            _get(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/masuk", "")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the desk did not come up")


def _people(settings: Settings) -> list[str]:
    """Ten analysts, logged in: their cookies."""
    from desk.people import sessions
    from desk.people.accounts import add_user
    from desk.people.database import Database
    from desk.people.roles import RoleOfUser

    people, key = Database(settings.data / "desk.sqlite"), load_key(settings.keys, COOKIE)
    cookies = []
    for _ in range(PEOPLE):
        user, _ = add_user(
            people,
            f"penelaah {secrets.token_hex(4)}",
            RoleOfUser.ANALYST,
            "sandi-untuk-ukur",
            must_change=False,
        )
        cookies.append(f"{sessions.COOKIE}={sessions.begin(people, key, user)}")
    return cookies


def _first_build(data: Path) -> dict[str, float]:
    """Wait until the board is complete; how long that took since the desk was up, and how large it is."""
    import sqlite3

    began = time.perf_counter()
    with sqlite3.connect(data / "board.sqlite", timeout=30) as board:
        while time.perf_counter() - began < _STARTS:
            if board.execute("SELECT count(*) FROM marks WHERE name = 'numbers'").fetchone()[0]:
                return {
                    "board_seconds": time.perf_counter() - began,
                    "board_bytes": (data / "board.sqlite").stat().st_size,
                    "stories": board.execute("SELECT count(*) FROM stories").fetchone()[0],
                }
            time.sleep(0.5)
    raise RuntimeError("the board was not built in time")


@contextmanager
def _round(data: Path) -> Iterator[None]:
    """A process that stores batches, as a monitoring round does."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.desk", "write", str(data)], cwd=PROJECT, stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        if writer.poll() is not None:
            raise RuntimeError("the round beside the pages ended early")
        writer.kill()
        writer.wait(30)


def write(data: Path) -> None:
    """Rounds without end, each of some batches."""
    from crawlers.sample import NOW
    from pipeline.store import Store, finish_round, save, start_round
    from tests.pipeline.store.items import many

    clock.fix(NOW)
    store, number, run = Store(Settings(data=data).database), 0, secrets.token_hex(3)
    while True:
        name = f"ronde-{run}-{number // 5}"
        if number % 5 == 0:
            with store.writing() as db:
                start_round(db, name, "sample", NOW - timedelta(minutes=1))
        save(store, name, many(_BATCH, prefix=f"{run}{number:04}", seed=number), keys={})
        number += 1
        if number % 5 == 0:
            with store.writing() as db:
                finish_round(db, name, NOW, 1.0)
        time.sleep(_EVERY)


def _click(clicks: Clicks, port: int, cookies: list[str], seconds: float) -> None:
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_person, args=(clicks, port, cookie, until, number))
        for number, cookie in enumerate(cookies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _person(clicks: Clicks, port: int, cookie: str, until: float, seed: int) -> None:
    """Somebody who looks at lists, opens stories, goes on to the next one."""
    rng, connection = random.Random(seed), http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    stories: list[str] = []
    while time.monotonic() < until:
        time.sleep(rng.uniform(*_THINKING))
        kind, path = _next_click(rng, stories)
        began = time.perf_counter()
        status, body, location = _get(connection, path, cookie)
        took = time.perf_counter() - began
        if status not in (200, 303):
            clicks.failures.append(f"{path}: {status}")
        clicks.add(kind, took, len(body))
        if found := [name.decode() for name in _STORY.findall(body)]:
            stories = stories if kind == "item" else found
        if kind == "next" and location.startswith("/cerita/"):
            began = time.perf_counter()
            status, body, _ = _get(connection, location, cookie)
            clicks.add("item", time.perf_counter() - began, len(body))


def _next_click(rng: random.Random, stories: list[str]) -> tuple[str, str]:
    chance = rng.random()
    if not stories or chance < 0.25:
        return ("queue, filtered", f"/antrean{rng.choice(_FILTERS[1:])}") if rng.random() < 0.6 else (
            "queue", f"/antrean?halaman={rng.choice((1, 1, 1, 2, 5))}",
        )  # fmt: skip
    if chance < 0.35:
        return "spreading", "/menyebar"
    if chance < 0.6:
        return "next", "/berikut"
    return "item", f"/cerita/{rng.choice(stories)}"


def _get(connection: http.client.HTTPConnection, path: str, cookie: str) -> tuple[int, bytes, str]:
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.getheader("Location") or ""


def _memory(process: int) -> float:
    """Bytes that the desk holds."""
    total = 0.0
    for pid in descendants(process):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        total += sum(float(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def rows(found: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows of the table that `python -m benchmarks` prints."""
    for kind, page in sorted(found["pages"].items()):
        goal = 150.0
        yield (
            f"desk, {kind} page, p95 of {page['n']} with {PEOPLE} people and a round that writes",
            f"{page['p95']:.0f} ms",
            f"{page['p50']:.0f} ms p50, {page['max']:.0f} ms max, {page['bytes'] / 1e3:.0f} kB at most",
            f"{page['p95'] / goal:.0%}",
            f"{goal:.0f} ms, 150 kB",
        )
    yield (
        f"desk, the board made anew: {found['stories']} stories of {found['items']} items",
        f"{found['board_seconds']:.0f} s",
        f"{found['memory'] / 1e6:.0f} MB the desk, {found['board_bytes'] / 1e6:.0f} MB board.sqlite",
        "",
        "",
    )


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]), Path(sys.argv[2]), *(float(value) for value in sys.argv[3:4]))
