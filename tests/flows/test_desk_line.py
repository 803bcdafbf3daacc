"""The desk's line: what is entered by hand goes through the same stages, and is never lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.console import quiet
from core.errors import UsageError
from core.record import Channel
from crawlers.archive import Archive
from crawlers.source import FIELD, SourceError, load_source
from desk.desk import Entry
from flows import rounds
from flows.desk_line import DeskLine, EntryRefusedError
from flows.workspace import Workspace, choose
from pipeline.store import signals
from tests.conftest import Sampled, opened

RUMOUR = "Kotak suara di Sandaran tenggelam semua di laut, suara kita hilang!! Sebarkan!"


@pytest.fixture
def workspace(sampled: Sampled, tmp_path: Path) -> Workspace:
    return opened(sampled.copy(tmp_path / "data"))


def entry(text: str = RUMOUR, **fields: object) -> Entry:
    values: dict[str, object] = {
        "heard_at": "pasar Sangkulirang",
        "heard_on": "2026-11-23T19:00:00+08:00",
        "reporter": "ketua RT",
        "forwarded": False,
    }
    return Entry(text=text, **(values | fields))  # type: ignore[arg-type]


def stored(workspace: Workspace) -> list[tuple[str, str, str, str]]:
    with workspace.store.reading() as db:
        return db.execute(
            "SELECT id, story_id, channel, text FROM items WHERE source_id = 'lapangan' ORDER BY id"
        ).fetchall()


def test_an_entry_becomes_an_item_of_channel_field_with_signals(workspace: Workspace) -> None:
    story = DeskLine(workspace).enter(entry())
    [(item_id, story_id, channel, text)] = stored(workspace)
    assert (story_id, channel, text) == (story, "field", RUMOUR)
    with workspace.store.reading() as db:
        assert {one.name for one in signals(db, [item_id])[item_id]} >= {"hoax", "provocation", "violence"}
        rounds_row = db.execute(
            "SELECT candidates_balanced, responses_balanced FROM rounds ORDER BY number DESC LIMIT 1"
        ).fetchone()
    assert rounds_row == (True, True)
    assert list(workspace.settings.spool.iterdir()) == []


def test_the_same_text_again_is_known_and_keeps_its_story(workspace: Workspace) -> None:
    line = DeskLine(workspace)
    first = line.enter(entry())
    assert line.enter(entry(text=f"  {RUMOUR}\n\n", reporter="pengawas TPS")) == first
    assert len(stored(workspace)) == 1


def test_a_copy_of_a_post_joins_its_story(workspace: Workspace) -> None:
    with workspace.store.reading() as db:
        row = db.execute(
            "SELECT story_id, text FROM items WHERE channel = 'post' ORDER BY length(text) DESC LIMIT 1"
        ).fetchone()
    assert row
    assert DeskLine(workspace).enter(entry(text=row[1])) == row[0]


def test_the_archive_holds_the_entry_and_its_screenshot_apart(workspace: Workspace) -> None:
    image = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    DeskLine(workspace).enter(entry(screenshot=image, screenshot_type="image/png", forwarded=True))
    with workspace.store.reading() as db:
        row = db.execute(
            "SELECT o.warc_file, o.warc_offset, o.forwarded_from, o.text FROM private.originals o "
            "JOIN items i ON i.id = o.item_id WHERE i.source_id = 'lapangan'"
        ).fetchone()
    assert row
    assert row[2].startswith("diteruskan")
    archive = Archive(workspace.settings.archive)
    kept = json.loads(archive.read_record(row[0], row[1]))
    assert (kept["heard_at"], kept["reporter"], kept["forwarded"]) == ("pasar Sangkulirang", "ketua RT", True)
    shot = kept["screenshot"]
    assert archive.read_record(shot["warc_file"], shot["warc_offset"]) == image


def test_names_of_senders_are_not_kept(workspace: Workspace) -> None:
    text = "[24/11/26 08.12] Bu Contoh: Besok TPS 3 pindah ke balai desa\n[24/11/26 08.13] Pak Misal: Masa?"
    DeskLine(workspace).enter(entry(text=text))
    [(_, _, _, kept)] = stored(workspace)
    assert kept == "Besok TPS 3 pindah ke balai desa\nMasa?"
    for file in workspace.settings.archive.rglob("lapangan/*"):
        assert b"Bu Contoh" not in file.read_bytes()


@pytest.mark.parametrize("text", ["", "  \n ", "[24/11/26 08.12] Bu Contoh: "])
def test_nothing_is_refused(workspace: Workspace, text: str) -> None:
    with pytest.raises(EntryRefusedError):
        DeskLine(workspace).enter(entry(text=text))
    assert stored(workspace) == []
    assert list(workspace.settings.spool.iterdir()) == []


def test_two_people_at_once_come_to_one_story(workspace: Workspace) -> None:
    line = DeskLine(workspace)
    other = "Air PDAM di Sangatta Utara diracun orang, jangan diminum sampai ada kabar"
    texts = [other, f"{other}!", RUMOUR, other]
    with ThreadPoolExecutor(4) as pool:
        stories = list(pool.map(lambda text: line.enter(entry(text=text)), texts))
    assert stories[0] == stories[1] == stories[3] != stories[2]
    assert len(stored(workspace)) == 3


def test_an_entry_that_died_is_taken_in_by_the_next_round(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(rounds, "process", dies)
        with pytest.raises(KeyboardInterrupt):
            DeskLine(workspace).enter(entry())
    assert stored(workspace) == []
    [summary] = rounds.recover(workspace)
    assert [one.source_id for one in summary.sources] == ["lapangan"]
    assert len(stored(workspace)) == 1


def test_the_source_is_there_in_every_workspace_but_in_no_round(workspace: Workspace, tmp_path: Path) -> None:
    assert workspace.sources["lapangan"].channel is Channel.FIELD
    assert not workspace.sources["lapangan"].needs_mandate
    assert "lapangan" not in {one.id for one in choose(workspace, []).run}
    path = tmp_path / "lapangan.yml"
    path.write_text(
        "id: lapangan\ntitle: a\npublisher: b\nkind: file\nurl: c\ncategory: open_group\nevidence: ours\n",
        encoding="utf-8",
    )
    with pytest.raises(SourceError, match="built in"):
        load_source(path)
    assert FIELD.kind == "file"


def test_an_export_goes_in_by_hand_too(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1,Kabar satu dari pasar\n2,\n", encoding="utf-8")
    summary = DeskLine(workspace).import_file(path, "komentar-warga", None, quiet)
    assert dict(summary.candidates) == {"new": 1, "rejected": 1}
    with pytest.raises(UsageError):
        DeskLine(workspace).import_file(path, "kabar-benua", None, quiet)
