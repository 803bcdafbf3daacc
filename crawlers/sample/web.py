"""What the sites of the sample share: answers, templates, dates as Indonesian sites write them, sitemaps."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from string import Template

from core.indonesian import DAYS, MONTHS
from crawlers.sample import WITA
from crawlers.sample.content import BOLD, ITALIC, Article, Block

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers. With `modified` it carries ETag and Last-Modified and can become a 304."""

    body: bytes
    content_type: str = "text/html; charset=UTF-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    modified: datetime | None = None


Query = Mapping[str, str]
Route = Callable[[Query], Answer]
Site = Mapping[str, Route]


def fixed(answer: Answer) -> Route:
    """A path that answers the same whatever the query."""
    return lambda query: answer


def html(text: str) -> Route:
    """A page without validators, as most dynamic pages are."""
    return fixed(Answer(text.encode()))


def xml(text: str, modified: datetime, content_type: str = "text/xml; charset=UTF-8") -> Route:
    """A control page with validators."""
    return fixed(Answer(text.encode(), content_type, modified=modified))


def plain(text: str, modified: datetime) -> Route:
    """A robots.txt and the like."""
    return fixed(Answer(text.encode(), "text/plain; charset=utf-8", modified=modified))


def moved(url: str) -> Answer:
    """A permanent redirect."""
    return Answer(b"", status=301, headers=(("Location", url),))


def paged(pages: Mapping[str, str], name: str) -> Route:
    """A path whose query parameter `name` picks one of several pages, the first by default; else a 404."""

    def route(query: Query) -> Answer:
        body = pages.get(query.get(name, "1"))
        return Answer(b"Halaman tidak ditemukan", status=404) if body is None else Answer(body.encode())

    return route


class Templates:
    """The templates of one site: `templates/NAME.html` or `.xml`, filled by string.Template."""

    def __init__(self, site: Path) -> None:
        """Read all templates of the site in this folder."""
        self._parts = {
            path.stem: Template(path.read_text(encoding="utf-8").rstrip("\n"))
            for path in sorted((site / "templates").iterdir())
        }

    def fill(self, name: str, /, **values: str | int) -> str:
        """Fill one. Values are markup: escape texts first. A missing value raises KeyError."""
        return self._parts[name].substitute(values)


def static_files(site: Path, modified: datetime) -> dict[str, Route]:
    """The files below `static/` at their own paths."""
    types = {".css": "text/css", ".png": "image/png", ".txt": "text/plain; charset=utf-8"}
    folder = site / "static"
    return {
        f"/{path.relative_to(folder).as_posix()}": fixed(
            Answer(path.read_bytes(), types[path.suffix], modified=modified)
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def inline(text: str) -> str:
    """Escaped text with its bold and italic marks as elements."""
    return ITALIC.sub(r"<em>\1</em>", BOLD.sub(r"<strong>\1</strong>", escape(text, quote=False)))


def render(blocks: Iterable[Block], related: Callable[[str], str], paragraph: str = "<p>{}</p>") -> str:
    """Blocks as HTML; `related` makes the site's own "Baca juga" from a slug."""
    shapes = {
        "heading": "<h2>{}</h2>",
        "quote": "<blockquote><p>{}</p></blockquote>",
        "item": "<li>{}</li>",
        "paragraph": paragraph,
    }
    parts = [
        related(block.text) if block.kind == "related" else shapes[block.kind].format(inline(block.text))
        for block in blocks
    ]
    return re.sub(r"((?:<li>.*</li>\n?)+)", r"<ul>\n\1</ul>\n", "\n".join(parts))


def slugify(text: str) -> str:
    """A name as part of a URL."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def iso(moment: datetime) -> str:
    """As 2026-11-18T14:05:00+08:00."""
    return moment.astimezone(WITA).isoformat()


def rfc822(moment: datetime) -> str:
    """As Wed, 18 Nov 2026 06:05:00 +0000."""
    return format_datetime(moment.astimezone(UTC))


def long_date(moment: datetime) -> str:
    """As Rabu, 18 November 2026."""
    local = moment.astimezone(WITA)
    return f"{DAYS[local.weekday()]}, {local.day} {MONTHS[local.month - 1]} {local.year}"


def clock_time(moment: datetime, separator: str = ":") -> str:
    """As 14:05 or 14.05."""
    return moment.astimezone(WITA).strftime(f"%H{separator}%M")


def sitemap(entries: Iterable[tuple[str, datetime]]) -> str:
    """A urlset with lastmod."""
    urls = "".join(
        f"<url><loc>{escape(url)}</loc><lastmod>{iso(moment)}</lastmod></url>\n" for url, moment in entries
    )
    return f'{_XML}<urlset xmlns="{_NAMESPACE}">\n{urls}</urlset>\n'


def sitemap_index(entries: Iterable[tuple[str, datetime]]) -> str:
    """A sitemapindex with lastmod."""
    maps = "".join(
        f"<sitemap><loc>{escape(url)}</loc><lastmod>{iso(moment)}</lastmod></sitemap>\n"
        for url, moment in entries
    )
    return f'{_XML}<sitemapindex xmlns="{_NAMESPACE}">\n{maps}</sitemapindex>\n'


def latest(found: Iterable[Article], at: datetime) -> datetime:
    """When a list of articles last changed; `at` if it is empty."""
    return max((article.modified for article in found), default=at)
