"""The audit trail: everything in it can be found, what waits too, and reading it is itself in it."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from core.decision import DecisionKind
from desk.oversight.trail import ACTIONS, decision_action
from desk.people import audit
from desk.people.accounts import add_user, users
from desk.people.roles import RoleOfUser
from pipeline.store.notes import keep_note
from tests.desk.conftest import Client
from tests.desk.deciding import send, stories
from tests.desk.deciding import written as written_decisions

if TYPE_CHECKING:
    from desk.desk import Desk


def rows(page: str) -> list[str]:
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    return re.findall(r"<tr>.*?</tr>", body, re.S)


def total(page: str) -> int:
    found = re.search(r'id="jumlah">(\d+)–(\d+) dari ([\d.]+)', page)
    assert found
    return int(found[3].replace(".", ""))


def test_what_waits_is_in_the_list_and_reading_it_is_noted(client: Client, desk: "Desk") -> None:
    user, _ = add_user(desk.people, "Sari", RoleOfUser.ANALYST, "sandi-uji-coba-2026", must_change=False)
    audit.note(desk.people, user.id, "reveal", "story:abc123", {"reason": "cek"})
    reader = client("supervisor", "Rini")
    page = reader.get("/jejak").text
    assert total(page) == len(rows(page)) == 2
    assert "membaca jejak audit" in rows(page)[0], "the latest is this very look"
    assert "Rini" in rows(page)[0]
    assert "Sari" in rows(page)[1]
    assert "story:abc123" in rows(page)[1]
    assert total(reader.get("/jejak").text) == 3
    with desk.store.reading() as db:
        assert db.execute("SELECT count(*) FROM audit").fetchone() == (3,)


def test_filters_stand_in_the_address(client: Client, desk: "Desk") -> None:
    user, _ = add_user(desk.people, "Sari", RoleOfUser.ANALYST, "sandi-uji-coba-2026", must_change=False)
    for number in range(120):
        audit.note(desk.people, user.id, "read" if number % 2 else "reveal", f"story:s{number % 3}", {})
    reader = client("legal", "Dewi")
    assert total(reader.get(f"/jejak?siapa={user.id}").text) == 120
    assert total(reader.get(f"/jejak?siapa={user.id}&tindakan=reveal").text) == 60
    assert total(reader.get(f"/jejak?siapa={user.id}&tentang=story:s1").text) == 40
    page = reader.get(f"/jejak?siapa={user.id}&halaman=3").text
    assert len(rows(page)) == 20
    assert f"siapa={user.id}" in page, "the pager keeps the filter"
    assert total(reader.get("/jejak?sejak=2020-01-01").text) > 120
    assert "Tidak ada catatan" in reader.get("/jejak?sejak=2099-01-01").text


def test_each_step_with_a_story_has_its_own_verb(client: Client, desk: "Desk") -> None:
    one, reader, story = client("analyst", "Satu"), client("supervisor"), stories(desk)[0]
    send(one, desk, story, "hold", preset="hour")
    send(one, desk, story, "undo", refers_to=written_decisions(desk, story)[0].id, note="salah tekan")
    page = reader.get("/jejak?tindakan=undo").text
    assert total(page) == 1
    assert "membatalkan" in rows(page)[0]
    assert "putusan:" in rows(page)[0], "the keys are Indonesian"
    assert "memutuskan" not in rows(page)[0]
    assert total(reader.get("/jejak?tindakan=hold").text) == 1
    audit.note(desk.people, "u-1", "decide", "story:x", {"kind": "hand_over", "copies": 1})  # as before
    page = reader.get("/jejak?tentang=story:x").text
    assert "menyerahkan <code>decide</code>" in rows(page)[0]
    assert {decision_action(kind) for kind in DecisionKind} <= set(ACTIONS)
    assert ACTIONS["hand_over"] == "menyerahkan laporan kepada KPU dan Bawaslu", "another thing"


def test_an_id_alone_and_those_without_an_account_are_found(client: Client, desk: "Desk") -> None:
    audit.note(desk.people, "operator", "user_added", "user:abc", {"role": "analyst"})
    audit.note(desk.people, "", "login_failed", "user:abc", {"address": "10.0.0.1"})
    audit.note(desk.people, "u-1", "open", "story:abc", {})
    reader = client("administrator")
    assert total(reader.get("/jejak?tentang=abc").text) == 3
    assert total(reader.get("/jejak?tentang=story:abc").text) == 1
    page = reader.get("/jejak?siapa=-&tentang=abc").text
    assert total(page) == 1
    assert "alamat jaringan" in rows(page)[0]
    assert '<option value="-" selected>tanpa masuk' in page
    assert total(reader.get("/jejak?siapa=operator&tentang=abc").text) == 1


def test_no_entry_holds_what_somebody_searched_for(client: Client, desk: "Desk") -> None:
    reader = client("supervisor")
    reader.get("/jejak?tentang=Pak+Darma+Wijaya")
    page = reader.get("/jejak").text
    assert "Darma" not in page


def test_why_private_data_was_opened_can_be_read_until_it_is_erased(client: Client, desk: "Desk") -> None:
    with desk.store.writing() as db:
        note = keep_note(db, "keluarga korban di nomor 0812-3456-7890 meminta")
    audit.note(desk.people, "u-1", "reveal", "story:abc123", {"reason": "other", "note": note})
    audit.note(desk.people, "u-1", "take_over", "story:abc123", {"reason": "away"})
    for role in ("supervisor", "legal", "administrator"):
        page = client(role).get("/jejak?tentang=story:abc123").text
        assert "alasan lain" in page
        reads = role != "administrator"
        assert ("keluarga korban di nomor [telepon] meminta" in page) is reads
        assert ("hanya untuk yang membaca butir" in page) is not reads
        assert "yang memegang meninggalkan meja" in page
        assert note not in page
    with desk.store.writing() as db:
        db.execute("DELETE FROM private.notes")
    page = client("supervisor").get("/jejak?tentang=story:abc123").text
    assert "sudah dihapus" in page
    assert "keluarga" not in page


def test_hostile_entries_and_addresses_do_no_harm(client: Client, desk: "Desk") -> None:
    audit.note(desk.people, "<b>x</b>", "<script>1</script>", "path:/" + "a" * 5000, {"x": "\u202e{{ 7*7 }}"})
    reader = client("supervisor")
    page = reader.get("/jejak").text
    assert "<script>1" not in page
    assert "<b>x</b>" not in page
    assert "49" not in "".join(rows(page)[1:2]).replace("story", "")
    for query in ("sejak=besok", "sejak=%00", "siapa=%ED%A0%80", "tentang=%F0%9F", "halaman=1e9"):
        assert reader.get(f"/jejak?{query}").status_code == 200, query


def test_a_busy_store_hides_no_page(client: Client, desk: "Desk") -> None:
    from unittest.mock import patch

    from pipeline.store import StoreBusyError

    reader = client("supervisor")
    with patch("desk.oversight.trail.audit.flush", side_effect=StoreBusyError("busy")):
        page = reader.get("/jejak")
    assert page.status_code == 200
    assert "sedang disimpan" in page.text


def test_who_may_read_it(client: Client, desk: "Desk") -> None:
    for role, status in {
        "viewer": 403, "analyst": 403, "supervisor": 200, "legal": 200, "administrator": 200,
    }.items():  # fmt: skip
        assert client(role).get("/jejak").status_code == status, role
    assert {user.role for user in users(desk.people)} == set(RoleOfUser)


def written() -> set[str]:
    """Every action that the desk writes, as its code says it."""
    said = re.compile(
        r"""(?:\bnote|_note|_noted|_after)\(\s*(?:asked,\s*)?(?:story,\s*found,\s*)?"""
        r"""(?:[\w.()]*people[\w.()]*,\s*[\w."]+,\s*)?((?:"[a-z_]+"(?:\s+if\s+\w+\s+else\s+)?)+)"""
    )
    found = set()
    for path in (Path(__file__).resolve().parent.parent.parent / "desk").rglob("*.py"):
        for words in said.findall(path.read_text(encoding="utf-8")):
            found |= set(re.findall(r"[a-z_]+", re.sub(r"\s(if|else|\w+)\s", " ", words)))
    return found - {"if", "else", "undo", "off"}


def test_every_action_has_its_words() -> None:
    found = written()
    assert {"login", "login_failed", "reveal", "claim_verdict", "export", "user_role"} <= found
    assert found <= set(ACTIONS), sorted(found - set(ACTIONS))
