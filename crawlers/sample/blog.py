"""Lensa Pesisir: a blog that dresses up as news, with an Atom feed as Blogger writes it."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

from crawlers.sample import WITA
from crawlers.sample import web as w
from crawlers.sample.content import Article, articles

HOME = "http://lensa-pesisir.example"


def url_of(article: Article) -> str:
    """The address of a post."""
    return f"{HOME}/{article.head.published.astimezone(WITA):%Y/%m}/{article.slug}.html"


def _content(article: Article) -> str:
    return w.render(article.blocks, str, paragraph="<p>{}</p>")


def _post(article: Article, templates: w.Templates) -> str:
    head = article.head
    return templates.fill(
        "post",
        id=head.id,
        url=url_of(article),
        title=escape(head.title),
        date=w.long_date(head.published),
        published=w.iso(head.published),
        time=w.clock_time(head.published, "."),
        author=escape(head.author),
        labels=escape(", ".join(head.tags)),
        content=_content(article),
    )


def _comments(article: Article, templates: w.Templates) -> str:
    items = "\n".join(
        templates.fill(
            "comment",
            author=escape(comment.author),
            text=escape(comment.text),
            date=w.long_date(comment.at),
            time=w.clock_time(comment.at, "."),
        )
        for comment in article.head.comments
    )
    return templates.fill("comments", count=len(article.head.comments), items=items)


def _frame(main: str, title: str, canonical: str, found: Sequence[Article], templates: w.Templates) -> str:
    archive = "\n".join(
        templates.fill("line", url=url_of(article), title=escape(article.head.title)) for article in found
    )
    return templates.fill("frame", main=main, title=title, canonical=canonical, archive=archive)


def _feed(found: Sequence[Article], templates: w.Templates, at: datetime) -> w.Route:
    changed = w.latest(found, at)
    items = "\n".join(
        templates.fill(
            "entry",
            id=article.head.id,
            published=w.iso(article.head.published),
            updated=w.iso(article.modified),
            categories="\n".join(f"<category term='{escape(tag)}'/>" for tag in article.head.tags),
            title=escape(article.head.title),
            content=escape(_content(article)),
            url=url_of(article),
            author=escape(article.head.author),
            comment_count=len(article.head.comments),
        )
        for article in found
    )
    text = templates.fill("feed", updated=w.iso(changed), count=len(found), items=items)
    return w.xml(text, changed, "application/atom+xml; charset=UTF-8")


def site(folder: Path, at: datetime) -> w.Site:
    """Every path of the blog as it stood at a moment."""
    found, templates = articles(folder, at), w.Templates(folder)
    changed = w.latest(found, at)
    routes: dict[str, w.Route] = {}
    for article in found:
        main = _post(article, templates) + "\n" + _comments(article, templates)
        title = f"Lensa Pesisir: {escape(article.head.title)}"
        routes[url_of(article).removeprefix(HOME)] = w.html(
            _frame(main, title, url_of(article), found, templates)
        )
    home = "\n".join(_post(article, templates) for article in found)
    return {
        **routes,
        "/": w.html(_frame(home, "Lensa Pesisir", f"{HOME}/", found, templates)),
        "/feeds/posts/default": _feed(found, templates, at),
        "/robots.txt": w.plain((folder / "robots.txt").read_text(encoding="utf-8"), changed),
    }
