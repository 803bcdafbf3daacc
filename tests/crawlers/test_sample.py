"""The bundled sample over real HTTP, through its proxy, as the crawl meets it."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree
from parsel import Selector

from crawlers.sample import EXPECTED, NOW, SITES, SOURCES, WITA, tepianpos
from crawlers.sample.content import articles, load_channel
from crawlers.sample.server import build, serving
from crawlers.source import load_source

CHANNEL = "http://t.example/s/kabarwarga_sample"
API = "http://kabar-benua.example/wp-json/wp/v2/posts"
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    def css(self, selector: str) -> list[str]:
        return [part.get() or "" for part in Selector(self.text).css(selector)]


class Client:
    def __init__(self, proxy: str) -> None:
        self.proxy = proxy
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))

    def get(self, url: str, **headers: str) -> Reply:
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the sample's hosts only
        try:
            with self.opener.open(request, timeout=5) as answer:
                return Reply(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, dict(error.headers), error.read())


@pytest.fixture(scope="module")
def web() -> Iterator[Client]:
    with serving() as proxy:
        yield Client(proxy)


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    return loaded


FEEDS = ("http://kabar-benua.example/feed/", "http://cek-etam.example/feed/")


@pytest.mark.parametrize("url", [*FEEDS, "http://lensa-pesisir.example/feeds/posts/default"])
def test_a_feed_answers_304_to_its_own_validators(web: Client, url: str) -> None:
    first = web.get(url)
    assert first.status == 200
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
        again = web.get(url, **headers)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == etag
    assert web.get(url, **{"If-None-Match": '"other"', "If-Modified-Since": modified}).status == 200
    assert web.get(url, **{"If-Modified-Since": "Mon, 16 Nov 2026 00:00:00 GMT"}).status == 200


@pytest.mark.parametrize("url", FEEDS)
def test_rss_has_what_rss_2_needs(web: Client, url: str) -> None:
    root = etree.fromstring(web.get(url).body)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    items = root.findall("channel/item")
    assert len(items) in (8, 10)
    for item in items:
        link = item.findtext("link")
        assert item.findtext("title")
        assert item.findtext("pubDate", "").endswith("+0000")
        assert link is not None
        assert web.get(link).status == 200


def test_atom_has_what_atom_needs(web: Client) -> None:
    root = etree.fromstring(web.get("http://lensa-pesisir.example/feeds/posts/default").body)
    entries = root.findall("{*}entry")
    assert len(entries) == 5
    for entry in entries:
        assert entry.findtext("{*}id", "").startswith("tag:")
        assert "<p>" in entry.findtext("{*}content", "")
        assert web.get(entry.find("{*}link").get("href")).status == 200


def test_wordpress_pages_through_all_posts(web: Client) -> None:
    seen = []
    for page in (1, 2, 3):
        answer = web.get(f"{API}?per_page=5&page={page}")
        assert (answer.headers["X-WP-Total"], answer.headers["X-WP-TotalPages"]) == ("14", "3")
        seen += [post["id"] for post in answer.json()]
    assert sorted(seen, reverse=True) == seen
    assert len(set(seen)) == 14
    assert 'rel="next"' in web.get(f"{API}?per_page=5&page=2").headers["Link"]


def test_wordpress_errors_are_those_of_wordpress(web: Client) -> None:
    beyond = web.get(f"{API}?per_page=5&page=4")
    assert beyond.status == 400
    assert beyond.json()["code"] == "rest_post_invalid_page_number"
    for query in ("per_page=101", "page=0", "modified_after=yesterday", "orderby=luck"):
        wrong = web.get(f"{API}?{query}")
        assert (wrong.status, wrong.json()["code"]) == (400, "rest_invalid_param"), query


def test_wordpress_modified_after_knows_the_zone(web: Client) -> None:
    def ids(moment: str) -> list[int]:
        answer = web.get(f"{API}?modified_after={moment}&orderby=modified&order=asc&per_page=100")
        return [post["id"] for post in answer.json()]

    assert ids("2026-11-18T10:00:00")[0] == 2104  # the corrected one, in the site's own time
    assert ids("2026-11-18T02:00:00Z") == ids("2026-11-18T10:00:00") == ids("2026-11-18T10:00:00%2B08:00")
    assert ids("2026-11-20T08:00:00") == []


def test_wordpress_content_is_html_with_entities(web: Client) -> None:
    (post,) = web.get(f"{API}?slug=kpu-27-kotak-suara-sandaran-utuh&_fields=id,link,content").json()
    assert set(post) == {"id", "link", "content"}
    assert "&#8220;" in post["content"]["rendered"]
    assert "Baca juga:" in post["content"]["rendered"]
    assert web.get(post["link"]).status == 200


def test_a_short_link_is_redirected(web: Client) -> None:
    assert "Tersegel" in web.get("http://kabar-benua.example/?p=2106").text


def locations(web: Client, url: str) -> list[str]:
    root = etree.fromstring(web.get(url).body)
    assert root.xpath("count(//s:lastmod)", namespaces=SITEMAP) == len(root)
    return [str(loc.text) for loc in root.findall(".//s:loc", SITEMAP)]


def test_the_sitemap_index_leads_to_every_article(web: Client) -> None:
    parts = locations(web, "http://tepianpos.example/sitemap.xml")
    urls = [url for part in parts for url in locations(web, part)]
    assert all(web.get(url).status == 200 for url in urls)
    found = {
        tepianpos.HOME + tepianpos.path_of(article) for article in articles(SITES / "tepianpos.example", NOW)
    }
    assert len(found) == 14
    assert found < set(urls)


def test_the_amp_page_names_its_canonical(web: Client, expected: dict[str, Any]) -> None:
    (same,) = expected["same_item"]
    assert web.get(same["url"]).css("link[rel=canonical]::attr(href)") == [same["canonical"]]
    assert web.get(same["canonical"]).css("link[rel=amphtml]::attr(href)") == [same["url"]]


def test_an_article_is_split_over_pages(web: Client) -> None:
    debate = next(article for article in articles(SITES / "tepianpos.example", NOW) if len(article.pages) > 1)
    url: str | None = tepianpos.HOME + tepianpos.path_of(debate)
    texts = []
    while url is not None:
        page = web.get(url)
        texts += page.css(".detail-konten > p::text")
        links = page.css("a[rel=next]::attr(href)")
        url = urljoin(url, links[0]) if links else None
    assert "\n".join(texts) == debate.text
    assert len(debate.pages) == 3
    assert web.get(tepianpos.HOME + tepianpos.path_of(debate) + "?page=4").status == 404


def test_the_listing_is_found_by_the_selectors_of_its_source(web: Client) -> None:
    source = load_source(SOURCES / "portal-kutim.yml")
    first = web.get(source.url)
    more = urljoin(source.url, first.css(f"{source.selectors.next}::attr(href)")[0])
    second = web.get(more)
    links = [link for page in (first, second) for link in page.css(f"{source.selectors.links}::attr(href)")]
    assert len(links) == len(set(links)) == 8
    assert second.css(f"{source.selectors.next}::attr(href)") == []
    article = web.get(urljoin(source.url, links[0]))
    assert article.css(f"{source.selectors.title}::text") == [
        "Seruan Bersama Forkopimda: Beda Pilihan Tetap Bersaudara"
    ]
    assert "Jumat, 20 Nov 2026 - 07:00 WITA" in article.css(f"{source.selectors.date}::text")[0]


def test_fact_checks_carry_claim_review(web: Client, expected: dict[str, Any]) -> None:
    for claim in expected["claims"]:
        scripts = web.get(claim["url"]).css('script[type="application/ld+json"]::text')
        assert bool(scripts) == claim["claim_review"]
        for review in map(json.loads, scripts):
            assert review["@type"] == "ClaimReview"
            assert review["claimReviewed"] == claim["claim"]
            assert review["reviewRating"]["alternateName"] == claim["rating"]
            assert review["url"] == claim["url"]


def channel_pages(web: Client) -> list[Reply]:
    """The whole preview, page by page, newest first, by the link that it shows."""
    pages = [web.get(CHANNEL)]
    while older := pages[-1].css("a.js-messages_more::attr(href)"):
        pages.append(web.get(urljoin(CHANNEL, older[0])))
    return pages


def test_the_channel_pages_back_to_its_first_message(web: Client) -> None:
    pages = channel_pages(web)
    shown = [name for page in pages for name in page.css("div.tgme_widget_message::attr(data-post)")]
    posts = load_channel(SITES / "t.example", NOW).posts
    assert sorted(shown) == sorted(f"kabarwarga_sample/{post.id}" for post in posts)
    assert len(pages) == 2
    empty = web.get(f"{CHANNEL}?before=1")
    assert (empty.status, empty.css("div.tgme_widget_message")) == (200, [])


def test_a_message_has_the_markup_of_the_real_preview(web: Client) -> None:
    pages = [Selector(page.text) for page in channel_pages(web)]

    def message(number: int) -> Selector:
        return next(
            found for page in pages for found in page.css(f'[data-post="kabarwarga_sample/{number}"]')
        )

    forward = message(104)
    assert forward.css(".tgme_widget_message_forwarded_from_name ::text").get() == "Info Pesisir Timur"
    assert forward.css("time::attr(datetime)").get() == "2026-11-17T01:15:00+00:00"
    assert forward.css(".tgme_widget_message_views::text").get() == "5.2K"
    answer = message(107)
    assert "benalu" in answer.css(".js-message_reply_text::text").get(default="")
    assert answer.css(".js-message_text::text").get(default="").startswith("Buat yang barusan")
    assert message(105).css(".js-message_text").get() is None
    assert "service_message" in message(98).attrib["class"].split()


HOSTS = sorted(build().sites)


@pytest.mark.parametrize("host", HOSTS)
def test_every_link_resolves(web: Client, host: str) -> None:
    start = f"http://{host}/s/kabarwarga_sample" if host == "t.example" else f"http://{host}/"
    waiting, seen = [start], {start}
    while waiting:
        url = waiting.pop()
        answer = web.get(url)
        assert answer.status == 200, url
        if urlsplit(url).hostname != host or "html" not in answer.headers["Content-Type"]:
            continue
        for link in answer.css("::attr(href), ::attr(src)"):
            found = urljoin(url, link).partition("#")[0]
            assert (urlsplit(found).hostname or "").endswith(".example"), (url, link)
            if found not in seen:
                seen.add(found)
                waiting.append(found)
    assert len(seen) > 5


@pytest.mark.parametrize("host", HOSTS)
def test_robots_allow_the_sources(web: Client, host: str) -> None:
    answer = web.get(f"http://{host}/robots.txt")
    assert answer.status == 200
    assert "User-agent: *" in answer.text
    assert "Disallow: /\n" not in answer.text


def test_the_proxy_knows_no_other_host(web: Client) -> None:
    assert web.get("http://example.com/").status == 502
    assert web.get("http://kabar-benua.example/tidak-ada/").status == 404


def test_a_direct_request_is_answered_by_its_host(web: Client) -> None:
    request = urllib.request.Request(f"{web.proxy}/robots.txt", headers={"Host": "tepianpos.example"})  # noqa: S310
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
        assert b"tepianpos" in answer.read()


def test_gzip_is_used_where_asked_for(web: Client) -> None:
    answer = web.get("http://kabar-benua.example/", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.body[:2] == b"\x1f\x8b"


def test_two_runs_give_the_same_bytes() -> None:
    paths = {"kabar-benua.example": "/feed/", "tepianpos.example": "/", "t.example": "/s/kabarwarga_sample"}
    for host, path in paths.items():
        assert build().answer(host, path) == build().answer(host, path)


def test_an_earlier_moment_shows_the_web_of_then() -> None:
    early = datetime(2026, 11, 17, 12, tzinfo=WITA)
    with serving(early) as proxy:
        client = Client(proxy)
        brawl = "http://kabar-benua.example/2026/11/17/pemuda-bentrok-usai-hajatan-di-sepaso-timur/"
        assert "Tiga Orang Luka" in client.get(brawl).text
        assert "salah-kotak-suara" not in client.get("http://cek-etam.example/").text
        assert client.get(API).headers["X-WP-Total"] == "4"
        assert "benalu" not in client.get(CHANNEL).text
    with serving() as proxy:
        assert "Koreksi" in Client(proxy).get(brawl).text
