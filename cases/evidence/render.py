"""A page as it looked: Chromium draws the archived HTML, without network and without scripts.

The page is hostile until proven otherwise. Chromium is told to open the page's own address, and what it asks
for is answered here: the page itself from the archive, everything else refused. Should something slip past
that, no name resolves and the only way out is a proxy that is nowhere. Scripts are off, the profile is new
and goes, its home too. It is driven over a pipe (Chrome DevTools Protocol): no port is opened.
"""

import base64
import html
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from core.errors import PantauError

WIDTH: Final = 1280  # pixels
TALLEST: Final = 12_000  # pixels of a page that are drawn
_SECONDS: Final = 30.0
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_NOWHERE: Final = "http://arsip.invalid/"  # the address of a page that has none
_FLAGS: Final = (
    "--headless",
    "--remote-debugging-pipe",
    "--proxy-server=http://tidak-ada.invalid:1",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-features=HttpsUpgrades,OptimizationHints,MediaRouter,Translate",
    "--disable-gpu",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--mute-audio",
    "--hide-scrollbars",
    "--password-store=basic",
)
_one_at_a_time: Final = threading.Lock()  # each takes some hundred megabytes


class RenderError(PantauError):
    """Chromium did not draw the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page as drawn."""

    png: bytes
    pdf: bytes
    height: int  # pixels, of the picture
    cut: bool  # the page is longer than the picture
    refused: int  # requests of the page that were not answered
    browser: str  # "Chrome/155.0.8059.79"


def find_chromium(chosen: str) -> str:
    """The Chromium of the settings, else one that is found; "" for none."""
    if chosen:
        return shutil.which(chosen) or ""
    return next((path for name in _NAMES if (path := shutil.which(name))), "")


def render(
    chromium: str, page: bytes, content_type: str, url: str, note: str, *, seconds: float = _SECONDS
) -> Rendered:
    """Draw a page whole and as PDF. `note` stands at the foot of each page of the PDF.

    Raises RenderError where Chromium does not start, is too slow, or cannot draw it.
    """
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="pantau-") as home:
        browser = _start(chromium, Path(home))
        try:
            return _draw(_Talk(browser, time.monotonic() + seconds, page, content_type), url, note)
        except (OSError, ValueError, KeyError) as error:
            raise RenderError(f"Chromium failed: {type(error).__name__}") from error
        finally:
            _end(browser)


def _start(chromium: str, home: Path) -> subprocess.Popen[bytes]:
    # Chromium reads commands from file 3 and answers on file 4; the shell puts the pipes there.
    line = 'exec "$@" 3<&0 4>&1 0</dev/null 1>/dev/null'
    own = [f"--user-data-dir={home / 'profile'}", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    try:
        return subprocess.Popen(  # noqa: S603 (a path of the settings; nothing of the page is in the line)
            ["/bin/sh", "-c", line, "sh", chromium, *_FLAGS, *own, "about:blank"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "HOME": str(home),
                "TMPDIR": str(home),
                "LANG": "C.UTF-8",
            },
            start_new_session=True,
        )
    except OSError as error:
        raise RenderError(f"{chromium} does not start: {error.strerror}") from error


def _end(browser: subprocess.Popen[bytes]) -> None:
    """It and all that it started, before its home goes."""
    with suppress(ProcessLookupError):
        os.killpg(browser.pid, signal.SIGKILL)
    browser.wait()
    for pipe in (browser.stdin, browser.stdout):
        if pipe is not None:
            with suppress(OSError):  # what it no longer reads
                pipe.close()


@dataclass(slots=True)
class _Talk:
    """The conversation with one Chromium, and the page that it is given."""

    browser: subprocess.Popen[bytes]
    deadline: float
    page: bytes
    content_type: str
    session: str = ""
    asked: int = 0
    refused: int = 0
    given: bool = False  # the page was handed over
    loaded: bool = False
    buffer: bytearray = field(default_factory=bytearray)

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and wait for its answer; requests of the page that come before it are served."""
        number = self.send(method, params)
        while True:
            message = self.next()
            if message.get("id") == number:
                if "error" in message:
                    raise RenderError(f"Chromium: {method}: {message['error'].get('message', '')}"[:200])
                result: dict[str, Any] = message.get("result", {})
                return result
            self.heard(message)

    def until_loaded(self) -> None:
        """Wait for the page to have loaded."""
        while not self.loaded:
            self.heard(self.next())

    def send(self, method: str, params: Mapping[str, Any]) -> int:
        """Send a command; its number."""
        self.asked += 1
        message = {"id": self.asked, "method": method, "params": dict(params)}
        if self.session:
            message["sessionId"] = self.session
        if self.browser.stdin is None:
            raise RenderError("Chromium is not connected")
        self.browser.stdin.write(json.dumps(message).encode() + b"\0")
        self.browser.stdin.flush()
        return self.asked

    def next(self) -> dict[str, Any]:
        """The next message."""
        if self.browser.stdout is None:
            raise RenderError("Chromium is not connected")
        pipe = self.browser.stdout.fileno()
        while (end := self.buffer.find(b"\0")) < 0:
            left = self.deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise RenderError("Chromium took too long")
            chunk = os.read(pipe, 1 << 20)
            if not chunk:
                raise RenderError("Chromium ended")
            self.buffer += chunk
        message: dict[str, Any] = json.loads(self.buffer[:end])
        del self.buffer[: end + 1]
        return message

    def heard(self, message: Mapping[str, Any]) -> None:
        """What Chromium tells by itself."""
        match message.get("method"):
            case "Page.loadEventFired":
                self.loaded = True
            case "Fetch.requestPaused":
                self._serve(message["params"])

    def _serve(self, wanted: Mapping[str, Any]) -> None:
        if not self.given:  # the first request is the page that was told to be opened
            self.given = True
            self.send(
                "Fetch.fulfillRequest",
                {
                    "requestId": wanted["requestId"],
                    "responseCode": 200,
                    "responseHeaders": [{"name": "Content-Type", "value": self.content_type}],
                    "body": base64.b64encode(self.page).decode(),
                },
            )
            return
        self.refused += 1
        # "Aborted" leaves the page where it is; a refused way to elsewhere would show Chromium's own error.
        self.send("Fetch.failRequest", {"requestId": wanted["requestId"], "errorReason": "Aborted"})


def _draw(talk: _Talk, url: str, note: str) -> Rendered:
    browser = talk.ask("Browser.getVersion")["product"]
    target = talk.ask("Target.createTarget", url="about:blank")["targetId"]
    talk.session = talk.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for method, params in _BEFORE:
        talk.ask(method, **params)
    address = url if urlsplit(url).scheme in ("http", "https") else _NOWHERE
    problem = talk.ask("Page.navigate", url=address).get("errorText")
    if problem:
        raise RenderError(f"Chromium does not open the page: {problem}")
    talk.until_loaded()
    full = int(talk.ask("Page.getLayoutMetrics")["cssContentSize"]["height"]) or 1
    height = min(full, TALLEST)
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
    png = talk.ask("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
    pdf = talk.ask("Page.printToPDF", printBackground=True, paperWidth=8.27, paperHeight=11.69, **_foot(note))
    return Rendered(
        png=base64.b64decode(png["data"]),
        pdf=base64.b64decode(pdf["data"]),
        height=height,
        cut=full > TALLEST,
        refused=talk.refused,
        browser=str(browser),
    )


_BEFORE: Final[Sequence[tuple[str, Mapping[str, Any]]]] = (
    ("Emulation.setScriptExecutionDisabled", {"value": True}),
    (
        "Emulation.setDeviceMetricsOverride",
        {"width": WIDTH, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    ),
    ("Fetch.enable", {"patterns": [{"urlPattern": "*"}]}),
    ("Page.enable", {}),
)


def _foot(note: str) -> dict[str, Any]:
    style = "font-size:7px;width:100%;padding:0 10mm;font-family:sans-serif"
    pages = '<span class="pageNumber"></span>/<span class="totalPages"></span>'
    return {
        "displayHeaderFooter": True,
        "headerTemplate": "<span></span>",
        "footerTemplate": f'<div style="{style}">{html.escape(note)} &middot; {pages}</div>',
    }
