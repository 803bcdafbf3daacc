"""The real sources: what their files must say. None was fetched from here; none says that it is verified."""

import re
from collections import Counter
from pathlib import Path

import pytest

from crawlers.presets import presets
from crawlers.source import Kind, Source, usable_sources

FOLDER = Path(__file__).resolve().parents[2] / "crawlers" / "sources"
SOURCES, UNUSABLE = usable_sources(FOLDER)


def test_there_are_at_least_thirty_on_the_web_and_all_load() -> None:
    assert not UNUSABLE
    assert len(list(FOLDER.iterdir())) == len(SOURCES)
    assert len([source for source in SOURCES.values() if source.kind is not Kind.FILE]) >= 30


def test_every_kind_of_publisher_is_there() -> None:
    kinds = Counter(source.kind for source in SOURCES.values())
    assert kinds[Kind.WORDPRESS] >= 10
    assert kinds[Kind.FACTCHECK] >= 3
    official = [source for source in SOURCES.values() if ".go.id" in source.url]
    assert len(official) >= 5


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_says_where_we_know_it_from(source: Source) -> None:
    assert source.verified is False
    assert len(source.evidence) > 30
    assert not re.search(r"/(work|home|tmp|root)/", (FOLDER / f"{source.id}.yml").read_text())
    if source.kind is Kind.FILE:
        assert source.preset in presets()
        assert not Path(source.url).is_absolute()
    else:
        assert source.url.startswith("https://")


def test_no_two_sources_read_the_same_address() -> None:
    addresses = Counter(
        re.sub(r"https?://(www\.)?", "", source.url).rstrip("/") for source in SOURCES.values()
    )
    assert [address for address, number in addresses.items() if number > 1] == []


def test_no_source_of_posts_follows_a_private_person() -> None:
    posts = [source for source in SOURCES.values() if source.needs_mandate]
    assert posts
    assert all(source.category for source in posts)
