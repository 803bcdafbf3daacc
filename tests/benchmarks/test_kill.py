"""Rounds killed with SIGKILL at random moments end, after the next round, as an undisturbed one."""

from dataclasses import replace
from pathlib import Path

from benchmarks.kill import differences, faults, held, kill_rounds
from pipeline.store import Store
from tests.conftest import Sampled


def test_killed_rounds_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    kills = list(kill_rounds(tmp_path, times=2, seed=7))
    assert [kill.wrong for kill in kills] == [(), ()], kills
    assert any(kill.phase.startswith(("crawl", "processing")) for kill in kills), kills


def test_a_difference_would_be_seen(sampled: Sampled, tmp_path: Path) -> None:
    whole, data = held(sampled.data), sampled.copy(tmp_path / "data")
    assert differences(whole, whole) == []
    assert differences(whole, replace(whole, claims=frozenset(), stories=whole.stories + 1)) == [
        f"claims differ: {len(whole.claims)}",
        "stories more or fewer: 1",
    ]
    assert faults(data) == []
    with Store(data / "pantau.duckdb").writing() as db:
        db.execute("INSERT INTO items SELECT * FROM items LIMIT 1")
        db.execute("DELETE FROM private.responses")
        db.execute("UPDATE rounds SET candidates_balanced = false")
    path = next(iter(sorted((data / "archive").rglob("*.warc.gz"))))
    path.write_bytes(path.read_bytes()[:-40])
    found = faults(data)
    assert "items: 1 rows twice" in found
    assert any("candidates do not balance" in one for one in found)
    assert any(one.startswith(path.name) for one in found)
