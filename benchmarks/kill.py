"""Kill a round at random moments with SIGKILL; the next round must end as if nothing had happened.

`python -m benchmarks.kill [--times 20] [--seed 1]` prints a table and exits 1 on any difference. Every fifth
round is the real command, `pantau run`, with its Prefect server; the others are the same functions without.
"""

import argparse
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from core.record import SourceReport
from core.settings import PROJECT, Settings
from crawlers.spool import JOB, SPOOL, read_spool
from pipeline.store import Store, unfinished_rounds

_MARK = "PANTAU_KILL_MARK"  # in the environment of a round and all its children
_ORPHANS_END = 60.0  # seconds after which a child that lives on is an orphan
PLAIN = (sys.executable, "-m", "benchmarks.kill", "--round")
COMMAND = (str(Path(sys.executable).with_name("pantau")), "run", "--profile", "sample")


@dataclass(frozen=True, slots=True)
class Held:
    """What a data folder holds, in the terms in which two folders must agree."""

    items: Mapping[tuple[str, int], str]  # id and revision -> content hash
    keys: frozenset[tuple[str, str]]  # source and candidate key
    claims: frozenset[str]
    stories: int


@dataclass(frozen=True, slots=True)
class Killed:
    """One kill: when, in what, and all that was wrong after the next round (nothing, it is hoped)."""

    seconds: float
    command: str
    phase: str
    wrong: tuple[str, ...]


def main() -> int:
    """Kill so many rounds; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kill", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--round", action="store_true", help="run one round in plain functions and end")
    asked = parser.parse_args()
    if asked.round:
        one_round()
        return 0
    with tempfile.TemporaryDirectory(prefix="pantau-kill-") as folder:
        kills = list(kill_rounds(Path(folder), asked.times, asked.seed, commands_every=5))
    _show(kills)
    return 1 if any(kill.wrong for kill in kills) else 0


def one_round() -> None:
    """A round over the sample, by the functions that the flow calls."""
    from flows.rounds import run_round
    from flows.workspace import open_workspace

    run_round(open_workspace(Settings(), "sample"))


def kill_rounds(folder: Path, times: int, seed: int, commands_every: int = 0) -> Iterator[Killed]:
    """Kill rounds at moments spread over all of a round's length, each in a data folder of its own."""
    draw = random.Random(seed)
    lengths = {PLAIN: _undisturbed(folder / "plain", PLAIN)}
    if commands_every:
        lengths[COMMAND] = _undisturbed(folder / "command", COMMAND)
    whole = held(folder / "plain")
    wrong = faults(folder / "plain")
    if wrong or not whole.items:
        raise AssertionError(f"the undisturbed round itself is wrong: {len(whole.items)} items, {wrong}")
    for number in range(times):
        is_command = bool(commands_every) and number % commands_every == commands_every - 1
        command = COMMAND if is_command else PLAIN
        moment = lengths[command] * (number + draw.random()) / times  # a part of the round each
        yield _killed(folder / f"killed-{number}", command, moment, whole)


def _undisturbed(data: Path, command: Sequence[str]) -> float:
    """Run a round to its end; how long it took, in seconds."""
    began = time.monotonic()
    _start(data, command, "").communicate()
    return time.monotonic() - began


def _start(data: Path, command: Sequence[str], mark: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**os.environ, "PANTAU_DATA": str(data), _MARK: mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _killed(data: Path, command: Sequence[str], moment: float, whole: Held) -> Killed:
    mark = secrets.token_hex(8)
    process = _start(data, command, mark)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    phase = phase_of(data)
    wrong = [f"process {pid} lives on" for pid in _orphans(mark)]
    after = _start(data, PLAIN, "")
    _, errors = after.communicate()
    if after.returncode:
        wrong.append(f"the next round failed: {errors.decode()[-300:]}")
    else:
        wrong += differences(whole, held(data)) + faults(data)
    name = "pantau run" if command == COMMAND else "functions"
    return Killed(moment, name, phase, tuple(wrong))


def phase_of(data: Path) -> str:
    """How far a round had come when it was killed, by what it left behind."""
    folders = sorted((data / "spool").glob("*/"))
    if not folders:
        return "ended" if _count(data, "rounds WHERE finished_at IS NOT NULL") else "start"
    folder = folders[-1]
    if _count(data, "rounds WHERE finished_at IS NOT NULL"):
        return "finishing"
    if _count(data, "rounds"):
        return f"processing, {_count(data, 'items')} items"
    if not (folder / JOB).exists():
        return "start of the round"
    entries = list(read_spool(folder / SPOOL)) if (folder / SPOOL).exists() else []
    done = sum(isinstance(entry, SourceReport) for entry in entries)
    return f"crawl, {len(entries)} lines, {done} sources done"


def _count(data: Path, what: str) -> int:
    store = data / "pantau.duckdb"
    if not store.exists():
        return 0
    with Store(store).reading() as db:
        row = db.execute(f"SELECT count(*) FROM {what}").fetchone()  # noqa: S608  our own words
    return int(row[0]) if row else 0


def _orphans(mark: str) -> list[int]:
    """Processes of the killed round that do not end by themselves."""
    deadline = time.monotonic() + _ORPHANS_END
    while (left := _marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def _marked(mark: str) -> list[int]:
    needle = f"{_MARK}={mark}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and needle in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue  # it has ended
    return found


def held(data: Path) -> Held:
    """What a data folder holds."""
    with Store(data / "pantau.duckdb").reading() as db:
        items = db.execute("SELECT id, revision, content_hash FROM items").fetchall()
        keys = db.execute("SELECT source_id, key FROM private.keys").fetchall()
        claims = db.execute("SELECT id FROM claims").fetchall()
        stories = db.execute("SELECT count(*) FROM stories").fetchone()
    return Held(
        items={(row[0], row[1]): row[2] for row in items},
        keys=frozenset((row[0], row[1]) for row in keys),
        claims=frozenset(row[0] for row in claims),
        stories=int(stories[0]) if stories else 0,
    )


def differences(one: Held, other: Held) -> list[str]:
    """In words, how the second differs from the first."""
    lost, more = one.items.keys() - other.items.keys(), other.items.keys() - one.items.keys()
    changed = [key for key in one.items.keys() & other.items.keys() if one.items[key] != other.items[key]]
    found = {
        "items lost": len(lost),
        "items too many": len(more),
        "items changed": len(changed),
        "keys differ": len(one.keys ^ other.keys),
        "claims differ": len(one.claims ^ other.claims),
        "stories more or fewer": abs(one.stories - other.stories),
    }
    return [f"{name}: {number}" for name, number in found.items() if number]


_TWICE = {
    "items": "id, revision",
    "annotations": "item_id, revision",
    "signatures": "item_id, revision",
    "signals": "item_id, revision, name",
    "private.originals": "item_id, revision",
    "private.keys": "source_id, key",
    "private.responses": "round_id, warc_file, warc_offset",
    "claims": "id",
}


def faults(data: Path) -> list[str]:
    """What is wrong in a folder by itself: rows twice, balances, rounds left open, unreadable WARC."""
    found = []
    with Store(data / "pantau.duckdb").reading() as db:
        for table, key in _TWICE.items():
            query = f"SELECT count(*) FROM (SELECT 1 FROM {table} GROUP BY {key} HAVING count(*) > 1)"  # noqa: S608
            if (row := db.execute(query).fetchone()) and row[0]:
                found.append(f"{table}: {row[0]} rows twice")
        for round_id, responses, candidates in db.execute(
            "SELECT id, responses_balanced, candidates_balanced FROM rounds WHERE finished_at IS NOT NULL"
        ).fetchall():
            if not responses:
                found.append(f"round {round_id}: responses do not balance")
            if not candidates:
                found.append(f"round {round_id}: candidates do not balance")
        found += [f"round {name} was never finished" for name in unfinished_rounds(db)]
    found += [f"{path.name} is left in the spool" for path in (data / "spool").glob("*/")]
    return found + [problem for path in sorted(data.rglob("*.warc.gz")) if (problem := _unreadable(path))]


def _unreadable(path: Path) -> str:
    """Why a file cannot be read to its end, every digest checked; "" if it can."""
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                record.content_stream().read()
        _read_members(path.read_bytes())  # warcio passes over a torn end
    except (ArchiveLoadFailed, OSError, ValueError, zlib.error) as error:
        return f"{path.name}: {error}"
    return ""


def _read_members(data: bytes) -> None:
    """Unpack every gzip member. Raises ValueError if the last one is cut short, zlib.error if one is bad."""
    while data:
        inflater = zlib.decompressobj(31)
        inflater.decompress(data)
        if not inflater.eof:
            raise ValueError("the last record is torn")
        data = inflater.unused_data


def _show(kills: Sequence[Killed]) -> None:
    table = Table(title=f"{len(kills)} rounds killed", title_justify="left")
    for name in ("after", "of", "in", "after the next round"):
        table.add_column(name)
    for kill in sorted(kills, key=lambda kill: kill.seconds):
        table.add_row(f"{kill.seconds:.2f} s", kill.command, kill.phase, "; ".join(kill.wrong) or "same")
    Console(width=None if sys.stdout.isatty() else 150).print(table)


if __name__ == "__main__":
    sys.exit(main())
