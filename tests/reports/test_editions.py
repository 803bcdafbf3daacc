"""Editions: kept with their hashes, corrected by new ones, the same figures twice change nothing."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core import clock
from core.canonical import sha256
from core.decision import Answer
from core.errors import UsageError
from core.files import write_new
from reports.editions import Edition, ReportError, content, count, editions, find, folder_of, issue
from reports.period import the_day, the_week
from reports.releases import release, releases
from tests.reports.conftest import MONDAY, decide

if TYPE_CHECKING:
    from flows.workspace import Workspace
    from pipeline.store import Connection
    from reports.editions import Press


def test_an_edition_is_kept_with_its_hashes(press: "Press") -> None:
    clock.fix(MONDAY + timedelta(microseconds=1))  # a clock that runs stops at no whole second
    figures = count(press, the_week("2026-W47", press.settings.zone))
    made = issue(press, figures, "public", "")
    assert made.new
    one = made.edition
    for suffix, begins in (("html", b"<!doctype html>"), ("pdf", b"%PDF")):
        name, found = content(press.settings, one, suffix)
        assert name == f"laporan-2026-W47-umum.{suffix}"
        assert found.startswith(begins)
        assert sha256(found) == one.files[name]
    folder = folder_of(press.settings, one)
    assert folder.stat().st_mode & 0o077 == 0
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o400}
    with press.store.reading() as db:
        assert find(db, one.id) is not None
        row = db.execute("SELECT figures FROM report_editions").fetchone()
    assert row is not None
    assert figures.active_marked > 9
    assert json.loads(row[0])["bersinyal"] == str(figures.active_marked)


def test_a_correction_names_the_old_one_and_says_what_changed(workspace: "Workspace", press: "Press") -> None:
    week = the_week("2026-W47", press.settings.zone)
    first = issue(press, count(press, week), "full", "orang-1").edition
    assert not issue(press, count(press, week), "full", "orang-2").new, "nothing has changed"
    with workspace.store.writing() as db:
        decide(db, "313902048dd4f8d1", provocation=Answer.YES, violence=Answer.YES)
    second = issue(press, count(press, week), "full", "orang-2")
    assert second.new
    assert second.edition.corrects == first.id
    assert "diputuskan tim: semula 0, sekarang 1" in second.changes
    page = content(press.settings, second.edition, "html")[1].decode()
    assert f"Edisi ini menggantikan edisi {first.short}" in page
    assert "diputuskan tim: semula 0, sekarang 1" in page
    assert content(press.settings, first, "pdf")[1], "the first one stays as it was"
    with press.store.reading() as db:
        assert [one.id for one in editions(db)] == [second.edition.id, first.id]


def test_two_at_once_give_one_correction(
    workspace: "Workspace", press: "Press", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes second is told, and nothing of his is recorded or left."""
    from reports import editions as module

    week = the_week("2026-W47", press.settings.zone)
    counted, made = count(press, week), module._made

    def meanwhile(*about: object) -> dict[str, bytes]:
        monkeypatch.setattr(module, "_made", lambda *_: {"a.html": b"", "a.pdf": b""})
        issue(press, counted, "public", "orang-1")
        return {"b.html": b"", "b.pdf": b""}

    monkeypatch.setattr(module, "_made", meanwhile)
    with pytest.raises(ReportError):
        issue(press, counted, "public", "orang-2")
    monkeypatch.setattr(module, "_made", made)
    with press.store.reading() as db:
        [one] = editions(db)
    assert one.by_user == "orang-1"
    folder = folder_of(press.settings, one)
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("number", [1, 2])
def test_a_full_disk_leaves_nothing(press: "Press", monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """At each of the two files."""
    from reports import editions as module

    written: list[Path] = []

    def write(path: Path, content: bytes) -> None:
        written.append(path)
        if len(written) == number:
            path.write_bytes(content[:1])
            raise OSError(28, "No space left on device")
        write_new(path, content)

    monkeypatch.setattr(module, "_made", lambda *_: {"a.html": b"isi", "a.pdf": b"isi"})
    monkeypatch.setattr(module, "write_new", write)
    with pytest.raises(ReportError, match="periksa ruang disk"):
        issue(press, count(press, the_week("2026-W47", press.settings.zone)), "public", "")
    assert not written[0].parent.exists()
    with press.store.reading() as db:
        assert editions(db) == ()


def test_it_is_recorded_when_its_files_are_on_disk(press: "Press", monkeypatch: pytest.MonkeyPatch) -> None:
    from reports import editions as module

    synced: set[int] = set()
    seen: list[Edition] = []
    sync, insert = os.fsync, module._insert

    def to_disk(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        sync(descriptor)

    def inserted(db: "Connection", one: Edition) -> None:
        seen.append(one)
        folder = folder_of(press.settings, one)
        assert {path.name for path in folder.iterdir()} == set(one.files)
        for path in (*folder.iterdir(), folder, folder.parent, press.settings.reports, press.settings.data):
            assert path.stat().st_ino in synced, path
        insert(db, one)

    monkeypatch.setattr(os, "fsync", to_disk)
    monkeypatch.setattr(module, "_insert", inserted)
    monkeypatch.setattr(module, "_made", lambda *_: {"a.html": b"isi", "a.pdf": b"isi"})
    made = issue(press, count(press, the_week("2026-W47", press.settings.zone)), "public", "")
    assert seen == [made.edition]


def test_an_edition_that_is_not_there_is_refused(press: "Press") -> None:
    day = count(press, the_day("2026-11-20", press.settings.zone))
    with pytest.raises(UsageError, match="only full"):
        issue(press, day, "public", "")


def test_an_altered_or_lost_file_is_told(press: "Press", monkeypatch: pytest.MonkeyPatch) -> None:
    from reports import editions as module

    monkeypatch.setattr(module, "_made", lambda *_: {"a.html": b"isi", "a.pdf": b"isi"})
    one = issue(press, count(press, the_week("2026-W47", press.settings.zone)), "public", "").edition
    path = folder_of(press.settings, one) / "a.html"
    path.chmod(0o600)
    path.write_bytes(b"lain")
    with pytest.raises(ReportError, match="bukan lagi"):
        content(press.settings, one, "html")
    path.unlink()
    with pytest.raises(ReportError, match="tidak ada"):
        content(press.settings, one, "html")


def test_kpu_and_bawaslu_in_the_same_minute_or_not_at_all(
    press: "Press", monkeypatch: pytest.MonkeyPatch
) -> None:
    from reports import editions as module

    monkeypatch.setattr(module, "_made", lambda *_: {"a.html": b"", "a.pdf": b""})
    counted = count(press, the_week("2026-W47", press.settings.zone))
    partners, full = (issue(press, counted, name, "").edition for name in ("partners", "full"))
    with press.store.writing() as db:
        made = release(db, partners, ["tni", "pemkab", "seseorang"], "orang-1")
    assert made.recipients == ("kpu", "bawaslu", "tni", "pemkab")
    with press.store.reading() as db:
        assert releases(db) == {partners.id: [made]}
    with press.store.writing() as db, pytest.raises(ReportError, match="edisi mitra"):
        release(db, full, [], "orang-1")
