"""A source of public posts runs in the live profile when two people have switched it on, and not before."""

from datetime import datetime
from pathlib import Path

import pytest

from core import clock
from core.settings import Settings
from flows.workspace import Workspace, choose, open_workspace
from pipeline.store import source_switches, write_switch
from pipeline.switches import standing
from tests.conftest import Sampled, opened

MANDATE = """
who: Kesbangpol Contoh
purpose: peringatan dini
legal_basis: ST 000/2026
from: 2026-11-01
until: 2026-12-31
kinds: [file, telegram]
"""


@pytest.fixture
def live(tmp_path: Path) -> Workspace:
    clock.fix(datetime.fromisoformat("2026-11-24T09:00:00+08:00"))
    data = tmp_path / "data"
    data.mkdir()
    (data / "mandate.yml").write_text(MANDATE, encoding="utf-8")
    return open_workspace(Settings(data=data, contact="desk@contoh.example"), "live")


def press(workspace: Workspace, user: str, *, on: bool = True, source: str = "ekspor-meta") -> None:
    with workspace.store.writing() as db:
        write_switch(db, source, on=on, by_user=user)


def refusals(workspace: Workspace) -> dict[str, str]:
    chosen = choose(workspace, ["klausa", "ekspor-meta", "ekspor-tiktok"])
    assert "klausa" in [source.id for source in chosen.run], "news need no switch"
    return {one.source_id: one.reason for one in chosen.refused}


def test_a_source_of_posts_waits_for_two_different_people(live: Workspace) -> None:
    assert refusals(live)["ekspor-meta"] == "not_switched_on"
    press(live, "u-satu")
    press(live, "u-satu")
    assert refusals(live)["ekspor-meta"] == "not_switched_on", "one person twice is one person"
    press(live, "u-dua")
    assert refusals(live) == {"ekspor-tiktok": "not_switched_on"}, "each source by itself"


def test_one_person_switches_it_off_and_then_two_are_needed_again(live: Workspace) -> None:
    press(live, "u-satu")
    press(live, "u-dua")
    press(live, "u-tiga", on=False)
    assert refusals(live)["ekspor-meta"] == "not_switched_on"
    press(live, "u-dua")
    assert refusals(live)["ekspor-meta"] == "not_switched_on"
    with live.store.reading() as db:
        state = standing(source_switches(db))["ekspor-meta"]
    assert (state.by, state.on) == (("u-dua",), False)


def test_the_refusal_names_what_to_do(live: Workspace) -> None:
    [refused] = choose(live, ["ekspor-meta"]).refused
    assert "/sumber" in refused.detail
    assert "dua orang" in refused.detail


def test_the_sample_asks_nobody(sampled: Sampled) -> None:
    assert choose(opened(sampled.data), []).refused == ()


def test_switched_on_while_everything_runs_it_needs_no_new_start(live: Workspace) -> None:
    from flows.start import scheduled

    chosen = choose(live, ["klausa", "ekspor-meta"])
    assert [source.id for source in scheduled(live, chosen)] == ["klausa", "ekspor-meta"]
    (live.settings.data / "mandate.yml").unlink()
    chosen = choose(live, ["klausa", "ekspor-meta"])
    assert [source.id for source in scheduled(live, chosen)] == ["klausa"], "without a mandate nothing waits"
