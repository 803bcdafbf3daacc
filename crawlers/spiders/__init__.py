"""One spider a kind of source."""

from crawlers.source import Kind
from crawlers.spiders.base import ArticleSpider
from crawlers.spiders.feed import FeedSpider
from crawlers.spiders.listing import ListingSpider
from crawlers.spiders.sitemap import SitemapSpider

SPIDERS: dict[Kind, type[ArticleSpider]] = {
    Kind.FEED: FeedSpider,
    Kind.SITEMAP: SitemapSpider,
    Kind.LISTING: ListingSpider,
}
"""Kinds that are crawled; `file` is imported instead (crawlers/imports.py)."""
