"""The map on the desk: the same numbers as shade, word and table; small ones kept from who reads no items."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from core import clock
from core.record import IncidentType
from pipeline.geotag import kecamatan
from pipeline.store import IncidentEvent, IncidentStep, write_incident_event
from reports.area_map.areas import areas
from reports.figures.coverage import by_hand
from reports.vulnerability.tables import template
from reports.vulnerability.versions import kept
from tests.desk.conftest import Client, csrf, post
from tests.shared import shared

if TYPE_CHECKING:
    from desk.desk import Desk

WEEK = "2026-W47"
ROWS = """skema,kecamatan,nama,tahun,subdimensi,indikator,keparahan,jumlah,sumber
ikp-2024,64.08.04,Sangatta Utara,2020,keamanan,,2,3,catatan tim
"""


def table(page: str) -> dict[str, list[str]]:
    """The cells of the map's table, by the kecamatan's name."""
    rows = html.fromstring(page).xpath('//table[contains(@class, "map-table")]/tbody/tr')
    return {
        row.xpath("string(th)").strip(): [cell.text_content().strip() for cell in row.xpath("td")]
        for row in rows
    }


def tiles(page: str) -> dict[str, str]:
    """The number in each tile."""
    groups = html.fromstring(page).xpath('//*[local-name()="g" and @class="tile"]')
    return {
        g.xpath('string(*[local-name()="text"][1])'): g.xpath('string(*[local-name()="text"][2])')
        for g in groups
    }


def incident(desk: "Desk", name: str, kind: IncidentType, place: str) -> None:
    with desk.store.writing() as db:
        write_incident_event(
            db,
            IncidentEvent(
                incident_id=name, kind=IncidentStep.CONFIRM, by_user="u", made_at=clock.now(), items=(name,),
                type=kind, place=place, happened_on=date(2026, 11, 18),
            ),
        )  # fmt: skip


def test_map_table_and_count_say_the_same(desk: "Desk", client: Client) -> None:
    with desk.store.reading() as db:
        found = areas(
            db, date(2026, 11, 16), date(2026, 11, 22), desk.settings.zone, by_hand(db, desk.sources)
        )
    page = client("analyst").get(f"/peta?pekan={WEEK}&lapisan=stories").text
    assert tiles(page) == {area.name: str(area.stories) for area in found}
    assert {name: cells[0] for name, cells in table(page).items()} == tiles(page)
    for layer, column in (("hoax", 1), ("provocation", 2), ("violence", 3)):
        page = client("analyst").get(f"/peta?pekan={WEEK}&lapisan={layer}").text
        told = {area.name: str(area.signals.get(layer, 0)) for area in found}
        assert tiles(page) == told
        assert {name: cells[column] for name, cells in table(page).items()} == told
    assert any(area.signals for area in found)


def test_small_numbers_are_kept_from_who_reads_no_items(desk: "Desk", client: Client) -> None:
    incident(desk, "a", IncidentType.CLASH, "64.08.09")
    for layer in ("stories", "provocation", "incidents"):
        page = client("viewer").get(f"/peta?pekan={WEEK}&lapisan={layer}").text
        numbers = [cell for cells in table(page).values() for cell in cells] + list(tiles(page).values())
        assert "<3" in numbers
        assert not {"1", "2"} & set(numbers)
        assert "/antrean?" not in page
    assert client("analyst").get(f"/peta?pekan={WEEK}&lapisan=incidents").text.count("<3") == 0


def test_a_peaceful_protest_counts_in_no_number_of_violence(desk: "Desk", client: Client) -> None:
    for name in "abcd":
        incident(desk, name, IncidentType.PROTEST_PEACEFUL, "64.08.04")
    page = client("analyst").get(f"/peta?pekan={WEEK}&lapisan=incidents").text
    assert tiles(page)["Sangatta Utara"] == "0"
    assert table(page)["Sangatta Utara"][4:8] == ["0", "0", "0", "4"]


def test_an_area_leads_to_the_queue_of_its_place(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    page = analyst.get(f"/peta?pekan={WEEK}&lapisan=provocation").text
    links = re.findall(r'href="(/antrean\?kecamatan=[^"]+)"', page)
    assert len(links) == 18
    assert "kecamatan=64.08.01&amp;sinyal=provocation" in links[0] or "&sinyal=provocation" in links[0]
    assert analyst.get(links[0].replace("&amp;", "&")).status_code == 200


def test_odd_addresses_show_a_map_too(client: Client) -> None:
    analyst = client("analyst")
    for query in ("pekan=x&lapisan=y", "pekan=9999-W99", "pekan=%00", "lapisan=vulnerability"):
        answer = analyst.get(f"/peta?{query}")
        assert answer.status_code == 200
        assert len(tiles(answer.text)) == 18


def test_a_week_without_texts_is_not_calm(desk: "Desk", client: Client) -> None:
    clock.fix(datetime(2026, 12, 30, tzinfo=UTC))
    page = client("analyst").get("/peta").text
    assert "Itu tidak berarti tenang" in page
    assert "“Sangatta” tanpa Utara atau Selatan dihitung sebagai Sangatta Utara" in page
    assert set(tiles(page).values()) == {"tidak ada data"}
    assert "masih berjalan" in page


def test_the_true_map_where_the_team_gives_boundaries(desk: "Desk", client: Client, tmp_path: Path) -> None:
    given = shared("data/gazetteer/kecamatan_64.08.geojson")
    assert 'data-area="64.08.04"' in client("analyst").get("/peta").text
    for path, told in ((given, "area-map"), (tmp_path / "fehlt.geojson", "berkas fehlt.geojson tidak dapat")):
        other = replace(desk, settings=desk.settings.model_copy(update={"boundaries": path}))
        page = _page(other, client)
        assert told in page
        assert str(tmp_path) not in page
        assert page.count('class="area-map"') == (2 if path == given else 1)
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert not re.search(r"<[^>]+\sstyle=", page)


def _page(desk: "Desk", client: Client) -> str:
    """The page of a desk with other settings, asked with a session of the first."""
    from starlette.testclient import TestClient

    from desk.app import create_app

    cookies = client("analyst").cookies
    with TestClient(create_app(desk), base_url="http://desk.test") as one:
        one.cookies.update(cookies)
        return str(one.get("/peta").text)


def upload(
    client: Any, desk: "Desk", name: str, content: bytes, file: str = "riwayat.csv", **more: str
) -> Any:
    return client.post(
        f"/peta/kerawanan/{name}",
        data={"csrf": csrf(client, desk), **more},
        files={"file": (file, content, "text/csv")},
    )


def test_vulnerability_is_entered_by_who_decides_and_told_as_the_teams_own(
    desk: "Desk", client: Client
) -> None:
    analyst = client("analyst")
    page = analyst.get("/peta/kerawanan").text
    assert "bukan skor resmi Bawaslu" in page
    assert "skema lain: tidak dapat dibandingkan" in page
    assert upload(analyst, desk, "riwayat", ROWS.encode()).status_code == 303
    assert len(kept(desk.settings.data, "riwayat")) == 1
    assert "1 baris tersimpan" in analyst.get("/peta/kerawanan").text
    assert analyst.get("/peta/kerawanan/data/riwayat").text.startswith("\ufeffskema;kecamatan")
    assert upload(analyst, desk, "riwayat", filled(4), ganti="ya").status_code == 303
    page = analyst.get("/peta?lapisan=vulnerability").text
    assert tiles(page)["Sangatta Utara"] == "tidak ada data"
    assert "1 dari 18 kecamatan terisi, tahun 2024; angka ditunjukkan mulai dari 9 kecamatan" in page
    assert "belum cukup" in analyst.get("/peta/kerawanan").text
    assert upload(analyst, desk, "riwayat", filled(*range(4, 6), *range(7, 14))).status_code == 303
    page = analyst.get("/peta?lapisan=vulnerability").text
    assert (tiles(page)["Sangatta Utara"], tiles(page)["Busang"]) == ("100", "tidak ada data")
    assert "9 dari 18 kecamatan terisi, tahun 2024" in page
    assert "kecamatan terisi" not in analyst.get("/peta?lapisan=hoax").text
    actions = [row["action"] for row in desk.people.read("SELECT action FROM audit_waiting")]
    assert actions.count("vulnerability_upload") == 3


def test_an_upload_loses_no_colleagues_rows_unless_somebody_says_so(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    assert "Ganti seluruh tabel" not in analyst.get("/peta/kerawanan").text
    upload(analyst, desk, "riwayat", filled(16))
    refused = upload(analyst, desk, "riwayat", filled(9))
    assert refused.status_code == 400
    assert "12 baris yang tersimpan tidak ada di berkas ini (Karangan 12)" in refused.text
    assert "Ganti seluruh tabel" in refused.text
    assert {row["kecamatan"] for row in kept(desk.settings.data, "riwayat")} == {"64.08.16"}
    both = upload(analyst, desk, "riwayat", filled(9, 16))
    assert "Baris baru: 12; diubah: 0; tidak ada lagi: 0." in analyst.get(both.headers["location"]).text
    one = upload(analyst, desk, "riwayat", filled(9), ganti="ya")
    assert "Baris baru: 0; diubah: 0; tidak ada lagi: 12." in analyst.get(one.headers["location"]).text
    assert {row["kecamatan"] for row in kept(desk.settings.data, "riwayat")} == {"64.08.09"}


def filled(*numbers: int) -> bytes:
    """The template with four events in each subdimension of these kecamatan."""
    head, *lines = template("riwayat").splitlines()
    codes = {f"64.08.{number:02}" for number in numbers}
    rows = [line.replace(";;;;", ";;1;4;tim") for line in lines if line.split(";")[1] in codes]
    return "\n".join([head, *rows]).encode()


def test_a_wrong_table_is_told_line_by_line_and_nothing_is_kept(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    answer = upload(analyst, desk, "riwayat", ROWS.replace(",2,3,", ",7,3,").encode(), "<b>r.csv")
    assert answer.status_code == 400
    assert "&lt;b&gt;r.csv, baris 2: keparahan “7” harus" in answer.text
    assert upload(analyst, desk, "riwayat", b"\x00\xff").status_code == 400
    assert kept(desk.settings.data, "riwayat") == ()
    empty: Any = post(analyst, desk, "/peta/kerawanan/riwayat")
    assert empty.status_code == 400
    assert upload(analyst, desk, "lain", ROWS.encode()).status_code == 404


def test_who_may(desk: "Desk", client: Client) -> None:
    viewer, legal = client("viewer"), client("legal")
    assert viewer.get("/peta/kerawanan").status_code == 200
    assert viewer.get("/peta/kerawanan/templat/pemilih").text.count("\n") == 1 + len(kecamatan())
    assert viewer.get("/peta/kerawanan/data/riwayat").status_code == 403
    for one in (viewer, legal):
        assert upload(one, desk, "riwayat", ROWS.encode()).status_code == 403
    assert legal.get("/peta/kerawanan/templat/lain").status_code == 404
    assert legal.get("/peta/kerawanan/data/riwayat").status_code == 404


def test_a_table_that_was_spoilt_by_hand_hides_no_map(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    upload(analyst, desk, "riwayat", ROWS.encode())
    (path,) = (desk.settings.data / "kerawanan" / "ikp-2024").glob("*.csv")
    path.write_text("x")
    page = analyst.get("/peta")
    assert page.status_code == 200
    assert "riwayat.0001.csv" in page.text
    assert "Tabel tersimpan rusak" in analyst.get("/peta/kerawanan").text


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (datetime(2026, 11, 20, tzinfo=UTC), "Tahapan: tidak ada tahapan pemilihan yang aktif"),
        (datetime(2024, 10, 15, tzinfo=UTC), "Tahapan: Masa kampanye, sampai 23 November 2024"),
    ],
)
def test_the_stage_of_the_day(client: Client, day: datetime, told: str) -> None:
    clock.fix(day)
    analyst = client("analyst")
    assert told in analyst.get("/antrean").text
    assert told in analyst.get("/peta").text


def test_in_english_too(client: Client) -> None:
    analyst = client("analyst")
    analyst.cookies.set("bahasa", "en")
    page = analyst.get("/peta").text
    assert "Stories that name the kecamatan" in page
    assert "peaceful protest (no violence)" in page
    assert "no stage of an election is active" in page


def test_days_that_nobody_watched_are_told(desk: "Desk", client: Client) -> None:
    page = client("analyst").get(f"/peta?pekan={WEEK}").text
    assert "4 hari pekan ini tidak dipantau (16–19 Nov)" in page
    assert "0 tidak berarti tenang" in page
    with desk.store.writing() as db:
        db.execute("UPDATE source_reports SET status = 'failing' WHERE source_id <> 'komentar-warga'")
    page = client("analyst").get(f"/peta?pekan={WEEK}").text
    assert "Pemantauan tidak berjalan pekan ini" in page, "an upload watches nothing"


def test_weeks_are_offered_from_the_first_round_on(desk: "Desk", client: Client) -> None:
    """An import of old texts makes none."""
    with desk.store.writing() as db:
        db.execute("UPDATE items SET published_at = '2026-09-01' WHERE source_id = 'komentar-warga'")
    page = html.fromstring(client("analyst").get("/peta").text)
    assert page.xpath('//select[@name="pekan"]/option/@value')[-1] == WEEK
