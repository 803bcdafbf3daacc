"""Fetching an address once more, now, beside what the archive has: it may say something else, or be gone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from core import clock
from core.settings import Settings
from crawlers.fetch import Fetched, FetchError, fetch

_NOBODY: Final = (".example", ".invalid", ".test")  # lead nowhere (RFC 6761): names of the sample
_GONE: Final = frozenset({404, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What came of it."""

    at: datetime
    lacks: str  # code of what it did not bring; "" where it brought the page
    answer: Fetched | None


def fetch_now(url: str, settings: Settings) -> Live:
    """Fetch it through the one gate: public addresses only. A failure is a finding, never raised."""
    at = clock.now()
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return Live(at=at, lacks="live_no_address", answer=None)
    if (parts.hostname or "").endswith(_NOBODY) and not settings.proxy:
        return Live(at=at, lacks="live_failed", answer=None)
    try:
        answer = fetch(url, settings)
    except FetchError:
        return Live(at=at, lacks="live_failed", answer=None)
    if answer.status in _GONE:
        return Live(at=at, lacks="gone", answer=answer)
    return Live(at=at, lacks="" if answer.status == 200 else "live_refused", answer=answer)
