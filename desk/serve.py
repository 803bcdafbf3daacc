"""Serving the desk: where it listens, under which guard; alone, or as a child of `pantau serve`.

On this machine only, unless told otherwise. On another address it wants a certificate, or to hear aloud
that there is none.
"""

import contextlib
import errno
import ipaddress
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import uvicorn
from starlette.types import ASGIApp

from core.errors import PantauError, UsageError
from core.settings import PROJECT, Settings
from desk.security import LOOPBACK, KnownHosts

if TYPE_CHECKING:
    from desk.desk import Desk

READY: Final = "Meja siap"  # the line that a parent waits for begins so
LOG: Final = "desk.log"
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 15.0
_RESTARTS: Final = 5
_PAUSE: Final = 2.0  # seconds before a desk that died is started again
_KEEP_ALIVE: Final = 30  # seconds
_AT_ONCE: Final = 200  # connections; a desk has twenty people

Say = Callable[[str], None]


class ServeError(PantauError):
    """The desk cannot be served; one line with the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the desk listens, and how."""

    host: str = "127.0.0.1"
    port: int = 8000
    cert: Path | None = None
    key: Path | None = None
    insecure: bool = False  # plain HTTP on an address of the network, said aloud

    @property
    def secure(self) -> bool:
        """Behind TLS."""
        return self.cert is not None

    def options(self) -> list[str]:
        """As one would type it."""
        words = ["--host", self.host, "--port", str(self.port)]
        for option, path in (("--tls-cert", self.cert), ("--tls-key", self.key)):
            words += [option, str(path.absolute())] if path else []
        return [*words, "--insecure-http"] if self.insecure else words


def listen(place: Place) -> socket.socket:
    """The socket to serve on. Raises UsageError, ServeError: what is wrong, and what to do instead."""
    family, address = _resolved(place)
    _guarded(place, address)
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((address, place.port))
        opened.listen(128)
    except OSError as error:
        opened.close()
        raise _cannot_listen(place, error) from error
    return opened


def url(place: Place, opened: socket.socket) -> str:
    """What one opens in a browser."""
    address, port = opened.getsockname()[:2]
    host = socket.gethostname() if ipaddress.ip_address(address).is_unspecified else place.host
    return f"{'https' if place.secure else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"


def serve(desk: "Desk", place: Place, opened: socket.socket, say: Say, *, with_parent: bool = False) -> None:
    """Serve until Ctrl-C or SIGTERM; with a parent, until standard input ends too.

    The pages are imported here, since they take seconds: one who only minds a desk (`beside`) needs none.
    """
    from desk.app import create_app

    app: ASGIApp = create_app(desk)
    names = _known_names(place, opened)
    if names is not None:
        app = KnownHosts(app, names, addresses=place.insecure)
    server = _Server(_config(app, place), f"{READY}: {url(place, opened)}", say)
    if place.insecure:
        say("PERINGATAN: tanpa TLS, sandi dan isi halaman terbaca oleh siapa pun di jaringan ini")
    if with_parent:
        threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
    # uvicorn raises the signal again when it has ended; that shall end nothing more.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    server.run(sockets=[opened])


@contextlib.contextmanager
def beside(command: Sequence[str], settings: Settings, say: Say) -> Iterator[None]:
    """The desk as a child, for as long as the block runs; it ends with us, however we end.

    What the child says is said on: a first administrator's password stands in no log.
    Raises ServeError where it does not start.
    """
    child = _spawn(command, settings)
    try:
        _wait_ready(child, say)
        kept = _Kept(child)
        threading.Thread(target=_keep, args=(kept, command, settings, say), daemon=True).start()
        try:
            yield
        finally:
            with kept.turn:
                kept.ending.set()
            child = kept.child
    finally:
        _stop(child.process)


@dataclass(frozen=True, slots=True)
class _Child:
    process: "subprocess.Popen[bytes]"
    log: Path
    before: int  # bytes of the log when it began


@dataclass(slots=True)
class _Kept:
    """The child that runs now; `turn` is held while another takes its place."""

    child: _Child
    ending: threading.Event = field(default_factory=threading.Event)
    turn: threading.Lock = field(default_factory=threading.Lock)


def _spawn(command: Sequence[str], settings: Settings) -> _Child:
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = settings.data / LOG
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
        before = log.tell()
        process = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-m", "pantau", *command],
            cwd=PROJECT,
            env={**os.environ, "PANTAU_DATA": str(settings.data.absolute())},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches us first
        )
    return _Child(process, path, before)


def _keep(kept: _Kept, command: Sequence[str], settings: Settings, say: Say) -> None:
    """Start the desk again where it dies: rounds go on, and the team must not wait for somebody to notice."""
    for _ in range(_RESTARTS):
        kept.child.process.wait()
        if kept.ending.wait(_PAUSE):
            return
        _stop(kept.child.process)  # it has ended: what was open to it is closed
        say(f"meja berhenti tiba-tiba; dijalankan lagi ({kept.child.log} menyebut sebabnya)")
        with kept.turn:
            if kept.ending.is_set():
                return
            kept.child = _spawn(command, settings)
        try:
            _wait_ready(kept.child, say)
        except ServeError as error:
            say(str(error))
    kept.child.process.wait()
    if not kept.ending.wait(_PAUSE):
        say(f"meja berhenti lagi dan lagi; periksa {kept.child.log}, lalu jalankan pantau serve kembali")


class _Server(uvicorn.Server):
    """Says where it is when it answers, not before."""

    def __init__(self, config: uvicorn.Config, ready: str, say: Say) -> None:
        super().__init__(config)
        self._ready, self._say = ready, say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._say(self._ready)


def _config(app: ASGIApp, place: Place) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=place.host,
        port=place.port,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_level="warning",
        access_log=False,  # it would hold what people read
        proxy_headers=False,  # an address that the client writes itself would end the throttle
        server_header=False,
        limit_concurrency=_AT_ONCE,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=5,
        ssl_certfile=place.cert,
        ssl_keyfile=place.key,
    )


def _resolved(place: Place) -> tuple[socket.AddressFamily, str]:
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"--host {place.host}: no such address; give one of this machine's") from error
    return found[0][0], str(found[0][4][0])


def _guarded(place: Place, address: str) -> None:
    """Whether passwords may be typed here."""
    if (place.cert is None) is not (place.key is None):
        raise UsageError("--tls-cert and --tls-key belong together; give both")
    if place.secure and place.insecure:
        raise UsageError("--insecure-http and --tls-cert exclude each other; leave one out")
    if place.secure:
        _loads(place)
    elif not ipaddress.ip_address(address.partition("%")[0]).is_loopback and not place.insecure:
        raise UsageError(
            f"--host {place.host} is open to the network: give --tls-cert and --tls-key "
            "(or --insecure-http, and everybody on the network can read passwords and texts)"
        )


def _loads(place: Place) -> None:
    if place.cert is None or place.key is None:
        return
    for path in (place.cert, place.key):
        if not path.is_file():
            raise UsageError(f"{path}: no such file; --tls-cert and --tls-key want PEM files")
    try:
        # Without the callback OpenSSL would ask for a password on the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(place.cert, place.key, password=lambda: "")
    except OSError as error:
        reason = getattr(error, "reason", None) or error.strerror or str(error)
        raise UsageError(
            f"{place.cert}, {place.key}: not a certificate and its key without a password, in PEM ({reason})"
        ) from error


def _cannot_listen(place: Place, error: OSError) -> PantauError:
    if error.errno == errno.EADDRINUSE:
        return ServeError(
            f"port {place.port} on {place.host} is in use; choose another: --port {place.port + 1}"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return UsageError(f"--host {place.host}: not an address of this machine")
    if error.errno == errno.EACCES:
        return UsageError(
            f"--port {place.port}: only root may listen below 1024; choose another: --port 8443"
        )
    return ServeError(f"{place.host} port {place.port}: {error.strerror}")


def _known_names(place: Place, opened: socket.socket) -> frozenset[str] | None:
    """The names under which this desk may be asked for; None: any, the certificate says it."""
    if place.secure:
        return None
    if ipaddress.ip_address(opened.getsockname()[0]).is_loopback:
        return LOOPBACK | {place.host}
    return LOOPBACK | {place.host, socket.gethostname(), socket.getfqdn()}


def _end_with_parent(server: uvicorn.Server) -> None:
    """Stop when standard input ends, which the kernel sees to however the parent ends."""
    sys.stdin.buffer.read()
    server.should_exit = True
    time.sleep(_STOP_SECONDS)  # a request that does not end must not outlive the parent
    os._exit(0)


def _wait_ready(child: _Child, say: Say) -> None:
    ready, ended = threading.Event(), threading.Event()

    def relay() -> None:
        for raw in child.process.stdout or ():
            line = raw.decode("utf-8", "replace").rstrip()
            say(line)
            if line.startswith(READY):
                ready.set()
        if child.process.stdout:
            child.process.stdout.close()
        ended.set()
        ready.set()

    threading.Thread(target=relay, daemon=True).start()
    if not ready.wait(_START_SECONDS):
        raise ServeError(f"the desk did not start in {_START_SECONDS:.0f} s; see {child.log}")
    if ended.is_set():
        child.process.wait()
        lines = child.log.read_bytes()[child.before :].decode("utf-8", "replace").split("\n")
        last = next((line for line in reversed(lines) if line.strip()), f"see {child.log}")
        raise ServeError(f"the desk did not start: {last.removeprefix('pantau: ')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    try:
        process.wait(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
