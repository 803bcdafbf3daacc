"""A real HTTP server on localhost for tests: a site answers by path, and every request is counted."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True)
class Answer:
    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0  # seconds before the answer, to play a hanging server
    declared: int | None = None  # the Content-Length to claim; -1: none, the end is the connection's end


Route = Answer | Callable[[Request], Answer]


class Site:
    """Routes by path; `requests` is the log. A path without a route is a 404."""

    def __init__(self, routes: Mapping[str, Route] | None = None) -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.requests: list[Request] = []
        self.url = ""

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        route = self.routes.get(request.path, Answer(b"not found", 404))
        return route if isinstance(route, Answer) else route(request)


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # headers and body are two writes; each answer would wait 40 ms

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = site.answer(Request(parts.path, parse_qs(parts.query), headers, time.monotonic()))
            if answer.wait:
                time.sleep(answer.wait)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            try:
                self.send_response(answer.status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
                    self.send_header(name, value)
                declared = len(body) if answer.declared is None else answer.declared
                if declared >= 0:
                    self.send_header("Content-Length", str(declared))
                if declared != len(body):
                    self.send_header("Connection", "close")
                self.end_headers()
                if answer.status != 304:
                    self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client gave up, as a test of timeouts wants

        def log_message(self, format: str, *args: object) -> None:
            """The log is `Site.requests`."""

    return Handler


@contextmanager
def serving(site: Site, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve `site` on a free port of 127.0.0.1 until the block ends; `site.url` has no trailing slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    site.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
