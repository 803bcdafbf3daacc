"""A morning's work: twenty stories by keyboard alone, in a real browser."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from core.console import quiet
from core.settings import PROJECT
from desk.board.board import Filters, Lane
from tests.browser.conftest import Enter, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

TEXTS = PROJECT / "models" / "training" / "guard" / "more_texts.csv"  # invented by us
MORNING = 20
A_CLEAR_ITEM = 10  # keys; fewer are to do


def fill(served: Served, folder: Path) -> None:
    """The sample has fewer stories than a morning: import invented ones that hold a signal."""
    export = folder / "lagi.csv"
    with TEXTS.open(encoding="utf-8") as source, export.open("w", encoding="utf-8", newline="") as target:
        rows = [row for row in csv.DictReader(source) if row["provocation"] == "1" or row["violence"] == "1"]
        writer = csv.DictWriter(target, ["id", "text"])
        writer.writeheader()
        writer.writerows({"id": f"lagi-{n}", "text": row["text"]} for n, row in enumerate(rows[:30]))
    served.desk.line.import_file(export, "komentar-warga", None, quiet)
    served.desk.board.refresh()


def decisions(served: Served) -> list[tuple[str, str]]:
    """(story, kind) of every decision written."""
    with served.desk.store.reading() as db:
        return db.execute("SELECT story_id, kind FROM decisions ORDER BY number").fetchall()


def press(page: "Page", *keys: str) -> int:
    """Press these keys; how many they were."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def test_twenty_stories_by_keyboard_alone(served: Served, enter: Enter, tmp_path: Path) -> None:
    fill(served, tmp_path)
    open_before = served.desk.board.listed(Lane.QUEUE, Filters()).total
    assert open_before > MORNING
    page = enter("analyst", "Sari")
    page.goto(f"{served.url}/antrean")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for _ in range(MORNING):
        page.wait_for_url("**/cerita/*")
        page.wait_for_selector("#held[data-mine='1']")
        here = page.url
        # no, no, no; the first reason; send
        assert press(page, "2", "2", "2", "1", "Enter") < A_CLEAR_ITEM
        page.wait_for_url(lambda url, was=here: url != was)  # type: ignore[misc]
    written = decisions(served)
    assert [kind for _, kind in written] == ["decide"] * MORNING
    assert len({story for story, _ in written}) == MORNING
    page.goto(f"{served.url}/antrean")
    done = page.locator(".today").inner_text()
    assert f"{MORNING} dari {served.desk.settings.capacity}" in done
    shown = int(page.locator(".count strong").inner_text().replace(".", ""))
    assert shown == served.desk.board.listed(Lane.QUEUE, Filters()).total
    # A fair sample of first decisions waits for a second opinion: those stay open, for somebody else.
    second = served.desk.board.listed(Lane.QUEUE, Filters(state="second")).total
    assert shown == open_before - MORNING + second


def test_help_lists_the_keys_of_the_page(served: Served, enter: Enter) -> None:
    page = enter("analyst", "Sari")
    page.goto(f"{served.url}/antrean")
    page.keyboard.press("?")
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    assert "Cerita berikutnya" in dialog.inner_text()
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_why_a_story_ranks_so_is_one_key_away(served: Served, enter: Enter) -> None:
    page = enter("analyst", "Sari")
    page.goto(f"{served.url}/antrean")
    page.keyboard.press("j")
    page.keyboard.press("w")
    why = page.locator(".story .why").first
    why.locator("meter").first.wait_for()
    assert why.locator("meter").count() >= 5


def test_both_languages(served: Served, enter: Enter) -> None:
    page = enter("supervisor", "Rini")
    page.goto(f"{served.url}/antrean")
    assert page.locator("html").get_attribute("lang") == "id"
    assert page.locator("h1").inner_text() == "Antrean"
    page.click("button[name=language]")
    page.wait_for_selector("html[lang=en]")
    page.goto(f"{served.url}/antrean")
    assert page.locator("h1").inner_text() == "Queue"
    for path in ("/menyebar", "/klaim", "/peristiwa", "/tempel", "/sumber", "/mutu", "/latihan", "/bantuan"):
        page.goto(served.url + path)
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("h1").inner_text()
