import gzip
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from scrapy.http import Response

from core import clock
from crawlers.refusal import NotFetchedError
from crawlers.spiders.sitemap import Entry, read_sitemap, recent

LIMIT = 100_000
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HEAD = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    clock.fix(NOON)
    yield
    clock.fix(None)


def response(body: bytes | str) -> Response:
    return Response(
        "http://kabar.example/sitemap.xml", body=body if isinstance(body, bytes) else body.encode()
    )


def read(body: bytes | str) -> list[str]:
    return [entry.url for entry in read_sitemap(response(body), LIMIT)[1]]


@pytest.mark.parametrize(
    "body",
    [
        f"{HEAD}<url><loc> /a </loc></url></urlset>",
        f"\n{HEAD}<url><loc>http://kabar.example/a</loc></url>",  # cut off
        f"{HEAD}<url><loc>http://kabar.example/a</loc><x>&nbsp;</x></url></urlset>",
        "<urlset><url><loc>/a</loc></url></urlset>",  # no namespace
        gzip.compress(f"{HEAD}<url><loc>/a</loc></url></urlset>".encode(), mtime=0),
    ],
)
def test_what_can_be_read_is_read(body: bytes | str) -> None:
    assert read(body) == ["http://kabar.example/a"]


def test_a_sitemap_reads_nothing_from_this_machine() -> None:
    evil = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>{HEAD}<url><loc>/a&e;</loc></url></urlset>'
    )
    assert read(evil) == ["http://kabar.example/a"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html><body>Selamat datang</body></html>", "not_sitemap"),
        ("", "not_sitemap"),
        ("bukan xml", "not_sitemap"),
        (gzip.compress(bytes(20 * LIMIT), mtime=0), "too_large"),
        (b"\x1f\x8b\x08\x00rusak", "broken_xml"),
    ],
)
def test_what_is_none_says_so(body: bytes | str, reason: str) -> None:
    with pytest.raises(NotFetchedError) as caught:
        read(body)
    assert caught.value.reason == reason


def test_recent_ones_come_newest_first_and_of_the_undated_some_from_both_ends() -> None:
    entries = [
        Entry("/kuno", lastmod="2020-01-01"),
        Entry("/kemarin", lastmod="2026-11-22"),
        Entry("/tadi", lastmod="2026-11-21", published="2026-11-23T08:00:00+08:00"),
        Entry("/2026/11/20/dari-alamat"),
        Entry("/2026/10/01/lama"),
        *[Entry(f"/{number}") for number in range(10)],
    ]
    assert [entry.url for entry in recent(entries, undated=2)] == [
        "/tadi", "/kemarin", "/2026/11/20/dari-alamat", "/0", "/1", "/8", "/9",
    ]  # fmt: skip
