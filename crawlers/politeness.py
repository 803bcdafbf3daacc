"""Good manners: how fast, how often, and what not at all (docs/decisions/006-crawling.md).

The numbers are here and in Settings.

Scrapy retries and throttles; what it lacks is here: one gate a site for all sources and all crawling
processes of a data folder, and silence after a 429. robots.txt is in `robots.py`.
"""

import asyncio
import fcntl
import math
import os
import re
import socket
import struct
import time
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from core.clock import now
from crawlers.fetch import is_public
from crawlers.refusal import NotFetchedError

LONGEST_PAUSE = 120.0  # seconds that a round waits after a 429; for longer the source waits for a later round
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
        return not is_public(host)
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
            "crawlers.robots.RobotsRules": 100,
            "crawlers.politeness.SilenceAfter429": 560,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "crawlers.download.Unpacked": 590,
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
        wait = self._reserve(site, delay)
        await asyncio.sleep(wait)
        while (wait := self._go(site, delay)) > 0.0:
            await asyncio.sleep(wait)

    def pause(self, site: str, seconds: float) -> None:
        """Nobody asks this site for so long."""
        with self._state(site) as state:
            state["paused"] = max(state["paused"], time.monotonic() + seconds)

    def _reserve(self, site: str, delay: float) -> float:
        """Take the next free moment; seconds until then."""
        with self._state(site) as state:
            moment = time.monotonic()
            _refuse_long_pause(site, state["paused"] - moment)
            start = max(moment, state["last"] + delay, state["free"], state["paused"])
            state["last"], state["free"] = start, start + delay
            return start - moment

    def _go(self, site: str, delay: float) -> float:
        """0.0: ask now. Else seconds still to wait: there was a 429 meanwhile, or the one before was late."""
        with self._state(site) as state:
            moment = time.monotonic()
            _refuse_long_pause(site, state["paused"] - moment)
            wait = max(state["paused"], state["sent"] + delay) - moment
            if wait <= 0.0:
                state["sent"] = moment
            return wait

    def _state(self, site: str) -> "_SiteState":
        return _SiteState(self._folder / f"{site.replace(':', '_')}.site", self._boot)


def _refuse_long_pause(site: str, seconds: float) -> None:
    if seconds > LONGEST_PAUSE:
        raise NotFetchedError("paused", site, seconds=seconds)


class _SiteState:
    """One site's moments: `last` turn given out, next `free` one, `paused` until, last one `sent`.

    A file, held under a lock.
    """

    _LAYOUT = struct.Struct("36s4d")  # the machine's boot, and the moments

    def __init__(self, path: Path, boot: str) -> None:
        self._path, self._boot = path, boot.encode()

    def __enter__(self) -> dict[str, float]:
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        stored = os.read(self._file, self._LAYOUT.size)
        last = free = paused = sent = -math.inf
        if len(stored) == self._LAYOUT.size and stored.startswith(self._boot):
            _, last, free, paused, sent = self._LAYOUT.unpack(stored)  # else they are of before a restart
        self._moments = {"last": last, "free": free, "paused": paused, "sent": sent}
        return self._moments

    def __exit__(self, *error: object) -> None:
        os.pwrite(self._file, self._LAYOUT.pack(self._boot, *self._moments.values()), 0)
        os.close(self._file)


def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


class Polite(Protocol):
    """What good manners need to know of a spider."""

    gate: SiteGate
    delay: float
    """seconds between two requests to one site"""
    pause: float
    """seconds of silence after a 429"""


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
        spider = cast(Polite, self._crawler.spider)
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
        except (ValueError, OverflowError):
            return 0.0
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now()).total_seconds()
    return min(max(seconds, 0.0), MOST_SILENCE.total_seconds())
