"""An archived page, made harmless: cleaned, without scripts, links, or anything that would be fetched.

It is hostile until proven otherwise. Three walls, each enough by itself: `nh3` leaves structure and words
only; the answer's own content security policy allows no request and no script; the frame is sandboxed.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

import nh3
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers.archive import ArchiveError, decode_body

POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
_MOST: Final = 2_000_000  # bytes of a page that are shown
_MOST_TAGS: Final = 15_000  # cleaning takes time with the square of how deep they lie in each other
_TAGS: Final = """
    a abbr address article aside b blockquote br caption cite code col colgroup dd del details dfn div
    dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p
    pre q s samp section small span strong sub summary sup table tbody td tfoot th thead time tr u ul
    var wbr
"""
_ATTRIBUTES: Final = {
    "*": {"lang", "dir"},
    "img": {"alt", "src"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
}
_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;margin:1rem;overflow-wrap:anywhere;unicode-bidi:isolate}"
    "pre{white-space:pre-wrap}img{max-width:100%}"
)
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)
_DATA_IMAGE: Final = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*")


@dataclass(frozen=True, slots=True)
class Archived:
    """One archived answer as it may be shown."""

    shown: str  # cleaned HTML
    kind: str  # media type as the site told it
    size: int  # bytes
    cut: bool  # it is longer than what is shown

    @property
    def document(self) -> str:
        """As a page of its own, under a policy of its own that lets it have a style."""
        head = f'<!doctype html><html><meta charset="utf-8"><style>{_STYLE}</style>'
        return f"{head}<body>{self.shown}</body></html>"


def read_archived(folder: Path, warc_file: str, offset: int, sha256: str, url: str) -> Archived:
    """The record at this place, cleaned. `url`: of the article, to find it in a list of many.

    Raises ArchiveError where the record is missing, torn, or not what was archived.
    """
    headers, body = _record(folder, warc_file, offset)
    decoded = decode_body(body, list(headers.items()))
    if sha256 and hashlib.sha256(decoded).hexdigest() != sha256:
        raise ArchiveError(f"{warc_file}: the record at byte {offset} is not the one that was archived")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    text = _text(decoded[:_MOST], headers.get("content-type", ""))
    return Archived(_shown(text, kind, url), kind or "?", len(decoded), len(decoded) > _MOST)


def _record(folder: Path, warc_file: str, offset: int) -> tuple[Mapping[str, str], bytes]:
    path = (folder / warc_file).resolve()
    if not warc_file or not path.is_relative_to(folder.resolve()):
        raise ArchiveError(f"{warc_file!r} is no file of the archive")
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = next(ArchiveIterator(file))
            body: bytes = record.raw_stream.read()
    except (OSError, StopIteration, ArchiveLoadFailed, zlib.error, ValueError) as error:
        kind = type(error).__name__  # its words may hold a path of this machine
        raise ArchiveError(f"{warc_file}: no readable record at byte {offset} ({kind})") from error
    if record.http_headers is not None:
        return {name.lower(): value for name, value in record.http_headers.headers}, body
    return {"content-type": record.rec_headers.get_header("Content-Type") or ""}, body


def _text(body: bytes, content_type: str) -> str:
    told = _CHARSET.search(content_type.encode("ascii", "ignore")) or _CHARSET.search(body[:2048])
    try:
        return body.decode(told[1].decode() if told else "utf-8", errors="replace")
    except LookupError:
        return body.decode("utf-8", errors="replace")


def _shown(text: str, kind: str, url: str) -> str:
    if "html" in kind:
        return clean(text)
    if "json" in kind and (entry := _entry(text, url)) is not None:
        return f"<h1>{clean(_rendered(entry, 'title'))}</h1>{clean(_rendered(entry, 'content'))}"
    return f"<pre>{escape(text)}</pre>"


def clean(html: str) -> str:
    """The page without anything that acts, leads away, or is fetched."""
    if html.count("<") > _MOST_TAGS:
        return f"<pre>{escape(html)}</pre>"
    return nh3.clean(
        html,
        tags=set(_TAGS.split()),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_kept,
        url_schemes={"data"},
        clean_content_tags={"script", "style", "title", "template"},
        strip_comments=True,
        link_rel=None,
    )


def _kept(tag: str, name: str, value: str) -> str | None:
    """Of an image only one that lies within the page itself."""
    return value if name != "src" or _DATA_IMAGE.fullmatch(value) else None


def _entry(text: str, url: str) -> dict[str, Any] | None:
    """The article in a list as WordPress gives it; None where it is not such a list, or not in it."""
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entries, list):
        return None
    found = (one for one in entries if isinstance(one, dict) and url and one.get("link") == url)
    return next(found, None)


def _rendered(entry: Mapping[str, Any], name: str) -> str:
    part = entry.get(name)
    return str(part.get("rendered", "")) if isinstance(part, dict) else ""
