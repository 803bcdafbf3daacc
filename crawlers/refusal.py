"""What a request may end in besides a usable response: one error with a short code, for counting."""

from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed


class NotFetchedError(IgnoreRequest):
    """A URL that was not fetched, or not in a usable way. Its codes have their words in `remedies.py`."""

    def __init__(self, reason: str, detail: str = "", *, seconds: float = 0.0) -> None:
        """`seconds`: how long the site wants silence ("paused")."""
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
        self.seconds = seconds


EXPECTED = (
    IgnoreRequest,
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
    TunnelError,
    ConnectError,
    ConnectionClosed,
    ValueError,  # a URL that is none
)
"""What Scrapy raises for a request, besides mistakes of ours."""

NO_ANSWER = frozenset(("timeout", "refused", "dns", "network", "tls", "proxy", "incomplete"))
"""Reasons that mean that the site did not answer, whatever was asked."""

_LATER = frozenset(("over_limit", "paused", "deadline", "unreachable", "http_408", "http_425", "http_429"))


def why(error: Exception) -> NotFetchedError:
    """Any of EXPECTED as our own error."""
    match error:
        case NotFetchedError():
            return error
        case DownloadTimeoutError():
            return NotFetchedError("timeout")
        case DownloadConnectionRefusedError():
            return NotFetchedError("refused")
        case CannotResolveHostError():
            return NotFetchedError("dns")
        case TunnelError():
            return NotFetchedError("proxy")
        case ResponseDataLossError():
            return NotFetchedError("incomplete")
        case UnsupportedURLSchemeError() | ValueError():
            return NotFetchedError("bad_url", str(error))
        case IgnoreRequest():
            return _scrapys_refusal(str(error))
    tls = "SSL" in str(error) or "certificate" in str(error).lower()
    return NotFetchedError("tls" if tls else "network")


def _scrapys_refusal(message: str) -> NotFetchedError:
    """What Scrapy's redirect middleware means; it says it in words only."""
    if "max redirections" in message:
        return NotFetchedError("redirect_loop")
    return NotFetchedError("error", message)


def is_transient(reason: str) -> bool:
    """Whether a later round may well succeed, so that no validator may hide it from that round."""
    return reason in NO_ANSWER or reason in _LATER or reason.startswith("http_5")
