from datetime import date, timedelta
from itertools import pairwise

import pytest

from pipeline.stages import elections, stage_at


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
