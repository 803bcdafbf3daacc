"""A time-stamp authority on localhost: OpenSSL answers real queries over real HTTP, well or badly."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.settings import Settings

CONFIG = """
[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """An authority in a folder: its root is `ca.pem`."""

    folder: Path
    url: str = ""
    queries: list[bytes] = field(default_factory=list)
    answer: Callable[[bytes], tuple[int, bytes]] = lambda query: (500, b"")

    @property
    def roots(self) -> Path:
        return self.folder / "ca.pem"

    def stamped(self, query: bytes) -> tuple[int, bytes]:
        """As it should be."""
        (self.folder / "query").write_bytes(query)
        line = [
            "openssl",
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-queryfile",
            "query",
            "-out",
            "reply",
        ]
        subprocess.run(line, cwd=self.folder, check=True, capture_output=True)
        return 200, (self.folder / "reply").read_bytes()

    def settings(self, data: Path, **changed: Any) -> Settings:
        told: dict[str, Any] = {
            "tsa": self.url,
            "tsa_roots": self.roots,
            "allow": (self.url.removeprefix("http://"),),
            "timeout": 5.0,
            "chromium": "tidak-ada",
        }
        return Settings(data=data, **(told | changed))


def make_authority(folder: Path, *, expired: bool = False, self_signed: bool = False) -> Authority:
    """Keys, certificates and configuration of an authority."""
    if shutil.which("openssl") is None:
        reason = "no openssl; install it: sudo apt-get install openssl"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder.mkdir()
    now = datetime.now(UTC)
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    later = now + timedelta(days=30)
    until = now - timedelta(days=1) if expired else later
    issuer, signer = ("Otoritas Uji", key) if self_signed else ("Akar Uji", root_key)
    root = _certificate("Akar Uji", root_key, "Akar Uji", root_key, later, ca=True)
    own = _certificate("Otoritas Uji", key, issuer, signer, until, ca=False)
    (folder / "ca.pem").write_bytes(root)
    (folder / "tsa.pem").write_bytes(own)
    (folder / "tsa.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG)
    made = Authority(folder)
    made.answer = made.stamped
    return made


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    signer: ec.EllipticCurvePrivateKey,
    until: datetime,
    *,
    ca: bool,
) -> bytes:
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=300))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if not ca:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@contextmanager
def answering(authority: Authority) -> Iterator[Authority]:
    """Let it answer on a free port of 127.0.0.1 until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            authority.queries.append(query)
            status, body = authority.answer(query)
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """The log is `Authority.queries`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    authority.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
