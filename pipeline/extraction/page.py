"""One saved page: decode, parse once, read what it states, find its paragraphs, refuse what is no article."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from cssselect import SelectorError
from lxml import html

from core.region import ZONE
from crawlers.source import Selectors, SourceError
from pipeline.extraction.address import canonical_url
from pipeline.extraction.advertorial import is_advertorial, is_labelled
from pipeline.extraction.blocks import Block, find_title, read_blocks
from pipeline.extraction.body import find_body, plain_paragraphs
from pipeline.extraction.bylines import clean_name, read_author
from pipeline.extraction.dates import parse_date
from pipeline.extraction.document import parse_text, read_text
from pipeline.extraction.published import Published, read_published
from pipeline.extraction.refusals import refuse_notices, refuse_poor_text
from pipeline.extraction.regions import Regions, find_regions, strip_machinery, without_regions
from pipeline.extraction.shape import first_prose
from pipeline.extraction.structured import Node, Structured, read_structured
from pipeline.extraction.titles import guess_title, only_titled, read_title, site_names

_AROUND_TITLE = (6, 8)  # blocks before and after the headline in which pages print the section


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What one page or text says. `published_at` keeps the offset that was written; the text is unmasked.

    `stated`: the time is stated for machines; `nodes`: the page's JSON-LD objects.
    """

    title: str
    paragraphs: tuple[str, ...]
    author: str
    published_at: datetime | None
    canonical_url: str
    advertorial: bool
    stated: bool = False
    nodes: tuple[Node, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class _Page:
    """A parsed page. `title_at`: the index of the headline's block, -1 if it stands nowhere."""

    tree: html.HtmlElement
    structured: Structured
    regions: Regions
    blocks: list[Block]
    url: str
    title: str = ""
    title_at: int = -1


def extract_html(
    body: bytes,
    url: str,
    *,
    content_type: str = "",
    selectors: Selectors = Selectors(),  # noqa: B008 - frozen
    timezone: str = ZONE,
    fetched_at: datetime,
) -> Extracted:
    """What one saved page says. Dates without a zone are read in `timezone`, "3 jam lalu" from `fetched_at`.

    Raises Unreadable(reason, detail) with reason empty, not_html, json_error, captcha, soft_404, paywall or
    too_short, and SourceError for a CSS selector that cannot be parsed.
    """
    source = read_text(body, content_type)
    page = _parse(source, url, selectors)
    refuse_notices(page.tree, page.structured, source, page.blocks)
    page = _titled(page, selectors)
    published = _published(page, selectors, ZoneInfo(timezone), fetched_at)
    author = clean_name(_selected_text(page.tree, selectors.author)) or read_author(
        page.tree, page.structured, page.blocks, site_names(page.structured, url)
    )
    address = canonical_url(page.tree, page.structured, url)
    around = page.blocks[max(0, page.title_at - _AROUND_TITLE[0]) : page.title_at + _AROUND_TITLE[1]]
    labelled = is_labelled(around)  # before the labels are taken out of the tree
    paragraphs = _paragraphs(page, selectors)
    refuse_poor_text(page.structured, paragraphs, page.blocks)
    return Extracted(
        title=page.title,
        paragraphs=paragraphs,
        author=author,
        published_at=published.at,
        canonical_url=address,
        advertorial=labelled or is_advertorial(page.structured, page.title, paragraphs, url),
        stated=published.stated,
        nodes=tuple(page.structured.nodes),
    )


def _parse(source: str, url: str, selectors: Selectors) -> _Page:
    tree = parse_text(source)
    structured = read_structured(tree, url)
    strip_machinery(tree)
    for selector in selectors.remove:
        for element in _select(tree, selector):
            element.drop_tree()
    regions = find_regions(tree)
    body = tree.find("body")
    return _Page(tree, structured, regions, read_blocks(tree if body is None else body, regions), url)


def _titled(page: _Page, selectors: Selectors) -> _Page:
    """The page with its headline: selected, stated or printed over the first sentences."""
    title = _selected_text(page.tree, selectors.title) or read_title(page.tree, page.structured, page.url)
    at = find_title(page.blocks, title)
    if at < 0:  # it stands nowhere on the page: perhaps `<title>` only names the site
        start = first_prose(page.blocks)
        at = guess_title(page.blocks, start) if not title or only_titled(page.structured) else -1
        title = page.blocks[at].text if at >= 0 else title
        at = at if at >= 0 else start - 1
    return _Page(page.tree, page.structured, page.regions, page.blocks, page.url, title, at)


def _published(page: _Page, selectors: Selectors, zone: ZoneInfo, now: datetime) -> Published:
    if (text := _selected_text(page.tree, selectors.date)) and (
        moment := parse_date(text, now=now, zone=zone)
    ):
        return Published(moment.at, moment.timed)
    return read_published(
        page.tree, page.structured, page.blocks, page.title_at, page.url, now=now, zone=zone
    )


def _paragraphs(page: _Page, selectors: Selectors) -> tuple[str, ...]:
    """Those of the article, in order; takes the page's other regions out of its tree."""
    if selectors.text and (chosen := _select(page.tree, selectors.text)):
        inside = [block for element in chosen for block in read_blocks(element, page.regions)]
        return plain_paragraphs(inside)
    without_regions(page.tree, page.regions)
    return find_body(page.tree, page.blocks, page.title, page.structured.body, page.structured.description)


def _select(tree: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    try:
        return list(tree.cssselect(selector))
    except SelectorError as error:
        raise SourceError(f"CSS selector {selector!r}: {error} (mend it in the source's YAML)") from error


def _selected_text(tree: html.HtmlElement, selector: str | None) -> str:
    """The text of the first element selected, for dates its `datetime` or `content` where it has one."""
    for element in _select(tree, selector) if selector else ():
        text = element.get("datetime") or element.get("content") or element.text_content()
        return " ".join(text.split())
    return ""
