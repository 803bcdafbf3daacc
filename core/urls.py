"""Addresses of pages and posts."""

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_TRACKER: Final = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|yclid|msclkid|igshid|igsh|mc_[ce]id|_ga|_gl|ref_src|tt_from|smid|cmpid|zx)$",
    re.I,
)
BY_ADDRESS: Final = "address\0"
"""before the native id of a row without an id, which its address makes: an id may read like an address too"""


def without_trackers(url: str) -> str:
    """An address without what only tells where a reader came from. Of comments and messages, the fragment,
    the page or the host may be all that tells two apart, so these stay, and so does the spelling of the rest:
    what is no UTF-8 (`%e9`, `%e8`) would be one letter if it were written anew."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = "&".join(one for one in parts.query.split("&") if not _TRACKER.match(one.partition("=")[0]))
    host = parts.netloc.lower()
    said = (parts.scheme.lower(), host, parts.path or "/", query, parts.fragment)
    return urlunsplit(said) if host else url
