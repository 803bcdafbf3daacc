"""The store as a file: opened in turns, migrated with a copy, one profile a folder."""

import pickle
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from core import clock
from core.settings import Settings
from pipeline.store import Store, StoreBusyError, StoreError, start_round
from pipeline.store.migrate import CURRENT, MigrationError, apply_migrations, migrations, schema_version
from pipeline.store.profile import ProfileError, bind_profile, folder_profile
from tests.pipeline.store.items import NOON, store_in


def count_rounds(store: Store) -> int:
    with store.reading() as db:
        row = db.execute("SELECT count(*) FROM rounds").fetchone()
    assert row is not None
    return int(row[0])


def test_it_is_made_at_first_use_even_to_read(tmp_path: Path) -> None:
    store = Store(tmp_path / "new" / "pantau.duckdb")
    assert count_rounds(store) == 0
    with store.reading() as db:
        assert schema_version(db) == CURRENT


def test_nobody_else_on_the_machine_may_read_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "pantau.duckdb")
    store.migrate()
    assert store.path.stat().st_mode & 0o777 == 0o600


def test_it_travels_to_worker_processes(tmp_path: Path) -> None:
    store = Store(tmp_path / "pantau.duckdb", timeout=2.0)
    assert pickle.loads(pickle.dumps(store)) == store  # noqa: S301 (our own)


def test_a_block_that_raises_leaves_nothing(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1")
    with pytest.raises(ZeroDivisionError), store.writing() as db:
        start_round(db, "r2", "sample", NOON)
        raise ZeroDivisionError
    assert count_rounds(store) == 1


def test_readers_cannot_write(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store.reading() as db, pytest.raises(duckdb.Error, match="read-only"):
        db.execute("DELETE FROM rounds")


def test_times_are_utc_whatever_the_machine_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Makassar")
    store = store_in(tmp_path)
    with store.reading() as db:
        assert db.execute("SELECT started_at::VARCHAR FROM rounds").fetchall() == [
            ("2026-11-20 04:00:00+00",)
        ]


def test_nothing_is_fetched_at_run_time(tmp_path: Path) -> None:
    with store_in(tmp_path).reading() as db:
        for name in (
            "autoinstall_known_extensions",
            "autoload_known_extensions",
            "python_enable_replacements",
        ):
            assert db.execute("SELECT current_setting(?)", [name]).fetchone() == (False,)


def test_a_thread_that_asks_twice_is_told_at_once(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store.reading(), pytest.raises(RuntimeError, match="open already"), store.writing():
        pass
    with store.writing() as db:  # and may ask again afterwards
        start_round(db, "r2", "sample", NOON)


def test_what_a_block_forgot_to_close_stops_nobody(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store.reading() as db:
        left = db.sql("SELECT * FROM rounds")
    with store.writing() as db:
        start_round(db, "r2", "sample", NOON)
    with pytest.raises(duckdb.ConnectionException):
        left.fetchall()


def test_threads_take_turns(tmp_path: Path) -> None:
    store = store_in(tmp_path, "r1")

    def work(number: int) -> None:
        if number % 3:
            count_rounds(store)
        else:
            with store.writing() as db:
                start_round(db, f"t{number}", "sample", NOON)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(18)))
    assert count_rounds(store) == 7


def test_busy_names_the_process_and_the_file(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with store.writing():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    inside.wait(10)
    try:
        with pytest.raises(
            StoreBusyError, match=r"pantau\.duckdb: busy, waited 0\.1 s \(held by process \d+\)"
        ):
            count_rounds(Store(store.path, timeout=0.1))
    finally:
        leave.set()
        thread.join()
    assert count_rounds(store) == 1


FOREIGN = """
import sys, duckdb
db = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
"""


def test_a_program_that_does_not_know_the_lock_is_waited_for(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", FOREIGN, str(store.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdout.readline()
        with pytest.raises(StoreBusyError, match="another program has it open"):
            count_rounds(Store(store.path, timeout=0.2))
        timer = threading.Timer(0.3, program.stdin.close)
        timer.start()
        assert count_rounds(store) == 1


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pantau.duckdb"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match=r"pantau\.duckdb: cannot be opened"):
        count_rounds(Store(path))


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store.writing() as db:
        db.execute("INSERT INTO schema_versions VALUES (?, 'future', ?)", [CURRENT + 1, NOON])
    for turn in (store.reading, store.writing):
        with pytest.raises(StoreError, match=f"newer Pantau .schema {CURRENT + 1}"), turn():
            pass


def test_migrations_are_numbered_without_gaps(tmp_path: Path) -> None:
    assert [number for number, _ in migrations()] == list(range(1, CURRENT + 1))
    (tmp_path / "0001_one.sql").touch()
    (tmp_path / "0003_three.sql").touch()
    with pytest.raises(MigrationError, match=r"0003_three\.sql"):
        migrations(tmp_path)


def next_version(folder: Path, monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    """Let the code know one more migration."""
    for _, path in migrations():
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / f"{CURRENT + 1:04d}_next.sql").write_text(sql, encoding="utf-8")
    monkeypatch.setattr("pipeline.store.database.CURRENT", CURRENT + 1)
    monkeypatch.setattr("pipeline.store.database.apply_migrations", lambda db: apply_migrations(db, folder))


def test_an_older_database_is_copied_and_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_in(tmp_path, "r1")
    (tmp_path / "sql").mkdir()
    next_version(
        tmp_path / "sql", monkeypatch, "ALTER TABLE rounds ADD COLUMN note VARCHAR; CREATE TABLE n (x INT);"
    )
    clock.fix(NOON)
    try:
        with store.reading() as db:  # a reader brings it up to date too
            assert schema_version(db) == CURRENT + 1
            assert db.execute("SELECT id, note FROM rounds").fetchall() == [("r1", None)]
    finally:
        clock.fix(None)
    copies = list((tmp_path / "backups").iterdir())
    assert [copy.name for copy in copies] == [f"pantau-v{CURRENT:04d}-20261120T040000Z.duckdb"]
    with duckdb.connect(copies[0], read_only=True) as copy:
        assert schema_version(copy) == CURRENT
        assert copy.execute("SELECT id FROM rounds").fetchall() == [("r1",)]


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_in(tmp_path, "r1")
    (tmp_path / "sql").mkdir()
    with monkeypatch.context() as patch:
        next_version(tmp_path / "sql", patch, "CREATE TABLE half (x INT); SELECT nonsense FROM nowhere;")
        with pytest.raises(StoreError, match=rf"{CURRENT + 1:04}_next\.sql failed"), store.writing():
            pass
    with store.reading() as db:
        assert schema_version(db) == CURRENT
        assert not db.execute("SELECT 1 FROM information_schema.tables WHERE table_name = 'half'").fetchall()


def test_a_folder_belongs_to_the_profile_that_came_first(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    assert folder_profile(settings) is None
    assert bind_profile(settings, "live") == "live"
    assert settings.data.stat().st_mode & 0o077 == 0  # originals and the archive are for its owner only
    assert bind_profile(settings, None) == "live"
    assert bind_profile(settings, "live") == "live"
    with pytest.raises(ProfileError, match="belongs to the profile live; set PANTAU_DATA") as caught:
        bind_profile(settings, "sample")
    assert caught.value.exit_code == 2


def test_without_a_wish_a_new_folder_is_for_the_sample(tmp_path: Path) -> None:
    assert bind_profile(Settings(data=tmp_path), None) == "sample"
    assert folder_profile(Settings(data=tmp_path)) == "sample"


def test_two_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    wishes = ["sample", "live"] * 4

    def bind(wish: str) -> str:
        try:
            return bind_profile(settings, "live" if wish == "live" else "sample")
        except ProfileError:
            return "refused"

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(bind, wishes))
    assert ends.count("refused") == 4
    assert len(set(ends)) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["profile"]


@pytest.mark.parametrize("text", ["", "liv", "sampel\n"])
def test_a_damaged_stamp_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "profile").write_text(text)
    with pytest.raises(ProfileError, match="it must say sample or live"):
        bind_profile(Settings(data=tmp_path), None)


def test_a_stamp_that_is_gone_is_not_guessed(tmp_path: Path) -> None:
    store_in(tmp_path)
    with pytest.raises(ProfileError, match="missing, though there is a store"):
        bind_profile(Settings(data=tmp_path), "live")


def test_a_damaged_block_is_told_at_once_and_not_waited_for(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.duckdb", timeout=20)
    store.migrate()
    raw = bytearray(store.path.read_bytes())
    for place in range(20_000, len(raw), 5_000):
        raw[place] ^= 0xFF
    store.path.write_bytes(raw)
    began = time.monotonic()
    with pytest.raises(StoreError, match="from a backup") as told, store.reading():
        pass
    assert not isinstance(told.value, StoreBusyError)
    assert time.monotonic() - began < 5


def test_a_file_of_another_account_is_not_told_as_a_damaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_in(tmp_path)

    def refuses(path: Path, **_: object) -> None:
        raise duckdb.IOException(f'IO Error: Cannot open file "{path}": Permission denied')

    monkeypatch.setattr(duckdb, "connect", refuses)
    with pytest.raises(StoreError, match=r"Permission denied.*chown") as told, store.reading():
        pass
    assert "backup" not in str(told.value)
