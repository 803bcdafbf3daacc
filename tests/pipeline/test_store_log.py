"""What is committed stands in the log; moving it into the file may be cut short anywhere."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import PROJECT
from pipeline.store import Store, database, log, start_round
from tests.pipeline.store_items import NOON, store_in

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from pipeline.store import Store, database, start_round

def half_written(self):
    with self.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"half" * 4096)
    self.path.with_name(self.path.name + ".wal.checkpoint").write_bytes(b"DuckDB's")
    os.kill(os.getpid(), signal.SIGKILL)

database.LONGEST = 0
Store._checkpoint = half_written
with Store(Path(sys.argv[1])).writing() as db:
    start_round(db, "r2", "sample", datetime(2026, 11, 20, tzinfo=UTC))
"""


def rounds(store: Store) -> list[str]:
    with store.reading() as db:
        return [row[0] for row in db.execute("SELECT id FROM rounds ORDER BY id").fetchall()]


def begin(store: Store, name: str) -> None:
    with store.writing() as db:
        start_round(db, name, "sample", NOON)


def beside(store: Store) -> set[str]:
    """What stands in the folder, the lock apart."""
    return {path.name for path in store.path.parent.iterdir() if path.is_file()}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_in(tmp_path, "r1")


@pytest.fixture
def cut(store: Store) -> Store:
    """A store whose writer was killed with half of the log moved."""
    done = subprocess.run([sys.executable, "-c", KILLED, store.path], cwd=PROJECT, check=False)
    assert done.returncode == -signal.SIGKILL
    return store


def test_a_commit_goes_to_the_log_alone(store: Store) -> None:
    before = store.path.read_bytes()
    begin(store, "r2")
    assert store.path.read_bytes() == before
    assert rounds(store) == ["r1", "r2"]
    assert log.log_of(store.path).stat().st_mode & 0o777 == 0o600


def test_a_log_that_has_grown_is_moved(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LONGEST", 0)
    before = store.path.read_bytes()
    begin(store, "r2")
    assert store.path.read_bytes() != before
    assert beside(store) == {"pantau.duckdb"}
    assert rounds(store) == ["r1", "r2"]


def test_what_a_kill_cut_short_is_put_back_by_a_reader(cut: Store) -> None:
    assert "pantau.duckdb.before" in beside(cut)
    assert rounds(cut) == ["r1", "r2"]
    assert beside(cut) == {"pantau.duckdb", "pantau.duckdb.wal"}


def test_and_by_a_writer(cut: Store) -> None:
    begin(cut, "r3")
    assert rounds(cut) == ["r1", "r2", "r3"]


def test_putting_back_may_be_cut_short_too(cut: Store) -> None:
    copy = cut.path.with_name("pantau.duckdb.before")
    log.log_of(copy).replace(log.log_of(cut.path))  # and killed then
    assert rounds(cut) == ["r1", "r2"]


def test_copies_that_were_cut_short_are_not_put_back(store: Store) -> None:
    begin(store, "r2")
    copy = store.path.with_name("pantau.duckdb.before")
    log.log_of(copy).write_bytes(b"of the time before")
    copy.with_name(copy.name + ".draft").write_bytes(b"half")
    assert rounds(store) == ["r1", "r2"]
    begin(store, "r3")
    assert rounds(store) == ["r1", "r2", "r3"]


def test_without_room_for_a_copy_what_is_committed_stays_in_the_log(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(database, "LONGEST", 0)
    monkeypatch.setattr("shutil.copyfile", full)
    begin(store, "r2")
    assert beside(store) == {"pantau.duckdb", "pantau.duckdb.wal"}
    begin(store, "r3")
    monkeypatch.undo()
    assert rounds(store) == ["r1", "r2", "r3"]


def test_a_move_that_fails_is_put_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(one: Store) -> None:
        one.path.write_bytes(b"half")
        raise database.StoreError("no")

    monkeypatch.setattr(database, "LONGEST", 0)
    monkeypatch.setattr(Store, "_checkpoint", broken)
    begin(store, "r2")
    monkeypatch.undo()
    assert rounds(store) == ["r1", "r2"]
    assert beside(store) == {"pantau.duckdb", "pantau.duckdb.wal"}


def test_half_a_commit_is_none_and_the_next_one_stands(store: Store) -> None:
    for name in ("r2", "r3"):
        begin(store, name)
    path = log.log_of(store.path)
    os.truncate(path, path.stat().st_size - 20)
    assert rounds(store) == ["r1", "r2"]
    begin(store, "r4")
    assert rounds(store) == ["r1", "r2", "r4"]
