"""Editions: kept with their hashes, corrected by new ones, the same figures twice change nothing."""

import json
from typing import TYPE_CHECKING

import pytest

from core.canonical import sha256
from core.decision import Answer
from core.errors import UsageError
from reports.editions import ReportError, content, count, editions, find, folder_of, issue
from reports.period import the_day, the_week
from reports.releases import release, releases
from tests.reports.conftest import decide

if TYPE_CHECKING:
    from flows.workspace import Workspace
    from reports.editions import Press


def test_an_edition_is_kept_with_its_hashes(press: "Press") -> None:
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
    assert json.loads(row[0])["perlu diperiksa"] == str(figures.active_marked)


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
    """Whoever comes second is told, and nothing of his is recorded."""
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
        assert [one.by_user for one in editions(db)] == ["orang-1"]


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
