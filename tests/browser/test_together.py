"""Two people, two browsers, one story: exclusive holds, a take-over, a blind second opinion."""

from typing import TYPE_CHECKING

from core.decision import DecisionKind
from desk.board.board import Filters, Lane
from pipeline.store import story_decisions
from tests.browser.conftest import Enter, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page


def first_story(served: Served) -> str:
    return served.desk.board.listed(Lane.QUEUE, Filters()).rows[0].story_id


def kinds(served: Served, story: str) -> list[DecisionKind]:
    with served.desk.store.reading() as db:
        return [one.kind for one in story_decisions(db, story)]


def open_story(page: "Page", served: Served, story: str) -> None:
    page.goto(f"{served.url}/cerita/{story}")


def test_two_browsers_cannot_decide_one_story(served: Served, enter: Enter) -> None:
    story = first_story(served)
    sari, budi = enter("analyst", "Sari"), enter("analyst", "Budi")
    open_story(sari, served, story)
    open_story(budi, served, story)
    assert sari.locator("#held").get_attribute("data-mine") == "1"
    assert budi.locator("#held").get_attribute("data-mine") == "0"
    assert "Sari" in budi.locator("#held").inner_text()
    assert budi.locator("form[data-decide] button.primary:enabled").count() == 0
    # Budi's browser sends the form all the same, with his own token.
    token = budi.locator("input[name=csrf]").first.get_attribute("value")
    fields = {"csrf": token or "", "kind": "decide", "hoax": "no", "provocation": "no", "violence": "no"}
    answer = budi.request.post(
        f"{served.url}/cerita/{story}/putusan",
        form={**fields, "severity": "0", "reason": "lawful_criticism", "seen": "0"},
        max_redirects=0,
    )
    assert answer.status == 409
    assert kinds(served, story) == []
    sari.keyboard.type("2221")
    sari.keyboard.press("Enter")
    sari.wait_for_url(lambda url: story not in url)
    # one first decision in ten is drawn for a second opinion
    assert [one for one in kinds(served, story) if one is not DecisionKind.ASK_SECOND] == [
        DecisionKind.DECIDE
    ]


def test_a_take_over_wants_a_reason_and_the_old_holder_cannot_decide(served: Served, enter: Enter) -> None:
    story = first_story(served)
    sari, budi = enter("analyst", "Sari"), enter("analyst", "Budi")
    open_story(sari, served, story)
    open_story(budi, served, story)
    budi.locator("#held summary").click()
    budi.locator("#held form[action$='/ambil'] button").click()
    assert budi.locator("#held").get_attribute("data-mine") == "0"  # the browser asks for a reason first
    budi.locator("#held select[name=reason]").select_option("away")
    budi.locator("#held form[action$='/ambil'] button").click()
    budi.wait_for_selector("#held[data-mine='1']")
    sari.keyboard.type("2221")
    sari.keyboard.press("Enter")
    sari.locator("[data-errors]").wait_for()
    assert kinds(served, story) == []
    # What Sari had typed is still there.
    assert sari.locator("input[name=provocation][value=no]").is_checked()


def test_leaving_a_story_frees_it(served: Served, enter: Enter) -> None:
    story = first_story(served)
    sari, budi = enter("analyst", "Sari"), enter("analyst", "Budi")
    open_story(sari, served, story)
    sari.locator("form[action$='/lepas'] button").click()
    sari.wait_for_url("**/antrean*")
    open_story(budi, served, story)
    assert budi.locator("#held").get_attribute("data-mine") == "1"


def test_a_second_opinion_is_blind(served: Served, enter: Enter) -> None:
    story = first_story(served)
    sari, budi, rini = enter("analyst", "Sari"), enter("analyst", "Budi"), enter("supervisor", "Rini")
    open_story(sari, served, story)
    sari.keyboard.type("2221")
    note = "catatan rahasia pendapat pertama"
    sari.fill("#putusan-catatan", note)
    sari.locator("button[data-second]").click()
    sari.wait_for_url(lambda url: story not in url)
    open_story(budi, served, story)
    seen = budi.content()
    assert note not in seen
    assert "kritik yang sah" not in budi.locator("main").inner_text().split("Riwayat")[-1]
    assert budi.locator("input[type=radio][name=provocation]:checked").count() == 0
    budi.keyboard.type("21")
    budi.keyboard.type("2")
    budi.keyboard.press("s")
    budi.locator("input[name=severity][value='2']").check()
    budi.locator("input[name=reason][value=hatred_of_a_group]").check()
    budi.locator("form[data-decide] button.primary").click()
    budi.wait_for_url(lambda url: story not in url)
    assert kinds(served, story)[-1] == DecisionKind.SECOND
    # They differ: the supervisor sees both, and decides.
    open_story(rini, served, story)
    assert note in rini.content()
    assert "Dua pendapat berbeda" in rini.locator("main").inner_text()
