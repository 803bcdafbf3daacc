"""A real desk over real HTTP, and real browsers: Debian's Chromium, driven by Playwright.

With CI=true these tests run or fail; elsewhere they say that they did not run where there is no Chromium.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import serving
from tests.desk.conftest import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from desk.desk import Desk
    from tests.conftest import Sampled

CHROMIUM = "/usr/bin/chromium"
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Served:
    """A desk that answers at `url`."""

    url: str
    desk: "Desk"


# Not for the session: while it runs, Playwright's event loop would be in the way of every asyncio.run.
@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """One Chromium for the tests of a file."""
    path = shutil.which("chromium") or CHROMIUM
    if not Path(path).exists():
        reason = "no Chromium; install it: sudo apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # --no-sandbox: containers run as root, where Chromium's sandbox cannot start
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def served(boarded: "Sampled", tmp_path: Path) -> Iterator[Served]:
    """The sample's desk, of this test alone, served over HTTP."""
    from desk.app import open_desk
    from flows.desk_line import DeskLine
    from tests.conftest import opened

    workspace = opened(boarded.copy(tmp_path / "data"))
    desk = open_desk(workspace, DeskLine(workspace))
    desk.board.refresh()
    with serving.served(desk) as url:
        yield Served(url, desk)


Enter = Callable[..., "Page"]


@pytest.fixture
def enter(served: Served, browser: "Browser") -> Iterator[Enter]:
    """`enter("analyst", "Sari")`: a page of a browser of its own in which Sari has logged in by the form."""
    from desk.people.accounts import add_user, users
    from desk.people.roles import RoleOfUser

    contexts = []

    def log_in(role: str, name: str, viewport: dict[str, int] | None = None) -> "Page":
        if name not in {one.name for one in users(served.desk.people)}:
            add_user(served.desk.people, name, RoleOfUser(role), PASSWORD, must_change=False)
        context = browser.new_context(viewport=viewport or LAPTOP, locale="id-ID")  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{served.url}/masuk")
        page.fill("input[name=name]", name)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/masuk" not in url)
        return page

    yield log_in
    for context in contexts:
        context.close()
