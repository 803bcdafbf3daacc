"""WordPress's REST interface: /wp-json/wp/v2/posts, page by page, only what changed since the last round.

Reference: developer.wordpress.org/rest-api/reference/posts (`per_page`, `page`, `orderby`, `modified_after`
since 5.7, `_fields`, `_embed`; header X-WP-TotalPages; errors as {"code": ..., "message": ..., "data": ...}).
"""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from scrapy.http import Response

from core.clock import now
from core.tables import parse_json
from crawlers.pages import absolute
from crawlers.refusal import NotFetchedError
from crawlers.revisions import parse_date
from crawlers.spiders.base import ArticleSpider
from crawlers.spiders.round import FRESH, Offer

PER_PAGE = 20  # whole articles; more might pass the limit of a body's size
LONGEST_GAP = timedelta(days=30)  # after which we do not ask for all that we missed
OVERLAP = timedelta(minutes=1)  # two posts may be changed in the same second
_FIELDS = "id,date_gmt,date,modified_gmt,modified,link,title,content,_links,_embedded"
_ANSWERED = (400, 401, 403, 404)  # with these WordPress says what is wrong
_TAG = re.compile(r"<[^>]+>")

Post = Mapping[str, Any]


class WordpressSpider(ArticleSpider):
    """A site's posts with their content; only where the interface gives none is the page fetched."""

    async def offers(self) -> AsyncIterator[Offer]:
        """The changed posts, those changed first first, so that a limit never leaves a hole behind."""
        async for post, response in read_posts(self):
            content = _rendered(post, "content").strip()
            yield Offer(
                url=link_of(post, response),
                native_id=str(post["id"]),
                title=plain_title(post),
                author=_author(post),
                published_at=stamp(post, "date"),
                updated_at=stamp(post, "modified"),
                page=self.page(response) if content else None,
                html=content,
            )


async def read_posts(spider: ArticleSpider) -> AsyncIterator[tuple[Post, Response]]:
    """The posts that changed since the last round, each with the response that holds it.

    Raises NotFetchedError "rest_disabled" where the site has no such interface for us.
    """
    since = changed_since(spider)
    query = {"orderby": "modified", "order": "asc", "modified_after": f"{since:%Y-%m-%dT%H:%M:%SZ}"}
    endpoint, page = await _first_page(spider, query)
    in_order = True
    moved = spider.course.moved_to  # the team needs the site's new address, not the interface's
    spider.course.moved_to = moved.partition("wp-json/")[0].partition("?rest_route=")[0]
    if page.posts is None or _ignores_the_date(page.posts, since):  # before WordPress 5.7
        query, in_order = {"after": f"{now() - FRESH:%Y-%m-%dT%H:%M:%SZ}"}, False
        page = await _page(spider, endpoint, query, 1)
    number, seen = 1, set[str]()
    while page.posts:
        fresh = [post for post in page.posts if str(post["id"]) not in seen]
        if not fresh:  # a cache that gives the same page whatever its number
            return
        seen.update(str(post["id"]) for post in fresh)
        for post in fresh:
            yield post, page.response
        if in_order:
            spider.came_until = max(_changes(fresh), default=spider.came_until)
        if number > 1 or len(page.posts) >= PER_PAGE:
            spider.forget(page.url)  # what is new is on the next page, and this one stays the same
        if number >= page.last(number):
            return
        number += 1
        page = await _page(spider, endpoint, query, number)


def changed_since(spider: ArticleSpider) -> datetime:
    """From when on to ask: the change until which all have come, cut to the hour so that the address stays
    the same.

    That may be older than the newest known, but no more than a week: what could not be fetched (a site that
    was down) is asked for again so long.
    """
    moment = now()
    dates = [date for known in spider.known.values() if (date := parse_date(known.updated_at))]
    newest = max((date for date in dates if date <= moment), default=moment - FRESH)
    came = min(spider.came_until or newest - FRESH, newest)
    since = max(came, min(newest, moment - FRESH))
    return (
        max(since - OVERLAP, moment - LONGEST_GAP).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of posts: none past the last one; None if WordPress did not understand the question."""

    url: str
    response: Response
    posts: list[Post] | None

    def last(self, number: int) -> int:
        """The number of the last page; where a cache has lost the header, a full page promises one more."""
        total = (self.response.headers.get("X-WP-TotalPages") or b"").decode("latin-1").strip()
        return int(total) if total.isdecimal() else number + (len(self.posts or ()) >= PER_PAGE)


async def _first_page(spider: ArticleSpider, query: Mapping[str, str]) -> tuple[str, _Page]:
    """Where the interface is, and its first page. A site without pretty addresses has it at ?rest_route=."""
    root = spider.source.url
    if not root.endswith("/") and not urlsplit(root).query:
        root += "/"  # a site in a folder
    if "/wp-json/" in root or "rest_route=" in root:
        return root, await _page(spider, root, query, 1)
    pretty, bare = urljoin(root, "wp-json/wp/v2/posts"), urljoin(root, "?rest_route=/wp/v2/posts")
    try:
        return pretty, await _page(spider, pretty, query, 1)
    except NotFetchedError as error:
        if error.reason != "rest_disabled" or error.detail != "http_404":
            raise
    return bare, await _page(spider, bare, query, 1)


async def _page(spider: ArticleSpider, endpoint: str, query: Mapping[str, str], number: int) -> _Page:
    """One page of posts. Raises NotFetchedError, "rest_disabled" if there is no such interface for us."""
    pairs = {"per_page": str(PER_PAGE), "page": str(number), **query, "_embed": "author", "_fields": _FIELDS}
    url = f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(pairs, safe=',:')}"
    response = await spider.control(url, accept=_ANSWERED)
    if response.status == 304:
        return _Page(url, response, [])
    code, found = _error_code(response), _json(response)
    if code == "rest_post_invalid_page_number":
        return _Page(url, response, [])
    if code == "rest_invalid_param":
        return _Page(url, response, None)
    if response.status == 403 and not code:  # a firewall's page: not WordPress speaking
        raise NotFetchedError("http_403")
    if response.status >= 400 or not isinstance(found, list):
        raise NotFetchedError("rest_disabled", code or f"http_{response.status}")
    return _Page(url, response, [post for post in found if isinstance(post, dict) and "id" in post])


def _json(response: Response) -> Any:
    try:
        return parse_json(response.body.decode("utf-8-sig", "replace"))
    except ValueError:
        return None


def _error_code(response: Response) -> str:
    found = _json(response)
    return str(found["code"]) if isinstance(found, dict) and found.get("code") else ""


def _ignores_the_date(posts: list[Post], since: datetime) -> bool:
    return any(date < since - timedelta(days=1) for date in _changes(posts))


def _changes(posts: list[Post]) -> list[datetime]:
    """When posts were changed, without what lies in the future."""
    moment = now()
    return [date for post in posts if (date := parse_date(stamp(post, "modified"))) and date <= moment]


def stamp(post: Post, name: str) -> str:
    """When a post was published ("date") or changed ("modified"), with the zone where WordPress tells it."""
    gmt = str(post.get(f"{name}_gmt") or "")
    return f"{gmt}+00:00" if gmt and not gmt.startswith("0000") else str(post.get(name) or "")


def plain_title(post: Post) -> str:
    """The title as a reader sees it."""
    title = _rendered(post, "title")
    end = title.rfind(">") + 1  # behind it no tag ends, and to look for one from each "<" takes for ever
    return " ".join(unescape(_TAG.sub("", title[:end]) + title[end:]).split())


def _rendered(post: Post, name: str) -> str:
    value = post.get(name)
    return str(value.get("rendered") or "") if isinstance(value, dict) else ""


def link_of(post: Post, response: Response) -> str:
    """Where a reader finds the post."""
    return absolute(response.url, str(post.get("link") or ""))


def _author(post: Post) -> str:
    embedded = post.get("_embedded")
    authors = embedded.get("author") if isinstance(embedded, dict) else None
    first = authors[0] if isinstance(authors, list) and authors else None
    return unescape(str(first.get("name") or "")) if isinstance(first, dict) else ""
