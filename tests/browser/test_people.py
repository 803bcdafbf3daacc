"""The first start, a rejected login, the audit trail, as people see them."""

from desk.people.accounts import add_user
from desk.people.roles import RoleOfUser
from tests.browser.conftest import Enter, Served
from tests.desk.conftest import PASSWORD

NEW = "kapal-biru-berlayar-9"


def test_first_login_with_a_one_time_password(served: Served, browser: object) -> None:
    _, once = add_user(served.desk.people, "admin", RoleOfUser.ADMINISTRATOR)
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(served.url)
    assert page.url.endswith("/masuk")
    page.fill("input[name=name]", "admin")
    page.fill("input[name=password]", once)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/sandi*")
    page.goto(f"{served.url}/akun")  # nothing else is open before the password is changed
    assert "/sandi" in page.url
    boxes = page.locator("input[type=password]")
    assert boxes.count() == 3
    for box, words in zip(range(3), (once, NEW, NEW), strict=True):
        boxes.nth(box).fill(words)
    boxes.nth(2).press("Enter")
    page.wait_for_url(lambda url: "/sandi" not in url)
    page.goto(f"{served.url}/akun")
    assert page.locator("h1").inner_text() == "Akun"
    page.context.close()


def test_a_rejected_login_says_nothing_of_who_exists(served: Served, browser: object) -> None:
    add_user(served.desk.people, "Sari", RoleOfUser.ANALYST, PASSWORD, must_change=False)
    said = []
    for name in ("Sari", "Tidak Ada"):
        page = browser.new_page()  # type: ignore[attr-defined]
        page.goto(f"{served.url}/masuk")
        page.fill("input[name=name]", name)
        page.fill("input[name=password]", "bukan ini sandinya")
        page.press("input[name=password]", "Enter")
        said.append(page.locator("[role=alert]").inner_text())
        assert page.url.endswith("/masuk")
        page.context.close()
    assert said[0] == said[1]
    assert "salah" in said[0]


def test_the_audit_trail_tells_who_opened_and_revealed_what(served: Served, enter: Enter) -> None:
    from desk.board.board import Filters, Lane

    story = served.desk.board.listed(Lane.QUEUE, Filters()).rows[0].story_id
    sari = enter("analyst", "Sari")
    sari.goto(f"{served.url}/cerita/{story}")
    rini = enter("supervisor", "Rini")
    rini.goto(f"{served.url}/jejak")
    trail = rini.locator("table").first.inner_text()
    assert "Sari" in trail
    assert story[:6] in trail
    sari.goto(f"{served.url}/jejak")  # an analyst may not
    assert "Tidak bisa" in sari.locator("h1").inner_text()
