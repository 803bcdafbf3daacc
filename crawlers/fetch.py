"""The one gate for every request that is not part of a crawl: a page to extract, a capture, a time stamp.

It goes to public addresses only. A name is resolved once, every address it has is checked, and the
connection is made to a checked address (the name stays in Host and in TLS), so that a second answer of the
name server cannot lead elsewhere. Each redirect passes the same gate. `settings.allow` names the exceptions.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.client import HTTPException
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from core.errors import PantauError
from core.settings import Settings

MAX_REDIRECTS = 5
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
SAFE = "/%:@!$&'()*+,;=~"  # what may stand in a path as it is; the rest is written as %XX
_DEFAULT_PORTS = {"http": 80, "https": 443}

Resolve = Callable[[str, int], list[str]]


class FetchError(PantauError):
    """A request that was refused or failed; one line with the remedy."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, whatever its status. `body` is decoded (gzip and the like), `url` as after redirects."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]  # names in lower case
    body: bytes
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hop:
    """One checked step: a URL in parts, and the addresses it may be reached at, in the order to try them."""

    parts: SplitResult
    host: str
    port: int
    addresses: tuple[str, ...]

    @property
    def netloc(self) -> str:
        name = _bracketed(self.host)
        return name if self.port == _DEFAULT_PORTS[self.parts.scheme] else f"{name}:{self.port}"

    @property
    def target(self) -> str:
        path, query = quote(self.parts.path or "/", safe=SAFE), quote(self.parts.query, safe=SAFE + "?")
        return urlunsplit(("", "", path, query, ""))


def system_addresses(host: str, port: int) -> list[str]:
    """Every address that the system's resolver knows for a name."""
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an IP address can belong to a stranger's public server.

    Private, loopback, link-local, shared, reserved, documentation and multicast addresses do not; nor do
    IPv6 addresses that carry such an IPv4 address inside (mapped, 6to4, NAT64) or hide one (Teredo).
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.teredo is not None or ip.is_site_local:
            return False
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local)


def user_agent(settings: Settings) -> str:
    """How we introduce ourselves: the product, and where to complain."""
    return f"Pantau/0.1 (+{settings.contact})" if settings.contact else "Pantau/0.1"


def fetch(
    url: str,
    settings: Settings,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    resolve: Resolve = system_addresses,
) -> Fetched:
    """Request one URL. Any status is an answer; what cannot or must not be reached raises FetchError.

    `settings.timeout` seconds are for the whole of it, redirects included; the decoded body may have
    `settings.max_body` bytes. Only GET and HEAD follow redirects.
    """
    deadline = time.monotonic() + settings.timeout
    sent = {"User-Agent": user_agent(settings), **(headers or {})}
    passed: list[str] = []
    while True:
        hop = _check(url, settings, resolve)
        answer = _request(hop, method, sent, body, settings, deadline)
        target = dict(answer.headers).get("location", "")
        if answer.status not in _REDIRECTS or not target or method not in ("GET", "HEAD"):
            return replace(answer, redirects=tuple(passed))
        passed.append(url)
        url = urljoin(url, target)
        if url in passed or len(passed) > MAX_REDIRECTS:
            raise FetchError(f"{passed[0]}: more than {MAX_REDIRECTS} redirects or a loop, last to {url}")


def _check(url: str, settings: Settings, resolve: Resolve) -> _Hop:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise FetchError(f"{url}: not a URL: {error}") from error
    if parts.scheme not in _DEFAULT_PORTS or not host:
        raise FetchError(f"{url}: only http:// and https:// URLs with a host are fetched")
    if parts.username is not None or parts.password is not None:
        raise FetchError(f"{url}: a URL with a user name or password is not fetched; take them out")
    pair = f"{_bracketed(host)}:{port}"
    allowed = pair in settings.allow
    if allowed and settings.proxy:
        return _Hop(parts, host, port, (host,))  # a name that only the proxy knows: the sample's sites
    addresses = _addresses(url, host, port, resolve)
    private = [address for address in addresses if not is_public(address)]
    if private and not allowed:
        raise FetchError(
            f"{url}: {host} is the private or local address {private[0]}, which is not fetched; "
            f"if it is meant, add {pair} to PANTAU_ALLOW"
        )
    return _Hop(parts, host, port, addresses)


def _addresses(url: str, host: str, port: int, resolve: Resolve) -> tuple[str, ...]:
    with suppress(ValueError):  # a name, then
        return (str(ipaddress.ip_address(host)),)
    try:
        found = tuple(dict.fromkeys(resolve(host.encode("idna").decode("ascii"), port)))
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{url}: the name {host} is not known ({error}); check it") from error
    if not found:
        raise FetchError(f"{url}: the name {host} has no address; check it")
    return found


def _request(
    hop: _Hop,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
    settings: Settings,
    deadline: float,
) -> Fetched:
    url = hop.parts.geturl()
    try:
        with _connected(hop, settings, deadline) as (connection, prefix):
            sent = {"Host": hop.netloc, **headers}
            connection.request(method, prefix + hop.target, body, sent, preload_content=False)
            response = connection.getresponse()
            content = _read(response, url, settings)
            if time.monotonic() > deadline:  # the watch cut it: what was read may be a part
                raise TimeoutError
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        late = time.monotonic() > deadline or isinstance(error, TimeoutError)
        what = f"no whole answer within {settings.timeout:g} s" if late else _one_line(error)
        raise FetchError(f"{url}: the request failed: {what}; check the address or try later") from error
    pairs = tuple((name.lower(), value) for name, value in response.headers.items())
    return Fetched(url, response.status, response.reason or "", pairs, content)


@contextmanager
def _connected(hop: _Hop, settings: Settings, deadline: float) -> Iterator[tuple[HTTPConnection, str]]:
    """A connection to the first address that answers, and what stands before the path on the request line.

    A watch cuts the connection at the deadline: timeouts of a socket hold for each read only, and a server
    that sends a byte now and then would never meet one.
    """
    error: Exception | None = None
    for address in hop.addresses:
        connection = _connection(hop, address, settings, max(deadline - time.monotonic(), 0.001))
        sockets: list[socket.socket] = []
        watch = threading.Timer(max(deadline - time.monotonic(), 0), _cut, [connection, sockets])
        watch.daemon = True
        watch.start()
        try:
            try:
                connection.connect()
                sockets.append(connection.sock)  # it lets go of it where the answer has no stated length
            except (HTTPError, OSError) as failed:
                error = failed
                continue
            forwarded = bool(settings.proxy) and hop.parts.scheme == "http"
            yield connection, f"http://{_bracketed(address)}:{hop.port}" if forwarded else ""
            return
        finally:
            watch.cancel()
            connection.close()
    raise error or OSError("no address")


def _connection(hop: _Hop, address: str, settings: Settings, timeout: float) -> HTTPConnection:
    at, port = address, hop.port
    if settings.proxy:
        proxy = urlsplit(settings.proxy)
        if proxy.scheme != "http" or not proxy.hostname:
            raise FetchError(f"PANTAU_PROXY: {settings.proxy!r} is no proxy; write http://host:port")
        at, port = proxy.hostname, proxy.port or 80
    if hop.parts.scheme == "http":
        return HTTPConnection(at, port, timeout=timeout)
    connection = HTTPSConnection(
        at, port, timeout=timeout, server_hostname=hop.host, assert_hostname=hop.host
    )
    if settings.proxy:
        connection.set_tunnel(address, hop.port)
    return connection


def _cut(connection: HTTPConnection, sockets: list[socket.socket]) -> None:
    for one in sockets or [connection.sock]:
        with suppress(OSError, AttributeError):  # gone, or not there yet
            one.shutdown(socket.SHUT_RDWR)


def _read(response: HTTPResponse, url: str, settings: Settings) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > settings.max_body:
            raise FetchError(
                f"{url}: the body has over {settings.max_body} bytes; raise PANTAU_MAX_BODY if it is meant"
            )
    return b"".join(parts)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
