"""Who wrote the article, as the page says."""

import re
from collections.abc import Iterable, Sequence

from lxml import html

from pipeline.extraction.blocks import Block, text_key
from pipeline.extraction.regions import META
from pipeline.extraction.structured import Structured, people, text_of, types_of

_LABEL = re.compile(
    r"(?:^|[|•·(]\s*)\W*(?:"
    r"(?:penulis|reporter|pewarta(?:\s+foto)?|wartawan|kontributor|fotografer|redaktur\s*(?:&|dan|/)\s*reporter)\s*[:–-]"
    r"|(?:laporan(?:\s+wartawan)?|(?:ditulis|diposting|diposkan)\s+oleh|(?:written|posted)\s+by)\s*[:–-]?"
    r")\s*(?P<name>[^|•·:]{3,60})",
    re.I,
)
_BY = re.compile(r"(?:^\W*|[,|•·–-]\s+)(?:oleh|by)\s*:?\s+(?P<name>[A-Z][^|•·:,]{2,50})", re.I)
_LEAD = re.compile(
    r"^\W*(?:(?:ditulis|diposting|diposkan|posted|written)\s+)?(?:oleh|by)\s*:?\s+"
    r"|^\W*(?:penulis|reporter|pewarta|editor|fotografer)\s*:?\s+",
    re.I,
)
_NEXT_FIELD = re.compile(
    r"\s*(?:[|•·;]|\s[-–—]\s|,?\s+(?:editor|redaktur|uploader|penyunting|publisher|copyright|tayang|pada|di|on)\b\s*:?"
    r"|\b(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu),?\s+\d|\d{1,2}[\s/-]).*$",
    re.I,
)
_NO_NAME = re.compile(
    r"^(?:di|dari|pada|untuk|dan|yang)\b|https?:|www\.|@|\d{2,}|[{}<>=]|developer|^\W*$", re.I
)
_GENERIC = re.compile(
    r"^(?:(?:super)?admin\w*|redaksi\b.*|tim\s+redaksi|editor|webmaster|user|author|root|operator|penulis|wartawan)$",
    re.I,
)
_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:author(?:-?name)?|penulis|byline|reporter|type-author|fotografer|oleh|wartawan|"
    r"fa-user|icon-user|bi-person)(?=$|[\s_\d-])",
    re.I,
)
_META_NAMES = (
    "author",
    "content_author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "article:author",
    "twitter:creator",
)
NAME_MAX = 60  # characters


def read_author(
    tree: html.HtmlElement, structured: Structured, blocks: Sequence[Block], names: set[str]
) -> str:
    """The author's name, or an empty string. A named person wins over a desk ("Redaksi", "admin").

    `names`: what the site calls itself; a site is no author.
    """
    generic = ""
    for candidate in _candidates(tree, structured, blocks):
        name = clean_name(candidate)
        if not name or text_key(name) in names:
            continue
        if not _GENERIC.match(name):
            return name
        generic = generic or name
    return generic


def clean_name(text: str) -> str:
    """A name without its label and what follows it; empty if it cannot be a name."""
    text = " ".join(text.split())
    text = _LEAD.sub("", text)
    text = _NEXT_FIELD.sub("", text).strip(" \t,.;:-–—|/()[]\"'“”")
    return "" if len(text) > NAME_MAX or len(text) < 3 or _NO_NAME.search(text) else text


def _candidates(tree: html.HtmlElement, structured: Structured, blocks: Sequence[Block]) -> Iterable[str]:
    yield from _labelled(blocks)
    authors = people(structured.nodes, structured.article.get("author"))
    yield from (text_of(one.get("name")) for one in authors if "Organization" not in types_of(one))
    yield from (content for name in _META_NAMES for content in structured.meta.get(name, ()))
    yield from _marked(tree)
    yield from _said(blocks)
    yield from (text_of(one.get("name")) for one in authors)


def _labelled(blocks: Sequence[Block]) -> Iterable[str]:
    for block in blocks:
        if len(block.text) <= 160 and (match := _LABEL.search(block.text)):
            yield match["name"]


def _said(blocks: Sequence[Block]) -> Iterable[str]:
    for block in blocks:
        if len(block.text) <= 140 and block.region in ("", META) and (match := _BY.search(block.text)):
            yield match["name"]


def _marked(tree: html.HtmlElement) -> Iterable[str]:
    """Elements that microdata, `rel` or a class name an author."""
    for element in tree.iter("a", "span", "i", "div", "p", "li", "address", "h6", "strong"):
        marked = "author" in (element.get("rel") or "").split() or element.get("itemprop") == "author"
        if marked or ((names := element.get("class")) and _CLASSES.search(names)):
            text = element.text_content()
            if not text.strip() and element.tag in ("i", "span"):  # an icon before the name
                text = element.tail or ""
            if 2 < len(text.strip()) <= 2 * NAME_MAX:
                yield text
