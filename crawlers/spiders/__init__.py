"""One spider a kind of source."""

from crawlers.source import Kind
from crawlers.spiders.base import ArticleSpider
from crawlers.spiders.factcheck import FactcheckSpider
from crawlers.spiders.feed import FeedSpider
from crawlers.spiders.listing import ListingSpider
from crawlers.spiders.sitemap import SitemapSpider
from crawlers.spiders.telegram import TelegramSpider
from crawlers.spiders.wordpress import WordpressSpider

SPIDERS: dict[Kind, type[ArticleSpider]] = {
    Kind.FEED: FeedSpider,
    Kind.SITEMAP: SitemapSpider,
    Kind.LISTING: ListingSpider,
    Kind.WORDPRESS: WordpressSpider,
    Kind.TELEGRAM: TelegramSpider,
    Kind.FACTCHECK: FactcheckSpider,
}
"""Kinds that are crawled; `file` is imported instead (crawlers/imports.py)."""
