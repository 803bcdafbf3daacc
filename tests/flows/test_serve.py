"""`pantau serve`: it starts, its schedules run, SIGTERM stops it, and nothing of it lives on."""

import random
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from core.settings import PROJECT
from pipeline.store import Store
from tests.flows.conftest import with_data
from tests.flows.processes import end, of_folder, until

PANTAU = Path(sys.executable).with_name("pantau")


def free_port() -> int:
    """Below those that the system gives to whoever asks for any: a test beside this one may ask meanwhile."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def finished_rounds(data: Path) -> int:
    if not (data / "pantau.duckdb").exists():
        return 0
    with Store(data / "pantau.duckdb").reading() as db:
        row = db.execute("SELECT count(*) FROM rounds WHERE finished_at IS NOT NULL").fetchone()
    return int(row[0]) if row else 0


def test_serve_runs_what_is_due_and_stops_cleanly(tmp_path: Path) -> None:
    data = tmp_path / "data"
    out = tmp_path / "out.txt"
    desk = free_port()
    with out.open("wb") as log:
        process = subprocess.Popen(
            [PANTAU, "serve", "--profile", "sample"],
            cwd=PROJECT,
            env={
                **with_data(data),
                "PANTAU_PREFECT_PORT": str(free_port()),
                "PANTAU_DESK_PORT": str(desk),
            },
            stdout=log,
            stderr=log,
        )
    try:
        assert until(lambda: "terjadwal" in out.read_text(), 180), out.read_text()
        assert "7 sumber terjadwal" in out.read_text()
        assert f"Meja siap: http://127.0.0.1:{desk}" in out.read_text()
        with socket.create_connection(("127.0.0.1", desk), timeout=5):
            pass
        # Each look opens the store, which takes from the rounds that are waited for.
        assert until(lambda: finished_rounds(data) >= 1, 180, every=1.0), out.read_text()[-3000:]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0, out.read_text()[-3000:]
        assert out.read_text().rstrip().endswith("berhenti")
        assert "Traceback" not in out.read_text(), out.read_text()[-3000:]
        assert until(lambda: not of_folder(data), 30), "something of it lives on"
        assert not (data / "prefect" / "server.json").exists()
    finally:
        process.kill()
        process.wait()
        end(of_folder(data))
