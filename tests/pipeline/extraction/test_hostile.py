"""Texts made to keep a pattern searching: each ends at once, where an unlucky pattern would take hours."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from pipeline.claims import ClaimsError, must_stand_alone
from pipeline.extract import Unreadable, extract_document
from pipeline.extraction.advertorial import is_advertorial
from pipeline.extraction.blocks import read_blocks
from pipeline.extraction.boilerplate import is_boilerplate
from pipeline.extraction.claimreview import UnknownRatingError, rating_says
from pipeline.extraction.dates import parse_date
from pipeline.extraction.document import read_text
from pipeline.extraction.regions import find_regions
from pipeline.extraction.structured import Structured, read_structured
from tests.pipeline.store.items import claim

pytestmark = pytest.mark.timeout(20)
LONG = 100_000


@pytest.mark.parametrize("comment", ["<!---->", "<!-- -->\n", "<!-- a --> "])
def test_a_page_that_begins_with_comments(comment: str) -> None:
    assert read_text(f"{comment * 400}<html><p>x</p>".encode())


@pytest.mark.parametrize("before", ["", "<!-- a --><!-- b -->\n", "<?xml version='1.0'?><!-- a --> "])
def test_a_feed_is_known_behind_its_comments(before: str) -> None:
    with pytest.raises(Unreadable, match="rss"):
        read_text(f"{before}<rss version='2.0'></rss>".encode())


@pytest.mark.parametrize("part", ["#-", "#a-", "#a ", "#a-b - ", "#-a!"])
def test_hashtags_that_end_in_a_sentence(part: str) -> None:
    assert not is_boilerplate((part * 70)[:125] + " satu dua tiga")


@pytest.mark.parametrize(
    ("text", "only_tags"),
    [
        ("#Pilkada #Kutim", True),
        ("#Pilkada Kutim Timur, #aman-damai!", True),
        ("#a-b #c ##d.", True),
        ("#Pilkada di Kutim berjalan", False),
        ("Warga #Kutim", False),
    ],
)
def test_lines_of_hashtags(text: str, only_tags: bool) -> None:
    assert is_boilerplate(text) is only_tags


@pytest.mark.parametrize("part", ["1 jam ", "1 jam, ", "1 jam 1 ", "99/99/2026 ", "31 Februari 2026, "])
def test_a_date_of_any_length(part: str) -> None:
    zone = ZoneInfo("Asia/Makassar")
    assert parse_date(part * (LONG // len(part)), now=datetime(2026, 11, 20, tzinfo=UTC), zone=zone) is None


@pytest.mark.parametrize("part", ["-", "-.", "!"])
def test_a_rating_of_signs(part: str) -> None:
    with pytest.raises(UnknownRatingError):
        rating_says(f"a{part * LONG}b")


@pytest.mark.parametrize("name", ["_", "share_", "a_", "comment_"])
def test_a_class_of_underscores(name: str) -> None:
    tree = html.document_fromstring(f"<body><p class='x{name * (LONG // len(name))}!'>a</p></body>")
    find_regions(tree)


def test_jsonld_that_is_broken_by_a_tail() -> None:
    tree = html.document_fromstring(f"<script type='application/ld+json'>{{{'; ' * LONG}x</script>")
    assert read_structured(tree, "").nodes == []


@pytest.mark.parametrize("words", ["\ue000" * LONG, "terkait" + "\n" * LONG, "\ue000baca juga " * LONG])
def test_a_link_among_private_characters_and_blanks(words: str) -> None:
    tree = html.document_fromstring(f"<body><p><a href='/x'>tautan</a> {words} selesai</p></body>")
    assert read_blocks(tree, {})[0].text.startswith("tautan ")


def test_json_that_is_nested_too_deeply_is_no_page() -> None:
    for body in ("[" * LONG, '{"a":' * LONG):
        with pytest.raises(Unreadable):
            extract_document(body.encode())
    with pytest.raises(Unreadable, match="message = 'x'"):
        extract_document(json.dumps({"message": "x"}).encode())


def test_an_address_that_is_none_is_no_advertorial() -> None:
    assert not is_advertorial(Structured(), "Warga antre", ("Warga antre sejak pagi.",), "https://[a]/adv/x")


def test_an_address_of_dots() -> None:
    with pytest.raises(ClaimsError, match="no web address"):
        must_stand_alone(replace(claim(), url=f"https://{'a.' * LONG} x"))
