"""The innermost piece of a crawl: each request passes the site's gate, each response goes to the archive."""

from http import HTTPStatus
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from core.clock import now
from core.record import Page, ResponseUse
from crawlers.archive import Archive, decode_body
from crawlers.fetch import is_public
from crawlers.politeness import Polite, is_private, site_of
from crawlers.refusal import NotFetchedError
from crawlers.source import Source
from crawlers.spool import SpoolWriter

LONGEST_HOST = 240  # characters; RFC 1035 allows 253, but the site's state is a file of that name


class Recorder:
    """Archives each response of a source at once, and spools it when its use is known.

    A use that nobody names is the one that the status tells: a redirect is control, an error is rejected.
    """

    def __init__(self, archive: Archive, spool: SpoolWriter, source_id: str) -> None:
        """One a source; archive and spool are shared."""
        self._archive, self._spool, self._source_id = archive, spool, source_id
        self._open: dict[int, tuple[Page, ResponseUse, str]] = {}
        self.received = 0

    def receive(self, request: Request, response: Response) -> None:
        """Archive a response; `request.meta["archived"]` then leads to it."""
        cut = "length" if "download_stopped" in response.flags else ""
        cut = cut or ("disconnect" if "dataloss" in response.flags else "")
        page = self._archive.write_response(
            source_id=self._source_id,
            url=response.url,
            status=response.status,
            reason=HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else "",
            headers=_pairs(response.headers),
            body=response.body,
            fetched_at=now(),
            request_headers=_pairs(request.headers),
            truncated=cut,
        )
        self.received += 1
        self._open[self.received] = (page, *_default_use(request, response))
        request.meta["archived"] = (self.received, page)

    def page(self, response: Response) -> Page:
        """How a response was archived."""
        return _archived(response)[1]

    def use(self, response: Response, use: ResponseUse, reason: str = "") -> Page:
        """Name what a response serves for; the last word before `flush` counts. Returns its page."""
        number, page = _archived(response)
        if number not in self._open:
            raise ValueError(f"its use was spooled already: {page.url}")
        self._open[number] = (page, use, reason)
        return page

    def flush(self, unused: str = "unused") -> None:
        """Spool all responses so far, in order; `unused`: why those whose use nobody named are rejected."""
        for page, use, reason in self._open.values():
            self._spool.response(page, use, unused if reason == "unused" else reason)
        self._open.clear()


def _archived(response: Response) -> tuple[int, Page]:
    if response.request is None:
        raise ValueError(f"not a response of this crawl: {response.url}")
    archived: tuple[int, Page] = response.request.meta["archived"]
    return archived


def _default_use(request: Request, response: Response) -> tuple[ResponseUse, str]:
    if "download_stopped" in response.flags:
        return ResponseUse.REJECTED, "too_large"
    if "dataloss" in response.flags:
        return ResponseUse.REJECTED, "incomplete"
    if request.meta.get("dont_obey_robotstxt"):  # set by Scrapy on its requests for robots.txt
        return ResponseUse.CONTROL, "robots"
    if response.status == HTTPStatus.NOT_MODIFIED:
        return ResponseUse.CONTROL, "unchanged"
    if 300 <= response.status < 400:
        return ResponseUse.CONTROL, "redirect"
    if response.status >= 400:
        return ResponseUse.REJECTED, f"http_{response.status}"
    return ResponseUse.REJECTED, "unused"


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )


class Archived(Polite, Protocol):
    """What the handler needs to know of a spider."""

    source: Source
    recorder: Recorder
    requests: int
    """sent so far; the handler counts"""


class ArchivingHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler between the gate and the archive, so that retries and redirects pass both too."""

    def __init__(self, crawler: Crawler) -> None:
        """As Scrapy's, but a body that is too large is cut and archived instead of thrown away."""
        super().__init__(crawler)
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._default_maxsize = 0
        self._bytes: dict[Request, int] = {}
        crawler.signals.connect(self._on_headers, signal=signals.headers_received)
        crawler.signals.connect(self._on_bytes, signal=signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        """Raises NotFetchedError before asking, and what Scrapy raises for network errors."""
        spider = cast(Archived, self._crawler.spider)
        if len(site_of(request.url)) > LONGEST_HOST:
            raise NotFetchedError("bad_url", site_of(request.url)[:50])
        if site_of(request.url) != site_of(spider.source.url) and await _leads_inside(request):
            raise NotFetchedError("private_address", request.url)
        if spider.requests >= spider.source.max_requests:
            raise NotFetchedError("over_limit", f"{spider.source.max_requests}")
        await spider.gate.turn(site_of(request.url), spider.delay)
        spider.requests += 1
        self._bytes[request] = 0
        try:
            response = await super().download_request(request)
        finally:
            del self._bytes[request]
        spider.recorder.receive(request, response)
        return response

    def _on_headers(self, request: Request, body_length: Any) -> None:
        if isinstance(body_length, int) and body_length > self._limit:
            raise StopDownload(fail=False)

    def _on_bytes(self, data: bytes, request: Request) -> None:
        if request not in self._bytes:  # the handler of the other scheme has it
            return
        self._bytes[request] += len(data)
        if self._bytes[request] > self._limit:
            raise StopDownload(fail=False)


async def _leads_inside(request: Request) -> bool:
    """Whether a URL that no person chose leads to this machine or into the office's own network.

    The resolver keeps what it has found, so the connection goes to the address that was looked at.
    """
    from twisted.internet import reactor

    if is_private(request.url):
        return True
    if "proxy" in request.meta:  # which looks the name up itself
        return False
    resolver: Any = reactor
    try:
        found = resolver.resolver.getHostByName(urlsplit(request.url).hostname or "")
        return not is_public(await maybe_deferred_to_future(found))
    except (DNSLookupError, ValueError):
        return False  # the request will say so


class Unpacked:
    """Undoes the Content-Encoding as the archive does: one that is a lie is no reason to lose a page."""

    def __init__(self, crawler: Crawler) -> None:
        """Made by Scrapy, one for each source."""
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Unpacked":
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response with its body unpacked. Raises NotFetchedError "too_large"."""
        if not response.headers.get("Content-Encoding"):
            return response
        body = decode_body(response.body, _pairs(response.headers), limit=self._limit + 1)
        if len(body) > self._limit and "download_stopped" not in response.flags:
            raise NotFetchedError("too_large")
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=kind, headers=headers, body=body)
