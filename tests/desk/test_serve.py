"""`pantau desk` and the desk beside `pantau serve`: as processes, over real sockets."""

import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.settings import PROJECT, Settings, settings
from desk.serve import Place, ServeError, beside, listen
from tests.flows.processes import end, of_folder, until

PANTAU = Path(sys.executable).with_name("pantau")
EVERYWHERE = "0.0.0.0"  # noqa: S104  that is what is tested
Start = Callable[..., "Running"]


class Running:
    """A desk as a process, and what it has written."""

    def __init__(self, data: Path, *words: str) -> None:
        self.data, self.out = data, data.with_name("out.txt")
        with self.out.open("wb") as log:
            self.process = subprocess.Popen(
                [PANTAU, *words],
                cwd=PROJECT,
                env={**os.environ, "PANTAU_DATA": str(data)},
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


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    made: list[Running] = []

    def begin(*words: str) -> Running:
        made.append(Running(tmp_path / "data", *words))
        return made[-1]

    yield begin
    for one in made:
        one.process.kill()
        one.process.wait()
    end(of_folder(tmp_path / "data"))


def status(url: str, host: str = "", method: str = "GET", body: bytes = b"", **headers: str) -> int:
    there = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    try:
        sent = {**({"Host": host} if host else {}), **headers}
        there.request(method, "/masuk", body=body or None, headers=sent)
        return there.getresponse().status
    finally:
        there.close()


def test_the_desk_makes_an_administrator_guards_itself_and_ends_cleanly(start: Start, tmp_path: Path) -> None:
    desk = start("desk", "--port", "0")
    url = desk.url()
    assert url.startswith("http://127.0.0.1:")
    once = re.search(r"Pengurus pertama: admin, sandi sekali pakai: (\S+)", desk.text)
    assert once
    with urllib.request.urlopen(f"{url}/masuk", timeout=10) as answer:  # noqa: S310  127.0.0.1
        assert answer.headers["server"] is None
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    port = url.rpartition(":")[2]
    assert status(url, f"localhost:{port}") == 200
    assert status(url, f"jahat.example:{port}") == 421, "a name of a stranger that leads here (DNS rebinding)"
    assert status(url, "127.0.0.1.jahat.example") == 421
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert status(url, method="POST", body=b"a=" + b"x" * 20_000, **form) == 413
    taken = subprocess.run(
        [PANTAU, "desk", "--port", port], env=_with(tmp_path), capture_output=True, text=True, check=False
    )
    assert (taken.returncode, taken.stdout) == (1, "")
    assert re.fullmatch(r"pantau: port \d+ on 127\.0\.0\.1 is in use; [^\n]+\n", taken.stderr)
    assert desk.stop() == 0, desk.text
    assert "Traceback" not in desk.text
    assert not of_folder(desk.data)
    kept = b"".join(path.read_bytes() for path in desk.data.rglob("*") if path.is_file())
    assert once[1].encode() not in kept

    again = start("desk", "--port", "0")
    again.url()
    assert "Pengurus pertama" not in again.text, "there is one already"
    assert again.stop(signal.SIGINT) == 0


def _with(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "PANTAU_DATA": str(tmp_path / "data")}


def test_an_unanswered_request_does_not_keep_it_alive(start: Start) -> None:
    desk = start("desk", "--port", "0")
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


def test_behind_tls_it_listens_on_the_network(start: Start, certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    desk = start("desk", "--host", EVERYWHERE, "--port", "0", "--tls-cert", str(cert), "--tls-key", str(key))
    port = desk.url().rpartition(":")[2]
    assert desk.url().startswith("https://")
    there = http.client.HTTPSConnection(
        "127.0.0.1", int(port), timeout=10, context=ssl.create_default_context(cafile=str(cert))
    )
    there.request("GET", "/masuk")
    answer = there.getresponse()
    assert answer.status == 200
    assert "__Host-masuk=" in (answer.headers["set-cookie"] or "")
    there.close()
    assert desk.stop() == 0


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
    from pantau import app

    cert, key = certificate
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    settings.cache_clear()
    named = {"cert": cert, "key": key, "locked": key.with_name("locked.key")}
    result = CliRunner().invoke(app, [command, "--port", "0", *(word.format(**named) for word in words)])
    assert result.exit_code == 2
    assert told in result.stderr
    assert re.fullmatch(r"pantau: [^\n]+\n", result.stderr)
    assert result.stdout == ""
    assert not (tmp_path / "data").exists(), "nothing is made"


def test_without_tls_only_names_of_this_machine_are_answered(start: Start) -> None:
    desk = start("desk", "--host", EVERYWHERE, "--port", "0", "--insecure-http")
    port = desk.url().rpartition(":")[2]
    assert "PERINGATAN: tanpa TLS" in desk.text
    url = f"http://127.0.0.1:{port}"
    assert status(url, "10.0.0.5") == 200
    assert status(url, f"{socket.gethostname()}:{port}") == 200
    assert status(url, "jahat.example") == 421
    assert desk.stop() == 0


def test_as_a_child_it_says_where_it_is_and_ends_with_its_parent(tmp_path: Path) -> None:
    own = Settings(data=tmp_path / "data")
    said: list[str] = []
    with beside(["desk", "--port", "0", "--with-parent"], own, said.append):
        url = next(line for line in said if line.startswith("Meja siap")).rpartition(" ")[2]
        assert status(url) == 200
        assert any("sandi sekali pakai" in line for line in said)
    assert not of_folder(own.data)
    assert "sandi" not in (own.data / "desk.log").read_text(encoding="utf-8")


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    own = Settings(data=tmp_path / "data")
    said: list[str] = []
    with beside(["desk", "--port", "0", "--with-parent"], own, said.append):
        (first,) = of_folder(own.data)
        os.kill(first, signal.SIGKILL)
        assert until(lambda: sum(line.startswith("Meja siap") for line in said) == 2, 60)
        url = next(line for line in reversed(said) if line.startswith("Meja siap")).rpartition(" ")[2]
        assert status(url) == 200
        assert any("berhenti tiba-tiba" in line for line in said)
    assert not of_folder(own.data)


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
        [sys.executable, "-c", code], cwd=PROJECT, env=_with(tmp_path), stdout=subprocess.PIPE, text=True
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


def test_serve_with_the_desks_port_taken_starts_nothing(tmp_path: Path) -> None:
    with listen(Place(port=0)) as taken:
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            [PANTAU, "serve", "--port", port],
            env=_with(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.returncode == 1
    assert re.fullmatch(rf"pantau: port {port} on 127\.0\.0\.1 is in use; [^\n]+\n", result.stderr)
    assert not of_folder(tmp_path / "data")
