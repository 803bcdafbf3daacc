"""axe-core finds no serious fault on any page, on a laptop and on a phone."""

from pathlib import Path

import pytest

from desk.board.board import Filters, Lane
from tests.browser.conftest import LAPTOP, PHONE, Enter, Served

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# The desk's policy forbids a script tag of ours, not what the browser's debugger evaluates.
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).join(' | '))"""
PAGES = (
    "/antrean", "/menyebar", "/klaim", "/peristiwa", "/tempel", "/unggah", "/sumber", "/penolakan", "/model",
    "/mutu", "/latihan", "/jejak", "/ekspor", "/bantuan", "/sandi", "/peta", "/peta/kerawanan", "/laporan",
)  # fmt: skip


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_no_serious_fault(served: Served, enter: Enter, viewport: dict[str, int]) -> None:
    story = served.desk.board.listed(Lane.QUEUE, Filters()).rows[0]
    found: dict[str, list[str]] = {}
    page = enter("supervisor", "Rini", viewport)
    wide = []
    for path in (*PAGES, f"/cerita/{story.story_id}", f"/cerita/{story.story_id}/arsip/{story.item_id}/0"):
        answer = page.goto(served.url + path)
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate(AXE)
        faults = page.evaluate(RUN)
        if faults:
            found[path] = faults
        if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
            wide.append(path)
    assert found == {}
    assert wide == [], "scrolls sideways"


def test_the_accounts_page_and_the_login(served: Served, enter: Enter) -> None:
    page = enter("administrator", "Admin")
    for path in ("/akun", "/sumber"):
        page.goto(served.url + path)
        page.evaluate(AXE)
        assert page.evaluate(RUN) == [], path
    page.context.clear_cookies()
    page.goto(f"{served.url}/masuk")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
