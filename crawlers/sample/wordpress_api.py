"""Kabar Benua for machines: the REST interface of WordPress (/wp-json/wp/v2) and its RSS 2.0 feed."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Any

from crawlers.sample import WITA
from crawlers.sample import web as w
from crawlers.sample.content import Article

HOME = "http://kabar-benua.example"
_ENTITIES = str.maketrans({"“": "&#8220;", "”": "&#8221;", "–": "&#8211;", "’": "&#8217;"})
_JSON = "application/json; charset=UTF-8"


def url_of(article: Article) -> str:
    """The permalink."""
    return f"{HOME}/{article.head.published.astimezone(WITA):%Y/%m/%d}/{article.slug}/"


def _related(found: Sequence[Article], templates: w.Templates, slug: str) -> str:
    linked = next(article for article in found if article.slug == slug)
    return templates.fill("related_inline", url=url_of(linked), title=escape(linked.head.title))


def content_of(article: Article, found: Sequence[Article], templates: w.Templates) -> str:
    """`content.rendered`: with "Baca juga" and share buttons in it, as the REST interface gives it."""
    body = w.render(article.blocks, partial(_related, found, templates))
    return (body + "\n" + templates.fill("share")).translate(_ENTITIES)


def _rest_post(article: Article, found: Sequence[Article], templates: w.Templates) -> dict[str, Any]:
    head = article.head
    local = "%Y-%m-%dT%H:%M:%S"
    return {
        "id": head.id,
        "date": head.published.astimezone(WITA).strftime(local),
        "date_gmt": head.published.astimezone(UTC).strftime(local),
        "guid": {"rendered": f"{HOME}/?p={head.id}"},
        "modified": article.modified.astimezone(WITA).strftime(local),
        "modified_gmt": article.modified.astimezone(UTC).strftime(local),
        "slug": article.slug,
        "status": "publish",
        "type": "post",
        "link": url_of(article),
        "title": {"rendered": escape(head.title, quote=False).translate(_ENTITIES)},
        "content": {"rendered": content_of(article, found, templates), "protected": False},
        "excerpt": {"rendered": f"<p>{escape(article.lead[:200])} [&hellip;]</p>\n", "protected": False},
        "author": 1 + sorted({other.head.author for other in found}).index(head.author),
        "featured_media": 0,
        "comment_status": "open",
        "ping_status": "closed",
        "sticky": False,
        "template": "",
        "format": "standard",
        "meta": [],
        "categories": [2 + sorted({other.head.section for other in found}).index(head.section)],
        "tags": [],
        "class_list": [f"post-{head.id}", f"category-{w.slugify(head.section)}"],
        "_links": {"self": [{"href": f"{HOME}/wp-json/wp/v2/posts/{head.id}"}]},
    }


def _json(value: object, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> w.Answer:
    return w.Answer(json.dumps(value).replace("/", "\\/").encode(), _JSON, status, headers)


def _invalid(name: str, why: str) -> w.Answer:
    return _json(
        {
            "code": "rest_invalid_param",
            "message": f"Invalid parameter(s): {name}",
            "data": {
                "status": 400,
                "params": {name: why},
                "details": {name: {"code": "rest_invalid_param", "message": why, "data": None}},
            },
        },
        400,
    )


def _moment(written: str) -> datetime:
    """WordPress reads a time without a zone in the site's zone."""
    moment = datetime.fromisoformat(written.replace(" ", "+"))
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=WITA)


_LIMITS: dict[str, Callable[[Article, datetime], bool]] = {
    "after": lambda article, moment: article.head.published > moment,
    "before": lambda article, moment: article.head.published < moment,
    "modified_after": lambda article, moment: article.modified > moment,
    "modified_before": lambda article, moment: article.modified < moment,
}
_ORDERS: dict[str, Callable[[Article], Any]] = {
    "date": lambda article: article.head.published,
    "modified": lambda article: article.modified,
    "id": lambda article: article.head.id,
    "title": lambda article: article.head.title,
    "slug": lambda article: article.slug,
}


def _selected(found: Sequence[Article], query: w.Query) -> list[Article] | w.Answer:
    chosen = list(found)
    for name, inside in _LIMITS.items():
        if name in query:
            try:
                moment = _moment(query[name])
            except ValueError:
                return _invalid(name, "Invalid date.")
            chosen = [article for article in chosen if inside(article, moment)]
    if "slug" in query:
        chosen = [article for article in chosen if article.slug in query["slug"].split(",")]
    order, orderby = query.get("order", "desc"), query.get("orderby", "date")
    if order not in ("asc", "desc"):
        return _invalid("order", "order is not one of asc and desc.")
    if orderby not in _ORDERS:
        return _invalid("orderby", f"orderby is not one of {', '.join(_ORDERS)}.")
    return sorted(chosen, key=_ORDERS[orderby], reverse=order == "desc")


def _numbers(query: w.Query) -> tuple[int, int] | w.Answer:
    """`page` and `per_page`, within the bounds that WordPress sets."""
    page, size = query.get("page", "1"), query.get("per_page", "10")
    if not page.isdigit() or int(page) < 1:
        return _invalid("page", "page must be greater than or equal to 1")
    if not size.isdigit() or not 1 <= int(size) <= 100:
        return _invalid("per_page", "per_page must be between 1 (inclusive) and 100 (inclusive)")
    return int(page), int(size)


def _posts(found: Sequence[Article], templates: w.Templates, query: w.Query) -> w.Answer:
    """GET /wp-json/wp/v2/posts, after the handbook's description of lists and paging."""
    numbers, chosen = _numbers(query), _selected(found, query)
    if isinstance(numbers, w.Answer):
        return numbers
    if isinstance(chosen, w.Answer):
        return chosen
    page, size = numbers
    count = -(-len(chosen) // size)
    if page > count and chosen:
        message = "The page number requested is larger than the number of pages available."
        return _json(
            {"code": "rest_post_invalid_page_number", "message": message, "data": {"status": 400}}, 400
        )
    posts = [_rest_post(article, found, templates) for article in chosen[(page - 1) * size : page * size]]
    if "_fields" in query:
        wanted = set(query["_fields"].split(","))
        posts = [{key: value for key, value in post.items() if key in wanted} for post in posts]
    return _json(posts, headers=_paging(query, page, count, len(chosen)))


def _paging(query: w.Query, page: int, count: int, total: int) -> tuple[tuple[str, str], ...]:
    base = f"{HOME}/wp-json/wp/v2/posts?per_page={query.get('per_page', '10')}"
    links = [f'<{base}&page={page - 1}>; rel="prev"'] if page > 1 else []
    links += [f'<{base}&page={page + 1}>; rel="next"'] if page < count else []
    headers = [("X-WP-Total", str(total)), ("X-WP-TotalPages", str(count)), ("Allow", "GET")]
    return tuple(headers + ([("Link", ", ".join(links))] if links else []))


def rest(found: Sequence[Article], templates: w.Templates) -> dict[str, w.Route]:
    """The paths below /wp-json/."""
    sections = sorted({article.head.section for article in found})
    root = {
        "name": "Kabar Benua",
        "description": "Dekat dari Benua",
        "url": HOME,
        "home": HOME,
        "gmt_offset": "8",
        "timezone_string": "Asia/Makassar",
        "namespaces": ["oembed/1.0", "wp/v2"],
        "routes": {"/wp/v2/posts": {"namespace": "wp/v2", "methods": ["GET"]}},
    }
    categories = [
        {"id": 2 + number, "name": name, "slug": w.slugify(name), "taxonomy": "category"}
        for number, name in enumerate(sections)
    ]
    one = {
        f"/wp-json/wp/v2/posts/{article.head.id}": w.fixed(_json(_rest_post(article, found, templates)))
        for article in found
    }
    return {
        "/wp-json/": w.fixed(_json(root)),
        "/wp-json/wp/v2/posts": partial(_posts, found, templates),
        "/wp-json/wp/v2/categories": w.fixed(_json(categories)),
        **one,
    }


def feed(found: Sequence[Article], templates: w.Templates, at: datetime) -> w.Route:
    """The ten newest, as WordPress gives them."""
    changed = w.latest(found, at)
    items = "\n".join(
        templates.fill(
            "feed_item",
            id=article.head.id,
            title=escape(article.head.title, quote=False).translate(_ENTITIES),
            url=url_of(article),
            author=article.head.author,
            section=article.head.section,
            published=w.rfc822(article.head.published),
            lead=escape(article.lead[:200], quote=False),
            content=content_of(article, found, templates),
            comment_count=len(article.head.comments),
        )
        for article in found[:10]
    )
    text = templates.fill("feed", built=w.rfc822(changed), items=items)
    return w.xml(text, changed, "application/rss+xml; charset=UTF-8")
