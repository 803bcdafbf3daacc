"""Headers that every answer carries: nothing from elsewhere, nothing inline, no frame of ours elsewhere."""

import ipaddress
from collections.abc import Collection
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; manifest-src 'self'"
)
HEADERS: Final = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-store",
}


_ALWAYS_TLS: Final = (b"strict-transport-security", b"max-age=31536000")
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class SecurityHeaders:
    """Adds the headers to every answer that has not set its own."""

    def __init__(self, app: ASGIApp, *, secure: bool = False) -> None:
        self.app = app
        self._headers = [*HEADERS.items(), *([_ALWAYS_TLS] if secure else [])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in self._headers if name not in present),
                ]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class KnownHosts:
    """Answers only who asks for this machine by a name that no stranger can have made lead here.

    A web site may let its own name lead to this machine's address (DNS rebinding): the browser then takes
    its script for one of ours. Behind TLS the certificate's name prevents that.
    """

    def __init__(self, app: ASGIApp, names: Collection[str], *, addresses: bool = False) -> None:
        self.app = app
        self._names = {name.casefold() for name in names}
        self._addresses = addresses  # any plain address is this machine's: it has come here

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and not self._knows(Headers(scope=scope).get("host", "")):
            answer = PlainTextResponse("nama host ini tidak dikenal\n", HTTPStatus.MISDIRECTED_REQUEST)
            await SecurityHeaders(answer)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _knows(self, host: str) -> bool:
        name = host_name(host)
        return name in self._names or (self._addresses and _is_address(name))


def host_name(host: str) -> str:
    """The name in a Host header, without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].casefold()
    return host.rpartition(":")[0].casefold() if host.count(":") == 1 else host.casefold()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def refuse_length(content_length: str, limit: int) -> None:
    """Refuse a body by the length that it says it has, before any of it is read."""
    if content_length.isascii() and content_length.isdigit() and int(content_length[:20]) > limit:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def counted(receive: Receive, limit: int) -> Receive:
    """`receive`, which refuses a body as soon as more of it has come than may."""
    left = limit

    async def counting() -> Message:
        nonlocal left
        message = await receive()
        if message["type"] == "http.request":
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return counting
