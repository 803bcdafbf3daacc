"""The Prefect server is a child: it ends with its parent, and a second user finds the one that runs."""

import json
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from core.settings import PROJECT, Settings
from flows import server as module
from flows.server import ServerError, server
from tests.flows.conftest import Served, said, with_data
from tests.flows.processes import end, of_folder, until

PARENT = """
import sys, time
from core.settings import Settings
from flows.server import server
with server(Settings()) as url:
    print(url, flush=True)
    time.sleep(600)
"""


FLOW = """
import os
from core.settings import settings
from flows import server, start
print(server._running(settings()))
server._START_SECONDS = 0.0  # where none is found, the one that is started instead is given up at once
with start._prefect(settings()):
    from prefect import flow

    @flow
    def counts():
        return 7

    print(os.environ["PREFECT_API_URL"], counts())
"""


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as response:  # noqa: S310 - 127.0.0.1
            return bool(response.status == 200)
    except OSError:
        return False


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=PROJECT, env=with_data(data), stdout=subprocess.PIPE, text=True
    )
    try:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        assert answers(url)
        children = [pid for pid in of_folder(data) if pid != parent.pid]
        assert children
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert until(lambda: not of_folder(data), 60), "the server outlives its parent"
        assert not answers(url)
    finally:
        parent.kill()
        parent.wait()
        end(of_folder(data))


def test_a_second_user_finds_the_one_that_runs(served: Served) -> None:
    before = of_folder(served.settings.data)
    with server(served.settings) as url:
        assert url == served.url
        assert of_folder(served.settings.data) == before
    assert answers(served.url), "it is not the second user's to stop"


def test_a_note_of_a_server_that_is_gone_misleads_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path / "data")
    note = settings.data / "prefect" / "server.json"
    note.parent.mkdir(parents=True)
    note.write_text(json.dumps({"url": "http://127.0.0.1:9/api"}), encoding="utf-8")
    monkeypatch.setattr(module, "_START_SECONDS", 0.0)
    with pytest.raises(ServerError, match=r"prefect/server\.log"), server(settings):
        pass
    assert until(lambda: not of_folder(settings.data), 60)


@pytest.mark.parametrize("note", ["", '{"url"', "{}", "[]", '{"url": 7}'])
def test_a_note_that_cannot_be_read_names_no_server(tmp_path: Path, note: str) -> None:
    settings = Settings(data=tmp_path / "data")
    path = settings.data / "prefect" / "server.json"
    path.parent.mkdir(parents=True)
    path.write_text(note, encoding="utf-8")
    assert module._running(settings) is None


def test_a_proxy_of_the_office_is_not_asked_for_this_machine(served: Served) -> None:
    """Neither by whoever looks for the server nor by Prefect's own client."""
    nobody = "127.0.0.1:9"
    proxies = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy"), f"http://{nobody}")
    proxies |= {"all_proxy": f"socks5://{nobody}", "NO_PROXY": "kantor.example"}
    lines = said(FLOW, with_data(served.settings.data) | proxies)
    assert " ".join(lines).split() == [served.url, served.url, "7"]


SETTINGS = """
import os
from core.settings import settings
from flows.server import environment
os.environ.update(environment(settings()))
from prefect.settings.context import get_current_settings
server = get_current_settings().server
print(sorted(server.services.db_vacuum.enabled_vacuum_types))
print(server.services.db_vacuum.retention_period.days, server.events.retention_period.days)
"""


def test_its_history_does_not_grow_without_end(tmp_path: Path) -> None:
    lines = said(SETTINGS, with_data(tmp_path))
    assert lines == ["['events', 'flow_runs', 'orphans']", "14 14"]


def test_its_log_begins_anew_when_it_is_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Enough(Exception):  # noqa: N818 - ends a loop that has no end
        pass

    def enough(_: float) -> None:
        raise Enough

    monkeypatch.setattr(module, "_LOG_MAX", 10)
    monkeypatch.setattr("flows.server.time.sleep", enough)
    log = tmp_path / "server.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"0123456789 and more")
        with pytest.raises(Enough):
            module._keep_short(log)
        writer.write(b"new")
    assert log.read_bytes() == b"new"
    assert (tmp_path / "server.log.1").read_bytes() == b"0123456789 and more"


@pytest.mark.parametrize("place", [0, 8192], ids=["header", "page"])
def test_a_damaged_history_is_set_aside(tmp_path: Path, place: int, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(data=tmp_path)
    folder = module.home(settings)
    folder.mkdir()
    with closing(sqlite3.connect(folder / "prefect.db")) as db:
        db.execute("CREATE TABLE runs (name TEXT)")
        db.executemany("INSERT INTO runs VALUES (?)", [("x" * 500,)] * 100)
        db.commit()
    module._set_aside_damaged(settings)
    assert [path.name for path in folder.iterdir()] == ["prefect.db"]
    with (folder / "prefect.db").open("r+b") as file:
        file.seek(place)
        file.write(b"\xff" * 4096)
    module._set_aside_damaged(settings)
    assert [path.name for path in folder.iterdir()] == ["prefect.db.rusak"]
    assert "hanya riwayat" in caplog.text


def test_a_port_in_use_is_told(served: Served, tmp_path: Path) -> None:
    port = int(served.url.rsplit(":", 1)[1].removesuffix("/api"))
    other = Settings(data=tmp_path / "data")
    with pytest.raises(ServerError, match="PANTAU_PREFECT_PORT"), server(other, port, services=True):
        pass


def test_it_listens_on_this_machine_only(served: Served) -> None:
    port = int(served.url.rsplit(":", 1)[1].removesuffix("/api"))
    listening = [
        line.split()[1]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].split(":")[1], 16) == port
    ]
    assert listening == [f"0100007F:{port:04X}"]
