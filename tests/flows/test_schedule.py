"""What ran when `pantau serve` was stopped keeps no place of its schedule: the next start runs it again."""

import subprocess
import sys
from pathlib import Path

from core.settings import PROJECT
from tests.flows.conftest import with_data

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


def said(script: str, data: Path) -> list[str]:
    """What a process says that begins a run of each schedule."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env=with_data(data),
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [line.split()[1] for line in done.stdout.splitlines()]


def test_a_schedule_that_was_cut_short_runs_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert said(FIRST, data) == ["ACCEPT", "ACCEPT"]
    assert said(SECOND, data) == ["ACCEPT", "ACCEPT"]
