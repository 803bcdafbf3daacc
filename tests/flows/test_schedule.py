"""What ran when `pantau serve` was stopped keeps no place of its schedule: the next start runs it again."""

from pathlib import Path

from tests.flows.conftest import said, with_data

BEGIN = """
import time
from datetime import UTC, datetime
from core.settings import settings
from flows.start import _prefect
from flows.workspace import open_workspace

with _prefect(settings()):
    from prefect.client.orchestration import get_client
    from prefect.states import Pending, Running
    from flows import schedule

    source = open_workspace(settings(), "sample").sources["cek-etam"]
    made = [
        schedule.deployment(source, "sample", datetime.fromtimestamp(time.time(), UTC)),
        schedule.monday("sample"),
    ]
    ids = [one.apply() for one in made]
    with get_client(sync_client=True) as client:
        def begin(one):
            run = client.create_flow_run_from_deployment(one)
            return run.id, client.set_flow_run_state(run.id, Pending()).status.value

"""
FIRST = (
    BEGIN
    + """
        for run, status in map(begin, ids):
            client.set_flow_run_state(run, Running())
            print(run, status)
"""
)  # and the server ends, with the runs as they are
SECOND = (
    BEGIN
    + """
        schedule.end_left_over()
        for run in client.read_flow_runs(flow_run_filter=schedule._GOING_ON):
            print("still", run.id)
        for run, status in map(begin, ids):
            print(run, status)
"""
)


def began(script: str, data: Path) -> list[str]:
    """What came of each run that a process began."""
    return [line.split()[1] for line in said(script, with_data(data))]


def test_a_schedule_that_was_cut_short_runs_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert began(FIRST, data) == ["ACCEPT", "ACCEPT"]
    assert began(SECOND, data) == ["ACCEPT", "ACCEPT"]
