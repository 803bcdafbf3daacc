"""The regency's portal: old table layout, one title on every page, line breaks instead of paragraphs."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

import yaml

from core.indonesian import DAYS, MONTHS
from crawlers.sample import WITA
from crawlers.sample import web as w
from crawlers.sample.content import Article, Block, articles

_PER_PAGE = 5


def _short_date(moment: datetime) -> str:
    """As Rabu, 18 Nov 2026."""
    local = moment.astimezone(WITA)
    return f"{DAYS[local.weekday()]}, {local.day} {MONTHS[local.month - 1][:3]} {local.year}"


def _lines(found: Sequence[Article], templates: w.Templates, part: str) -> str:
    return "\n".join(
        templates.fill(
            part,
            id=article.head.id,
            title=escape(article.head.title),
            date=_short_date(article.head.published),
            section=escape(article.head.section),
        )
        for article in found
    )


def _body(blocks: Sequence[Block]) -> str:
    """Text with br elements, as an editor field without paragraphs stores it."""
    marks = {"item": "- "}
    texts = [marks.get(block.kind, "") + w.inline(block.text) for block in blocks]
    return "<br><br>\n".join(texts).replace("<br><br>\n- ", "<br>\n- ")


def _frame(main: str, found: Sequence[Article], templates: w.Templates) -> str:
    return templates.fill("frame", main=main, recent=_lines(found[:3], templates, "recent"))


def _article(article: Article, found: Sequence[Article], templates: w.Templates) -> str:
    head = article.head
    main = templates.fill(
        "article",
        section=escape(head.section),
        title=escape(head.title),
        date=_short_date(head.published),
        time=w.clock_time(head.published),
        views=head.views,
        author=escape(head.author),
        content=_body(article.blocks),
        others=_lines([other for other in found if other.slug != article.slug][:3], templates, "line"),
    )
    return _frame(main, found, templates)


def _list_pages(found: Sequence[Article], templates: w.Templates) -> dict[str, str]:
    """The list of news, page by page."""
    count = max(1, -(-len(found) // _PER_PAGE))
    pages = {}
    for number in range(1, count + 1):
        older = f'<a class="lanjut" href="/berita?halaman={number + 1}">Berita sebelumnya &raquo;</a>'
        main = templates.fill(
            "list",
            items=_lines(found[(number - 1) * _PER_PAGE : number * _PER_PAGE], templates, "item"),
            nav=older if number < count else "",
        )
        pages[str(number)] = _frame(main, found, templates)
    return pages


def site(folder: Path, at: datetime) -> w.Site:
    """Every path of the site as it stood at a moment. Pages carry Last-Modified."""
    found, templates = articles(folder, at), w.Templates(folder)
    changed = w.latest(found, at)
    pages = _list_pages(found, templates)
    routes: dict[str, w.Route] = {
        f"/berita/detail/{article.head.id}": w.fixed(
            w.Answer(_article(article, found, templates).encode(), modified=article.modified)
        )
        for article in found
    }
    for name, text in yaml.safe_load((folder / "pages.yml").read_text(encoding="utf-8")).items():
        main = templates.fill("static_page", heading=name.upper(), text=escape(text))
        routes[f"/{name}"] = w.html(_frame(main, found, templates))
    return {
        **routes,
        "/": w.html(pages["1"]),
        "/berita": w.paged(pages, "halaman"),
        "/robots.txt": w.plain((folder / "robots.txt").read_text(encoding="utf-8"), changed),
    }
