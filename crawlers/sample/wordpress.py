"""Kabar Benua: a WordPress news site, as its theme draws it, with comments, tags and related lists."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path

import yaml

from crawlers.sample import web as w
from crawlers.sample.content import Article, articles
from crawlers.sample.wordpress_api import HOME, content_of, feed, rest, url_of

_PER_PAGE = 8


def _link_list(found: Sequence[Article], templates: w.Templates) -> str:
    return "\n".join(
        templates.fill("small_item", url=url_of(article), title=escape(article.head.title))
        for article in found
    )


def _graph(article: Article) -> str:
    head = article.head
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@graph": [
                {
                    "@type": "NewsArticle",
                    "@id": f"{url_of(article)}#article",
                    "headline": head.title,
                    "datePublished": w.iso(head.published),
                    "dateModified": w.iso(article.modified),
                    "author": {"@type": "Person", "name": head.author},
                    "articleSection": [head.section],
                    "keywords": list(head.tags),
                    "inLanguage": "id-ID",
                    "publisher": {"@type": "Organization", "name": "Kabar Benua"},
                    "mainEntityOfPage": {"@id": url_of(article)},
                },
                {"@type": "WebSite", "@id": f"{HOME}/#website", "url": f"{HOME}/", "name": "Kabar Benua"},
            ],
        },
        ensure_ascii=False,
    )


def _comments(article: Article, templates: w.Templates) -> str:
    return "\n".join(
        templates.fill(
            "comment",
            id=article.head.id * 10 + number,
            author=escape(comment.author),
            at=w.iso(comment.at),
            date=w.long_date(comment.at),
            time=w.clock_time(comment.at, "."),
            text=escape(comment.text),
        )
        for number, comment in enumerate(article.head.comments)
    )


class _Theme:
    """The pages of the site as its theme draws them."""

    def __init__(self, folder: Path, found: Sequence[Article]) -> None:
        self.found = found
        self.templates = w.Templates(folder)
        sections = sorted({article.head.section for article in found})
        self.menu = "\n".join(
            f'    <li class="menu-item"><a href="{HOME}/category/{w.slugify(name)}/">{escape(name)}</a></li>'
            for name in sections
        )

    def frame(
        self, main: str, title: str, canonical: str, head: str = "", body_class: str = "archive"
    ) -> str:
        """A whole page."""
        return self.templates.fill(
            "frame",
            title=title,
            canonical=canonical,
            head=head,
            body_class=body_class,
            menu=self.menu,
            main=main,
        )

    def article(self, article: Article) -> str:
        """One article's page."""
        head, url = article.head, url_of(article)
        others = [other for other in self.found if other.slug != article.slug]
        shared: dict[str, str | int] = {
            "id": head.id,
            "title": escape(head.title),
            "url": url,
            "section": escape(head.section),
            "author": escape(head.author),
            "published": w.iso(head.published),
        }
        caption = self.templates.fill("photo", id=head.id, caption=escape(head.photo)) if head.photo else ""
        main = self.templates.fill(
            "article",
            **shared,
            section_slug=w.slugify(head.section),
            author_slug=w.slugify(head.author),
            date=w.long_date(head.published),
            time=w.clock_time(head.published, "."),
            photo=caption,
            content=content_of(article, self.found, self.templates),
            tags="\n".join(
                f'<li><a href="{HOME}/tag/{w.slugify(tag)}/">{escape(tag)}</a></li>' for tag in head.tags
            ),
            neighbours=_link_list(others[:1], self.templates),
            related=_link_list(others[1:4], self.templates),
            popular=_link_list(others[-5:], self.templates),
            comments=_comments(article, self.templates),
            comment_count=len(head.comments),
        )
        meta = self.templates.fill(
            "head_article",
            **shared,
            lead=escape(article.lead[:160]),
            modified=w.iso(article.modified),
            graph=_graph(article),
        )
        return self.frame(main, f"{escape(head.title)} - Kabar Benua", url, meta, "single single-post")

    def listing(self, heading: str, path: str, found: Sequence[Article]) -> dict[str, str]:
        """A list of articles over as many pages as it needs, by path."""
        pages: dict[str, str] = {}
        count = max(1, -(-len(found) // _PER_PAGE))
        for number in range(1, count + 1):
            here = path if number == 1 else f"{path}page/{number}/"
            older = f'<a class="next" href="{HOME}{path}page/{number + 1}/">Berikutnya</a>'
            main = self.templates.fill(
                "list",
                heading=escape(heading),
                items="\n".join(
                    self.templates.fill(
                        "item",
                        url=url_of(article),
                        title=escape(article.head.title),
                        published=w.iso(article.head.published),
                        date=w.long_date(article.head.published),
                        lead=escape(article.lead[:140]),
                    )
                    for article in found[(number - 1) * _PER_PAGE : number * _PER_PAGE]
                ),
                nav=older if number < count else "",
            )
            pages[here] = self.frame(main, f"{escape(heading)} - Kabar Benua", f"{HOME}{here}")
        return pages


def _short_link(theme: _Theme, home: str, query: w.Query) -> w.Answer:
    """The home page, or the redirect from /?p=ID."""
    if "p" in query:
        for article in theme.found:
            if str(article.head.id) == query["p"]:
                return w.moved(url_of(article))
        return w.Answer(b"", status=404)
    return w.Answer(home.encode())


def _lists(theme: _Theme) -> dict[str, str]:
    """Home, categories, tags and authors, by path."""
    found = theme.found
    pages = theme.listing("Berita Terbaru", "/", found)
    for section in {article.head.section for article in found}:
        inside = [article for article in found if article.head.section == section]
        pages |= theme.listing(section, f"/category/{w.slugify(section)}/", inside)
    for tag in {tag for article in found for tag in article.head.tags}:
        inside = [article for article in found if tag in article.head.tags]
        pages |= theme.listing(f"Tag: {tag}", f"/tag/{w.slugify(tag)}/", inside)
    for author in {article.head.author for article in found}:
        inside = [article for article in found if article.head.author == author]
        pages |= theme.listing(f"Penulis: {author}", f"/author/{w.slugify(author)}/", inside)
    return pages


def site(folder: Path, at: datetime) -> w.Site:
    """Every path of the site as it stood at a moment."""
    found = articles(folder, at)
    theme = _Theme(folder, found)
    changed = w.latest(found, at)
    routes: dict[str, w.Route] = {path: w.html(text) for path, text in _lists(theme).items()}
    home = theme.listing("Berita Terbaru", "/", found)["/"]
    routes["/"] = partial(_short_link, theme, home)
    photo = (folder / "foto.png").read_bytes()
    for article in found:
        routes[url_of(article).removeprefix(HOME)] = w.html(theme.article(article))
        routes[f"/wp-content/uploads/2026/11/foto-{article.head.id}.png"] = w.fixed(
            w.Answer(photo, "image/png", modified=article.head.published)
        )
    for name, text in yaml.safe_load((folder / "pages.yml").read_text(encoding="utf-8")).items():
        heading = name.replace("-", " ").title()
        main = theme.templates.fill("static_page", heading=heading, text=escape(text))
        routes[f"/{name}/"] = w.html(theme.frame(main, f"{heading} - Kabar Benua", f"{HOME}/{name}/"))
    posts = w.sitemap((url_of(article), article.modified) for article in found)
    routes |= {
        "/robots.txt": w.plain((folder / "robots.txt").read_text(encoding="utf-8"), changed),
        "/feed/": feed(found, theme.templates, at),
        "/wp-sitemap.xml": w.xml(
            w.sitemap_index([(f"{HOME}/wp-sitemap-posts-post-1.xml", changed)]), changed
        ),
        "/wp-sitemap-posts-post-1.xml": w.xml(posts, changed),
        **rest(found, theme.templates),
        **w.static_files(folder, changed),
    }
    return routes
