"""The package on the desk: what blocks it, its draft, making it, taking it along; the command line too."""

import io
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest
from typer.testing import CliRunner

from cases.case import Case
from cases.evidence.capture import capture as capture_item
from cases.evidence.hand import Brought, take_in
from cases.log import CaseStep
from cases.package.make import package_path
from cases.package.verify import verify_package
from cases.signing import fingerprint, public_key
from cases.store import append, case_log, the_case
from core import clock
from core.settings import settings as own_settings
from desk.desk import Desk
from desk.people import affiliations, deputies
from desk.people.signing import desk_key
from pantau import app
from pipeline.contestants import all_contestants
from tests.cases.made import Made, approve_as, logs
from tests.cases.sealing import parts_of
from tests.desk.conftest import Client, post

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.fixture
def desk(case_desk: tuple[Desk, Made]) -> Desk:
    return case_desk[0]


@pytest.fixture
def made(case_desk: tuple[Desk, Made]) -> Made:
    """A case that lacks only its approvals."""
    return case_desk[1]


def approved(desk: Desk, made: Made) -> Made:
    approve_as(desk.store, made, "supervisor")
    approve_as(desk.store, made, "legal")
    return made


def case_of(desk: Desk, case_id: str) -> Case:
    with desk.store.reading() as db:
        return the_case(db, case_id)


def steps(desk: Desk, case_id: str) -> list[str]:
    return [one.step.value for one in logs(desk.store, case_id)]


def sealed(desk: Desk, one: "TestClient", made: Made) -> str:
    """Make a package by the button; its id."""
    answer = post(one, desk, f"/kasus/{made.case_id}/paket")
    assert answer.status_code == 303, answer.text
    return case_of(desk, made.case_id).packages[-1].id


def test_the_page_says_what_blocks_and_shows_the_key(desk: Desk, client: Client, made: Made) -> None:
    page = client("supervisor").get(f"/kasus/{made.case_id}/paket")
    assert page.status_code == 200
    assert "perlu 2 persetujuan yang sah" in page.text
    assert "Buat paket" not in page.text
    assert fingerprint(public_key(desk_key(desk.people))) in page.text
    assert {"what": "package"} in [dict(one.data) for one in logs(desk.store, made.case_id)]


def test_a_closed_gate_makes_nothing(desk: Desk, client: Client, made: Made) -> None:
    one = client("supervisor")
    answer = post(one, desk, f"/kasus/{made.case_id}/paket", approved="ya", route="police")
    assert answer.status_code == 400
    assert "perlu 2 persetujuan yang sah" in answer.text
    assert case_of(desk, made.case_id).packages == ()


def test_the_draft_is_marked_names_nobody_and_is_noted(desk: Desk, client: Client, made: Made) -> None:
    answer = client("analyst").get(f"/kasus/{made.case_id}/paket/konsep")
    assert answer.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert all("KONSEP" in page.extract_text() for page in pages)
    assert "contoh_saja" not in " ".join(page.extract_text() for page in pages)
    assert {"what": "dossier"} in [dict(one.data) for one in logs(desk.store, made.case_id)]


def test_made_and_taken_along_each_time_with_an_entry(
    desk: Desk, client: Client, made: Made, tmp_path: Path
) -> None:
    approved(desk, made)
    one = client("supervisor")
    assert "Buat paket" in one.get(f"/kasus/{made.case_id}/paket").text
    package = sealed(desk, one, made)
    page = one.get(f"/kasus/{made.case_id}/paket?sudah=dibuat").text
    assert case_of(desk, made.case_id).packages[0].sha256 in page
    for _ in range(2):
        answer = post(one, desk, f"/kasus/{made.case_id}/paket/{package}/ambil")
        assert answer.headers["content-type"] == "application/zip"
        assert f"rujukan-{made.case_id}-{package}.zip" in answer.headers["content-disposition"]
    assert steps(desk, made.case_id).count("exported") == 2
    (tmp_path / "rujukan.zip").write_bytes(answer.content)
    key = fingerprint(public_key(desk_key(desk.people)))
    assert verify_package(tmp_path / "rujukan.zip", key).faults == ()
    actions = [row["action"] for row in desk.people.read("SELECT action FROM audit_waiting")]
    assert actions.count("case_exported") == 2
    assert "case_packaged" in actions


def test_what_the_system_captured_and_what_was_brought_go_along_whole(
    desk: Desk, client: Client, made: Made
) -> None:
    quick = desk.settings.model_copy(update={"chromium": "tidak-ada"})
    case = case_of(desk, made.case_id)
    opener = made.users["opener"].id
    capture_item(desk.store, quick, made.case_id, *case.items[0], by_user=opener)
    brought = Brought(
        content=b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        name="Foto Budi Karangan.png",
        given_by="warga",
        made_at=None,
        device="Telepon contoh",
        words="Kata Budi Karangan, ini di depan kantor desa.",
    )
    take_in(desk.store, quick, made.case_id, brought, by_user=opener, may=lambda case: None)
    approved(desk, made)
    one = client("supervisor")
    package = sealed(desk, one, made)
    path = package_path(desk.settings, made.case_id, package)
    assert verify_package(path).faults == ()
    names = parts_of(path)
    for piece in case_of(desk, made.case_id).evidence:
        assert {f"evidence/{piece.id}/{file.name}" for file in piece.files} <= set(names)
    pdf = pypdf.PdfReader(io.BytesIO(names["dossier.pdf"]))
    assert "Bukti 3 tidak diambil oleh sistem" in " ".join(page.extract_text() for page in pdf.pages)


def test_an_analyst_may_look_and_not_make(desk: Desk, client: Client, made: Made) -> None:
    approved(desk, made)
    page = client("analyst").get(f"/kasus/{made.case_id}/paket").text
    assert "Penyelia atau petugas hukum yang membuat paket." in page
    assert post(client("analyst"), desk, f"/kasus/{made.case_id}/paket").status_code == 403
    for role in ("viewer", "administrator"):
        assert client(role).get(f"/kasus/{made.case_id}/paket/konsep").status_code == 403
    assert case_of(desk, made.case_id).packages == ()


def test_what_changed_since_is_not_taken_along(desk: Desk, client: Client, made: Made) -> None:
    approved(desk, made)
    one = client("legal")
    package = sealed(desk, one, made)
    with desk.store.writing() as db:
        withdrawn = {"approval": the_case(db, made.case_id).approvals[0].id}
        append(db, made.case_id, CaseStep.WITHDRAWN, withdrawn, by_user="u")
    path = f"/kasus/{made.case_id}/paket"
    assert "Kasus berubah sesudah paket ini dibuat" in one.get(path).text
    assert post(one, desk, f"{path}/{package}/ambil").status_code == 400
    assert "exported" not in steps(desk, made.case_id)
    # What the recipient has already can be fetched again, so that it can be compared and corrected.
    with desk.store.writing() as db:
        sent = {"package": package, "recipient": "police", "by": "hand", "on": "2026-11-21"}
        append(db, made.case_id, CaseStep.SENT, sent, by_user="u")
    assert post(one, desk, f"{path}/{package}/ambil").status_code == 200


def test_a_package_whose_signatures_were_given_anew_is_not_taken_along(
    desk: Desk, client: Client, made: Made
) -> None:
    """The gate is open again, but the old file holds an approval that its signer took back."""
    approved(desk, made)
    one, path = client("legal"), f"/kasus/{made.case_id}/paket"
    old = sealed(desk, one, made)
    withdrawn = case_of(desk, made.case_id).approvals[0]
    with desk.store.writing() as db:
        append(db, made.case_id, CaseStep.WITHDRAWN, {"approval": withdrawn.id}, by_user=withdrawn.by_user)
    clock.fix(clock.now() + timedelta(minutes=1))
    approve_as(desk.store, made, "supervisor")
    assert post(one, desk, f"{path}/{old}/ambil").status_code == 400
    assert "Jangan dikirim; buat paket baru" in one.get(path).text
    new = sealed(desk, one, made)
    assert post(one, desk, f"{path}/{new}/ambil").status_code == 200


def test_what_may_no_longer_go_does_not_go_by_calling_it_sent(desk: Desk, client: Client, made: Made) -> None:
    approved(desk, made)
    one = client("legal")
    package, path = sealed(desk, one, made), f"/kasus/{made.case_id}"
    sent = {
        "package": package,
        "by": "hand",
        "on": clock.now().astimezone(desk.settings.zone).date().isoformat(),
    }
    assert post(one, desk, f"{path}/hasil/kirim", **sent).status_code == 400  # it still lies here
    assert post(one, desk, f"{path}/paket/{package}/ambil").status_code == 200
    assert post(one, desk, f"{path}/hasil/kirim", **sent).status_code == 303
    with desk.store.writing() as db:
        objection = {"objection": "o-1", "party": "p-1", "words": None}
        append(db, made.case_id, CaseStep.OBJECTED, objection, by_user="u")
        upheld = {"objection": "o-1", "upheld": True, "why": None}
        append(db, made.case_id, CaseStep.OBJECTION_DECIDED, upheld, by_user="v")
    assert post(one, desk, f"{path}/paket/{package}/ambil").status_code == 400  # nobody may use it any more


def test_a_withdrawal_that_was_cut_off_the_log_makes_no_package(
    desk: Desk, client: Client, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(desk, made)
    supervisor = client(made.users["supervisor"].role.value, made.users["supervisor"].name)
    own = next(
        one.id for one in case_of(desk, made.case_id).approvals if one.by_user == made.users["supervisor"].id
    )
    answer = post(supervisor, desk, f"/kasus/{made.case_id}/persetujuan/tarik", approval=own)
    assert answer.status_code == 303
    with desk.store.writing() as db:  # whoever has the database deletes the last row: the chain holds
        last = case_log(db, made.case_id)[-1]
        assert last.step is CaseStep.WITHDRAWN
        db.execute("DELETE FROM case_log WHERE case_id = ? AND place >= ?", [made.case_id, last.place])
    refused = post(client("legal"), desk, f"/kasus/{made.case_id}/paket")
    assert "terpotong" in refused.text
    assert case_of(desk, made.case_id).packages == ()
    monkeypatch.setenv("PANTAU_DATA", str(desk.settings.data))
    own_settings.cache_clear()
    by_hand = CliRunner().invoke(app, ["case", "package", made.case_id, "--out", str(tmp_path / "r.zip")])
    assert by_hand.exit_code == 1
    assert "terpotong" in by_hand.stderr


def test_the_audit_trail_knows_the_end_that_a_package_leaves(
    desk: Desk, client: Client, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(desk, made)
    one = client("supervisor")
    package = sealed(desk, one, made)
    assert noted_end(desk, made) == ("case_packaged", "packaged")
    assert post(one, desk, f"/kasus/{made.case_id}/paket/{package}/ambil").status_code == 200
    assert noted_end(desk, made) == ("case_exported", "exported")
    monkeypatch.setenv("PANTAU_DATA", str(desk.settings.data))
    own_settings.cache_clear()
    line = ["case", "package", made.case_id, "--out", str(tmp_path / "r.zip")]
    assert CliRunner().invoke(app, line).exit_code == 0
    assert noted_end(desk, made) == ("case_packaged", "exported")


def noted_end(desk: Desk, made: Made) -> tuple[str, str]:
    """The latest action of the audit trail that names the end of the log, and the step that it names."""
    last = logs(desk.store, made.case_id)[-1]
    row = desk.people.one(
        "SELECT action FROM audit_waiting WHERE detail->>'head' = ? ORDER BY rowid DESC LIMIT 1", (last.hash,)
    )
    return str(row["action"]) if row else "", last.step.value


def test_an_approval_of_one_who_answers_to_a_contestant_makes_and_takes_no_package(
    desk: Desk, client: Client, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tie was told after the signature: the rule of the campaign holds on what was signed as well."""
    approved(desk, made)
    one, path = client("supervisor"), f"/kasus/{made.case_id}/paket"
    package = sealed(desk, one, made)
    legal = made.users["legal"].id
    affiliations.set_affiliation(desk.people, legal, "kasmidi-kinsu", made.users["administrator"].id)
    assert post(one, desk, f"{path}/{package}/ambil").status_code == 200  # no candidates stand today
    monkeypatch.setattr(affiliations, "determined", lambda day: True)
    monkeypatch.setattr(affiliations, "contestants", lambda day: all_contestants())
    assert "terkait peserta pemilihan tidak dihitung" in one.get(path).text
    assert post(one, desk, f"{path}/{package}/ambil").status_code == 400
    assert post(one, desk, path).status_code == 400
    assert len(case_of(desk, made.case_id).packages) == 1
    shown = one.get(f"/kasus/{made.case_id}/persetujuan").text
    assert "penanda tangan terkait peserta pemilihan" in shown
    affiliations.set_affiliation(desk.people, made.users["analyst"].id, "kasmidi-kinsu", legal)
    shown = one.get(f"/kasus/{made.case_id}/persetujuan").text
    assert "Dewi Analis mengisi lembar kerja dan terkait peserta pemilihan" in shown


def test_who_was_named_by_one_who_answers_to_a_contestant_is_not_asked_to_sign(
    desk: Desk, client: Client, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    users, until = made.users, clock.now() + timedelta(days=3)
    deputy = deputies.name_deputy(desk.people, users["legal"], users["analyst"].id, "legal", until)
    approve_as(desk.store, made, "analyst", role="legal", deputy=deputy.id)
    approve_as(desk.store, made, "supervisor")
    affiliations.set_affiliation(desk.people, users["legal"].id, "kasmidi-kinsu", users["administrator"].id)
    analyst, path = client("analyst", users["analyst"].name), f"/kasus/{made.case_id}/persetujuan"
    assert "paket boleh dibuat" in analyst.get(path).text  # no candidates stand today
    monkeypatch.setattr(affiliations, "determined", lambda day: True)
    monkeypatch.setattr(affiliations, "contestants", lambda day: all_contestants())
    shown = analyst.get(path).text
    assert "yang menunjuk pengganti ini terkait peserta pemilihan" in shown
    assert "menunjuk Anda terkait peserta pemilihan" in shown
    assert 'name="password"' not in shown


def test_a_file_that_is_gone_or_altered_is_not_given_out(desk: Desk, client: Client, made: Made) -> None:
    approved(desk, made)
    one = client("supervisor")
    package = sealed(desk, one, made)
    file = package_path(desk.settings, made.case_id, package)
    file.write_bytes(file.read_bytes() + b"x")
    take = f"/kasus/{made.case_id}/paket/{package}/ambil"
    assert "berubah di disk" in post(one, desk, take).text
    file.unlink()
    assert post(one, desk, take).status_code == 400
    assert "pulihkan dari cadangan" in one.get(f"/kasus/{made.case_id}/paket").text
    assert "exported" not in steps(desk, made.case_id)


def test_unknown_ids_are_missing(desk: Desk, client: Client, made: Made) -> None:
    one = client("supervisor")
    assert one.get("/kasus/tidak-ada/paket").status_code == 404
    assert one.get("/kasus/tidak-ada/paket/konsep").status_code == 404
    assert post(one, desk, "/kasus/tidak-ada/paket").status_code == 404
    assert post(one, desk, f"/kasus/{made.case_id}/paket/tidak-ada/ambil").status_code == 404


def test_the_command_line_stands_before_the_same_gate(
    desk: Desk, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTAU_DATA", str(desk.settings.data))
    own_settings.cache_clear()
    out = tmp_path / "rujukan.zip"
    line = ["case", "package", made.case_id, "--out", str(out)]
    refused = CliRunner().invoke(app, line)
    assert refused.exit_code == 1
    assert "perlu 2 persetujuan yang sah" in refused.stderr
    assert not out.exists()
    approved(desk, made)
    done = CliRunner().invoke(app, line)
    assert done.exit_code == 0, done.stderr
    key = fingerprint(public_key(desk_key(desk.people)))
    assert key in done.stdout
    assert CliRunner().invoke(app, ["verify", str(out), "--key", key]).exit_code == 0
    with desk.store.reading() as db:
        last = case_log(db, made.case_id)[-2:]
    assert [one.step for one in last] == [CaseStep.PACKAGED, CaseStep.EXPORTED]
    assert {one.by_user for one in last} == {"operator"}
