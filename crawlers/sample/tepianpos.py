"""Tepian Pos: a news site on its own CMS: no article element or JSON-LD, articles over several pages, AMP."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

import yaml

from crawlers.sample import WITA
from crawlers.sample import web as w
from crawlers.sample.content import Article, Block, articles

HOME = "http://tepianpos.example"
_OLD = datetime(2024, 3, 2, 9, tzinfo=WITA)  # when the pages about the paper were last touched
_BARE = frozenset({"Peristiwa", "Daerah"})  # sections whose pages carry no OpenGraph, as on uneven real sites


def path_of(article: Article) -> str:
    """The path of an article."""
    return f"/read/{article.head.published.astimezone(WITA):%Y/%m/%d}/{article.head.id}/{article.slug}"


class _Cms:
    """The pages of the site as its CMS draws them."""

    def __init__(self, folder: Path, found: Sequence[Article], at: datetime) -> None:
        """`found` newest first; `at` is the date in the site's ribbon."""
        self.found = found
        self.templates = w.Templates(folder)
        self.today = w.long_date(at)
        sections = sorted({article.head.section for article in found})
        self.menu = " ".join(f'<a href="/kanal/{w.slugify(name)}">{escape(name)}</a>' for name in sections)

    def frame(self, main: str, title: str, head: str = "") -> str:
        """A whole page."""
        return self.templates.fill(
            "frame",
            title=title,
            head=head,
            today=self.today,
            menu=self.menu,
            main=main,
            popular=self.lines(self.found[-5:]),
        )

    def lines(self, found: Sequence[Article]) -> str:
        """Headlines as a list."""
        return "\n".join(
            self.templates.fill("line", path=path_of(article), title=escape(article.head.title))
            for article in found
        )

    def inline(self, slug: str) -> str:
        """A "Baca Juga" box."""
        linked = next(article for article in self.found if article.slug == slug)
        return self.templates.fill("related_inline", path=path_of(linked), title=escape(linked.head.title))

    def pager(self, article: Article, number: int) -> str:
        """Links to the other pages of an article."""
        count = len(article.pages)
        if count == 1:
            return ""
        path = path_of(article)
        numbers = " ".join(
            f"<b>{other}</b>" if other == number else f'<a href="{path}?page={other}">{other}</a>'
            for other in range(1, count + 1)
        )
        following = f'<a rel="next" href="{path}?page={number + 1}">Selanjutnya</a>'
        return self.templates.fill("pager", numbers=numbers, next=following if number < count else "")

    def head(self, article: Article) -> str:
        """Metadata: on some sections OpenGraph and canonical, on others hardly any."""
        tags = escape(", ".join(article.head.tags))
        if article.head.section in _BARE:
            return self.templates.fill("head_bare", tags=tags)
        head = self.templates.fill(
            "head_full",
            title=escape(article.head.title),
            url=HOME + path_of(article),
            lead=escape(article.lead[:150]),
            tags=tags,
        )
        amp = f'\n<link rel="amphtml" href="{HOME}/amp{path_of(article)}">'
        return head + amp if article.head.amp else head

    def comments(self, article: Article) -> str:
        """What readers wrote below."""
        return "\n".join(
            self.templates.fill(
                "comment",
                author=escape(comment.author),
                date=w.long_date(comment.at),
                time=w.clock_time(comment.at),
                text=escape(comment.text),
            )
            for comment in article.head.comments
        )

    def article(self, article: Article, number: int, blocks: Sequence[Block]) -> str:
        """One page of an article."""
        head = article.head
        others = [other for other in self.found if other.slug != article.slug]
        label = head.label or (head.advertorial if head.advertorial.isupper() else "")
        main = self.templates.fill(
            "article",
            section=escape(head.section),
            section_slug=w.slugify(head.section),
            label=self.templates.fill("label", label=label) if label else "",
            title=escape(head.title),
            date=w.long_date(head.published),
            time=w.clock_time(head.published),
            author=escape(head.author),
            editor=escape(head.editor),
            photo=self.templates.fill("photo", caption=escape(head.photo)) if head.photo else "",
            content=w.render(blocks, self.inline),
            pager=self.pager(article, number),
            tags=escape(", ".join(head.tags)),
            related=self.lines(others[:4]),
            comments=self.comments(article),
            comment_count=len(head.comments),
        )
        return self.frame(main, escape(head.title), self.head(article))

    def listing(self, heading: str, found: Sequence[Article]) -> str:
        """A list of articles."""
        items = "\n".join(
            self.templates.fill(
                "item",
                path=path_of(article),
                title=escape(article.head.title),
                section=escape(article.head.section),
                date=w.long_date(article.head.published),
                time=w.clock_time(article.head.published),
            )
            for article in found
        )
        return self.frame(self.templates.fill("list", heading=heading, items=items), heading)


def _amp(article: Article, templates: w.Templates) -> str:
    """The AMP variant: the text without furniture, and the canonical address."""
    blocks = [block for block in article.blocks if block.kind not in ("related", "break")]
    return templates.fill(
        "amp",
        title=escape(article.head.title),
        url=HOME + path_of(article),
        date=w.long_date(article.head.published),
        time=w.clock_time(article.head.published),
        author=escape(article.head.author),
        content=w.render(blocks, str),
    )


def _sitemaps(found: Sequence[Article], pages: Sequence[str], at: datetime) -> dict[str, w.Route]:
    """An index of two sitemaps; the AMP variant is listed beside its article, as careless sites do."""
    changed = w.latest(found, at)
    entries = [(HOME + path_of(article), article.modified) for article in found]
    entries += [(f"{HOME}/amp{path_of(article)}", article.modified) for article in found if article.head.amp]
    news, about = "/sitemap/berita-2026-11.xml", "/sitemap/halaman.xml"
    return {
        "/sitemap.xml": w.xml(w.sitemap_index([(HOME + news, changed), (HOME + about, _OLD)]), changed),
        news: w.xml(w.sitemap(entries), changed),
        about: w.xml(w.sitemap((HOME + path, _OLD) for path in pages), _OLD),
    }


def site(folder: Path, at: datetime) -> w.Site:
    """Every path of the site as it stood at a moment."""
    found = articles(folder, at)
    cms = _Cms(folder, found, at)
    routes: dict[str, w.Route] = {}
    for article in found:
        pages = {
            str(number): cms.article(article, number, blocks)
            for number, blocks in enumerate(article.pages, start=1)
        }
        routes[path_of(article)] = w.paged(pages, "page")
        if article.head.amp:
            routes[f"/amp{path_of(article)}"] = w.html(_amp(article, cms.templates))
    lists = {"/": ("Berita Terbaru", found[:9]), "/indeks": ("Indeks Berita", found)}
    for section in {article.head.section for article in found}:
        inside = [article for article in found if article.head.section == section]
        lists[f"/kanal/{w.slugify(section)}"] = (section, inside)
    routes |= {path: w.html(cms.listing(heading, some)) for path, (heading, some) in lists.items()}
    texts = yaml.safe_load((folder / "pages.yml").read_text(encoding="utf-8"))
    for name, text in texts.items():
        heading = name.replace("-", " ").title()
        main = cms.templates.fill("static_page", heading=heading, text=escape(text))
        routes[f"/halaman/{name}"] = w.html(cms.frame(main, heading))
    changed = w.latest(found, at)
    return {
        **routes,
        **_sitemaps(found, [f"/halaman/{name}" for name in texts], at),
        **w.static_files(folder, changed),
        "/robots.txt": w.plain((folder / "robots.txt").read_text(encoding="utf-8"), changed),
    }
