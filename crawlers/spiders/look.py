"""A look at a source instead of a round: its start page once, nothing of what it names."""

from collections.abc import AsyncIterator, Collection

from scrapy.http import Response

from crawlers.refusal import NotFetchedError
from crawlers.spiders.base import ArticleSpider
from crawlers.spiders.round import Offer

_ENOUGH = "enough"


class Look(ArticleSpider):
    """What `looking` puts before a kind's own spider."""

    _seen_start = False

    async def control(
        self, url: str, *, accept: Collection[int] = (), conditional: bool = True, what: str = ""
    ) -> Response:
        """The first page that answers; a second one is asked for only where the first was refused."""
        if self._seen_start:
            raise NotFetchedError(_ENOUGH)
        response = await super().control(url, accept=accept, conditional=False, what=what)
        self._seen_start = response.status < 400
        return response

    async def offers(self) -> AsyncIterator[Offer]:
        """What the start page offers."""
        try:
            async for offer in super().offers():
                yield offer
        except NotFetchedError as error:
            if error.reason != _ENOUGH:
                raise
            if not self.course.offered:  # an index: its parts are what it offers
                self._count()

    async def _take(self, offer: Offer) -> None:
        if not offer.names & self._seen:
            self._seen |= offer.names
            self._count()

    def _count(self) -> None:
        self.course.offered += 1
        self.course.results["fetched"] += 1


def looking(kind: type[ArticleSpider]) -> type[ArticleSpider]:
    """The spider of a kind, but it only looks."""
    return type(f"Looking{kind.__name__}", (Look, kind), {})
