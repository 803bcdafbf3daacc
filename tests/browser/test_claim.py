"""A claim of the desk's own: two people, two sources; then it matches a new post, entered from a phone."""

from typing import TYPE_CHECKING

from desk.board.board import Filters, Lane
from tests.browser.conftest import PHONE, Enter, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

CLAIM = "Sebanyak 312 kotak suara dari Kecamatan Karangan dibuka diam-diam di gudang milik perusahaan sawit"
POST = (
    "Diteruskan: Sebanyak 312 kotak suara dari Kecamatan Karangan sudah dibuka diam-diam di gudang milik "
    "perusahaan sawit tadi malam. Sebarkan sebelum dihapus!"
)


def source(page: "Page", kind: str, publisher: str, url: str) -> None:
    """Record one source on the claim's page."""
    form = page.locator("form[action$='/sumber']")
    if not form.is_visible():
        page.locator("details:has(form[action$='/sumber']) > summary").click()
    form.locator("[name=kind]").select_option(kind)
    form.locator("[name=publisher]").fill(publisher)
    form.locator("[name=url]").fill(url)
    form.locator("[name=words]").fill("Semua kotak masih tersegel di gudang KPU; tidak ada yang dibuka.")
    with page.expect_navigation():
        form.locator("button").click()


def verdict(page: "Page") -> None:
    """False, says the one who is logged in."""
    page.locator("form[action$='/putusan'] input[value=false]").check()
    page.locator("form[action$='/putusan'] [name=words]").fill("Dua sumber menyatakan sebaliknya.")
    with page.expect_navigation():
        page.locator("form[action$='/putusan'] button").click()


def paste(page: "Page", served: Served) -> None:
    """Put the post in by hand, as one does on a phone."""
    page.goto(f"{served.url}/tempel")
    page.fill("textarea[name=text]", POST)
    page.check("input[name=forwarded]")
    page.fill("input[name=heard_at]", "pasar Karangan")
    page.locator(".entry-form button.primary").click()
    page.wait_for_url("**/tempel/*")


def test_a_claim_of_our_own_then_matches_what_is_pasted_on_a_phone(served: Served, enter: Enter) -> None:
    story = served.desk.board.listed(Lane.QUEUE, Filters()).rows[-1].story_id
    sari, budi = enter("analyst", "Sari"), enter("analyst", "Budi")
    sari.goto(f"{served.url}/cerita/{story}")
    sari.locator("details.claim-open > summary").click()
    sari.locator("details.claim-open textarea").fill(CLAIM)
    sari.locator("details.claim-open input[value=tidak]").check()
    sari.locator("details.claim-open button").click()
    sari.wait_for_url("**/klaim/*")
    claim = sari.url
    source(sari, "named_body", "KPU Kutai Timur (rekaan)", "https://kpu-rekaan.example/siaran/1")
    source(sari, "media", "Kabar Benua (rekaan)", "https://kabar-benua.example/312-kotak")
    verdict(sari)
    assert not [one for one in stored(served) if one == CLAIM]  # one verdict is not enough
    budi.goto(claim)
    verdict(budi)
    assert [one for one in stored(served) if one == CLAIM]
    phone = enter("analyst", "Tuti", PHONE)
    paste(phone, served)
    said = phone.locator("main").inner_text()
    assert "Salah" in said
    assert CLAIM in said
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def stored(served: Served) -> list[str]:
    """The texts of all claims that items are matched with."""
    from pipeline.store import claims

    with served.desk.store.reading() as db:
        return [one.text for one in claims(db)]
