"""An archived page, made harmless: cleaned, without scripts, links, or anything that would be fetched.

It is hostile until proven otherwise. Three walls, each enough by itself: `nh3` leaves structure and words
only; the answer's own content security policy allows no request and no script; the frame is sandboxed.
"""

import codecs
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
_MOST: Final = 2_000_000  # bytes of a page that are looked at
_MOST_CLEANED: Final = 400_000  # characters of it, without its scripts, that are cleaned
_MOST_SHOWN: Final = 130_000  # bytes of it, written as an attribute, that are shown
_MOST_SIGNS: Final = 50_000  # of those that cleaning takes time with the square of
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
_CHARSETS: Final = (
    "utf-8",
    "utf-16",
    "iso8859-",
    "cp125",
    "ascii",
    "gb",
    "big5",
    "euc_",
    "shift_jis",
    "koi8-",
)
"""beginnings of what sites write in; Python knows others, which are slow, or decode to what is no text"""
_LOUD: Final = ("script", "style", "svg")
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
    shown, cut = _fitting(_shown(text, kind, url))
    return Archived(shown, kind or "?", len(decoded), cut or len(decoded) > _MOST)


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
    return body.decode(_charset(told[1].decode()) if told else "utf-8", errors="replace")


def _charset(told: str) -> str:
    try:
        name = codecs.lookup(told).name
    except LookupError:
        return "utf-8"
    return name if name.startswith(_CHARSETS) else "utf-8"


def _shown(text: str, kind: str, url: str) -> str:
    if "html" in kind:
        return clean(text)
    if "json" in kind and (entry := _entry(text, url)) is not None:
        return f"<h1>{clean(_rendered(entry, 'title'))}</h1>{clean(_rendered(entry, 'content'))}"
    return f"<pre>{escape(text[:_MOST_CLEANED])}</pre>"


def clean(html: str) -> str:
    """The page without anything that acts, leads away, or is fetched."""
    # A JSON text can hold halves of characters, which nothing takes.
    html = _quiet(html.encode("utf-8", "replace").decode().replace("\u00a0", " "))[:_MOST_CLEANED]
    if html.count("<") > _MOST_TAGS or html.count("&") > _MOST_SIGNS:
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


def _quiet(html: str) -> str:
    """Without what is long and never shown, so that a page is not cut before its article begins.

    Only to save room: whatever slips through here, the cleaning takes away.
    """
    lower = html.lower()
    if len(html) <= _MOST_CLEANED or len(lower) != len(html):  # few letters grow when they become small
        return html
    for name in _LOUD:
        kept, at = [], 0
        while (begins := lower.find(f"<{name}", at)) >= 0:
            if (ends := lower.find(f"</{name}>", begins)) < 0:
                break
            kept.append(html[at:begins])
            at = ends + len(name) + 3
        html = "".join([*kept, html[at:]])
        lower = html.lower()
    return html


def _fitting(shown: str) -> tuple[str, bool]:
    """As much of it as a page may hold, and whether that is less; what is cut in two is closed again."""
    for share in (1.0, 0.8, 0.4, 0.2):
        size = len(escape(shown).encode("utf-8", "replace"))
        if size <= _MOST_SHOWN:
            return shown, share < 1.0
        shown = clean(shown[: int(len(shown) * share * _MOST_SHOWN / size)])
    # What only grows when it is cleaned: signs, shown as such.
    return f"<pre>{escape(shown[:5000])}</pre>", True


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
