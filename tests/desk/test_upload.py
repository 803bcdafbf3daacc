"""Uploads: shown before anything is taken in, then imported beside the pages, then removed."""

from typing import TYPE_CHECKING

import pytest

from desk import jobs
from desk.intake import uploads
from tests.desk.conftest import Client, csrf, post

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

    from desk.desk import Desk

ROWS = (
    "text,id,author,published_at,place,warna\n"
    '"Kabar satu dari pasar, hubungi 0812-3456-7890",a1,siti,2026-11-19T10:00:00+08:00,Sangatta,biru\n'
    ",a2,budi,,,\n"
    '"Kabar tiga <script>alert(1)</script>",a3,,,,\n'
    '"Kabar satu lain",a1,,,,\n'
)


def sent(
    client: "TestClient", desk: "Desk", content: str | bytes = ROWS, name: str = "warga.csv", **fields: str
) -> "Response":
    data = content.encode() if isinstance(content, str) else content
    return client.post(
        "/unggah",
        data={"csrf": csrf(client, desk), "source": "komentar-warga", "preset": "", **fields},
        files={"file": (name, data, "text/csv")},
    )


def count(desk: "Desk") -> int:
    with desk.store.reading() as db:
        row = db.execute("SELECT count(*) FROM items").fetchone()
    return int(row[0]) if row else 0


def files(desk: "Desk") -> list[str]:
    folder = desk.settings.data / "uploads"
    return [path.name for path in folder.rglob("*.*") if path.name != "about.json"] if folder.is_dir() else []


def test_it_is_shown_before_anything_is_taken_in(desk: "Desk", client: Client) -> None:
    ana, before = client("analyst"), count(desk)
    answer = sent(ana, desk)
    assert answer.status_code == 303, answer.text
    page = ana.get(answer.headers["location"]).text
    assert count(desk) == before
    assert "4 baris; 2 dapat masuk, 2 tidak." in page
    assert "baris 3: teks kosong" in page
    assert "baris 5" in page
    assert "warna" in page  # a column that is not read
    assert "[telepon]" in page
    for hidden in ("0812-3456", "3456-7890", "siti", "<script>alert"):
        assert hidden not in page
    [file] = files(desk)
    assert "warga" not in file


def test_then_it_is_imported_and_removed(desk: "Desk", client: Client) -> None:
    ana, before = client("analyst"), count(desk)
    where = sent(ana, desk).headers["location"]
    assert post(ana, desk, f"{where}/impor").status_code == 303
    job = jobs.find(desk, f"upload:{where.rpartition('/')[2]}")
    assert job is not None
    assert job.ended.wait(60)
    assert not job.problem
    page = ana.get(where).text
    assert "Selesai: 2 baru, 0 sudah dikenal, 0 perubahan, 2 ditolak." in page
    assert "teks kosong" in page
    assert "hx-get" not in page.split("<main")[1]
    assert count(desk) == before + 2
    assert files(desk) == []
    assert post(ana, desk, f"{where}/impor").status_code == 400
    actions = [row["action"] for row in desk.people.read("SELECT action FROM audit_waiting")]
    assert {"upload", "import"} <= set(actions)


def test_the_same_rows_again_are_known(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    for _ in range(2):
        where = sent(ana, desk).headers["location"]
        post(ana, desk, f"{where}/impor")
        job = jobs.find(desk, f"upload:{where.rpartition('/')[2]}")
        assert job is not None
        assert job.ended.wait(60)
    assert "0 baru, 2 sudah dikenal" in ana.get(where).text


def test_it_can_be_thrown_away(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    where = sent(ana, desk).headers["location"]
    assert post(ana, desk, f"{where}/buang").status_code == 303
    assert files(desk) == []
    assert ana.get(where).status_code == 404


def test_only_who_uploaded_it_sees_it(desk: "Desk", client: Client) -> None:
    where = sent(client("analyst", "Ana"), desk).headers["location"]
    budi = client("supervisor", "Budi")
    assert budi.get(where).status_code == 404
    assert post(budi, desk, f"{where}/impor").status_code == 404
    assert client("viewer").get("/unggah").status_code == 403


@pytest.mark.parametrize(
    ("content", "name", "fields"),
    [
        ("a,b\n1,2\n", "x.csv", {}),
        ("", "x.csv", {}),
        ("[{", "x.json", {}),
        (ROWS, "x.exe", {}),
        (ROWS, "x.csv", {"source": "kabar-benua"}),
        (ROWS, "x.csv", {"source": "tidak-ada"}),
        (ROWS, "x.csv", {"preset": "tidak-ada"}),
        (b"\x00\xff\xfe" * 50, "x.jsonl", {}),
    ],
)
def test_what_cannot_be_read_is_told_at_once(
    desk: "Desk", client: Client, content: str | bytes, name: str, fields: dict[str, str]
) -> None:
    ana = client("analyst")
    answer = sent(ana, desk, content, name, **fields)
    if answer.status_code == 303:  # readable, but no row of it can come in
        page = ana.get(answer.headers["location"]).text
        assert "Tidak ada baris yang dapat masuk." in page
        return
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert files(desk) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.csv",
        "C:\\x\\y.csv",
        "<img src=x onerror=alert(1)>.csv",
        "\u202evsc.csv",
        "a" * 4000 + ".csv",
    ],
)
def test_a_hostile_name_is_only_ever_shown(desk: "Desk", client: Client, name: str) -> None:
    ana = client("analyst")
    answer = sent(ana, desk, name=name)
    assert answer.status_code == 303, answer.text
    page = ana.get(answer.headers["location"]).text
    assert "<img src=x" not in page
    assert "\u202e" not in page
    [file] = files(desk)
    assert len(file) == len("0" * 24 + ".csv")
    assert not (desk.settings.data.parent / "passwd.csv").exists()


def test_an_upload_id_is_no_path(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    for name in ("..", "%2e%2e", "about.json", "0" * 24):
        assert ana.get(f"/unggah/{name}").status_code in (303, 404)


def test_a_failed_import_says_why(desk: "Desk", client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.errors import UsageError

    def refuses(*_: object) -> None:
        raise UsageError("komentar-warga: mandat berakhir 2026-01-01")

    monkeypatch.setattr(type(desk.line), "import_file", refuses)
    ana = client("analyst")
    where = sent(ana, desk).headers["location"]
    post(ana, desk, f"{where}/impor")
    job = jobs.find(desk, f"upload:{where.rpartition('/')[2]}")
    assert job is not None
    assert job.ended.wait(10)
    assert "mandat berakhir" in ana.get(where).text
    assert files(desk) == []


def test_a_missing_mandate_is_told_before_anything_is_kept(
    desk: "Desk", client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "refusal", lambda desk, source: "belum ada mandat")
    ana = client("analyst")
    assert "belum ada mandat" in ana.get("/unggah").text
    assert sent(ana, desk).status_code == 400
    assert files(desk) == []


def test_a_long_file_is_read_through_and_the_page_stays_small(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    lines = "".join(f'"Kabar nomor {n} dari warga",x{n}\n' if n % 3 else f",x{n}\n" for n in range(20_000))
    answer = sent(ana, desk, "text,id\n" + lines)
    page = ana.get(answer.headers["location"])
    assert "20.000 baris; 13.333 dapat masuk, 6.667 tidak." in page.text
    assert "dan 6.567 lagi" in page.text
    assert len(page.content) < 150_000


def test_nothing_lies_about_when_reading_fails_unforeseen(
    desk: "Desk", client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = client("analyst")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads, "preview", full)
    with pytest.raises(OSError, match="No space"):
        sent(ana, desk)
    assert files(desk) == []
