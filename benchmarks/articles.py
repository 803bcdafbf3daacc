"""Articles a second and core: from a local HTTP server through crawl, archive and stages into the store.

`python -m benchmarks.articles COUNT DATA` prints what it measured as JSON. The pages are the sample's sites
with many generated articles, served by a process of their own, whose time does not count.
"""

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import trafilatura
import yaml

from benchmarks.measure import largest_process, measured
from benchmarks.texts import edited, sample_articles
from core import clock
from core.record import Page
from core.settings import PROJECT, Settings
from crawlers.archive import Archive
from crawlers.sample import NOW, SITES, SOURCES
from crawlers.sample.content import Article
from crawlers.sample.server import serving
from crawlers.source import Source
from pipeline.store import Store

# Host: share of the articles. The portal's list shows 25 a round, whatever there is.
_SHARES = {"tepianpos.example": 0.45, "kabar-benua.example": 0.45, "lensa-pesisir.example": 0.1}
_WHOLE = ("portal-kutim.example", "cek-etam.example")  # as they are
_RECENT = timedelta(days=6)  # a sitemap's older entries are not crawled


def main(count: int, data: Path) -> None:
    """Crawl and process about so many articles into a fresh data folder, then run the baselines."""
    web = data.parent / "web"
    generate(web, count)
    clock.fix(NOW)
    with _server(web) as (proxy, pid):
        result = _line(data, proxy, frozenset([pid]))
    sys.stdout.write(json.dumps(result | _trafilatura(data)))


def generate(web: Path, count: int) -> None:
    """The folder of a web: the sample's sites, most of them with other and more articles."""
    draw = random.Random(1)
    for host in _WHOLE:
        shutil.copytree(SITES / host, web / host)
    for host, share in _SHARES.items():
        shutil.copytree(SITES / host, web / host, ignore=shutil.ignore_patterns("*.md"))
        models = [one for one in sample_articles() if one.slug in _slugs(host)]
        for number in range(round(count * share)):
            published = NOW - _RECENT * ((number + 1) / (count + 2))
            model = models[number % len(models)]
            text = _made(model, number, published, draw)
            (web / host / "articles" / f"{model.slug}-{number}.md").write_text(text, encoding="utf-8")


def _slugs(host: str) -> set[str]:
    return {path.name.partition(".")[0] for path in (SITES / host / "articles").glob("*.md")}


def _made(model: Article, number: int, published: datetime, draw: random.Random) -> str:
    """An article of the model's shape with paragraphs of all articles, changed."""
    pool = [b for article in sample_articles() for b in article.blocks if b.kind == "paragraph"]
    marks = {"heading": "## ", "quote": "> ", "item": "* ", "break": "==="}
    blocks = []
    for block in model.blocks:
        if block.kind == "related":
            continue  # it names an article that is not here
        source = draw.choice(pool).text if block.kind == "paragraph" else block.text
        blocks.append(marks.get(block.kind, "") + (edited([source], draw, 1 / 7)[0] if source else ""))
    head = model.head.model_dump(
        mode="json", exclude={"modified", "comments", "review"}, exclude_defaults=True
    )
    head |= {
        "id": 100_000 + number,
        "title": edited([model.head.title], draw, 0.3)[0],
        "published": published.isoformat(),
    }
    return f"---\n{yaml.safe_dump(head, allow_unicode=True)}---\n" + "\n\n".join(blocks) + "\n"


@contextmanager
def _server(web: Path) -> Iterator[tuple[str, int]]:
    """The web in a process of its own: its proxy's URL and the process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.articles", "serve", str(web)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both are pipes")
    try:
        yield process.stdout.readline().strip(), process.pid
    finally:
        process.stdin.close()
        process.wait()


def serve(web: Path) -> None:
    """Serve until standard input closes."""
    with serving(NOW, web) as proxy:
        sys.stdout.write(proxy + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def _write_sources(folder: Path) -> None:
    """The sample's sites as sources of a live profile; the WordPress one by its sitemap, to get its pages."""
    folder.mkdir(parents=True)
    for path in SOURCES.glob("*.yml"):
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        if raw["kind"] in ("telegram", "file"):
            continue
        if raw["kind"] == "wordpress":
            raw |= {"kind": "sitemap", "url": "http://kabar-benua.example/wp-sitemap.xml"}
        raw |= {"max_requests": 100_000, "expect": {"min": 0, "max": 100_000}}
        Source.model_validate(raw)
        (folder / path.name).write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")


def _line(data: Path, proxy: str, leave_out: frozenset[int]) -> dict[str, Any]:
    """One round in plain functions, politeness off: the sample's sources say delay 0."""
    from flows import rounds
    from flows.workspace import choose, open_workspace

    sources = data.parent / "sources"
    _write_sources(sources)
    settings = Settings(data=data, sources=sources, contact="bench@contoh.example", proxy=proxy)
    workspace = open_workspace(settings, "live")
    with rounds.spool_folder(settings) as folder:
        with measured(leave_out) as crawl:
            rounds.crawl_into(workspace, folder, choose(workspace, []).run)
        with measured(leave_out) as process:
            summary = rounds.process(workspace, folder, time.monotonic())
    if not (summary.candidates_balanced and summary.responses_balanced):
        raise AssertionError(f"round {summary.id}: a balance does not hold")
    own, child = largest_process()
    return {
        "articles": summary.candidates.get("new", 0),
        "rejected": dict(summary.rejected_candidates),
        "crawl_wall": crawl.wall,
        "crawl_cpu": crawl.cpu,
        "process_wall": process.wall,
        "process_cpu": process.cpu,
        "peak": max(crawl.peak, process.peak),
        "largest_process": max(own, child),
    }


def _trafilatura(data: Path) -> dict[str, float]:
    """Trafilatura alone on the same archived pages: in the modes that the line tried on each, and in all."""
    from pipeline.extraction.modes import MODES

    bodies = _archived(data)
    tried = [_modes_tried(body, url) for url, body in bodies]
    cascade = _seconds([(body, modes) for (_, body), modes in zip(bodies, tried, strict=True)])
    every = _seconds([(body, [options for _, options in MODES]) for _, body in bodies])
    return {
        "pages": len(bodies),
        "modes_a_page": sum(map(len, tried)) / len(bodies),
        "trafilatura_cpu": cascade,
        "trafilatura_all_cpu": every,
    }


def _archived(data: Path) -> list[tuple[str, bytes]]:
    """URL and body of every page that belongs to an article."""
    settings = Settings(data=data)
    archive, pages = Archive(settings.archive), []
    with Store(settings.database).reading() as db:
        rows = db.execute(
            "SELECT url, source_id, status, body_sha256, warc_file, warc_offset FROM private.responses "
            "WHERE use IN ('article', 'part') ORDER BY warc_file, warc_offset"
        ).fetchall()
    for url, source_id, status, digest, file, offset in rows:
        page = Page(
            url=url,
            source_id=source_id,
            fetched_at=NOW,
            status=status,
            headers=(("Content-Encoding", "gzip"),),  # as the sample's server sends
            body_sha256=digest,
            warc_file=file,
            warc_offset=offset,
        )
        pages.append((url, archive.read_body(page)))
    return pages


def _modes_tried(body: bytes, url: str) -> list[dict[str, Any]]:
    """Which modes the line's extraction calls on a page."""
    from pipeline.extract import Unreadable, extract_html

    calls: list[dict[str, Any]] = []
    original = trafilatura.bare_extraction

    def noting(tree: Any, **options: Any) -> Any:
        calls.append(options)
        return original(tree, **options)

    trafilatura.bare_extraction = noting  # type: ignore[assignment]
    try:
        extract_html(body, url, fetched_at=NOW)
    except Unreadable:
        pass
    finally:
        trafilatura.bare_extraction = original
    return calls


def _seconds(work: Sequence[tuple[bytes, Sequence[dict[str, Any]]]]) -> float:
    """CPU seconds to parse each page once and extract it in these modes."""
    began = time.process_time()
    for body, modes in work:
        tree = trafilatura.load_html(body)
        for options in modes:
            trafilatura.bare_extraction(tree, **{"include_comments": False} | options)
    return time.process_time() - began


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]), Path(sys.argv[2]))
