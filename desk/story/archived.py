"""An archived page, made harmless: cleaned, without scripts, links, or anything that would be fetched.

It is hostile until proven otherwise. Three walls, each enough by itself: `nh3` leaves structure and words
only; the answer's own content security policy allows no request and no script; the frame is sandboxed.
"""

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

import nh3

from cases.evidence.records import find_entry, read_record
from core.canonical import sha256 as digest
from crawlers.archive import ArchiveError
from pipeline.extraction.document import decode

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
    record = read_record(folder, warc_file, offset)
    if sha256 and digest(record.body) != sha256:
        raise ArchiveError(f"{warc_file}: the record at byte {offset} is not the one that was archived")
    kind = record.content_type.partition(";")[0].strip().lower()
    shown, cut = _fitting(_shown(record.body[:_MOST], record.content_type, kind, url))
    return Archived(shown, kind or "?", len(record.body), cut or len(record.body) > _MOST)


def _shown(body: bytes, content_type: str, kind: str, url: str) -> str:
    if "json" in kind and (entry := find_entry(body, content_type, url)):
        return f"<h1>{clean(entry.title)}</h1>{clean(entry.content)}"
    text = decode(body, content_type)
    return clean(text) if "html" in kind else f"<pre>{escape(text[:_MOST_CLEANED])}</pre>"


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
