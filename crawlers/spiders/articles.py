"""Read one article whole, however many pages it is split over, and its canonical page instead of AMP."""

from dataclasses import dataclass
from typing import Protocol

from scrapy.http import Response, TextResponse

from core.record import Page, ResponseUse, Validators
from crawlers.download import Recorder
from crawlers.pages import canonical_of, folded, is_amp, is_page, next_page, whole_page
from crawlers.refusal import NotFetchedError, is_transient

MOST_PAGES = 15  # of one article
UNCONDITIONAL = Validators()


class Fetching(Protocol):
    """What reading an article needs of a spider."""

    recorder: Recorder

    async def fetch(self, url: str, *, validators: Validators = UNCONDITIONAL) -> Response:
        """One URL. Raises NotFetchedError."""

    def offered_already(self, url: str) -> bool:
        """Whether an article's URL was offered in this round."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The pages of an article in reading order; or `known`, with the page that says so."""

    pages: tuple[Page, ...]
    known: bool = False


async def read_article(spider: Fetching, url: str, validators: Validators) -> Reading:
    """Fetch an article. Raises NotFetchedError, also where only a part of it could not be had.

    What could not be had for good (a dead link to page 3) ends the article; what may come later rejects it,
    so that half an article is never taken for a whole one.
    """
    response = await spider.fetch(url, validators=validators)
    if response.status == 304:
        return Reading((spider.recorder.use(response, ResponseUse.CONTROL, "unchanged"),), known=True)
    page = _page(spider, response)
    if is_amp(page) and (canonical := canonical_of(page)) and canonical != page.url:
        if folded(canonical) != folded(url) and spider.offered_already(canonical):
            return Reading((spider.recorder.use(page, ResponseUse.CONTROL, "amp"),), known=True)
        if (better := await _other(spider, canonical)) is not None:
            spider.recorder.use(page, ResponseUse.CONTROL, "amp")
            page = better
    if (whole := whole_page(page)) and (better := await _other(spider, whole)) is not None:
        spider.recorder.use(page, ResponseUse.PART, "split")
        return Reading((spider.recorder.use(better, ResponseUse.ARTICLE),))
    return Reading(await _parts(spider, page))


async def _parts(spider: Fetching, first: TextResponse) -> tuple[Page, ...]:
    """The page and those that follow it."""
    seen = {first.body}
    pages = [spider.recorder.use(first, ResponseUse.ARTICLE)]
    last = first
    while len(pages) < MOST_PAGES and (link := next_page(last, first.url, len(pages) + 1)):
        spider.recorder.use(first, ResponseUse.PART)
        part = await _other(spider, link)
        if part is None:
            break
        if part.body in seen:  # a site that answers with page 1 whatever the number
            spider.recorder.use(part, ResponseUse.REJECTED, "repeated")
            break
        seen.add(part.body)
        pages.append(spider.recorder.use(part, ResponseUse.PART))
        last = part
    if len(pages) == 1:
        spider.recorder.use(first, ResponseUse.ARTICLE)
    return tuple(pages)


async def _other(spider: Fetching, url: str) -> TextResponse | None:
    """One more page of the article; None if it is not to be had for good."""
    try:
        return _page(spider, await spider.fetch(url))
    except NotFetchedError as error:
        if is_transient(error.reason):
            raise
        return None


def _page(spider: Fetching, response: Response) -> TextResponse:
    if not isinstance(response, TextResponse) or not is_page(response):
        spider.recorder.use(response, ResponseUse.REJECTED, "not_html")
        raise NotFetchedError("not_html", (response.headers.get("Content-Type") or b"").decode("latin-1"))
    return response
