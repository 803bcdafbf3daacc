"""The crawling process: it ends with its parent, leaves nothing torn, goes on, and says if it dies."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

import pytest
from warcio.archiveiterator import ArchiveIterator

from core.settings import PROJECT, Settings
from crawlers import child
from crawlers.archive import Archive
from crawlers.crawl import CrawlError, Job, crawl, job_sources
from crawlers.spool import JOB, SPOOL, SpoolError, SpoolWriter, read_spool, tally
from tests.crawlers.certificates import self_signed
from tests.crawlers.crawling import Crawled, Web, balanced, feed, made_source, page, run, state
from tests.web import Site, serving

ARTICLES = [f"/{number}" for number in range(12)]
PARENT = """
import sys
from pathlib import Path
from tests.crawlers.certificates import self_signed
from tests.crawlers.crawling import Web, made_source, run
run(Web(sources=[made_source("satu", sys.argv[1])]), Path(sys.argv[2]), delay=0.1)
"""


def processes_of(folder: Path) -> list[int]:
    """The crawling processes of a round's folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"crawlers.child" in words and str(folder).encode() in words:
            found.append(int(entry.name))
    return found


def until(what: object, seconds: float = 15.0) -> bool:
    """Whether something comes true in time."""
    assert callable(what)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.02)
    return False


def test_a_killed_round_leaves_no_process_and_nothing_torn_and_can_be_gone_on_with(tmp_path: Path) -> None:
    folder = tmp_path / "spool" / "r1"
    with Web() as web:
        site = web.add("satu", {"/feed": feed(*ARTICLES), **{name: page(name * 50) for name in ARTICLES}})
        parent = subprocess.Popen(
            [sys.executable, "-c", PARENT, f"{site.url}/feed", str(tmp_path)], cwd=PROJECT
        )
        assert until(lambda: len(site.requests) >= 6)
        assert processes_of(folder)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert until(lambda: not processes_of(folder), 3.0)
        cut_short = list(read_spool(folder / SPOOL))
        assert not tally(folder / SPOOL)["satu"].report
        [warc] = (tmp_path / "archive").glob("satu/*.warc.gz")
        os.truncate(warc, warc.stat().st_size - 20)  # as if it had been killed in the middle of a write
        with (folder / SPOOL).open("ab") as spool:
            spool.write(b'{"type":"cand')

        crawled = run(web, tmp_path, delay=0.0)

    entries = list(read_spool(folder / SPOOL))
    assert entries[: len(cut_short)] == cut_short
    assert sorted(candidate.url for candidate in crawled.candidates("satu")) == sorted(
        site.url + name for name in ARTICLES
    )
    assert balanced(crawled.tally("satu"))
    with warc.open("rb") as file:
        assert sum(record.rec_type == "response" for record in ArchiveIterator(file)) >= len(ARTICLES)
    last_of_before = [entry.page for entry in crawled.responses("satu")][-1]
    assert crawled.archive.read_body(last_of_before)


def test_a_source_with_a_report_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # only the setting counts
    with Web() as web:
        site = web.add("satu", {"/feed": feed("/1"), "/1": page("1")})
        assert run(web, tmp_path).tally("satu").fetched == 1
        asked = len(site.requests)
        run(web, tmp_path)
    assert len(site.requests) == asked


def test_another_round_waits_until_the_archive_is_free(tmp_path: Path) -> None:
    other = Archive(tmp_path / "archive")
    other.open_source("satu")
    threading.Timer(2.5, other.close).start()
    with Web() as web:
        web.add("satu", {"/feed": feed("/1"), "/1": page("1")})
        before = time.monotonic()
        crawled = run(web, tmp_path)
    assert time.monotonic() - before > 2.0
    assert crawled.tally("satu").fetched == 1


def test_a_source_whose_archive_stays_taken_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LOCK_PATIENCE", 0.1)
    sources = [made_source(name, "http://kabar.example/feed") for name in ("satu", "dua")]
    with Archive(tmp_path / "archive") as other, Archive(tmp_path / "archive") as ours:
        other.open_source("satu")
        spool = SpoolWriter(tmp_path / SPOOL)
        assert child.opened(sources, ours, spool) == [sources[1]]
    report = tally(tmp_path / SPOOL)["satu"].report
    assert report is not None
    assert (report.status, report.detail) == (
        "failing",
        "ronde lain sedang mengambil sumber ini: tunggu sampai selesai",
    )


def test_a_child_that_dies_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("not a folder")
    with Web() as web, pytest.raises(CrawlError, match=r"(?s)ended with code 1.*NotADirectoryError"):
        web.add("satu", {"/feed": feed()})
        run(web, tmp_path)


def test_a_child_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = tmp_path / "python"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(hanging))
    monkeypatch.setattr("crawlers.crawl.STALL", 0.5)
    before = time.monotonic()
    with pytest.raises(CrawlError, match="no sign of life"):
        run(Web(sources=[made_source("satu", "http://kabar.example/feed")]), tmp_path)
    assert time.monotonic() - before < 5


def test_a_job_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A retry writes it again, and is killed in the middle."""
    with Web() as web:
        web.add("satu", {"/feed": feed()})
        folder = run(web, tmp_path).folder
    before = Job.read(folder / JOB)

    def killed(self: Path, to: Path) -> NoReturn:
        assert self.parent == to.parent
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            before.write(folder / JOB)
    assert Job.read(folder / JOB) == before
    assert job_sources(folder) == ["satu"]


def test_a_torn_job_is_named(tmp_path: Path) -> None:
    assert job_sources(tmp_path) == []
    for torn in ("", "[]", "{}", '{"sources": [1]}'):
        (tmp_path / JOB).write_text(torn)
        with pytest.raises(SpoolError, match=r"job\.json: not a crawl's job"):
            job_sources(tmp_path)


def test_files_are_not_crawled(tmp_path: Path) -> None:
    source = made_source("ekspor", "kotak/ekspor", kind="file", category="public_page")
    with pytest.raises(CrawlError, match="ekspor: kind file is imported"):
        crawl([source], state(), tmp_path / "r", Settings(data=tmp_path))


def test_everything_goes_through_the_proxy_and_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    routes = {"/feed": feed("/1", "http://lain.example/2"), "/1": page("satu"), "/2": page("dua")}
    sources = [made_source(name, f"http://{name}.example/feed") for name in ("kabar", "warta")]
    with serving(Site(routes)) as proxy:
        settings = Settings(data=tmp_path, delay=0.0, proxy=proxy.url)
        crawl(sources, state(), tmp_path / "r1", settings, lambda done, total: told.append((done, total)))
    crawled = Crawled(tmp_path, tmp_path / "r1")
    assert told[-1] == (2, 2)
    assert crawled.tally("kabar").fetched == crawled.tally("warta").fetched == 2
    hosts = [(request.headers["host"], request.path) for request in proxy.requests]
    assert {host for host, path in hosts if path == "/robots.txt"} == {
        "kabar.example", "warta.example", "lain.example",
    }  # fmt: skip
    assert crawled.candidate("kabar", "/1").pages[0].url == "http://kabar.example/1"


def test_a_site_must_prove_that_it_is_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trusted, known = self_signed(tmp_path, "sah")
    _, unknown = self_signed(tmp_path, "palsu")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    routes = {"/feed": feed("/1"), "/1": page("satu")}
    with serving(Site(routes), known) as honest, serving(Site(routes), unknown) as forged:
        sources = [made_source("sah", f"{honest.url}/feed"), made_source("palsu", f"{forged.url}/feed")]
        crawled = run(Web(sources=sources), tmp_path)
    assert crawled.tally("sah").fetched == 1
    assert forged.requests == []
    report = crawled.report("palsu")
    assert (report.status, report.offered) == ("failing", 0)
    assert report.detail.startswith("sertifikat keamanan situs tidak sah: beri tahu pengelola situs")
