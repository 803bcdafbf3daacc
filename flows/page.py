"""What would be taken from one page: a saved file or an address."""

import gzip
import zlib
from pathlib import Path

from core.errors import PantauError
from core.settings import Settings
from crawlers.fetch import fetch
from pipeline.extract import extract_document

_GZIP = b"\x1f\x8b"


class PageError(PantauError):
    """A page that cannot be read or fetched."""


def extract_page(page: str, url: str, settings: Settings) -> dict[str, str | bool | None]:
    """The page's title, text, author, date and so on; by the same code as a round's.

    `page` is a file (gzip is undone) or an http(s) address; `url` says where a saved page came from.
    Raises PageError, FetchError or Unreadable.
    """
    if page.startswith(("http://", "https://")):
        got = fetch(page, settings)
        if got.status != 200:
            raise PageError(f"{page}: answered with status {got.status}; open it in a browser")
        return extract_document(
            got.body,
            got.url,
            content_type=dict(got.headers).get("content-type", ""),
            timezone=settings.timezone,
        )
    return extract_document(_saved(Path(page)), url, timezone=settings.timezone)


def _saved(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise PageError(f"{path}: {error.strerror}; give a saved page or an address with https://") from error
    if not raw.startswith(_GZIP):
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PageError(f"{path}: a damaged gzip file ({error})") from error
