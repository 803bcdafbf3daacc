"""The headline without the site's name."""

import re
from collections.abc import Sequence

from lxml import html

from pipeline.extraction.address import host_of
from pipeline.extraction.blocks import HEADINGS, Block, text_key
from pipeline.extraction.boilerplate import is_boilerplate
from pipeline.extraction.document import element_text
from pipeline.extraction.structured import Structured, html_unescape, text_of, types_of

_SEPARATOR = re.compile(r"\s+(?:[-|–—·•»«]|::|\|\|)\s+|\s*\|\s*|\s+::\s*")
_LEADING = re.compile(r"^([^:|»]{2,40}?)\s*(?:[:|»]|\s[-–—])\s+(?=\S)")
_TOKEN = re.compile(r"\w+")
_PAGE_PART = re.compile(
    r"\s*[-|–—]?\s*\b(?:halaman|page|hal\.?)\s+(?:all|\d+)(?:\s+(?:of|dari)\s+\d+)?\s*$", re.I
)
_SITE_LIKE = re.compile(
    r"\.(?:com|co|id|net|org|go\.id|info|news|example)\b|\b(?:news|berita|portal|online|media|koran|harian|tv|radio|situs)\b",
    re.I,
)
_OFFICIAL = re.compile(
    r"^\W*(?:(?:situs|website|web|portal|laman)\s+resmi|selamat\s+datang|beranda|home)\b", re.I
)
_PUBLIC_LABELS = frozenset(
    (
        "com", "co", "id", "net", "org", "go", "or", "web", "my", "ac", "sch", "desa", "biz", "info", "news",
        "tv", "example", "blogspot", "wordpress", "www", "m", "amp",
    )
)  # fmt: skip
_REACH = 5  # blocks above the first sentence in which its headline may be a bold line
_HEADING_REACH = 15  # and in which it may be a heading
_NAME_MAX = 7  # words of the last part of a title that may still be a site's name


def read_title(tree: html.HtmlElement, structured: Structured, url: str) -> str:
    """The headline of the page, or an empty string.

    The headline that readers see (`h1`) wins where the page's own description of itself agrees with it;
    else og:title, the JSON-LD headline and `<title>`, in this order, without site and section names.
    """
    names = site_names(structured, url)
    stated = [
        text
        for text in (
            structured.first("og:title"),
            text_of(structured.article.get("headline")) or text_of(structured.article.get("name")),
            structured.first("twitter:title", "title"),
            element_text(tree.find(".//title")),
        )
        if text
    ]
    stated = [clean_title(html_unescape(text), names) for text in stated]
    headings = [text for text in map(element_text, tree.iter("h1")) if text and not _is_site(text, names)]
    if seen := _agreed(headings, stated):
        return clean_title(seen, names)
    stated = [text for text in stated if text and not _is_site(text, names)]
    if stated:
        return _seen_elsewhere(tree, stated) or stated[0]
    return clean_title(headings[0], names) if headings else ""


def guess_title(blocks: Sequence[Block], start: int) -> int:
    """The index of the bold line over the block `start`, where nothing is called a headline; else -1."""
    above = range(start - 1, max(-1, start - 1 - _HEADING_REACH), -1)
    strong = [index for index in above if blocks[index].strong and _may_be_title(blocks[index])]
    headings = [index for index in strong if blocks[index].parent.tag in HEADINGS]
    near = [index for index in strong if index >= start - _REACH]
    return (headings or near or [-1])[0]


def _may_be_title(block: Block) -> bool:
    return 3 <= len(block.text.split()) <= 30 and block.link_density < 0.5 and not is_boilerplate(block.text)


def only_titled(structured: Structured) -> bool:
    """Whether only `<title>` can have given the headline."""
    return not (structured.first("og:title", "twitter:title") or structured.article.get("headline"))


def site_names(structured: Structured, url: str) -> set[str]:
    """What the site calls itself, as letters and digits in lower case: from metadata and the host."""
    names = {structured.first("og:site_name", "application-name", "twitter:site", "copyright", "publisher")}
    names |= {
        text_of(node.get("name"))
        for node in structured.nodes
        if types_of(node) & {"WebSite", "Organization", "NewsMediaOrganization"}
    }
    names.add(text_of(structured.article.get("publisher")))
    for address in (url, structured.first("og:url")):
        labels = host_of(address).split(".")
        names |= {label for label in labels if label not in _PUBLIC_LABELS}
        names.add(".".join(labels[-2:]))
    keys = {text_key(re.sub(r"^(?:https?:)?(?://)?(?:www\.)?", "", name)) for name in names}
    return {key for key in keys if len(key) >= 3}


def clean_title(title: str, names: set[str]) -> str:
    """A title without page numbers and without the parts before or after it that name the site."""
    title = _PAGE_PART.sub("", " ".join(title.split()))
    parts = _SEPARATOR.split(title)
    kept = list(parts)
    while len(kept) > 1 and _is_site(kept[-1], names):
        kept.pop()
    title = title[: _end_of(title, parts, len(kept))]
    title = _PAGE_PART.sub("", title)
    while (match := _LEADING.match(title)) and _is_site(match[1], names):
        title = title[match.end() :]
    return title.strip(" \t|»«–—-") if len(kept) < len(parts) else title.strip()


def _end_of(title: str, parts: Sequence[str], keep: int) -> int:
    """Where the first `keep` parts of a split title end in it."""
    end = 0
    for part in parts[:keep]:
        end = title.index(part, end) + len(part)
    return end


def _is_site(part: str, names: set[str]) -> bool:
    key = text_key(part)
    words = part.split()
    if not key or len(words) > _NAME_MAX:
        return False
    if key in names:
        return True
    if any(
        len(name) >= 5
        and (key.startswith(name) or key.endswith(name) or (len(key) >= 5 and name.startswith(key)))
        for name in names
    ):
        return True
    if _OFFICIAL.match(part):
        return True
    return len(words) <= 4 and not names and bool(_SITE_LIKE.search(part))


def _agreed(headings: Sequence[str], stated: Sequence[str]) -> str:
    """The first heading whose words are mostly those of a stated title."""
    if not stated:
        return ""
    for heading in headings:
        words = set(_TOKEN.findall(heading.lower()))
        for text in stated:
            other = set(_TOKEN.findall(text.lower()))
            if (
                words
                and other
                and len(words & other) >= 0.8 * len(words)
                and len(words & other) >= 0.6 * len(other)
            ):
                return heading
            if len(words) >= 4 and text_key(heading) in text_key(text):
                return heading
    return ""


def _seen_elsewhere(tree: html.HtmlElement, stated: Sequence[str]) -> str:
    """The stated title that stands in the page in another heading, as readers see it."""
    keys = {text_key(text) for text in stated}
    for heading in tree.iter("h2", "h3", "h1"):
        text = element_text(heading)
        if text_key(text) in keys:
            return text
    return ""
