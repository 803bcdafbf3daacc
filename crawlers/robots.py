"""robots.txt as RFC 9309 wants it: obeyed, kept for an hour, and an unreachable one forbids everything."""

import asyncio
import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from twisted.internet.defer import Deferred

from core.clock import now
from core.files import replace_text
from crawlers.refusal import NotFetchedError, is_transient, why

KEPT = timedelta(hours=1)  # RFC 9309 allows a day; most of our requests would else be for robots.txt
MOST_BYTES = 512_000  # of one (RFC 9309, 2.5: at least 500 KiB)
LONGEST_CRAWL_DELAY = 60.0  # seconds; a robots.txt that asks for more gets this
_FROM_FILE = "kept"


class RobotsKept:
    """The robots.txt of each site, for all sources and crawling processes that use the same folder."""

    def __init__(self, folder: Path, kept: timedelta = KEPT) -> None:
        """`folder`: made if it is not there. `kept`: how old an answer may be; 0 asks every site anew."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._kept = folder, kept
        self._locks: dict[str, asyncio.Lock] = {}

    def lock(self, netloc: str) -> asyncio.Lock:
        """Held while a site's robots.txt is fetched, so that sources on one site fetch it once."""
        return self._locks.setdefault(netloc, asyncio.Lock())

    def read(self, netloc: str) -> Response | None:
        """The last answer, if it is young enough."""
        try:
            raw = json.loads(self._path(netloc).read_text(encoding="utf-8"))
            age = now() - datetime.fromisoformat(raw["at"])
        except (OSError, ValueError, KeyError):
            return None  # not there, or cut short by a kill
        if not timedelta(0) <= age < self._kept:
            return None
        body = raw["body"].encode("latin-1")
        return Response(f"http://{netloc}/robots.txt", raw["status"], body=body, flags=[_FROM_FILE])

    def write(self, netloc: str, response: Response) -> None:
        """Keep an answer."""
        body = response.body[:MOST_BYTES].decode("latin-1")
        raw = {"site": netloc, "at": now().isoformat(), "status": response.status, "body": body}
        replace_text(self._path(netloc), json.dumps(raw))

    def _path(self, netloc: str) -> Path:
        return self._folder / f"{hashlib.sha256(netloc.encode()).hexdigest()[:32]}.robots"


class Ruled(Protocol):
    """What robots.txt needs to know of a spider."""

    robots: RobotsKept
    delay: float
    """seconds between two requests to one site; robots.txt may ask for more"""


class RobotsRules(RobotsTxtMiddleware):
    """Scrapy's, but kept, and an unreachable robots.txt forbids everything (RFC 9309, 2.3.1.4)."""

    def __init__(self, crawler: Crawler) -> None:
        """As Scrapy's."""
        super().__init__(crawler)
        self._unreachable: dict[str, NotFetchedError] = {}

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Raises NotFetchedError: "robots" if it is forbidden, else why robots.txt could not be read."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        netloc = urlsplit(request.url).netloc
        if netloc not in self._parsers:
            async with self._spider.robots.lock(netloc):
                await self._learn(request, netloc)
        parser = await self.robot_parser(request)
        if error := self._unreachable.get(netloc):
            raise error
        if parser is not None and not parser.allowed(request.url, self._robotstxt_useragent or ""):
            raise NotFetchedError("robots", request.url)

    @property
    def _spider(self) -> Ruled:
        return cast(Ruled, self.crawler.spider)

    async def _learn(self, request: Request, netloc: str) -> None:
        """Take the rules that are kept, or ask for them."""
        if (answer := self._spider.robots.read(netloc)) is None:
            await self.robot_parser(request)
        else:
            self._parsers[netloc] = Deferred()  # as Scrapy does before it asks
            await self._parse_robots(answer, netloc, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            raise NotFetchedError(f"http_{response.status}", f"robots.txt: {response.status}")
        if not response.flags:  # neither kept nor cut short
            self._spider.robots.write(netloc, response)
        if response.status >= 400:  # there are no rules; an error page is not to be read as some
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        parser = self._parsers[netloc]
        if isinstance(parser, RobotParser):
            self._slow_down(parser)

    def _slow_down(self, parser: RobotParser) -> None:
        wanted = parser.crawl_delay(self._robotstxt_useragent or "") or 0.0
        self._spider.delay = max(self._spider.delay, min(wanted, LONGEST_CRAWL_DELAY))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        refusal = why(exc)
        if is_transient(refusal.reason):
            self._unreachable[netloc] = refusal
        super()._robots_error(exc, netloc)
