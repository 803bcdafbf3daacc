"""A page that lists articles: CSS selectors for the links and for the next page."""

from collections.abc import AsyncIterator

from scrapy.http import TextResponse

from crawlers.pages import absolute, key_of
from crawlers.refusal import NotFetchedError
from crawlers.spiders.base import ArticleSpider, Offer

MOST_LISTS = 5  # pages of the list in one round


class ListingSpider(ArticleSpider):
    """The links of the list, page by page, until a page holds nothing new."""

    async def offers(self) -> AsyncIterator[Offer]:
        """The linked articles, in the list's order."""
        url = self.source.url
        for number in range(MOST_LISTS):
            response = await self.control(url)
            if response.status == 304:
                return
            if not isinstance(response, TextResponse):
                raise NotFetchedError("not_html")
            links = self._links(response)
            if not links and number == 0:
                raise NotFetchedError("no_links")
            for link, title in links.items():
                yield Offer(url=link, title=title)
            selector = self.source.selectors.next
            following = response.css(selector).attrib.get("href", "") if selector else ""
            if not following or all(key_of(link) in self.known for link in links):
                return
            url = absolute(response.url, following)

    def _links(self, response: TextResponse) -> dict[str, str]:
        """Article URLs and the words of their links (the longest, since an image's link has none)."""
        links: dict[str, str] = {}
        for link in response.css(self.source.selectors.links or ""):
            url = absolute(response.url, link.attrib.get("href", ""))
            title = " ".join(" ".join(link.css("::text").getall()).split())
            if url.startswith(("http://", "https://")) and key_of(url) != key_of(response.url):
                links[url] = max(links.get(url, ""), title, key=len)
        return links
