"""The panel of decisions in a real browser: by keyboard, refused in place, nothing typed lost."""

from typing import TYPE_CHECKING

from desk.board.board import Filters, Lane
from tests.browser.conftest import Enter, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page


def opened(served: Served, enter: Enter) -> "tuple[Page, str]":
    page = enter("analyst", "Sari")
    story = served.desk.board.listed(Lane.QUEUE, Filters()).rows[0].story_id
    page.goto(f"{served.url}/cerita/{story}")
    page.wait_for_selector("#held[data-mine='1']")
    return page, story


def test_a_yes_by_keys_with_what_was_forgotten_told_in_place(served: Served, enter: Enter) -> None:
    page, story = opened(served, enter)
    page.keyboard.press("1")  # without a claim that matches: told, and the signal stays in focus
    assert "klaim" in page.locator("[data-live]").inner_text()
    assert page.locator("input[name=hoax]:checked").count() == 0
    for key in ("2", "1", "1"):
        page.keyboard.press(key)
    assert page.locator("input[name=provocation]:checked").input_value() == "yes"
    assert page.locator("input[name=violence]:checked").input_value() == "yes"
    page.keyboard.press("9")  # "other": on to the note
    page.keyboard.type("diketik 1 2 3")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#tingkat-salah")
    assert page.locator("#putusan-catatan").input_value() == "diketik 1 2 3"
    assert page.locator("input[name=provocation]:checked").input_value() == "yes"
    assert page.locator("input[name=reason]:checked").count() == 1
    assert page.url.endswith(story)
    for key in ("s", "s", "s", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(lambda url: not url.endswith(story))
    with served.desk.store.reading() as db:
        row = db.execute("SELECT severity, reason, seconds FROM decisions WHERE kind = 'decide'").fetchone()
    assert row is not None
    assert row[:2] == (3, "other")
    assert row[2] > 0


def test_only_the_reasons_that_fit_are_shown(served: Served, enter: Enter) -> None:
    page, _ = opened(served, enter)
    for key in ("2", "2", "2"):
        page.keyboard.press(key)
    assert page.locator("[data-group]:visible").get_attribute("data-group") == "no"
    assert not page.locator("[data-severity]").is_visible()
    page.locator("[data-signal=violence] input[value=unverifiable]").check()
    assert page.locator("[data-group]:visible").get_attribute("data-group") == "unverifiable"
    page.keyboard.press("Backspace")
    page.keyboard.press("1")
    assert page.locator("[data-group]:visible").get_attribute("data-group") == "yes"
    assert page.locator("[data-severity]").is_visible()
    assert page.locator("input[name=reason][value=threat]").is_visible()  # violence alone is yes
    assert not page.locator("input[name=reason][value=hatred_of_a_group]").is_visible()
    page.keyboard.press("3")  # its key gives nothing
    assert page.locator("input[name=reason]:checked").count() == 0


def test_put_off_by_keys_and_skip(served: Served, enter: Enter) -> None:
    page, story = opened(served, enter)
    page.keyboard.press("t")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith(story))
    page.wait_for_selector("#held[data-mine='1']")
    second = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != second)
    with served.desk.store.reading() as db:
        kinds = [row[0] for row in db.execute("SELECT kind FROM decisions ORDER BY number").fetchall()]
    assert kinds == ["hold", "skip"]


def test_what_is_wrong_with_another_step_keeps_the_answers(served: Served, enter: Enter) -> None:
    page, _ = opened(served, enter)
    page.keyboard.press("2")
    page.locator("[data-step=harmless] summary").click()
    page.select_option("#aman-jenis", "song")
    page.fill("#aman-catatan", "   ")
    page.locator("[data-step=harmless] button").click()
    page.wait_for_selector("#aman-catatan-salah")
    assert page.locator("#aman-jenis").input_value() == "song"
    assert page.locator("input[name=hoax]:checked").input_value() == "no"
