"""One `pantau serve` a data folder, and the sources that should have had a round long ago."""

import fcntl
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from core import clock
from core.settings import PROJECT, Settings
from flows.alone import LOCK, Served, ServedAlreadyError, alone, refuse_second, served_by
from flows.doctor import examine as looks
from flows.lateness import Late, late_sources, late_words
from pipeline.store import SourceHealth, Store, source_health
from tests.conftest import Sampled
from tests.flows.conftest import with_data


def test_somebody_who_looks_keeps_nobody_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path)
    with (tmp_path / LOCK).open("w") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        monkeypatch.setattr("flows.alone.time.sleep", lambda _: looking.close())
        with alone(settings):
            assert served_by(settings)


def test_the_second_is_told_the_first(tmp_path: Path) -> None:
    clock.fix(clock.now())
    settings = Settings(data=tmp_path)
    refuse_second(settings)
    assert served_by(settings) is None and not list(tmp_path.iterdir())
    with alone(settings):
        assert served_by(settings) == Served(os.getpid(), clock.now())
        with (
            pytest.raises(ServedAlreadyError, match=rf"sudah berjalan .*proses {os.getpid()}"),
            alone(settings),
        ):
            pass
        second = subprocess.run(
            [Path(sys.executable).with_name("pantau"), "serve"],
            cwd=PROJECT,
            env=with_data(tmp_path),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr.startswith("pantau: pantau serve sudah berjalan pada folder ini")
    assert served_by(settings) is None
    with alone(settings):
        pass


def test_a_source_whose_turn_has_long_passed_is_named(sampled: Sampled, tmp_path: Path) -> None:
    data = sampled.copy(tmp_path / "data")
    sources = PROJECT / "crawlers" / "sample" / "sources"
    settings = Settings(data=data, sources=sources, contact="meja@contoh.example")
    assert not late_sources(settings), "the sample's time stands still"
    (data / "profile").write_text("live\n")
    with_rounds = {one.source_id for one in rounds_of(settings)}
    clock.fix(max(one.last_round for one in rounds_of(settings)) + timedelta(minutes=90))
    assert not late_sources(settings)
    clock.fix(clock.now() + timedelta(days=9))
    late = {one.source_id for one in late_sources(settings)}
    assert late and late < with_rounds, "sources of posts have no mandate here, so they do not run"
    [found] = looks._schedule(settings)
    assert found.good is None, "somebody may run rounds by hand"
    with alone(settings):
        assert not late_sources(settings), "off until now: each source is about to have a round"
        clock.fix(clock.now() + timedelta(minutes=121))
        [found] = looks._schedule(settings)
    assert found.good is False
    assert all(name in found.detail for name in late) and str(os.getpid()) in found.detail


@pytest.mark.parametrize(("every", "words"), [(15, "15 menit"), (90, "90 menit"), (1440, "24 jam")])
def test_a_turn_is_told_in_hours_where_it_has_whole_ones(tmp_path: Path, every: int, words: str) -> None:
    assert f"tiap {words})" in late_words([Late("a", every, clock.now())], Settings(data=tmp_path))


def rounds_of(settings: Settings) -> list[SourceHealth]:
    with Store(settings.database).reading() as db:
        return source_health(db)
