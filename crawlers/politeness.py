"""Good manners: how fast, how often, and what not at all (DESIGN 3). The numbers are here and in Settings.

Scrapy obeys robots.txt, retries and throttles; what it lacks is here: one gate a site for all sources and all
crawling processes of a data folder, silence after a 429, and robots.txt read as RFC 9309 wants it.
"""

import asyncio
import fcntl
import ipaddress
import math
import os
import re
import socket
import struct
import time
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from core.clock import now
from crawlers.refusal import NotFetchedError, is_transient, why

LONGEST_PAUSE = 120.0  # seconds that a round waits after a 429; for longer the source waits for a later round
LONGEST_CRAWL_DELAY = 60.0  # seconds; a robots.txt that asks for more gets this
TRIES_AFTER_429 = 2
RETRIES = 2  # after a 5xx or a network error
REDIRECTS = 5
_NUMBERS = re.compile(r"(?i)[\dx.a-f]+")
MOST_SILENCE = timedelta(days=1)  # a Retry-After in the far future is a mistake, not a wish


def site_of(url: str) -> str:
    """What counts as one site: the host without "www.", and the port if it is an unusual one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"


def is_private(url: str) -> bool:
    """Whether the URL names this machine or the office's own network, which no public page may send us to."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        if _NUMBERS.fullmatch(host):  # "127.1" and "2130706433" are addresses too
            host = socket.inet_ntoa(socket.inet_aton(host))
        return not ipaddress.ip_address(host).is_global
    except (ValueError, OSError):
        return False


def scrapy_settings(*, delay: float, timeout: float, max_body: int, agent: str) -> dict[str, Any]:
    """Scrapy's settings for one source. One request at a time, never sooner than `delay` seconds."""
    return {
        "USER_AGENT": agent,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "Pantau",
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_DELAY_JITTER": 0,  # jitter would also go below the delay
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": delay,
        "DOWNLOAD_TIMEOUT": timeout,
        "DOWNLOAD_MAXSIZE": max_body,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": False,  # what did come is archived, then judged
        "DOWNLOAD_VERIFY_CERTIFICATES": True,  # evidence must come from the site that it names
        "DOWNLOAD_HANDLERS": {
            "http": "crawlers.download.ArchivingHandler",
            "https": "crawlers.download.ArchivingHandler",
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawlers.politeness.RobotsRules": 100,
            "crawlers.politeness.SilenceAfter429": 560,
        },
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "id,ms;q=0.8,en;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        },
        "RETRY_TIMES": RETRIES,
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
        "REDIRECT_MAX_TIMES": REDIRECTS,
        "METAREFRESH_ENABLED": False,  # news pages reload themselves
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        # All that we want of Scrapy's own: the others cost a start, or run code that comes over HTTP.
        "EXTENSIONS_BASE": {"scrapy.extensions.throttle.AutoThrottle": 0},
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "STATS_DUMP": False,
        "LOG_LEVEL": "INFO",
    }


class SiteGate:
    """Lets one request through at a time, so that a site hears from us once in `delay` seconds.

    It holds for every source and every process that uses the same folder: a site's state is a small file,
    changed under a lock; times are the machine's monotonic clock, which all its processes share.
    """

    def __init__(self, folder: Path) -> None:
        """`folder`: made if it is not there."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._boot = _boot_id()

    async def turn(self, site: str, delay: float) -> None:
        """Wait until this site may be asked. Raises NotFetchedError "paused" if that takes too long."""
        while True:
            await asyncio.sleep(self._reserve(site, delay))
            with self._state(site) as state:
                if state["paused"] <= time.monotonic():  # else somebody got a 429 in the meantime
                    return

    def pause(self, site: str, seconds: float) -> None:
        """Nobody asks this site for so long."""
        with self._state(site) as state:
            state["paused"] = max(state["paused"], time.monotonic() + seconds)

    def _reserve(self, site: str, delay: float) -> float:
        """Take the next free moment; seconds until then."""
        with self._state(site) as state:
            moment = time.monotonic()
            if state["paused"] - moment > LONGEST_PAUSE:
                raise NotFetchedError("paused", site, seconds=state["paused"] - moment)
            start = max(moment, state["last"] + delay, state["free"], state["paused"])
            state["last"], state["free"] = start, start + delay
            return start - moment

    def _state(self, site: str) -> "_SiteState":
        return _SiteState(self._folder / f"{site.replace(':', '_')}.site", self._boot)


class _SiteState:
    """One site's moments: `last` request, next `free` moment, `paused` until. A file, held under a lock."""

    _LAYOUT = struct.Struct("36s3d")  # the machine's boot, and the three moments

    def __init__(self, path: Path, boot: str) -> None:
        self._path, self._boot = path, boot.encode()

    def __enter__(self) -> dict[str, float]:
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        stored = os.read(self._file, self._LAYOUT.size)
        last = free = paused = -math.inf
        if len(stored) == self._LAYOUT.size and stored.startswith(self._boot):
            _, last, free, paused = self._LAYOUT.unpack(stored)  # else they are of before a restart
        self._moments = {"last": last, "free": free, "paused": paused}
        return self._moments

    def __exit__(self, *error: object) -> None:
        os.pwrite(self._file, self._LAYOUT.pack(self._boot, *self._moments.values()), 0)
        os.close(self._file)


def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


class RobotsRules(RobotsTxtMiddleware):
    """Scrapy's robots.txt, but an unreachable one forbids everything (RFC 9309, 2.3.1.4), and says why."""

    def __init__(self, crawler: Crawler) -> None:
        """As Scrapy's."""
        super().__init__(crawler)
        self._unreachable: dict[str, NotFetchedError] = {}

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Raises NotFetchedError: "robots" if it is forbidden, else why robots.txt could not be read."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parser = await self.robot_parser(request)
        if error := self._unreachable.get(urlsplit(request.url).netloc):
            raise error
        if parser is not None and not parser.allowed(request.url, self._robotstxt_useragent or ""):
            raise NotFetchedError("robots", request.url)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            raise NotFetchedError(f"http_{response.status}", f"robots.txt: {response.status}")
        if response.status >= 400:  # there are no rules; an error page is not to be read as some
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        parser = self._parsers[netloc]
        if isinstance(parser, RobotParser):
            self._slow_down(parser)

    def _slow_down(self, parser: RobotParser) -> None:
        wanted = parser.crawl_delay(self._robotstxt_useragent or "") or 0.0
        spider: Any = self.crawler.spider
        spider.delay = max(spider.delay, min(wanted, LONGEST_CRAWL_DELAY))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        refusal = why(exc)
        if is_transient(refusal.reason):
            self._unreachable[netloc] = refusal
        super()._robots_error(exc, netloc)


class SilenceAfter429:
    """After a 429 (or a 503 that names a time) nobody asks the site until it has had its silence."""

    def __init__(self, crawler: Crawler) -> None:
        """Made by Scrapy, one for each source."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SilenceAfter429":
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Pause the site and ask again, or, if that would take too long, raise NotFetchedError "paused"."""
        asked = retry_after(response)
        if response.status != 429 and not (response.status == 503 and asked):
            return response
        spider: Any = self._crawler.spider
        tries = request.meta.get("tries_after_429", 0)
        seconds = max(spider.pause, asked)
        if tries >= TRIES_AFTER_429:
            seconds = max(seconds, 10 * spider.pause)  # it said so three times
        spider.gate.pause(site_of(request.url), seconds)
        if tries >= TRIES_AFTER_429 or seconds > LONGEST_PAUSE:
            raise NotFetchedError("paused", f"http_{response.status}", seconds=seconds)
        again = request.replace(dont_filter=True)
        again.meta["tries_after_429"] = tries + 1
        return again


def retry_after(response: Response) -> float:
    """Seconds that the answer asks us to wait: a number or a date; 0.0 if it says nothing readable."""
    text = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if text.isdecimal():
        seconds = float(text)
    else:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return 0.0
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now()).total_seconds()
    return min(max(seconds, 0.0), MOST_SILENCE.total_seconds())
