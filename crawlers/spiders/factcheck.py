"""Fact-checkers: a feed, a WordPress site or a list says what there is, the article itself is always fetched.

Claim and rating stand in the article page only (ClaimReview in JSON-LD, else the tag in the title), so the
content that a feed or the REST interface gives is not used.
"""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from crawlers.spiders.base import ArticleSpider
from crawlers.spiders.feed import FeedSpider
from crawlers.spiders.listing import ListingSpider
from crawlers.spiders.round import Offer
from crawlers.spiders.wordpress import link_of, plain_title, read_posts, stamp


class FactcheckSpider(ListingSpider, FeedSpider):
    """A listing if the source has selectors.links, WordPress if its url is a site's root, else a feed."""

    async def offers(self) -> AsyncIterator[Offer]:
        """The checks, each to be fetched from its page."""
        async for offer in _offers(self):
            yield offer


def _offers(spider: FactcheckSpider) -> AsyncIterator[Offer]:
    parts = urlsplit(spider.source.url)
    if spider.source.selectors.links is not None:
        return ListingSpider.offers(spider)
    if parts.path in ("", "/") and not parts.query:
        return _wordpress(spider)
    return FeedSpider.offers(spider)


async def _wordpress(spider: ArticleSpider) -> AsyncIterator[Offer]:
    async for post, response in read_posts(spider):
        yield Offer(
            url=link_of(post, response),
            title=plain_title(post),
            published_at=stamp(post, "date"),
            updated_at=stamp(post, "modified"),
        )
