"""Cek Etam: a fact-checker with ClaimReview in JSON-LD and an RSS feed of summaries."""

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

import yaml

from crawlers.sample import WITA
from crawlers.sample import web as w
from crawlers.sample.content import Article, Review, articles

HOME = "http://cek-etam.example"


def url_of(article: Article) -> str:
    """The address of a fact-check."""
    return f"{HOME}/periksa/{article.head.published.astimezone(WITA):%Y/%m}/{article.slug}/"


def _claim_review(article: Article, review: Review) -> str:
    """ClaimReview as schema.org and the search engines' guides describe it."""
    appearance = (
        {"appearance": {"@type": "CreativeWork", "url": review.appearance}} if review.appearance else {}
    )
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "url": url_of(article),
            "datePublished": w.iso(article.head.published),
            "author": {"@type": "Organization", "name": "Cek Etam", "url": HOME},
            "claimReviewed": review.claim,
            "itemReviewed": {
                "@type": "Claim",
                "author": {"@type": "Person", "name": review.author},
                "datePublished": review.date.isoformat(),
                **appearance,
            },
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": review.value,
                "bestRating": 5,
                "worstRating": 1,
                "alternateName": review.rating,
            },
        },
        ensure_ascii=False,
        indent=1,
    )


def _items(found: Sequence[Article], templates: w.Templates) -> str:
    return "\n".join(
        templates.fill(
            "item",
            url=url_of(article),
            title=escape(article.head.title),
            published=w.iso(article.head.published),
            date=w.long_date(article.head.published),
        )
        for article in found
    )


def _references(review: Review | None) -> list[str]:
    if review is None or review.appearance is None:
        return ["Wawancara oleh Cek Etam"]
    return [
        "Wawancara oleh Cek Etam",
        f'<a href="{escape(review.appearance)}" rel="nofollow">Unggahan yang diperiksa</a>',
    ]


def _frame(main: str, title: str, templates: w.Templates, head: str = "") -> str:
    return templates.fill("frame", title=title, head=head, main=main)


def _article(article: Article, found: Sequence[Article], templates: w.Templates) -> str:
    head, review = article.head, article.head.review
    verdict = (
        templates.fill("verdict", rating=escape(review.rating), rating_slug=w.slugify(review.rating))
        if review
        else ""
    )
    claim = templates.fill("claim_review", json=_claim_review(article, review)) if review else ""
    main = templates.fill(
        "article",
        title=escape(head.title),
        author=escape(head.author),
        published=w.iso(head.published),
        date=w.long_date(head.published),
        time=w.clock_time(head.published, "."),
        verdict=verdict,
        content=w.render(article.blocks, str),
        references="\n".join(templates.fill("reference", text=text) for text in _references(review)),
        tags="\n".join(f"<li>#{escape(tag)}</li>" for tag in head.tags),
        others=_items([other for other in found if other.slug != article.slug][:3], templates),
    )
    meta = templates.fill("head_article", url=url_of(article), title=escape(head.title), claim_review=claim)
    return _frame(main, escape(head.title), templates, meta)


def _feed(found: Sequence[Article], templates: w.Templates, at: datetime) -> w.Route:
    changed = w.latest(found, at)
    items = "\n".join(
        templates.fill(
            "feed_item",
            title=escape(article.head.title),
            url=url_of(article),
            published=w.rfc822(article.head.published),
            lead=escape(article.lead),
        )
        for article in found
    )
    text = templates.fill("feed", built=w.rfc822(changed), items=items)
    return w.xml(text, changed, "application/rss+xml; charset=utf-8")


def site(folder: Path, at: datetime) -> w.Site:
    """Every path of the site as it stood at a moment."""
    found, templates = articles(folder, at), w.Templates(folder)
    changed = w.latest(found, at)
    routes: dict[str, w.Route] = {
        url_of(article).removeprefix(HOME): w.html(_article(article, found, templates)) for article in found
    }
    for name, text in yaml.safe_load((folder / "pages.yml").read_text(encoding="utf-8")).items():
        main = templates.fill("static_page", heading=name.title(), text=escape(text))
        routes[f"/{name}/"] = w.html(_frame(main, name.title(), templates))
    home = templates.fill("list", items=_items(found, templates))
    return {
        **routes,
        "/": w.html(_frame(home, "Periksa Fakta", templates)),
        "/feed/": _feed(found, templates, at),
        "/robots.txt": w.plain((folder / "robots.txt").read_text(encoding="utf-8"), changed),
        **w.static_files(folder, changed),
    }
