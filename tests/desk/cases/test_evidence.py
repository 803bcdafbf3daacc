"""The evidence pages: capture, bring, open with a reason, check, stamp, strike; each step in the log."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cases.case import Case
from cases.evidence import folder
from cases.log import CaseStep, Entry
from cases.store import append, case_log, keep_text, the_case
from core.canonical import sha256
from desk import jobs
from desk.cases import evidence, stamps
from pipeline.store.notes import new_id
from tests.cases.evidence.authority import Authority, answering, make_authority
from tests.cases.evidence.conftest import PNG
from tests.desk.conftest import Client, csrf, post

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

    from desk.desk import Desk


@pytest.fixture
def case_id(desk: "Desk") -> str:
    """A case with an article and a post."""
    case_id = new_id()
    with desk.store.writing() as db:
        items = [
            db.execute(f"SELECT min(id) FROM items WHERE source_id = '{source}'").fetchall()[0][0]  # noqa: S608
            for source in ("tepian-pos", "kabarwarga")
        ]
        told = {
            "stories": [items[0]],
            "items": [[item, 0] for item in items],
            "known_at": "2026-11-20T00:00:00+00:00",
            "title": keep_text(db, case_id, "Ajakan mengadang truk logistik"),
        }
        append(db, case_id, CaseStep.OPENED, told, by_user="u-1")
    return case_id


@pytest.fixture
def rini(client: Client) -> "TestClient":
    return client("analyst", "Rini")


def log(desk: "Desk", case_id: str) -> tuple[Entry, ...]:
    with desk.store.reading() as db:
        return case_log(db, case_id)


def steps(desk: "Desk", case_id: str) -> list[CaseStep]:
    return [one.step for one in log(desk, case_id)]


def case_of(desk: "Desk", case_id: str) -> Case:
    with desk.store.reading() as db:
        return the_case(db, case_id)


def noted(desk: "Desk", action: str) -> str:
    """The end of the log that the audit trail names beside the latest such action; "" for none."""
    row = desk.people.one(
        "SELECT detail->>'head' AS head FROM audit_waiting WHERE action = ? ORDER BY rowid DESC LIMIT 1",
        (action,),
    )
    return row["head"] or "" if row else ""


def capture(rini: "TestClient", desk: "Desk", case_id: str, number: int = 0, **fields: object) -> str:
    """Capture one item of the case; the evidence's id."""
    item, revision = case_of(desk, case_id).items[number]
    path = f"/kasus/{case_id}/bukti/ambil"
    answer = post(rini, desk, path, items=f"{item}:{revision}", **fields)
    assert answer.status_code == 303, answer.text
    job = jobs.find(desk, evidence.job_name(case_id))
    assert job is not None and job.ended.wait(120) and job.problem == ""
    return case_of(desk, case_id).evidence[-1].id


def bring(rini: "TestClient", desk: "Desk", case_id: str, content: bytes = PNG, **fields: str) -> "Response":
    form = {"csrf": csrf(rini, desk), "given_by": "warga", "device": "Samsung A14", **fields}
    files = {"file": ("../Foto Budi Karangan.png", io.BytesIO(content), "text/html")}
    return rini.post(f"/kasus/{case_id}/bukti/unggah", data=form, files=files)


def test_items_are_offered_captured_and_listed(rini: "TestClient", desk: "Desk", case_id: str) -> None:
    page = rini.get(f"/kasus/{case_id}/bukti").text
    assert "Belum ada bukti" in page
    assert len(re.findall(r'name="items" value="[^"]+" checked', page)) == 2
    made = capture(rini, desk, case_id)
    page = rini.get(f"/kasus/{case_id}/bukti").text
    assert made in page
    assert "tidak ada tangkapan layar: Chromium tidak terpasang" in page
    assert "tanpa cap waktu (belum diatur)" in page
    assert len(re.findall(r'name="items" value="[^"]+" checked', page)) == 1
    piece = rini.get(f"/kasus/{case_id}/bukti/{made}").text
    for one in case_of(desk, case_id).evidence[0].files:
        assert one.name in piece and one.sha256 in piece
    assert case_of(desk, case_id).evidence[0].manifest in piece
    assert "+08:00" in piece and "UTC" in piece
    assert {"what": f"evidence:{made}"} in [dict(one.data) for one in log(desk, case_id)]
    assert "the archived HTML" not in piece


def test_evidence_is_offered_when_a_case_is_opened(rini: "TestClient", desk: "Desk", case_id: str) -> None:
    item, _ = case_of(desk, case_id).items[0]
    with desk.store.reading() as db:
        story = db.execute("SELECT story_id FROM items WHERE id = ?", [item]).fetchall()[0][0]
    given = {"story": story, "items": [item], "title": "Ajakan mengadang truk"}
    for capture_too, pieces in (("", 0), ("ya", 1)):
        answer = post(rini, desk, "/kasus", **given, again="ya", capture=capture_too)
        made = answer.headers["location"].removeprefix("/kasus/").partition("?")[0]
        job = jobs.find(desk, evidence.job_name(made))
        assert (job is not None) == bool(pieces)
        assert job is None or job.ended.wait(120)
        assert len(case_of(desk, made).evidence) == pieces


def test_what_is_not_of_the_case_is_not_captured(rini: "TestClient", desk: "Desk", case_id: str) -> None:
    item, _ = case_of(desk, case_id).items[0]
    for wrong in ("", "x", f"{item}:9", f"{item}:", f":{item}", "tidak-ada:0", f"{item}:-1", f"{item}:1e3"):
        answer = post(rini, desk, f"/kasus/{case_id}/bukti/ambil", items=wrong)
        assert answer.status_code == 400, wrong
    assert steps(desk, case_id) == [CaseStep.OPENED]


def test_while_a_capture_runs_the_page_asks_how_far_it_is(
    rini: "TestClient", desk: "Desk", case_id: str
) -> None:
    key = (str(desk.settings.data), evidence.job_name(case_id))
    jobs._jobs[key] = jobs.Job(done=1, total=3)
    page = rini.get(f"/kasus/{case_id}/bukti").text
    assert "1 dari 3" in page and "Ambil dan segel" not in page
    path = f"/kasus/{case_id}/bukti/kemajuan"
    assert "HX-Refresh" not in rini.get(path, headers={"HX-Request": "true"}).headers
    jobs._jobs[key] = jobs.Job(state=jobs.JobState.FAILED, problem="disk <b>penuh")
    ended = rini.get(path, headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"
    assert "disk &lt;b&gt;penuh" in rini.get(f"/kasus/{case_id}/bukti").text


def test_what_is_brought_shows_its_hash_at_once(rini: "TestClient", desk: "Desk", case_id: str) -> None:
    answer = bring(rini, desk, case_id, words="Kata Budi Karangan begini.", made_at="2026-11-19T20:30")
    assert answer.status_code == 303, answer.text
    page = rini.get(answer.headers["location"]).text
    assert sha256(PNG) in page
    assert "tidak diambil oleh sistem" in page
    assert "2026-11-19T20:30:00+08:00" in page and "Samsung A14" in page
    assert "Budi" not in page
    piece = case_of(desk, case_id).evidence[0]
    assert folder(desk.settings, case_id, piece.id).is_dir()


WRONG: list[tuple[bytes, dict[str, str], str]] = [
    (b"<script>alert(1)</script>", {}, "jenis berkas tidak diterima"),
    (b"", {}, "berkasnya kosong"),
    (PNG + bytes(12_000_000), {}, "berkas terlalu besar"),
    (PNG, {"given_by": ""}, "pilih siapa yang memberikannya"),
    (PNG, {"given_by": "presiden"}, "pilih peran pelapor"),
    (PNG, {"made_at": "kemarin"}, "waktu tidak terbaca"),
    (PNG, {"made_at": "2031-01-01T00:00"}, "belum terjadi"),
]


def test_what_is_wrong_with_an_upload_is_said_and_the_rest_kept(
    rini: "TestClient", desk: "Desk", case_id: str
) -> None:
    for content, fields, words in WRONG:
        answer = bring(rini, desk, case_id, content, words="Diterima <i>lewat</i> grup", **fields)
        assert answer.status_code == 400
        assert words in answer.text
        assert "Diterima &lt;i&gt;lewat&lt;/i&gt; grup" in answer.text
    assert CaseStep.EVIDENCE_ADDED not in steps(desk, case_id)


def test_files_are_given_so_that_nothing_in_them_can_act(
    rini: "TestClient", desk: "Desk", case_id: str
) -> None:
    made = capture(rini, desk, case_id)
    for one in case_of(desk, case_id).evidence[0].files:
        answer = rini.get(f"/kasus/{case_id}/bukti/{made}/berkas/{one.name}")
        if one.personal:
            assert answer.status_code == 400
            continue
        assert sha256(answer.content) == one.sha256
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]


def test_what_can_name_people_is_opened_with_a_reason_that_stays(
    rini: "TestClient", client: Client, desk: "Desk", case_id: str
) -> None:
    made = capture(rini, desk, case_id, 1)
    path = f"/kasus/{case_id}/bukti/{made}/berkas/origin.json"
    assert rini.get(path).status_code == 400
    assert post(rini, desk, path).status_code == 400
    assert post(rini, desk, path, reason="ingin tahu").status_code == 400
    assert CaseStep.REVEALED not in steps(desk, case_id)
    answer = post(rini, desk, path, reason="compare")
    assert answer.status_code == 200 and b"t.example" in answer.content
    last = log(desk, case_id)[-1]
    assert (last.step, dict(last.data)) == (
        CaseStep.REVEALED,
        {"evidence": made, "file": "origin.json", "reason": "compare"},
    )
    assert noted(desk, "reveal") == last.hash
    page = rini.get(f"/kasus/{case_id}/bukti/{made}").text
    assert "t.example" not in page


def test_a_picture_is_shown_in_a_page_without_rights(rini: "TestClient", desk: "Desk", case_id: str) -> None:
    bring(rini, desk, case_id)
    made = case_of(desk, case_id).evidence[0].id
    answer = post(rini, desk, f"/kasus/{case_id}/bukti/{made}/berkas/brought.png", reason="elements")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("inline;")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_check_names_what_was_altered_and_is_entered(
    rini: "TestClient", desk: "Desk", case_id: str
) -> None:
    made = capture(rini, desk, case_id)
    path = f"/kasus/{case_id}/bukti/{made}"
    assert "Diperiksa ulang" in post(rini, desk, path + "/periksa").text
    assert dict(log(desk, case_id)[-1].data) == {"what": f"evidence:{made}", "checked": 0}
    assert noted(desk, "evidence_check") == log(desk, case_id)[-1].hash
    altered = folder(desk.settings, case_id, made) / "text.txt"
    altered.write_bytes(altered.read_bytes() + b" ")
    page = post(rini, desk, path + "/periksa").text
    assert "TIDAK seperti saat disegel" in page and "<code>text.txt</code>: isinya berubah" in page
    assert dict(log(desk, case_id)[-1].data)["checked"] == 1
    assert rini.get(path + "/berkas/text.txt").status_code == 400  # never handed out as evidence
    # with the manifest gone too, the log still knows each file
    (folder(desk.settings, case_id, made) / "manifest.json").unlink()
    page = post(rini, desk, path + "/periksa").text
    assert "<code>manifest.json</code>: hilang" in page and "<code>text.txt</code>: isinya berubah" in page
    (folder(desk.settings, case_id, made) / "facts.json").unlink()
    assert rini.get(path).status_code == 200


def test_what_is_struck_says_why_and_stays(rini: "TestClient", desk: "Desk", case_id: str) -> None:
    made = capture(rini, desk, case_id)
    path = f"/kasus/{case_id}/bukti/{made}"
    assert post(rini, desk, path + "/coret", why="  x ").status_code == 400
    why = "Butir yang <salah>, kata 081234567890"
    assert post(rini, desk, path + "/coret", why=why).status_code == 303
    page = rini.get(f"/kasus/{case_id}/bukti").text
    assert "Butir yang &lt;salah&gt;" in page and made in page and "081234567890" not in page
    assert case_of(desk, case_id).evidence == ()
    assert folder(desk.settings, case_id, made).is_dir()
    for late in (path, path + "/berkas/text.txt"):
        assert rini.get(late).status_code == 404
    assert post(rini, desk, path + "/coret", why="sekali lagi").status_code == 404


def test_a_closed_case_takes_no_evidence(rini: "TestClient", desk: "Desk", case_id: str) -> None:
    made = capture(rini, desk, case_id)
    with desk.store.writing() as db:
        append(db, case_id, CaseStep.CLOSED, {"why": None}, by_user="u-1")
    item, revision = case_of(desk, case_id).items[0]
    page = rini.get(f"/kasus/{case_id}/bukti").text
    assert "hanya dapat dibaca" in page and "Ambil dan segel" not in page
    assert post(rini, desk, f"/kasus/{case_id}/bukti/ambil", items=f"{item}:{revision}").status_code == 400
    assert bring(rini, desk, case_id).status_code == 400
    assert post(rini, desk, f"/kasus/{case_id}/bukti/{made}/coret", why="terlambat").status_code == 400
    assert post(rini, desk, f"/kasus/{case_id}/bukti/{made}/periksa").status_code == 200
    assert len(case_of(desk, case_id).evidence) == 1


def test_what_is_not_there_is_not_found(rini: "TestClient", desk: "Desk", case_id: str) -> None:
    made = capture(rini, desk, case_id)
    other = new_id()
    for path in (
        f"/kasus/{other}/bukti",
        f"/kasus/{case_id}/bukti/{other}",
        f"/kasus/{other}/bukti/{made}",
        f"/kasus/{case_id}/bukti/{made}/berkas/manifest.json",
        f"/kasus/{case_id}/bukti/{made}/berkas/..%2f..%2fdesk.sqlite",
        f"/kasus/{case_id}/bukti/{made}/berkas/%00",
    ):
        assert rini.get(path).status_code == 404, path


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with answering(make_authority(tmp_path_factory.mktemp("tsa") / "good")) as one:
        yield one


def with_authority(desk: "Desk", authority: Authority) -> None:
    """The desk's settings are its own; here they get an authority."""
    object.__setattr__(desk, "settings", authority.settings(desk.settings.data))


def test_a_failed_stamp_is_seen_and_asked_for_again(
    rini: "TestClient", desk: "Desk", case_id: str, authority: Authority
) -> None:
    made = capture(rini, desk, case_id)
    path = f"/kasus/{case_id}/bukti/{made}"
    assert post(rini, desk, path + "/cap").status_code == 400  # none is configured
    with_authority(desk, authority)
    assert "menunggu cap waktu" in rini.get(path).text
    authority.answer = lambda query: (503, b"")
    assert post(rini, desk, path + "/cap").status_code == 303
    page = rini.get(f"/kasus/{case_id}/bukti").text
    assert "cap waktu gagal" in page and "kesalahan HTTP" in page
    authority.answer = authority.stamped
    assert post(rini, desk, path + "/cap").status_code == 303
    page = rini.get(path).text
    assert "bercap waktu" in page and "Minta cap waktu lagi" not in page
    assert "Diperiksa ulang" in post(rini, desk, path + "/periksa").text
    stamp: Path = folder(desk.settings, case_id, made) / "manifest.tsr"
    stamp.write_bytes(stamp.read_bytes()[:-1] + b"\x00")
    assert "<code>manifest.tsr</code>: isinya berubah" in post(rini, desk, path + "/periksa").text


def test_the_background_asks_by_itself(
    rini: "TestClient", desk: "Desk", case_id: str, authority: Authority
) -> None:
    capture(rini, desk, case_id)
    stamps.turn(desk)
    assert jobs.find(desk, "stamps") is None  # no authority: nothing to ask
    with_authority(desk, authority)
    stamps.turn(desk)
    job = jobs.find(desk, "stamps")
    assert job is not None and job.ended.wait(120)
    assert case_of(desk, case_id).evidence[0].stamped == "good"
    stamps.turn(desk)
    assert jobs.find(desk, "stamps") is job  # not every three seconds
