"""`pantau desk` and the desk beside `pantau serve`: over real sockets, and as processes where it is about
what lives and ends (each takes seconds to start)."""

import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from core.settings import PROJECT, Settings, settings
from desk.serve import READY, Place, ServeError, beside, listen
from tests.flows.conftest import with_data
from tests.flows.processes import end, of_folder, until

PANTAU = Path(sys.executable).with_name("pantau")
EVERYWHERE = "0.0.0.0"  # noqa: S104  that is what is tested


class Running:
    """A desk as a process, and what it has written."""

    def __init__(self, data: Path, *words: str) -> None:
        self.data, self.out = data, data.with_name("out.txt")
        with self.out.open("wb") as log:
            self.process = subprocess.Popen(
                [PANTAU, *words],
                cwd=PROJECT,
                env=with_data(data),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def text(self) -> str:
        return self.out.read_text(encoding="utf-8")

    def url(self) -> str:
        """Where it is, when it is there."""
        assert until(lambda: "Meja siap: " in self.text or self.process.poll() is not None, 120), self.text
        found = re.search(r"Meja siap: (\S+)", self.text)
        assert found, self.text
        return found[1]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


@contextmanager
def running(data: Path, *words: str) -> Iterator[Running]:
    desk = Running(data, *words)
    try:
        yield desk
    finally:
        desk.process.kill()
        desk.process.wait()
        end(of_folder(data))


def called(data: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    """What `pantau` says and returns, without a process of its own: it takes seconds to start."""
    from pantau import app

    monkeypatch.setenv("PANTAU_DATA", str(data))
    settings.cache_clear()
    return CliRunner().invoke(app, words)


def address(said: list[str]) -> str:
    """Of the desk that said so last."""
    return next(line for line in reversed(said) if line.startswith(READY)).rpartition(" ")[2]


def while_served(
    data: Path, monkeypatch: pytest.MonkeyPatch, *words: str, ask: Callable[[str], None]
) -> tuple[Result, str]:
    """Serve by `pantau desk` in this very process, which is sent a Ctrl-C as soon as `ask`, which is given
    the address, is done; the result, and what was said. What `ask` raises is raised."""
    said: list[str] = []
    raised: list[BaseException] = []
    ready, ended = threading.Event(), threading.Event()

    def say(line: str) -> None:
        said.append(line)
        if line.startswith(READY):
            ready.set()

    def asking() -> None:
        ready.wait(60)
        try:
            if not ended.is_set():
                ask(address(said))
        except BaseException as error:  # noqa: BLE001 - raised below
            raised.append(error)
        finally:
            if not ended.is_set():
                os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("pantau._say", say)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    asks = threading.Thread(target=asking)
    asks.start()
    try:
        result = called(data, monkeypatch, *words)
    finally:
        ended.set()
        ready.set()
        asks.join()
        for number, handler in before.items():
            signal.signal(number, handler)
    if raised:
        raise raised[0]
    return result, "\n".join(said)


def status(url: str, host: str = "", method: str = "GET", body: bytes = b"", **headers: str) -> int:
    there = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    try:
        sent = {**({"Host": host} if host else {}), **headers}
        there.request(method, "/masuk", body=body or None, headers=sent)
        return there.getresponse().status
    finally:
        there.close()


def test_the_desk_makes_an_administrator_guards_itself_and_ends_cleanly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    with running(data, "desk", "--port", "0") as desk:
        url = desk.url()
        assert url.startswith("http://127.0.0.1:")
        once = re.search(r"Pengurus pertama: admin, sandi sekali pakai: (\S+)", desk.text)
        assert once
        with urllib.request.urlopen(f"{url}/masuk", timeout=10) as answer:  # noqa: S310  127.0.0.1
            assert answer.headers["server"] is None
            assert "default-src 'none'" in answer.headers["content-security-policy"]
        port = url.rpartition(":")[2]
        assert status(url, f"localhost:{port}") == 200
        assert status(url, f"jahat.example:{port}") == 421, (
            "a name of a stranger that leads here (DNS rebinding)"
        )
        assert status(url, "127.0.0.1.jahat.example") == 421
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert status(url, method="POST", body=b"a=" + b"x" * 20_000, **form) == 413
        taken = called(data, monkeypatch, "desk", "--port", port)
        assert (taken.exit_code, taken.stdout) == (1, "")
        assert re.fullmatch(r"pantau: port \d+ on 127\.0\.0\.1 is in use; [^\n]+\n", taken.stderr)
        assert desk.stop() == 0, desk.text
        assert "Traceback" not in desk.text
        assert not of_folder(data)
    kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert once[1].encode() not in kept

    answers: list[int] = []
    again, _ = while_served(
        data, monkeypatch, "desk", "--port", "0", ask=lambda url: answers.append(status(url))
    )
    assert (again.exit_code, answers) == (0, [200])
    assert "Pengurus pertama" not in again.output, "there is one already"


def test_an_unanswered_request_does_not_keep_it_alive(tmp_path: Path) -> None:
    with running(tmp_path / "data", "desk", "--port", "0") as desk:
        host, port = desk.url().removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as slow:
            slow.sendall(b"POST /masuk HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n")
            slow.sendall(b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname=")
            assert status(f"http://{host}:{port}") == 200
            assert desk.stop() == 0, desk.text


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of our own for 127.0.0.1, and its key."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pantau")])
    day = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(day)
        .not_valid_after(day + datetime.timedelta(days=36500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem = serialization.Encoding.PEM
    (folder / "desk.pem").write_bytes(made.public_bytes(pem))
    plain = serialization.NoEncryption()
    (folder / "desk.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    locked = serialization.BestAvailableEncryption(b"rahasia")
    (folder / "locked.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, locked))
    return folder / "desk.pem", folder / "desk.key"


def test_behind_tls_it_listens_on_the_network(
    certificate: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = certificate
    trusting = ssl.create_default_context(cafile=str(cert))
    found: list[tuple[str, int, str]] = []

    def ask(url: str) -> None:
        port = int(url.rpartition(":")[2])
        there = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=trusting)
        there.request("GET", "/masuk")
        answer = there.getresponse()
        found.append((url.partition(":")[0], answer.status, answer.headers["set-cookie"] or ""))
        there.close()

    words = ("desk", "--host", EVERYWHERE, "--port", "0", "--tls-cert", str(cert), "--tls-key", str(key))
    result, _ = while_served(tmp_path / "data", monkeypatch, *words, ask=ask)
    [(scheme, code, cookie)] = found
    assert (scheme, code) == ("https", 200)
    assert "__Host-masuk=" in cookie
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--host", EVERYWHERE], "--tls-cert and --tls-key"),
        (["--host", "::"], "--insecure-http"),
        (["--host", "tidak.ada.invalid"], "no such address"),
        (["--host", "192.0.2.77", "--insecure-http"], "not an address of this machine"),
        (["--tls-cert", "{cert}"], "give both"),
        (["--tls-cert", "{cert}", "--tls-key", "{key}", "--insecure-http"], "exclude each other"),
        (["--tls-cert", "{cert}", "--tls-key", "tidak-ada.key"], "no such file"),
        (["--tls-cert", "{cert}", "--tls-key", "{cert}"], "not a certificate and its key"),
        (["--tls-cert", "{cert}", "--tls-key", "{locked}"], "without a password"),
    ],
)
@pytest.mark.parametrize("command", ["desk", "serve"])
def test_what_cannot_be_served_is_told_in_one_line(
    command: str,
    words: list[str],
    told: str,
    certificate: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cert, key = certificate
    named = {"cert": cert, "key": key, "locked": key.with_name("locked.key")}
    result = called(
        tmp_path / "data", monkeypatch, command, "--port", "0", *(word.format(**named) for word in words)
    )
    assert result.exit_code == 2
    assert told in result.stderr
    assert re.fullmatch(r"pantau: [^\n]+\n", result.stderr)
    assert result.stdout == ""
    assert not (tmp_path / "data").exists(), "nothing is made"


def test_without_tls_only_names_of_this_machine_are_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[int] = []

    def ask(url: str) -> None:
        port = url.rpartition(":")[2]
        for name in ("10.0.0.5", f"{socket.gethostname()}:{port}", "jahat.example"):
            found.append(status(f"http://127.0.0.1:{port}", name))

    words = ("desk", "--host", EVERYWHERE, "--port", "0", "--insecure-http")
    result, said = while_served(tmp_path / "data", monkeypatch, *words, ask=ask)
    assert "PERINGATAN: tanpa TLS" in said
    assert found == [200, 200, 421]
    assert result.exit_code == 0


@dataclass(frozen=True)
class Minded:
    """A desk that ran as a child: until it was killed, and from then to the end of its parent's block."""

    before: list[str]
    after: list[str]
    answered: list[int]
    left: list[int]
    """processes that lived on"""
    log: str


@pytest.fixture(scope="module")
def minded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Minded]:
    own = Settings(data=tmp_path_factory.mktemp("minded") / "data")
    said: list[str] = []
    try:
        with beside(["desk", "--port", "0", "--with-parent"], own, said.append):
            before, answered = list(said), [status(address(said))]
            (first,) = of_folder(own.data)
            os.kill(first, signal.SIGKILL)
            assert until(lambda: any(line.startswith(READY) for line in said[len(before) :]), 60), said
            answered.append(status(address(said)))
        left, log = of_folder(own.data), (own.data / "desk.log").read_text(encoding="utf-8")
        yield Minded(before, said[len(before) :], answered, left, log)
    finally:
        end(of_folder(own.data))


def test_as_a_child_it_says_where_it_is_and_ends_with_its_parent(minded: Minded) -> None:
    assert any(line.startswith(READY) for line in minded.before)
    assert minded.answered[0] == 200
    assert any("sandi sekali pakai" in line for line in minded.before)
    assert not minded.left
    assert "sandi" not in minded.log


def test_a_child_that_dies_is_started_again(minded: Minded) -> None:
    assert any("berhenti tiba-tiba" in line for line in minded.after)
    assert sum(line.startswith(READY) for line in minded.after) == 1
    assert minded.answered[1] == 200
    assert not minded.left


def test_a_child_that_cannot_start_is_told(tmp_path: Path) -> None:
    own = Settings(data=tmp_path / "data")
    with listen(Place(port=0)) as taken:
        port = str(taken.getsockname()[1])
        with (
            pytest.raises(ServeError, match=rf"port {port} on 127\.0\.0\.1 is in use"),
            beside(["desk", "--port", port, "--with-parent"], own, lambda line: None),
        ):
            pass
    assert not of_folder(own.data)


def test_its_parent_killed_it_ends_too(tmp_path: Path) -> None:
    data = tmp_path / "data"
    code = (
        "import sys, time; from core.settings import settings; from desk.serve import beside\n"
        "say = lambda line: print(line, flush=True)\n"
        "with beside(['desk', '--port', '0', '--with-parent'], settings(), say): time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=PROJECT, env=with_data(data), stdout=subprocess.PIPE, text=True
    )
    try:
        assert parent.stdout is not None
        assert any(line.startswith("Meja siap") for line in parent.stdout)
        assert of_folder(data)
        parent.kill()
        parent.wait()
        assert until(lambda: not of_folder(data), 60), "the desk outlives its parent"
    finally:
        parent.kill()
        parent.wait()
        end(of_folder(data))


def test_serve_with_the_desks_port_taken_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    for name in ("desk.serve.beside", "flows.start.serve_all"):
        monkeypatch.setattr(name, lambda *about: started.append(about))
    with listen(Place(port=0)) as taken:
        port = str(taken.getsockname()[1])
        result = called(tmp_path / "data", monkeypatch, "serve", "--port", port)
    assert result.exit_code == 1
    assert re.fullmatch(rf"pantau: port {port} on 127\.0\.0\.1 is in use; [^\n]+\n", result.stderr)
    assert started == []
    assert not of_folder(tmp_path / "data")
