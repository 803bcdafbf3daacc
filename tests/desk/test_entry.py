"""Put in by hand: pasted texts and tips, and what is known about them at once."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from core.record import Claim
from crawlers.archive import Archive
from desk.board.board import Filters, Lane
from desk.intake.entry import MAX_IMAGE, image_type, moment, role_of
from desk.web import RefusedError
from pipeline.store import queue, queue_length, save_claims, story_comments
from tests.desk.conftest import Client, csrf, post
from tests.desk.deciding import NO, send

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

    from desk.desk import Desk

ZONE = ZoneInfo("Asia/Makassar")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
RUMOUR = "Besok TPS 4 di Teluk Pandan dipindah diam-diam ke kantor desa lama, katanya biar sepi"


def sent(client: "TestClient", desk: "Desk", image: bytes = b"", **fields: str) -> "Response":
    """Send the form as a browser does, with its file field."""
    return client.post(
        "/tempel",
        data={"csrf": csrf(client, desk), "text": RUMOUR, **fields},
        files={"screenshot": ("../../x.png", image, "image/png")},
    )


def items(desk: "Desk") -> list[tuple[str, str, str]]:
    with desk.store.reading() as db:
        return db.execute(
            "SELECT id, story_id, text FROM items WHERE source_id = 'lapangan' ORDER BY id"
        ).fetchall()


def test_a_text_that_nobody_knows_yet(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    fields = {
        "heard_at": "grup RT",
        "heard_on": "2026-11-19T19:30",
        "reporter": "ketua_rt",
        "forwarded": "ya",
    }
    answer = sent(ana, desk, b"", **fields)
    assert answer.status_code == 303, answer.text
    [(item, story, text)] = items(desk)
    assert text == RUMOUR
    assert answer.headers["location"] == f"/tempel/{story}?baru=1"
    page = ana.get(answer.headers["location"]).text
    for words in ("Belum ada yang diketahui; masuk antrean.", "grup RT", "19-11-2026 19:30", "Ketua RT/RW"):
        assert words in page
    assert "pesan terusan" in page
    rows = desk.people.read("SELECT object FROM audit_waiting WHERE action = 'enter'")
    assert [row["object"] for row in rows] == [f"story:{story}"]
    with desk.store.reading() as db:
        row = db.execute("SELECT published_at AT TIME ZONE 'UTC' FROM items WHERE id = ?", [item]).fetchone()
    assert row
    assert row[0].replace(tzinfo=UTC) == datetime(2026, 11, 19, 11, 30, tzinfo=UTC)


def test_what_was_brought_is_in_the_queue_until_it_is_decided(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    sent(ana, desk)
    [(_, story, _)] = items(desk)
    ranked = [row.story_id for row in desk.board.listed(Lane.QUEUE, Filters()).rows]
    assert story in ranked, "without a signal, too"
    with desk.store.reading() as db:
        assert [row.story_id for row in queue(db, 1000)] == ranked
        assert queue_length(db) == len(ranked)
    row = ana.get("/antrean").text.partition(f'data-story="{story}"')[2].partition("</li>\n</ul>")[0]
    assert "tanpa sinyal; dibawa orang" in row
    assert "Dibawa orang" in ana.get(f"/cerita/{story}/mengapa").text
    assert send(ana, desk, story, "decide", **NO).status_code == 303
    assert story not in {row.story_id for row in desk.board.listed(Lane.QUEUE, Filters()).rows}
    with desk.store.reading() as db:
        assert story not in {row.story_id for row in queue(db, 1000)}
    assert "masuk antrean" not in ana.get(f"/tempel/{story}").text
    assert "menunggu putusan" not in ana.get(f"/cerita/{story}/mengapa").text


def test_a_text_entered_again_is_told_and_where_it_was_heard_is_kept(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    sent(ana, desk, b"", heard_at="grup RT")
    answer = sent(ana, desk, b"", heard_at="pasar Sangatta", reporter="warga")
    [(_, story, _)] = items(desk)
    assert answer.headers["location"] == f"/tempel/{story}?baru=lagi"
    page = ana.get(answer.headers["location"]).text
    assert "sudah pernah dimasukkan" in page
    assert "grup RT" in page
    with desk.store.reading() as db:
        assert [one.text for one in story_comments(db, story)] == ["Dilaporkan lagi: pasar Sangatta; Warga"]
    assert f'href="/tempel/{story}"' in ana.get(f"/cerita/{story}").text


def test_what_is_known_is_shown_at_once(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    with desk.store.writing() as db:
        save_claims(
            db,
            [
                Claim(
                    id="c1", text=RUMOUR, rating="Salah", url="https://cek-etam.example/tps4",
                    publisher="Cek Etam", published_at=None, false=True,
                )
            ],
        )  # fmt: skip
    page = ana.get(sent(ana, desk).headers["location"]).text
    assert "Cek Etam" in page
    assert 'href="https://cek-etam.example/tps4"' in page
    assert "Salah" in page
    assert "Belum ada yang diketahui" not in page


def test_a_copy_joins_the_story_of_what_it_copies(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    with desk.store.reading() as db:
        row = db.execute(
            "SELECT story_id, text FROM items WHERE channel = 'post' ORDER BY length(text) DESC LIMIT 1"
        ).fetchone()
    assert row
    answer = sent(ana, desk, text=row[1])
    assert answer.headers["location"] == f"/tempel/{row[0]}?baru=1"
    assert "Bergabung dengan cerita yang sudah ada" in ana.get(answer.headers["location"]).text


def test_a_screenshot_is_opened_with_a_reason_only(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    where = sent(ana, desk, PNG).headers["location"].partition("?")[0]
    [(item, story, _)] = items(desk)
    page = ana.get(where).text
    assert "Buka tangkapan layar" in page
    path = f"/tempel/{story}/gambar/{item}"
    assert post(ana, desk, path).status_code == 400
    assert post(ana, desk, path, reason="iseng").status_code == 400
    shown = post(ana, desk, path, reason="verifikasi")
    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, PNG, "image/png")
    assert shown.headers["x-content-type-options"] == "nosniff"
    rows = desk.people.read("SELECT object, detail FROM audit_waiting WHERE action = 'reveal'")
    assert [row["object"] for row in rows] == [f"story:{story}"]
    assert ana.get(path).status_code in (404, 405)
    assert post(client("viewer"), desk, path, reason="verifikasi").status_code == 403
    assert post(ana, desk, f"/tempel/lain/gambar/{item}", reason="verifikasi").status_code == 404


@pytest.mark.parametrize("shot", [None, "x", {}, {"warc_file": "x"}, {"warc_file": "x", "warc_offset": "y"}])
def test_a_record_that_does_not_say_where_its_screenshot_is(
    desk: "Desk", client: Client, monkeypatch: pytest.MonkeyPatch, shot: object
) -> None:
    ana = client("analyst")
    where = sent(ana, desk, PNG).headers["location"].partition("?")[0]
    [(item, story, _)] = items(desk)
    read, record = Archive.read_record, json.dumps({"screenshot": shot}).encode()

    def records(archive: Archive, file: str, offset: int) -> bytes:
        return record if b"screenshot" in read(archive, file, offset) else PNG

    monkeypatch.setattr(Archive, "read_record", records)
    assert "Buka tangkapan layar" not in ana.get(where).text
    assert post(ana, desk, f"/tempel/{story}/gambar/{item}", reason="verifikasi").status_code == 404


@pytest.mark.parametrize(
    ("image", "fields"),
    [
        (b"<svg onload=alert(1)>", {}),
        (b"MZ\x90", {}),
        (PNG + b"\x00" * MAX_IMAGE, {}),
        (b"", {"text": "  "}),
        (b"", {"text": "x" * 20_001}),
        (b"", {"heard_on": "kemarin"}),
        (b"", {"heard_on": "2031-01-01T00:00"}),
        (b"", {"heard_on": "0001-01-01T00:00"}),
        (b"", {"reporter": "presiden"}),
    ],
)
def test_what_cannot_be_taken_is_told_and_stays_in_the_form(
    desk: "Desk", client: Client, image: bytes, fields: dict[str, str]
) -> None:
    ana = client("analyst")
    answer = sent(ana, desk, image, **({"heard_at": "warung pojok"} | fields))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "warung pojok" in answer.text
    assert items(desk) == []


def test_hostile_text_is_shown_as_text(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    text = "<script>alert(1)</script> {{ 7*7 }} \u202ebalik ${7*7} telepon 0812-3456-7890 kabar TPS pindah"
    answer = sent(ana, desk, text=text, heard_at="<img src=x onerror=alert(1)>", reporter="lain")
    page = ana.get(answer.headers["location"]).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "0812-3456" not in page


def test_who_may_enter(desk: "Desk", client: Client) -> None:
    assert client("viewer").get("/tempel").status_code == 403
    assert client("legal").get("/tempel").status_code == 403
    assert client().get("/tempel").status_code == 303
    page = client("supervisor").get("/tempel")
    assert page.status_code == 200
    assert len(page.content) < 150_000
    assert client("analyst").get("/tempel/tidak-ada").status_code == 404


def test_a_story_without_entries_by_hand_is_not_shown_here(desk: "Desk", client: Client) -> None:
    with desk.store.reading() as db:
        row = db.execute("SELECT story_id FROM items WHERE channel = 'news' LIMIT 1").fetchone()
    assert row
    assert client("analyst").get(f"/tempel/{row[0]}").status_code == 404


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"GIF89a", ""),
        (b"", ""),
    ],
)
def test_a_picture_is_what_its_first_bytes_say(start: bytes, kind: str) -> None:
    assert image_type(start) == kind


def test_times_are_those_of_the_desk() -> None:
    assert moment("2020-11-19T19:30", ZONE) == "2020-11-19T19:30+08:00"
    assert moment("", ZONE) == ""
    with pytest.raises(RefusedError):
        moment("2020-13-01", ZONE)


def test_a_role_is_from_the_list_or_short_and_masked() -> None:
    assert role_of("kpps", "") == "KPPS/PPS/PPK"
    assert role_of("lain", "  sopir   0812-3456-7890 ") == "sopir [telepon]"
    assert role_of("", "apa pun") == ""
