"""Addresses of pages and posts."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKER: Final = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|yclid|msclkid|igshid|igsh|mc_[ce]id|_ga|_gl|ref_src|tt_from|smid|cmpid|zx)$",
    re.I,
)


def without_trackers(url: str) -> str:
    """An address without what only tells where a reader came from. Of comments and messages, the fragment,
    the page or the host may be all that tells two apart, so these stay."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKER.match(key)
    ]
    host = parts.netloc.lower()
    said = (parts.scheme.lower(), host, parts.path or "/", urlencode(query), parts.fragment)
    return urlunsplit(said) if host else url
