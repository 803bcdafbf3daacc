"""What of an archived answer can be drawn, and drawing it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from cases.evidence.records import Entry, Record, find_entry
from cases.evidence.render import WIDTH, RenderError, find_chromium, render
from cases.evidence.seal import Held
from core.settings import Settings

DRAWN_FROM: Final = "digambar dari HTML arsip, tanpa jaringan dan tanpa skrip"
_MOST: Final = 5  # pages of one article that are drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawable:
    """HTML that can be drawn, at its address."""

    html: bytes
    content_type: str
    url: str


@dataclass(slots=True)
class Drawn:
    """Pictures, the facts of making them, and what is missing."""

    files: list[Held] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    lacks: list[str] = field(default_factory=list)
    browser: str = ""


def drawable(records: Sequence[Record], url: str) -> tuple[list[Drawable], list[str]]:
    """What can be drawn of these answers, and codes of what cannot. `url`: by which a list names it."""
    pages, lacks = [], []
    for one in records:
        kind = one.content_type.partition(";")[0].strip().lower()
        if kind in ("text/html", "application/xhtml+xml"):
            pages.append(Drawable(html=one.body, content_type=one.content_type, url=one.url))
        elif "json" in kind and (entry := find_entry(one.body, one.content_type, url)):
            pages.append(
                Drawable(html=_as_page(entry, url), content_type="text/html; charset=utf-8", url=url)
            )
            lacks.append("list_record")
        else:
            lacks.append("no_page")
    if len(pages) > _MOST:
        lacks.append("more_parts")
    return pages[:_MOST], list(dict.fromkeys(lacks))


def draw(pages: Sequence[Drawable], settings: Settings, note: str, *, personal: bool) -> Drawn:
    """Picture and PDF of each page; without Chromium none, and it is said."""
    drawn = Drawn()
    chromium = find_chromium(settings.chromium)
    if not chromium:
        drawn.lacks.append("no_chromium")
        return drawn
    heights, refused = [], 0
    for number, page in enumerate(pages, start=1):
        try:
            one = render(chromium, page.html, page.content_type, page.url, note)
        except RenderError:
            drawn.lacks.append("render_failed")
            break
        end = f"_{number}" if number > 1 else ""
        for name, content, kind in (
            (f"screenshot{end}.png", one.png, "image/png"),
            (f"page{end}.pdf", one.pdf, "application/pdf"),
        ):
            drawn.files.append(Held(name=name, content=content, media_type=kind, personal=personal))
        heights.append(one.height)
        refused += one.refused
        drawn.browser = one.browser
        if one.cut and "screenshot_cut" not in drawn.lacks:
            drawn.lacks.append("screenshot_cut")
    if heights:
        drawn.facts = {
            "from": DRAWN_FROM,
            "width": WIDTH,
            "height": heights,
            "requests_refused": refused,
        }
    return drawn


def _as_page(entry: Entry, url: str) -> bytes:
    head = f'<!doctype html><html><meta charset="utf-8"><title>{escape(url)}</title>'
    body = f"<h1>{entry.title}</h1><p>{escape(entry.date)}</p>{entry.content}"
    return f"{head}<body>{body}</body></html>".encode("utf-8", "replace")
