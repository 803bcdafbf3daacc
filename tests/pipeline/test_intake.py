"""What a round that died left behind is taken in even where its source or its archive is gone."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import clock
from core.record import Annotated, Candidate, Channel, Rejected
from core.urls import BY_ADDRESS
from crawlers.archive import Archive
from crawlers.spool import SPOOL, read_spool
from flows import rounds
from flows.workspace import Workspace, choose
from pipeline.extract import to_item
from pipeline.intake import Line, fresh_items
from pipeline.show import console, show_round
from pipeline.store import save, start_round, unread_pages
from tests.conftest import Sampled, opened


def crawled(workspace: Workspace, source: str) -> Path:
    with rounds.spool_folder(workspace.settings) as folder:
        rounds.crawl_into(workspace, folder, choose(workspace, [source]).run)
    return folder


def test_a_round_is_finished_though_its_source_is_gone(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    crawled(workspace, "cek-etam")
    left = {name: source for name, source in workspace.sources.items() if name != "cek-etam"}
    [summary] = rounds.recover(replace(workspace, sources=left))
    assert dict(summary.rejected_candidates) == {"source_gone": 8}
    assert summary.candidates_balanced


def test_a_round_is_finished_though_its_archive_is_gone(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    crawled(workspace, "cek-etam")
    shutil.rmtree(workspace.settings.archive / "cek-etam")
    [summary] = rounds.recover(workspace)
    assert dict(summary.rejected_candidates) == {"archive_unreadable": 8}
    assert summary.candidates_balanced


def test_a_page_that_extraction_cannot_bear_is_rejected_and_the_round_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    workspace = opened(tmp_path / "data")
    crawled(workspace, "cek-etam")
    taken = iter(range(8))

    def odd(*arguments: Any) -> Annotated | Rejected:
        if not next(taken):
            raise ValueError("'domain \ud83d' does not appear to be an IPv4 or IPv6 address")
        return to_item(*arguments)

    monkeypatch.setattr("pipeline.intake.to_item", odd)
    [summary] = rounds.recover(workspace)
    assert summary.rejected_candidates["extract_failed"] == 1
    [logged] = [record for record in caplog.records if record.name == "pipeline.intake"]
    assert "in odd" in logged.getMessage()  # where in the code, for those who mend it
    assert logged.getMessage().encode()
    assert "http" not in logged.getMessage()
    assert summary.candidates_balanced


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        (OverflowError("date value out of range"), "extract_failed"),
        (RecursionError("too deep"), "extract_failed"),
        (AttributeError("'NoneType' object has no attribute 'text'"), "error"),
        (KeyError("title"), "error"),
    ],
)
def test_a_fault_of_ours_is_told_as_one_and_stops_no_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: Exception, reason: str
) -> None:
    workspace = opened(tmp_path / "data")
    crawled(workspace, "cek-etam")

    def odd(*arguments: Any) -> Annotated | Rejected:
        raise raised

    monkeypatch.setattr("pipeline.intake.to_item", odd)
    [summary] = rounds.recover(workspace)
    assert dict(summary.rejected_candidates) == {reason: 8}
    with workspace.store.reading() as db:
        assert unread_pages(db)["cek-etam"].reason == reason
    out = console()
    with out.capture() as shown:
        show_round(summary, out)
    assert ("KESALAHAN PROGRAM pada 8 calon" in shown.get()) is (reason == "error")


def test_a_revision_comes_with_its_number_and_its_story(sampled: Sampled, tmp_path: Path) -> None:
    workspace = opened(sampled.copy(tmp_path / "data"))
    with workspace.store.reading() as db:
        stories = dict(db.execute("SELECT id, story_id FROM items").fetchall())
    folder = crawled(opened(tmp_path / "other"), "komentar-warga")
    said = [one for one in read_spool(folder / SPOOL) if isinstance(one, Candidate)]
    changed = [replace(said[0], text=said[0].text + " Ralat: sudah dicabut."), said[1]]
    line = Line(
        sources=workspace.sources, archive=tmp_path / "other" / "archive", keys=workspace.settings.keys,
        store=workspace.store, zone=workspace.settings.zone, now=clock.now(), claims=(),
    )  # fmt: skip
    [revised], [known] = fresh_items(changed, line)
    assert revised.item.revision == 1
    assert revised.story_id == stories[revised.item.id]
    assert known.key == said[1].key


def row_of_an_export(folder: Path, given: str, native_id: str, url: str, text: str) -> Candidate:
    """A post with its archived row, which had the id `given`, or none."""
    row = {"id": given, "url": url, "text": text}
    body = json.dumps({name: value for name, value in row.items() if value}).encode()
    with Archive(folder) as archive:
        page = archive.write_resource(
            source_id="komentar-warga", url=url or "urn:pantau:komentar-warga:k", body=body,
            content_type="application/json", fetched_at=clock.now(),
        )  # fmt: skip
    return Candidate(
        source_id="komentar-warga", channel=Channel.POST, key="k", native_id=native_id, url=url,
        pages=(page,), text=text,
    )  # fmt: skip


def with_stored(post: Candidate, folder: Path) -> tuple[Line, Annotated]:
    """A line to a store that holds this post, and what is stored of it."""
    workspace = opened(folder / "data")
    line = Line(
        sources=workspace.sources, archive=folder, keys=workspace.settings.keys, store=workspace.store,
        zone=workspace.settings.zone, now=clock.now(), claims=(),
    )  # fmt: skip
    [stored], _ = fresh_items([post], line)
    with workspace.store.writing() as db:
        start_round(db, "r1", "sample", clock.now())
    save(workspace.store, "r1", [stored])
    return line, stored


def test_what_its_plain_address_made_keeps_its_id_and_its_like_is_another_post(tmp_path: Path) -> None:
    """Once all faces of a page were one item; of two comments on it only one was stored."""
    url = "https://kabar.example/a#1"
    old = row_of_an_export(tmp_path, "", "", url, "satu")
    line, stored = with_stored(old, tmp_path)
    said = [
        ("a#1", "satu"), ("a#1", "satu, ralat"), ("a", "lain"), ("a", "satu"), ("a#2", "dua"),
        ("a?page=2", "satu"), ("b", "satu"),
    ]  # fmt: skip
    rows = [
        replace(row_of_an_export(tmp_path, "", BY_ADDRESS + url, url, text), key=url)
        for url, text in ((f"https://kabar.example/{name}", text) for name, text in said)
    ]
    fresh, known = fresh_items(rows, line)
    assert [(one.key, one.item_id) for one in known] == [(rows[0].key, stored.item.id)]
    assert [(one.item.id == stored.item.id, one.item.revision) for one in fresh] == [
        (True, 1), *[(False, 0)] * 5,
    ]  # fmt: skip
    assert fresh[0].private.item_id == stored.item.id


PLAIN = "https://kabar.example/a"
SPELLED = "https://kabar.example/a?q=x%20y#1"


@pytest.mark.parametrize(
    ("native_id", "url", "new"),
    [
        ("", f"{PLAIN}?utm_source=x", PLAIN),  # as it was first: by the plain address
        (SPELLED.replace("%20", "+"), SPELLED, SPELLED),  # as it was then: the query written anew
    ],
)
def test_a_post_stored_under_its_own_address_keeps_its_id(
    tmp_path: Path, native_id: str, url: str, new: str
) -> None:
    old = row_of_an_export(tmp_path, "", native_id, url, "satu")
    line, stored = with_stored(old, tmp_path)
    row = row_of_an_export(tmp_path, "", BY_ADDRESS + new, new, "satu")
    _, [known] = fresh_items([row], line)
    assert known.item_id == stored.item.id
    [revised], _ = fresh_items([replace(row, text="satu, ralat")], line)
    assert (revised.item.id, revised.item.revision) == (stored.item.id, 1)


@pytest.mark.parametrize("url", ["", PLAIN, "https://m.kabar.example/a"])
def test_an_explicit_id_makes_the_post_whatever_stands_beside_it(tmp_path: Path, url: str) -> None:
    old = Candidate(
        source_id="komentar-warga", channel=Channel.POST, key=PLAIN, native_id=PLAIN, url=PLAIN, text="satu"
    )
    line, stored = with_stored(old, tmp_path)
    _, [known] = fresh_items([replace(old, url=url)], line)
    assert known.item_id == stored.item.id
    [revised], _ = fresh_items([replace(old, url=url, text="satu, ralat")], line)
    assert (revised.item.id, revised.item.revision) == (stored.item.id, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((PLAIN, ""), (BY_ADDRESS + PLAIN, PLAIN)),
        ((PLAIN, PLAIN), (BY_ADDRESS + PLAIN, PLAIN)),
        ((BY_ADDRESS + PLAIN, PLAIN), (PLAIN, "")),
        ((BY_ADDRESS + PLAIN, PLAIN), (PLAIN.replace("https", "HTTPS"), PLAIN)),
    ],
)
def test_an_address_as_the_id_and_alone_are_one_post_where_they_say_the_same(
    tmp_path: Path, before: tuple[str, str], after: tuple[str, str]
) -> None:
    """Other words may be a comment on the page."""
    old, row = (
        row_of_an_export(tmp_path, "" if name.startswith(BY_ADDRESS) else name, name, url, "satu")
        for name, url in (before, after)
    )
    line, stored = with_stored(old, tmp_path)
    _, [known] = fresh_items([row], line)
    assert known.item_id == stored.item.id
    [other], _ = fresh_items([replace(row, text="lain sama sekali")], line)
    assert (other.item.id != stored.item.id, other.item.revision) == (True, 0)


@pytest.mark.parametrize("given", [PLAIN, ""])
def test_what_an_older_version_named_otherwise_is_revised(tmp_path: Path, given: str) -> None:
    """Once an id that was its own address counted as none, and no row was marked in the spool."""
    line, stored = with_stored(row_of_an_export(tmp_path, given, BY_ADDRESS + PLAIN, PLAIN, "satu"), tmp_path)
    [revised], _ = fresh_items([row_of_an_export(tmp_path, given, PLAIN, PLAIN, "satu, ralat")], line)
    assert (revised.item.id, revised.item.revision) == (stored.item.id, 1)
    row = row_of_an_export(tmp_path, given, PLAIN, PLAIN, "lain")
    shutil.rmtree(tmp_path / "komentar-warga")  # nothing tells any more: no post replaces another
    [other], _ = fresh_items([row], line)
    assert (other.item.id != stored.item.id, other.item.revision) == (True, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((PLAIN, BY_ADDRESS + PLAIN), ("", BY_ADDRESS + PLAIN)),  # once an id that was its address was none
        (("", ""), (PLAIN, PLAIN)),
        (("", PLAIN), (PLAIN, PLAIN)),
    ],
)
def test_who_finds_another_post_under_its_own_id_gets_one_apart(
    tmp_path: Path, before: tuple[str, str], after: tuple[str, str]
) -> None:
    old = row_of_an_export(tmp_path, *before, PLAIN, "satu")
    line, stored = with_stored(old, tmp_path)
    row = row_of_an_export(tmp_path, *after, PLAIN, "lain")
    [other], _ = fresh_items([row], line)
    assert (other.item.id != stored.item.id, other.item.revision) == (True, 0)
    assert other.private.item_id == other.item.id
    with line.store.writing() as db:
        start_round(db, "r2", "sample", clock.now())
    save(line.store, "r2", [other])
    shutil.rmtree(tmp_path / "komentar-warga")  # what was told apart stays apart
    [revised], [known] = fresh_items([row, replace(row, text="lain, ralat")], line)
    assert (known.item_id, revised.item.id, revised.item.revision) == (other.item.id, other.item.id, 1)


@pytest.mark.parametrize("turned", [False, True])
def test_a_page_and_a_comment_of_one_round_are_two_items_whichever_comes_first(
    tmp_path: Path, turned: bool
) -> None:
    url = f"{PLAIN}#1"
    line, stored = with_stored(row_of_an_export(tmp_path, "", "", url, "satu"), tmp_path)
    rows = [
        replace(row_of_an_export(tmp_path, "", BY_ADDRESS + url, url, "satu, ralat"), key="x"),
        replace(row_of_an_export(tmp_path, PLAIN, PLAIN, PLAIN, "induk"), key="y"),
    ]
    fresh, _ = fresh_items(rows[::-1] if turned else rows, line)
    with line.store.writing() as db:
        start_round(db, "r2", "sample", clock.now())
    saved = save(line.store, "r2", fresh)
    assert (saved.new, saved.revision) == (1, 1)
    assert {one.item.text: one.item.id == stored.item.id for one in fresh} == {
        "satu, ralat": True, "induk": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "native_id", "text"), [(PLAIN, PLAIN, "satu"), ("", BY_ADDRESS + PLAIN, "satu, ralat")]
)
def test_two_rows_of_a_batch_that_lead_to_one_stored_item_are_two(
    tmp_path: Path, given: str, native_id: str, text: str
) -> None:
    line, stored = with_stored(row_of_an_export(tmp_path, "", BY_ADDRESS + PLAIN, PLAIN, "satu"), tmp_path)
    tracked = f"{PLAIN}?utm_source=x"
    rows = [
        row_of_an_export(tmp_path, tracked, tracked, PLAIN, "satu"),
        replace(row_of_an_export(tmp_path, given, native_id, PLAIN, text), key="l"),
    ]
    [other], [known] = fresh_items(rows, line)
    assert known.item_id == stored.item.id
    assert (other.item.id != stored.item.id, other.item.revision, other.item.text) == (True, 0, text)
    with line.store.writing() as db:
        start_round(db, "r2", "sample", clock.now())
    save(line.store, "r2", [other])
    fresh, again = fresh_items(rows, line)  # the same export once more brings nothing new
    assert (fresh, [one.item_id for one in again]) == ([], [stored.item.id, other.item.id])


def test_where_the_archive_does_not_tell_a_revision_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    line, stored = with_stored(row_of_an_export(tmp_path, "", "", PLAIN, "satu"), tmp_path)
    row = row_of_an_export(tmp_path, "", BY_ADDRESS + PLAIN, PLAIN, "satu, ralat")
    shutil.rmtree(tmp_path / "komentar-warga")
    [other], _ = fresh_items([row], line)
    assert other.item.id != stored.item.id
    assert caplog.messages == [
        f"{other.item.id}: the archive does not tell whether it is a revision of {stored.item.id}"
    ]


def test_an_export_that_is_refused_leaves_no_round(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    with rounds.spool_folder(workspace.settings) as folder:
        pass
    assert not folder.exists()
    assert rounds.recover(workspace) == []
