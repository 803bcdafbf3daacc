"""The whole way in real browsers: from the queue to a case to a sealed package that passes elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases.case import Case
from cases.log import CaseStep
from cases.store import case_log, the_case
from core.decision import DecisionKind
from desk.board.board import Filters, Lane
from desk.people.accounts import user_by_name
from pipeline.store import story_decisions
from tests.browser.conftest import LAPTOP, PHONE, Enter, Served
from tests.browser.test_accessible import AXE, RUN
from tests.desk.conftest import PASSWORD, cheap_hashes

if TYPE_CHECKING:
    from playwright.sync_api import Page

STORY = "bakar kantor KPU"  # of the sample: a call to burn a building, with day, place and means
NORM = "kuhp-246"
WHY = "Tertulis terang di unggahan itu; lihat tangkapan di bukti."
FURTHER = "Ajakan membakar dengan hari, tempat, dan bensin; klarifikasi tidak menjawabnya."


def test_two_people_take_a_case_from_the_queue_to_a_package_that_passes_elsewhere(
    served: Served, enter: Enter, tmp_path: Path
) -> None:
    with cheap_hashes():
        sari, budi = enter("analyst", "Sari"), enter("analyst", "Budi")
        decides(served, sari)
        case_id = opens(sari)
        describes(sari)
        names_a_party(sari)
        has_evidence(served, sari, case_id)
        chooses_norm(sari)
        fills_in(sari)
        assert "baru 1" in tab(sari, "Persetujuan").locator("#kurang + ul").inner_text()
        budi.goto(f"{served.url}/kasus")
        look(budi)
        follows(budi, "isi lembar kerja Anda")
        look(budi)
        assert WHY not in budi.content(), "the first person's words would lead the second"
        fills_in(budi)
        assert budi.get_by_text("2 dari 2 orang selesai").is_visible()
        goes_to_the_police(budi)
        nobody_else(served, enter, sari, case_id)
        rini, lina = enter("supervisor", "Rini"), enter("legal", "Lina")
        rini.goto(f"{served.url}/kasus")
        follows(rini, "setujui")
        look(rini)
        approves(served, rini, case_id)
        tab(rini, "Paket")
        assert "ada 1" in rini.locator("#halangan + ul").inner_text()
        assert rini.get_by_role("button", name="Buat paket").count() == 0
        lina.goto(f"{served.url}/kasus/{case_id}")
        follows(lina, "setujui")
        approves(served, lina, case_id)
        file, key = packs(lina, tmp_path)
        other_pages(served, lina, case_id)
    case = case_of(served, case_id)
    people = {name: user_by_name(served.desk.people, name) for name in ("Rini", "Lina")}
    assert {one.by_user for one in case.approvals} == {user.id for user in people.values() if user}
    assert case.route == "police" and case.packages[0].route == "police"
    with served.desk.store.reading() as db:
        assert case_log(db, case_id)[-1].step in (CaseStep.READ, CaseStep.EXPORTED)
    passes_elsewhere(tmp_path, file, key)


def decides(served: Served, page: "Page") -> None:
    """From the queue: no hoax, provocation and violence, grave; then on to a case."""
    rows = served.desk.board.listed(Lane.QUEUE, Filters()).rows
    story = next(row.story_id for row in rows if STORY in row.title)
    page.goto(f"{served.url}/antrean")
    page.locator(f"main a[href*='/cerita/{story}']").first.click()
    page.wait_for_selector("#held[data-mine='1']")
    for key in ("2", "1", "1", "s", "s", "s", "1"):
        page.keyboard.press(key)
    page.get_by_label("Lalu buka kasus").check()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cerita/{story}/kasus")
    with served.desk.store.reading() as db:
        assert [one.kind for one in story_decisions(db, story)] == [DecisionKind.DECIDE]


def opens(page: "Page") -> str:
    """A case from the story just decided; its id."""
    look(page)
    page.fill("input[name=title]", "Ajakan membakar kantor penyelenggara")
    page.get_by_role("button", name="Buka kasus").click()
    page.wait_for_url("**/kasus/*sudah=dibuka")
    return page.url.split("/kasus/")[1].partition("?")[0]


def describes(page: "Page") -> None:
    """Day and place are proposed; how it was said is not."""
    form = page.locator("form[action*='/uraian']")
    assert form.locator("[name=act_on]").input_value().startswith("2026-")
    assert form.locator("[name=place]").input_value().startswith("64.08")
    form.locator("textarea").fill("Terlapor 1 mengajak membakar kantor penyelenggara bila hasilnya lain.")
    form.locator("[name=channel]").select_option("public_post")
    form.get_by_role("button").click()
    page.wait_for_url("**sudah=diuraikan*")


def names_a_party(page: "Page") -> None:
    page.get_by_text("Tambah pihak", exact=True).click()
    form = page.locator("form[action$='/pihak']")
    form.locator("[name=part]").select_option("reported")
    form.locator("[name=conduct]").select_option("authored")
    form.locator("[name=identity]").fill("akun contoh_rekaan")
    form.get_by_role("button").click()
    page.wait_for_url("**sudah=pihak-ditambah*")
    assert "contoh_rekaan" not in page.content(), "an identity is shown only when it is opened"
    look(page)


def has_evidence(served: Served, page: "Page", case_id: str) -> None:
    """Captured behind the scenes since the case was opened; whole when it is looked at again."""
    tab(page, "Bukti")
    page.locator("table a[href*='/bukti/']").first.wait_for()
    look(page)
    page.locator("table a[href*='/bukti/']").first.click()
    look(page)
    assert len(case_of(served, case_id).evidence) == 1


def chooses_norm(page: "Page") -> None:
    """Before that no route with a package is open."""
    follows(page, "pilih jalur")
    assert page.locator("input[name=route][value=police]").count() == 0
    page.locator(f"input[name=norm][value={NORM}]").check()
    page.get_by_role("button", name="Simpan norma").click()
    page.wait_for_url("**sudah=norma*")
    look(page)


def fills_in(page: "Page") -> None:
    """Both sheets and a conclusion."""
    if "/lembar" not in page.url:
        follows(page, "isi lembar kerja Anda")
    for one in page.locator("fieldset.question input[value=met]").all():
        one.check()
    for words in page.locator("fieldset.question textarea").all():
        words.fill(WHY)
    page.locator("input[name=outcome][value=criminal]").check()
    page.get_by_role("button", name="Simpan kedua lembar").click()
    page.wait_for_url("**sudah=1*")


def goes_to_the_police(page: "Page") -> None:
    follows(page, "pilih jalurnya")
    page.locator("input[name=route][value=police]").check()
    page.locator("textarea[name=why]").last.fill(FURTHER)
    page.locator("input[name=not_criticism]").check()
    page.get_by_role("button", name="Pilih jalur ini").click()
    page.wait_for_url("**sudah=jalur*")


def nobody_else(served: Served, enter: Enter, opener: "Page", case_id: str) -> None:
    """Who opened it gets no form to approve; the administrator sees no case at all."""
    opener.goto(f"{served.url}/kasus/{case_id}/persetujuan")
    assert opener.locator("input[type=password]").count() == 0
    admin = enter("administrator", "Admin")
    for path in ("", "/bukti", "/persetujuan", "/paket"):
        assert admin.request.get(f"{served.url}/kasus/{case_id}{path}").status == 403
    fields = {"csrf": admin.locator("input[name=csrf]").first.get_attribute("value") or ""}
    there = f"{served.url}/kasus/{case_id}/persetujuan"
    assert admin.request.post(there, form={**fields, "password": PASSWORD}, max_redirects=0).status == 403


def approves(served: Served, page: "Page", case_id: str) -> None:
    """Once, with the password; the same form sent again is refused."""
    form = page.locator("form.narrow")
    again = {one: form.locator(f"[name={one}]").get_attribute("value") or "" for one in ("csrf", "head")}
    form.locator("[name=password]").fill(PASSWORD)
    form.get_by_role("button").click()
    page.wait_for_url("**sudah=setuju*")
    before = len(case_of(served, case_id).approvals)
    there = f"{served.url}/kasus/{case_id}/persetujuan"
    answer = page.request.post(there, form={**again, "password": PASSWORD}, max_redirects=0)
    assert answer.status == 400 and "sudah menyetujui" in answer.text()
    assert len(case_of(served, case_id).approvals) == before


def packs(page: "Page", folder: Path) -> tuple[Path, str]:
    """The button makes it, another takes it along. The file, and the key's fingerprint off the page."""
    follows(page, "buat paket")
    page.get_by_role("button", name="Buat paket").click()
    page.wait_for_url("**sudah=dibuat*")
    look(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name=re.compile("Ambil paket")).click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return file, page.locator("section:has(#kunci) code").inner_text()


def other_pages(served: Served, page: "Page", case_id: str) -> None:
    """What comes after the package."""
    for part in ("hasil", "keberatan"):
        page.goto(f"{served.url}/kasus/{case_id}/{part}")
        look(page)


def passes_elsewhere(folder: Path, file: Path, key: str) -> None:
    """`pantau verify` as a process of its own in an empty folder, without any data of the project."""
    alone = folder / "di tempat penerima"
    alone.mkdir()
    good = verify(alone, file, key)
    assert good.returncode == 0, good.stdout + good.stderr
    assert "UTUH" in good.stdout
    assert verify(alone, file, "0" * len(key)).returncode == 1
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    bad = verify(alone, file, key)
    assert bad.returncode == 1 and "SALAH" in bad.stdout
    assert list(alone.iterdir()) == []


def verify(alone: Path, file: Path, key: str) -> "subprocess.CompletedProcess[str]":
    own = {name: value for name, value in os.environ.items() if not name.startswith("PANTAU_")}
    command = [str(Path(sys.executable).with_name("pantau")), "verify", str(file), "--key", key]
    env: dict[str, Any] = {**own, "PANTAU_DATA": str(alone / "tidak-ada")}
    return subprocess.run(command, cwd=alone, env=env, capture_output=True, text=True, check=False)


def follows(page: "Page", words: str) -> None:
    """The next step, as the page offers it."""
    with page.expect_navigation():
        page.get_by_role("link", name=words).click()


def tab(page: "Page", name: str) -> "Page":
    with page.expect_navigation():
        page.locator(".case-tabs").get_by_role("link", name=name, exact=True).click()
    return page


def case_of(served: Served, case_id: str) -> Case:
    with served.desk.store.reading() as db:
        return the_case(db, case_id)


def look(page: "Page") -> None:
    """On a laptop and on a phone: no serious fault of accessibility, nothing scrolls sideways."""
    page.evaluate(AXE)
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], f"{page.url} scrolls sideways"
        assert page.evaluate(RUN) == [], page.url
