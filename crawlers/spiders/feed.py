"""RSS and Atom. What a broken feed still gives is taken; a page that is none says so."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import feedparser
from scrapy.http import Response

from crawlers.pages import absolute
from crawlers.refusal import NotFetchedError
from crawlers.spiders.base import ArticleSpider
from crawlers.spiders.round import Offer


class FeedSpider(ArticleSpider):
    """A feed's entries, each fetched from its page."""

    async def offers(self) -> AsyncIterator[Offer]:
        """The entries, in the feed's order."""
        response = await self.control(self.source.url)
        if response.status == 304:
            return
        # In a thread: thousands of entries take seconds, and the other sources must not wait for them.
        for offer in await asyncio.to_thread(lambda: list(read_feed(response))):
            yield offer


def read_feed(response: Response) -> Iterator[Offer]:
    """The entries of a feed. Raises NotFetchedError "broken_xml" or "not_feed" if none can be read."""
    content_type = (response.headers.get("Content-Type") or b"application/xml").decode("latin-1")
    feed = feedparser.parse(
        response.body, response_headers={"content-type": content_type, "content-location": response.url}
    )
    if not feed.entries and not feed.get("version"):
        start = response.body[:512].lstrip().lower()
        is_html = start.startswith((b"<!doctype html", b"<html"))
        problem = "" if is_html else str(feed.get("bozo_exception", ""))
        raise NotFetchedError("not_feed" if is_html or not problem else "broken_xml", problem)
    if feed.bozo and not any(_link(entry) for entry in feed.entries):
        raise NotFetchedError("broken_xml", str(feed.get("bozo_exception", "")))
    for entry in feed.entries:
        link = _link(entry)
        yield Offer(
            url=absolute(response.url, link) if link else "",
            native_id="" if link else _text(entry, "id") or _text(entry, "title"),
            title=_text(entry, "title"),
            author=_text(entry, "author"),
            published_at=_text(entry, "published"),
            updated_at=_text(entry, "updated"),
        )


def _link(entry: Any) -> str:
    """Where an entry's article is; empty if it does not say (it will be rejected as "bad_url")."""
    guid = _text(entry, "id")
    link = _text(entry, "feedburner_origlink") or _text(entry, "link")
    return link or (guid if guid.startswith(("http://", "https://")) else "")


def _text(entry: Any, name: str) -> str:
    """A field as written; `dict.get`, since feedparser's own answers "updated" with "published"."""
    value = dict.get(entry, name, "")
    return value.strip() if isinstance(value, str) else ""
