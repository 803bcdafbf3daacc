"""What would be taken from one page: a saved file or an address."""

import gzip
import re
import zlib
from pathlib import Path

from core.errors import PantauError, UsageError
from core.settings import Settings
from crawlers.fetch import fetch
from pipeline.extract import extract_document
from pipeline.extraction.document import Unreadable

_GZIP = b"\x1f\x8b"
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)


class PageError(PantauError):
    """A page that cannot be read or fetched."""


def extract_page(page: str, url: str, settings: Settings) -> dict[str, str | bool | None]:
    """The page's title, text, author, date and so on; by the same code as a round's.

    `page` is a file (gzip is undone) or an http(s) address; `url` says where a saved page came from.
    Raises PageError, FetchError or UsageError.
    """
    if url and not _WEB.match(url):
        raise UsageError(f"--url {url!r} is no web address; write https://...")
    if "://" in page:
        got = fetch(page, settings)
        if got.status != 200:
            raise PageError(f"{page}: answered with status {got.status}; open it in a browser")
        return _extracted(page, got.body, got.url, dict(got.headers).get("content-type", ""), settings)
    return _extracted(page, _saved(Path(page)), url, "", settings)


def _extracted(
    page: str, body: bytes, url: str, content_type: str, settings: Settings
) -> dict[str, str | bool | None]:
    try:
        return extract_document(body, url, content_type=content_type, timezone=settings.timezone)
    except Unreadable as error:
        raise PageError(f"{page}: {error}; give the page of one article, as HTML") from error


def _saved(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; give a saved page or an https:// address") from error
    if not raw.startswith(_GZIP):
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PageError(f"{path}: a damaged gzip file ({error})") from error
