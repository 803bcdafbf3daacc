"""Making a package: only through the gate, entered in the log, no more of people than its route needs."""

import io
import os
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docx import Document

import cases.package.make as package_room
from cases.evidence.places import folder
from cases.gate import GateError
from cases.law.routes import NOT_CRITICISM
from cases.log import CaseStep
from cases.package.contents import contents_of
from cases.package.gathering import gather
from cases.package.make import Sealed, package_path
from cases.package.records import read_manifest, read_seal
from cases.package.verify import verify_package
from cases.replay import read_case
from cases.store import CaseError, append, keep_text
from core import clock
from core.keys import SIGNATURE
from core.settings import Settings
from tests.cases.evidence.authority import Authority, answering, make_authority
from tests.cases.made import approve_as, keep_in, logs, sheets
from tests.cases.sealing import SECRET, Office, copied, office, parts_of


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    before = clock.now() if clock.is_fixed() else None
    yield office(tmp_path_factory.mktemp("office") / "data")
    clock.fix(before)


@pytest.fixture
def made(first: Office, tmp_path: Path) -> Office:
    return copied(first, tmp_path / "data")


def steps(made: Office) -> list[str]:
    return [one.step.value for one in logs(made.store, made.made.case_id)]


def drafts(made: Office) -> list[Path]:
    return [path for path in made.settings.cases.rglob("*") if path.name.startswith(".")]


def shown(parts: dict[str, bytes]) -> str:
    """All that a package says, its PDF and DOCX read out."""
    pdf = pypdf.PdfReader(io.BytesIO(parts["dossier.pdf"]))
    page = Document(io.BytesIO(parts["dossier.docx"]))
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    texts = [one.extract_text() for one in pdf.pages] + [one.text for one in page.paragraphs] + cells
    raw = [one.decode("utf-8", "replace") for name, one in parts.items() if not name.startswith("dossier")]
    return "\n".join([*texts, *raw, str(pdf.metadata)])


def test_a_package_holds_what_its_manifest_lists_and_is_entered_in_the_log(
    made: Office, tmp_path: Path
) -> None:
    before = steps(made)
    sealed = made.package(tmp_path / "rujukan.zip")
    parts = parts_of(sealed.path)
    manifest = read_manifest(parts["manifest.json"])
    assert [one.name for one in manifest.files] == list(parts)[:-3]
    assert list(parts)[-3:] == ["manifest.json", "manifest.sig", "seal.json"]
    assert manifest.left_out == ()
    assert steps(made) == [*before, "packaged", "exported"]
    log = logs(made.store, made.made.case_id)
    assert (manifest.custody_head, manifest.custody_entries) == (log[-3].hash, len(before))
    assert (tmp_path / "rujukan.zip").read_bytes() == sealed.path.read_bytes()
    found = read_case(log).packages[0]
    assert (found.id, found.sha256, found.by_user) == (sealed.id, sealed.sha256, "operator")
    assert sealed.path == package_path(made.settings, made.made.case_id, sealed.id)
    assert SECRET in shown(parts)


def test_it_is_for_its_user_alone_and_leaves_no_draft(made: Office, tmp_path: Path) -> None:
    sealed = made.package(tmp_path / "rujukan.zip")
    for path in (sealed.path, tmp_path / "rujukan.zip"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(sealed.path.parent.stat().st_mode) == 0o700
    assert drafts(made) == []
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", "rujukan.zip"]


def test_the_same_case_at_the_same_moment_gives_the_same_files(
    made: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """But for the id: what differs between two packages of a case is what happened between them."""
    ids = iter(["aaaa", "bbbb", "cccc", "dddd"])
    monkeypatch.setattr(package_room, "_enter", lambda *told: True)
    monkeypatch.setattr(package_room, "new_id", lambda: "p-gleich")
    monkeypatch.setattr(package_room, "file_sha256", lambda path: next(ids))
    seen = []

    def keep(path: Path, fingerprint: str) -> Any:
        seen.append(path.read_bytes())
        return verify_package(path, fingerprint)

    monkeypatch.setattr(package_room, "verify_package", keep)
    made.package()
    made.package()
    assert seen[0] == seen[1]


def test_nothing_is_made_while_the_gate_is_closed(made: Office, tmp_path: Path) -> None:
    with made.store.writing() as db:
        data = {
            "objection": "o-1",
            "party": "p-1",
            "words": keep_text(db, made.made.case_id, "Itu bukan saya"),
        }
        append(db, made.made.case_id, CaseStep.OBJECTED, data, by_user="u")
    before = steps(made)
    with pytest.raises(GateError, match="keberatan"):
        made.package(tmp_path / "rujukan.zip")
    assert steps(made) == before
    assert not (tmp_path / "rujukan.zip").exists()
    assert not list(made.settings.cases.rglob("*.zip"))


def changing(
    monkeypatch: pytest.MonkeyPatch, made: Office, step: CaseStep, data: dict[str, Any], times: int
) -> None:
    """Between reading the case and entering the package, somebody else does something."""
    real, left = package_room._build, [times]

    def build(*told: Any) -> Sealed:
        sealed = real(*told)
        if left[0]:
            left[0] -= 1
            with made.store.writing() as db:
                append(db, made.made.case_id, step, data, by_user="u")
        return sealed

    monkeypatch.setattr(package_room, "_build", build)


def test_a_reading_in_between_makes_it_anew_and_is_in_it(
    made: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    changing(monkeypatch, made, CaseStep.READ, {"what": "case"}, 1)
    sealed = made.package()
    assert steps(made)[-2:] == ["read", "packaged"]
    assert b'"step":"read"' in parts_of(sealed.path)["custody.jsonl"].splitlines()[-1]
    assert verify_package(sealed.path, sealed.fingerprint).faults == ()


def test_a_case_that_does_not_rest_is_refused(made: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    changing(monkeypatch, made, CaseStep.READ, {"what": "case"}, 99)
    with pytest.raises(CaseError, match="berubah selama paket dibuat"):
        made.package()
    assert "packaged" not in steps(made)
    assert drafts(made) == []


def test_an_approval_withdrawn_in_between_is_no_package(
    made: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = read_case(logs(made.store, made.made.case_id))
    changing(monkeypatch, made, CaseStep.WITHDRAWN, {"approval": case.approvals[0].id}, 1)
    with pytest.raises(GateError, match="persetujuan"):
        made.package()
    assert not list(made.settings.cases.rglob("*.zip"))


@pytest.mark.parametrize("damage", ["missing", "changed", "link", "signature"])
def test_evidence_that_is_not_as_it_was_sealed_makes_no_package(made: Office, damage: str) -> None:
    place = folder(made.settings, made.made.case_id, "e-1")
    if damage == "missing":
        (place / "text.txt").unlink()
    elif damage == "changed":
        (place / "text.txt").write_text("Kalimat lain")
    elif damage == "link":
        (place / "text.txt").rename(place.parent / "lain.txt")
        (place / "text.txt").symlink_to(place.parent / "lain.txt")
    else:
        (place / "manifest.sig").write_text("AAAA")
    with pytest.raises(CaseError, match=r"bukti|e-1"):
        made.package()
    assert "packaged" not in steps(made)
    assert drafts(made) == []


def test_another_desk_key_makes_no_package_of_what_the_old_one_signed(made: Office) -> None:
    signers = made.made.signers
    (made.settings.keys / f"{SIGNATURE}.key").write_bytes(os.urandom(32))
    with pytest.raises((CaseError, GateError)):
        package_room.make_package(
            made.store, made.settings, made.made.case_id, signers=signers, names={}, by_user="u"
        )
    with pytest.raises(GateError):
        made.package()


def test_a_file_that_is_there_is_never_written_over(made: Office, tmp_path: Path) -> None:
    (tmp_path / "ada.zip").write_text("milik orang")
    with pytest.raises(CaseError, match="sudah ada"):
        made.package(tmp_path / "ada.zip")
    assert (tmp_path / "ada.zip").read_text() == "milik orang"
    assert "packaged" not in steps(made)


def test_a_route_without_names_gets_neither_names_nor_originals(made: Office) -> None:
    """Komdigi takes accounts and addresses down; the name and the original files stay at the desk."""
    case_id = made.made.case_id
    with made.store.writing() as db:
        why = keep_text(db, case_id, "Isinya perlu diturunkan; penulisnya Akun karangan.")
        routed = {"route": "komdigi", "passed": ["platform"], "why": why, "confirmed": [NOT_CRITICISM]}
        opener, second = (made.made.users[one].id for one in ("opener", "analyst"))
        append(db, case_id, CaseStep.ROUTED, routed, by_user=opener)
        append(db, case_id, CaseStep.NORMED, {"norm": "kuhp-242"}, by_user=opener)
        for user in (opener, second):
            for step, data, by_user in sheets(keep_in(db, case_id), user, norm="kuhp-242"):
                append(db, case_id, step, data, by_user=by_user)
    approve_as(made.store, made.made, "supervisor")
    approve_as(made.store, made.made, "legal")
    sealed = made.package()
    parts = parts_of(sealed.path)
    told = shown(parts)
    assert verify_package(sealed.path, sealed.fingerprint).faults == ()
    assert "evidence/e-1/text.txt" not in parts
    left_out = read_manifest(parts["manifest.json"]).left_out
    assert [(one.evidence, one.name) for one in left_out] == [("e-1", "text.txt")]
    assert "1 berkas asli tidak disertakan" in told
    assert SECRET not in told
    assert "karangan @" not in told
    assert "@contoh_saja" in told
    assert "penulisnya Terlapor 1" in told.replace("\n", " ")


def test_a_masked_text_that_still_names_a_party_stays_at_the_desk(made: Office) -> None:
    """Masking takes numbers and accounts away, not names: the post's own words may hold one."""
    place = folder(made.settings, made.made.case_id, "e-1")
    with made.store.reading() as db:
        gathered = gather(db, made.made.case_id)
    piece = gathered.case.evidence[0]
    open_files = replace(piece, files=tuple(replace(one, personal=False) for one in piece.files))
    case = replace(gathered.case, route="komdigi", evidence=(open_files,))
    (place / "text.txt").write_text("Kata AKUN KARANGAN, bakar kantor desa", encoding="utf-8")
    told = contents_of(
        replace(gathered, case=case), made.settings, package_id="p", signers=made.made.signers, names={}
    )
    assert [one.name for one in told.left_out] == ["text.txt"]
    (place / "text.txt").write_text("Bakar kantor desa", encoding="utf-8")
    told = contents_of(
        replace(gathered, case=case), made.settings, package_id="p", signers=made.made.signers, names={}
    )
    assert told.left_out == ()


def test_only_those_who_signed_are_named_as_signers(made: Office) -> None:
    sealed = made.package()
    signers = parts_of(sealed.path)["signers.json"].decode()
    assert "Sari Penyelia" in signers
    assert "Hasan Hukum" in signers
    assert "Dewi Analis" not in signers


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with answering(make_authority(tmp_path_factory.mktemp("tsa") / "good")) as one:
        yield one


def told(one: Settings) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("tsa", "tsa_roots", "allow", "timeout")}


def stamping(one: Office, **settings: Any) -> Office:
    return replace(one, settings=one.settings.model_copy(update=settings))


def test_a_package_is_stamped_where_there_is_an_authority(
    made: Office, authority: Authority, tmp_path: Path
) -> None:
    made = stamping(made, **told(authority.settings(tmp_path)))
    sealed = made.package()
    assert sealed.stamp == "good"
    trusted = verify_package(sealed.path, sealed.fingerprint, authority.roots)
    assert trusted.faults == ()
    assert any(one.startswith("manifest.tsr: cap waktu") for one in trusted.notes)
    assert any("otoritasnya tidak diperiksa" in one for one in verify_package(sealed.path).notes)
    other = make_authority(tmp_path / "lain")
    found = verify_package(sealed.path, sealed.fingerprint, other.roots).faults
    assert any(one.startswith("manifest.tsr:") for one in found)


def test_a_stamp_that_failed_is_seen_and_blocks_nothing(
    made: Office, authority: Authority, tmp_path: Path
) -> None:
    settings = {**told(authority.settings(tmp_path)), "tsa": "http://127.0.0.1:1", "allow": ("127.0.0.1:1",)}
    made = stamping(made, **settings)
    sealed = made.package()
    assert sealed.stamp == "failed"
    seal = read_seal(parts_of(sealed.path)["seal.json"])
    assert (seal.state, seal.stamp) == ("failed", "")
    assert "tidak terjangkau" in seal.reason
    verdict = verify_package(sealed.path, sealed.fingerprint)
    assert verdict.faults == ()
    assert any("GAGAL" in one for one in verdict.notes)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl; install it: apt-get install openssl")
def test_the_way_by_hand_that_the_readme_tells_works(made: Office, tmp_path: Path) -> None:
    sealed = made.package()
    place = tmp_path / "buka"
    with zipfile.ZipFile(sealed.path) as container:
        container.extractall(place)
    words = (place / "BACA-SAYA.txt").read_text()
    lines = [line.strip() for line in words.splitlines()]
    checked = [line.removeprefix("1. ").removeprefix("2. ") for line in lines]
    commands = [one for one in checked if one.startswith(("sha256sum -c", "base64 ", "openssl "))]
    assert len(commands) == 4
    outputs = [
        subprocess.run(["/bin/sh", "-c", one], cwd=place, capture_output=True, text=True, check=True).stdout
        for one in commands
    ]
    assert "dossier.pdf: OK" in outputs[0]
    assert "Verified Successfully" in outputs[2]
    assert outputs[3].split()[0] == sealed.fingerprint
    for one in commands:
        assert one in (place / "README.txt").read_text()
