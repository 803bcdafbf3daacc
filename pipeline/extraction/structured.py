"""What a page says about itself: JSON-LD nodes, meta tags, microdata."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from extruct.jsonld import JsonLdExtractor
from lxml import html

from core.tables import whole_letters

ARTICLE_TYPES = frozenset(
    (
        "Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle",
        "OpinionNewsArticle", "BackgroundNewsArticle", "ReviewNewsArticle",
        "AskPublicNewsArticle", "LiveBlogPosting", "Report", "AdvertiserContentArticle", "SocialMediaPosting",
    )
)  # fmt: skip
_PAGE_TYPES = frozenset(("WebPage", "ItemPage"))
_BROKEN_JSON = (
    (re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$"), ""),
    (re.compile(r",(\s*[}\]])"), r"\1"),
    (re.compile(r"(?<![;\s])[;\s]+$"), ""),
)
_WORD = re.compile(r"\w+")
_JSONLD = JsonLdExtractor()

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Structured:
    """`meta`: lower-case name or property -> contents in order. `nodes`: every JSON-LD object, flat.
    `article`: the node that describes this article, or empty."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    article: Node = field(default_factory=dict)

    def first(self, *names: str) -> str:
        """The first non-empty content of the first of these meta names that has one."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content:
                    return content
        return ""

    @property
    def description(self) -> str:
        """The page's summary of itself, or an empty string."""
        return html_unescape(
            self.first("og:description", "description") or text_of(self.article.get("description"))
        )

    @property
    def body(self) -> str:
        """The article's text as JSON-LD states it, lines kept, or an empty string."""
        value = self.article.get("articleBody")
        return html_unescape(value) if isinstance(value, str) else ""


def read_structured(tree: html.HtmlElement, url: str) -> Structured:
    """Everything machine-readable of the page; broken JSON-LD counts as absent."""
    meta = _meta(tree)
    nodes = list(_flat(_jsonld(tree)))
    titles = meta.get("og:title", []) + [element.text or "" for element in tree.iterfind(".//title")]
    return Structured(meta, nodes, _article_node(nodes, url, titles))


def text_of(value: object) -> str:
    """The text of a JSON-LD value: a string, a list's first, or an object's name. Empty if none."""
    if isinstance(value, str):
        return " ".join(html_unescape(value).split())
    if isinstance(value, list):
        return next((text for text in map(text_of, value) if text), "")
    if isinstance(value, dict):
        return text_of(value.get("name", value.get("@value", "")))
    return ""


def html_unescape(text: str) -> str:
    """Unescape twice where the first pass leaves entities: JSON-LD is often escaped once too often.

    Half an emoji, which JSON can hold, becomes U+FFFD.
    """
    once = whole_letters(unescape(text))
    return unescape(once) if "&" in once else once


def types_of(node: Node) -> set[str]:
    """The schema.org types of a node, without any prefix."""
    raw = node.get("@type", ())
    names = raw if isinstance(raw, list) else [raw]
    return {str(name).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in names}


def people(nodes: Iterable[Node], value: object) -> list[Node]:
    """The objects that an `author` value names, `@id` references resolved within the page."""
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    found: list[Node] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            found.append({"name": one})
        elif isinstance(one, dict):
            reference = one.get("@id")
            named = by_id.get(reference, one) if isinstance(reference, str) else one
            found.append(one if one.get("name") else named)
    return found


def _meta(tree: html.HtmlElement) -> dict[str, list[str]]:
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop"):
            if name := element.get(attribute):
                meta.setdefault(name.strip().lower(), []).append(content)
    return meta


def _jsonld(tree: html.HtmlElement) -> Iterator[object]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            items = _JSONLD.extract_items(script)
        except (ValueError, RecursionError):
            items = []
        yield from items or _repaired(script.text or "")


def _repaired(text: str) -> Iterator[object]:
    for pattern, replacement in _BROKEN_JSON:
        text = pattern.sub(replacement, text)
    try:
        yield json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return


def _flat(values: Iterable[object]) -> Iterator[Node]:
    for value in values:
        if isinstance(value, list):
            yield from _flat(value)
        elif isinstance(value, dict):
            yield value
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "review"):
                if isinstance(inner := value.get(key), (list, dict)):
                    yield from _flat([inner])


def _article_node(nodes: list[Node], url: str, titles: list[str]) -> Node:
    """Of several article nodes (list pages, related articles) the one of this URL, else of this title."""
    articles = [node for node in nodes if types_of(node) & ARTICLE_TYPES]
    if not articles:
        pages = [node for node in nodes if types_of(node) & _PAGE_TYPES and node.get("datePublished")]
        return pages[0] if pages else {}
    if len(articles) == 1:
        return articles[0]
    wanted = {word for title in titles for word in _WORD.findall(title.lower())}

    def fit(node: Node) -> tuple[bool, float, bool]:
        headline = set(_WORD.findall(text_of(node.get("headline")).lower()))
        same = bool(url) and url.split("?")[0].rstrip("/") in str(node.get("mainEntityOfPage", "")) + str(
            node.get("url", "")
        )
        return same, len(headline & wanted) / max(1, len(headline)), "datePublished" in node

    return max(articles, key=fit)
