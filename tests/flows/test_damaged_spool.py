"""A damaged line of a spool stops no round: the rest is taken in, what it held comes again."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core import clock
from crawlers.spool import SPOOL
from flows import rounds
from flows.doctor import examine as looks
from flows.spooled import DAMAGED
from flows.workspace import Workspace, choose
from pipeline.store.summary import round_summary
from tests.conftest import opened

SOURCES = ["cek-etam", "lensa-pesisir"]


@pytest.fixture(scope="module")
def dead(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose round died after its crawl."""
    workspace = opened(tmp_path_factory.mktemp("dead") / "data")
    try:
        with rounds.spool_folder(workspace.settings) as folder:
            rounds.crawl_into(workspace, folder, choose(workspace, SOURCES).run)
    finally:
        clock.fix(None)
    return workspace.settings.data


@pytest.fixture
def workspace(dead: Path, tmp_path: Path) -> Workspace:
    return opened(Path(shutil.copytree(dead, tmp_path / "data")))


def crawled(workspace: Workspace) -> Path:
    """The spool of the round that died."""
    [folder] = workspace.settings.spool.glob("*/")
    return folder


def spoilt(folder: Path, which: Callable[[bytes], bool]) -> None:
    """Damage the third line of a kind."""
    lines = (folder / SPOOL).read_bytes().splitlines(keepends=True)
    number = [place for place, line in enumerate(lines) if which(line)][2]
    lines[number] = b"\0" * 40 + lines[number][40:]
    (folder / SPOOL).write_bytes(b"".join(lines))


def items(workspace: Workspace) -> int:
    with workspace.store.reading() as db:
        return int(db.execute("SELECT count(*) FROM items").fetchall()[0][0])


@pytest.mark.parametrize("kind", [b'"type":"candidate"', b'"type":"response"'])
def test_the_rest_is_taken_in_and_both_balances_hold(workspace: Workspace, kind: bytes) -> None:
    folder = crawled(workspace)
    spoilt(folder, lambda line: kind in line)
    now = rounds.run_round(workspace, SOURCES)  # finishes the dead round first
    assert now.responses_balanced and now.candidates_balanced
    with workspace.store.reading() as db:
        before = round_summary(db, folder.name)
    assert before.responses_balanced and before.candidates_balanced
    lost = before.rejected_candidates if b"candidate" in kind else before.rejected_responses
    assert lost == {**lost, "spool_damaged": 1}
    assert items(workspace) == 13, "what was lost came again: its source kept no validators"
    kept = folder.with_name(folder.name + DAMAGED)
    assert kept.exists()
    [found] = [one for one in looks._spool(workspace.settings) if one.good is False]
    assert kept.name in found.detail


def test_a_round_that_died_without_reports_says_what_its_damaged_line_was(workspace: Workspace) -> None:
    folder = crawled(workspace)
    spoilt(folder, lambda line: b'"type":"candidate"' in line)
    lines = (folder / SPOOL).read_bytes().splitlines(keepends=True)
    (folder / SPOOL).write_bytes(b"".join(line for line in lines if b'"type":"report"' not in line))
    [summary] = rounds.recover(workspace)
    assert summary.responses_balanced and summary.candidates_balanced
    assert summary.candidates["rejected"] == summary.rejected_candidates["spool_damaged"] == 1


def test_a_spool_of_nothing_but_damage_is_set_aside(workspace: Workspace) -> None:
    folder = crawled(workspace)
    (folder / SPOOL).write_bytes(b"rusak\n[]\n7\n")
    [summary] = rounds.recover(workspace)
    assert {one.status for one in summary.sources} == {"failing"}
    assert not folder.exists()
    [found] = looks._spool(workspace.settings)
    assert folder.name + DAMAGED in found.detail
    (workspace.settings.spool / found.detail.split("; ")[0].rpartition("/")[2]).unlink()
    assert rounds.run_round(workspace, SOURCES).candidates["new"] == 13
    assert not list(looks._spool(workspace.settings)), "nothing is said of a whole spool"


def test_a_damaged_report_is_made_anew(workspace: Workspace) -> None:
    folder = crawled(workspace)
    text = (folder / SPOOL).read_bytes()
    (folder / SPOOL).write_bytes(text.replace(b'{"type":"report"', b'{"type:"report"'))
    [summary] = rounds.recover(workspace)
    assert {one.status for one in summary.sources} == {"failing"}
    assert summary.responses_balanced and summary.candidates_balanced
    assert items(workspace) == 13
