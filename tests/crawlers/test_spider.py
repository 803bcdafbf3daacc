"""What the base spider does with offers, without a network: content that is there already, and mishaps."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core import clock
from core.record import Candidate, Channel, Known, Page, SourceReport
from crawlers.archive import Archive
from crawlers.politeness import SiteGate
from crawlers.refusal import NotFetchedError
from crawlers.robots import RobotsKept
from crawlers.spiders.base import ArticleSpider
from crawlers.spiders.round import Offer, Round
from crawlers.spool import SPOOL, SpoolWriter, read_spool
from tests.crawlers.crawling import made_source, state

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Bench:
    """A spider on a bench: it offers what it is told to."""

    folder: Path
    known: dict[str, Known] = field(default_factory=dict)

    def spider(self, *offers: Offer | Exception) -> ArticleSpider:
        class Told(ArticleSpider):
            async def offers(self) -> AsyncIterator[Offer]:
                for offer in offers:
                    if isinstance(offer, Exception):
                        raise offer
                    yield offer

        source = made_source(
            "kanal", "http://kanal.example/s/kanal", kind="telegram", category="open_channel"
        )
        round_ = Round(
            archive=Archive(self.folder / "archive"),
            spool=SpoolWriter(self.folder / SPOOL),
            gate=SiteGate(self.folder / "gate"),
            robots=RobotsKept(self.folder / "gate"),
            state=state({"kanal": self.known}),
            delay=0.0,
            pause=0.0,
        )
        return Told(source=source, round=round_)

    def run(self, *offers: Offer | Exception) -> tuple[list[Candidate], SourceReport]:
        async def live() -> None:
            spider = self.spider(*offers)
            with closing(spider.round.spool):
                async for _ in spider.start():
                    raise AssertionError("nothing is left to Scrapy's scheduler")

        asyncio.run(live())
        return self.spooled()

    def spooled(self) -> tuple[list[Candidate], SourceReport]:
        entries = list(read_spool(self.folder / SPOOL))
        [report] = [entry for entry in entries if isinstance(entry, SourceReport)]
        return [entry for entry in entries if isinstance(entry, Candidate)], report


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    clock.fix(NOON)
    yield Bench(tmp_path)
    clock.fix(None)


@pytest.fixture
def listed(tmp_path: Path) -> Page:
    """A control page, as archived."""
    return Archive(tmp_path / "lain").write_response(
        source_id="kanal",
        url="http://kanal.example/s/kanal",
        status=200,
        reason="OK",
        headers=(),
        body=b"<p>",
        fetched_at=NOON,
    )


def test_content_that_is_there_already_is_not_fetched(bench: Bench, listed: Page) -> None:
    offer = Offer(
        url="http://kanal.example/kanal/7",
        native_id="7",
        html="<p>halo</p>",
        page=listed,
        author="Kanal",
        published_at="2026-11-23T10:00:00+08:00",
        forwarded_from="grup",
        place="Sangatta",
        title="Halo",
    )
    [post], report = bench.run(offer)
    assert post == Candidate(
        source_id="kanal",
        channel=Channel.POST,
        key="7",
        url="http://kanal.example/kanal/7",
        pages=(listed,),
        native_id="7",
        html="<p>halo</p>",
        author="Kanal",
        published_at="2026-11-23T10:00:00+08:00",
        forwarded_from="grup",
        place="Sangatta",
        title="Halo",
    )
    assert (report.status, report.offered, report.requests) == ("healthy", 1, 0)


def test_posts_of_one_address_are_told_apart_by_their_number(bench: Bench, listed: Page) -> None:
    offers = [Offer(url="", native_id=number, text=number, page=listed) for number in ("7", "8", "7")]
    posts, report = bench.run(*offers)
    assert [(post.key, post.text) for post in posts] == [("7", "7"), ("8", "8")]
    assert report.offered == 2


def test_known_content_is_compared_unless_its_date_says_that_it_is_the_same(
    bench: Bench, listed: Page
) -> None:
    fetched = NOON - timedelta(minutes=10)
    bench.known = {
        "7": Known(fetched_at=fetched),
        "8": Known(fetched_at=fetched, updated_at="2026-11-23T01:00:00Z"),
        "9": Known(fetched_at=fetched, updated_at="2026-11-23T01:00:00Z"),
    }
    posts, _ = bench.run(
        Offer(url="", native_id="7", text="tujuh", page=listed),
        Offer(url="", native_id="8", text="delapan", page=listed, updated_at="2026-11-23T01:00:00Z"),
        Offer(url="", native_id="9", text="sembilan", page=listed, updated_at="2026-11-23T11:58:00Z"),
    )
    assert [(post.key, post.known, post.text) for post in posts] == [
        ("7", False, "tujuh"),
        ("8", True, ""),
        ("9", False, "sembilan"),
    ]


def test_an_unexpected_error_leaves_a_report_and_reaches_the_log(bench: Bench, listed: Page) -> None:
    with pytest.raises(RuntimeError, match="salah"):
        bench.run(Offer(url="", native_id="7", text="tujuh", page=listed), RuntimeError("salah"))
    [post], report = bench.spooled()
    assert post.text == "tujuh"
    assert (report.status, report.detail) == (
        "failing",
        "kesalahan program: lihat crawl.log ronde ini dan laporkan",
    )
    assert report.validators == {}


def test_one_article_that_cannot_be_handled_stops_no_other(
    bench: Bench, listed: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise IndexError("halaman aneh")

    monkeypatch.setattr("crawlers.spiders.base.read_article", broken)
    odd, fine = bench.run(
        Offer(url="http://kanal.example/aneh"), Offer(url="", native_id="7", text="tujuh", page=listed)
    )[0]
    assert odd.rejected is not None
    assert (odd.rejected.reason, odd.rejected.stage) == ("error", "crawl")
    assert "halaman aneh" in odd.rejected.detail
    assert fine.text == "tujuh"


def test_a_source_has_its_time(bench: Bench) -> None:
    spider = bench.spider()
    spider._deadline = 0.0
    with closing(spider.round.spool), pytest.raises(NotFetchedError, match="deadline"):
        asyncio.run(spider.fetch("http://kanal.example/"))
