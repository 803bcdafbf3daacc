"""A kill in the middle of a write leaves what was there before."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import PROJECT
from pipeline.store import Store, StoreError, database, start_round
from pipeline.store.undo import heal, log_of, undo_of
from tests.pipeline.store.items import NOON, dump, store_in

HEADERS, BLOCK = 12_288, 65_536

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from pipeline.store import Store, start_round

store, now = Store(Path(sys.argv[1])), datetime(2026, 11, 20, tzinfo=UTC)
"""
IN_ITS_TRANSACTION = """
with store.writing() as db:
    start_round(db, "r2", "sample", now)
    os.kill(os.getpid(), signal.SIGKILL)
"""
NO_ROOM = """
import resource

most = store.path.stat().st_size
with store.writing() as db:
    for number in range(300):
        start_round(db, f"n{number}", "sample", now)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
"""
NO_ROOM_FOR_A_NEW_ONE = """
import resource

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
store.migrate()
"""
IN_THE_LOG = """
with store._open_to_write() as db:
    db.begin()
    start_round(db, "r2", "sample", now)
    db.commit()
    os.kill(os.getpid(), signal.SIGKILL)
"""
HOLDER = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.readline()
"""


def rounds(store: Store) -> list[str]:
    with store.reading() as db:
        return [row[0] for row in db.execute("SELECT id FROM rounds ORDER BY id").fetchall()]


def begin(store: Store, name: str) -> None:
    with store.writing() as db:
        start_round(db, name, "sample", NOON)


def ended(where: str, store: Store) -> int:
    """How a writer ended."""
    return subprocess.run([sys.executable, "-c", KILLED + where, store.path], cwd=PROJECT).returncode


def what_is_kept(store: Store) -> bytes:
    with store._open_to_write():
        return undo_of(store.path).read_bytes()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_in(tmp_path, "r1")


@pytest.fixture
def kept(store: Store) -> bytes:
    """What is kept before the second round begins; then it has begun."""
    found = what_is_kept(store)
    begin(store, "r2")
    return found


@pytest.fixture
def cut(store: Store) -> Store:
    """A store of one round, whose second was killed with half of each block written, and no header."""
    before = store.path.read_bytes()
    kept = what_is_kept(store)
    begin(store, "r2")
    half = bytearray(store.path.read_bytes())
    half[:HEADERS] = before[:HEADERS]
    for start in range(HEADERS, len(before), BLOCK):
        middle = start + BLOCK // 2
        half[middle : start + BLOCK] = before[middle : start + BLOCK]
    store.path.write_bytes(half)
    undo_of(store.path).write_bytes(kept)
    return store


def test_half_a_write_is_undone_by_a_reader(cut: Store) -> None:
    assert rounds(cut) == ["r1"]
    assert not undo_of(cut.path).exists()
    dump(cut)  # every table can be read


def test_and_by_a_writer(cut: Store) -> None:
    begin(cut, "r3")
    assert rounds(cut) == ["r1", "r3"]


def test_without_what_was_kept_it_could_not_be_opened(cut: Store) -> None:
    undo_of(cut.path).unlink()
    with pytest.raises(StoreError, match="from a backup"):
        dump(cut)


def test_undoing_may_be_cut_short_too(cut: Store) -> None:
    half = cut.path.read_bytes()
    kept = undo_of(cut.path).read_bytes()
    heal(cut.path)
    whole = bytearray(cut.path.read_bytes())
    assert whole != half
    whole[len(half) // 2 :] = half[len(half) // 2 :]
    cut.path.write_bytes(whole)
    undo_of(cut.path).write_bytes(kept)
    assert rounds(cut) == ["r1"]


def test_a_commit_that_has_ended_stays(store: Store, kept: bytes) -> None:
    undo_of(store.path).write_bytes(kept)  # killed before it was forgotten
    assert rounds(store) == ["r1", "r2"]
    assert not undo_of(store.path).exists()


def test_nothing_is_kept_when_nobody_writes(store: Store) -> None:
    with store.writing() as db:
        assert undo_of(store.path).stat().st_mode & 0o777 == 0o600
        start_round(db, "r2", "sample", NOON)
    with pytest.raises(ZeroDivisionError), store.writing():
        raise ZeroDivisionError
    assert {path.name for path in store.path.parent.iterdir() if path.is_file()} == {store.path.name}


def test_a_writer_that_is_killed_in_its_transaction_leaves_what_was_there(store: Store) -> None:
    assert ended(IN_ITS_TRANSACTION, store) == -signal.SIGKILL
    assert undo_of(store.path).exists()
    assert rounds(store) == ["r1"]
    assert not undo_of(store.path).exists()


def test_a_draft_is_nobodys(store: Store) -> None:
    draft = undo_of(store.path).with_name(f"{undo_of(store.path).name}.draft")
    draft.write_bytes(b"half")  # killed while it was written
    assert rounds(store) == ["r1"]
    begin(store, "r2")
    assert rounds(store) == ["r1", "r2"]
    assert not draft.exists()


def test_what_was_kept_of_a_file_that_is_gone_is_not_thrown_away(cut: Store, tmp_path: Path) -> None:
    away = cut.path.rename(tmp_path / "away")
    with pytest.raises(StoreError, match=r"but pantau\.duckdb\.undo lies there"):
        rounds(cut)
    away.rename(cut.path)
    assert rounds(cut) == ["r1"]


def test_a_log_of_a_file_that_is_gone_is_not_thrown_away(store: Store) -> None:
    assert ended(IN_THE_LOG, store) == -signal.SIGKILL
    undo_of(store.path).unlink()
    store.path.unlink()
    with pytest.raises(StoreError, match=r"but pantau\.duckdb\.wal lies there"):
        rounds(store)
    assert log_of(store.path).exists()


def test_a_store_that_was_half_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "pantau.duckdb.new").write_bytes(b"half")
    (tmp_path / "pantau.duckdb.new.wal").write_bytes(b"half")
    store = Store(tmp_path / "pantau.duckdb")
    assert rounds(store) == []
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["pantau.duckdb"]
    assert store.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("size", [0, 4096, 8192])
def test_a_store_that_was_cut_is_not_taken_for_an_empty_one(store: Store, size: int) -> None:
    os.truncate(store.path, size)
    for turn in (store.reading, store.writing):
        with pytest.raises(StoreError, match="cannot be opened"), turn():
            pass
    assert store.path.stat().st_size == size


def test_a_writer_that_is_killed_after_the_log_and_before_the_header_has_committed(store: Store) -> None:
    assert ended(IN_THE_LOG, store) == -signal.SIGKILL
    assert log_of(store.path).exists()
    assert undo_of(store.path).exists()
    assert rounds(store) == ["r1", "r2"]
    begin(store, "r3")
    assert rounds(store) == ["r1", "r2", "r3"]
    assert not log_of(store.path).exists()


def test_what_a_migration_overwrites_is_kept_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(store, "r2")
    before = store.path.read_bytes()
    kept: list[bytes] = []

    def migrated(_: object) -> None:
        kept.append(undo_of(store.path).read_bytes())

    monkeypatch.setattr(database, "apply_migrations", migrated)
    store._migrate(1)
    assert len(kept[0]) > HEADERS + BLOCK
    assert kept[0][:HEADERS] == before[:HEADERS]


def test_another_program_that_has_it_open_is_named(cut: Store) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, cut.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreError, match="close other programs that have it open"):
            rounds(cut)
        holder.stdin.close()
    assert rounds(cut) == ["r1"]


def test_no_other_program_gets_between_while_it_is_written(store: Store) -> None:
    foreign = "import sys, duckdb; duckdb.connect(sys.argv[1], read_only=True)"
    with store.writing() as db:
        start_round(db, "r2", "sample", NOON)
        done = subprocess.run([sys.executable, "-c", foreign, store.path], capture_output=True, check=False)
    assert b"Could not set lock" in done.stderr


def test_a_store_that_has_no_room_is_not_made(tmp_path: Path) -> None:
    store = Store(tmp_path / "pantau.duckdb")
    assert ended(NO_ROOM_FOR_A_NEW_ONE, store) == 1
    assert not store.path.exists()
    assert rounds(store) == []


def test_a_disk_that_is_full_is_told_and_nothing_is_moved(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert ended(IN_THE_LOG, store) == -signal.SIGKILL
    before = store.path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.store.undo.new_file", full)
        with pytest.raises(StoreError, match="whether the disk is full"):
            begin(store, "r3")
    assert store.path.read_bytes() == before
    assert rounds(store) == ["r1", "r2"]


def test_a_checkpoint_that_fails_leaves_what_was_committed(store: Store) -> None:
    assert ended(NO_ROOM, store) == 0
    assert log_of(store.path).exists()
    assert len(rounds(store)) == 301
