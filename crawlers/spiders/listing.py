"""A page that lists articles: CSS selectors for the links and for the next page."""

from collections.abc import AsyncIterator

from scrapy.http import TextResponse
from scrapy.utils.response import get_base_url

from crawlers.pages import absolute, is_page, key_of
from crawlers.refusal import NotFetchedError, is_transient
from crawlers.spiders.base import ArticleSpider
from crawlers.spiders.round import Offer

MOST_LISTS = 5  # pages of the list in one round


class ListingSpider(ArticleSpider):
    """The links of the list, page by page, until a page holds nothing new since the last whole round."""

    stops_at_known = True

    async def offers(self) -> AsyncIterator[Offer]:
        """The linked articles, in the list's order."""
        url, seen = self.source.url, set[str]()
        for number in range(MOST_LISTS):
            seen.add(key_of(url))
            try:
                response = await self.control(url)
            except NotFetchedError as error:
                if number == 0 or is_transient(error.reason):
                    raise
                return  # a last page that links to one more
            if response.status == 304:
                return
            if not isinstance(response, TextResponse) or not is_page(response):
                raise NotFetchedError("not_html")
            links = self._links(response)
            if not links and number == 0:
                raise NotFetchedError("no_links")
            for link, title in links.items():
                yield Offer(url=link, title=title)
            selector = self.source.selectors.next
            following = response.css(selector).attrib.get("href", "") if selector else ""
            if not following or all(self.is_settled(key_of(link)) for link in links):
                return
            url = absolute(get_base_url(response), following)
            if not url.startswith(("http://", "https://")) or key_of(url) in seen:
                return  # a button of a script, or back to the first page

    def _links(self, response: TextResponse) -> dict[str, str]:
        """Article URLs and the words of their links (the longest, since an image's link has none)."""
        links: dict[str, str] = {}
        for link in response.css(self.source.selectors.links or ""):
            url = absolute(get_base_url(response), link.attrib.get("href", ""))
            title = " ".join(" ".join(link.css("::text").getall()).split())
            if url.startswith(("http://", "https://")) and key_of(url) != key_of(response.url):
                links[url] = max(links.get(url, ""), title, key=len)
        return links
