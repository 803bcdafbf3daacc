"""The Monday flow: last week's editions, on Monday at six of the desk; without Prefect too."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.errors import UsageError
from core.settings import Settings
from flows.weekly_editions import issue_monday
from pipeline.store import Store
from reports.editions import editions

if TYPE_CHECKING:
    from tests.conftest import Sampled

MONDAY = datetime.fromisoformat("2026-11-23T06:00:00+08:00")


def test_monday_issues_three_editions_of_last_week_once(
    sampled: "Sampled", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reports import editions as module

    monkeypatch.setattr(module, "as_pdf", lambda *_, **__: b"%PDF (tests/reports draws it)")
    settings = Settings(data=sampled.copy(tmp_path / "data"))
    clock.fix(MONDAY)
    issued = issue_monday(settings)
    assert [(one.edition.period, one.edition.edition, one.new) for one in issued] == [
        ("2026-W47", "full", True),
        ("2026-W47", "partners", True),
        ("2026-W47", "public", True),
    ]
    assert not any(one.new for one in issue_monday(settings)), "a retry issues nothing twice"
    with Store(settings.database).reading() as db:
        kept = editions(db)
    assert {one.by_user for one in kept} == {""}
    assert {one.made_at for one in kept} == {MONDAY}


def test_a_folder_without_a_store_is_one_line_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pantau run"):
        issue_monday(Settings(data=tmp_path / "data"))
    assert not (tmp_path / "data").exists()


def test_the_schedule_is_monday_at_six_of_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect.client.schemas.schedules import CronSchedule

    from flows.schedule import monday

    made = monday("sample")
    [schedule] = made.schedules or []
    assert isinstance(schedule.schedule, CronSchedule)
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("0 6 * * 1", "Asia/Makassar")
    assert MONDAY.astimezone(ZoneInfo("Asia/Makassar")).strftime("%M %H %w") == "00 06 1"
    assert made.parameters == {"profile": "sample"}
