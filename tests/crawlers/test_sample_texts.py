"""The texts of the bundled sample: dates, numbers, cases, and what is expected of them."""

import csv
import json
import re
from collections import Counter
from datetime import datetime
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
import pytest

from crawlers.sample import EXPECTED, FOLDER, NOW, SITES, SOURCES, WITA
from crawlers.sample.content import Article, articles, load_article, load_channel
from crawlers.sample.server import build
from crawlers.source import Kind, usable_sources

START = datetime(2026, 11, 16, tzinfo=WITA)


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    return loaded


def every_article() -> list[Article]:
    """All versions of all articles, corrected ones too."""
    return [load_article(path) for path in sorted(SITES.glob("*/articles/*.md"))]


def comment_rows() -> list[dict[str, str]]:
    rows = []
    for path in sorted((FOLDER / "exports").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows += list(csv.DictReader(lines))
    return rows


def test_the_sources_are_the_seven_kinds() -> None:
    sources, unusable = usable_sources(SOURCES)
    assert not unusable
    assert {source.kind for source in sources.values()} == set(Kind)
    assert all(source.delay == 0 and source.evidence == "invented sample" for source in sources.values())
    assert (FOLDER / sources["komentar-warga"].url).is_dir()


def test_all_dates_are_in_the_window() -> None:
    moments = [moment for article in every_article() for moment in (article.head.published, article.modified)]
    moments += [comment.at for article in every_article() for comment in article.head.comments]
    moments += [post.at for post in load_channel(SITES / "t.example", NOW).posts]
    moments += [datetime.fromisoformat(row["published_at"]) for row in comment_rows()]
    assert len(moments) > 150
    assert all(START <= moment <= NOW for moment in moments)


def test_posts_and_ids_run_with_time() -> None:
    posts = load_channel(SITES / "t.example", NOW).posts
    assert all(one.id < two.id and one.at < two.at for one, two in pairwise(posts))
    for site in SITES.iterdir():
        found = sorted(articles(site, NOW), key=lambda article: article.head.id)
        assert len({article.head.id for article in found}) == len(found)


def test_baca_juga_leads_back_in_time() -> None:
    for site in SITES.iterdir():
        by_slug = {article.slug: article for article in articles(site, NOW)}
        for article in by_slug.values():
            for block in article.blocks:
                if block.kind == "related":
                    assert by_slug[block.text].head.published < article.head.published, article.slug


def test_no_number_belongs_to_anybody() -> None:
    texts = [article.text for article in every_article()]
    texts += [comment.text for article in every_article() for comment in article.head.comments]
    texts += [post.text for post in load_channel(SITES / "t.example", NOW).posts]
    texts += [row["text"] for row in comment_rows()]
    numbers = [number for text in texts for number in re.findall(r"(?<!\d)\d{16}(?!\d)", text)]
    assert numbers == ["6408990101709999"]  # kecamatan 99 does not exist
    for text in texts:
        matches = phonenumbers.PhoneNumberMatcher(text, "ID", leniency=phonenumbers.Leniency.VALID)
        assert [match.raw_string for match in matches] == []
    assert any("0840-0000-1234" in text for text in texts)


REQUIRED = Counter(
    hoax=8, hoax_denied=3, hoax_questioned=1, fact_check=8, press_release=3, advertorial=1, provocation=3,
    threat=1, brawl_report=2, threat_report=1, peaceful_protest_call=1, protest_report=2, harsh_criticism=3,
    satire=1, identity_number=1, counter_speech=3, idiom=3, ordinary_news=6, ordinary_post=3, rumour=2,
    religious_advice=1, debate_report=1,
)  # fmt: skip


def test_every_case_is_there(expected: dict[str, Any]) -> None:
    assert Counter(item["case"] for item in expected["items"]) >= REQUIRED
    first = expected["claims"][3]["url"]
    assert "salah-kotak-suara" in first
    asserting = [item for item in expected["items"] if item["hoax"] == {"claim": first, "stance": "asserts"}]
    assert {item["source"] for item in asserting} == {"kabarwarga", "komentar-warga", "lensa-pesisir"}
    assert len(asserting) >= 4
    release = [item["source"] for item in expected["items"] if item["story"] == "press-release-kesbangpol"]
    assert sorted(release) == ["kabar-benua", "portal-kutim", "tepian-pos"]


def test_the_expectations_cover_the_sample(expected: dict[str, Any]) -> None:
    items, web = expected["items"], build()
    live = [article for site in sorted(SITES.iterdir()) for article in articles(site, NOW)]
    posts = [post for post in load_channel(SITES / "t.example", NOW).posts if post.text]
    assert len(items) == len({item["url"] for item in items}) == len(live) + len(posts) + len(comment_rows())
    titles = {article.head.title: article for article in live}
    for item in items:
        if item["title"]:
            assert item["published_at"] == titles[item["title"]].head.published.isoformat()
            parts = urlsplit(item["url"])
            assert web.answer(parts.hostname or "", parts.path).status == 200
    without = {item["native_id"] for item in expected["without_text"]}
    assert without == {"kabarwarga_sample/98", "kabarwarga_sample/105"}


def test_the_labels_agree_with_each_other(expected: dict[str, Any]) -> None:
    claims = {claim["url"]: claim for claim in expected["claims"]}
    for item in expected["items"]:
        assert (item["severity"] > 0) == (item["provocation"] or item["violence"])
        assert item["role"] in ("assert", "report", "debunk", "counter")
        if item["severity"]:
            assert item["role"] == "assert"
        if item["hoax"] is not None:
            claim = claims[item["hoax"]["claim"]]
            assert item["hoax"]["stance"] in ("asserts", "reports", "questions", "debunks")
            assert claim["false"] or item["channel"] == "factcheck"
    late = [claim for claim in claims.values() if claim["published_at"] > "2026-11-19T12"]
    assert any(
        item["hoax"] is not None
        and item["hoax"]["stance"] == "asserts"
        and item["hoax"]["claim"] == claim["url"]
        and item["published_at"] < claim["published_at"]
        for claim in late
        for item in expected["items"]
    )
