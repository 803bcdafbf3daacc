"""The Prefect server on its embedded SQLite at 127.0.0.1, as a child that ends with its parent.

`python -m flows.server FD` is the child, FD the socket on which the parent listens already: nobody can take
the port in between. It ends when its standard input closes, which the kernel does for us however the parent
ends, `kill -9` included: Prefect's own temporary server would live on.
"""

import contextlib
import http.client
import json
import logging
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from core.errors import PantauError
from core.files import replace_text
from core.settings import PROJECT, Settings

_LOG: Final = "server.log"
_START_SECONDS = 90.0
_HISTORY: Final = 14  # days of runs and their events that Prefect keeps
_LOG_MAX: Final = 5_000_000  # bytes; what came before is in server.log.1
_LOG_LOOK: Final = 60.0  # seconds
_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""asks without the office's proxy, which knows nothing of 127.0.0.1"""


_logger = logging.getLogger(__name__)


class ServerError(PantauError):
    """The Prefect server did not start."""


def home(settings: Settings) -> Path:
    """Where Prefect keeps its SQLite and logs: under the data folder, so that a data folder is whole."""
    return settings.data / "prefect"


def environment(settings: Settings) -> dict[str, str]:
    """The variables that Prefect reads at import; nothing is sent anywhere, and nothing through a proxy.

    Its client would ask the office's proxy for 127.0.0.1; a crawl's proxy is a setting of its own.
    """
    return {
        "PREFECT_HOME": str(home(settings)),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_RUNNER_POLL_FREQUENCY": "5",
        # Its history is for looking into a fault; rounds and their numbers are in the store.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(_HISTORY * 24 * 3600),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{_HISTORY}D",
        "DO_NOT_TRACK": "1",
        "no_proxy": "*",  # in small letters it comes before NO_PROXY
    }


@contextlib.contextmanager
def server(settings: Settings, port: int = 0, services: bool = False) -> Iterator[str]:
    """The URL of the API: of the server that `pantau serve` runs on this data folder, else of one of our own.

    With `services` (the scheduler) the server is always our own, and others find it. Port 0 takes a free one.
    """
    running = None if services else _running(settings)
    if running:
        yield running
        return
    _set_aside_damaged(settings)
    with _child(settings, port, services) as (process, url):
        _wait(url, process, _log_file(settings))
        if services:
            replace_text(_note(settings), json.dumps({"url": url}))
        try:
            yield url
        finally:
            if services:
                _note(settings).unlink(missing_ok=True)


@contextlib.contextmanager
def _child(settings: Settings, port: int, services: bool) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with _listen(port) as opened:  # then the child's alone: where it ends, nobody listens any more
        process, url = _spawn(settings, opened, services)
    try:
        yield process, url
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise ServerError(
            f"the Prefect server cannot listen on port {port} ({error.strerror}); set PANTAU_PREFECT_PORT"
        ) from error


def _spawn(settings: Settings, opened: socket.socket, services: bool) -> tuple[subprocess.Popen[bytes], str]:
    origin = f"http://127.0.0.1:{opened.getsockname()[1]}"
    home(settings).mkdir(parents=True, exist_ok=True)
    extra = {
        "PREFECT__SERVER_FINAL": "1",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origin,
        "PREFECT_UI_API_URL": f"{origin}/api",
        "PREFECT_UI_ENABLED": str(services).lower(),
        **({} if services else {"PREFECT__SERVER_EPHEMERAL": "1"}),
    }
    with _log_file(settings).open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-m", "flows.server", str(opened.fileno())],
            pass_fds=[opened.fileno()],
            cwd=PROJECT,
            env={**os.environ, **environment(settings), **extra},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches us first: runs end before the server that they report to
        )
    return process, f"{origin}/api"


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not _answers(url):
        if process.poll() is not None:
            raise ServerError(
                f"the Prefect server ended with code {process.returncode}; see prefect/server.log"
            )
        if time.monotonic() > deadline:
            raise ServerError(
                f"the Prefect server did not answer in {_START_SECONDS:.0f} s; see prefect/server.log"
            )
        time.sleep(0.1)


def _set_aside_damaged(settings: Settings) -> None:
    """Move a damaged SQLite away: it holds the history of runs only, and no server starts on it."""
    path = home(settings) / "prefect.db"
    if not path.exists():
        return
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as db:
            fault = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        return  # busy, or a disk that is full: no fault of the file
    except sqlite3.DatabaseError as error:
        fault = str(error)
    if fault == "ok":
        return
    aside = path.with_name(f"{path.name}.rusak")
    for part in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + part).replace(aside.with_name(aside.name + part))
    _logger.warning(
        "prefect/%s rusak (%s): dipindah ke prefect/%s; hanya riwayat tugas yang hilang, boleh dihapus",
        path.name,
        fault,
        aside.name,
    )


def _log_file(settings: Settings) -> Path:
    return home(settings) / _LOG


def _note(settings: Settings) -> Path:
    return home(settings) / "server.json"


def _running(settings: Settings) -> str | None:
    """The server that the note names, if it answers; a note that cannot be read names none."""
    try:
        url = str(json.loads(_note(settings).read_text(encoding="utf-8"))["url"])
        return url if _answers(url) else None
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _answers(url: str) -> bool:
    try:
        with _DIRECT.open(f"{url}/health", timeout=2) as response:
            return bool(response.status == 200)
    except (OSError, http.client.HTTPException):
        return False


def _serve(descriptor: int) -> None:
    opened = socket.socket(fileno=descriptor)
    opened.set_inheritable(False)  # no child of ours shall go on listening
    started: list[Any] = []
    threading.Thread(target=_end_with_parent, args=(started,), daemon=True).start()
    log = Path(os.environ["PREFECT_HOME"]) / _LOG
    threading.Thread(target=_keep_short, args=(log,), daemon=True).start()
    import uvicorn  # seconds, in which the parent may end
    from prefect.server.api.server import create_app

    app = create_app(final=True)
    running = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
    started.append(running)
    running.run(sockets=[opened])


def _end_with_parent(started: Sequence[Any]) -> None:
    """Stop the server when standard input ends; at once if it is not up yet."""
    sys.stdin.buffer.read()
    if started and started[0].started:
        started[0].should_exit = True
        time.sleep(10)  # a service that does not stop must not outlive the desk
    os._exit(0)


def _keep_short(log: Path) -> None:
    """Begin the log anew where it has grown long; it is open to append, so that no gap is left."""
    while True:
        with contextlib.suppress(OSError):  # the disk may be full: then there is the more need to cut it
            if log.stat().st_size > _LOG_MAX:
                with contextlib.suppress(OSError):
                    shutil.copyfile(log, log.with_name(f"{log.name}.1"))
                os.truncate(log, 0)
        time.sleep(_LOG_LOOK)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
