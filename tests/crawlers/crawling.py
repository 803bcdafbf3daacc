"""Run a real crawl, child process and all, against local servers, and look at what it spooled."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from core.record import Candidate, CrawlState, Known, Page, ResponseUse, SourceReport, Validators
from core.settings import Settings
from crawlers.archive import Archive
from crawlers.crawl import crawl
from crawlers.source import Source
from crawlers.spool import LOG, SPOOL, ResponseEntry, SourceTally, read_spool, tally
from tests.web import Answer, Route, Site, serving

XML = {"Content-Type": "application/rss+xml; charset=utf-8"}
RECENT = "Mon, 23 Nov 2026 10:00:00 +0800"


def page(words: str, head: str = "", links: str = "") -> Answer:
    """An article's page."""
    return Answer(f"<!doctype html><html><head>{head}</head><body><p>{words}</p>{links}</body></html>")


def feed(*urls: str, **headers: str) -> Answer:
    """An RSS feed that names these URLs."""
    items = "".join(
        f"<item><title>Kabar {url}</title><link>{url}</link><pubDate>{RECENT}</pubDate></item>"
        for url in urls
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>K</title>{items}</channel></rss>'
    return Answer(body, headers=XML | {name.replace("_", "-"): value for name, value in headers.items()})


def state(
    known: Mapping[str, Mapping[str, Known]] | None = None,
    validators: Mapping[str, Validators] | None = None,
    paused_until: Mapping[str, datetime] | None = None,
) -> CrawlState:
    """A state, empty where nothing is said."""
    return CrawlState(known=known or {}, validators=validators or {}, paused_until=paused_until or {})


@dataclass
class Web:
    """Local servers, each with one source that starts on it, unless it is given another address."""

    stack: ExitStack = field(default_factory=ExitStack)
    sites: dict[str, Site] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stack.close()

    def add(self, name: str, routes: Mapping[str, Route], start: str = "/feed", **source: Any) -> Site:
        """A site, and a source `name` (a feed, unless said otherwise) that starts at `start` on it."""
        self.sites[name] = self.stack.enter_context(serving(Site(routes)))
        self.sources.append(made_source(name, self.sites[name].url + start, **source))
        return self.sites[name]


def made_source(name: str, url: str, **more: Any) -> Source:
    """A source as its YAML would say it."""
    return Source.model_validate(
        {"id": name, "title": name, "publisher": "P", "kind": "feed", "url": url, "evidence": "uji"} | more
    )


def balanced(count: SourceTally) -> bool:
    """Whether every response received has one line, and every candidate offered."""
    report = count.report
    lines = count.responses.total(), count.candidates
    return report is not None and (report.responses, report.offered) == lines


@dataclass(frozen=True)
class Crawled:
    """What a crawl left behind."""

    data: Path
    folder: Path

    @property
    def spool(self) -> Path:
        return self.folder / SPOOL

    @property
    def log(self) -> str:
        return (self.folder / LOG).read_text()

    @property
    def archive(self) -> Archive:
        return Archive(self.data / "archive")

    def tally(self, name: str) -> SourceTally:
        return tally(self.spool)[name]

    def report(self, name: str) -> SourceReport:
        report = self.tally(name).report
        assert report is not None
        return report

    def candidates(self, name: str) -> list[Candidate]:
        return [
            entry
            for entry in read_spool(self.spool)
            if isinstance(entry, Candidate) and entry.source_id == name
        ]

    def candidate(self, name: str, ending: str) -> Candidate:
        [candidate] = [entry for entry in self.candidates(name) if entry.url.endswith(ending)]
        return candidate

    def responses(self, name: str) -> list[ResponseEntry]:
        return [
            entry
            for entry in read_spool(self.spool)
            if isinstance(entry, ResponseEntry) and entry.page.source_id == name
        ]

    def uses(self, name: str) -> list[tuple[str, ResponseUse, str]]:
        """Path, use and reason of each response, in order."""
        return [
            (entry.page.url.partition("://")[2].partition("/")[2], entry.use, entry.reason)
            for entry in self.responses(name)
        ]

    def text(self, pages: Sequence[Page]) -> list[str]:
        return [self.archive.read_body(page).decode() for page in pages]


def run(
    web: Web, data: Path, known: CrawlState | None = None, round_id: str = "r1", **settings: Any
) -> Crawled:
    """Crawl all sources of a web. The pace is fast unless `settings` say otherwise."""
    folder = data / "spool" / round_id
    fast: dict[str, Any] = {"delay": 0.0, "pause": 0.2, "timeout": 5.0} | settings
    crawl(web.sources, known or state(), folder, Settings(data=data, **fast))
    return Crawled(data, folder)
