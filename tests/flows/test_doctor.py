"""`pantau doctor`: what it says of cases, keys, time stamps, law and Monday's report, with the remedy."""

import errno
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core import clock
from core.errors import PantauError
from core.keys import SIGNATURE, load_key
from core.settings import PROJECT, Settings
from flows.doctor import cases as case_looks
from flows.doctor import examine as looks
from flows.doctor import reports as report_looks
from flows.doctor.examine import examine
from flows.doctor.finding import Finding
from flows.workspace import open_workspace
from pipeline.store import Store, StoreError, save_reports, start_round, write_switch
from reports.editions import KINDS, ReportError
from tests.cases.evidence.authority import answering, make_authority
from tests.cases.evidence.conftest import Bench, make_bench
from tests.cases.made import Made, approved_case
from tests.desk.mixed import mixed
from tests.pipeline.store.items import report

if TYPE_CHECKING:
    from tests.conftest import Sampled

Check = Callable[[Settings], Iterator[Finding]]


def one(check: Check, settings: Settings) -> Finding:
    """The only finding of a check."""
    [found] = check(settings)
    return found


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, Made]:
    """A case that two people approved, with their keys, and one with a sealed piece of evidence."""
    bench = make_bench(tmp_path_factory.mktemp("doctor") / "data")
    bench.brought()
    return bench, approved_case(bench.store, bench.settings, items=[("s-1", "i-1", 1)])


@pytest.fixture
def data(made_once: tuple[Bench, Made], tmp_path: Path) -> Path:
    bench, _ = made_once
    return Path(shutil.copytree(bench.settings.data, tmp_path / "data"))


def test_an_empty_folder_has_nothing_wrong_and_stays_empty(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    found = {one.what: one for one in examine(settings)}
    for what in ("kunci tanda tangan", "cap waktu", "batas wilayah"):
        assert found[what].good is None
    assert found["hukum"].good is not False
    assert "laporan Senin" not in found and "bukti" not in found
    assert not settings.data.exists()


def test_one_look_that_cannot_be_had_hides_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(error: Exception) -> Check:
        def look(_: Settings) -> Iterator[Finding]:
            raise error

        return look

    whole = {one.what for one in examine(Settings(data=tmp_path / "data"))}
    refused = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(looks, "_keys", fails(refused))
    monkeypatch.setattr(looks, "_store", fails(sqlite3.OperationalError("database or disk is full")))
    found = {one.what: one for one in examine(Settings(data=tmp_path / "data"))}
    assert found.keys() >= whole
    assert found["kunci"].good is False
    assert "disk penuh: kosongkan" in found["kunci"].detail
    assert found["basis data"].detail == "database or disk is full"
    monkeypatch.setattr("core.disk._LEAST", 1e18)
    found = {one.what: one for one in examine(Settings(data=tmp_path / "data"))}
    assert "disk penuh" in found["basis data"].detail and "disk penuh" in found["folder data"].detail


def test_a_build_of_the_pinned_release_is_the_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinned = dict(
        line.split("==")
        for line in (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith("#")
    )
    monkeypatch.setattr("importlib.metadata.version", lambda name: pinned[name] + "+cpu" * (name == "torch"))
    assert one(looks._libraries, Settings(data=tmp_path)).good is True
    monkeypatch.setattr("importlib.metadata.version", lambda name: "0" if name == "torch" else pinned[name])
    wrong = one(looks._libraries, Settings(data=tmp_path))
    assert wrong.good is False
    assert "torch 0 (seharusnya 2.13.0)" in wrong.detail and "rm -rf" not in wrong.detail


def test_a_mandate_is_missed_where_posts_are_switched_on(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", contact="meja@contoh.example")
    store = open_workspace(settings, "live").store
    assert one(looks._mandate, settings).good is None, "nobody watches posts"
    with store.writing() as db:
        for user in ("u-satu", "u-dua"):
            write_switch(db, "ekspor-meta", on=True, by_user=user)
    missed = one(looks._mandate, settings)
    assert missed.good is False
    assert missed.detail.startswith("belum ada mandat")


def test_a_source_whose_file_cannot_be_used_hides_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    shutil.copy(PROJECT / "crawlers" / "sources" / "klausa.yml", folder)
    for name in ("dua", "tiga"):
        (folder / f"{name}.yml").write_text(f"id: {name}\ntitle:\n")
    found = {one.what: one for one in examine(Settings(data=tmp_path / "data", sources=folder))}
    assert found["sumber nyata"].good is False
    for words in ("1 berkas sah", "dua.yml, line 2", "tiga.yml, line 2"):
        assert words in found["sumber nyata"].detail
    assert found["kontak"].good is None


def test_the_key_of_the_desk_and_what_it_signed(data: Path) -> None:
    from cases.signing import fingerprint, public_key

    settings = Settings(data=data)
    whole = one(case_looks.signature_key, settings)
    assert whole.good is True
    assert fingerprint(public_key(load_key(settings.keys, SIGNATURE))) in whole.detail
    assert "2 sertifikat" in whole.detail

    (settings.keys / "signature.key").write_bytes(bytes(32))
    assert "2 dari 2 sertifikat" in one(case_looks.signature_key, settings).detail

    (settings.keys / "signature.key").unlink()
    lost = one(case_looks.signature_key, settings)
    assert lost.good is False
    assert "pulihkan" in lost.detail
    assert not (settings.keys / "signature.key").exists(), "it makes no new one"

    (data / "desk.sqlite").unlink()
    assert one(case_looks.signature_key, settings).good is False, "evidence was sealed with it"
    shutil.rmtree(settings.cases)
    assert one(case_looks.signature_key, settings).good is None


def test_a_row_that_is_no_certificate_is_a_fault(data: Path) -> None:
    with sqlite3.connect(data / "desk.sqlite") as db:
        db.execute("UPDATE signing_keys SET certificate = ? WHERE rowid = 1", (json.dumps({"user": "x"}),))
    found = one(case_looks.signature_key, Settings(data=data))
    assert found.good is False
    assert "1 dari 2" in found.detail


def test_evidence_is_for_its_owner_alone(data: Path) -> None:
    settings = Settings(data=data)
    assert one(case_looks.evidence, settings).good is True
    [manifest] = settings.cases.glob("*/*/manifest.json")
    manifest.chmod(0o644)
    found = one(case_looks.evidence, settings)
    assert found.good is False
    assert f"chmod -R go-rwx '{settings.cases}'" in found.detail


def test_cases_are_whole_or_named(data: Path) -> None:
    settings = Settings(data=data)
    [manifest] = settings.cases.glob("*/*/manifest.json")
    # The second case of the test names evidence that has no files.
    [lost] = case_looks.cases(settings)
    assert lost.good is False
    assert "/e-1" in lost.detail and manifest.parent.name not in lost.detail

    manifest.chmod(0o600)
    manifest.write_bytes(manifest.read_bytes() + b" ")
    [lost] = case_looks.cases(settings)
    assert f"{manifest.parent.parent.name}/{manifest.parent.name}" in lost.detail

    with Store(settings.database).writing() as db:
        db.execute("UPDATE case_log SET by_user = 'x' WHERE place = 1")
    [broken] = case_looks.cases(settings)
    assert broken.good is False
    assert manifest.parent.parent.name in broken.detail


def test_whole_cases_are_counted_and_missing_stamps_told(tmp_path: Path) -> None:
    bench = make_bench(tmp_path / "data")
    bench.brought()
    assert one(case_looks.cases, bench.settings) == Finding(
        "kasus", True, "1 kasus, rantainya utuh; 1 bukti dengan manifes seperti saat disegel"
    )
    _, waiting = case_looks.cases(bench.settings.model_copy(update={"tsa": "http://cap.contoh.example"}))
    assert waiting.good is None
    assert waiting.detail.startswith("1 bukti")


def test_an_authority_is_asked_and_must_be_trusted(tmp_path: Path) -> None:
    with answering(make_authority(tmp_path / "tsa")) as authority:
        settings = authority.settings(tmp_path / "data")
        answers, ends = case_looks.time_stamps(settings)
        assert answers.good is True
        assert ends.good is None, "its root ends within 30 days"
        assert len(authority.queries) == 1

        closed = one(case_looks.time_stamps, settings.model_copy(update={"allow": ()}))
        assert closed.good is False
        assert "PANTAU_ALLOW" in closed.detail
        assert one(case_looks.time_stamps, settings.model_copy(update={"tsa_roots": None})).good is False

    gone = one(case_looks.time_stamps, settings)
    assert gone.good is False
    assert "tidak terjangkau" in gone.detail
    for url in (settings.tsa, ""):
        without = settings.model_copy(update={"tsa": url, "tsa_roots": tmp_path / "tidak-ada.pem"})
        with pytest.raises(PantauError, match="PANTAU_TSA_ROOTS"):
            list(case_looks.time_stamps(without))


def test_chromium_that_was_named_must_be_there(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, chromium="tidak-ada")
    assert one(case_looks.chromium, settings).good is False
    assert one(case_looks.chromium, settings.model_copy(update={"chromium": "sh"})).good is True


def test_law_grows_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data=tmp_path)
    monkeypatch.setattr(clock, "wall", lambda: datetime(2026, 12, 1, tzinfo=UTC).timestamp())
    assert one(report_looks.law, settings).good is True
    monkeypatch.setattr(clock, "wall", lambda: datetime(2028, 1, 1, tzinfo=UTC).timestamp())
    assert one(report_looks.law, settings).good is None


def test_the_stage_of_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data=tmp_path)
    monkeypatch.setattr(clock, "wall", lambda: datetime(2024, 11, 27, 2, tzinfo=UTC).timestamp())
    assert one(report_looks.stages, settings).good is True
    monkeypatch.setattr(clock, "wall", lambda: datetime(2026, 11, 27, 2, tzinfo=UTC).timestamp())
    assert one(report_looks.stages, settings).good is None


def test_boundaries_are_read(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", boundaries=PROJECT / "pyproject.toml")
    [found] = [one for one in examine(settings) if one.what == "batas wilayah"]
    assert found.good is False
    assert "GeoJSON" in found.detail


def test_mondays_report_is_due_missing_issued_altered(
    sampled: "Sampled", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.weekly_editions import issue_monday
    from reports import editions as module

    monkeypatch.setattr(module, "as_pdf", lambda *_, **__: b"%PDF (tests/reports draws it)")
    settings = Settings(data=sampled.copy(tmp_path / "data"), contact="meja@contoh.example")
    assert not list(report_looks.monday_report(settings)), "the sample has no schedule"
    (settings.data / "profile").write_text("live\n")

    clock.fix(datetime.fromisoformat("2026-11-23T05:59:00+08:00"))
    assert one(report_looks.monday_report, settings).good is None, "not due yet"
    clock.fix(datetime.fromisoformat("2026-11-23T06:05:00+08:00"))
    missing = one(report_looks.monday_report, settings)
    assert missing.good is False
    assert all(f"pantau report --week 2026-W47 --edition {name}" in missing.detail for name in KINDS["week"])

    clock.fix(datetime.fromisoformat("2026-12-14T06:05:00+08:00"))
    assert "2026-W47" in one(report_looks.monday_report, settings).detail, "three weeks later too"
    clock.fix(datetime.fromisoformat("2026-11-23T06:05:00+08:00"))
    issued = issue_monday(settings)
    assert one(report_looks.monday_report, settings).good is True
    pdf = next(name for name in issued[0].edition.files if name.endswith(".pdf"))
    path = module.folder_of(settings, issued[0].edition) / pdf
    path.chmod(0o600)
    path.write_bytes(b"%PDF other")
    with pytest.raises(ReportError, match="cadangan"):
        list(report_looks.monday_report(settings))


def test_accounts_under_a_log_that_was_left_are_damaged(tmp_path: Path) -> None:
    mixed(tmp_path).chmod(0o600)
    found = one(looks._desk, Settings(data=tmp_path))
    assert found.good is False
    assert "rusak" in found.detail and "hapus desk.sqlite-wal dan desk.sqlite-shm" in found.detail


def test_a_file_of_another_account_is_not_damaged(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    for look, name in ((looks._desk, "desk.sqlite"), (looks._store, "pantau.duckdb")):
        found = one(look, Settings(data=data))
        assert found.good is False
        assert "chown" in found.detail and f"'{data / name}'" in found.detail
        assert "rusak" not in found.detail and "cadangan" not in found.detail


def test_a_store_that_is_gone_from_a_used_folder_is_lost(data: Path) -> None:
    settings = Settings(data=data)
    settings.database.unlink()
    found = one(looks._store, settings)
    assert found.good is False
    assert "hilang, padahal folder ini sudah dipakai; pulihkan dari cadangan" in found.detail
    with pytest.raises(StoreError, match="gone, though this folder has been used"):
        open_workspace(settings)
    shutil.rmtree(settings.cases)
    assert one(looks._store, settings).good is None, "accounts and keys may be there before the first round"


def test_a_folder_for_real_data_is_not_led_into_the_sample(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    assert one(looks._store, settings).detail.endswith("pada pantau run")
    (tmp_path / "mandate.yml").touch()
    for real in (settings, Settings(data=tmp_path / "lain", contact="meja@contoh.example")):
        assert one(looks._store, real).detail.endswith("pantau run --profile live")
        assert one(looks._desk, real).detail.endswith("pantau desk --profile live")
    open_workspace(Settings(data=tmp_path, contact="meja@contoh.example"), "live")
    assert one(looks._store, settings).detail.endswith("pada pantau run")


def test_a_round_that_read_nothing_is_told_at_once(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    store = open_workspace(settings).store
    with store.writing() as db:
        start_round(db, "r1", "sample", clock.now())
        save_reports(db, "r1", [report(name, status="failing") for name in ("tepian-pos", "kabar-benua")])
    found = list(looks._store(settings))[-1]
    assert (found.what, found.good) == ("kesehatan sumber", False)
    assert "2 dari 2 sumber gagal; periksa sambungan internet" in found.detail


def test_what_a_person_can_mend_is_said_in_the_teams_words(data: Path) -> None:
    settings = Settings(data=data)
    (settings.keys / "signature.key").chmod(0o644)
    found = one(looks._keys, settings)
    assert found.good is False
    assert f"chmod -R go-rwx '{settings.keys}'" in found.detail and "signature.key" in found.detail
    (data / "profile").write_text("produksi")
    [folder] = [one for one in examine(settings) if one.what == "folder data"]
    assert f"{data / 'profile'} harus berisi sample atau live" in folder.detail
