"""A round over the sample, without Prefect: what it stores, that it balances, and what a second one adds."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core import clock
from core.errors import UsageError
from core.record import SourceReport
from core.settings import Settings
from crawlers.check import new_source
from crawlers.crawl import CrawlError
from crawlers.sample import EXPECTED, NOW
from crawlers.spool import JOB, SPOOL, SpoolWriter
from flows import rounds
from flows.workspace import Workspace, choose, open_workspace
from pipeline.store import Connection, RoundSummary, queue, rejections, round_summary
from tests.conftest import Sampled, opened

EXPECTATIONS: dict[str, Any] = json.loads(EXPECTED.read_text(encoding="utf-8"))
EARLIER = datetime.fromisoformat("2026-11-17T12:00:00+08:00")
CORRECTED = "pemuda-bentrok-usai-hajatan-di-sepaso-timur"
BOXES = "salah-kotak-suara-sandaran-tenggelam"


def rows(workspace: Workspace, query: str) -> list[tuple[Any, ...]]:
    with workspace.store.reading() as db:
        return db.execute(query).fetchall()


def test_both_balances_hold_for_every_source(sampled: Sampled) -> None:
    summary = sampled.summary
    assert summary.responses_balanced
    assert summary.candidates_balanced
    assert len(summary.sources) == 7
    for source in summary.sources:
        assert source.status == "healthy", (source.source_id, source.detail)
        assert source.received == sum(source.responses.values())
        assert source.offered == sum(source.candidates.values()) > 0
    assert set(summary.responses) == {"control", "part", "article"}
    assert summary.candidates == {"new": len(EXPECTATIONS["items"])}


def test_every_text_of_the_sample_becomes_one_item(sampled: Sampled) -> None:
    stored = rows(opened(sampled.data), "SELECT source_id, channel, count(*) FROM items GROUP BY ALL")
    expected = Counter((one["source"], one["channel"]) for one in EXPECTATIONS["items"])
    assert {(source, channel): number for source, channel, number in stored} == expected


def test_addresses_are_those_of_the_texts(sampled: Sampled) -> None:
    query = "SELECT i.source_id, o.url FROM items i JOIN private.originals o ON o.item_id = i.id"
    found = set(rows(opened(sampled.data), query))
    missing = [
        one["url"] for one in EXPECTATIONS["items"] if one["url"] and (one["source"], one["url"]) not in found
    ]
    assert missing == []


def test_messages_without_words_are_no_candidates(sampled: Sampled) -> None:
    [channel] = [one for one in sampled.summary.sources if one.source_id == "kabarwarga"]
    posts = [one for one in EXPECTATIONS["items"] if one["source"] == "kabarwarga"]
    assert channel.offered == channel.candidates["new"] == len(posts)
    with opened(sampled.data).store.reading() as db:
        assert rejections(db, sampled.summary.id) == []


def test_claims_are_those_that_the_fact_checks_state(sampled: Sampled) -> None:
    found = rows(opened(sampled.data), "SELECT is_false, count(*) FROM claims GROUP BY ALL ORDER BY ALL")
    expected = Counter(one["false"] for one in EXPECTATIONS["claims"])
    assert dict(found) == expected


def test_masked_texts_hold_no_number_of_a_person(sampled: Sampled) -> None:
    workspace = opened(sampled.data)
    assert rows(workspace, "SELECT count(*) FROM items WHERE regexp_matches(text, '[0-9]{16}')") == [(0,)]
    hidden = rows(workspace, "SELECT count(*) FROM items WHERE contains(text, '[NIK]')")
    original = rows(
        workspace, "SELECT count(*) FROM private.originals WHERE regexp_matches(text, '[0-9]{16}')"
    )
    assert hidden == original
    assert hidden[0][0] >= 1


def test_every_item_carries_what_the_stages_say(sampled: Sampled) -> None:
    workspace = opened(sampled.data)
    items = rows(workspace, "SELECT count(*) FROM items")[0][0]
    marks = rows(workspace, "SELECT name, count(*) FROM signals GROUP BY name ORDER BY name")
    assert marks == [("hoax", items), ("provocation", items), ("violence", items)]
    for column in ("role", "priority", "priority_parts"):
        assert rows(workspace, f"SELECT count({column}) FROM annotations") == [(items,)]  # noqa: S608
    with workspace.store.reading() as db:
        ranked = queue(db, 50)
    assert ranked
    assert [one.priority.value for one in ranked] == sorted(
        (one.priority.value for one in ranked), reverse=True
    )


def test_nothing_is_left_in_the_spool(sampled: Sampled) -> None:
    assert list((sampled.data / "spool").iterdir()) == []


def test_a_second_round_finds_nothing_new(sampled: Sampled, tmp_path: Path) -> None:
    workspace = opened(sampled.copy(tmp_path / "data"))
    before = rows(workspace, "SELECT id, revision, content_hash, story_id FROM items ORDER BY ALL")
    summary = rounds.run_round(workspace)
    assert summary.responses_balanced
    assert summary.candidates_balanced
    assert set(summary.candidates) <= {"known", "rejected"}
    assert summary.new_stories == 0
    assert rows(workspace, "SELECT id, revision, content_hash, story_id FROM items ORDER BY ALL") == before
    assert summary.responses["control"] < sampled.summary.responses["control"] + 20


def test_an_article_that_changes_is_a_revision_and_a_fact_check_may_come_later(tmp_path: Path) -> None:
    clock.fix(EARLIER)
    workspace = opened(tmp_path / "data")
    first = rounds.run_round(workspace)
    early = _claims_of(workspace)
    assert not any(BOXES in url for url in early)
    assert _revisions(workspace) == []

    clock.fix(NOW)
    second = rounds.run_round(opened(tmp_path / "data"))
    for summary in (first, second):
        assert summary.responses_balanced
        assert summary.candidates_balanced
    assert second.candidates["revision"] == 1
    [(url, before, after, same_story)] = _revisions(workspace)
    assert CORRECTED in url
    assert before != after
    assert same_story == 1
    assert [BOXES in url for url in _claims_of(workspace) if url not in early].count(True) == 1
    whole = Counter((one["source"], one["channel"]) for one in EXPECTATIONS["items"])
    latest = rows(workspace, "SELECT source_id, channel, count(*) FROM current_items GROUP BY ALL")
    assert {(source, channel): number for source, channel, number in latest} == whole


def _claims_of(workspace: Workspace) -> list[str]:
    return [row[0] for row in rows(workspace, "SELECT url FROM claims")]


def _revisions(workspace: Workspace) -> list[tuple[Any, ...]]:
    return rows(
        workspace,
        """
        SELECT any_value(o.url), min_by(i.title || i.text, i.revision), max_by(i.title || i.text, i.revision),
            count(DISTINCT i.story_id)
        FROM items i JOIN private.originals o ON o.item_id = i.id AND o.revision = i.revision
        GROUP BY i.id HAVING count(*) > 1
        """,
    )


def test_some_sources_only(tmp_path: Path) -> None:
    summary = rounds.run_round(opened(tmp_path / "data"), ["cek-etam", "komentar-warga"])
    assert [one.source_id for one in summary.sources] == ["cek-etam", "komentar-warga"]
    assert summary.candidates_balanced


def test_an_unknown_source_is_told_with_those_that_there_are(sampled: Sampled) -> None:
    with pytest.raises(UsageError, match="no source kliping in the sample profile; there are: cek-etam, "):
        choose(opened(sampled.data), ["kliping"])


def test_a_folder_belongs_to_one_profile(sampled: Sampled) -> None:
    with pytest.raises(UsageError):
        open_workspace(Settings(data=sampled.data, contact="desk@contoh.example"), "live")


def test_posts_do_not_run_live_without_a_mandate(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", contact="desk@contoh.example")
    workspace = open_workspace(settings, "live")
    chosen = choose(workspace, ["klausa", "ekspor-meta"])
    assert [source.id for source in chosen.run] == ["klausa"]
    [refused] = chosen.refused
    with rounds.spool_folder(settings) as folder:
        rounds.note_refused(folder, [refused])
        summary = rounds.process(workspace, folder, 0.0)
    [source] = summary.sources
    assert (source.source_id, source.status) == ("ekspor-meta", "refused")
    assert "mandat" in source.detail
    assert summary.responses_balanced
    assert summary.candidates_balanced


def test_a_source_whose_file_cannot_be_used_fails_and_stops_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "satu.yml").write_text(
        "id: satu\ntitle: Satu\npublisher: P\nkind: feed\nurl: https://satu.example/feed/\nevidence: ada\n"
    )
    new_source("baru", "feed", "https://baru.example/feed/", folder)  # as it is before it is filled in
    settings = Settings(data=tmp_path / "data", contact="desk@contoh.example", sources=folder)
    workspace = open_workspace(settings, "live")
    chosen = choose(workspace, [])
    assert [source.id for source in chosen.run] == ["satu"]
    assert choose(workspace, ["satu"]).refused == ()
    with rounds.spool_folder(settings) as spool:
        rounds.note_refused(spool, chosen.refused)
        [told] = rounds.process(workspace, spool, 0.0).sources
    assert (told.source_id, told.status) == ("baru", "failing")
    assert f"{folder / 'baru.yml'}, line 2: title: is empty; fill it in" in told.detail


def test_a_round_over_the_fact_checkers_tells_files_that_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.claims as flow

    folder = tmp_path / "sources"
    folder.mkdir()
    new_source("cek", "factcheck", "https://cek.example/feed/", folder)
    settings = Settings(data=tmp_path / "data", contact="desk@contoh.example", sources=folder)
    monkeypatch.setattr(flow, "settings", lambda: settings)
    monkeypatch.setattr(flow, "monitor", lambda sources, profile: " ".join(sources))
    assert flow.claims.fn(profile="live") == "cek"


def test_a_round_that_died_is_finished_by_the_next_one(sampled: Sampled, tmp_path: Path) -> None:
    """A round dies after its crawl; the next one processes what it had spooled, before its own."""
    workspace = opened(tmp_path / "data")
    ids = ["cek-etam", "komentar-warga", "portal-kutim"]  # a fact-checker, posts, a newspaper
    with rounds.spool_folder(workspace.settings) as folder:
        rounds.crawl_into(workspace, folder, choose(workspace, ids).run)
        assert _recovered(workspace) == []  # its lock says that it is running
    [summary] = _recovered(workspace)
    assert summary.id == folder.name
    undisturbed = [one for one in sampled.summary.sources if one.source_id in ids]
    assert [(one.source_id, one.candidates) for one in summary.sources] == [
        (one.source_id, one.candidates) for one in undisturbed
    ]
    assert summary.candidates == {"new": sum(one.candidates["new"] for one in undisturbed)}
    assert summary.responses_balanced
    assert summary.candidates_balanced
    assert not folder.exists()


def test_a_round_that_died_in_the_crawl_balances_too(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    with rounds.spool_folder(workspace.settings) as folder:
        rounds.crawl_into(workspace, folder, choose(workspace, ["cek-etam", "lensa-pesisir"]).run)
    lines = (folder / SPOOL).read_bytes().splitlines(keepends=True)
    (folder / SPOOL).write_bytes(b"".join(lines[: len(lines) // 2]) + lines[-1][:20])
    [summary] = _recovered(workspace)
    assert summary.responses_balanced
    assert summary.candidates_balanced
    again = rounds.run_round(workspace, ["cek-etam", "lensa-pesisir"])
    assert again.candidates_balanced
    found = rows(workspace, "SELECT source_id, count(*) FROM items GROUP BY ALL ORDER BY ALL")
    assert found == [("cek-etam", 8), ("lensa-pesisir", 5)]


def test_a_round_whose_job_is_torn_stops_no_later_one(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    with rounds.spool_folder(workspace.settings) as folder:
        (folder / JOB).write_bytes(b"")
    [summary] = _recovered(workspace)
    assert summary.sources == ()
    assert not folder.exists()
    log = workspace.settings.data / "logs" / f"{folder.name}.log"
    assert "job.json: not a crawl's job" in log.read_text(encoding="utf-8")


def test_a_round_of_another_version_says_whom_it_asked(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    with rounds.spool_folder(workspace.settings) as folder:
        job = {"sources": [{"id": "cek-etam", "baru": 1}], "more": True}
        (folder / JOB).write_text(json.dumps(job), encoding="utf-8")
    [summary] = _recovered(workspace)
    [source] = summary.sources
    assert (source.source_id, source.status) == ("cek-etam", "failing")
    assert "terputus" in source.detail


def _recovered(workspace: Workspace) -> list[RoundSummary]:
    return rounds.recover(workspace)


def test_processing_again_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a retry of the task does: the same spool once more, after it was stored."""
    workspace = opened(tmp_path / "data")
    with rounds.spool_folder(workspace.settings) as folder:
        rounds.crawl_into(workspace, folder, choose(workspace, ["komentar-warga"]).run)
        spool = (folder / SPOOL).read_bytes()
        first = rounds.process(workspace, folder, 0.0)
        folder.mkdir()
        (folder / SPOOL).write_bytes(spool)
        again = rounds.process(workspace, folder, 0.0)
    assert (again.candidates, again.responses) == (first.candidates, first.responses)
    assert rows(workspace, "SELECT count(*), count(DISTINCT id) FROM items") == [(32, 32)]


def test_a_dead_crawl_leaves_what_it_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The crawl dies; what was spooled before it stays, and the next round takes it in."""
    workspace = opened(tmp_path / "data")

    def die(*about: object, **more: object) -> None:
        raise CrawlError("the crawling process ended with code 1")

    with monkeypatch.context() as patched:
        patched.setattr(rounds, "crawl", die)
        with pytest.raises(CrawlError):
            rounds.run_round(workspace, ["komentar-warga", "cek-etam"])
    summary = rounds.run_round(workspace, ["komentar-warga", "cek-etam"])
    assert summary.candidates == {"new": 8}
    assert rows(workspace, "SELECT count(*) FROM items") == [(40,)]
    assert rows(workspace, "SELECT count(*) FROM rounds WHERE finished_at IS NULL") == [(0,)]


def test_a_report_alone_makes_a_round(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "data")
    with rounds.spool_folder(workspace.settings) as folder:
        spool = SpoolWriter(folder / SPOOL)
        spool.report(
            SourceReport(
                source_id="cek-etam", status="failing", detail="hang", requests=1, seconds=1, validators={}
            )
        )
        spool.close()
        summary = rounds.process(workspace, folder, 0.0)
    with workspace.store.reading() as db:
        assert _same(round_summary(db, summary.id), summary, db)


def _same(one: RoundSummary, other: RoundSummary, db: Connection) -> bool:
    return one == other


def test_the_live_profile_always_waits_between_requests(tmp_path: Path) -> None:
    hurried = Settings(data=tmp_path, contact="meja@contoh.example", delay=0)
    with pytest.raises(UsageError, match=r"at least 1 s .* PANTAU_DELAY"):
        open_workspace(hurried, "live")
