"""A site whose pages come but cannot be read any more is no healthy source."""

from pathlib import Path

import pytest

from flows import rounds
from flows.workspace import Workspace
from pipeline import extract
from pipeline.extraction.document import Unreadable
from pipeline.store import source_health, unread_pages
from tests.conftest import opened

SOURCE = "lensa-pesisir"


def status(workspace: Workspace) -> tuple[str, str]:
    with workspace.store.reading() as db:
        [found] = [one for one in source_health(db) if one.source_id == SOURCE]
    return found.status, found.detail


def test_pages_that_are_no_articles_any_more_make_a_source_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opened(tmp_path / "data")

    def too_short(*_: object, **__: object) -> object:
        raise Unreadable("too_short", "12 characters of text")

    with monkeypatch.context() as patched:
        patched.setattr(extract, "_read", too_short)
        first = rounds.run_round(workspace, [SOURCE])
    assert first.rejected_candidates == {"too_short": 5}
    assert first.candidates_balanced
    found, detail = status(workspace)
    assert found == "failing"
    assert "tidak satu pun dari 5 artikel terakhir terbaca (too_short): tata letak" in detail
    rounds.run_round(workspace, [SOURCE])  # nothing new in it: it does not look healthy for that
    assert status(workspace)[0] == "failing"


def test_an_article_that_can_be_read_makes_it_healthy(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    rounds.run_round(workspace, [SOURCE])
    assert status(workspace) == ("healthy", "")
    with workspace.store.reading() as db:
        assert SOURCE not in unread_pages(db)
