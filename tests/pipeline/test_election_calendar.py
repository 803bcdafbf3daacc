"""The calendar of elections: which stages a day has, who is determined, what weighs; and days without any."""

import shutil
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.settings import PROJECT
from pipeline.contestants import ContestantsError, all_contestants, contestants, read_contestants
from pipeline.election_calendar import (
    StagesError,
    active_stages,
    day_of,
    determined,
    elections,
    no_stage,
    read_elections,
    stage_at,
    stage_priority,
)

FOLDER = PROJECT / "pipeline" / "reference" / "stages"
DAYS = st.dates(date(2022, 1, 1), date(2033, 1, 1))


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2024, 9, 24), "pilkada-2024/pencalonan"),
        (date(2024, 9, 25), "pilkada-2024/kampanye"),
        (date(2024, 11, 23), "pilkada-2024/kampanye"),
        (date(2024, 11, 24), "pilkada-2024/masa-tenang"),
        (date(2024, 11, 27), "pilkada-2024/pemungutan-suara"),
        (date(2024, 12, 16), "pilkada-2024/rekapitulasi"),
        (date(2025, 1, 9), "pilkada-2024/penetapan-terpilih"),
        (date(2025, 1, 10), "tanpa-tahapan-2025"),
        (date(2026, 11, 24), "tanpa-tahapan-2026"),
        (date(2023, 6, 1), "tanpa-tahapan-2023"),
    ],
)
def test_the_stage_of_a_day(day: date, stage: str) -> None:
    assert stage_at(day) == stage


def test_main_stages_neither_overlap_nor_leave_a_gap_and_ids_are_unique() -> None:
    for election in elections():
        mains = sorted((stage for stage in election.stages if stage.main), key=lambda stage: stage.start)
        for earlier, later in pairwise(mains):
            assert later.start == earlier.until + timedelta(days=1), (earlier.id, later.id)
        assert len({stage.id for stage in election.stages}) == len(election.stages)
        assert all(stage.source for stage in election.stages)


@given(DAYS)
@settings(deadline=None)  # the first day reads the files
def test_active_stages_are_those_whose_days_hold_and_the_main_one_names_the_day(day: date) -> None:
    active = active_stages(day)
    assert all(one.stage.holds(day) for one in active)
    main = [one.id for one in active if one.stage.main]
    assert len(main) <= 1
    assert stage_at(day) == (main[0] if main else f"tanpa-tahapan-{day.year}")
    if main:
        assert active[0].id == main[0]
    assert 0 <= stage_priority(day) <= 0.5
    if not active:
        assert stage_priority(day) == 0 and not determined(day) and contestants(day) == ()


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2024, 9, 21), False),
        (date(2024, 9, 22), True),
        (date(2025, 1, 9), True),
        (date(2025, 1, 10), False),
        (date(2026, 11, 24), False),
    ],
)
def test_candidates_are_determined_until_the_elections_last_day(day: date, held: bool) -> None:
    assert determined(day) is held
    assert bool(contestants(day)) is held


def test_several_stages_run_beside_each_other() -> None:
    ids = [one.stage.id for one in active_stages(date(2024, 9, 22))]
    assert ids[0] == "pencalonan" and {"penetapan-calon", "daftar-pemilih"} <= set(ids)


def test_the_silent_days_and_the_vote_weigh_most_and_between_elections_nothing_does() -> None:
    weights = {stage.id: stage.priority for stage in elections()[0].stages if stage.main}
    assert weights["masa-tenang"] == weights["pemungutan-suara"] == max(weights.values())
    assert weights["kampanye"] > weights["pencalonan"] > weights["persiapan"] == 0
    assert stage_priority(date(2026, 11, 24)) == 0


def test_the_day_of_a_moment_is_the_local_one() -> None:
    assert day_of(datetime(2024, 11, 23, 16, 30, tzinfo=UTC)) == date(2024, 11, 24)


def test_no_stage_is_documented() -> None:
    assert no_stage().title == "Tidak ada tahapan aktif"
    assert any("2031" in one.what for one in no_stage().next)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("election: pilkada-2024", "election: pilkada-2025", "name the file pilkada-2025.yml"),
        ("regime: pilkada", "regime: pilkades", "line 9: regime"),
        ("until: 2024-11-23", "until: 2024-09-01", "lies before from"),
        ("main: true, priority: 0.15", "main: true, priority: 2", "priority"),
        ("determined: {from:", "determined: {sejak:", "determined"),
    ],
)
def test_a_fault_in_the_calendar_is_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "stages"))
    file = folder / "pilkada-2024.yml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(StagesError, match=told):
        read_elections(folder)


def test_contestants_are_public_facts_with_their_marks() -> None:
    first, second = all_contestants()
    assert (first.name, second.name) == ("Ardiansyah – Mahyunadi", "Kasmidi – Kinsu")
    assert {one.certainty for one in all_contestants()} == {"verified"}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("election: pilkada-2024", "election: pilkada-2031", "there is no election pilkada-2031"),
        ("from: 2024-09-22", "from: 2024-09-21", "before candidates are determined"),
        ("id: kasmidi-kinsu", "id: ardiansyah-mahyunadi", "stands twice"),
        ("office:", "jabatan:", "row 1: office: is missing"),
        ("until: 2025-01-09", "until: 2024-01-09", "lies before from"),
        # nothing that no page asks for is kept of somebody who is named
        ("until: 2025-01-09", "until: 2025-01-09\n  incumbent: true", "incumbent: no such key"),
    ],
)
def test_a_fault_in_the_contestants_is_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    text = (FOLDER.parent / "contestants.yml").read_text(encoding="utf-8")
    assert before in text
    file = tmp_path / "contestants.yml"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ContestantsError, match=told):
        read_contestants(file)
