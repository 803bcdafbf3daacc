"""Sitemaps: an index is followed into its recent parts, a part gives its recent articles, newest first."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number

from core.clock import now
from crawlers.pages import absolute
from crawlers.refusal import NotFetchedError, is_transient
from crawlers.revisions import parse_date
from crawlers.spiders.base import ArticleSpider
from crawlers.spiders.round import FRESH, Offer

MOST_PARTS = 5  # of an index, in one round
DEPTH = 3  # an index may name an index
UNDATED = 50  # from each end of a sitemap without dates: sites add at the top or at the bottom
_DATE_IN_URL = re.compile(r"/(20\d\d)[/-]?(\d\d)[/-]?(\d\d)(?=[/-]|$)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One URL of a sitemap or of an index, as written."""

    url: str
    lastmod: str = ""
    published: str = ""
    title: str = ""

    @property
    def moment(self) -> datetime | None:
        """The latest that is known of it: dates as written, else a date in the URL."""
        dates = [date for text in (self.lastmod, self.published) if (date := parse_date(text))]
        if dates:
            return max(dates)
        match = _DATE_IN_URL.search(self.url)
        return parse_date("-".join(match.groups())) if match else None


class SitemapSpider(ArticleSpider):
    """A sitemap, an index of sitemaps, or a news sitemap; packed or not."""

    async def offers(self) -> AsyncIterator[Offer]:
        """Recent articles of the recent parts. A part that cannot be read stops no other."""
        urls, asked = [self.source.url], {self.source.url}
        lost: NotFetchedError | None = None
        read = 0
        for depth in range(DEPTH):
            parts: list[Entry] = []
            for url in urls:
                try:
                    is_index, entries = await self._read(url)
                except NotFetchedError as error:
                    if depth == 0:
                        raise
                    lost = lost or error
                    continue
                if is_index:
                    parts += entries
                    continue
                read += 1
                for entry in recent(entries, UNDATED):
                    yield Offer(
                        url=entry.url,
                        title=entry.title,
                        published_at=entry.published,
                        updated_at=entry.lastmod,
                    )
            urls = [entry.url for entry in _parts(parts) if entry.url not in asked]  # it may name itself
            asked.update(urls)
        if lost is not None and (is_transient(lost.reason) or not read):
            raise lost

    async def _read(self, url: str) -> tuple[bool, list[Entry]]:
        """Whether it is an index, and its entries; none if it has not changed. Raises NotFetchedError."""
        response = await self.control(url)
        if response.status == 304:
            return False, []
        is_index, entries = read_sitemap(response, self.settings.getint("DOWNLOAD_MAXSIZE"))
        if is_index:
            self.forget(url)
        return is_index, entries


def read_sitemap(response: Response, max_size: int) -> tuple[bool, list[Entry]]:
    """Whether it is an index, and its entries in order; what broken XML still gives is taken.

    Raises NotFetchedError "not_sitemap", or "too_large" for what unpacks to more than ten times `max_size`.
    """
    try:
        packed = gzip_magic_number(response)
        body = gunzip(response.body, max_size=10 * max_size) if packed else response.body
    except ValueError as error:
        raise NotFetchedError("too_large") from error
    except (OSError, EOFError) as error:
        raise NotFetchedError("broken_xml", str(error)) from error
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(body.strip() or b"<empty/>", parser=parser)
    except etree.XMLSyntaxError as error:
        raise NotFetchedError("broken_xml", str(error)) from error
    name = "" if root is None else etree.QName(root).localname
    if name not in ("sitemapindex", "urlset"):
        raise NotFetchedError("not_sitemap", name)
    entries = [_entry(element, response.url) for element in root.iterchildren("{*}url", "{*}sitemap")]
    return name == "sitemapindex", [entry for entry in entries if entry.url]


def _entry(element: etree._Element, base: str) -> Entry:
    def text(path: str) -> str:
        return (element.findtext(path) or "").strip()

    loc = text("{*}loc")
    return Entry(
        url=absolute(base, loc) if loc else "",
        lastmod=text("{*}lastmod"),
        published=text("{*}news/{*}publication_date"),
        title=text("{*}news/{*}title"),
    )


def recent(entries: list[Entry], undated: int) -> list[Entry]:
    """The entries of the last days, newest first; of those without a date, some from both ends."""
    oldest = now() - FRESH
    dated = [(entry.moment, entry) for entry in entries if entry.moment]
    dated = sorted(((m, e) for m, e in dated if m >= oldest), key=lambda pair: pair[0], reverse=True)
    bare = [entry for entry in entries if entry.moment is None]
    ends = bare if len(bare) <= 2 * undated else bare[:undated] + bare[-undated:]
    return [entry for _, entry in dated] + ends


def _parts(entries: list[Entry]) -> list[Entry]:
    """The parts of an index worth reading: news first, then the newest, then the last ones named."""
    oldest = now() - FRESH
    wanted = [entry for entry in entries if entry.moment is None or entry.moment >= oldest]
    numbered = list(enumerate(wanted))
    numbered.sort(
        key=lambda pair: (
            "news" in pair[1].url.rsplit("/", 1)[-1],
            pair[1].moment or datetime.min.replace(tzinfo=UTC),
            pair[0],
        ),
        reverse=True,
    )
    return [entry for _, entry in numbered[:MOST_PARTS]]
