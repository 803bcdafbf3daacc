"""The sample's web on localhost: an HTTP proxy for plain http that knows only the sample's own hosts.

Crawlers reach it as their proxy, so that the sites have stable names and no item depends on a port.
Nothing is ever fetched from elsewhere: an unknown host is answered with 502.
"""

import gzip
import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from crawlers.sample import NOW, SITES, blog, channel, checker, portal, tepianpos, wordpress
from crawlers.sample import web as w

_BUILDERS = {
    "kabar-benua.example": wordpress.site,
    "tepianpos.example": tepianpos.site,
    "portal-kutim.example": portal.site,
    "cek-etam.example": checker.site,
    "lensa-pesisir.example": blog.site,
    "t.example": channel.site,
}
_NOT_FOUND = w.Answer(b"<html><title>404</title><body>Halaman tidak ditemukan.</body></html>", status=404)
_UNKNOWN = w.Answer(b"This proxy serves the bundled sample only.", "text/plain", 502)


@dataclass(frozen=True, slots=True)
class Web:
    """The sites by host, as they stood at a moment."""

    sites: Mapping[str, w.Site]
    at: datetime

    def answer(self, host: str, target: str) -> w.Answer:
        """What GET `target` (path and query) on `host` answers, before conditions."""
        found = self.sites.get(host)
        if found is None:
            return _UNKNOWN
        parts = urlsplit(target)
        route = found.get(parts.path or "/")
        return _NOT_FOUND if route is None else route(dict(parse_qsl(parts.query)))


def build(at: datetime = NOW, folder: Path = SITES) -> Web:
    """The whole web as it stood at a moment: what appeared later is not there, corrections neither.

    `folder`: the sample's, or one of the same layout with other texts (benchmarks).
    """
    there = {host: site for host, site in _BUILDERS.items() if (folder / host).is_dir()}
    return Web({host: site(folder / host, at) for host, site in there.items()}, at)


def _validators(answer: w.Answer) -> dict[str, str]:
    if answer.status != HTTPStatus.OK or answer.modified is None:
        return {}
    modified = answer.modified.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return {"ETag": f'"{hashlib.sha256(answer.body).hexdigest()[:24]}"', "Last-Modified": modified}


def _unchanged(answer: w.Answer, validators: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """Whether a conditional request is answered with 304 (RFC 9110, 13.2.2: the ETag goes first)."""
    if not validators:
        return False
    if "if-none-match" in asked:
        tags = {tag.strip().removeprefix("W/") for tag in asked["if-none-match"].split(",")}
        return validators["ETag"] in tags or "*" in tags
    since = asked.get("if-modified-since")
    if since is None or answer.modified is None:
        return False
    try:
        return answer.modified <= parsedate_to_datetime(since)
    except ValueError:
        return False


def _response(answer: w.Answer, asked: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body, after conditions and compression. `asked`: headers, names in lower case."""
    validators = _validators(answer)
    headers = {"Content-Type": answer.content_type, **validators, **dict(answer.headers)}
    if _unchanged(answer, validators, asked):
        return HTTPStatus.NOT_MODIFIED, headers, b""
    body = answer.body
    if "gzip" in asked.get("accept-encoding", "") and not answer.content_type.startswith("image/"):
        body = gzip.compress(body, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return answer.status, {**headers, "Content-Length": str(len(body))}, body


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, web: Web) -> None:
        """Listen on a free port of 127.0.0.1."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.web = web


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body go in two writes, and the second would wait 40 ms
    server_version = "contoh"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Answer an absolute URI, as to a proxy, or a path with its Host."""
        parts = urlsplit(self.path)
        host = parts.hostname or self.headers.get("Host", "").partition(":")[0]
        answer = self.server.web.answer(host.lower(), f"{parts.path}?{parts.query}")
        status, headers, body = _response(answer, {name.lower(): v for name, v in self.headers.items()})
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client gave up

    do_HEAD = do_GET  # noqa: N815

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header stands still, so that two runs get the same bytes."""
        return self.server.web.at.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")

    def log_message(self, format: str, *args: object) -> None:
        """The crawl keeps its own account of requests."""


@contextmanager
def serving(at: datetime = NOW, folder: Path = SITES) -> Iterator[str]:
    """Serve the sample (see `build`) as it stood at `at` until the block ends; yields the proxy's URL.

    The URL ends without a slash. The port is free and chosen by the system; it listens on 127.0.0.1 only.
    """
    server = _Server(build(at, folder))
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="sample", daemon=True
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
